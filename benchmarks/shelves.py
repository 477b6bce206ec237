"""Shelves of any size: the documents of a small one, real texts where there are some, then copies of the first.

The registered documents come first and those of `eval/wide/learn` behind them, with their own vectors. Texts of a folder
are read and divided as `policy corpus add` does it, but not embedded. Beyond these, the first ones come again with other
places, other figures, other names: clauses are renamed record by record, digits stay digits and a place becomes another of the
same length, so that every offset holds. A vector that was not computed is a real one moved along the difference of two
others (benchmarks/synthetic.py): it lies where real ones lie and means nothing. Copies say nothing true and never leave
the folder they are made in.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.ask import Assistant, save_index
from assistant.library import holdings_of
from benchmarks.synthetic import moved
from corpus.errors import PolicyError
from corpus.files import Stamp, stamp_of
from corpus.measure import Document, Measure
from corpus.parse import Corpus
from corpus.places.gazetteer import called_so
from corpus.register import load_register
from corpus.shelf import Shelf, ready
from eval.wide.build import Vectors
from eval.wide.set import load_split
from index.encoder import Encoder
from index.measure_index import MeasureIndex, passages_of
from index.passages import Digests, KnownVectors, digests_of, embed, keys
from index.records import document_from_json, document_to_json, measure_from_json, measure_to_json

Kind = tuple[Document, str, tuple[Measure, ...]]


def kinds_of(model: Assistant) -> list[Kind]:
    """The documents of a small shelf with their texts and clauses."""
    units: dict[str, list[Measure]] = {}
    for unit in model.corpus.units:
        units.setdefault(unit.document_id, []).append(unit)
    return [
        (one, model.corpus.sources[one.id], tuple(units[one.id])) for one in model.corpus.documents if one.id in units
    ]


def read_kinds(files: Sequence[Path], beginning: str) -> list[Kind]:
    """Files read, identified and divided, those that can be; their ids are `beginning` and a number. One process a core."""
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        names = [f"{beginning}{number:05}" for number in range(len(files))]
        found = workers.map(_read_kind, files, names, chunksize=8)
        return [kind for kind in found if kind is not None]


def _read_kind(path: Path, document_id: str) -> Kind | None:
    try:
        file, parsed = ready(path)
        # Asked of a shelf that is not there: what registering would write, without anything being written
        document = Shelf(Path("/nowhere")).addition(file.name, file.source, identity=file.identity).document
    except PolicyError:
        return None
    own = tuple(
        replace(unit, id=document_id + unit.id.removeprefix(unit.document_id), document_id=document_id)
        for unit in parsed.units
    )
    return (replace(document, id=document_id), file.source.text, own) if own else None


def texts_of(folder: Path) -> list[Path]:
    """The files of a folder in an order that has nothing to do with what they are."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "_")))
    return sorted(files, key=lambda path: hashlib.sha256(str(path.relative_to(folder)).encode()).digest())


def renamed(kind: Kind, turn: int, places: dict[int, list[str]]) -> Kind:
    """A document as another place might have written it; `turn` 0 is the document itself."""
    document, text, units = kind
    random = np.random.default_rng([turn, len(text)])
    digits = dict(zip("123456789", (str(each) for each in random.permutation(np.arange(1, 10))), strict=True))
    table = str.maketrans(digits)
    swapped: dict[str, str] = {}
    for name in sorted({each for each in document.regions if len(each) in places}, key=len, reverse=True):
        if not any(name in longer for longer in swapped):
            swapped[name] = str(random.choice(places[len(name)]))

    def other(value: str) -> str:
        for name, new in swapped.items():
            value = value.replace(name, new)
        return value.translate(table)

    new_id = f"{document.id}-{turn}"

    def walk(value: object, key: str = "") -> object:
        if isinstance(value, str):
            if key in ("id", "document_id"):
                return value.replace(document.id, new_id, 1)
            return (
                value
                if key in ("kind", "unit", "yuan", "value", "first", "last", "until", "since") or "-" in value[4:5]
                else other(value)
            )
        if isinstance(value, list):
            return [walk(each, key) for each in value]
        return {name: walk(each, name) for name, each in value.items()} if isinstance(value, dict) else value

    source = other(text)
    made = document_from_json(walk(document_to_json(document)))  # type: ignore[arg-type]
    raw = source.encode("utf-8", "surrogatepass")
    regions = tuple(dict.fromkeys(map(other, document.regions)))
    made = replace(
        made, source_file=f"{new_id}.txt", sha256=hashlib.sha256(raw).hexdigest(), regions=regions, repealed=None,
        aliases=tuple(map(other, document.aliases)), related_regions=document.related_regions,
    )  # fmt: skip
    own = tuple(measure_from_json(walk(measure_to_json(unit))) for unit in units)  # type: ignore[arg-type]
    return made, source, own


def cut(kind: Kind, clauses: int) -> Kind:
    """A document up to the end of its first `clauses`."""
    document, text, units = kind
    return document, text[: units[:clauses][-1].span.end], units[:clauses]


