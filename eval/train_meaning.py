"""Fits the maps of meaning: after them the clause that answers a question is nearer to it than the others of its document.

Contrastive: of each question the share that its gold clauses get, in a softmax over all clauses of their document, each by its nearest
sentence. What lies near only because it is about the same subject is what the question is told apart from. Part of `policy eval train`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from assistant.learned.models import MAPS
from assistant.library import Library
from assistant.proposing.seeking import meant_text, search_text
from assistant.reading.query import understand
from eval.wide.build import Vectors, corpus_of, open_over, read_pool
from eval.wide.examine import located
from eval.wide.set import WideSet
from index.encoder import Encoder
from index.mapped import Maps

ROUNDS = 10  # over all documents
RATE = 5e-4
SHRINKS = 1e-3  # weight decay
SHARPNESS = 20.0  # of the softmax: what a difference of one of two cosines weighs
AT_ONCE = 4  # documents a step
SEED = 0


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The clauses of a document: the vectors of their sentences (sentences, dimension), and whose each is."""

    sentences: NDArray[np.float32]
    owner: NDArray[np.int64]
    clauses: int


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """A question: its vector, the document that answers it, which of its clauses do (clauses,), and the lot it is left out with."""

    question: NDArray[np.float32]
    document: str
    right: NDArray[np.bool_]
    lot: str


def taught_of(wide: WideSet, lots: dict[str, str], encoder: Encoder) -> tuple[list[Taught], dict[str, Shown]]:
    """The answerable Chinese questions of `wide` with the documents that answer them, all of them on one shelf."""
    pool = read_pool(wide.files)
    opened = open_over(corpus_of(pool, [path.name for path in wide.files]), encoder, Vectors(encoder))
    library, index = opened.library, opened.library.index
    rows: dict[str, list[int]] = {}
    for row, unit in enumerate(index.units):
        rows.setdefault(unit.document_id, []).append(row)
    document_of = {unit.id: unit.document_id for unit in index.units}
    found = []
    asking = [one for one in wide.questions if one.language == "zh" and one.file and one.gold]
    for one in tqdm(asking, desc=f"{wide.name} 的问句向量", unit="题"):
        gold = {name for each in (*one.gold, *one.also_ok) for name in located(each, pool).ids}
        document = next((document_of[name] for name in sorted(gold) if name in document_of), None)
        if document is not None:
            right = np.array([index.units[row].id in gold for row in rows[document]])
            found.append(Taught(_asked(library, one.question), document, right, lots[one.file or ""]))
    return found, {document: _shown(library, own) for document, own in rows.items()}


def _asked(library: Library, question: str) -> NDArray[np.float32]:
    query = understand(question, library.catalogue, library.vocabulary)
    return library.index.vector_of(meant_text(query, search_text(library, query.sought)))


def _shown(library: Library, rows: Sequence[int]) -> Shown:
    vectors = library.index.vectors
    places = np.array(rows)
    lengths = vectors.starts[places + 1] - vectors.starts[places]
    owner = np.repeat(np.arange(len(rows)), lengths)
    return Shown(vectors.of_rows(vectors.rows_of(places)).astype(np.float32), owner, len(rows))


def fit_maps(taught: Sequence[Taught], shown: dict[str, Shown]) -> Maps:
    """The maps under which the right clauses get the largest share. The same on every run: one thread, one seed."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _fitted(taught, shown)
    finally:
        torch.set_num_threads(threads)


def _fitted(taught: Sequence[Taught], shown: dict[str, Shown]) -> Maps:
    dimension = len(taught[0].question)
    maps = [torch.zeros(dimension, dimension, requires_grad=True) for _ in range(2)]
    descent = torch.optim.AdamW(maps, lr=RATE, weight_decay=SHRINKS)
    asked: dict[str, list[Taught]] = {}
    for one in taught:
        asked.setdefault(one.document, []).append(one)
    documents = sorted(asked)
    for at in range(ROUNDS):
        order = np.random.default_rng(SEED + at).permutation(len(documents))
        for start in range(0, len(order), AT_ONCE):
            some = [documents[place] for place in order[start : start + AT_ONCE]]
            losses = [_loss(asked[name], shown[name], maps) for name in some]
            descent.zero_grad()
            (torch.stack(losses).sum() / sum(len(asked[name]) for name in some)).backward()  # type: ignore[no-untyped-call]
            descent.step()
    question, sentence = (each.detach().numpy().astype(np.float16).astype(np.float32) for each in maps)
    return Maps(question, sentence)


def _loss(asked: Sequence[Taught], shown: Shown, maps: Sequence[torch.Tensor]) -> torch.Tensor:
    questions, sentences = torch.tensor(np.array([one.question for one in asked])), torch.tensor(shown.sentences)
    near = torch.nn.functional.normalize(questions + questions @ maps[0])
    near = near @ torch.nn.functional.normalize(sentences + sentences @ maps[1]).T * SHARPNESS
    owner = torch.tensor(shown.owner).expand(len(asked), -1)
    best = torch.full((len(asked), shown.clauses), -torch.inf).scatter_reduce(1, owner, near, "amax")
    right = torch.tensor(np.array([one.right for one in asked]))
    return (torch.logsumexp(best, 1) - torch.logsumexp(best.masked_fill(~right, -torch.inf), 1)).sum()


def first_right(taught: Sequence[Taught], shown: dict[str, Shown], maps: Maps) -> float:
    """How often the nearest clause of the document is one that answers."""
    hits = []
    for one in taught:
        own = shown[one.document]
        near = maps.cosines(one.question, own.sentences)
        best = np.full(own.clauses, -np.inf)
        np.maximum.at(best, own.owner, near)
        hits.append(bool(one.right[int(best.argmax())]))
    return float(np.mean(hits)) if hits else 0.0


def write_maps(maps: Maps, folder: Path) -> None:
    """The maps in half precision, 0.6 MB."""
    raw = io.BytesIO()
    np.savez_compressed(raw, question=maps.question.astype(np.float16), sentence=maps.sentence.astype(np.float16))
    (folder / MAPS).write_bytes(raw.getvalue())
