"""A corpus grows and shrinks: what did not change is not embedded again, and the index is the one a full build gives."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ask import open_corpus
from assistant.cli import main
from corpus.errors import DamagedIndex
from corpus.measure import Document, Measure, Span
from index import checked_files, store
from index.measure_index import MeasureIndex
from index.passages import KnownVectors, digests_of, embed
from tests.examples import examples
from tests.toy import ToyEncoder

SENTENCES = (
    "支持企业上市。", "给予20万元奖励。", "由科技局负责。", "建设孵化器。", "引进高层次人才。",
    "解决子女入学。", "发明专利每件资助5000元。", "培育高新技术企业。",
)  # fmt: skip
QUESTIONS = ("上市奖励多少", "谁负责人才", "孵化器", "专利")
# One document: its clauses, each a title and the numbers of its sentences
Draft = list[tuple[str, list[int]]]
drafts = st.lists(
    st.tuples(st.sampled_from(["上市", "人才", ""]), st.lists(st.integers(0, len(SENTENCES) - 1), min_size=1, max_size=4)),
    min_size=1, max_size=4,
)  # fmt: skip
corpora = st.dictionaries(st.sampled_from("abc"), drafts, max_size=3)


def corpus_of(written: dict[str, Draft]) -> tuple[list[Document], list[Measure]]:
    documents, units = [], []
    for name in sorted(written):
        documents.append(Document(id=name, title=f"政策{name}", source_file=f"{name}.txt", sha256=name))
        start = 0
        for number, (title, sentences) in enumerate(written[name]):
            text = "".join(SENTENCES[sentence] for sentence in sentences)
            units.append(
                Measure(f"{name}/{number}", name, "正文", (), str(number), title, text, Span(start, start + len(text)),
                        "measure")
            )  # fmt: skip
            start += len(text)
    return documents, units


def build(
    written: dict[str, Draft], encoder: ToyEncoder, known: KnownVectors | None = None, exact_rows: int = 50_000
) -> MeasureIndex:
    return MeasureIndex.build(*corpus_of(written), encoder, progress=False, known=known, exact_rows=exact_rows)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.deep
@settings(max_examples=examples(40), deadline=None)
@given(corpora, corpora)
def test_growing_gives_what_a_full_build_gives(before: dict[str, Draft], after: dict[str, Draft]) -> None:
    with tempfile.TemporaryDirectory() as name:
        grown, full = Path(name) / "grown", Path(name) / "full"
        store.save(build(before, old := ToyEncoder()), grown, "c1")
        known = store.known_vectors(grown, ToyEncoder())
        store.save(index := build(after, new := ToyEncoder(), known), grown, "c2")
        store.save(build(after, everything := ToyEncoder()), full, "c2")

        assert contents(grown) == contents(full)  # vectors, postings, manifest: every byte
        assert set(new.seen) == set(everything.seen) - set(old.seen)
        assert len(new.seen) == len(set(new.seen))
        passages = index.digests.tolist()
        fresh = digests_of(new.seen, new.name).tolist()
        assert known.reused(index.digests) == sum(passage not in fresh for passage in passages)
        for question in QUESTIONS:
            one, other = (store.load(folder, ToyEncoder(), "c2").search(question) for folder in (grown, full))
            assert one == other


A: dict[str, Draft] = {"a": [("上市", [0, 1]), ("人才", [4, 5])]}
B: dict[str, Draft] = {"a": [("上市", [0, 2]), ("人才", [4, 5])], "b": [("", [3])]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store.save(build(A, ToyEncoder()), tmp_path / "built", "c1")
    return tmp_path / "built"


def test_only_what_changed_is_embedded(folder: Path) -> None:
    encoder = ToyEncoder()
    known = store.known_vectors(folder, encoder)
    assert len(known) == 4
    index = build(B, encoder, known)
    assert sorted(encoder.seen) == sorted(["上市：由科技局负责。", "建设孵化器。"])
    assert known.reused(index.digests) == 3


def test_a_changed_title_is_a_changed_passage(folder: Path) -> None:
    encoder = ToyEncoder()
    build({"a": [("入学", [0, 1]), ("人才", [4, 5])]}, encoder, store.known_vectors(folder, encoder))
    assert sorted(encoder.seen) == sorted(["入学：支持企业上市。", "入学：给予20万元奖励。"])


def test_nothing_new_needs_no_model(folder: Path) -> None:
    class NoModel(ToyEncoder):
        def encode_passages(self, texts: Sequence[str], progress: bool = False) -> np.ndarray:
            raise AssertionError("the model was asked")

        @property
        def dimension(self) -> int:
            raise AssertionError("the model was loaded")

    known = store.known_vectors(folder, NoModel())
    assert len(build({"a": A["a"][:1]}, NoModel(), known).units) == 1


def test_another_model_gets_its_own_vectors(folder: Path) -> None:
    assert len(store.known_vectors(folder, ToyEncoder(name="other"))) == 0


@pytest.mark.parametrize("name", ["vectors.npy", "digests.npy", "manifest.json"])
def test_vectors_that_fail_their_checksum_are_not_trusted(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    encoder = ToyEncoder()
    assert len(store.known_vectors(folder, encoder)) == 0
    assert len(store.known_vectors(folder.with_name("nowhere"), encoder)) == 0
    store.save(build(B, encoder, store.known_vectors(folder, encoder)), folder, "c2")
    assert len(encoder.seen) == 5
    store.load(folder, ToyEncoder(), "c2", whole=True)


def test_an_old_format_is_replaced_not_trusted(folder: Path) -> None:
    manifest = json.loads((folder / store.MANIFEST).read_bytes())
    (folder / store.MANIFEST).write_text(json.dumps({**manifest, "format": 1}), encoding="utf-8")
    (folder / "arrays.npz").write_bytes(b"")
    assert len(store.known_vectors(folder, ToyEncoder())) == 0
    store.save(build(A, ToyEncoder()), folder, "c1")
    assert sorted(contents(folder)) == sorted([*store.FILES, store.MANIFEST])


def test_the_longest_go_first_and_none_twice() -> None:
    encoder = ToyEncoder()
    passages = ["中等长度的一句。", "短。", "这是最长的一句话，放在最前面。", "短。"]
    vectors = embed(passages, digests_of(passages, encoder.name), encoder, KnownVectors.none(), progress=False)
    assert encoder.seen == [passages[2], passages[0], "短。"]
    assert (vectors == ToyEncoder().encode_passages(passages)).all()
    assert digests_of(["a"], "m").tolist() != digests_of(["a"], "n").tolist()


FIRST = """青山市支持企业若干措施

