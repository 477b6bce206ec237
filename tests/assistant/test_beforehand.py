"""What is kept with the index of each clause is what its text says, and nothing is answered otherwise for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assistant.answering import match as room
from assistant.answering.match import match
from assistant.ask import Assistant
from assistant.learned.models import models
from assistant.reading.beforehand import GrantWords, of_line, read_beforehand, to_line
from assistant.reading.clauses import ClauseReference, Step, resolve_reference
from assistant.reading.specific import specific_words
from assistant.reading.wanted import stands_in
from corpus.measure import Benefit, Measure, Span

TEXT = "第三条 对新认定的瞪羚企业给予20万元奖励，每年不超过2次。咨询电话0571-88164409。"
BENEFIT = Benefit("瞪羚企业", "租用孵化器面积500平方米以上", "奖励", Span(5, 20), base="技术合同交易额")


def unit_of(text: str, *benefits: Benefit, kind: str = "measure") -> Measure:
    return Measure("d/1", "d", "正文", ("一、支持",), "一、", "支持", text, Span(0, len(text)), kind, benefits=benefits)  # type: ignore[arg-type]


def words_of(unit: Measure) -> tuple[GrantWords, ...]:
    texts = ((each.recipient, each.condition, each.base or "") for each in unit.benefits)
    return tuple(GrantWords(*map(specific_words, each)) for each in texts)


@pytest.mark.parametrize("unit", [unit_of(TEXT, BENEFIT), unit_of(""), unit_of(TEXT, BENEFIT, kind="boilerplate")])
def test_a_note_comes_back_whole(unit: Measure) -> None:
    known = read_beforehand(unit, models().told.probabilities)
    again = of_line(to_line(known))
    assert (again.stated, again.grants) == (known.stated, known.grants)
    assert again.told.tolist() == known.told.tolist()  # every bit of a figure
    assert again.grants == words_of(unit)


def test_notes_say_what_a_clause_says(assistant: Assistant) -> None:
    library = assistant.library
    fresh = library.with_models(models())  # reads sentences itself
    for row, unit in enumerate(library.index.units):
        assert library.clause(row).stated == stands_in(unit.text)
        assert np.array_equal(library.told(row), fresh.told(row))
    for row, unit in enumerate(library.corpus.units):
        assert library.grant_words(row) == words_of(unit)


TOLD = (
    "我们是新认定的高新技术企业，能拿多少", "我们引进了3名博士，投资500万元建研发平台", "公司是瞪羚企业，打算落户，租了800平方米",
    "技术合同交易额2000万元", "你好", "承担国家标准和行业标准", "新引进的生产型企业，去年营业收入3亿元",
)  # fmt: skip


@pytest.mark.parametrize("words", TOLD)
def test_no_benefit_is_passed_over_that_was_meant(
    words: str, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = match(assistant.library, words, date(2026, 11, 30))
    monkeypatch.setattr(room, "_may_be_meant", lambda *_: True)
    assert match(assistant.library, words, date(2026, 11, 30)) == quick


@pytest.mark.parametrize("style", ["any", "article", "cn", "cnp", "ar", "arp"])
def test_a_number_leads_where_all_clauses_would_lead(style: str, assistant: Assistant) -> None:
    """Only those are read that the number can mean."""
    library = assistant.library
    owners = np.arange(len(library.corpus.documents))
    every = library.in_scope([])
    for number in range(1, 30):
        for steps in ((Step(style, number),), (Step("cn", 2), Step(style, number)), (Step(style, number, sub=1),)):
            reference = ClauseReference(Span(0, 1), "", None, steps)
            for one in (reference, replace(reference, part="附件2")):
                assert library._resolved(one, owners, None) == resolve_reference(one, every)
