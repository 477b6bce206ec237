import numpy as np
import pytest

from corpus.errors import DamagedIndex
from index.vectors import SentenceVectors

EAST, NORTH, HALF = [1.0, 0.0], [0.0, 1.0], [0.6, 0.8]


def vectors(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=np.float32).reshape(-1, 2)


def test_best_sentence_of_each_unit() -> None:
    index = SentenceVectors.build(vectors(NORTH, EAST, HALF, HALF, NORTH), [2, 2, 1])
    best, rows = index.best_per_unit(np.array(EAST, dtype=np.float32))
    assert best == pytest.approx([1.0, 0.6, 0.0])
    assert rows.tolist() == [1, 2, 4]  # of equal sentences the first


def test_nearest() -> None:
    index = SentenceVectors.build(vectors(NORTH, HALF, HALF, EAST), [4])
    assert [row for row, _ in index.nearest(np.array(EAST, dtype=np.float32), 3)] == [3, 1, 2]
    assert len(index.nearest(np.array(EAST, dtype=np.float32), 99)) == 4


def test_row_scores_are_inner_products() -> None:
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(50, 16)).astype(np.float32)
    index = SentenceVectors.build(rows, [20, 30])
    assert index.row_scores(rows[3]) == pytest.approx(rows @ rows[3], rel=1e-5)


def test_round_trip() -> None:
    index = SentenceVectors.build(vectors(NORTH, HALF, EAST), [1, 2])
    again = SentenceVectors.from_bytes(index.to_bytes(), index.starts)
    assert (again.dimension, again.rows, again.units) == (2, 3, 2)
    assert (
        again.row_scores(np.array(HALF, dtype=np.float32)).tolist()
        == index.row_scores(np.array(HALF, dtype=np.float32)).tolist()
    )


def test_no_units() -> None:
    index = SentenceVectors.build(vectors(), [])
    best, rows = index.best_per_unit(np.array(EAST, dtype=np.float32))
    assert best.shape == rows.shape == (0,)
    assert index.nearest(np.array(EAST, dtype=np.float32), 3) == []


@pytest.mark.parametrize("counts", [[1], [1, 1, 1], [0, 2]])
def test_counts_that_do_not_fit_are_refused(counts: list[int]) -> None:
    with pytest.raises(DamagedIndex, match="policy index"):
        SentenceVectors.build(vectors(NORTH, EAST), counts)


def test_bytes_that_are_no_faiss_file_are_refused() -> None:
    with pytest.raises(DamagedIndex, match="policy index"):
        SentenceVectors.from_bytes(b"nothing of the kind", np.array([0], dtype=np.int64))