第一条 支持企业上市。对首次上市的企业给予100万元奖励。
第二条 建设孵化器。由科技局负责。
"""
SECOND = """云岭县引进人才办法

第一条 引进高层次人才。给予5万元安家补贴。
"""


def test_the_index_command_says_what_it_took_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.delenv(store.SETTING, raising=False)
    for module in ("ask", "cli"):
        monkeypatch.setattr(f"assistant.{module}.load_encoder", ToyEncoder)

    def policy(*arguments: str) -> str:
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, done.output
        return done.output

    for name, text in (("青山.txt", FIRST), ("云岭.txt", SECOND)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    policy("corpus", "add", str(tmp_path / "青山.txt"))
    first = policy("index")
    assert "沿用 0 句" in first
    policy("corpus", "add", str(tmp_path / "云岭.txt"))
    both = policy("index")
    counts = [[int(number) for number in re.findall(r"(\d+) 句", output)] for output in (first, both)]
    assert counts[1] == [counts[1][0], counts[0][0], counts[1][0] - counts[0][0]]  # all, taken over, made anew
    assert "索引可用" in policy("index", "--check")
    policy("corpus", "remove", open_corpus().documents[-1].id)
    assert f"沿用 {counts[0][0]} 句，新算 0 句" in policy("index", "--if-stale")
    assert "沿用 0 句" in policy("index", "--full")


# Many units, so that neighbours are used and files are mapped


def many(count: int, changed: Sequence[int] = ()) -> tuple[list[Document], list[Measure]]:
    """`count` clauses of two sentences, each with numbers of its own."""
    document = Document(id="a", title="政策", source_file="a.txt", sha256="0")
    units = []
    for number in range(count):
        text = f"第{number}类企业奖励{number * 7 % 1000}万元。由{SENTENCES[number % 8][:4]}第{number}处办理。"
        if number in changed:
            text = text.replace("奖励", "补助")
        units.append(
            Measure(f"a/{number}", "a", "正文", (), str(number), "", text, Span(number * 99, number * 99 + len(text)),
                    "measure")
        )  # fmt: skip
    return [document], units


@pytest.fixture(scope="module")
def large() -> MeasureIndex:
    return MeasureIndex.build(*many(1_500), ToyEncoder(64), progress=False, exact_rows=500)


@pytest.fixture(scope="module")
def exact() -> MeasureIndex:
    return MeasureIndex.build(*many(1_500), ToyEncoder(64), progress=False)


LARGE_QUESTIONS = [f"第{number}类企业奖励多少" for number in range(0, 1_500, 97)] + ["由谁办理", "补助"]


@pytest.mark.deep
def test_a_large_index_finds_what_an_exact_one_finds(large: MeasureIndex, exact: MeasureIndex) -> None:
    assert large.vectors.neighbours is not None
    assert exact.vectors.neighbours is None
    assert large.vectors.neighbours.recall >= 0.95
    shared = 0
    for question in LARGE_QUESTIONS:
        found, true = large.search(question), exact.search(question)
        assert found[0].measure.id == true[0].measure.id
        shared += len({hit.measure.id for hit in found} & {hit.measure.id for hit in true})
        sentences = {hit.measure.id: hit.sentence for hit in true}
        assert all(hit.sentence == sentences.get(hit.measure.id, hit.sentence) for hit in found)
    assert shared >= 0.95 * 10 * len(LARGE_QUESTIONS)


@pytest.mark.parametrize("every", [2, 10, 300])
def test_a_filter_of_a_large_index_is_kept(large: MeasureIndex, exact: MeasureIndex, every: int) -> None:
    def where(measure: Measure) -> bool:
        return int(measure.label) % every == 1

    for question in LARGE_QUESTIONS:
        found, true = (index.search(question, where=where) for index in (large, exact))
        assert len(found) == len(true)
        assert all(where(hit.measure) for hit in found)
        if every > 6:  # few enough to be scored exactly: at most 500 sentences
            assert found == true
        else:
            assert found[0].measure.id == true[0].measure.id


@pytest.mark.parametrize("k", [1, 700, 1_499, 1_500, 9_999])
def test_a_large_index_gives_as_many_as_are_wanted(large: MeasureIndex, k: int) -> None:
    found = [hit.measure.id for hit in large.search("第7类企业奖励多少", k=k)]
    assert len(found) == len(set(found)) == min(k, 1_500)


def test_boosts_of_a_large_index(large: MeasureIndex) -> None:
    plain = large.search("奖励", k=3)
    boosted = large.search("奖励", k=3, boost=lambda measure: 9.0 * (measure.id == plain[2].measure.id))
    assert boosted[0].measure.id == plain[2].measure.id
    assert boosted[0].score == pytest.approx(plain[2].score + 9.0)


def test_mapped_files(large: MeasureIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked_files, "SMALL", 1_000)
    monkeypatch.setattr(checked_files, "EDGE", 64)
    folder = tmp_path / "built"
    store.save(large, folder, "c1")
    manifest = json.loads((folder / store.MANIFEST).read_bytes())
    assert manifest["segments"][0]["neighbours"]["recall_at_10"] >= 0.95
    loaded = store.load(folder, ToyEncoder(64), "c1")
    assert isinstance(loaded.vectors.matrix.base, np.memmap)
    for question in LARGE_QUESTIONS:
        assert loaded.search(question) == large.search(question)
    del loaded  # what is mapped must not be written to, as below

    vectors = folder / "vectors.npy"
    whole = vectors.read_bytes()
    middle = bytearray(whole)
    middle[len(middle) // 2] ^= 1
    vectors.write_bytes(middle)
    store.load(folder, ToyEncoder(64), "c1")  # not looked at at each start
    with pytest.raises(DamagedIndex, match=r"vectors\.npy.*校验和"):
        store.load(folder, ToyEncoder(64), "c1", whole=True)
    assert len(store.known_vectors(folder, ToyEncoder(64))) == 0
    for damaged in (whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        vectors.write_bytes(damaged)
        with pytest.raises(DamagedIndex, match=r"vectors\.npy"):
            store.load(folder, ToyEncoder(64), "c1")
    vectors.write_bytes(whole)
    (folder / store.NEIGHBOURS).unlink()
    with pytest.raises(DamagedIndex, match=r"neighbours\.faiss"):
        store.load(folder, ToyEncoder(64), "c1")


@pytest.mark.deep
def test_an_open_index_outlives_its_replacement(
    large: MeasureIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked_files, "SMALL", 1_000)
    folder = tmp_path / "built"
    store.save(large, folder, "c1")
    opened = store.load(folder, ToyEncoder(64), "c1")
    before = opened.search("第7类企业奖励多少")
    known = store.known_vectors(folder, ToyEncoder(64))
    store.save(
        MeasureIndex.build(
            *many(1_500, changed=range(500)), ToyEncoder(64), progress=False, known=known, exact_rows=500
        ),
        folder,
        "c2",
    )
    assert opened.search("第7类企业奖励多少") == before
    assert store.load(folder, ToyEncoder(64), "c2", whole=True).search("第7类企业补助多少")[0].measure.id == "a/7"
    assert [path.name for path in tmp_path.iterdir()] == ["built"]


@pytest.mark.deep
def test_growing_a_large_index(large: MeasureIndex, tmp_path: Path) -> None:
    store.save(large, tmp_path / "old", "c1")
    known = store.known_vectors(tmp_path / "old", encoder := ToyEncoder(64))
    changed = replace(many(1)[1][0], id="a/new", span=Span(500_000, 500_000 + len(many(1)[1][0].text)))
    documents, units = many(1_500, changed=[3])
    grown = MeasureIndex.build(documents, [*units, changed], encoder, progress=False, known=known, exact_rows=500)
    assert len(encoder.seen) == 1
    full = MeasureIndex.build(documents, [*units, changed], ToyEncoder(64), progress=False, exact_rows=500)
    store.save(grown, tmp_path / "grown", "c2")
    store.save(full, tmp_path / "full", "c2")
    assert contents(tmp_path / "grown") == contents(tmp_path / "full")
