"""Labelled rows in, the weights of the reader of grants out: what makes a figure a gift or a limit, and who gets it.

Two small models, each with the figures that it has on whole documents left out. A chain of tags is fitted by the chance of
the labelled tags among all readings of a clause, where figures that nobody labelled may have any; who gets it by the
chance of the candidates that agree with the label. The registered documents stand beside them as they are read now: their
tables were checked by hand, and their tests keep every row.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import resources
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import minimize  # type: ignore[import-untyped]

from corpus.grants.benefits import Clause, read_clause
from corpus.grants.choosing import evidence, forget, receiver_weights
from corpus.grants.figures import Group
from corpus.grants.grants import Grant, rows_of
from corpus.grants.pieces import Piece
from corpus.grants.receivers import Candidate, Choice
from corpus.grants.sheets import column_weights, columns_read, figures_in, likeliest
from corpus.grants.tagging import GIVEN, LIMIT, OTHER, read, steps, weights
from corpus.measure import Measure, Span
from corpus.outline.units import divide
from corpus.parse import load_corpus, measures_of, surroundings_of
from corpus.register import load_register
from corpus.tables.tables import tables_of
from eval.wide.build import Pool
from eval.wide.grants import NO_GRANT, Row, alike, caps_of, level_agrees, paid_by, paid_of, recipient_agrees
from eval.wide.grants import rows_of as compared
from eval.wide.locate import squeezed, units_at
from eval.wide.set import Grant as Labelled

FOLDS = 3
WRITTEN = Path(__file__).parents[1] / "tests" / "fixtures"  # benefit_clauses*.txt: sentences with their rows
RECEIVERS = WRITTEN / "receivers"  # documents in whose text whoever gets a sum is written behind it
_ANY = frozenset({GIVEN, LIMIT, OTHER})
_OWN = "#"  # lots of what is read now
_OWN_WEIGHT = 3.0
_NEARBY = 120  # characters: a limit may stand behind the labelled words
_LEAST_SEEN = 3
_LEAST_DOCUMENTS = 4

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tags:
    """The pieces of a clause with the tags that each may have."""

    lot: str
    pieces: tuple[Piece, ...]
    allowed: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Columned:
    """A column of figures: what speaks for its tag, and the tag that the labelled rows give it."""

    lot: str
    evidence: tuple[str, ...]
    tag: int


@dataclass(frozen=True, slots=True)
class Whom:
    """One grant: the evidence of each candidate, and how well each agrees with the label, 0 to 1."""

    lot: str
    evidence: tuple[tuple[str, ...], ...]
    agrees: tuple[float, ...]


def examples_of(grants: Sequence[Labelled], pool: Pool) -> tuple[list[Tags], list[Whom]]:
    """What the labelled rows of a pool teach, clause by clause."""
    tags: list[Tags] = []
    whom: list[Whom] = []
    for file in dict.fromkeys(grant.file for grant in grants):
        shelved = pool.shelved.get(file)
        if shelved is None:
            continue
        around = surroundings_of(shelved.text, shelved.units)
        placed = [(g, span) for g in grants if g.file == file for span in shelved.squeezed.spans_of(g.snippet)]
        wanted = {unit.id for _, span in placed for unit in units_at([span], shelved.units)}
        for number, unit in enumerate(shelved.units):
            if unit.id not in wanted or (clause := read_clause(unit.text, partial(around, number))) is None:
                continue
            tags.append(Tags(file, clause.pieces, _allowed(clause, unit, placed)))
            whom += _whom(file, clause, unit, placed)
    return tags, whom


def _allowed(clause: Clause, unit: Measure, placed: Sequence[tuple[Labelled, Span]]) -> tuple[frozenset[int], ...]:
    found = []
    for piece in clause.pieces:
        span = clause.plain.span(piece.group.start, piece.group.end, unit.span.start)
        paid = _paid(piece.group)
        marks: set[int] = set()
        inside = False
        for grant, at in placed:
            if at.start <= span.start and span.end <= at.end + 1:
                inside = True
                if grant.form not in NO_GRANT:
                    marks |= {GIVEN} if paid & paid_by(grant) else set()
                    marks |= {LIMIT} if paid & caps_of(grant) else set()
            elif abs(span.start - at.end) < _NEARBY and paid & caps_of(grant):
                marks.add(LIMIT)
        found.append(frozenset(marks or {OTHER}) if inside else frozenset(marks) or _ANY)
    return tuple(found)


def columns_of(grants: Sequence[Labelled], pool: Pool) -> Iterator[Columned]:
    """The columns of figures of each table that has a labelled row, with the tag that most of their cells have."""
    for file in dict.fromkeys(grant.file for grant in grants):
        shelved = pool.shelved.get(file)
        if shelved is None:
            continue
        placed = [(g, span) for g in grants if g.file == file for span in shelved.squeezed.spans_of(g.snippet)]
        for table in tables_of(shelved.text):
            inside = [(grant, span) for grant, span in placed if span.overlaps(table.span)]
            for column in columns_read(table) if inside else ():
                tags: Counter[int] = Counter()
                for row in table.rows:
                    group = figures_in(row.cells[column.at])
                    mine = [grant for grant, span in inside if span.overlaps(row.span)]
                    if group is None or not mine:
                        continue
                    paid = _paid(group)
                    given = any(paid & paid_by(grant) for grant in mine if grant.form not in NO_GRANT)
                    limit = any(paid & caps_of(grant) for grant in mine)
                    tags[GIVEN if given else LIMIT if limit else OTHER] += 1
                if tags:
                    yield Columned(file, column.evidence, tags.most_common(1)[0][0])


def fit_columns(examples: Sequence[Columned], l2: float = 1.0) -> dict[str, list[float]]:
    """Weights (name -> three tags) that make the tags of the columns likeliest."""
    seen: dict[str, set[str]] = defaultdict(set)
    for one in examples:
        for name in one.evidence:
            seen[name].add(one.lot)
    names = {name: at for at, name in enumerate(n for n in sorted(seen) if len(seen[n]) >= 2)}
    rows = [(number, names[name]) for number, one in enumerate(examples) for name in one.evidence if name in names]
    block, right = _sparse(rows, len(examples), len(names)), np.eye(3)[[one.tag for one in examples]]

    def loss(point: Matrix) -> tuple[float, Matrix]:
        weights = point.reshape(-1, 3)
        scores = block @ weights
        chance = np.exp(scores - _log_sum(scores, 1)[:, None])
        value = -float((right * np.log(np.maximum(chance, 1e-12))).sum()) + 0.5 * l2 * float((weights**2).sum())
        return value, (block.T @ (chance - right) + l2 * weights).ravel()

    best = minimize(loss, np.zeros(3 * len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return _rounded(names, best.reshape(-1, 3))


def _paid(group: Group) -> frozenset[tuple[str, object]]:
    return frozenset(("元" if group.kind == "money" else "%", figure.value.normalize()) for figure in group.figures)


def _whom(file: str, clause: Clause, unit: Measure, placed: Sequence[tuple[Labelled, Span]]) -> Iterator[Whom]:
    for grant in clause.grants:
        span = clause.plain.span(grant.group.start, grant.group.end, unit.span.start)
        labels = [g for g, at in placed if at.start <= span.start and span.end <= at.end + 1 and g.form not in NO_GRANT]
        if not labels or grant.choice is None:
            continue
        kept, agrees = grant.who, []
        for candidate in open_of(grant.choice):
            grant.who = None if candidate.rule else candidate
            scores = []
            for row in rows_of(clause.words, clause.plain, grant, unit.span.start):
                mine = [label for label in labels if paid_by(label) & paid_of(row)]
                if mine:
                    scores.append(
                        max(
                            (_alike(label.recipient, row.recipient) * (1.0 if level_agrees(label, row) else 0.5))
                            if recipient_agrees(label, row)
                            else 0.0
                            for label in mine
                        )
                    )
            agrees.append(sum(scores) / len(scores) if scores else 0.0)
        grant.who = kept
        yield Whom(file, _evidence_of(grant.choice), tuple(agrees))


def open_of(choice: Choice) -> list[Candidate]:
    """Those among whom somebody is chosen."""
    return [one for one in choice.everyone if not one.closed]


def _evidence_of(choice: Choice) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(evidence(one, choice.place, choice.everyone)) for one in open_of(choice))


def _alike(wanted: str, given: str) -> float:
    """How nearly two names are one: the pairs of characters that they share; what only lies within the other counts less."""
    one, other = squeezed(wanted), squeezed(given)
    pairs, theirs = ({a + b for a, b in pairwise(words)} or {words} for words in (one, other))
    shared = len(pairs & theirs)
    return 2 * shared / (len(pairs) + len(theirs)) if shared else 0.2


def own_examples() -> tuple[list[Tags], list[Whom]]:
    """The registered documents as they are read now, and the written sentences, where they are here, with their rows."""
    clauses: list[tuple[str, Clause | None]] = []
    corpus = load_corpus(load_register())
    for document in corpus.documents:
        units = [unit for unit in corpus.units if unit.document_id == document.id]
        around = surroundings_of(corpus.sources[document.id], units)
        clauses += [
            (f"{_OWN}{document.id}", read_clause(unit.text, partial(around, n)))
            for n, unit in enumerate(units)
            if unit.kind != "boilerplate"
        ]
    tags, whom = [], []
    for lot, clause in clauses:
        if clause is None:
            continue
        given = {grant.group.start for grant in clause.grants}
        limits = {group.start for grant in clause.grants for group, _ in grant.limits}
        found = tuple(
            frozenset({GIVEN if p.group.start in given else LIMIT if p.group.start in limits else tag.tag})
            for p, tag in zip(clause.pieces, clause.tags, strict=True)
        )
        tags.append(Tags(lot, clause.pieces, found))
        for grant in clause.grants:
            if grant.choice is not None:
                agrees = tuple(float(one is grant.choice.best) for one in open_of(grant.choice))
                whom.append(Whom(lot, _evidence_of(grant.choice), agrees))
    for sentence, rows in _written():
        if (clause := read_clause(sentence)) is not None:
            tags.append(Tags(f"{_OWN}written", clause.pieces, _told(clause, rows)))
            for grant in clause.grants:
                figures = [clause.plain.verbatim(f.start, f.end) for f in grant.group.figures]
                parts = [row.partition(" | ") for row in rows]
                named = {name for name, _, paid in parts if any(f in re.split(" cap ", paid)[0] for f in figures)}
                if grant.choice is not None and named:
                    agrees = tuple(_named(one, named) for one in open_of(grant.choice))
                    whom.append(Whom(f"{_OWN}written", _evidence_of(grant.choice), agrees))
    return tags, whom


@dataclass(frozen=True, slots=True)
class Marked:
    """A written document without its marks: whoever gets the sum that ends at each place, with the level."""

    name: str
    text: str
    marks: Mapping[int, tuple[str, str | None]]


def marked_documents() -> Iterator[Marked]:
    """Documents that were written to teach who gets a grant: 奖励10万元{企业|省级}."""
    for file in sorted(RECEIVERS.glob("*.txt")):
        for number, document in enumerate(re.split(r"(?m)^={3,}\n", file.read_text("utf-8"))):
            text, marks = "", {}
            for part in re.split(
                r"(\{[^}]*\})", re.sub(r"(?m)^# (?=Invented|What).*\n", "", document).strip("\n") + "\n"
            ):
                if part.startswith("{"):
                    name, _, level = part[1:-1].partition("|")
                    marks[len(text)] = (name, level or None)
                else:
                    text += part
            yield Marked(f"{file.stem} {number}", text, marks)


def marked_examples() -> Iterator[Whom]:
    """What the written documents teach of who gets a grant."""
    for document in marked_documents():
        units = measures_of(document.text, document.name, divide(document.text))
        around = surroundings_of(document.text, units)
        for number, unit in enumerate(units):
            clause = read_clause(unit.text, partial(around, number))
            for grant in clause.grants if clause is not None else ():
                if clause is not None and grant.choice is not None:
                    agrees = _agreeing(clause, grant, unit, document.marks)
                    if agrees:
                        yield Whom(document.name, _evidence_of(grant.choice), agrees)


def _agreeing(
    clause: Clause, grant: Grant, unit: Measure, marks: Mapping[int, tuple[str, str | None]]
) -> tuple[float, ...]:
    """How well each candidate agrees with the marks behind the figures; empty where none of them is marked."""
    if grant.choice is None:
        return ()
    kept, agrees, marked = grant.who, [], False
    for candidate in open_of(grant.choice):
        grant.who = None if candidate.rule else candidate
        scores = []
        for row in rows_of(clause.words, clause.plain, grant, unit.span.start):
            paid = next(one for one in (row.amount, row.rate, *row.schedule, *row.rate_schedule) if one is not None)
            name, level = marks.get(paid.span.end, ("", None))
            if name:
                wanted, given = squeezed(name), squeezed(row.recipient)
                right = bool(given) and (wanted in given or given in wanted or alike(wanted, given))
                levelled = level is None or level.removesuffix("级") in row.recipient + row.condition
                scores.append(_alike(name, row.recipient) * (1.0 if levelled else 0.5) if right else 0.0)
        marked = marked or bool(scores)
        agrees.append(sum(scores) / len(scores) if scores else 0.0)
    grant.who = kept
    return tuple(agrees) if marked else ()


def _written() -> Iterator[tuple[str, list[str]]]:
    """Sentences with the rows that a careful reader takes from them; those not read yet are left out."""
    for file in sorted(WRITTEN.glob("benefit_clauses*.txt")):
        for entry in re.split(r"\n{2,}", re.sub(r"(?m)^#.*\n", "", file.read_text("utf-8")).strip()):
            sentence, *rows = entry.splitlines()
            if not sentence.startswith("? "):
                yield sentence.replace("⏎", "\n"), [row[2:] for row in rows]


def _named(one: Candidate, named: set[str]) -> float:
    """Whether the rows name a candidate; what the rules propose may be the list that the rows hand out."""
    if one.rule and len(named) > 1:
        return float(any(name and (name in one.text or one.text.endswith(name[-2:])) for name in named))
    return float(one.text in named)


def _told(clause: Clause, rows: Sequence[str]) -> tuple[frozenset[int], ...]:
    """The tags that the rows name: a figure behind cap limits, one before it is given, the others are neither."""
    limits = {word.split("/")[0] for row in rows for word in re.findall(r" cap (\S+)", row)}
    given = {
        word
        for row in rows
        for word in re.split(r"[\s+~≤≥]|(?= cap )", re.sub(r" cap \S+", "", row.partition(" | ")[2]))
    }
    found = []
    for piece in clause.pieces:
        words = {re.sub(r"\s", "", clause.plain.verbatim(f.start, f.end)) for f in piece.group.figures}
        tags = ({GIVEN} if words & given else set()) | ({LIMIT} if words & limits else set())
        found.append(frozenset(tags or {OTHER}))
    return tuple(found)


# ---------------------------------------------------------------- the chain of tags


def fit_tags(examples: Sequence[Tags], l2: float = 3.0) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Weights (name -> three tags) and (step -> nine pairs of tags) that make the labelled tags likeliest."""
    around = Counter(name for one in examples for piece in one.pieces for name in set(piece.evidence))
    moved = Counter(name for one in examples for pair in pairwise(one.pieces) for name in steps(*pair))
    names = {name: at for at, name in enumerate(n for n, count in around.items() if count >= _LEAST_SEEN)}
    moves = {name: at for at, name in enumerate(n for n, count in moved.items() if count >= 2)}
    chain = _Chain(examples, names, moves)
    split = 3 * len(names)

    def loss(point: Matrix) -> tuple[float, Matrix]:
        tag, move = point[:split].reshape(-1, 3), point[split:].reshape(-1, 9)
        value, by_tag, by_move = chain.loss(tag, move)
        slope = np.concatenate([(by_tag + l2 * tag).ravel(), (by_move + 0.5 * move).ravel()])
        return value + 0.5 * l2 * float((tag**2).sum()) + 0.25 * float((move**2).sum()), slope

    start = np.zeros(split + 9 * len(moves))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80}).x
    return _rounded(names, best[:split].reshape(-1, 3)), _rounded(moves, best[split:].reshape(-1, 9))


