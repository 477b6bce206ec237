"""Files in, opened assistants out: every document read as `policy corpus add` reads it, every vector computed once.

Nothing is registered anywhere: the corpora of an examination live in memory. Only vectors are kept, in the cache folder,
by the content they stand for, so that a second run embeds nothing.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import corpus as corpus_room
from assistant.ask import Assistant
from corpus.errors import PolicyError
from corpus.files import write_whole
from corpus.formats.read import SourceText, read_source, source_of
from corpus.measure import Document, Measure
from corpus.outline.units import divide
from corpus.parse import Corpus, measures_of
from corpus.shelf import Shelf
from corpus.versions import linked
from eval.wide.locate import Squeezed
from index.cache import cache_folder
from index.encoder import Encoder
from index.measure_index import MeasureIndex
from index.passages import DIGEST_BYTES, KnownVectors, keys

FIXTURES = Path(__file__).parents[2] / "tests" / "fixtures" / "parse"
_SOURCE = re.compile(r"^```source\n(.*?)^```", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Shelved:
    """One file as it would be registered, read and divided."""

    file: str
    document: Document
    text: str
    units: tuple[Measure, ...]

    @cached_property
    def squeezed(self) -> Squeezed:
        return Squeezed.of(self.text)


@dataclass(frozen=True, slots=True)
class Pool:
    """The documents of an examination by file name; `unread` are those the product could not read, with its reason."""

    shelved: dict[str, Shelved] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


def read_pool(files: Sequence[Path], *, progress: bool = True, into: Pool | None = None) -> Pool:
    """Every file read, identified and divided. One that fails is noted and harms no other."""
    pool = into or Pool()
    for path in tqdm(files, desc="读文件", unit="份", disable=not progress or len(files) < 2, leave=False):
        try:
            _take(pool, path.name, read_source(path))
        except Exception as error:  # whatever one file breaks, the others must still be examined
            pool.unread[path.name] = (
                str(error) if isinstance(error, PolicyError) else f"{type(error).__name__}: {error}"
            )
    return pool


def fixture_texts(folder: Path = FIXTURES) -> list[tuple[str, str]]:
    """The invented policies of the parser's tests, by name: documents that may stand beside those examined."""
    found = ((path.stem, _SOURCE.search(path.read_text("utf-8"))) for path in sorted(folder.glob("*.md")))
    return [(f"{name}.txt", match[1]) for name, match in found if match and match[1].strip()]


def add_texts(pool: Pool, texts: Sequence[tuple[str, str]]) -> list[str]:
    """`texts` read like files; the names of those that could be."""
    for name, text in texts:
        try:
            _take(pool, name, source_of(name, text.encode()))
        except Exception as error:
            pool.unread[name] = f"{type(error).__name__}: {error}"
    return [name for name, _ in texts if name in pool.shelved]


def own_documents() -> list[Path]:
    """The files that come with the product."""
    return sorted((Path(str(corpus_room.__file__)).parent / "raw").iterdir())


def _take(pool: Pool, name: str, source: SourceText) -> None:
    if name in pool.shelved:
        return
    # Asked of a shelf that is not there: what registering would write, without anything being written
    proposed = Shelf(Path("/nowhere")).addition(name, source).document
    taken = {one.document.id for one in pool.shelved.values()}
    document_id, number = proposed.id, 2
    while document_id in taken:
        document_id, number = f"{proposed.id}-{number}", number + 1
    document = replace(proposed, id=document_id)
    pool.shelved[name] = Shelved(
        name, document, source.text, measures_of(source.text, document_id, divide(source.text, source.headings))
    )


def corpus_of(pool: Pool, files: Sequence[str]) -> Corpus:
    """The corpus of `files`, those that could be read, as `load_corpus` would give it."""
    chosen = [pool.shelved[name] for name in files if name in pool.shelved]
    documents = linked([one.document for one in chosen])
    units = tuple(unit for one in chosen for unit in one.units)
    whole = hashlib.sha256("".join(one.document.sha256 for one in chosen).encode()).hexdigest()
    return Corpus(documents, units, {one.document.id: one.text for one in chosen}, whole)


