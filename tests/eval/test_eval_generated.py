"""What a chat model wrote, held against the clauses: hand-written answers, good ones and each way of making things up."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Answer, Citation
from corpus.measure import Measure
from corpus.parse import Corpus
from eval.generated import Judgement, is_generated, judge, marked_citations
from eval.questions import Gold, Question, resolve
from eval.run import departments_of, evaluate
from eval.summary import summarize
from index.hit import Hit

SETTLING = Gold("changji-2020", "分别给予300万元、100万元一次性奖励")  # 独角兽 300万元, 瞪羚 100万元; 高企 20万元
CONTRACT = Gold("changji-2020", "技术交易额的3%给予补贴")  # 3%, 单个合同50万元, 单位年度150万元
STANDARDS = Gold("changji-2020", "分别给予20万元、15万元、5万元一次性奖励")  # 国家、行业、地方
VALIDITY = Gold("changji-2020", "有效期至2025年12月31日")
POOL = Gold("lanfa-2019-20", "依托自创区设立科技成果转化“成果池”")  # 牵头 市科技局


def cite(marker: int, unit: Measure) -> Citation:
    return Citation(marker, unit, "某文件", "a.txt", unit.text, unit.span, 1.0, "not stated")


def written(corpus: Corpus, text: str, *gold: Gold, question: str = "怎么支持？") -> Answer:
    citations = tuple(cite(marker, resolve(one, corpus)) for marker, one in enumerate(gold, 1))
    return Answer(question, "answered", text, date(2026, 1, 1), citations, engine="some-model")


def judged(corpus: Corpus, text: str, *gold: Gold, question: str = "怎么支持？") -> Judgement:
    return judge(written(corpus, text, *gold, question=question), departments_of(corpus.units))


def faults(judgement: Judgement) -> list[tuple[str, str]]:
    return [(one.fault, one.words) for one in judgement.unsupported]


GOOD = [
    ("独角兽企业落户奖励300万元，瞪羚企业100万元[1]。", (SETTLING,)),
    ("独角兽、瞪羚企业落户分别奖励三百万元和1,000,000元。[1]", (SETTLING,)),  # the marker behind the full stop
    (
        "新认定的国家高新技术企业一次性奖励20万元[1]；技术合同按百分之三补贴，单个合同最高50万元[2]。",
        (SETTLING, CONTRACT),
    ),
    ("有效期到2025-12-31[1]，也就是2025年底。", (VALIDITY,)),
    ("由市科技局牵头[1]。责任单位有市财政局、市发改委。", (POOL,)),  # leans on the marker before
    ("1. 成果池由市科技局牵头[1]\n2. 兰州高新区管委会是责任单位[1]", (POOL,)),  # its own numbering is no figure
    ("见附件2第4条：单个合同最高50万元[1]。", (CONTRACT,)),  # the number of the clause itself
    ("一次性给予奖励，共有以下三项。", ()),
]


@pytest.mark.parametrize(("text", "gold"), GOOD, ids=[text[:12] for text, _ in GOOD])
def test_a_good_answer_has_no_fault(corpus: Corpus, text: str, gold: tuple[Gold, ...]) -> None:
    judgement = judged(corpus, text, *gold)
    assert faults(judgement) == []
    assert judgement.sound


BAD = [
    ("独角兽企业落户奖励500万元[1]。", (SETTLING,), [("money", "500万元")]),  # invented
    ("按交易额的5%补贴[1]。", (CONTRACT,), [("percent", "5%")]),
    ("有效期至2026年12月31日[1]。", (VALIDITY,), [("date", "2026年12月31日")]),
    ("每年支持30家企业[1]。", (CONTRACT,), [("number", "30")]),
    ("连续五年给予补贴[1]。", (CONTRACT,), [("number", "五")]),
    ("由市旅游发展局牵头[1]。", (POOL,), [("unit", "市旅游发展局")]),  # no such department
    ("由市教育局牵头[1]。", (POOL,), [("unit", "市教育局")]),  # one of another clause
    ("独角兽企业落户奖励100万元[1]。", (SETTLING,), [("recipient", "100万元")]),  # the 瞪羚's sum
    ("地方标准奖励20万元[1]。", (STANDARDS,), [("recipient", "20万元")]),
    ("奖励300万元。", (SETTLING,), [("money", "300万元")]),  # cites nothing
    (
        "技术合同最高50万元[1]，落户300万元[2]；高企奖20万元[1]。",
        (CONTRACT, SETTLING),
        [("money", "20万元")],
    ),  # wrong marker
]


@pytest.mark.parametrize(("text", "gold", "expected"), BAD, ids=[text[:12] for text, _, _ in BAD])
def test_what_the_clauses_do_not_say_is_named(
    corpus: Corpus, text: str, gold: tuple[Gold, ...], expected: list[tuple[str, str]]
) -> None:
    assert faults(judged(corpus, text, *gold)) == expected


def test_a_marker_that_leads_to_nothing(corpus: Corpus) -> None:
    judgement = judged(corpus, "奖励300万元[3]。落户有奖励[1]。", SETTLING, CONTRACT)
    assert judgement.dangling == (3,)
    assert judgement.unused == (2,)
    assert faults(judgement) == [("money", "300万元")]  # what it leads to says nothing
    assert not judgement.sound


def test_numbers_and_units_are_counted_apart(corpus: Corpus) -> None:
    judgement = judged(corpus, "奖励500万元、600万元，由省旅游厅负责[1]。", SETTLING)
    assert (judgement.numbers, judgement.units) == (2, 1)
    assert judgement.unsupported[0].markers == (1,)
    assert judgement.unsupported[0].sentence == "奖励500万元、600万元，由省旅游厅负责。"


def test_the_question_s_own_numbers_and_what_follows_from_them_may_be_said(corpus: Corpus) -> None:
    asked = "交易额2000万元能补多少？"
    worked = "2000万元的3%是60万元，超过上限，按50万元补[1]。"
    assert faults(judged(corpus, worked, CONTRACT, question=asked)) == []
    assert faults(judged(corpus, worked, CONTRACT)) == [("money", "2000万元"), ("money", "60万元")]
    assert faults(judged(corpus, "截至2026年1月1日，仍按此执行[1]。", CONTRACT)) == []  # the day it is answered for


def test_what_the_register_says_may_be_repeated(corpus: Corpus) -> None:
    answer = written(corpus, "兰发〔2019〕20号规定由市科技局牵头[1]。", POOL)
    assert faults(judge(answer)) == [("number", "2019"), ("number", "20")]
    assert judge(answer, registered="兰发〔2019〕20号").sound


def test_only_marked_citations_count(corpus: Corpus) -> None:
    answer = written(corpus, "落户奖励300万元[1]。", SETTLING, CONTRACT)
    assert is_generated(answer)
    assert [citation.marker for citation in marked_citations(answer)] == [1]


class Writer:
    """An assistant whose answers a model wrote: the first invents a sum, the second is right."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def search(self, question: str, k: int, history: object = ()) -> list[Hit]:
        unit = resolve(SETTLING, self.corpus)
        return [Hit(unit, 1.0, unit.span)]

    def ask(self, question: str, history: object = (), as_of: date | None = None) -> Answer:
        text = "独角兽奖励500万元[1]，另见[7]。" if "独角兽" in question else "瞪羚企业落户奖励100万元[1]。"
        return written(self.corpus, text, SETTLING, CONTRACT, question=question)