def _rounded(names: Mapping[str, int], weights: Matrix) -> dict[str, list[float]]:
    found = {name: [round(float(value), 2) for value in weights[at]] for name, at in sorted(names.items())}
    return {name: values for name, values in found.items() if any(values)}


class _Chain:
    """All clauses as one padded block: (clause, figure, tag)."""

    def __init__(self, examples: Sequence[Tags], names: Mapping[str, int], moves: Mapping[str, int]) -> None:
        rows: list[tuple[int, int]] = []
        step_rows: list[tuple[int, int]] = []
        forbidden, weight, count = [], [], 0
        longest = max(len(one.pieces) for one in examples)
        self.at = np.full((len(examples), longest), -1)
        for number, one in enumerate(examples):
            for place, piece in enumerate(one.pieces):
                self.at[number, place] = count
                rows += [(count, names[name]) for name in set(piece.evidence) if name in names]
                if place:
                    step_rows += [(count, moves[n]) for n in steps(one.pieces[place - 1], piece) if n in moves]
                forbidden.append([0.0 if tag in one.allowed[place] else -1e9 for tag in range(3)])
                count += 1
            weight.append(_OWN_WEIGHT if one.lot.startswith(_OWN) else 1.0)
        self.there = self.at >= 0
        self.names, self.moves = _sparse(rows, count, len(names)), _sparse(step_rows, count, len(moves))
        self.forbidden, self.weight = np.array(forbidden), np.array(weight)

    def loss(self, tag: Matrix, move: Matrix) -> tuple[float, Matrix, Matrix]:
        scores, stepped = self.names @ tag, self.moves @ move
        every, e_tag, e_move = self._expected(scores, stepped)
        right, r_tag, r_move = self._expected(scores + self.forbidden, stepped)
        return every - right, self.names.T @ (e_tag - r_tag), self.moves.T @ (e_move - r_move)

    def _expected(self, scores: Matrix, stepped: Matrix) -> tuple[float, Matrix, Matrix]:
        clauses, longest = self.at.shape
        here = np.zeros((clauses, longest, 3))
        step = np.zeros((clauses, longest, 3, 3))
        here[self.there] = scores[self.at[self.there]]
        step[self.there] = stepped[self.at[self.there]].reshape(-1, 3, 3)
        ahead, behind = np.zeros_like(here), np.zeros_like(here)
        pairs = np.zeros_like(step)
        ahead[:, 0] = here[:, 0]
        for k in range(1, longest):
            on = here[:, k] + _log_sum(ahead[:, k - 1][:, :, None] + step[:, k], 1)
            ahead[:, k] = np.where(self.there[:, k][:, None], on, ahead[:, k - 1])
        whole = _log_sum(ahead[:, -1], 1)
        for k in range(longest - 1, 0, -1):
            there = self.there[:, k]
            rest = step[:, k] + (here[:, k] + behind[:, k])[:, None, :]
            behind[:, k - 1] = np.where(there[:, None], _log_sum(rest, 2), 0)
            joint = np.exp(np.clip(ahead[:, k - 1][:, :, None] + rest - whole[:, None, None], -700, 50))
            pairs[:, k] = np.where(there[:, None, None], joint, 0)
        single = np.exp(np.clip(ahead + behind - whole[:, None, None], -700, 50))
        by_figure, by_pair = np.zeros_like(scores), np.zeros_like(stepped)
        weight = np.broadcast_to(self.weight[:, None], self.at.shape)[self.there]
        by_figure[self.at[self.there]] = single[self.there] * weight[:, None]
        by_pair[self.at[self.there]] = pairs[self.there].reshape(-1, 9) * weight[:, None]
        return float((whole * self.weight).sum()), by_figure, by_pair