class Vectors:
    """Vectors of all passages ever embedded with one model, kept in a file of the cache; a damaged one starts anew."""

    def __init__(self, encoder: Encoder, folder: Path | None = None) -> None:
        name = hashlib.sha256(encoder.name.encode()).hexdigest()[:12]
        self._path = (folder or cache_folder() / "wide") / f"vectors-{name}.npz"
        self._digests: NDArray[np.uint8] = np.zeros((0, DIGEST_BYTES), dtype=np.uint8)
        self._vectors: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        try:
            with np.load(self._path, allow_pickle=False) as kept:
                digests, vectors = kept["digests"], kept["vectors"]
            if len(digests) == len(vectors) and digests.shape[1:] == (DIGEST_BYTES,):
                self._digests, self._vectors = digests, vectors
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            pass  # not there yet, or cut off: everything is embedded once more
        self.known = KnownVectors(self._digests, self._vectors)

    def take(self, digests: NDArray[np.uint8], vectors: NDArray[np.float32]) -> None:
        """Note what is new of `digests` (rows, 16) with `vectors` (rows, dimension), and write it down."""
        fresh = {key: row for row, key in enumerate(keys(digests)) if key not in self.known}
        if not fresh:
            return
        rows = np.fromiter(fresh.values(), dtype=np.int64)
        old = self._vectors if len(self._vectors) else np.zeros((0, vectors.shape[1]), dtype=np.float32)
        self._digests = np.concatenate([self._digests, digests[rows]])
        self._vectors = np.concatenate([old, vectors[rows]])
        self.known = KnownVectors(self._digests, self._vectors)
        raw = io.BytesIO()
        np.savez(raw, digests=self._digests, vectors=self._vectors)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._path, raw.getvalue())


def open_over(corpus: Corpus, encoder: Encoder, vectors: Vectors, *, progress: bool = True) -> Assistant:
    """An assistant over `corpus`, its index built in memory from the vectors that are known and those that are not."""
    index = MeasureIndex.build(corpus.documents, corpus.units, encoder, progress=progress, known=vectors.known)
    vectors.take(np.asarray(index.digests), index.vectors.matrix)
    return Assistant(corpus, index)


# ---------------------------------------------------------------- how many documents


@dataclass(frozen=True, slots=True)
class Chunk:
    """The documents of one corpus: those whose questions are asked over it, and others beside them."""

    own: tuple[str, ...]
    others: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        return self.own + self.others


def chunks(groups: Sequence[Sequence[str]], others: Sequence[str], size: int) -> list[Chunk]:
    """Corpora of `size` documents in which every group of files is together once; the same for the same names.

    Where a split has more documents than `size` it is cut; where it has fewer, `others` are added, as far as they reach.

    >>> [(chunk.own, chunk.others) for chunk in chunks([["a"], ["b", "c"]], ["x", "y"], 3)]
    [(('b', 'c', 'a'), ())]
    >>> [(chunk.own, chunk.others) for chunk in chunks([["a"], ["b", "c"]], ["x", "y"], 2)]
    [(('b', 'c'), ()), (('a',), ('b',))]
    """
    cut: list[list[str]] = []
    for group in sorted(groups, key=_lot):
        if cut and len(cut[-1]) + len(group) <= size:
            cut[-1] += group
        else:
            cut.append(list(group))
    everything = [name for part in cut for name in part]
    made = []
    for part in cut:
        beside = [name for name in (*everything, *others) if name not in part][: max(0, size - len(part))]
        made.append(Chunk(tuple(part), tuple(beside)))
    return made


def groups_of(files: Sequence[str], together: Iterator[Sequence[str]]) -> list[list[str]]:
    """`files` in groups: those that one question needs are in one.

    >>> groups_of(["a", "b", "c", "d"], iter([["a", "c"], ["b"], ["c", "d"]]))
    [['a', 'c', 'd'], ['b']]
    """
    head = {name: name for name in files}

    def root(name: str) -> str:
        while head[name] != name:
            name = head[name]
        return name

    for needed in together:
        known = [name for name in needed if name in head]
        for name in known[1:]:
            head[root(name)] = root(known[0])
    members: dict[str, list[str]] = {}
    for name in files:
        members.setdefault(root(name), []).append(name)
    return sorted(sorted(group) for group in members.values())


def _lot(group: Sequence[str]) -> str:
    return hashlib.sha256(group[0].encode()).hexdigest()
