"""One way to ask for candidates, whoever finds them: exact, FAISS, or Milvus on other machines.

An engine is told which documents there are, a `Leaf` each with its clauses, and gives back clauses that lie near a vector
or share words. It ranks nothing for good: whoever asks scores what was found with the numbers of the index. What it holds can
be made from the index at any time (`brought_up`), and the same document twice is once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

_NUMBERS = 0xFFFFFFFF  # Milvus takes indices below this
BATCH = 200  # documents handed to an engine at once


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """What an engine holds of a unit: `vectors` (sentences, dimension) of its sentences, and the weights of its words by
    `word_number`; `payload` is the whole unit as JSON, for whoever has no files."""

    id: str
    kind: str
    part: str
    vectors: NDArray[np.float32]
    words: Mapping[int, float]
    payload: str


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A document with its clauses; `digest` changes with whatever an engine holds of it. `issued` is a day as YYYYMMDD, or 0."""

    id: str
    digest: str
    places: tuple[str, ...]
    issued: int
    payload: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Among:
    """What a search is limited to; None does not limit. A document is of `places` if it is of one of them."""

    documents: frozenset[str] | None = None
    places: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    since: int | None = None  # issued on this day (YYYYMMDD) or later


ALL = Among()
Found = tuple[str, float]  # the id of a clause, and its score


class Engine(Protocol):
    """Every engine does the same for the tests of tests/index/test_engines.py."""

    def held(self) -> Mapping[str, str]:
        """The documents it holds, with the digest of each."""
        ...

    def add(self, leaves: Sequence[Leaf]) -> None:
        """Hold these documents, in the place of older versions. Stopped halfway and begun again, it is done once."""
        ...

    def remove(self, documents: Iterable[str]) -> None: ...

    def near(self, vector: NDArray[np.float32], count: int, among: Among = ALL) -> list[Found]:
        """About `count` sentences nearest to a vector (dimension,), as the clauses they are of, each once, best first."""
        ...

    def sharing(self, words: Mapping[int, float], count: int, among: Among = ALL) -> list[Found]:
        """The `count` clauses whose words weigh most by these weights, best first."""
        ...

    def payloads(self, clauses: Sequence[str]) -> Mapping[str, str]:
        """The payloads of clauses by their ids."""
        ...

    def save(self) -> None:
        """See that what was added survives this process."""
        ...

    def close(self) -> None: ...


def word_number(word: str) -> int:
    """A word as one of 2**32 - 1 numbers, the same everywhere: no list of words need be agreed on. Two words of a hundred thousand
    may share one, which finds a candidate too many."""
    number = int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")
    return number % _NUMBERS


def brought_up(
    engine: Engine,
    digests: Mapping[str, str],
    leaf_of: Callable[[str], Leaf],
    told: Callable[[int, int], None] | None = None,
) -> tuple[int, int]:
    """Make `engine` hold exactly the documents in `digests`, those with another digest anew. How many came, and went."""
    held = engine.held()
    gone = [document for document in held if document not in digests]
    fresh = [document for document, digest in digests.items() if held.get(document) != digest]
    engine.remove(gone)
    for start in range(0, len(fresh), BATCH):
        engine.add([leaf_of(document) for document in fresh[start : start + BATCH]])
        if told is not None:
            told(min(start + BATCH, len(fresh)), len(fresh))
    engine.save()
    return len(fresh), len(gone)


def recall(engine: Engine, exact: Engine, queries: Iterable[NDArray[np.float32]], count: int = 10) -> float:
    """The share of the `count` clauses nearest to each query by `exact` that `engine` finds too."""
    shares = [_share(engine.near(query, count), exact.near(query, count)) for query in queries]
    return float(np.mean(shares)) if shares else 1.0


def _share(found: Sequence[Found], true: Sequence[Found]) -> float:
    wanted = {clause for clause, _ in true}
    return len(wanted & {clause for clause, _ in found}) / len(wanted) if wanted else 1.0


def best_of(scored: Iterable[Found], count: int) -> list[Found]:
    """Of sentences' scores the best of each clause, the best `count` first; equal ones in the order of their ids."""
    best: dict[str, float] = {}
    for clause, score in scored:
        best[clause] = max(score, best.get(clause, score))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:count]


def pieces(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """`values` in pieces of `size`."""
    return (values[start : start + size] for start in range(0, len(values), size))
