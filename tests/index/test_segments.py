"""A shelf in segments answers as one made whole, whatever came, went and changed before; and it says what it is made of."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant import growing
from assistant.ask import Assistant, growable, save_index
from assistant.growing import Embedding, grown, index_of
from assistant.library import holdings_of
from corpus.measure import Document, Measure, Span
from corpus.parse import Corpus, parse_text
from index import segments, store
from index.joined import Pieces
from index.measure_index import MeasureIndex
from index.passages import KnownVectors
from index.runs import Level, runs_of
from index.segments import segments_of, to_merge
from index.tokens import char_ngrams
from tests.examples import examples
from tests.toy import ToyEncoder

PLACES = ("松塔县", "青石县", "云泽市", "柳河区")
TEXTS = (
    "第一条 对新认定的高新技术企业给予{n}万元奖励。(牵头单位:{place}科技局)\n第二条 由县工信局负责办理，每年一次。\n",
    "第一条 引进高层次人才的，给予{n}万元安家补贴。\n第二条 建设孵化器的，每平方米补助{n}元。由发展改革委组织实施。\n",
    "一、支持窑炉改造。完成电窑改造的陶瓷企业，一次性奖励{n}万元。\n二、支持品牌建设。由市场监管局牵头，财政局配合。\n三、附则。自印发之日起施行。\n",
)
QUESTIONS = (
    "高新技术企业奖励多少",
    "松塔县谁负责人才",
    "孵化器每平方米补助",
    "青石县窑炉改造第一条",
    "财政局",
    "云泽市",
)

# A document: its place, its text, the figure in it
Draft = tuple[int, int, int]
drafts = st.tuples(st.integers(0, len(PLACES) - 1), st.integers(0, len(TEXTS) - 1), st.integers(1, 9))
shelves = st.lists(st.dictionaries(st.sampled_from("abcdef"), drafts, min_size=1), min_size=2, max_size=4)


def corpus_of(written: dict[str, Draft]) -> Corpus:
    documents: list[Document] = []
    units: list[Measure] = []
    sources: dict[str, str] = {}
    for name, (place, text, figure) in written.items():
        title = f"{PLACES[place]}第{name}号支持办法"
        source = f"{title}\n{TEXTS[text].format(n=figure * 10, place=PLACES[place])}"
        documents.append(
            Document(
                id=name, title=title, source_file=f"{name}.txt", sha256=f"{place}{text}{figure}",
                regions=(PLACES[place],), number=f"松政发〔2020〕{figure}号",
            )
        )  # fmt: skip
        sources[name] = source
        units += parse_text(source, name)
    return Corpus(tuple(documents), tuple(units), sources, str(sorted(written.items())))


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is merged on a shelf this small would be everything."""
    monkeypatch.setattr(segments, "FEW", 1)
    monkeypatch.setattr(segments, "RATIO", 1)
    monkeypatch.setattr(segments, "DRIFT", 9.0)


def full(corpus: Corpus, like: MeasureIndex) -> MeasureIndex:
    """The corpus indexed whole, with the mean lengths that another index uses."""
    held = holdings_of(corpus.documents, corpus.units, corpus.sources)
    return MeasureIndex.build(
        corpus.documents, corpus.units, ToyEncoder(), progress=False, holdings=held,
        means=(like.lexical.means, like.about.means),
    )  # fmt: skip


def keys_of(index: MeasureIndex) -> dict[tuple[str, str], list[int]]:
    held = index.holdings
    assert held is not None
    tables = {name.partition("\x01")[0] for name in _names(held.lookup)}
    return {(table, key): held.lookup.get(table, key).tolist() for table in tables for key in held.lookup.keys(table)}


def _names(lookup: object) -> Iterator[str]:
    parts = getattr(lookup, "_parts", None)
    for part in parts if parts is not None else [lookup]:
        yield from part.trie.keys()


