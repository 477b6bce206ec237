"""One segment of an index as files, and back: what stands in each of them is told in index/store.py."""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex
from corpus.json_text import json_of
from corpus.measure import Document, Measure
from index.checked_files import MANIFEST, REBUILD, SMALL, Files, described
from index.holdings import WORDS, Holdings
from index.lexical import ARRAYS as LEXICAL_ARRAYS
from index.lexical import LexicalIndex, Means
from index.lookup import Lookup, Words, mapped
from index.neighbours import Neighbours
from index.occurrences import ARRAYS as OCCURRENCE_ARRAYS
from index.occurrences import Occurrences
from index.passages import KnownVectors
from index.records import Json, document_from_json, document_to_json, measure_of_own, measure_to_json
from index.segment import Segment
from index.stored import KEPT_DOCUMENTS, KEPT_TEXTS, Chosen, Texts
from index.vectors import SentenceVectors

STAMPS, ENTRIES = "stamps.json", "entries.json"  # of the whole shelf, and of no segment
_TRIES = ("words.trie", "about.trie")
_ARRAYS = (
    "documents.marks.npy", "units.marks.npy", "words_numbers.npy", "about_numbers.npy",
    *(f"{name}_{part}.npy" for name in ("lexical", "about") for part in LEXICAL_ARRAYS),
    "sentence_starts.npy", "sentences.npy", "digests.npy", "vectors.npy",
)  # fmt: skip
NEIGHBOURS = "neighbours.faiss"
FILES = ("documents.jsonl", "units.jsonl", *_TRIES, *_ARRAYS)  # those that every index has
# Those of an index that holds its shelf
SHELF_FILES = (
    "sources.txt", "sources.marks.npy", "ids.txt", "ids.marks.npy", "notes.txt", "notes.marks.npy", "lookup.trie", "lookup_starts.npy", "lookup_rows.npy",
    "unit_starts.npy", "searched.npy", STAMPS, ENTRIES, *(f"{name}_{part}.npy" for name in WORDS for part in OCCURRENCE_ARRAYS),
)  # fmt: skip


def prefix_of(segment: int) -> str:
    """With what the names of the files of a segment begin."""
    return f"more-{segment}/" if segment else ""


def taken_over(segment: Segment, fresh: Path, folder: Path) -> dict[str, Json] | None:
    """The files of a segment that stands in `folder` under further names in `fresh`, with what the manifest says of them.

    None, and nothing in `fresh`, where it does not stand there, or stands there no more.
    """
    if not segment.files or segment.place != folder:
        return None
    try:
        standing = (folder / MANIFEST).read_bytes()
        listed = json_of(standing).get("files")
        if not isinstance(listed, dict):
            return None
        entries = {name: listed.get(f"{segment.prefix}{name}") for name in segment.files}
        if entries != dict(segment.files):
            return None
        for name in segment.files:
            source = folder / segment.prefix / name
            try:
                os.link(source, fresh / name)
            except OSError:  # a file system without links
                shutil.copyfile(source, fresh / name)
        if (folder / MANIFEST).read_bytes() == standing:  # else somebody put another index there meanwhile
            return entries
    except (OSError, ValueError, AttributeError):
        pass
    for path in fresh.iterdir():
        path.unlink()
    return None


def write(segment: Segment, folder: Path) -> None:
    """All files of a segment."""
    held = segment.holdings
    _write_records(folder, "documents.jsonl", map(_line, map(document_to_json, segment.documents)))
    units = segment.units if held is None else held.units
    _write_records(folder, "units.jsonl", map(_line, map(measure_to_json, units)))
    arrays: dict[str, NDArray[np.generic]] = {
        **{f"lexical_{name}.npy": array for name, array in segment.lexical.to_arrays().items()},
        **{f"about_{name}.npy": array for name, array in segment.about.to_arrays().items()},
        "sentence_starts.npy": segment.vectors.starts,
        "sentences.npy": segment.sentences,
        "digests.npy": segment.digests,
        "vectors.npy": segment.vectors.matrix,
    }
    for name, lexical in (("words", segment.lexical), ("about", segment.about)):
        trie, arrays[f"{name}_numbers.npy"] = Words.made(lexical.vocabulary)
        trie.save(str(folder / f"{name}.trie"))
    if held is not None:
        lookup = held.lookup
        assert isinstance(lookup, Lookup)  # of one segment, and not joined
        _write_records(folder, "sources.txt", (_text_bytes(held.sources[name]) for name in held.ids))
        _write_records(folder, "ids.txt", map(_text_bytes, held.ids))
        _write_records(folder, "notes.txt", map(_text_bytes, held.notes))
        lookup.save(folder / "lookup.trie")
        arrays |= {"lookup_starts.npy": lookup.starts, "lookup_rows.npy": lookup.rows}
        arrays |= {"unit_starts.npy": held.unit_starts, "searched.npy": segment.searched}
        for name in WORDS:
            arrays |= {f"{name}_{part}.npy": array for part, array in getattr(held, name).to_arrays().items()}
    for name, array in arrays.items():
        np.save(folder / name, array, allow_pickle=False)
    if segment.vectors.neighbours is not None:
        segment.vectors.neighbours.save(folder / NEIGHBOURS)


def _write_records(folder: Path, name: str, records: Iterable[bytes]) -> None:
    ends, sums = [], []
    at = 0
    with (folder / name).open("wb") as file:
        for record in records:
            file.write(record)
            at += len(record)
            ends.append(at)
            sums.append(zlib.crc32(record))
    marks = np.array([ends, sums], dtype=np.int64).T.reshape(-1, 2)
    np.save(folder / f"{Path(name).stem}.marks.npy", marks, allow_pickle=False)


