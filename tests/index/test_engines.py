"""Every engine does the same: exact, FAISS, and Milvus by Milvus Lite, whose tests are those of `make test-milvus`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.engines import written
from assistant.growing import Embedding, grown, index_of
from corpus.errors import IndexMissing, PolicyError, UsageError
from index import segments
from index.engines import Among, Clause, Engine, Leaf, brought_up, recall, word_number
from index.engines.exact import FILE, ExactEngine
from index.engines.grouped import GroupedEngine
from index.engines.leaves import asked, leaves_of
from index.engines.milvus import MilvusEngine
from index.measure_index import MeasureIndex
from index.passages import KnownVectors
from tests.index.test_segments import QUESTIONS, A, corpus_of
from tests.toy import ToyEncoder

DIMENSION = 16
Opened = Callable[[], Engine]


@pytest.fixture(params=["exact", "faiss", pytest.param("milvus", marks=pytest.mark.milvus)])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Opens an engine, again and again over the same data; all are closed at the end."""
    made: list[Engine] = []

    def milvus(dimension: int = DIMENSION) -> Engine:
        return MilvusEngine(str(tmp_path / "milvus.db"), dimension=dimension)

    kinds: dict[str, Opened] = {
        "exact": lambda: ExactEngine(tmp_path / "exact"),
        "faiss": lambda: GroupedEngine(tmp_path / "faiss"),
        "milvus": milvus,
    }

    def open_one() -> Engine:
        for each in made:
            each.close()
        made[:] = [kinds[request.param]()]
        return made[0]

    yield open_one
    for each in made:
        each.close()


def vector(seed: int) -> np.ndarray:
    made = np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
    return made / np.linalg.norm(made)


def leaf(number: int, digest: str = "1", clauses: int = 3, place: str = "松塔县") -> Leaf:
    own = tuple(
        Clause(
            f"d{number}/{at}", "measure" if at else "preamble", "正文",
            np.stack([vector(100 * number + 10 * at + n) for n in range(2)]),
            {word_number("奖励"): 0.5 + at, word_number(f"词{number}"): 1.0},
            json.dumps({"text": f"第{at}条“奖励”"}, ensure_ascii=False),
        )
        for at in range(clauses)
    )  # fmt: skip
    return Leaf(f"d{number}", digest, (place, "云泽市"), 20200101 + number, "{}", own)


def test_sentences_of_one_clause_crowd_out_no_other(opened: Opened) -> None:
    """So many clauses are found as were asked for, though some have several sentences among the nearest; under a filter too."""
    engine = opened()
    leaves = [leaf(number) for number in range(100)]
    engine.add(leaves)
    assert len(engine.near(vector(1), 290)) == 290
    few = Among(documents=frozenset(f"d{number}" for number in range(0, 100, 10)))
    assert {clause for clause, _ in engine.near(vector(1), 60, few)} == {
        clause.id for number in range(0, 100, 10) for clause in leaves[number].clauses
    }


def test_what_is_nearest_comes_first(opened: Opened) -> None:
    engine = opened()
    engine.add([leaf(number) for number in range(60)])
    for number in (0, 7, 59):
        found = engine.near(vector(100 * number + 11), 5)
        assert found[0] == (f"d{number}/1", pytest.approx(1.0, abs=1e-3))
        assert len({clause for clause, _ in found}) == len(found)


def test_what_shares_most_comes_first(opened: Opened) -> None:
    engine = opened()
    engine.add([leaf(number) for number in range(4)])
    asked_for = {word_number("奖励"): 2.0, word_number("词3"): 9.0}
    found = engine.sharing(asked_for, 4)
    assert [clause for clause, _ in found[:3]] == ["d3/2", "d3/1", "d3/0"]
    assert [score for _, score in found[:3]] == pytest.approx([14.0, 12.0, 10.0])
    assert engine.sharing({word_number("没有"): 1.0}, 4) == []
    assert engine.sharing({}, 4) == []


@pytest.mark.parametrize(
    ("among", "kept"),
    [
        (Among(documents=frozenset({"d2", "d9", 'no "such" 名'})), {"d2", "d9"}),
        (Among(documents=frozenset()), set()),
        (Among(places=frozenset({"青石县"})), {"d10", "d11"}),
        (Among(places=frozenset({"青石县", "云泽市"})), {f"d{n}" for n in range(12)}),
        (Among(since=20200101 + 9), {"d9", "d10", "d11"}),
        (Among(documents=frozenset({"d9", "d10"}), places=frozenset({"青石县"})), {"d10"}),
    ],
)
def test_a_filter_is_kept(opened: Opened, among: Among, kept: set[str]) -> None:
    engine = opened()
    engine.add([leaf(number, place="青石县" if number > 9 else "松塔县") for number in range(12)])
    near = engine.near(vector(1), 100, among)
    sharing = engine.sharing({word_number("奖励"): 1.0}, 100, among)
    for found in (near, sharing):
        assert {clause.partition("/")[0] for clause, _ in found} == kept
    kinds = replace(among, kinds=frozenset({"preamble"}))
    assert all(clause.endswith("/0") for clause, _ in engine.near(vector(1), 100, kinds))