def same(one: MeasureIndex, other: MeasureIndex) -> None:
    """Whether two indexes say the same of everything they are asked."""
    assert list(one.documents) == list(other.documents)
    assert list(one.units) == list(other.units)
    assert np.asarray(one.sentences).tolist() == np.asarray(other.sentences).tolist()
    assert np.asarray(one.digests).tolist() == np.asarray(other.digests).tolist()
    held, whole = one.holdings, other.holdings
    assert held is not None
    assert whole is not None
    assert list(held.units) == list(whole.units)
    assert held.unit_starts.tolist() == whole.unit_starts.tolist()
    assert dict(held.sources) == dict(whole.sources)
    assert list(held.notes) == list(whole.notes)
    assert one.searched.tolist() == other.searched.tolist()
    assert keys_of(one) == keys_of(other)
    for word in ("奖励", "科技局", "松塔", "的", "万", "第a号", "没有"):
        for name in ("said", "bare", "whole", "titles"):
            mine, theirs = getattr(held, name), getattr(whole, name)
            assert mine.holding(word).tolist() == theirs.holding(word).tolist(), (name, word)
            assert (word in mine) == (word in theirs)
    rows = np.arange(len(one.units))
    for question in QUESTIONS:
        assert one.search(question, 5) == other.search(question, 5)
        assert (one.document_standing(question) == other.document_standing(question)).all()
        assert (one.standing(question, rows).words_z == other.standing(question, rows).words_z).all()
        rows, tokens = np.arange(len(one.units)), sorted(set(char_ngrams(question)))
        assert one.centred(question, rows).tolist() == other.centred(question, rows).tolist()
        assert one.lexical.holds(tokens, rows).tolist() == other.lexical.holds(tokens, rows).tolist()
        for unit in (one.units[0], one.units[-1]):
            assert one.evidence(question, unit) == other.evidence(question, unit)
            assert one.scores_of(question, unit) == other.scores_of(question, unit)


