"""The same questions through what anybody would build in an afternoon: pieces of 500 characters, keywords and the same model.

Pieces overlap by 50 characters and end at a line's end where one is near; BM25 counts pairs of characters; the two rankings
are joined by reciprocal rank fusion. A piece finds a gold snippet if it overlaps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from corpus.measure import Span
from corpus.text.normal import fold
from eval.wide.build import Chunk, Pool, Vectors
from eval.wide.examine import asked_over
from eval.wide.set import Snippet, WideQuestion
from index.encoder import Encoder
from index.fusion import ranking, reciprocal_rank_fusion
from index.lexical import Field, LexicalIndex
from index.passages import digests_of, embed

LENGTH, OVERLAP = 500, 50
DEPTH = 50  # pieces of each ranking that are joined
_BM25 = {"text": Field(weight=1.0, b=0.75)}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one document's text."""

    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class StockOutcome:
    """What the stock pipeline found for one question that has gold."""

    id: str
    language: Literal["zh", "en"]
    first: bool
    recall5: float
    wrong_document: bool


@dataclass(frozen=True, slots=True)
class StockSized:
    """Its outcomes over corpora of so many documents."""

    documents: int
    outcomes: tuple[StockOutcome, ...]


def pieces_of(text: str, length: int = LENGTH, overlap: int = OVERLAP) -> list[Span]:
    """`text` in pieces of at most `length` characters; each begins `overlap` before the end of the last.

    >>> [(piece.start, piece.end) for piece in pieces_of("一二三四\\n五六七八九", 6, 1)]
    [(0, 5), (4, 10)]
    """
    pieces, start = [], 0
    while start < len(text):
        end = min(len(text), start + length)
        if end < len(text):
            line = text.rfind("\n", start + length // 2, end)
            end = line + 1 if line >= 0 else end
        pieces.append(Span(start, end))
        if end == len(text):
            break
        start = max(start + 1, end - overlap)
    return pieces


def stock_outcomes(
    encoder: Encoder, vectors: Vectors, pool: Pool, cut: Sequence[Chunk], questions: Sequence[WideQuestion]
) -> Iterator[StockOutcome]:
    """Every question that has gold, over the corpus that holds its documents."""
    for chunk, own in asked_over(cut, questions):
        asked = [question for question in own if question.gold]
        if not asked:
            continue
        shelved = [pool.shelved[name] for name in chunk.files if name in pool.shelved]
        pieces = [Piece(one.file, span) for one in shelved for span in pieces_of(one.text)]
        texts = [piece.span.of(pool.shelved[piece.file].text) for piece in pieces]
        digests = digests_of(texts, encoder.name)
        matrix = embed(texts, digests, encoder, vectors.known, progress=False)
        vectors.take(digests, matrix)
        keywords = LexicalIndex.build([{"text": _pairs(text)} for text in texts], _BM25)
        for question in asked:
            dense = matrix @ encoder.encode_queries([question.question])[0]
            rankings = [
                ranking(scores, DEPTH).tolist() for scores in (dense, keywords.scores(_pairs(question.question)))
            ]
            best = [pieces[row] for row, _ in reciprocal_rank_fusion(rankings)[:5]]
            yield _outcome(question, best, pool)


def _pairs(text: str) -> list[str]:
    characters = [c for c in fold(text) if not c.isspace()]
    return [a + b for a, b in pairwise(characters)] or characters


def _outcome(question: WideQuestion, best: Sequence[Piece], pool: Pool) -> StockOutcome:
    accepted = [*question.gold, *question.also_ok]
    files = {one.file for one in accepted}
    found = [any(_holds(piece, one, pool) for piece in best) for one in question.gold]
    return StockOutcome(
        question.id,
        question.language,
        bool(best) and any(_holds(best[0], one, pool) for one in accepted),
        float(np.mean(found)),
        bool(best) and best[0].file not in files,
    )


def _holds(piece: Piece, snippet: Snippet, pool: Pool) -> bool:
    if piece.file != snippet.file or snippet.file not in pool.shelved:
        return False
    return any(piece.span.overlaps(span) for span in pool.shelved[snippet.file].squeezed.spans_of(snippet.snippet))
