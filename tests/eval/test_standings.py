"""A stated value carries the place it stands at; what was worked out, the words that it was worked out from."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus_commands import entry_json
from corpus.formats.read import SourceText, read_source
from corpus.identity.effect import date_of
from corpus.identity.stated import Statements
from corpus.measure import Document, Validity
from corpus.shelf import Shelf
from corpus.text.invisible import without_invisible
from corpus.text.normal import fold
from eval.wide.build import own_documents
from tests.corpus.test_identity_heads import HEADS
from tests.corpus.test_identity_kinds import HEADLINES, NOTICES

TEXT = """松塔县人民政府关于印发松塔县民宿扶持办法的通知
松政发〔2024〕6号
各乡镇人民政府：
根据《云岭省民宿办法》（云政发〔2023〕1号），现印发给你们。
松塔县人民政府
2024年4月2日
松塔县民宿扶持办法
第一条 2024年4月2日前建成的民宿不享受。
第二条 本办法自2024年5月1日起施行，有效期三年。
"""
KNOWN = Document(
    "a", "松塔县民宿扶持办法", "a.txt", "0" * 64, number="松政发〔2024〕6号", issuing_body="松塔县人民政府", issued=date(2024, 4, 2),
    effective=date(2024, 5, 1), validity=(Validity(date(2027, 4, 30)),), regions=("松塔县",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("field", "line", "words"),
    [
        ("title", 7, "松塔县民宿扶持办法"),  # alone on its line, not inside the notice's title
        ("number", 2, "松政发〔2024〕6号"),
        ("issuing_body", 5, "松塔县人民政府"),
        ("issued", 6, "2024年4月2日"),  # the day below the signature, not the one of a condition
        ("effective", 9, "2024年5月1日"),
        ("regions", 1, "松塔县"),
    ],
)
def test_a_stated_value_carries_its_place(field: str, line: int, words: str) -> None:
    standing = Statements(TEXT).standings(KNOWN)[field]
    assert (standing.line, standing.words, standing.is_stated) == (line, words, True)
    assert standing.span.of(TEXT) == words


def test_what_was_worked_out_carries_what_it_was_worked_out_from() -> None:
    standing = Statements(TEXT).standings(KNOWN)["validity"]
    assert not standing.is_stated
    assert standing.words == "第二条 本办法自2024年5月1日起施行，有效期三年"


def test_what_stands_nowhere_has_no_place_and_what_nobody_found_is_missing() -> None:
    bare = replace(KNOWN, title="文件一", number=None, regions=())
    told = entry_json(bare, TEXT)
    assert told["missing"] == ["文号", "地区"]
    assert told["fields"]["title"] == {"value": "文件一", "stated": False}
    assert told["fields"]["issued"]["line"] == 6
    assert TEXT[told["fields"]["issued"]["start"] : told["fields"]["issued"]["end"]] == "2024年4月2日"


@given(st.lists(st.sampled_from(["\u200b", "\u3000", " ", "\n"]), min_size=1, max_size=6), st.integers(0, 8))
def test_what_nobody_sees_moves_no_place(blanks: list[str], at: int) -> None:
    title = KNOWN.title[:at] + "".join(blanks) + KNOWN.title[at:]
    text = f"通知\n{title}\n第一条 甲。\n"
    standing = Statements(text).standings(KNOWN)["title"]
    assert "".join(standing.span.of(text).replace("\u200b", "").split()) == KNOWN.title


@pytest.mark.parametrize("path", own_documents(), ids=lambda path: path.name)
def test_no_field_of_a_real_document_is_filled_with_what_is_not_in_it(path: Path) -> None:
    source: SourceText = read_source(path)
    document = Shelf(Path("/nowhere")).addition(path.name, source).document
    stated = Statements(source.text)
    for field, standing in stated.standings(stated.told(document)).items():
        assert standing.span.of(source.text).strip()
        assert standing.is_stated or field in ("validity", "effective")
    assert all(stated.hold(region) for region in document.regions[:1])


def _same_words(one: str, other: str) -> bool:
    """Whether two writings differ in no more than width, brackets, white space and a 第 before the number."""
    bare = [re.sub(r"[\s第]", "", fold(words)).translate(str.maketrans("()", "[]")) for words in (one, other)]
    return bare[0] == bare[1]


_STATED_SOURCES = [*(source for _, source, _ in HEADS), *NOTICES.values(), *(source for _, source, _ in HEADLINES)]


@pytest.mark.parametrize("number", range(len(_STATED_SOURCES)))
def test_what_is_called_stated_stands_at_its_span(number: int) -> None:
    text = _STATED_SOURCES[number]
    document = Shelf(Path("/nowhere")).addition("某文件.txt", SourceText("某文件.txt", text, "0" * 64)).document
    told = entry_json(document, text)
    for field, one in told["fields"].items():
        assert ("start" in one) or not one["stated"], field
        if one["stated"] and field != "regions":
            words = without_invisible(text[one["start"] : one["end"]])
            if field in ("issued", "effective", "validity"):
                assert date.fromisoformat(one["value"]) == date_of(words), field
            else:
                assert _same_words(words, one["value"].split("、")[0]), field
    for field, places in told["named"].items():
        for one in places:
            assert _same_words(without_invisible(text[one["start"] : one["end"]]), one["value"]), field
    claimed = {field for field in told["fields"] if field not in document.inferred}
    assert claimed <= {field for field, one in told["fields"].items() if one["stated"]} | {"regions"}


@pytest.mark.parametrize(
    "written", ["松政办发（2023）44号", "松政办发【2023】44号", "松政办发﹝２０２３﹞44 号", "松政办发[2023]第44号"]
)
def test_a_number_in_other_brackets_is_stated(written: str) -> None:
    text = f"关于印发松塔县停车办法的通知\n{written}\n各有关部门：\n一、收费。\n"
    document = Shelf(Path("/nowhere")).addition("a.txt", SourceText("a.txt", text, "0" * 64)).document
    assert document.number == "松政办发〔2023〕44号"
    assert "number" not in document.inferred
    standing = Statements(text).standings(document)["number"]
    assert standing.span.of(text) == written


def test_every_issuer_and_what_is_repealed_has_a_place() -> None:
    text = "松塔县财政局 松塔县教育局\n关于印发松塔县助学办法的通知\n松财〔2024〕3号\n各校：\n一、补助1000元。\n二、《松塔县助学细则》同时废止。\n松塔县财政局\n松塔县教育局\n2024年3月1日\n"
    document = Shelf(Path("/nowhere")).addition("a.txt", SourceText("a.txt", text, "0" * 64)).document
    listed = entry_json(document, text)["named"]
    assert [(one["words"], one["line"]) for one in listed["issuing_body"]] == [("松塔县财政局", 7), ("松塔县教育局", 8)]
    assert [(one["words"], one["line"]) for one in listed["supersedes"]] == [("松塔县助学细则", 6)]
