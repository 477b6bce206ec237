"""Words that are asked for many terms: each term is found as it is in the text, and looked for once."""

import pytest

from assistant.answering import heard
from assistant.answering.heard import Heard
from assistant.ask import Assistant
from assistant.reading.lexicon import Folded, says
from assistant.reading.terms import coverage

TEXT = "我们是高新技术的企业,引进博士后2名,制定国家、行业及地方标准"


def test_terms_are_heard_as_they_are_said(assistant: Assistant) -> None:
    weights = assistant.library.weights
    told = Heard.of(TEXT, weights)
    for term, said, held in (
        ("高新技术企业", True, True),
        ("博士", False, False),
        ("国家标准", False, True),
        ("展会", False, False),
    ):
        assert (told.says(term), told.holds(term)) == (said, held)
        assert told.says(term) == says(Folded.of(TEXT), term)
    terms = ("高新技术企业", "展会")
    assert told.share(terms) == coverage(terms, TEXT, weights).share > 0
    assert told.share(("展会",)) == told.share(()) == 0.0


def test_a_term_is_looked_for_once(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def counted(text: Folded, term: str) -> bool:
        looked.append(term)
        return says(text, term)

    monkeypatch.setattr(heard, "says", counted)
    told = Heard.of(TEXT, assistant.library.weights)
    for _ in range(3):
        assert told.holds("博士后")
        assert not told.says("展会")
    assert looked == ["博士后", "展会"]