def _line(value: dict[str, Json]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass")


def _text_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text_of(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")


def segment_to_json(segment: Segment) -> Json:
    """What the manifest says of a segment beyond its files: what was found out about neighbours while building (None
    where there are none), mean lengths, and which tables lead to documents."""
    near, held = segment.vectors.neighbours, segment.holdings
    measured: Json = None
    if near is not None:
        measured = {
            "probes": near.probes,
            "recall_at_10": near.recall,
            "exact_rows": segment.vectors.exact_rows,
        }
    return {
        "neighbours": measured,
        "means": {"lexical": [*segment.lexical.means], "about": [*segment.about.means]},
        "of_documents": [*sorted(held.of_documents)] if held is not None else [],
    }


def vectors_of(segment: Segment) -> KnownVectors:
    """The vectors of one segment; none where its files are not what was written."""
    for name in ("digests.npy", "vectors.npy"):
        entry = segment.files.get(name)
        if segment.place is None or not isinstance(entry, dict):
            continue
        try:
            if described(segment.place / segment.prefix / name) != entry:
                return KnownVectors.none()
        except OSError:
            return KnownVectors.none()
    return KnownVectors(segment.digests, segment.vectors.matrix)


def read(files: Files, entry: Json) -> Segment:
    """The segment whose files these are and of which the manifest says `entry`. Raises DamagedIndex."""
    means: tuple[Means, Means]
    match entry:
        case {
            "neighbours": neighbours,
            "means": {"lexical": list(lexical), "about": list(about)},
            "of_documents": list(tables),
        }:
            means = tuple(map(float, lexical)), tuple(map(float, about))
        case _:
            raise DamagedIndex(f"索引清单 {files.source / MANIFEST} 的 segments 不完整。{REBUILD}")
    documents = files.stored("documents.jsonl", lambda line: document_from_json(json_of(line)), KEPT_DOCUMENTS)
    units: Sequence[Measure] = files.stored("units.jsonl", lambda line: measure_of_own(json_of(line)))
    vectors = _vectors(files, neighbours)
    held: Holdings | None = None
    if files.has("lookup.trie"):
        held = _holdings(files, documents, units, frozenset(map(str, tables)))
        searched = files.array("searched.npy", np.dtype(np.int32))
        units = Chosen(units, searched)
    else:
        units = tuple(units)
        searched = np.arange(len(units), dtype=np.int32)
    return Segment(
        documents,
        units,
        held,
        searched,
        files.array("sentences.npy", np.dtype(np.int64)),
        files.array("digests.npy", np.dtype(np.uint8)),
        vectors,
        _lexical(files, "lexical", "words", means[0]),
        _lexical(files, "about", "about", means[1]),
        files.source,
        files.prefix,
        {name: one for name, one in files.described().items() if name not in (STAMPS, ENTRIES)},
    )


def _holdings(
    files: Files, documents: Sequence[Document], units: Sequence[Measure], of_documents: frozenset[str]
) -> Holdings:
    integers = np.dtype(np.int64)
    files.checked("lookup.trie")
    lookup = Lookup.open(
        files.path("lookup.trie"),
        files.array("lookup_starts.npy", integers),
        files.array("lookup_rows.npy", np.dtype(np.int32)),
    )
    words = {
        name: Occurrences.from_arrays(
            {part: files.array(f"{name}_{part}.npy", dtype) for part, dtype in OCCURRENCE_ARRAYS.items()}
        )
        for name in WORDS
    }
    ids, sources = files.stored("ids.txt", _text_of), files.stored("sources.txt", _text_of, KEPT_TEXTS)

    def row_of(document_id: str) -> int | None:
        found = lookup.get("id", document_id)
        return int(found[0]) if len(found) else None

    texts = Texts(row_of, lambda: ids, sources)
    starts, notes = files.array("unit_starts.npy", integers), files.stored("notes.txt", _text_of)
    return Holdings(documents, ids, units, texts, starts, lookup, **words, notes=notes, of_documents=of_documents)


def _vectors(files: Files, neighbours: Json) -> SentenceVectors:
    matrix = files.array("vectors.npy", np.dtype(np.float32))
    starts = files.array("sentence_starts.npy", np.dtype(np.int64))
    if matrix.shape[1:] != (files.manifest.get("dimension"),):
        raise DamagedIndex(
            f"索引文件 {files.path('vectors.npy')} 的形状是 {matrix.shape}，"
            f"清单上的维数是 {files.manifest.get('dimension')}。{REBUILD}"
        )
    match neighbours:
        case None:
            return SentenceVectors(matrix, starts)
        case {"probes": int(probes), "recall_at_10": float(recall), "exact_rows": int(exact_rows)}:
            files.checked(NEIGHBOURS)
            made = Neighbours.load(files.path(NEIGHBOURS), len(matrix), probes, recall)
            return SentenceVectors(matrix, starts, made, exact_rows)
    raise DamagedIndex(f"索引清单 {files.source / MANIFEST} 的 neighbours 不完整。{REBUILD}")


def _lexical(files: Files, name: str, words: str, means: Means) -> LexicalIndex:
    """The keyword index of that name, with its words; its postings are checked where they are read anyway."""
    files.checked(f"{words}.trie")
    numbers = files.array(f"{words}_numbers.npy", np.dtype(np.int32))
    vocabulary = Words(mapped(files.path(f"{words}.trie")), numbers)
    postings: dict[str, NDArray[np.generic]] = {
        part: files.array(f"{name}_{part}.npy", dtype) for part, dtype in LEXICAL_ARRAYS.items()
    }
    lexical = LexicalIndex.from_arrays(postings, vocabulary, means)
    if files.whole or lexical.rows.nbytes <= SMALL:
        lexical.check_rows()
    return lexical
