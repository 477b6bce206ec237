"""What an answer must look like, by the unit of the question, and what a sentence holds of it."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.reading.wanted import fits, stands_in, wanted


@pytest.mark.parametrize(
    ("question", "sentence", "fit"),
    [
        ("要提前多少天告知", "应当提前四十日书面告知。", 1),
        ("能返还多少钱", "第七条 返还社会保险费叁拾万元整。", 1),
        ("积分里硕士给几分", "| 硕士 | 15 |", 1),
        ("窗口电话是多少", "咨询电话：0555-1234567。", 1),
        ("窗口电话是多少", "由民政部门负责实施。", -1),
        ("给多少万", "18.对新认定的基地按规定给予奖补（政发〔2019〕39号）。", -1),
        ("要多少个成员", "成员不少于30户。", 1),
        ("要多少个成员", "一次性奖励5万元。", -1),
        ("要几个床位才行", "床位不少于20张。", 1),
        ("最多奖几个钱", "给予最高不超过50万元的奖励。", 1),
        ("手里就几个专利，能贷款吗", "开展知识产权质押贷款，单笔不超过300万元。", 0),
        ("冬天卧室最低多少度算达标", "卧室、起居室的温度不低于18℃。", 1),
        ("一个月用电多少度以内有优惠", "月用电不超过200度的，按第一档收费。", 1),
        ("怎么申报", "向县政务大厅提出申请。", 0),
        ("要交几个月社保", "企业应当依法纳税。", -1),
        ("要交几个月社保", "连续缴纳社会保险满6个月。", 1),
        ("多少号人才能成立", "社员不少于30人。", 1),
        ("能拿几个亿", "给予最高2亿元支持。", 1),
        ("钱啥时候到账", "于2026年第三季度拨付。", 1),
        ("电话打给谁", "由县商务局负责。", -1),
        # named, and not asked for: any text may answer
        ("这事归哪几家单位管", "由县商务局负责。", 0),
        ("要备齐哪几样材料", "提交身份证复印件。", 0),
        ("几家单位联合办展，补助只能由主办方领，没错吧？", "补助由主办方申领。", 0),
        ("补助能折成现金打给我吗", "补助以实物发放，不发现金。", 0),
        ("钱不够了，会按比例打折吗", "奖励资金总额控制，超出的不再安排。", 0),
        ("What must be attached when seeking a subsidy?", "提交立项批文。", 0),
        ("How much clear height does a building need?", "净高不低于9米。", 0),
        ("How much can I get?", "提交立项批文。", -1),
    ],
)
def test_a_sentence_holds_what_the_question_wants(question: str, sentence: str, fit: int) -> None:
    assert fits(wanted(question), stands_in(sentence)) == fit


def test_who_is_left_out_is_no_list_of_what_is_granted(assistant: Assistant) -> None:
    assert "写明金额或比例的支持共" not in assistant.ask("昌吉哪些单位不能享受这些奖补").text


def test_whom_support_is_for_allows_nothing_by_itself(assistant: Assistant) -> None:
    assert assistant.ask("在昌吉高新区上班的个人能申请这些奖励吗").verdict != "yes"
