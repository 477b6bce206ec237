"""The engine that looks at everything: what the others are measured against, and enough for a small shelf."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex
from corpus.files import write_whole
from corpus.json_text import json_of
from index.engines import ALL, Among, Clause, Found, Leaf, best_of
from index.neighbours import inner_products

FILE = "engine.json"


class ExactEngine:
    """Documents in memory, saved as one file of `folder`, if there is one. Raises DamagedIndex where that cannot be read."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._leaves: dict[str, Leaf] = {}
        self._owners: list[tuple[Leaf, Clause]] = []
        self._matrix: NDArray[np.float32] | None = None
        self._owner_of_row: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        if folder is not None and (folder / FILE).exists():
            self._leaves = _read(folder / FILE)

    def held(self) -> Mapping[str, str]:
        return {leaf.id: leaf.digest for leaf in self._leaves.values()}

    def add(self, leaves: Sequence[Leaf]) -> None:
        self._leaves.update((leaf.id, leaf) for leaf in leaves)
        self._matrix = None

    def remove(self, documents: Iterable[str]) -> None:
        for document in documents:
            self._leaves.pop(document, None)
        self._matrix = None

    def near(self, vector: NDArray[np.float32], count: int, among: Among = ALL) -> list[Found]:
        matrix = self._rows()
        allowed = np.flatnonzero(self._allowed(among)[self._owner_of_row])
        rows = self._candidates(vector, matrix, count, allowed)
        scores = inner_products(vector, matrix, rows).tolist()
        clauses = (self._owners[owner][1].id for owner in self._owner_of_row[rows].tolist())
        return best_of(zip(clauses, scores, strict=True), count)

    def _candidates(
        self, vector: NDArray[np.float32], matrix: NDArray[np.float32], count: int, allowed: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The rows that are scored: here all that are allowed."""
        return allowed

    def sharing(self, words: Mapping[int, float], count: int, among: Among = ALL) -> list[Found]:
        self._rows()
        allowed = self._allowed(among)
        scored = (
            (clause.id, sum(weight * clause.words.get(word, 0.0) for word, weight in words.items()))
            for (_, clause), is_allowed in zip(self._owners, allowed.tolist(), strict=True)
            if is_allowed
        )
        return best_of((pair for pair in scored if pair[1] > 0), count)

    def payloads(self, clauses: Sequence[str]) -> Mapping[str, str]:
        wanted = set(clauses)
        return {
            clause.id: clause.payload
            for leaf in self._leaves.values()
            for clause in leaf.clauses
            if clause.id in wanted
        }

    def save(self) -> None:
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            told = [_leaf_to_json(leaf) for leaf in self._leaves.values()]
            write_whole(self._folder / FILE, json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def close(self) -> None:
        pass

    def _rows(self) -> NDArray[np.float32]:
        """All vectors; put together anew where documents came or went."""
        if self._matrix is None:
            self._owners = [(leaf, clause) for leaf in self._leaves.values() for clause in leaf.clauses]
            counts = [len(clause.vectors) for _, clause in self._owners]
            self._owner_of_row = np.repeat(np.arange(len(counts)), counts)
            vectors = [clause.vectors for _, clause in self._owners]
            self._matrix = np.ascontiguousarray(np.concatenate(vectors) if vectors else np.zeros((0, 1)), np.float32)
            self._grouped(self._matrix)
        return self._matrix

    def _grouped(self, matrix: NDArray[np.float32]) -> None:
        """Called where all vectors were put together."""

    def _allowed(self, among: Among) -> NDArray[np.bool_]:
        """Which clauses are in `among`, (clauses,)."""
        tests: list[Callable[[Leaf, Clause], bool]] = []
        if (documents := among.documents) is not None:
            tests.append(lambda leaf, clause: leaf.id in documents)
        if (places := among.places) is not None:
            tests.append(lambda leaf, clause: not places.isdisjoint(leaf.places))
        if (kinds := among.kinds) is not None:
            tests.append(lambda leaf, clause: clause.kind in kinds)
        if (since := among.since) is not None:
            tests.append(lambda leaf, clause: leaf.issued >= since)
        found = (all(test(leaf, clause) for test in tests) for leaf, clause in self._owners)
        return np.fromiter(found, dtype=bool, count=len(self._owners))


def _leaf_to_json(leaf: Leaf) -> object:
    clauses = [
        [one.id, one.kind, one.part, one.vectors.tolist(), [[*pair] for pair in one.words.items()], one.payload]
        for one in leaf.clauses
    ]
    return [leaf.id, leaf.digest, [*leaf.places], leaf.issued, leaf.payload, clauses]


def _read(path: Path) -> dict[str, Leaf]:
    try:
        leaves = [
            Leaf(
                name, digest, tuple(places), issued, payload,
                tuple(
                    Clause(own, kind, part, np.array(vectors, dtype=np.float32), dict(map(tuple, words)), told)
                    for own, kind, part, vectors, words, told in clauses
                ),
            )
            for name, digest, places, issued, payload, clauses in json_of(path.read_bytes())
        ]  # fmt: skip
    except (OSError, ValueError, TypeError) as error:
        raise DamagedIndex(f"检索引擎的文件 {path} 无法解读（{error}）。请删去它，再运行 policy index。") from error
    return {leaf.id: leaf for leaf in leaves}