def _log_sum(values: Matrix, axis: int) -> Matrix:
    top = values.max(axis=axis, keepdims=True)
    found: Matrix = (top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True))).squeeze(axis)
    return found


def _sparse(rows: Sequence[tuple[int, int]], height: int, width: int) -> sparse.csr_matrix:
    at = np.array(rows).reshape(-1, 2)
    return sparse.csr_matrix((np.ones(len(at)), (at[:, 0], at[:, 1])), shape=(height, width))


# ---------------------------------------------------------------- who gets it


def fit_receivers(examples: Sequence[Whom], l2: float = 6.0) -> dict[str, float]:
    """The weight of each name of evidence; a name must be known from several documents, or it is about one of them.

    What is made likeliest is that any candidate that agrees is chosen, each counted by how well it agrees: a party that
    stands twice among the candidates, 企业 and 家具企业, need not be right in both places.
    """
    seen: dict[str, set[str]] = defaultdict(set)
    for one in examples:
        for name in {name for each in one.evidence for name in each}:
            seen[name].add(one.lot)
    names = {name: at for at, name in enumerate(n for n in sorted(seen) if len(seen[n]) >= _LEAST_DOCUMENTS)}
    per_lot = Counter(one.lot for one in examples)
    rows: list[tuple[int, int]] = []
    agreeing, starts, weights, count = [], [], [], 0
    for one in examples:
        if sum(one.agrees) <= 0:
            continue
        starts.append(count)
        agreeing.append(np.array(one.agrees))
        weights.append(_weight(one.lot, per_lot[one.lot]))
        for each in one.evidence:
            rows += [(count, names[name]) for name in each if name in names]
            count += 1
    block, agrees = _sparse(rows, count, len(names)), np.concatenate(agreeing)
    first, sizes = np.array(starts), np.diff([*starts, count])
    lot, weight = np.repeat(np.arange(len(sizes)), sizes), np.array(weights)

    def loss(point: Matrix) -> tuple[float, Matrix]:
        scores = block @ point
        scores -= np.maximum.reduceat(scores, first)[lot]
        raised = np.exp(scores)
        right = raised * agrees
        total, total_right = np.add.reduceat(raised, first), np.add.reduceat(right, first) + 1e-30
        value = float((weight * (np.log(total) - np.log(total_right))).sum()) + 0.5 * l2 * float((point**2).sum())
        return value, block.T @ (weight[lot] * (raised / total[lot] - right / total_right[lot])) + l2 * point

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return {name: round(float(best[at]), 2) for name, at in names.items() if abs(best[at]) >= 0.005}


