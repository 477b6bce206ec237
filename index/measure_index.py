"""The one object a caller holds: units with their vectors and word counts; a question in, ranked hits out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex
from corpus.measure import MAIN_PART, Document, Measure, Span
from corpus.text.normal import fold
from index.asked import About, Meaning, Wording
from index.encoder import Encoder
from index.fusion import LEXICAL_WEIGHT, Spread, ranking, standardise, standardised_sum
from index.hit import Hit
from index.holdings import Holdings, Saved
from index.lexical import RECIPE as LEXICAL_RECIPE
from index.lexical import Field, LexicalIndex, Means, Weighing
from index.mapped import Maps
from index.passages import KnownVectors, digests_of, embed
from index.recent import Recent
from index.runs import Run
from index.segment import Segment
from index.sentences import LONGEST, split_sentences
from index.tokens import TOKEN_SCHEME, char_ngrams, tokenize
from index.vectors import EXACT_ROWS, SAMPLE, SentenceVectors
from index.within import Middle, centred

# What shaped the saved numbers; an index built by another recipe is stale.
RECIPE = f"sentences<={LONGEST}, title：sentence; {TOKEN_SCHEME}; {LEXICAL_RECIPE}; whole documents"
# Cosines of the sentences of one clause lie about 0.05 apart; shared rare words (a share, 0 to 1) weigh about as much.
EVIDENCE_WORDS = 0.1
# Only as much of a question is read as a model reads at all; 10,000 characters would cost seconds and change nothing.
LONGEST_QUESTION = 1_000
ASKED_KEPT = 16  # texts that were asked: 4 bytes a unit each and, on a small shelf, as much a sentence
MIDDLES_KEPT = 4_096  # documents whose middle is remembered: 3 KB each
# Units whose boost is asked for. Asking costs 5 µs each, and a unit further down would need a boost of several
# deviations to come up (python -m benchmarks.overhead, python -m benchmarks.scale).
BOOSTED = 400
# Where not every unit is scored: rows that meaning may bring in, units that words may, units that stand for all.
CANDIDATE_ROWS = 400
CANDIDATE_UNITS = 400

_MARKER = re.compile(r"[第(]?[0-9一二三四五六七八九十百零]{1,4}[)条章节款项、.:]+\s*|工作[0-9]+[、.:\s]*")
_PUNCTUATION = re.compile(r"[\s。.,，、;:：]+")


class Rows(Protocol):
    """One row for each sentence: an array, or those of several segments as one (index/joined.py)."""

    def __len__(self) -> int: ...
    def __getitem__(self, row: int | slice) -> NDArray[np.generic]: ...


Where: TypeAlias = "Callable[[Measure], bool] | NDArray[np.bool_] | None"


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The two sides of a ranking, unfused: cosine of the best sentence and BM25F of every unit, (units,) each."""

    dense: NDArray[np.float32]
    lexical: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Some units among all for one question, (rows,) each.

    `meaning` is the cosine of the best sentence, `words` the share of the most that BM25F could give; `…_z` how many
    standard deviations each lies above the mean of all units.
    """

    meaning: NDArray[np.float64]
    meaning_z: NDArray[np.float64]
    words: NDArray[np.float64]
    words_z: NDArray[np.float64]


class MeasureIndex:
    """Searchable units in corpus order with everything needed to rank them.

    `sentences` (rows, 2) are starts and ends in offsets of the source documents, unit after unit, one for each row of
    `vectors`; `digests` (rows, 16) tell what was embedded for each. Raises DamagedIndex, with both numbers, if the
    parts do not belong together.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        units: Sequence[Measure],
        sentences: Rows,
        digests: Rows,
        vectors: SentenceVectors,
        lexical: Weighing,
        about: Weighing,
        encoder: Encoder,
        holdings: Holdings | None = None,
        searched: NDArray[np.int32] | None = None,
    ) -> None:
        """`holdings` are the shelf as it was saved; `searched` (units,) then says which of its units these are."""
        if about.units != len(documents):
            raise DamagedIndex(
                f"文件关键词覆盖 {about.units} 份文件，而文件共有 {len(documents)} 份。请运行 policy index 重建。"
            )
        for what, count in (("向量", vectors.units), ("关键词索引", lexical.units)):
            if count != len(units):
                raise DamagedIndex(f"{what}覆盖 {count} 个条款，而条款共有 {len(units)} 个。请运行 policy index 重建。")
        for what, count in (("句子", len(sentences)), ("内容摘要", len(digests))):
            if count != vectors.rows:
                raise DamagedIndex(f"{what}有 {count} 个，而向量有 {vectors.rows} 个。请运行 policy index 重建。")
        self.documents = documents if holdings is not None else tuple(documents)
        self.units = units if holdings is not None else tuple(units)
        self.holdings = holdings
        self.saved: Saved | None = None  # where it was opened from its files
        # Where it was opened, or is made of several: its segments, and what of them it consists of (index/segments.py)
        self.segments: tuple[Segment, ...] = ()
        self.runs: tuple[Run, ...] = ()
        # Who finds what is worth ranking, where that is somebody else (index/engines/leaves.py): of a vector, the words of
        # a question and the rows allowed, the rows found
        self.found_by: Callable[[NDArray[np.float32], Sequence[str], NDArray[np.int64]], NDArray[np.int64]] | None = (
            None
        )
        self.searched = searched if searched is not None else np.arange(len(units), dtype=np.int32)
        self.sentences = sentences
        self.digests = digests
        self.vectors = vectors
        self.lexical = lexical
        self.about = about
        self.encoder = encoder
        self._meant: Recent[str, Meaning] = Recent(ASKED_KEPT)
        self._worded: Recent[str, Wording] = Recent(ASKED_KEPT)
        self._about: Recent[str, About] = Recent(ASKED_KEPT)
        self._middles: Recent[int, Middle] = Recent(MIDDLES_KEPT)
        if holdings is None:
            self.check_members()

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {unit.id: row for row, unit in enumerate(self.units)}

    @cached_property
    def _document_rows(self) -> dict[str, int]:
        return {document.id: row for row, document in enumerate(self.documents)}

    @cached_property
    def document_of_row(self) -> NDArray[np.int32]:
        """The row of the document of each unit, (units,)."""
        if self.holdings is not None:
            return self.holdings.document_of(self.searched.astype(np.int64)).astype(np.int32)
        return np.array([self._document_rows[unit.document_id] for unit in self.units], dtype=np.int32)

    def row_of_document(self, document_id: str) -> int:
        """The row of a document. Raises KeyError if the index does not hold it."""
        if self.holdings is None:
            return self._document_rows[document_id]
        row = self.holdings.row_of_document(document_id)
        if row is None:
            raise KeyError(document_id)
        return row

    def check_members(self) -> None:
        """Raises DamagedIndex where units, sentences and documents do not belong together. Reads every unit."""
        known = {document.id for document in self.documents}
        sentences = np.asarray(self.sentences)
        firsts = sentences[self.vectors.starts[:-1], 0].tolist()
        lasts = sentences[self.vectors.starts[1:] - 1, 1].tolist()
        for unit, first, last in zip(self.units, firsts, lasts, strict=True):
            if unit.document_id not in known:
                raise DamagedIndex(
                    f"条款 {unit.id} 属于文件 {unit.document_id}，而索引里没有它。请运行 policy index 重建。"
                )
            if not unit.span.start <= first <= last <= unit.span.end:
                raise DamagedIndex(f"条款 {unit.id} 的句子不在条款之内。请运行 policy index 重建。")
        if len({unit.id for unit in self.units}) != len(self.units):
            raise DamagedIndex(f"{len(self.units)} 个条款中有重复的编号。请运行 policy index 重建。")

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        units: Sequence[Measure],
        encoder: Encoder,
        progress: bool = True,
        known: KnownVectors | None = None,
        exact_rows: int = EXACT_ROWS,
        told: Callable[[int, int], None] | None = None,
        holdings: Holdings | None = None,
        means: tuple[Means, Means] | None = None,
    ) -> Self:
        """Embed and count `units` (those of them that are `searchable`), kept in the order given.

        What `known` holds the vector of is not embedded again; everything else is made anew, so the index is the one
        that a build without `known` gives. `exact_rows`: see SentenceVectors.build; `told`: see embed.
        `holdings` are the shelf of these documents and units, to be kept with the index; `means` the mean lengths of
        units and of documents, where these are only some of those that will be asked together.
        """
        rows = [row for row, unit in enumerate(units) if is_searchable(unit)]
        kept = tuple(units[row] for row in rows)
        by_id = {document.id: document for document in documents}
        spans = [split_sentences(unit.text) for unit in kept]
        passages = passages_of(kept)
        digests = digests_of(passages, encoder.name)
        vectors = SentenceVectors.build(
            embed(passages, digests, encoder, known or KnownVectors.none(), progress, told),
            [len(own) for own in spans],
            exact_rows,
        )
        of_units, of_documents = means or (None, None)
        lexical = LexicalIndex.build([_fields(unit, by_id.get(unit.document_id)) for unit in kept], means=of_units)
        about = LexicalIndex.build(_whole_documents(documents, kept), ABOUT_FIELDS, of_documents)
        sentences = np.array(
            [
                (unit.span.start + span.start, unit.span.start + span.end)
                for unit, own in zip(kept, spans, strict=True)
                for span in own
            ],
            dtype=np.int64,
        ).reshape(-1, 2)
        searched = np.array(rows, dtype=np.int32)
        return cls(documents, kept, sentences, digests, vectors, lexical, about, encoder, holdings, searched)

    def search(
        self,
        query: str,
        k: int = 10,
        where: Where = None,
        boost: Callable[[Measure], float] | None = None,
        lexical_weight: float = LEXICAL_WEIGHT,
        boost_rows: Callable[[NDArray[np.int64]], NDArray[np.float64]] | None = None,
    ) -> list[Hit]:
        """The `k` units that fit `query` best, best first; equal scores keep corpus order. See `found`."""
        pairs = self.found(query, k, where, boost, lexical_weight, boost_rows)
        if not pairs:
            return []
        meaning = self._meaning(query)
        return [Hit(self.units[row], score, self._best_sentence(meaning, row)) for score, row in pairs]

    def found(
        self,
        query: str,
        k: int = 10,
        where: Where = None,
        boost: Callable[[Measure], float] | None = None,
        lexical_weight: float = LEXICAL_WEIGHT,
        boost_rows: Callable[[NDArray[np.int64]], NDArray[np.float64]] | None = None,
    ) -> list[tuple[float, int]]:
        """The scores and the rows of the `k` units that fit `query` best, best first; equal scores keep corpus order.

        `where` limits the search before anything is ranked: what it refuses neither appears nor shifts the scores
        of the others. A function is asked about every unit, each time; `mask` asks it once, for many searches.
        `boost` is added to a unit's score, which is a weighted sum of z-scores (1.0 is one standard deviation among
        the allowed units). It is asked about the best BOOSTED units without it, or about k if that is more;
        `boost_rows` is the same for all of them at once, by their rows. A blank query gives no hits.
        """
        allowed = self.mask(where)
        if not query.strip() or not allowed.any() or k <= 0:
            return []
        meaning, wording = self._meaning(query), self._wording(query)
        wanted = k if boost is None and boost_rows is None else max(k, BOOSTED)
        everywhere = np.flatnonzero(allowed)
        rows = self._worth_ranking(meaning, wording, everywhere, wanted)
        rows, fused = self._fused(meaning, wording, everywhere, rows, lexical_weight)
        best = ranking(fused, wanted)
        found = list(zip(fused[best].tolist(), rows[best].tolist(), strict=True))
        if boost is not None:
            boosted = ((score + boost(self.units[row]), row) for score, row in found)
            found = sorted(boosted, key=lambda pair: (-pair[0], pair[1]))[:k]
        elif boost_rows is not None:
            more = boost_rows(rows[best]).tolist()
            pairs = [(score + each, row) for (score, row), each in zip(found, more, strict=True)]
            found = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:k]
        return found

    def embed(self, texts: Iterable[str]) -> None:
        """Make the vectors of texts that will be asked, all at once: the encoder works on several at a time."""
        cut = dict.fromkeys(text[:LONGEST_QUESTION] for text in texts)
        missing = [text for text in cut if text not in self._meant]
        if missing:
            for text, vector in zip(missing, self.encoder.encode_queries(missing), strict=True):
                self._meant.put(text, Meaning.of(self.vectors, vector))

    def mask(self, where: Where) -> NDArray[np.bool_]:
        """Which units `where` allows, (units,): what it says of each, or itself if it is such an array already.

        Raises ValueError for an array of another length.
        """
        if where is None:
            return np.ones(len(self.units), dtype=bool)
        if callable(where):
            return np.fromiter((where(unit) for unit in self.units), dtype=bool, count=len(self.units))
        if where.shape != (len(self.units),):
            raise ValueError(f"a mask of {where.shape} for {len(self.units)} units")
        return where

    def _worth_ranking(
        self,
        meaning: Meaning,
        wording: Wording,
        allowed: NDArray[np.int64],
        wanted: int,
    ) -> NDArray[np.int64] | None:
        """The rows worth ranking, rising: `wanted` or more of those `allowed`; None for all of them, while that is fast.

        Else those near the question in meaning and those that share most with it in words.
        """
        if self.found_by is not None:
            found = self.found_by(meaning.vector, wording.tokens, allowed)
            if len(found) >= min(wanted, len(allowed)):
                return found
        if self.vectors.scores_all(allowed):
            return None
        words = wording.scores if len(allowed) == len(self.units) else wording.scores[allowed]
        sharing = allowed[ranking(words, max(wanted, CANDIDATE_UNITS))]
        return np.union1d(self.vectors.near_units(meaning.vector, CANDIDATE_ROWS, allowed), sharing)

    def _fused(
        self,
        meaning: Meaning,
        wording: Wording,
        allowed: NDArray[np.int64],
        rows: NDArray[np.int64] | None,
        lexical_weight: float,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Rows with their fused scores: all `allowed`, or `rows`, whose cosines are as exact but measured by those of a
        sample of the allowed ones."""
        every = len(allowed) == len(self.units)
        words, spread = (wording.scores, wording.spread) if every else (wording.scores[allowed], None)
        if rows is None:
            dense = meaning.best_of(self.vectors, None if every else allowed)
            return allowed, standardised_sum(dense, words, lexical_weight, lexical_among=spread)
        dense, measured = meaning.best_of(self.vectors, rows), spread or Spread.of(words)
        if every and meaning.best is None:  # measured by that very sample already
            among = meaning.among
        else:
            among = Spread.of(meaning.best_of(self.vectors, allowed[:: -(-len(allowed) // SAMPLE)]))
        return rows, standardised_sum(dense, wording.scores[rows], lexical_weight, among, measured)

    def standing(self, query: str, rows: NDArray[np.int64], meant: str = "") -> Standing:
        """How the units `rows` stand among all units for `query`, by meaning (of `meant` where given) and by words.

        Measured among all units, or an even sample of many, whatever a filter leaves: so a clause looks the same in a
        filtered search as in an open one, and on a shelf of five documents as on one of thousands.
        """
        meaning, wording = self._meaning(meant or query), self._wording(query)
        dense, words = meaning.best_of(self.vectors, rows), wording.scores[rows]
        return Standing(
            dense.astype(np.float64),
            standardise(dense, meaning.among),
            words.astype(np.float64) / max(wording.highest, 1e-9),
            standardise(words, wording.among),
        )

    def scores(self, query: str) -> Scores:
        """Both scores of every unit for `query`, exact and unfused: for ablations and for those who fuse another way."""
        return Scores(self._meaning(query).best_of(self.vectors), self._wording(query).scores)

    def document_standing(self, query: str) -> NDArray[np.float64]:
        """How far each document as a whole stands out for `query` by its words, (documents,): which one is it about?"""
        text = query[:LONGEST_QUESTION]
        about = self._about.get(text, lambda: About.of(self.about, text))
        return standardise(about.scores, about.among)

    def scores_of(self, query: str, measure: Measure) -> tuple[float, float]:
        """What `scores` gives `measure`: cosine and BM25F. Raises ValueError if the index does not hold it."""
        row = self.row_of(measure)
        dense = float(self._meaning(query).best_of(self.vectors, np.array([row]))[0])
        return dense, self.lexical.score_of(self._wording(query).tokens, row)

    def evidence(self, query: str, measure: Measure) -> list[tuple[Span, float]]:
        """The sentences of `measure`, in offsets of the source document, best evidence for `query` first.

        A sentence's score is its cosine plus EVIDENCE_WORDS times the share of the query's words it holds, rare
        words counting more. Raises ValueError if the index does not hold `measure`.
        """
        row = self.row_of(measure)
        weights = {token: self.lexical.idf(token) for token in self._wording(query).tokens}
        total = sum(weights.values()) or 1.0
        scored = []
        own = self.units[row].span
        for span, cosine in self.sentence_cosines(query, row):
            words = set(tokenize(self.units[row].text[span.start - own.start : span.end - own.start]))
            shared = sum(weight for token, weight in weights.items() if token in words) / total
            scored.append((span, cosine + EVIDENCE_WORDS * shared))
        return sorted(scored, key=lambda item: (-item[1], item[0]))

    def sentence_cosines(self, query: str, row: int) -> list[tuple[Span, float]]:
        """The sentences of the unit in that row, in order and in offsets of its document, with their cosines."""
        return list(zip(self.sentences_of(row), self.cosines(query, np.array([row])).tolist(), strict=True))

    def cosines(self, query: str, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each sentence of the units in these rows, unit after unit."""
        return self._meaning(query).of_sentences(self.vectors, rows)

    def vector_of(self, query: str) -> NDArray[np.float32]:
        """The vector of `query`, (dimension,)."""
        return self._meaning(query).vector

    def mapped_cosines(self, query: str, rows: NDArray[np.int64], maps: Maps) -> NDArray[np.float32]:
        """The same after `maps` of this encoder's dimension: how near each sentence is as what answers, unit after unit."""
        return maps.cosines(self._meaning(query).vector, self.vectors.of_rows(self.vectors.rows_of(rows)))

    def sentences_of(self, row: int) -> list[Span]:
        """The sentences of the unit in that row, in order and in offsets of its document."""
        first, last = (int(each) for each in self.vectors.starts[row : row + 2])
        return [Span(start, end) for start, end in self.sentences[first:last].tolist()]

    def centred(self, query: str, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """How near units `rows` are to `query` in meaning, seen from the middle of their documents, (rows,)."""
        return centred(self.vectors, self._meaning(query).vector, rows, self.document_of_row, self._middles)

    def _best_sentence(self, meaning: Meaning, row: int) -> Span:
        """The best sentence of a unit; the first of equal ones."""
        best = int(np.argmax(meaning.of_sentences(self.vectors, np.array([row]))))
        return self._sentence(int(self.vectors.starts[row]) + best)

    def _sentence(self, row: int) -> Span:
        start, end = self.sentences[row].tolist()
        return Span(start, end)

    def row_of(self, measure: Measure) -> int:
        """The row of `measure` in the arrays of `scores`. Raises ValueError if the index does not hold it."""
        row = self.row_of_id(measure.id)
        if row is None:
            raise ValueError(f"{measure.id} is not in this index")
        return row

    def row_of_id(self, unit_id: str) -> int | None:
        """The row of a unit by its id; None where it is not searched here."""
        if self.holdings is None:
            return self._row_of.get(unit_id)
        found = self.holdings.lookup.get("unit", unit_id)
        if not len(found):
            return None
        row = int(np.searchsorted(self.searched, found[0]))
        return row if row < len(self.searched) and self.searched[row] == found[0] else None

    def among(self, units: Sequence[Measure], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which units of the index are those in `rows` of `units`, (units,), where it was built from all of these."""
        if self.holdings is not None and self.holdings.units is units:
            marked = np.zeros(len(units), dtype=bool)
            marked[rows] = True
            return marked[self.searched]
        ids = {units[row].id for row in rows.tolist()}
        return self.mask(lambda unit: unit.id in ids)

    def _wording(self, query: str) -> Wording:
        """The keyword scores of every unit for `query`. Those of the last few are kept."""
        text = query[:LONGEST_QUESTION]
        return self._worded.get(text, lambda: Wording.of(self.lexical, text))

    def _meaning(self, query: str) -> Meaning:
        """The vector of `query`. The last few are kept: a search is followed by the evidence of each of its hits."""
        text = query[:LONGEST_QUESTION]
        return self._meant.get(text, lambda: Meaning.of(self.vectors, self.encoder.encode_queries([text])[0]))


def is_searchable(unit: Measure) -> bool:
    """Whether a unit is worth finding: no boilerplate, nothing empty, no section whose whole text is its heading.

    A numbered measure stays even if it is one line: somebody may cite it.
    """
    return (
        unit.kind != "boilerplate"
        and bool(unit.text.strip())
        and not (unit.kind == "introduction" and _is_heading(unit, unit.text))
    )


def searchable(units: Iterable[Measure]) -> tuple[Measure, ...]:
    """The units worth finding."""
    return tuple(filter(is_searchable, units))


def passages_of(units: Iterable[Measure]) -> list[str]:
    """What is embedded for the searchable ones of `units`, sentence after sentence."""
    kept = filter(is_searchable, units)
    return [passage_text(unit, span.of(unit.text)) for unit in kept for span in split_sentences(unit.text)]


def passage_text(unit: Measure, sentence: str) -> str:
    """What is embedded for one sentence: "title：sentence", for a sentence alone often does not say what it is about."""
    title = unit.title.strip()
    if not title or _bare(sentence).startswith(_bare(title)):
        return sentence
    return f"{title}：{sentence}"


def _fields(unit: Measure, document: Document | None) -> Mapping[str, Sequence[str]]:
    """The tokens of `unit` by field, as index.lexical.FIELDS weighs them."""
    names = [document.title, *document.aliases, *document.regions] if document else []
    if document and unit.part != MAIN_PART:
        names += [alias for alias, part in document.part_aliases if part == unit.part]
    above = unit.path[:-1] if unit.path and _bare(unit.path[-1]) == _bare(unit.title) else unit.path
    return {
        "title": tokenize(unit.title),
        "path": tokenize("\n".join(above)),
        "text": tokenize(unit.text),
        "document": tokenize("\n".join(names)),
    }


# A title says in a few words what a document is about; its text, however long, speaks of it all the way through.
ABOUT_FIELDS: Mapping[str, Field] = {"title": Field(weight=1.5, b=0.5), "text": Field(weight=1.0, b=0.75)}


def _whole_documents(documents: Sequence[Document], units: Sequence[Measure]) -> list[Mapping[str, Sequence[str]]]:
    """The characters and bigrams of each document: its names and all its units."""
    texts: dict[str, list[str]] = {document.id: [] for document in documents}
    for unit in units:
        texts.get(unit.document_id, []).append(unit.text)
    return [
        {
            "title": char_ngrams("\n".join((document.title, *document.aliases, *document.regions))),
            "text": char_ngrams("\n".join(texts[document.id])),
        }
        for document in documents
    ]


def _is_heading(unit: Measure, text: str) -> bool:
    """Whether `text` says no more than the heading of `unit`, numbering and punctuation aside."""
    return _bare(text) in {_bare(unit.title), *(_bare(heading) for heading in unit.path[-1:])}


def _bare(text: str) -> str:
    """`text` folded, without its marker (一、 (二) 3. 第四条), spaces and common punctuation, for comparing headings."""
    folded = fold(text).strip()
    marker = _MARKER.match(folded)
    return _PUNCTUATION.sub("", folded[marker.end() :] if marker else folded)
