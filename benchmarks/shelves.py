"""Shelves of any size made of a small one: its documents again and again, with other places, other figures, other names.

Nothing is parsed or embedded for it: clauses are renamed record by record, digits stay digits and a place becomes another
of the same length, so that every offset holds; a vector is that of the sentence it comes from, moved a little. Such texts
say nothing true and never leave the folder they are made in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.ask import Assistant, save_index
from assistant.library import holdings_of
from corpus.files import Stamp, stamp_of
from corpus.measure import Document, Measure
from corpus.parse import Corpus
from corpus.places.gazetteer import called_so
from corpus.register import load_register
from index.encoder import Encoder
from index.measure_index import MeasureIndex
from index.passages import digests_of, keys
from index.records import document_from_json, document_to_json, measure_from_json, measure_to_json

NOISE = 0.1  # of a vector's length
Kind = tuple[Document, str, tuple[Measure, ...]]


def kinds_of(model: Assistant) -> list[Kind]:
    """The documents of a small shelf with their texts and clauses."""
    units: dict[str, list[Measure]] = {}
    for unit in model.corpus.units:
        units.setdefault(unit.document_id, []).append(unit)
    return [
        (one, model.corpus.sources[one.id], tuple(units[one.id])) for one in model.corpus.documents if one.id in units
    ]


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


def shelf(model: Assistant, count: int) -> Iterator[Kind]:
    """`count` documents, those of the model first."""
    kinds = kinds_of(model)
    places: dict[int, list[str]] = {}
    for name, place in called_so():
        if place.level in ("county", "city") and name == place.name:
            places.setdefault(len(name), []).append(name)
    for number in range(count):
        turn, which = divmod(number, len(kinds))
        yield kinds[which] if not turn else renamed(kinds[which], turn, places)


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
    return "[[document]]\n" + "\n".join(told) + "\n"


def make(model: Assistant, count: int, home: Path, folder: Path, encoder: Encoder) -> None:
    """A corpus folder of `count` documents, and its index in `folder`."""
    (home / "raw").mkdir(parents=True, exist_ok=True)
    units: list[Measure] = []
    sources: dict[str, str] = {}
    lines: list[str] = []
    stamps: dict[str, Stamp] = {}
    for document, text, own in shelf(model, count):
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
    held = holdings_of(corpus.documents, corpus.units, corpus.sources)
    index = MeasureIndex.build(
        corpus.documents, corpus.units, _Moved(model.library.index, encoder), progress=False, holdings=held
    )
    index.encoder = encoder
    save_index(index, folder, corpus)


class _Moved:
    """Stands in for a model: the vector of a sentence of the model shelf, moved a little for each further passage."""

    def __init__(self, index: MeasureIndex, encoder: Encoder) -> None:
        self.name, self.dimension = encoder.name, index.vectors.dimension
        self._real = index.vectors.matrix

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        digests = list(keys(digests_of(texts, "")))
        seeds = np.array([int.from_bytes(digest[:8], "little") for digest in digests], dtype=np.uint64)
        base = self._real[(seeds % np.uint64(len(self._real))).astype(np.int64)]
        noise = np.random.default_rng(int(seeds[0] % (1 << 32))).standard_normal(base.shape, dtype=np.float32)
        moved = base + noise * np.float32(NOISE / np.sqrt(base.shape[1]))
        unit: NDArray[np.float32] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return unit

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_passages(texts)