def _weight(lot: str, count: int) -> float:
    """Whoever a document names often counts less each time; the written sentences have their rows read by hand."""
    return _OWN_WEIGHT if lot == f"{_OWN}written" else 1.0 if lot.startswith(_OWN) else (count / 14) ** -0.5


# ---------------------------------------------------------------- figures on documents left out


def _fold(lot: str) -> int:
    return int(hashlib.sha256(lot.encode()).hexdigest(), 16) % FOLDS


def report(tags: Sequence[Tags], whom: Sequence[Whom], own: tuple[list[Tags], list[Whom]]) -> list[str]:
    """How often tag and recipient are right on documents that their weights were not fitted on."""
    counts: Counter[str] = Counter()
    for fold in range(FOLDS):
        around, moves = fit_tags([*(one for one in tags if _fold(one.lot) != fold), *own[0]])
        weighed = fit_receivers([*(one for one in whom if _fold(one.lot) != fold), *own[1]])
        for one in (one for one in tags if _fold(one.lot) == fold):
            for found, allowed in zip(read(one.pieces, around, moves), one.allowed, strict=True):
                if len(allowed) < len(_ANY):
                    counts["tags"] += 1
                    counts["tags right"] += found.tag in allowed
        for each in (each for each in whom if _fold(each.lot) == fold):
            scores = [sum(weighed.get(name, 0.0) for name in names) for names in each.evidence]
            counts["whom"] += 1
            counts["whom right"] += each.agrees[int(np.argmax(scores))] > 0
            counts["whom there"] += max(each.agrees) > 0
            counts["whom by rule"] += each.agrees[0] > 0
    share = {name: counts[name] / max(1, counts[name.split()[0]]) for name in counts}
    return [
        f"数是给的、上限还是别的：{share['tags right']:.3f}，{counts['tags']} 个数，整份文件留出",
        f"给谁：{share['whom right']:.3f}（只按规则 {share['whom by rule']:.3f}，候选里有对的 {share['whom there']:.3f}），{counts['whom']} 条，整份文件留出",
    ]


