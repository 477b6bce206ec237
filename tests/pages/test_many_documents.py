"""The page over thousands of documents: what goes to a visitor, and what a rerun looks at, does not grow with the shelf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from assistant import calendar_door
from assistant.answering.match import LOOKED_AT, match
from assistant.ask import MOST_EXAMPLES, Assistant
from assistant.handing_on import deadlines, of_shelf
from assistant.handing_on.supports import Wanted
from assistant.once import once
from assistant.pages.editions import editions_of
from assistant.proposing.retrieve import Filters
from assistant.reading.topics import topics
from assistant.showing.choices import MOST, hits, page_at
from assistant.showing.match_view import kinds
from assistant.within import documents_of, units_of
from corpus.facts.due import Due, due_of
from corpus.measure import Document, Measure, Repeal, Validity
from corpus.parse import Corpus, parse_text
from index.measure_index import MeasureIndex
from index.stored import Records
from tests.page_kit import CORPUS, Opener, html, switch

DAY = date(2026, 1, 15)
PAGES = ("", "match", "supports", "deadlines", "find", "compare", "editions", "library", "card")
FEW, MANY = 20, 2_000
TEXT = """支持企业发展若干措施
第一条 对新认定的瞪羚企业，奖励20万元。(牵头单位:县工信局)
第二条 对首次入库的企业，按研发投入的10%给予补贴，最高50万元。
第三条 企业每年5月1日至5月31日向县财政局申报。
"""
UNITS = parse_text(TEXT, "x")


class Watched(Records[Any]):
    """A sequence that is not in memory, and counts how many of its records somebody asked for."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._values, self.asked = values, 0

    def __len__(self) -> int:
        return len(self._values)

    def _at(self, row: int) -> Any:
        self.asked += 1
        return self._values[row]

    def __iter__(self) -> Iterator[Any]:
        self.asked += len(self)
        return iter(self._values)


class Still:
    """An encoder to which all texts are one: nothing here is about what is close to what."""

    name, dimension = "still", 4

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.full((len(texts), self.dimension), 0.5, dtype=np.float32)

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        return self.encode_queries(texts)


def document(number: int, **given: Any) -> Document:
    """Every third of them runs, every third is over; two and two are of one place."""
    validity = ((), (Validity(date(2099, 12, 31)),), (Validity(date(2020, 12, 31)),))[number % 3]
    place = f"柳{number // 2}县"
    edition = "（试行）" if number % 2 else ""
    fields = {"regions": (place,), "validity": validity, "issued": date(2019, 1, 1 + number % 28)}
    title = f"{place}支持企业发展若干措施{edition}"
    return Document(f"d{number:05}", title, f"{number}.txt", f"{number:064}", **{**fields, **given})


def shelf(count: int) -> Assistant:
    documents = [document(number) for number in range(count)]
    units: list[Measure] = [
        replace(
            unit,
            id=f"{one.id}{unit.id[1:]}",
            document_id=one.id,
            lead_units=tuple(f"{one.regions[0]}{name}" for name in unit.lead_units),
        )
        for one in documents
        for unit in UNITS
    ]
    index = MeasureIndex.build(documents, units, Still(), progress=False)
    sources = {one.id: TEXT for one in documents}
    return Assistant(Corpus(Watched(documents), Watched(units), sources, f"shelf of {count}"), index)


@pytest.fixture(scope="module")
def small() -> Assistant:
    return shelf(FEW)


@pytest.fixture(scope="module")
def large() -> Assistant:
    return shelf(MANY)


def weight(page: AppTest) -> tuple[int, int]:
    """How many elements go to the visitor, and how many bytes."""
    protos = [proto for node in page._tree if (proto := getattr(node, "proto", None)) is not None]
    return len(protos), sum(len(proto.SerializeToString()) for proto in protos)


def looked_at(assistant: Assistant) -> int:
    documents, units = assistant.corpus.documents, assistant.corpus.units
    assert isinstance(documents, Watched)
    assert isinstance(units, Watched)
    return documents.asked + units.asked


# ---------------------------------------------------------------- every page