@pytest.mark.deep
@settings(max_examples=examples(25), deadline=None)
@given(shelves)
def test_a_shelf_that_grew_is_the_one_made_whole(steps: list[dict[str, Draft]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "built"
        corpus = corpus_of(steps[0])
        save_index(index_of(corpus, ToyEncoder(), KnownVectors.none(), progress=False), folder, corpus)
        for written in steps[1:]:
            corpus = corpus_of(written)
            before = growable(folder, ToyEncoder())
            assert before is not None
            encoder = ToyEncoder()
            index, reused = grown(corpus, before, Embedding(encoder, KnownVectors.none(), progress=False))
            assert len(index.sentences) - reused <= len(encoder.seen) + len(index.sentences) - len(set(encoder.seen))
            whole = full(corpus, index)
            same(index, whole)
            save_index(index, folder, corpus)
            loaded = store.load(folder, ToyEncoder(), whole=True)
            same(loaded, whole)
            one, other = Assistant(_opened(loaded), loaded), Assistant(corpus, whole)
            for question in QUESTIONS:
                assert _said(one, question) == _said(other, question)
        assert [path.name for path in Path(name).iterdir()] == ["built"]


def _opened(index: MeasureIndex) -> Corpus:
    assert index.holdings is not None
    return Corpus(index.holdings.documents, index.holdings.units, index.holdings.sources, "")


def _said(assistant: Assistant, question: str) -> tuple[str, str, Sequence[str]]:
    answer = assistant.ask(question)
    return answer.status, answer.text, [citation.measure.id for citation in answer.citations]


A: dict[str, Draft] = {"a": (0, 0, 1), "b": (1, 1, 2), "c": (2, 2, 3)}


def grow(folder: Path, corpus: Corpus, encoder: ToyEncoder | None = None) -> MeasureIndex:
    before = growable(folder, encoder or ToyEncoder())
    assert before is not None
    index, _ = grown(corpus, before, Embedding(encoder or ToyEncoder(), KnownVectors.none(), progress=False))
    save_index(index, folder, corpus)
    return store.load(folder, ToyEncoder(), whole=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = corpus_of(A)
    save_index(index_of(corpus, ToyEncoder(), KnownVectors.none(), progress=False), tmp_path / "built", corpus)
    return tmp_path / "built"


def test_what_did_not_change_is_not_written_again(folder: Path) -> None:
    before = (folder / "vectors.npy").stat()
    encoder = ToyEncoder()
    index = grow(folder, corpus_of({**A, "d": (3, 0, 4)}), encoder)
    assert (folder / "vectors.npy").stat().st_ino == before.st_ino
    assert (folder / "more-1" / "vectors.npy").exists()
    assert index.runs == ((0, 0, 3), (1, 0, 1))
    assert 0 < len(encoder.seen) < 5  # the sentences of one document


def test_a_document_in_another_version_keeps_its_place(folder: Path) -> None:
    index = grow(folder, corpus_of({**A, "b": (1, 1, 9)}))
    assert index.runs == ((0, 0, 1), (1, 0, 1), (0, 2, 3))
    assert [document.id for document in index.documents] == ["a", "b", "c"]
    assert all("20万元" not in unit.text for unit in index.units if unit.document_id == "b")


def test_a_document_that_went_leaves_no_trace(folder: Path) -> None:
    index = grow(folder, corpus_of({name: A[name] for name in "ac"}))
    held = index.holdings
    assert held is not None
    assert index.runs == ((0, 0, 1), (0, 2, 3))
    assert held.row_of_document("b") is None
    assert "孵化器" not in held.whole
    assert not held.lookup.has("name", "青石县")
    assert index.lexical.idf("孵") == 0.0


def test_little_that_is_left_of_a_segment_is_made_anew(folder: Path) -> None:
    index = grow(folder, corpus_of({"c": A["c"]}))
    assert len(segments_of(index)[0].documents) == 1


def test_mean_lengths_that_are_off_are_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "DRIFT", 0.0)
    corpus = corpus_of({**A, "d": (3, 0, 4)})
    encoder = ToyEncoder()
    index = grow(folder, corpus, encoder)
    assert len(segments_of(index)) == 1
    same(index, index_of(corpus, ToyEncoder(), KnownVectors.none(), progress=False))
    assert len(encoder.seen) < 5  # vectors are as good as before


@pytest.mark.parametrize("name", ["digests.npy", "vectors.npy"])
def test_vectors_that_fail_their_checksum_are_embedded_again(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "FEW", 16)
    before = growable(folder, ToyEncoder())
    assert before is not None
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    encoder = ToyEncoder()
    corpus = corpus_of({**A, "d": (3, 0, 4)})
    index, reused = grown(corpus, before, Embedding(encoder, KnownVectors.none(), progress=False))
    assert reused == 0
    assert len(set(encoder.seen)) == len({*map(bytes, np.asarray(index.digests))})


def test_an_index_that_was_put_in_its_place_meanwhile_is_not_mixed_in(folder: Path) -> None:
    before = growable(folder, ToyEncoder())
    assert before is not None
    other = corpus_of({"x": (3, 2, 8), "y": (3, 1, 8), "z": (3, 0, 8)})
    corpus = corpus_of({**A, "d": (3, 0, 4)})
    index, _ = grown(corpus, before, Embedding(ToyEncoder(), KnownVectors.none(), progress=False))
    save_index(index_of(other, ToyEncoder(), KnownVectors.none(), progress=False), folder, other)
    save_index(index, folder, corpus)
    same(store.load(folder, ToyEncoder(), whole=True), full(corpus, index))


def test_without_hard_links_files_are_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", no_links)
    corpus = corpus_of({**A, "d": (3, 0, 4)})
    index = grow(folder, corpus)
    same(index, full(corpus, index))


@pytest.mark.parametrize(
    ("fresh", "live", "whole", "merged"),
    [
        (1, [1000, 40, 3], [1000, 40, 3], {1, 2}),  # small ones go with what comes
        (0, [1000, 40, 3], [1000, 40, 3], set()),  # nothing came
        (0, [1000, 40, 3], [1000, 100, 3], {1}),  # mostly dead
        (400, [1000, 40], [1000, 40], {0, 1}),
        (1, [0, 1000], [5, 1000], set()),  # nothing of it is left
        (1, [9, 60, 400], [9, 60, 400], {0, 1}),  # 60 came along by the 9
    ],
)
def test_which_segments_are_made_anew(
    fresh: int, live: list[int], whole: list[int], merged: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "FEW", 16)
    monkeypatch.setattr(segments, "RATIO", 3)
    if live == [9, 60, 400]:
        fresh = 20
    assert to_merge(fresh, live, whole) == merged


def test_segments_stay_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "FEW", 16)
    monkeypatch.setattr(segments, "RATIO", 3)
    sizes: list[int] = []
    made = 0
    for _ in range(3_000):
        merged = to_merge(1, sizes, sizes)
        fresh = 1 + sum(sizes[at] for at in merged)
        made += fresh
        sizes = [size for at, size in enumerate(sizes) if at not in merged] + [fresh]
    assert len(sizes) <= 8
    assert made < 60 * 3_000  # documents indexed for each that came


runs_given = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=12, unique=True)