def test_written_twice_is_once_and_a_new_version_replaces_the_old(opened: Opened) -> None:
    engine = opened()
    engine.add([leaf(1), leaf(2)])
    engine.add([leaf(1), leaf(2)])
    assert engine.held() == {"d1": "1", "d2": "1"}
    assert len(engine.near(vector(1), 100)) == 6
    engine.add([leaf(1, digest="2", clauses=1)])
    assert engine.held() == {"d1": "2", "d2": "1"}
    assert {clause for clause, _ in engine.near(vector(1), 100)} == {"d1/0", "d2/0", "d2/1", "d2/2"}


def test_what_is_removed_is_found_by_nobody(opened: Opened) -> None:
    engine = opened()
    engine.add([leaf(1), leaf(2)])
    engine.remove(["d1", "never there"])
    assert set(engine.held()) == {"d2"}
    assert {clause[:2] for clause, _ in engine.near(vector(1), 100)} == {"d2"}
    assert {clause[:2] for clause, _ in engine.sharing({word_number("奖励"): 1.0}, 100)} == {"d2"}
    assert engine.payloads(["d1/0"]) == {}


def test_payloads_are_what_was_given(opened: Opened) -> None:
    engine = opened()
    engine.add([leaf(1)])
    told = engine.payloads(["d1/2", "d1/0", "no/1"])
    assert {name: json.loads(value) for name, value in told.items()} == {
        "d1/2": {"text": "第2条“奖励”"}, "d1/0": {"text": "第0条“奖励”"},
    }  # fmt: skip


def test_what_is_saved_is_there_again(opened: Opened) -> None:
    engine = opened()
    engine.add([leaf(number) for number in range(5)])
    engine.save()
    found = engine.near(vector(211), 5)
    again = opened()
    assert again.held() == {f"d{number}": "1" for number in range(5)}
    assert again.near(vector(211), 5) == [(clause, pytest.approx(score)) for clause, score in found]


def test_recall_against_exact(opened: Opened) -> None:
    engine, exact = opened(), ExactEngine()
    leaves = [leaf(number) for number in range(200)]
    for each in (engine, exact):
        each.add(leaves)
    assert recall(engine, exact, [vector(seed) for seed in range(7, 40_000, 1_000)]) >= 0.95


def test_only_what_changed_is_written(opened: Opened) -> None:
    engine = opened()
    asked_for: list[str] = []

    def leaf_of(name: str) -> Leaf:
        asked_for.append(name)
        return leaf(int(name[1:]), digests[name])

    digests = {"d1": "1", "d2": "1", "d3": "1"}
    assert brought_up(engine, digests, leaf_of) == (3, 0)
    digests = {"d1": "1", "d3": "2", "d4": "1"}
    asked_for.clear()
    assert brought_up(engine, digests, leaf_of) == (2, 1)
    assert asked_for == ["d3", "d4"]
    assert engine.held() == digests
    assert brought_up(engine, digests, leaf_of) == (0, 0)


def made(corpus: object, before: MeasureIndex | None = None) -> MeasureIndex:
    encoder = ToyEncoder(DIMENSION)
    if before is None:
        return index_of(corpus, encoder, KnownVectors.none(), progress=False)  # type: ignore[arg-type]
    return grown(corpus, before, Embedding(encoder, KnownVectors.none(), progress=False))[0]  # type: ignore[arg-type]


def test_an_index_searched_through_an_engine_ranks_as_by_itself(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "FEW", 1)
    monkeypatch.setattr(segments, "RATIO", 0)
    monkeypatch.setattr(segments, "DRIFT", 9.0)
    engine = opened()
    index = made(corpus_of(A))
    assert written(index, engine) == (3, 0)
    index = made(corpus_of({**A, "b": (1, 1, 9), "d": (3, 0, 4)}), index)
    assert len(index.segments) == 2
    assert written(index, engine) == (2, 0)
    own = {question: index.search(question, 3) for question in QUESTIONS}
    some = index.mask(lambda unit: unit.document_id in "bd")
    limited = {question: index.search(question, 3, where=some) for question in QUESTIONS}
    told = engine.payloads([unit.id for unit in index.units])
    assert {name: json.loads(value)["text"] for name, value in told.items()} == {
        unit.id: unit.text for unit in index.units
    }
    asked(index, engine)
    for question in QUESTIONS:
        assert index.search(question, 3) == own[question]
        assert index.search(question, 3, where=some) == limited[question]


def test_digests_change_with_what_an_engine_holds() -> None:
    index = made(corpus_of(A))
    one, _ = leaves_of(index)
    other, _ = leaves_of(made(corpus_of({**A, "b": (1, 1, 9)})))
    assert {name for name in A if one[name] != other[name]} == {"b"}


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[[1]]", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"engine\.json.*policy index"):
        ExactEngine(tmp_path)


@pytest.mark.milvus
def test_a_server_that_does_not_answer_is_a_sentence() -> None:
    with pytest.raises(IndexMissing, match=r"127\.0\.0\.1:9.*POLICY_MILVUS"):
        MilvusEngine("http://127.0.0.1:9")


def test_without_pymilvus_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(UsageError, match="milvus"):
        MilvusEngine("http://127.0.0.1:19530")