@pytest.mark.deep
@pytest.mark.parametrize("address", PAGES)
def test_what_goes_to_a_visitor_does_not_grow_with_the_shelf(
    open_page: Opener, small: Assistant, large: Assistant, address: str
) -> None:
    few = weight(open_page(small, address))
    page = open_page(large, address)
    assert not page.exception
    many = weight(page)
    assert many[0] <= few[0] + 6  # a search box and a line beside a field, a line to turn pages
    assert many[1] <= 1.2 * few[1] + 8_000  # a field offers MOST instead of FEW, with longer names
    assert all(len(box.options) <= MOST + 1 for box in page.selectbox)
    assert all(len(box.options) <= max(MOST, 200) for box in page.multiselect)


@pytest.mark.deep
@pytest.mark.parametrize("address", PAGES)
def test_a_rerun_does_not_walk_through_the_shelf(open_page: Opener, large: Assistant, address: str) -> None:
    page = open_page(large, address)
    before = looked_at(large)
    page.run()
    assert not page.exception
    assert looked_at(large) - before < 600


@pytest.mark.deep
def test_a_greeting_and_an_answer_are_no_heavier_than_on_a_small_shelf(
    open_page: Opener, small: Assistant, large: Assistant
) -> None:
    for question in ("你好", "柳3县对瞪羚企业奖励多少？"):
        weights = []
        for assistant in (small, large):
            page = open_page(assistant)
            page.chat_input(key="question").set_value(question).run()
            assert not page.exception
            weights.append(weight(page))
        assert weights[1][0] <= weights[0][0] + 12
        assert weights[1][1] <= 1.3 * weights[0][1] + 8_000


@pytest.mark.deep
def test_a_document_far_down_is_found_chosen_and_kept(open_page: Opener, large: Assistant) -> None:
    title = document(1998).title
    page = open_page(large)
    page.text_input(key="document_words").set_value("柳999县").run()
    page.selectbox(key="document").set_value("d01998").run()
    page.text_input(key="document_words").set_value("柳5县").run()
    assert page.selectbox(key="document").value == "d01998"
    page.text_input(key="document_words").set_value("没有这个词").run()
    assert "没有标题里有「没有这个词」的文件" in html(page)
    assert open_page(large, "find", file=title).selectbox(key="file").value == "d01998"
    assert open_page(large, "library", shelf=title).selectbox(key="shelf").value == "d01998"
    page = open_page(large, "editions", old="d01999", new=f"{title}（{document(1998).issued}）")
    assert (page.selectbox(key="old").value, page.selectbox(key="new").value) == ("d01999", "d01998")
    assert "pa-pair" in html(page)


@pytest.mark.deep
def test_the_library_has_pages_and_says_when_nothing_is_found(open_page: Opener, large: Assistant) -> None:
    page = open_page(large, "library")
    assert f"第 1–{MOST} 份，共 {MANY} 份" in page.selectbox(key="shelf").label
    page.button(key="shelf-on").click().run()
    assert document(MOST).title in page.selectbox(key="shelf").options
    page.text_input(key="shelf_words").set_value("柳99 试行").run()
    assert "共 " not in page.selectbox(key="shelf").label  # 柳99县, 柳990县 to 柳999县
    page.text_input(key="shelf_words").set_value("没有这个词").run()
    assert "没有标题里有" in page.info[0].value
    assert not [box for box in page.selectbox if box.key == "shelf"]
    assert 'class="pa-outline"' not in html(page)


@pytest.mark.deep
def test_lists_are_turned_to_their_end(open_page: Opener, large: Assistant) -> None:
    page = open_page(large, "supports")
    total = 2 * MANY
    assert f"{total} 项支持" in html(page)
    assert f"第 1–40 项，共 {total} 项" in html(page)
    page.button(key="supports-on").click().run()
    assert f"第 41–80 项，共 {total} 项" in html(page)
    page.multiselect(key="places").set_value(["柳999县"]).run()
    assert "4 项支持" in html(page)
    page = open_page(large, "deadlines")
    assert "，共 " in html(page)
    page.button(key="deadlines-on").click().run()
    assert "第 61–120 项" in html(page)
    switch(page, "find")
    assert not page.exception


