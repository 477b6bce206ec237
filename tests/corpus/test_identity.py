"""What a document says of itself, against texts labelled by a reader who had not seen the rules."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.identity.identity import infer_identity
from corpus.parse import Corpus
from corpus.text.normal import fold
from tests.examples import examples

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "fixtures" / "identity" / "cases.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
FIELDS = ("title", "number", "issuing_body", "issued", "since", "until", "validity_part", "regions", "supersedes")
# A notice on two counties names the province that issued it first: we give the issuer's place.
KNOWN_MISSES = {("region-several-counties", "regions")}


def plain(value: Any) -> Any:
    """As compared: without white space and title marks, half width."""
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return "".join(fold(value).replace("<", "").replace(">", "").split()) if isinstance(value, str) else value


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_document_is_known_by_its_own_words(case: dict[str, Any]) -> None:
    known = infer_identity(case["source"])
    wanted = {field for field in FIELDS if (case["name"], field) not in KNOWN_MISSES}
    assert {field: plain(getattr(known, field)) for field in wanted} == {field: plain(case[field]) for field in wanted}


@pytest.mark.parametrize("document", ["changji-2020", "gansu-liangqu-2020", "lanzhou-hnz-plan"])
def test_the_register_and_the_text_agree(document: str, corpus: Corpus) -> None:
    registered = next(one for one in corpus.documents if one.id == document)
    known = infer_identity(corpus.sources[document])
    assert plain(known.title) == plain(registered.title)
    assert known.until == (registered.validity[0].until if registered.validity else None)
    assert known.validity_part == (registered.validity[0].part if registered.validity else None)


@given(st.text(max_size=300))
@settings(max_examples=examples(200), deadline=None)
def test_any_text_is_answered(text: str) -> None:
    known = infer_identity(text)
    assert known.since is None or known.since.year > 1800


@given(st.data())
@settings(max_examples=examples(150), deadline=None)
def test_a_mutilated_document_is_answered(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(CASES))["source"]
    start, end = sorted((data.draw(st.integers(0, len(source))), data.draw(st.integers(0, len(source)))))
    infer_identity(
        source[:start] + data.draw(st.sampled_from(["", "〔2020〕", "0年13月45日", "有效期99年", "《"])) + source[end:]
    )
