from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import DamagedIndex
from index.neighbours import Neighbours, inner_products
from index.vectors import SentenceVectors
from tests.examples import examples

EAST, NORTH, HALF = [1.0, 0.0], [0.0, 1.0], [0.6, 0.8]


def vectors(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=np.float32).reshape(-1, 2)


def some(rows: int, dimension: int = 16, seed: int = 7) -> np.ndarray:
    made = np.random.default_rng(seed).normal(size=(rows, dimension))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def test_best_sentence_of_each_unit() -> None:
    index = SentenceVectors.build(vectors(NORTH, EAST, HALF, HALF, NORTH), [2, 2, 1])
    east = np.array(EAST, dtype=np.float32)
    assert index.best_per_unit(east) == pytest.approx([1.0, 0.6, 0.0])
    assert index.best_of(index.cosines(east)).tolist() == index.best_per_unit(east).tolist()
    assert index.sentence_scores(east, 1) == pytest.approx([0.6, 0.6])


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=20), st.data())
def test_some_units_score_as_all_do(counts: list[int], data: st.DataObject) -> None:
    index = SentenceVectors.build(some(sum(counts)), counts)
    units = np.array(data.draw(st.lists(st.integers(0, len(counts) - 1), max_size=30)), dtype=np.int64)
    query = some(1, seed=8)[0]
    assert index.best_per_unit(query, units).tolist() == index.best_per_unit(query)[units].tolist()
    assert index.rows_of(units).tolist() == [r for u in units for r in range(index.starts[u], index.starts[u + 1])]
    assert index.best_of_sample(query).tolist() == index.best_per_unit(query).tolist()  # of so few all stand for all
    assert (index.unit_of_row == np.repeat(np.arange(len(counts)), counts)).all()


@pytest.mark.parametrize("dimension", [2, 16, 384, 77])
def test_inner_products(dimension: int) -> None:
    rows = some(50, dimension)
    assert inner_products(rows[3], rows) == pytest.approx(rows @ rows[3], abs=1e-6)
    picked = np.array([4, 4, 49, 0])
    assert inner_products(rows[3], rows, picked).tolist() == inner_products(rows[3], rows)[picked].tolist()
    # Equal rows score the same wherever they stand.
    assert len(set(inner_products(rows[3], np.repeat(rows[:1], 1003, axis=0)).tolist())) == 1


def test_no_units() -> None:
    index = SentenceVectors.build(vectors(), [])
    assert index.best_per_unit(np.array(EAST, dtype=np.float32)).shape == (0,)
    assert index.neighbours is None


@pytest.mark.parametrize("counts", [[1], [1, 1, 1], [0, 2]])
def test_counts_that_do_not_fit_are_refused(counts: list[int]) -> None:
    with pytest.raises(DamagedIndex, match="policy index"):
        SentenceVectors.build(vectors(NORTH, EAST), counts)


def test_neighbours_come_with_size() -> None:
    rows = some(2_000)
    assert SentenceVectors.build(rows, [4] * 500, exact_rows=2_000).neighbours is None
    index = SentenceVectors.build(rows, [4] * 500, exact_rows=1_999)
    assert index.neighbours is not None
    assert index.neighbours.recall >= 0.98
    # Neighbours say where to look; what is found is scored exactly.
    query = some(1, seed=9)[0]
    near = index.near_units(query, 50, np.arange(500))
    assert int(np.argmax(index.best_per_unit(query))) in near.tolist()


def test_neighbours_keep_to_the_filter() -> None:
    rows = some(2_000)
    index = SentenceVectors.build(rows, [4] * 500, exact_rows=100)
    allowed = np.arange(500) % 20 == 0
    found = 0
    for query in some(20, seed=10):
        near = index.near_units(query, 50, np.flatnonzero(allowed))
        assert allowed[near].all()
        best = np.where(allowed, index.best_per_unit(query), -1.0)
        found += int(np.argmax(best)) in near.tolist()
    assert found >= 19
    assert not index.scores_all(np.arange(500))
    assert index.scores_all(np.flatnonzero(allowed))  # 25 units of 4 sentences: few enough to score them all


def test_sentences_that_many_documents_share_do_not_have_every_group_looked_into() -> None:
    """Which of rows that differ by rounding are the nearest ten is chance: to find others of them is no loss."""
    rounding = np.float32(1e-6) * some(6_000, seed=5)
    made = Neighbours.build(np.repeat(some(20), 300, axis=0) + rounding)
    assert made.recall >= 0.97
    assert made.probes < made.index.nlist


@pytest.mark.deep
def test_the_same_rows_give_the_same_neighbours(tmp_path: Path) -> None:
    rows = some(2_000)
    for name in ("a", "b"):
        Neighbours.build(rows).save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_file_of_neighbours_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    made = Neighbours.build(some(200))
    made.save(tmp_path / "n")
    again = Neighbours.load(tmp_path / "n", 200, made.probes, made.recall)
    query = some(1, seed=9)[0]
    assert sorted(again.candidates(query, 20).tolist()) == sorted(made.candidates(query, 20).tolist())
    with pytest.raises(DamagedIndex, match=r"200 句.*201 个.*policy index"):
        Neighbours.load(tmp_path / "n", 201, 1, 1.0)
    (tmp_path / "other").write_bytes(b"nothing of the kind")
    with pytest.raises(DamagedIndex, match="policy index"):
        Neighbours.load(tmp_path / "other", 200, 1, 1.0)


def test_what_the_last_digits_say_decides_nothing() -> None:
    """Two clauses with the same words come in corpus order, however another processor rounds their vectors."""
    same, query = some(1, seed=3), some(1, seed=4)[0]
    noisy = np.concatenate([same + noise for noise in (0.0, 3e-7, -3e-7)]).astype(np.float32)
    made = SentenceVectors.build(noisy, [1, 1, 1])
    scores = made.best_per_unit(query)
    assert len(set(scores.tolist())) == 1
    assert [made.sentence_scores(query, unit)[0] for unit in range(3)] == scores.tolist()
    assert scores[0] == pytest.approx(float(same[0] @ query), abs=1e-4)