# ---------------------------------------------------------------- what the pages are made of


def test_examples_are_a_handful_of_what_runs_in_different_places(small: Assistant) -> None:
    questions = small.examples(DAY)
    assert len(questions) == MOST_EXAMPLES
    assert questions == shelf(FEW).examples(DAY)
    running = {one.regions[0] for one in small.corpus.documents if one.in_force(DAY) == "yes"}
    told = [question.partition("对")[0] for question in questions]
    assert len(set(told)) == MOST_EXAMPLES
    assert set(told) <= running


def test_a_small_shelf_has_one_example_a_document_in_its_order() -> None:
    assert [question[:3] for question in shelf(3).examples(DAY)] == ["柳0县", "柳1县"]  # two of one place ask the same


@pytest.mark.deep
def test_what_somebody_gets_is_held_against_the_nearest_clauses_and_no_others(large: Assistant) -> None:
    said = "我们是新认定的瞪羚企业"
    held, units = large.library.holdings, large.corpus.units
    assert len(held.lookup.get("grant word", "瞪羚企业")) == MANY
    assert isinstance(units, Watched)
    counts = []
    match(large.library, said, DAY)  # what is kept of a clause with an index is made here, once
    for given in ((), (Filters().allows(large.library, DAY),)):
        before = units.asked
        found = match(large.library, said, DAY, *given)
        counts.append(units.asked - before)
        assert (len(found.rows), found.left_out) == (LOOKED_AT, MANY - LOOKED_AT)
    assert counts == [LOOKED_AT, LOOKED_AT]


@pytest.mark.deep
def test_a_list_is_counted_by_the_index_and_read_where_it_is_shown(large: Assistant) -> None:
    corpus, held = replace(large.corpus), large.library.holdings
    units = corpus.units
    assert isinstance(units, Watched)
    before = units.asked
    chosen = of_shelf.chosen_supports(corpus, held, DAY, Wanted(), None, descending=False)
    assert (len(chosen.rows), chosen.clauses, len(of_shelf.fields_of(corpus, held).places)) == (
        2 * MANY,
        2 * MANY,
        MANY // 2,
    )
    assert chosen.by_form == (("奖励", MANY), ("补贴补助", MANY))
    assert chosen.by_place[0] == ("柳0县", 4)
    assert units.asked == before
    last = chosen.rows[-1]
    assert (last.unit.document_id, last.benefit) == (f"d{MANY - 1:05}", UNITS[2].benefits[0])
    assert len(chosen.rows[:40]) == 40
    assert units.asked - before == 41
    narrowed = of_shelf.chosen_supports(corpus, held, DAY, Wanted(places=("柳7县",)), "标准", descending=True)
    assert [row.document.id for row in narrowed.rows] == ["d00014", "d00015", "d00014", "d00015"]
    assert units.asked - before == 41 + 4
    assert not of_shelf.chosen_supports(corpus, held, DAY, Wanted(levels=("国家级",)), None, descending=False).rows
    assert units.asked - before == 41 + 4


@pytest.mark.deep
def test_who_is_offered_comes_from_the_first_clauses_that_grant(large: Assistant) -> None:
    units = large.corpus.units
    assert isinstance(units, Watched)
    before = units.asked
    assert kinds(large.library, "柳7县", 1) == ("瞪羚企业",)
    assert units.asked - before == 1


@pytest.mark.deep
def test_topics_are_found_without_reading_a_clause(large: Assistant) -> None:
    units = large.corpus.units
    assert isinstance(units, Watched)
    before = units.asked
    found = topics(large.library, ["柳0县", "柳1县", "柳2县"], 5)
    assert units.asked == before
    assert all(topic.regions == ("柳0县", "柳1县", "柳2县") for topic in found)
    assert "瞪羚" in {topic.word for topic in found}


def pairs(documents: Sequence[Document]) -> list[tuple[str, str]]:
    return [(old.id, new.id) for old, new in editions_of(documents)]


