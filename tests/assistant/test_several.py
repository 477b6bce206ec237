"""Two editions, or several levels, asked for at once: which questions do."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.reading.several import asks_of_several
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder


@pytest.mark.parametrize(
    "question",
    [
        "我们镇上的民宿，县里补得多还是市里补得多，各多少",
        "高龄津贴的新标准和旧标准差多少",
        "21版和25版的人才办法安家费各给多少",
        "省里、市里对规上企业分别给多少",
    ],
)
def test_a_question_for_several_documents(question: str) -> None:
    assert asks_of_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "市里新认定的高企给多少",
        "区里的补贴和市里的能一起拿吗",
        "新办厂房要多久批下来",
        "老人搬进新房补多少",
        "2024年3月买的设备2025年验收，按哪个标准",
    ],
)
def test_a_question_for_one(question: str) -> None:
    assert not asks_of_several(question)


PROVINCE = """贵州省支持果品冷链若干措施
一、支持贮藏
（一）新建库补助。对新建机械冷库的，按每吨300元给予补助。
（二）旧库改造补助。对土窑洞更新改造的，按改造投资额的20%给予补助，最高50万元。
二、支持商品化处理
（三）分选设备购置。对购置智能分选生产线的企业，按设备购置额的25%给予补助，单条最高120万元。
（四）品牌包装。对使用公用品牌的企业，一次性奖励20万元。
本措施自2025年1月1日起施行，有效期至2030年12月31日。
"""
CITY = """贵州省毕节市果品提升办法
第一条 为了提升果品质量，制定本办法。
第二条 支持建库。新建机械冷库的，每吨再补100元。
第三条 支持分选升级。经营主体购置选果线设备、智能分选线的，再补设备购置额的10%，每条最高40万元。
第四条 支持外销。在外省开设专卖店的，每店奖励10万元。
本办法自2025年1月1日起施行，有效期至2030年12月31日。
"""


def test_each_side_of_a_comparison_is_found_in_its_own_words() -> None:
    pool = Pool()
    names = add_texts(pool, [("省.txt", PROVINCE), ("市.txt", CITY)])
    corpus = corpus_of(pool, names)
    asked = Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))
    answer = asked.ask("选果线设备，贵州省和毕节市各补几成")
    assert "25%" in answer.text
    assert "10%" in answer.text
