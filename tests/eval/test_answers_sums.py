"""What is said first of years, fines and a bound that is just not passed, over files of the test's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from eval.cases import Case, run_cases
from index.encoder import LazyEncoder

TEXT = """枫浦县促进创新办法
枫浦县人民政府 2026年1月5日
第一条 对重点成果转化项目，第一年给予80万元补助，第二年、第三年由县产业基金投入最高120万元。
第二条 对年营业额超过3000万元的配送企业，一次性奖励6万元。
第三条 违反规定倾倒废料的，由县环保部门处三万元以上八万元以下罚款。
第四条 对厂房投资2亿元（含）至6亿元的项目，按投资额的1%奖励；6亿元（含）以上的，按2%奖励。
第五条 对数字化车间项目，按设备投资额的10%给予补助，超过500万元的部分减半。
第六条 对印染改造项目，按设备投资额10%给予补助，其中500万元以上部分按15%给予补助。
第七条 本办法自2026年2月1日起施行，有效期至2028年12月31日。
"""
FILE = "office.txt"
CASES = [
    Case((FILE,), "枫浦县重点成果转化项目第三年给多少", r"第3年：「第二年、第三年由县产业基金投入最高120万元」", r"：补助80万元"),
    Case((FILE,), "枫浦县重点成果转化项目第一年给多少", r"第1年：「第一年给予80万元补助」"),
    Case((FILE,), "枫浦县配送企业年营业额正好3000万元奖多少", r"不能直接算出，因为您给的3000万元不在原文的「超过3000万元」之内", "：满足"),
    Case((FILE,), "枫浦县违规倾倒废料罚多少", "三万元以上八万元以下", "未写明"),
    Case((FILE,), "枫浦县投资7亿元的项目奖励比例", r"answered\n[^\n]*2%", r"answered\n[^\n]*1%"),
    Case((FILE,), "枫浦县数字化车间项目设备投资1200万元能补多少", r"不能直接算出，因为[^\n]*「超过500万元的部分减半」", "120万元"),
    Case((FILE,), "枫浦县印染改造项目设备投资8000万元能补多少", r"500万元 × 10% \+ 7500万元 × 15% = 1175万元", "最高500万元"),
    Case((FILE,), "枫浦县营业收入7亿元，奖励比例是多少", "", "7亿元属于"),
]  # fmt: skip


@pytest.mark.deep
def test_what_is_said_first(tmp_path: Path, model: LazyEncoder) -> None:
    (tmp_path / FILE).write_text(TEXT, encoding="utf-8")
    tried = run_cases(tmp_path, CASES, model, date(2026, 11, 29))
    assert [one.said for one in tried if not one.is_right] == []