def shelf(first: Sequence[Kind], texts: Sequence[Kind], count: int, clauses: int | None = None) -> Iterator[Kind]:
    """`count` documents: `first`, then `texts`, then `first` again and again under other names, with so many `clauses` each."""
    yield from [*first, *texts][:count]
    places: dict[int, list[str]] = {}
    for name, place in called_so():
        if place.level in ("county", "city") and name == place.name:
            places.setdefault(len(name), []).append(name)
    again = first if clauses is None else [cut(kind, clauses) for kind in first]
    for number in range(count - len(first) - len(texts)):
        turn, which = divmod(number, len(again))
        yield renamed(again[which], turn + 1, places)


def register_lines(document: Document) -> str:
    """An entry of a register, with what the measuring needs of it."""
    told = [f"id = {json.dumps(document.id, ensure_ascii=False)}"]
    told += [
        f"{name} = {json.dumps(getattr(document, name), ensure_ascii=False)}" for name in ("source_file", "sha256")
    ]
    told.append(f"title = {{ value = {json.dumps(document.title, ensure_ascii=False)}, stated = true }}")
    for name in ("aliases", "regions", "related_regions"):
        if values := getattr(document, name):
            told.append(f"{name} = {json.dumps(list(values), ensure_ascii=False)}")
    if document.number:
        told.append(f"number = {{ value = {json.dumps(document.number, ensure_ascii=False)}, stated = true }}")
    if document.issued:
        told.append(f"issued = {{ value = {document.issued.isoformat()}, stated = true }}")
    ends = [f"{{ until = {each.until.isoformat()}, stated = true }}" for each in document.validity if not each.part]
    if ends:
        told.append(f"validity = [{', '.join(ends)}]")
    return "[[document]]\n" + "\n".join(told) + "\n"


def make(
    model: Assistant,
    count: int,
    home: Path,
    folder: Path,
    encoder: Encoder,
    texts: Path | None = None,
    clauses: int | None = None,
) -> None:
    """A corpus folder of `count` documents, and its index in `folder`; `texts` is a folder of further real ones, `clauses` how
    many a copy keeps."""
    (home / "raw").mkdir(parents=True, exist_ok=True)
    learn = load_split("learn")
    registered = kinds_of(model)
    first = [*registered, *(read_kinds(learn.files, "learn-") if learn is not None else [])]
    beside = read_kinds(texts_of(texts)[: max(0, count - len(first))], "text-") if texts is not None else []
    units: list[Measure] = []
    sources: dict[str, str] = {}
    lines: list[str] = []
    stamps: dict[str, Stamp] = {}
    for document, text, own in shelf(first, beside, count, clauses):
        file = home / "raw" / f"{document.id}.txt"
        raw = text.encode("utf-8", "surrogatepass")
        file.write_bytes(raw)
        document = replace(document, source_file=file.name, sha256=hashlib.sha256(raw).hexdigest(), repealed=None)
        units += own
        sources[document.id] = text
        lines.append(register_lines(document))
        found = stamp_of(file)
        assert found is not None
        stamps[file.name] = (found[0], file.stat().st_mtime_ns)
    (home / "documents.toml").write_bytes("\n".join(lines).encode())
    register = load_register(home)  # an entry says less than the document it comes from
    corpus = Corpus(register.documents, tuple(units), sources, register.fingerprint, stamps=stamps)
    shelved = holdings_of(corpus.documents, corpus.units, corpus.sources)
    # What examinations on wide documents have embedded is not embedded again
    kept = Vectors(encoder)
    own_vectors = KnownVectors(np.asarray(model.library.index.digests), np.asarray(model.library.index.vectors.matrix))
    held = kept.known.beside(own_vectors)
    digests, vectors = embedded([unit for _, _, own in first[:count] for unit in own], held, encoder)
    kept.take(digests, vectors)
    known = KnownVectors(digests, vectors)
    index = MeasureIndex.build(
        corpus.documents, corpus.units, Moved(vectors, encoder.name), progress=False, known=known, holdings=shelved
    )
    index.encoder = encoder
    save_index(index, folder, corpus)


def embedded(units: Sequence[Measure], held: KnownVectors, encoder: Encoder) -> tuple[Digests, NDArray[np.float32]]:
    """The digests and vectors of all sentences of these units; what is held already is taken from there."""
    passages = passages_of(units)
    digests = digests_of(passages, encoder.name)
    return digests, embed(passages, digests, encoder, held, progress=False)


class Moved:
    """Stands in for a model: some known vector for every sentence, moved."""

    def __init__(self, real: NDArray[np.float32], name: str) -> None:
        self.name, self.dimension, self._real = name, real.shape[1], real

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        digests = list(keys(digests_of(texts, "")))
        seeds = np.array([int.from_bytes(digest[:8], "little") for digest in digests], dtype=np.uint64)
        bases = (seeds % np.uint64(len(self._real))).astype(np.int64)
        return moved(self._real, bases, np.random.default_rng(int(seeds[0])))

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_passages(texts)
