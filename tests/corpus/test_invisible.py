"""What nobody sees changes nothing: a text with zero-width characters anywhere gives the facts it gives without."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.find import find
from assistant.answering.match_answer import what_can_i_get
from assistant.ask import Assistant
from assistant.reading.terms import without_marks
from assistant.saying.wording import Words
from corpus.identity.identity import infer_identity
from corpus.identity.stated import Statements
from corpus.measure import Span
from corpus.outline.units import divide
from corpus.parse import measures_of, parse_text
from corpus.text.invisible import Visible, without_invisible
from index.tokens import tokenize
from tests.corpus.test_units_laws import laws_hold
from tests.examples import examples
from tests.shelf_kit import JOBS, KILNS

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff\ufe0f\u034f\u061c\u115f\u3164\uffa0\U000e0001\U000e0101"
CLAUSE = "第十二条 对企业按研发投入的5%给予补助，最高20万元，连续3年；2020年6月1日起施行。"


def sprinkled(text: str, rng: random.Random) -> str:
    return "".join(c + rng.choice(INVISIBLE) if not c.isspace() and rng.random() < 0.4 else c for c in text)


def spans(value: object) -> list[Span]:
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple):
        return [span for each in value for span in spans(each)]
    return (
        [span for field in fields(value) for span in spans(getattr(value, field.name))] if is_dataclass(value) else []
    )


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("text", [JOBS, KILNS, CLAUSE], ids=["jobs", "kilns", "clause"])
def test_a_sum_is_told_without_what_nobody_sees(text: str, seed: int) -> None:
    """The sum of an answer is searched for and copied; the quotation beside it stays as the document has it."""
    told = [Words().benefit(each, with_condition=True) for unit in parse_text(text, "a") for each in unit.benefits]
    found = [each for unit in parse_text(sprinkled(text, random.Random(seed)), "a") for each in unit.benefits]
    assert [Words().benefit(each, with_condition=True) for each in found] == told


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("text", [JOBS, KILNS, CLAUSE], ids=["jobs", "kilns", "clause"])
def test_the_same_is_found_and_every_offset_is_true(text: str, seed: int) -> None:
    source = sprinkled(text, random.Random(seed))
    plain, found = parse_text(text, "a"), parse_text(source, "a")
    laws_hold(source, found)
    cited = [unit for unit in found if unit.kind != "boilerplate" or without_invisible(unit.text)]
    assert [without_invisible(unit.text) for unit in cited] == [unit.text for unit in plain]
    for unit, same in zip(cited, plain, strict=True):
        assert (unit.label, unit.title, unit.path, unit.kind) == (same.label, same.title, same.path, same.kind)
        assert unit.lead_units == same.lead_units
        for mine, its in ((unit.amounts, same.amounts), (unit.rates, same.rates), (unit.dates, same.dates), (unit.periods, same.periods)):  # fmt: skip
            for one, other in zip(mine, its, strict=True):
                assert one.source == one.span.of(source)
                assert without_invisible(one.source) == other.source
        told = [(b.recipient, b.condition, b.form, b.base, b.years) for b in unit.benefits]
        assert told == [(b.recipient, b.condition, b.form, b.base, b.years) for b in same.benefits]
        for span, other_span in zip(spans(unit.benefits), spans(same.benefits), strict=True):
            assert without_invisible(span.of(source)) == other_span.of(text)
    assert infer_identity(source) == infer_identity(text)
    assert Statements(source).hold("松塔县") == Statements(text).hold("松塔县")
    assert sorted(tokenize(source)) == sorted(tokenize(text))


@given(st.text(alphabet="一二1.、第条（）\n 20万元%奖励" + INVISIBLE, max_size=80))
@settings(max_examples=examples(300), deadline=None)
def test_the_laws_hold_on_any_text(source: str) -> None:
    division = divide(source)
    laws_hold(source, measures_of(source, "a", division))
    for marker in [*(doubt.marker for doubt in division.doubts), *(gap.marker for gap in division.gaps)]:
        assert 0 <= marker.start <= marker.end <= len(source)


@given(st.text(alphabet="ab" + INVISIBLE))
def test_every_character_knows_its_place(source: str) -> None:
    seen = Visible.of(source)
    assert seen.text == without_invisible(source)
    assert all(source[seen.place(at)] == character for at, character in enumerate(seen.text))


def test_a_question_may_hold_what_nobody_sees(assistant: Assistant) -> None:
    question = "新认定的高新技术企业奖励多少？"
    asked = assistant.ask(sprinkled(question, random.Random(1)))
    assert (asked.status, asked.text) == (assistant.ask(question).status, assistant.ask(question).text)


@pytest.mark.parametrize("words", ["昌吉附件2第10条", "第十七条", "四棒接力", "市科技局"])
def test_so_may_what_is_looked_for(assistant: Assistant, words: str) -> None:
    found, same = find(assistant, sprinkled(words, random.Random(2))), find(assistant, words)
    assert same.exact
    assert (found.exact, found.close) == (same.exact, same.close)


def test_so_may_a_profile(assistant: Assistant) -> None:
    words = "我们是瞪羚企业，准备出资1800万元在昌吉高新区建研发平台"
    found, answer = what_can_i_get(assistant, sprinkled(words, random.Random(3)))
    assert found.rows
    same, said = what_can_i_get(assistant, words)
    assert (found.rows, answer.text) == (same.rows, said.text)


def test_words_stand_in_a_text_whatever_nobody_sees_is_between_them() -> None:
    text = f"给\u200b予{chr(0xFE0F)}（２\u20600） 万元"
    words, places = without_marks(text)
    assert words == "给予20万元"
    assert [text[place] for place in places] == list("给予２0万元")
