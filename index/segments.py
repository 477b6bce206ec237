"""An index in segments: what comes is indexed by itself and asked together with what was there.

A segment is an index of some documents with everything its shelf is asked by. It is never changed: a document that goes, or
comes in another version, is left out of the runs that say what the whole consists of (index/runs.py). Small segments are
made anew together with what comes, so that there are few, each some times as large as the next. Every score, name and
place of a word is then what one index of all documents gives, with two exceptions: keyword scores keep the mean lengths of
the last whole build until these are off by DRIFT, and of more than EXACT_ROWS sentences each segment finds its own near ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoder import Encoder
from index.joined import JoinedRecords, Pieces, joined_holdings
from index.joined_scores import JoinedLexical, JoinedVectors
from index.lexical import LexicalIndex, mean_lengths
from index.measure_index import MeasureIndex
from index.runs import Level, Run
from index.segment import Segment

RATIO = 3  # a segment is made anew with what comes unless it has more than this many times the documents
FEW = 16  # documents that what comes counts as at least: on a small shelf everything is one segment
DRIFT = 0.05  # share that a mean length may be off before everything is made anew


def segments_of(index: MeasureIndex) -> tuple[Segment, ...]:
    """The segments of an index; one that was made in memory is one itself."""
    if index.segments:
        return index.segments
    lexical, about = index.lexical, index.about
    assert isinstance(lexical, LexicalIndex)
    assert isinstance(about, LexicalIndex)
    return (
        Segment(
            index.documents, index.units, index.holdings, index.searched, np.asarray(index.sentences), np.asarray(index.digests), index.vectors,
            lexical, about,
        ),
    )  # fmt: skip


def index_of_segment(segment: Segment, encoder: Encoder) -> MeasureIndex:
    """The index that one segment is."""
    made = MeasureIndex(
        segment.documents, segment.units, segment.sentences, segment.digests, segment.vectors, segment.lexical,
        segment.about, encoder, segment.holdings, segment.searched,
    )  # fmt: skip
    made.segments, made.runs = (segment,), ((0, 0, len(segment.documents)),)
    return made


def joined(segments: Sequence[Segment], runs: Sequence[Run], encoder: Encoder) -> MeasureIndex:
    """The index of the documents in `runs`, in this order. Segments that no run names are dropped."""
    named = sorted({segment for segment, _, _ in runs})
    place = {segment: at for at, segment in enumerate(named)}
    segments = tuple(segments[segment] for segment in named)
    runs = tuple((place[segment], first, end) for segment, first, end in runs)
    if len(segments) == 1 and runs == ((0, 0, len(segments[0].documents)),):
        return index_of_segment(segments[0], encoder)
    documents = Level.of(runs, [np.arange(len(each.documents) + 1) for each in segments])
    units = Level.of(runs, [each.shelf.unit_starts for each in segments])
    own = [each.searched_starts() for each in segments]
    searched = Level.of(runs, own)
    rows = Level.of(runs, [each.sentence_starts() for each in segments])
    held = joined_holdings([each.shelf for each in segments], runs, documents, units)
    starts = np.zeros(len(searched) + 1, dtype=np.int64)
    which = np.empty(len(searched), dtype=np.int32)
    for at, local, whole in searched.stretches():
        starts[whole.start + 1 : whole.stop + 1] = np.diff(segments[at].vectors.starts[local.start : local.stop + 1])
        which[whole] = units.up(at, segments[at].searched[local])
    starts = np.cumsum(starts)
    made = MeasureIndex(
        held.documents,
        JoinedRecords([each.units for each in segments], searched),
        Pieces([each.sentences for each in segments], rows),
        Pieces([each.digests for each in segments], rows),
        JoinedVectors([each.vectors for each in segments], searched, rows, starts),
        JoinedLexical([each.lexical for each in segments], searched),
        JoinedLexical([each.about for each in segments], documents),
        encoder,
        held,
        which,
    )
    made.segments, made.runs = segments, runs
    return made


def to_merge(fresh: int, live: Sequence[int], whole: Sequence[int]) -> frozenset[int]:
    """Which segments are made anew together with `fresh` documents: small ones, and those that are mostly left.

    `live` are the documents of each segment that stay, `whole` how many it has.

    >>> sorted(to_merge(1, [1000, 40, 3], [1000, 40, 3])), sorted(to_merge(0, [1000, 40, 3], [1000, 100, 3]))
    ([1, 2], [1])
    """
    merged: set[int] = set()
    total = fresh
    for at in sorted(range(len(live)), key=lambda at: live[at]):
        small = fresh > 0 and live[at] <= RATIO * max(total, FEW)
        if live[at] and (small or 2 * live[at] < whole[at]):
            merged.add(at)
            total += live[at]
    return frozenset(merged)


def drifted(segments: Sequence[Segment], runs: Sequence[Run]) -> bool:
    """Whether the mean lengths that keyword scores rest on are no longer those of the documents in `runs`."""
    lexical, about = [], []
    for at, first, end in runs:
        starts = segments[at].searched_starts()
        lexical.append(segments[at].lexical.lengths[int(starts[first]) : int(starts[end])])
        about.append(segments[at].about.lengths[first:end])
    used = [*segments[0].lexical.means, *segments[0].about.means]
    true = [*mean_lengths(np.concatenate(lexical)), *mean_lengths(np.concatenate(about))]
    return any(abs(one - other) > DRIFT * max(other, 1e-9) for one, other in zip(used, true, strict=True))