def report_columns(examples: Sequence[Columned]) -> str:
    right = 0
    for fold in range(FOLDS):
        weighed = fit_columns([one for one in examples if _fold(one.lot) != fold])
        for one in (one for one in examples if _fold(one.lot) == fold):
            right += likeliest(one.evidence, weighed) == one.tag
    most = Counter(one.tag for one in examples).most_common(1)[0][1]
    count = max(1, len(examples))
    return f"表格的列是给的、上限还是别的：{right / count:.3f}（都当最常见的 {most / count:.3f}），{count} 列，整份文件留出"


def left_out_rows(
    sets: Sequence[tuple[Sequence[Labelled], Pool]],
    columned: Sequence[Columned],
    tags: Sequence[Tags],
    whom: Sequence[Whom],
    own: tuple[list[Tags], list[Whom]],
    path: Path,
) -> str:
    """The labelled rows as a reader takes them whose weights know none of their documents; `path` is written on."""
    rows: list[Row] = []
    read = invented = 0
    for fold in range(FOLDS):
        around, moves = fit_tags([*(one for one in tags if _fold(one.lot) != fold), *own[0]])
        receivers = fit_receivers([*(one for one in whom if _fold(one.lot) != fold), *own[1]])
        columns = fit_columns([one for one in columned if _fold(one.lot) != fold])
        write({"columns": columns, "around": around, "steps": moves, "receivers": receivers, "report": []}, path)
        for grants, pool in sets:
            mine = [grant for grant in grants if _fold(grant.file) == fold]
            again = Pool()
            for shelved in (pool.shelved[file] for file in {grant.file for grant in mine} if file in pool.shelved):
                units = measures_of(shelved.text, shelved.document.id, divide(shelved.text))
                again.shelved[shelved.file] = replace(shelved, units=units)
            found = compared(mine, again)
            rows, read, invented = [*rows, *found.rows], read + found.read, invented + len(found.invented)
    count = max(1, len(rows))
    sums, whole = sum(row.has_amount for row in rows), sum(row.is_strict for row in rows)
    right = sum(row.has_recipient and row.agrees["level"] for row in rows)
    return (
        f"行：金额 {sums / count:.3f}，金额、对象、级别 {right / count:.3f}，整行 {whole / count:.3f}，{len(rows)} 行；"
        f"没有标注的 {invented} / {read}，整份文件留出"
    )


