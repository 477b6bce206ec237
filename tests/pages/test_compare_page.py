"""Regions and a topic side by side: the table says what the corpus says, and the page in each of its states."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.ask import Assistant
from assistant.reading.lexicon import groups, meanings_said, says
from assistant.reading.topics import own_documents, topics
from assistant.showing.compare_view import NOTHING, counts_words, table_html
from assistant.showing.match_view import regions
from assistant.showing.side_by_side import side_by_side
from corpus.errors import IndexMissing, UnknownRegion, UsageError
from corpus.measure import Document
from corpus.parse import Corpus, parse_text
from corpus.text.normal import fold
from index.measure_index import MeasureIndex
from tests.page_kit import HOSTILE, OURS, Opener, Seen, html, switch
from tests.pages.test_find import hostile as of_no_region
from tests.toy import ToyEncoder

DAY = date(2026, 1, 15)
TABLE = 'class="pa-facts pa-compared"'


@pytest.fixture(scope="module")
def real(corpus: Corpus) -> Assistant:
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder()))


@pytest.mark.parametrize(
    ("places", "topic", "rows"),
    [
        (("昌吉高新区", "甘州区"), "众创空间", {("昌吉高新区", "运营补贴第1年30万元、第2年20万元、第3年10万元"), ("甘州区", "补助1万元")}),
        (("甘州区", "昌吉高新区"), "新型研发机构", {("昌吉高新区", "奖励30万元")}),
        (("昌吉高新区", "兰白试验区"), "宣传", {("昌吉高新区", "未写明"), ("兰白试验区", "未写明")}),
    ],
)  # fmt: skip
def test_each_region_has_its_own_rows(real: Assistant, places: tuple[str, ...], topic: str, rows: set[object]) -> None:
    answer = side_by_side(real.library, places, topic, DAY)
    assert list(dict.fromkeys(row.place for row in answer.comparison)) == list(places)
    assert rows <= {(row.place, row.amount) for row in answer.comparison}
    cited = {citation.marker: citation.measure.document_id for citation in answer.citations}
    for row in answer.comparison:
        assert (row.item == NOTHING) == (row.marker is None)
        assert row.marker is None or cited[row.marker] in own_documents(real.library, row.place)


def test_a_region_that_says_nothing_says_so(real: Assistant) -> None:
    answer = side_by_side(real.library, ["昌吉高新区", "甘州区"], "飞机", DAY)
    assert answer.status == "not_found"
    assert [(row.place, row.item) for row in answer.comparison] == [("昌吉高新区", NOTHING), ("甘州区", NOTHING)]
    assert counts_words(answer) == "2 个地区中 0 个有规定，见 0 条；昌吉高新区、甘州区未规定"


def test_a_place_in_the_topic_is_no_further_region(real: Assistant) -> None:
    answer = side_by_side(real.library, ["昌吉高新区", "甘州区"], "与兰州合作", DAY)
    assert {row.place for row in answer.comparison} == {"昌吉高新区", "甘州区"}


@pytest.mark.parametrize(
    ("places", "topic", "words"),
    [
        (["昌吉高新区"], "人才", "至少要选两个地区"),
        (["昌吉高新区", "昌吉高新区"], "人才", "至少要选两个地区"),
        (["昌吉高新区", "甘州区"], " ", "还没有写"),
        (["昌吉高新区", "甘州区"], "的", "换一个说法"),
        (["昌吉高新区", "甘州区"], "人" * 101, "太长"),
        (["昌吉高新区", "深圳市"], "人才", "没有「深圳市」的文件"),
    ],
)
def test_what_cannot_be_compared_is_a_sentence(real: Assistant, places: list[str], topic: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        side_by_side(real.library, places, topic, DAY)


@pytest.mark.parametrize(
    ("called", "first"), [("兰州", "兰州高新区"), ("兰州市", "兰州高新区"), ("昌吉", "昌吉高新区"), ("张掖市", "甘州区"), ("changji", "昌吉高新区")]
)  # fmt: skip
def test_a_region_may_have_any_of_its_names(real: Assistant, called: str, first: str) -> None:
    """The everyday names that the catalogue knows: its documents are those of the first of them."""
    other = "甘州区" if first != "甘州区" else "昌吉高新区"
    answer = side_by_side(real.library, [called, other], "人才", DAY)
    rows = [row for row in answer.comparison if row.place == called]
    assert {row.place for row in answer.comparison} == {called, other}
    cited = {citation.marker: citation.measure.document_id for citation in answer.citations}
    assert rows
    assert {cited[row.marker] for row in rows if row.marker} <= set(own_documents(real.library, first))
    with pytest.raises(UsageError, match="同一个地区"):
        side_by_side(real.library, [called, first], "人才", DAY)


@pytest.mark.parametrize(
    "name", ["深圳市", "001_c51ee96af02a8653.txt", "张", "关于支持昌吉高新区建设乌昌石国家自主创新示范区的实施意见"]
)
def test_what_is_no_region_is_refused_with_what_is_one(real: Assistant, name: str) -> None:
    with pytest.raises(UnknownRegion) as refused:
        side_by_side(real.library, ["昌吉高新区", name], "人才", DAY)
    assert refused.value.known == regions(real.library)


@pytest.mark.deep
def test_every_topic_offered_is_written_where_it_says(real: Assistant) -> None:
    found = topics(real.library, regions(real.library), 12)
    assert {"孵化器", "成果转化"} <= {topic.word for topic in found}
    for topic in found:
        assert len(topic.regions) > 1
        for region in topic.regions:
            units = real.library.in_scope(own_documents(real.library, region))
            assert units
        answer = side_by_side(real.library, topic.regions, topic.word, DAY)
        assert len({row.place for row in answer.comparison if row.marker}) > 1, topic


def test_what_is_known_of_a_topic_is_what_its_clauses_say(real: Assistant) -> None:
    clauses = {
        region: [
            unit
            for unit in real.library.in_scope(own_documents(real.library, region))
            if unit.kind in ("measure", "paragraph")
        ]
        for region in regions(real.library)
    }
    found = topics(real.library, tuple(clauses), 1_000)
    assert len(found) > 12
    for topic in found:
        group = next(group for group in groups() if topic.word in group)
        said = {
            region: [unit for unit in units if says(fold(unit.text), group[0])] for region, units in clauses.items()
        }
        every = [unit for units in said.values() for unit in units]
        granted = {
            unit.document_id for unit in every if any(says(fold(row.recipient), group[0]) for row in unit.benefits)
        }
        times = {word: sum(fold(unit.text).count(word) for unit in every) for word in group}
        assert topic.regions == tuple(region for region, units in said.items() if units)
        assert topic.granting == len({real.library.document(each).regions[0] for each in granted})
        assert topic.headed == sum(says(fold(unit.title), group[0]) for unit in every)
        assert times[topic.word] == max(times.values())


def test_the_meanings_that_a_text_says_are_found_in_one_walk(real: Assistant) -> None:
    texts = [fold(unit.text) for unit in real.corpus.units[::5]] + [
        "博士后工作站和高新技术的企业",
        "引进博士研究生",
        "",
    ]
    for text in texts:
        assert set(meanings_said(text)) == {group[0] for group in groups() if says(text, group[0])}


def test_the_chosen_regions_decide_the_topics(real: Assistant) -> None:
    two = topics(real.library, ["昌吉高新区", "甘州区"], 12)
    assert two
    assert all(topic.regions == ("昌吉高新区", "甘州区") for topic in two)
    assert topics(real.library, ["昌吉高新区"], 12) == ()


def hostile() -> Assistant:
    """Two regions whose names and clauses are full of markup."""
    documents, units, sources = [], [], {}
    for name in ("甲", "乙"):
        text = f"{name}若干措施\n第一条 {HOSTILE}对企业给予20万元奖励。\n第二条 {HOSTILE}孵化器建设。\n"
        documents.append(Document(name, f"{name}{HOSTILE}", f"{name}.txt", "0" * 64, regions=(f"{name}<b>$x$区",)))
        units += parse_text(text, name)
        sources[name] = text
    corpus = Corpus(tuple(documents), tuple(units), sources, "hostile")
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder()))


def test_markup_in_the_table_stays_text() -> None:
    made = hostile()
    answer = side_by_side(made.library, regions(made.library), "<i>孵化器</i>", DAY)
    seen = Seen(table_html(answer))
    assert seen.tags <= OURS | {"caption"}
    assert {row.place for row in answer.comparison} == set(regions(made.library))


def test_the_page_begins_with_a_choice(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "compare")
    assert not page.exception
    assert page.title[0].value == "对比"
    assert "至少选两个地区" in html(page)
    assert not page.get("download_button")
    page.button(key="topic-0").click().run()
    assert page.multiselect(key="regions").value == list(regions(real.library))
    assert page.text_input(key="topic").value
    assert TABLE in html(page)


@pytest.mark.deep
def test_a_region_whose_documents_are_gone_is_chosen_no_longer(
    open_page: Opener, real: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(real, "compare", regions=["昌吉高新区", "甘州区", "兰白试验区"], topic="众创空间")
    page.button(key="compare-clause-0").click().run()
    left = [document for document in real.corpus.documents if document.regions[0] != "昌吉高新区"]
    ids = {document.id for document in left}
    units = tuple(unit for unit in real.corpus.units if unit.document_id in ids)
    smaller = Corpus(tuple(left), units, {name: real.corpus.sources[name] for name in ids}, "smaller")
    made = Assistant(smaller, MeasureIndex.build(smaller.documents, smaller.units, ToyEncoder()))
    monkeypatch.setattr("assistant.pages.shell.opened", lambda: made)
    page.run()
    assert not page.exception
    assert page.multiselect(key="regions").value == ["甘州区", "兰白试验区"]
    assert "昌吉高新区" not in html(page)
    assert 'class="pa-cited"' not in html(page)
    assert "补助1万元" in html(page)


def test_a_missing_index_is_said(open_page: Opener) -> None:
    page = open_page(IndexMissing("没有索引。请运行 policy index。"), "compare")
    assert page.title[0].value == "对比"
    assert "没有索引" in page.error[0].value


def test_a_shared_address_opens_the_table_and_a_chip_its_clause(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "compare", regions=["昌吉高新区", "甘州区"], topic="众创空间")
    assert not page.exception
    shown = html(page)
    assert 'data-name="金额或比例">补助1万元' in shown
    assert "2 个地区中 2 个有规定" in shown
    assert [button.proto.label for button in page.get("download_button")] == ["Word", "Excel"]
    page.button(key="compare-clause-0").click().run()
    assert 'class="pa-cited"' in html(page)
    page.button(key="close-compare").click().run()
    assert 'class="pa-cited"' not in html(page)
    switch(page, "library")
    switch(page, "compare")
    assert page.text_input(key="topic").value == "众创空间"
    assert "补助1万元" in html(page)


def test_another_topic_closes_the_clause_and_a_bad_one_is_a_sentence(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "compare", regions=["昌吉高新区", "甘州区"], topic="众创空间")
    page.button(key="compare-clause-0").click().run()
    page.text_input(key="topic").set_value("人才").run()
    assert 'class="pa-cited"' not in html(page)
    page.text_input(key="topic").set_value("的").run()
    assert "换一个说法" in page.error[0].value
    assert TABLE not in html(page)


def test_markup_on_the_page_stays_text(open_page: Opener) -> None:
    made = hostile()
    page = open_page(made, "compare", regions=list(regions(made.library)), topic="<img src=x> 孵化器")
    assert not page.exception
    page.button(key="compare-clause-0").click().run()
    assert 'class="pa-cited"' in html(page)
    assert "<script" not in html(page)
    assert "<img" not in html(page)
    assert "<b>" not in html(page)


def test_one_region_is_not_enough(open_page: Opener) -> None:
    page = open_page(of_no_region(), "compare")
    assert not page.exception
    assert "不足两个地区" in page.info[0].value
    assert not page.multiselect