def test_editions_are_those_of_one_title_and_those_repealed() -> None:
    documents = [document(number) for number in range(6)]
    documents[0] = replace(documents[0], repealed=Repeal("d00005", "", None))
    assert pairs(documents) == [("d00000", "d00005"), ("d00000", "d00001"), ("d00002", "d00003"), ("d00004", "d00005")]
    one = document(0)
    same = [replace(one, id=f"e{number}", issued=date(2020 - number, 1, 1)) for number in range(3)]
    assert pairs(same) == [("e1", "e0"), ("e2", "e0"), ("e2", "e1")]


@pytest.mark.deep
def test_the_first_editions_cost_no_comparison_of_all_with_all() -> None:
    documents = [replace(document(0), id=f"e{number}") for number in range(20_000)]
    assert len([pair for pair, _ in zip(editions_of(documents), range(6), strict=False)]) == 6


def test_units_and_documents_are_found_wherever_they_are_kept(small: Assistant) -> None:
    watched = small.corpus
    held = replace(watched, documents=tuple(watched.documents), units=tuple(watched.units))
    for name in ("d00000", "d00007", "d00019"):
        assert units_of(watched, name) == units_of(held, name) == [u for u in held.units if u.document_id == name]
    assert units_of(watched, "nobody") == units_of(held, "nobody") == []
    assert [one.id for one in documents_of(watched, ["d00003", "nobody", "d00001", "d00003"])] == ["d00001", "d00003"]
    shuffled = replace(held, units=tuple(reversed(held.units)))
    assert len(units_of(shuffled, "d00007")) == len(UNITS)


def test_what_is_made_once_is_made_again_for_another_state() -> None:
    met: list[str] = []

    def made(corpus: Corpus, suffix: str) -> str:
        met.append(suffix)
        return corpus.fingerprint + suffix

    other = replace(CORPUS)  # equal, and yet another state
    assert [once(CORPUS, made, "a"), once(CORPUS, made, "a"), once(CORPUS, made, "b")] == ["kita", "kita", "kitb"]
    assert once(other, made, "a") == "kita"
    assert met == ["a", "b", "a"]
    for number in range(20):
        once(CORPUS, made, str(number))
    once(CORPUS, made, "a")
    assert met[-1] == "a"  # only the last few are kept


@pytest.mark.parametrize("indexed", [False, True])
def test_a_calendar_is_read_from_the_clauses_once(
    small: Assistant, monkeypatch: pytest.MonkeyPatch, indexed: bool
) -> None:
    corpus, held = replace(small.corpus), small.library.holdings if indexed else None
    monkeypatch.setattr(calendar_door, "_shelf", lambda: (corpus, held))
    read: list[object] = []

    def counted(unit: Measure, given: date | None = None) -> tuple[Due, ...]:
        read.append(unit)
        return tuple(due_of(unit, given))

    monkeypatch.setattr(deadlines, "due_of", counted)
    first = calendar_door.calendar_file({}, DAY)
    count = len(read)
    assert count == FEW * (1 if indexed else len(UNITS))  # of those that say that something is due, where that is known
    assert calendar_door.calendar_file({}, DAY) is first
    calendar_door.calendar_file({"place": ["柳1县"]}, DAY)
    calendar_door.calendar_file({}, date(2026, 1, 16))
    assert len(read) == count
    assert calendar_door.calendar_file({"kind": ["没有这种"]}, DAY).count(b"BEGIN:VEVENT") == 0
    every = of_shelf.chosen_entries(corpus, held, DAY, frozenset(), frozenset()).every
    assert every == tuple(deadlines.calendar_of(corpus.documents, corpus.units, DAY))


def test_pages_and_searches_count_truly() -> None:
    names = {f"d{number}": f"第{number}号办法" for number in range(95)}
    assert hits(names, "") == [*names]
    assert hits(names, "第9 号") == ["d9", *(f"d{number}" for number in range(90, 95))]
    assert hits(names, "没有") == []
    page = page_at(2, 40, 95)
    assert (page.first, page.end, page.is_last) == (80, 95, True)
    assert page_at(7, 40, 95) == page
    assert page_at(0, 40, 0).words("份") == "0 份"
