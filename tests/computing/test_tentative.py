"""A sum that is likely, and not certain, is said with an if and the advice to look into the clause."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.computing.choosing import chosen, weighing
from corpus.measure import yuan_text
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

CLAUSE = "对企业研发费用，按10%给予补助，最高不超过100万元；高新技术企业按15%。"


@pytest.mark.parametrize(
    ("question", "clause", "sum_", "is_tentative"),
    [
        ("设备投资了800万，能补多少", "对企业技术改造，按设备投资额的10%给予补助，最高50万元。", "50万元", False),
        ("去年研发投了300万，能拿多少", CLAUSE, "30万元", True),  # whether it is a 高新技术企业 is not told
        ("我种了120亩油茶，领多少", "新种油茶每亩补助1000元，老园改造每亩补助500元。", "12万元", True),
    ],
)
def test_what_is_taken_for_granted_makes_a_sum_tentative(
    question: str, clause: str, sum_: str, is_tentative: bool
) -> None:
    found = chosen(weighing(question, clause))
    assert found is not None
    assert (yuan_text(found.yuan), found.is_tentative) == (sum_, is_tentative)


def test_an_answer_says_the_if() -> None:
    pool = Pool()
    names = add_texts(pool, [("rates.txt", f"松塔县研发补助办法\n第一条 {CLAUSE}\n第二条 由县科技局受理。\n")])
    corpus = corpus_of(pool, names)
    opened = Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))
    text = opened.ask("松塔县的公司，去年研发投了300万，能拿多少").text
    assert "若按这一标准算" in text
    assert "即30万元；是否适用请按原文核对。[1]" in text
