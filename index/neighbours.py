"""Rows near a query without looking at all of them: an inverted file of faiss. Finds candidates, scores nothing for good.

The rows are grouped around centroids (k-means), and a query looks only into the groups nearest to it. Inside a group
the rows are kept in 8 bits a value, a quarter of their size; whoever asks scores the candidates with the rows proper.
Training starts from a fixed seed and adds in row order, so the same rows give the same file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex

TARGET = 0.97  # recall@10 that the number of probed groups is chosen for, above the 0.95 we promise
QUERIES = 200  # that recall is measured with
MIXED = 3  # rows that each of these lies between: such queries lose as many neighbours as real questions, or some more
DEPTH = 10  # neighbours whose recall is measured
EQUAL = 1e-5  # by so much scores of equal rows may differ
CANDIDATES = 20  # rows fetched for each neighbour wanted: 8 bits a value blur the order among close ones

_GROUPS = 4  # times the square root of the rows
_TRAINED = 40  # rows a centroid is trained on
_ROUNDS = 10  # of k-means; more change recall by less than 0.01
_FIRST_PROBES = 8
_THREADS = int(faiss.omp_get_max_threads())


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """`probes` groups are looked into for a query; `recall` is the share of the true ten nearest that they held."""

    index: faiss.IndexIVFScalarQuantizer
    probes: int
    recall: float

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> Self:
        """Group `vectors` (rows, dimension), normalised, and choose how many groups to look into by measurement."""
        rows, dimension = vectors.shape
        groups = max(1, min(_GROUPS * math.isqrt(rows), rows // _TRAINED))
        centroids = faiss.IndexFlatIP(dimension)
        index = faiss.IndexIVFScalarQuantizer(
            centroids, dimension, groups, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        index.cp.niter, index.cp.max_points_per_centroid = _ROUNDS, _TRAINED
        faiss.omp_set_num_threads(_THREADS)
        index.train(vectors)
        index.add(vectors)
        queries = probing_queries(vectors)
        depth = min(DEPTH, rows)
        scores, _ = faiss.knn(queries, vectors, depth, metric=faiss.METRIC_INNER_PRODUCT)
        probes = min(_FIRST_PROBES, groups)
        while True:
            made = cls(index, probes, 0.0)
            # By scores: of sentences that many documents share, which of the equal ones are the nearest ten is chance
            found = [inner_products(query, vectors, made.nearest(query, vectors, depth)) for query in queries]
            recall = float(
                np.mean([(own >= true[-1] - EQUAL).sum() / depth for true, own in zip(scores, found, strict=True)])
            )
            if recall >= TARGET or probes == groups:
                return cls(index, probes, recall)
            probes = min(2 * probes, groups)

    def candidates(
        self, query: NDArray[np.float32], count: int, allowed: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int64]:
        """About `count` rows near `query` (dimension,), of those `allowed` (rows,), in no particular order.

        Under a filter more groups are looked into, so that about as many allowed rows are seen as without one.
        """
        _alone()
        probes, selector = self.probes, None
        if allowed is not None:
            share = max(int(allowed.sum()), 1) / len(allowed)
            probes = min(math.ceil(probes / share), int(self.index.nlist))
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)
        settings = faiss.SearchParametersIVF(nprobe=probes, sel=selector)
        _, rows = self.index.search(query.reshape(1, -1), count, params=settings)
        found: NDArray[np.int64] = rows[0][rows[0] >= 0]
        return found

    def nearest(self, query: NDArray[np.float32], vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """The `count` candidates nearest to `query` by the rows proper, best first."""
        rows = np.sort(self.candidates(query, CANDIDATES * count))
        return rows[np.argsort(-inner_products(query, vectors, rows), kind="stable")[:count]]

    def save(self, path: Path) -> None:
        faiss.write_index(self.index, str(path))

    @classmethod
    def load(cls, path: Path, rows: int, probes: int, recall: float) -> Self:
        """The groups stay on disk and are mapped. Raises DamagedIndex if faiss cannot read them or they are others'."""
        try:
            if str(path).isascii():
                index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
                # Else each query starts 32 threads that read ahead: dear, and they outlive the search.
                faiss.downcast_InvertedLists(index.invlists).prefetch_nthread = 0
            else:  # faiss opens no such path on Windows
                index = faiss.deserialize_index(np.fromfile(path, dtype=np.uint8))
        except (RuntimeError, ValueError) as error:
            raise DamagedIndex(f"索引文件 {path} 无法读取（{error}）。请运行 policy index 重建。") from error
        if index.ntotal != rows:
            raise DamagedIndex(f"索引文件 {path} 有 {index.ntotal} 句，而向量有 {rows} 个。请运行 policy index 重建。")
        return cls(index, probes, recall)


def probing_queries(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Queries to measure recall with, (QUERIES, dimension): midway between rows, where no group is at home."""
    rows = np.random.default_rng(0).integers(len(vectors), size=(MIXED, QUERIES))
    middle = vectors[rows].sum(axis=0)
    lengths = np.linalg.norm(middle, axis=1, keepdims=True)
    queries: NDArray[np.float32] = (middle / np.maximum(lengths, 1e-12)).astype(np.float32)
    return queries


def inner_products(
    query: NDArray[np.float32], vectors: NDArray[np.float32], rows: NDArray[np.int64] | None = None
) -> NDArray[np.float32]:
    """Inner product of `query` (dimension,) with every row of `vectors`, or with those numbered by `rows`, exact.

    faiss's own kernel and not numpy's product: there the last bit depends on where a row stands, and two equal
    sentences must score the same.
    """
    query = np.ascontiguousarray(query, dtype=np.float32)
    rows = np.arange(len(vectors)) if rows is None else np.ascontiguousarray(rows, dtype=np.int64)
    scores = np.empty(len(rows), dtype=np.float32)
    if len(rows):
        _alone()
        arrays = (faiss.swig_ptr(array) for array in (scores, query, vectors, rows))
        faiss.fvec_inner_products_by_idx(*arrays, vectors.shape[1], 1, len(rows))
    return scores


def _alone() -> None:
    """Let faiss use one thread from here on: one query is no work to share, and waiting for a second thread on a busy
    machine costs 10 ms each time. Set before every call, because the setting belongs to the calling thread."""
    faiss.omp_set_num_threads(1)
