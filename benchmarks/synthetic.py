"""A large index made of a small one: real sentences shuffled into new units, their vectors moved a little.

A vector is a real one, moved along the difference of two other real ones by a random share of it (up to 0.7), plus
noise of a tenth of its length, and normalised. Differences between real sentences keep the vectors where real ones
lie; noise alone would fill directions that no sentence takes. The words of a sentence stay those of the real one. The questions
put to it are the real dev questions, their vectors unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.measure import MAIN_PART, Measure, Span
from corpus.parse import Corpus
from eval.examinee import QUESTIONS
from eval.prefetch import Remembering
from eval.questions import load_questions
from index.encoder import Encoder
from index.lexical import LexicalIndex
from index.measure_index import MeasureIndex
from index.passages import digests_of
from index.tokens import tokenize
from index.vectors import SentenceVectors

SENTENCES = 4  # of a unit, as in the registered corpus
FURTHEST = 0.7
NOISE = 0.1
_CHUNK = 50_000


def perturbed(index: MeasureIndex, count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """`count` vectors, and the row of `index` that each was made from; the same in every run.

    SENTENCES rows each make a unit, and the units of one document follow one another, as in any corpus.
    """
    random = np.random.default_rng(0)
    real = index.vectors.matrix
    made = np.empty((count, real.shape[1]), dtype=np.float32)
    place = {document.id: number for number, document in enumerate(index.documents)}
    document_of = np.array([place[unit.document_id] for unit in index.units])[index.vectors.unit_of_row]
    shuffled = random.integers(len(real), size=(count // SENTENCES, SENTENCES))
    bases = shuffled[np.argsort(document_of[shuffled[:, 0]], kind="stable")].ravel()
    for start in range(0, count, _CHUNK):
        made[start : start + _CHUNK] = moved(real, bases[start : start + _CHUNK], random)
    return made, bases


def moved(real: NDArray[np.float32], bases: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.float32]:
    """Vectors (bases, dimension) made of the rows `bases` of `real`, normalised; see above."""
    base = real[bases]
    towards, away = (real[random.integers(len(real), size=len(base))] for _ in range(2))
    share = random.uniform(0, FURTHEST, (len(base), 1)).astype(np.float32)
    noise = random.standard_normal(base.shape, dtype=np.float32) * np.float32(NOISE / np.sqrt(real.shape[1]))
    made = base + share * (towards - away) + noise
    unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def units_of(index: MeasureIndex, bases: NDArray[np.int64]) -> tuple[list[Measure], list[list[str]]]:
    """Units of SENTENCES sentences with the words of the rows they come from, and the tokens of each."""
    owner = index.vectors.unit_of_row
    texts = []
    for row, (start, end) in enumerate(np.asarray(index.sentences).tolist()):
        unit = index.units[int(owner[row])]
        texts.append(unit.text[start - unit.span.start : end - unit.span.start])
    tokens = [tokenize(text) for text in texts]
    units, words, offset = [], [], 0
    for number, rows in enumerate(bases.reshape(-1, SENTENCES).tolist()):
        model = index.units[int(owner[rows[0]])]
        text = "".join(texts[row] for row in rows)
        unit = replace(
            model, id=f"{model.document_id}/{number}", part=MAIN_PART, label=str(number), text=text,
            span=Span(offset, offset + len(text)), amounts=(), references=(), rates=(), dates=(), periods=(),
        )  # fmt: skip
        offset += len(text)
        units.append(unit)
        words.append([token for row in rows for token in tokens[row]])
    return units, words


def large_index(index: MeasureIndex, vectors: SentenceVectors, bases: NDArray[np.int64]) -> MeasureIndex:
    """An index of as many sentences as `vectors` has rows, made of `index`."""
    units, words = units_of(index, bases)
    titles = [tokenize(unit.title) for unit in units]
    lexical = LexicalIndex.build([{"title": title, "text": text} for title, text in zip(titles, words, strict=True)])
    places = []
    for unit in units:
        step = len(unit.text) // SENTENCES
        places += [(unit.span.start + step * place, unit.span.start + step * (place + 1)) for place in range(SENTENCES)]
    digests = digests_of([str(row) for row in range(vectors.rows)], index.encoder.name)
    return MeasureIndex(
        index.documents, units, np.array(places, dtype=np.int64), digests, vectors, lexical, index.about, index.encoder
    )


def dev_questions(corpus: Corpus) -> list[str]:
    """The dev questions of eval/questions.jsonl that stand alone."""
    found = load_questions(QUESTIONS, corpus)
    return [one.question for one in found if one.split == "dev" and not one.history]


def embedded(encoder: Encoder, texts: Sequence[str]) -> Remembering:
    """An encoder that has embedded `texts` already, so that what is timed is everything else."""
    remembering = Remembering(encoder)
    remembering.fetch(texts)
    return remembering
