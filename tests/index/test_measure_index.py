from dataclasses import replace

import numpy as np
import pytest

from corpus.errors import DamagedIndex
from corpus.measure import Document, Kind, Measure, Span
from index.measure_index import MeasureIndex, passage_text, searchable
from index.sentences import split_sentences
from tests.toy import ToyEncoder

DOCUMENTS = (
    Document(id="a", title="甲市支持企业若干政策", source_file="a.txt", sha256="0", aliases=("甲市政策",)),
    Document(id="b", title="乙区创业行动计划", source_file="b.txt", sha256="1"),
)
TEXTS = [
    ("a", "培育高新技术企业", "1.培育高新技术企业。对首次认定的高新技术企业给予20万元奖励。由科技局负责。"),
    ("a", "鼓励专利申请", "2.鼓励专利申请。发明专利每件资助5000元；实用新型每件资助1000元。"),
    ("b", "引进高层次人才", "（一）引进高层次人才。提供安家补助，并解决子女入学。"),
    ("b", "建设孵化器", "（二）建设孵化器。对国家级孵化器给予100万元补助。"),
]


def units() -> tuple[Measure, ...]:
    """The four clauses, each document's one after another as they would stand in its source."""
    made, starts = [], {"a": 0, "b": 0}
    for number, (document, title, text) in enumerate(TEXTS):
        start = starts[document]
        starts[document] = start + len(text) + 1
        made.append(unit(f"{document}/{number}", title, text, document=document, start=start))
    return tuple(made)


def unit(
    id: str, title: str, text: str, *, document: str = "a", start: int = 0, kind: Kind = "measure", path: str = ""
) -> Measure:
    return Measure(
        id=id,
        document_id=document,
        part="正文",
        path=(path or text.split("。")[0],),
        label=id,
        title=title,
        text=text,
        span=Span(start, start + len(text)),
        kind=kind,
    )


@pytest.fixture(scope="module")
def index() -> MeasureIndex:
    return MeasureIndex.build(DOCUMENTS, units(), ToyEncoder(), progress=False)


@pytest.mark.parametrize(
    ("question", "first", "sentence"),
    [
        ("发明专利资助多少钱", "a/1", "发明专利每件资助5000元；"),
        ("国家级孵化器补助多少", "b/3", "对国家级孵化器给予100万元补助。"),
        ("人才子女怎么入学", "b/2", "提供安家补助，并解决子女入学。"),
        ("高新技术企业认定奖励", "a/0", "对首次认定的高新技术企业给予20万元奖励。"),
    ],
)
def test_the_clause_and_its_sentence(index: MeasureIndex, question: str, first: str, sentence: str) -> None:
    hit = index.search(question)[0]
    assert hit.measure.id == first
    offset = hit.measure.span.start
    assert hit.measure.text[hit.sentence.start - offset : hit.sentence.end - offset] == sentence


