"""Looking clauses up: the list of what was found word for word is complete, in order, and marked at the right place."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.answering.find import Way, find
from assistant.ask import Assistant
from assistant.proposing.retrieve import Filters
from assistant.showing.find_view import counts_words, filters_words, result_label, snippet_html
from assistant.showing.library_view import benefits_html, departments_html, outline_html, register_html
from assistant.showing.match_view import kinds, read_figures, regions
from corpus.errors import UnknownDocument, UsageError
from corpus.parse import Corpus, parse_text
from corpus.text.normal import fold
from index.measure_index import MeasureIndex
from tests.page_kit import CORPUS, HOSTILE, OURS, SOURCES, Seen
from tests.toy import ToyEncoder

DAY = date(2026, 1, 15)


@pytest.fixture(scope="module")
def real(corpus: Corpus) -> Assistant:
    """The registered documents under an encoder without a model: what is found word for word needs none."""
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder()))


@pytest.mark.parametrize("words", ["众创空间", "市科技局", "人才", "“双创”", "四棒接力", "(略)"])
def test_every_clause_that_holds_the_words_is_listed_in_order(real: Assistant, words: str) -> None:
    bare = fold(words).strip('"()')
    expected = [unit.id for unit in real.library.units if bare in fold(unit.text)]
    found = find(real, words, as_of=DAY)
    listed = [each.citation.measure.id for each in found.exact]
    assert [name for name in listed if name in expected] == expected
    order = [unit.id for unit in real.library.units]
    assert listed == sorted(listed, key=order.index)
    for each in found.exact:
        source = real.corpus.sources[each.citation.measure.document_id]
        assert all(fold(place.of(source)).replace('"', "") == bare for place in each.places)
    assert not {each.citation.measure.id for each in found.close} & set(listed)


@pytest.mark.parametrize(
    ("words", "way", "labels"),
    [
        ("昌吉附件2第10条", "number", ["附件2 四、10."]),
        ("兰发20号文第十七条", "number", ["二、(四)17."]),
        ("昌吉 众创空间", "words", ["二、(二)6.", "附件2 五、13."]),
        ("瞪羚企业 独角兽企业", "words", ["附件2 三、6."]),
        ("这句话哪里都没有写过", "words", []),
    ],
)
def test_what_is_looked_for(real: Assistant, words: str, way: Way, labels: list[str]) -> None:
    found = find(real, words, as_of=DAY)
    assert found.way == way
    assert [each.citation.measure.label for each in found.exact] == labels


def test_a_department_is_found_by_its_short_name_with_its_role(real: Assistant) -> None:
    full = find(real, "市科技局").exact
    assert full
    assert all("市科技局" in "".join(each.roles) for each in full if each.roles)
    short = {each.citation.measure.id for each in find(real, "科技局").exact}
    assert {each.citation.measure.id for each in full} <= short


def test_without_words_the_filters_alone_decide(real: Assistant) -> None:
    found = find(real, " ", Filters(unit="市科技局", document="lanfa-2019-20"))
    assert {each.citation.measure.id for each in found.exact} == {
        unit.id
        for unit in real.library.units
        if unit.document_id == "lanfa-2019-20" and any("市科技局" in name for name in unit.all_units)
    }
    assert all(each.roles for each in found.exact)
    assert len(find(real, "").exact) == len(real.library.units)
    granting = find(real, "", Filters(has_benefit=True)).exact
    assert granting
    assert all(each.citation.measure.benefits for each in granting)


def test_filters_limit_every_way_of_looking(real: Assistant) -> None:
    found = find(real, "人才", Filters(document="ganzhou-2017"))
    assert {each.citation.measure.document_id for each in (*found.exact, *found.close)} == {"ganzhou-2017"}
    assert find(real, "昌吉附件2第10条", Filters(in_force=True), DAY).exact == ()
    with pytest.raises(UnknownDocument):
        find(real, "人才", Filters(document="没有这份"))
    with pytest.raises(UsageError):
        find(real, "人" * 3000)


def test_the_snippet_marks_every_hit_it_shows_and_is_part_of_the_clause(real: Assistant) -> None:
    for each in find(real, "人才").exact:
        unit = each.citation.measure
        seen = Seen(snippet_html(real.corpus.sources[unit.document_id], each))
        assert seen.marked
        assert set(seen.marked) == {"人才"}
        assert seen.words.strip("…") in unit.text


def test_counts_say_how_much_and_where(real: Assistant) -> None:
    documents = real.corpus.documents
    assert counts_words(find(real, "四棒接力"), documents).startswith("写到“四棒接力”的条款 ")
    assert "没有条款写着" in counts_words(find(real, "这句话哪里都没有写过"), documents)
    assert counts_words(find(real, "", Filters(kind="无")), documents) == "这些筛选下没有条款，请去掉其中一个。"


def test_filters_in_words() -> None:
    chosen = Filters(document="jia", unit="市科技局", kind="measure", in_force=True, has_benefit=True)
    assert filters_words(chosen, CORPUS.documents) == "文件 甲区；部门 市科技局；类型 条款；只看有效；只看有金额"
    assert filters_words(Filters(), CORPUS.documents) == ""


def test_the_form_offers_what_the_corpus_names(real: Assistant) -> None:
    places = regions(real.library)
    assert len(places) == len(set(places)) > 1
    everywhere = kinds(real.library, None)
    assert "独角兽企业" in everywhere
    assert set(kinds(real.library, places[0])) < set(everywhere)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("出资 1800万元", {"出资": "1800万元"}),
        ("出资=1800万元\n\n 专利授权：20件 ", {"出资": "1800万元", "专利授权": "20件"}),
        ("年销售收入3.5亿元", {"年销售收入": "3.5亿元"}),
    ],
)
def test_figures_are_read_line_by_line(text: str, expected: dict[str, str]) -> None:
    assert read_figures(text) == expected


@pytest.mark.parametrize("line", ["出资", "1800万元", "<b>"])
def test_a_line_that_is_no_figure_is_named(line: str) -> None:
    with pytest.raises(UsageError, match=line):
        read_figures(line)


def hostile() -> Assistant:
    """The kit's documents parsed, one more full of markup that grants something and names a department."""
    text = f"{HOSTILE}\n第一条 {HOSTILE}给予企业20万元奖励。\n第二条 {HOSTILE}。(牵头单位:科技局)\n"
    document = CORPUS.documents[1]
    units = parse_text(text, document.id)
    corpus = Corpus((document,), units, {**SOURCES, document.id: text}, "hostile")
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder()))


def test_markup_of_a_document_stays_text() -> None:
    assistant = hostile()
    (document,) = assistant.corpus.documents
    units = assistant.library.units
    found = find(assistant, "<img src=x").exact
    assert len(found) >= 2
    pages = [snippet_html(assistant.corpus.sources[document.id], each) for each in found]
    pages += [outline_html(units), departments_html(units), benefits_html(document, units, DAY)]
    pages.append(register_html(document, units, DAY))
    for page in pages:
        assert Seen(page).tags <= OURS
    assert "奖励 20万元" in pages[-2]
    assert "科技局" in pages[-3]
    assert not [label for label in map(result_label, found) if re.search(r"(?<!\\)[<$*`\[]", label)]