def train_grants(sets: Sequence[tuple[Sequence[Labelled], Pool]], path: Path | None = None) -> list[str]:
    """Fit both models on the labelled rows and write them; gives the figures on documents left out."""
    path = path or Path(str(resources.files("corpus"))) / "learned" / "grants.json"
    columned = [one for grants, pool in sets for one in columns_of(grants, pool)]
    told = [report_columns(columned)]
    content: dict[str, object] = {**json.loads(path.read_text("utf-8")), "columns": fit_columns(columned)}
    write(content, path)  # who gets what a table gives is learned from tables as they are read now
    tags: list[Tags] = []
    whom: list[Whom] = []
    for grants, pool in sets:
        more_tags, more_whom = examples_of(grants, pool)
        tags, whom = tags + more_tags, whom + more_whom
    own_tags, own_whom = own_examples()
    own = own_tags, [*own_whom, *marked_examples()]
    told += report(tags, whom, own)
    try:
        told.append(left_out_rows(sets, columned, tags, whom, own, path))
    finally:
        write(content, path)
    around, moves = fit_tags([*tags, *own[0]])
    write(
        {**content, "around": around, "steps": moves, "receivers": fit_receivers([*whom, *own[1]]), "report": told},
        path,
    )
    return told


def write(content: Mapping[str, object], path: Path) -> None:
    """Write the weights, and let the readers take them from now on."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", "utf-8")
    for read_again in (weights, column_weights, receiver_weights):
        read_again.cache_clear()
    forget()