def test_hits_are_ordered_and_limited(index: MeasureIndex) -> None:
    hits = index.search("补助", k=3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(index.search("补助", k=99)) == 4


def test_a_filter_comes_before_the_ranking(index: MeasureIndex) -> None:
    filtered = index.search("补助", where=lambda measure: measure.document_id == "b")
    alone = MeasureIndex.build(DOCUMENTS, units()[2:], ToyEncoder(), progress=False)
    assert {hit.measure.document_id for hit in filtered} == {"b"}
    # Dense z-scores are over the allowed units only, so the other document does not shift them.
    assert [hit.measure.id for hit in filtered] == [hit.measure.id for hit in alone.search("补助")]
    dense = index.search("补助", where=lambda measure: measure.document_id == "b", lexical_weight=0.0)
    assert [hit.score for hit in dense] == pytest.approx([h.score for h in alone.search("补助", lexical_weight=0.0)])
    assert index.search("补助", where=lambda _: False) == []


def test_a_boost_is_added_to_the_score(index: MeasureIndex) -> None:
    plain = {hit.measure.id: hit.score for hit in index.search("专利")}
    boosted = {hit.measure.id: hit.score for hit in index.search("专利", boost=lambda m: 9.0 * (m.id == "b/2"))}
    assert boosted["b/2"] == pytest.approx(plain["b/2"] + 9.0)
    assert boosted["a/1"] == pytest.approx(plain["a/1"])
    assert max(boosted, key=lambda id: boosted[id]) == "b/2"


def test_equal_scores_keep_corpus_order() -> None:
    same = [unit(name, "同一标题", "同一标题。同样的内容。", start=20 * i) for i, name in enumerate("zyx")]
    index = MeasureIndex.build(DOCUMENTS, same, ToyEncoder(), progress=False)
    assert [hit.measure.id for hit in index.search("内容")] == ["z", "y", "x"]


def test_the_document_named_in_the_question_counts(index: MeasureIndex) -> None:
    assert index.search("甲市政策", lexical_weight=1.0)[0].measure.document_id == "a"
    assert index.search("乙区创业行动", lexical_weight=1.0)[0].measure.document_id == "b"


@pytest.mark.parametrize("question", ["", "  \n", "\u3000"])
def test_a_blank_question_finds_nothing(index: MeasureIndex, question: str) -> None:
    assert index.search(question) == []


@pytest.mark.parametrize("question", ["企", "企业" * 5000, "😀", "what support?", "'; DROP TABLE--", "<b>奖励</b>"])
def test_odd_questions_are_ranked_like_any(index: MeasureIndex, question: str) -> None:
    hits = index.search(question)
    assert len(hits) == 4
    assert all(np.isfinite(hit.score) for hit in hits)


def test_an_index_of_nothing() -> None:
    index = MeasureIndex.build(DOCUMENTS, (), ToyEncoder(), progress=False)
    assert index.search("奖励") == []


def test_evidence_ranks_the_sentences_of_one_clause(index: MeasureIndex) -> None:
    clause = units()[1]
    found = index.evidence("实用新型资助多少", clause)
    sentences = {Span(clause.span.start + s.start, clause.span.start + s.end) for s in split_sentences(clause.text)}
    assert {span for span, _ in found} == sentences
    best = found[0][0]
    assert clause.text[best.start - clause.span.start : best.end - clause.span.start] == "实用新型每件资助1000元。"
    with pytest.raises(ValueError, match="not in this index"):
        index.evidence("资助", replace(clause, id="elsewhere"))


def test_a_sentence_is_embedded_with_its_title() -> None:
    encoder = ToyEncoder()
    MeasureIndex.build(DOCUMENTS, units()[:1], encoder, progress=False)
    assert encoder.seen == [  # the longest first
        "培育高新技术企业：对首次认定的高新技术企业给予20万元奖励。",
        "培育高新技术企业：由科技局负责。",
        "1.培育高新技术企业。",
    ]
    assert passage_text(unit("x", "三年行动", "三年行动。"), "（一）三年行动。") == "（一）三年行动。"
    assert passage_text(unit("x", "", "无题。"), "无题。") == "无题。"


def test_bare_headings_furniture_and_empty_units_are_not_searched() -> None:
    kept = unit("line", "加强领导", "3.加强领导。")
    introduction = unit("told", "总体要求", "一、总体要求。坚持以企业为主体。", kind="introduction")
    left_out = [
        unit("heading", "总体要求", "一、总体要求", kind="introduction", path="一、总体要求"),
        unit("footer", "", "主办单位：市政府", kind="boilerplate"),
        unit("empty", "", " \n", kind="paragraph"),
    ]
    assert searchable([left_out[0], kept, left_out[1], introduction, left_out[2]]) == (kept, introduction)


def test_parts_that_do_not_fit_are_refused_with_both_numbers(index: MeasureIndex) -> None:
    parts = (index.vectors, index.lexical, index.about, index.encoder)
    both = (index.sentences, index.digests)
    with pytest.raises(DamagedIndex, match=r"4 个条款.*共有 3 个.*policy index"):
        MeasureIndex(DOCUMENTS, index.units[:3], *both, *parts)
    with pytest.raises(DamagedIndex, match=r"句子有 9 个.*10 个"):
        MeasureIndex(DOCUMENTS, index.units, index.sentences[:-1], index.digests, *parts)
    with pytest.raises(DamagedIndex, match=r"内容摘要有 9 个.*10 个"):
        MeasureIndex(DOCUMENTS, index.units, index.sentences, index.digests[1:], *parts)
    with pytest.raises(DamagedIndex, match=r"文件关键词覆盖 2 份文件，而文件共有 1 份.*policy index"):
        MeasureIndex(DOCUMENTS[1:], index.units, *both, *parts)
    with pytest.raises(DamagedIndex, match="属于文件 a"):
        MeasureIndex([replace(DOCUMENTS[0], id="x"), *DOCUMENTS[1:]], index.units, *both, *parts)
    with pytest.raises(DamagedIndex, match="不在条款之内"):
        MeasureIndex(DOCUMENTS, index.units, index.sentences + 9_000, index.digests, *parts)
    with pytest.raises(DamagedIndex, match="重复的编号"):
        MeasureIndex(DOCUMENTS, [index.units[0]] + [replace(u, id="a/0") for u in index.units[1:]], *both, *parts)


def test_a_mask_does_what_its_function_does(index: MeasureIndex) -> None:
    def in_b(measure: Measure) -> bool:
        return measure.document_id == "b"

    assert index.mask(in_b).tolist() == [False, False, True, True]
    assert index.search("补助", where=index.mask(in_b)) == index.search("补助", where=in_b)
    with pytest.raises(ValueError, match=r"mask of \(3,\) for 4"):
        index.search("补助", where=np.ones(3, dtype=bool))


def test_the_scores_of_one_measure_are_those_among_all(index: MeasureIndex) -> None:
    scores = index.scores("专利资助多少")
    for row, measure in enumerate(index.units):
        assert index.scores_of("专利资助多少", measure) == (scores.dense[row], scores.lexical[row])