def test_generated_answers_are_scored_on_their_text(corpus: Corpus) -> None:
    questions = [
        Question("bad", "amount", "独角兽落户给多少？", "answered", gold=(SETTLING,), facts=("300万元",)),
        Question("good", "amount", "瞪羚落户给多少？", "answered", gold=(SETTLING,), facts=("100万元",)),
    ]
    bad, good = evaluate(Writer(corpus), questions, corpus, progress=False)
    assert bad.judgement is not None
    assert (bad.judgement.numbers, bad.judgement.dangling, bad.passed) == (1, (7,), False)
    assert (bad.fact_recall, bad.citation_precision) == (0.0, 1.0)
    assert (good.passed, good.fact_recall, good.citation_precision) == (
        True,
        1.0,
        1.0,
    )  # the unmarked one is not counted
    means = summarize([bad, good])["all"]
    assert (means["unsupported_numbers"].value, means["dangling_markers"].value) == (0.5, 0.5)
    assert means["unsupported_units"].value == 0.0


def test_an_answer_in_the_document_s_own_words_is_not_judged(corpus: Corpus) -> None:
    class Extractive(Writer):
        def ask(self, question: str, history: object = (), as_of: date | None = None) -> Answer:
            from dataclasses import replace

            return replace(super().ask(question), engine="extractive")

    question = Question("a", "amount", "瞪羚？", "answered", gold=(SETTLING,))
    (one,) = evaluate(Extractive(corpus), [question], corpus, progress=False)
    assert one.judgement is None
    assert summarize([one])["all"]["unsupported_numbers"].value is None
    assert len(one.shown) == 2