@example(
    [(0, 1), (0, 5), (0, 3)], [0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
)  # first and last as if side by side
@given(runs_given, st.lists(st.integers(0, 4), min_size=18, max_size=18))
def test_rows_go_up_and_down(places: list[tuple[int, int]], counts: list[int]) -> None:
    bounds = [np.concatenate([[0], np.cumsum(counts[6 * at : 6 * at + 6])]) for at in range(3)]
    level = Level.of(runs_of(places), bounds)
    listed = [(at, row) for at, document in places for row in range(bounds[at][document], bounds[at][document + 1])]
    assert len(level) == len(listed)
    whole = np.arange(len(listed))
    at, rows = level.down(whole)
    assert list(zip(at.tolist(), rows.tolist(), strict=True)) == listed
    assert [level.one(row) for row in whole.tolist()] == listed
    with pytest.raises(IndexError):
        level.one(len(listed))
    pieces = Pieces([np.arange(each[-1]) + 100 * number for number, each in enumerate(bounds)], level)
    for first in range(len(listed)):
        for last in range(first + 1, len(listed) + 1):
            assert pieces[first:last].tolist() == [100 * segment + row for segment, row in listed[first:last]]
    for segment in range(3):
        every = np.arange(bounds[segment][-1])
        assert level.up(segment, every).tolist() == [n for n, (own, _) in enumerate(listed) if own == segment]
        alive = level.alive(segment, len(every))
        assert alive is None or alive.sum() == sum(own == segment for own, _ in listed)


@pytest.mark.deep
def test_near_sentences_are_found_in_every_segment(tmp_path: Path) -> None:
    """Of more sentences than are scored exactly each segment finds its own."""

    def part(first: int, count: int) -> tuple[list[Document], list[Measure], dict[str, str]]:
        documents, units, sources = [], [], {}
        for number in range(first, first + count):
            name = f"d{number}"
            text = f"第{number}类企业奖励{number * 7 % 1000}万元。由第{number}处办理。"
            documents.append(Document(id=name, title=f"办法{number}", source_file=f"{name}.txt", sha256=name))
            sources[name] = text
            units.append(Measure(f"{name}/1", name, "正文", (), "1", "", text, Span(0, len(text)), "measure"))
        return documents, units, sources

    def index(first: int, count: int, exact: int, means: object = None) -> MeasureIndex:
        documents, units, sources = part(first, count)
        held = holdings_of(documents, units, sources)
        return MeasureIndex.build(
            documents,
            units,
            ToyEncoder(64),
            progress=False,
            holdings=held,
            exact_rows=exact,
            means=means,  # type: ignore[arg-type]
        )

    large, little = index(0, 700, 500), index(700, 60, 500)
    assert large.vectors.neighbours is not None
    assert little.vectors.neighbours is None
    exact = index(0, 760, 50_000, (large.lexical.means, large.about.means))
    parts = [*segments_of(large), *segments_of(little)]
    together = segments.joined(parts, ((0, 0, 700), (1, 0, 60)), ToyEncoder(64))
    for number in range(0, 760, 23):
        question = f"第{number}类企业奖励多少"
        found, true = together.search(question), exact.search(question)
        assert found[0].measure == true[0].measure
        assert len({hit.measure.id for hit in found} & {hit.measure.id for hit in true}) >= 9
    few = together.mask(lambda unit: int(unit.document_id[1:]) % 9 == 1)
    assert together.search("奖励多少", where=few)[0].measure == exact.search("奖励多少", where=few)[0].measure
    assert growing.index_of is index_of
