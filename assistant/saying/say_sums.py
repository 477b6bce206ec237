"""The sums and rates that a clause grants, what they come to on the figures of the question, or that there are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answer import BenefitRow
from assistant.computing.asked import asked_of
from assistant.computing.bands import rate_of_band
from assistant.computing.choosing import Computation, Weighing, chosen, weighing
from assistant.computing.elsewhere import changed_elsewhere
from assistant.computing.lacking import lacking
from assistant.computing.schedules import told_of_year
from assistant.library import Library
from assistant.proposing.evidence import best_sentences, level_not_granted, matching_benefits, quote_of, sentences_of
from assistant.proposing.pieces import (
    FINED,
    NEAR_FIGURE,
    Ranked,
    bounds_in,
    granting_pieces,
    holds_wanted,
    hull,
    pieces_of_kind,
    pieces_with_figures,
    shown,
    words_at,
)
from assistant.proposing.reached import other_of_series, reached
from assistant.reading.query import Query, asks_for_money
from assistant.reading.table_head import table_above
from assistant.reading.thresholds import Check, check, given_figures, thresholds
from assistant.reading.wanted import PHONE, Kinds, called, wanted, wants_money
from assistant.saying.draft import QUOTED, SOURCE, Draft, name_of, verbatim
from assistant.saying.nearest import say_nearest
from assistant.saying.say_offices import say_whom_to_ask
from assistant.saying.wording import Words
from corpus.measure import Benefit, Measure, Span
from corpus.text.normal import fold

NEAR_ROW = 1.0  # so is a benefit whose words are this close to it


MOST_GRANTING = 3  # clauses; of a longer list nobody can tell which may be meant


_FIGURE = re.compile(r"[0-9]|[一二三四五六七八九十百]+(?:个|项|家|年|倍|成)")


def say_computed(draft: Draft, query: Query, unit: Measure, score: float) -> list[Span]:
    """What the clause comes to on the figures of the question, once an answer; the sentences it rests on, [] where none.

    A sum is worked out from the clause that is said first: what others come to is not what was asked. Where the clause is
    plain but something is missing, that is said instead.
    """
    if draft.citations:
        return []
    read = weighing(query.question, unit.text, table_above(draft.library, unit))
    found = chosen(read) or rate_of_band(read)
    if found is None:
        _say_lacking(draft, unit, read, score)
        return []
    if (words := changed_elsewhere(found.offers, found.yuan, read.asked, _other_clauses(draft, unit))) is not None:
        _say_why(draft, unit, f"文件另写明「{words}」，合起来怎样算，请按原文核对", score)
        return []
    rests_on = [s for s in sentences_of(unit) if s.overlaps(_moved(found.span, unit))] or [unit.span]
    marker = draft.cite(unit, hull(rests_on), score)
    _say_working(draft, found, marker)
    return rests_on


WORKED = "{working}，即{paid}。[{marker}]"


TENTATIVE = "若按这一标准算：{working}，即{paid}；是否适用请按原文核对。[{marker}]"


def _say_working(draft: Draft, found: Computation, marker: int) -> None:
    if "=" not in found.working and "一档：" in found.working:  # 6亿元属于「5亿元至10亿元」一档：20万元
        draft.say("{working}。[{marker}]", working=found.working, marker=marker)
    else:
        words = TENTATIVE if found.is_tentative else WORKED
        draft.say(words, working=found.working, paid=_paid(draft.words, found), marker=marker)


def _say_lacking(draft: Draft, unit: Measure, read: Weighing, score: float) -> None:
    why = lacking(read)
    if why is not None:
        _say_why(draft, unit, why, score)


def _say_why(draft: Draft, unit: Measure, why: str, score: float) -> None:
    marker = draft.cite(unit, unit.span, score)
    draft.say("不能直接算出，因为{why}。[{marker}]", why=why, marker=marker)


def _other_clauses(draft: Draft, unit: Measure) -> Iterator[tuple[str, bool]]:
    """The texts of the other clauses of the document, and whether each stands in the same list."""
    for other in draft.library.in_scope([unit.document_id], unit.part):
        if other.id != unit.id and not other.span.overlaps(unit.span):
            yield other.text, other.path[:-1] == unit.path[:-1]


def _moved(span: Span, unit: Measure) -> Span:
    return Span(unit.span.start + span.start, unit.span.start + span.end)


def _paid(words: Words, found: Computation) -> str:
    return words.yuan(found.yuan)


def say_amount(
    draft: Draft,
    query: Query,
    unit: Measure,
    ranked: Ranked,
    score: float,
    *,
    named: bool = False,
    strictly: bool = False,
    surely: bool = False,
) -> bool:
    """The sums and rates the clause grants, or, for targets and sizes, the sentences with the figures.

    Of a clause that the question names by number everything it grants is meant, unless the words single a row out.
    """
    library = draft.library
    kinds = wanted(query.question)
    grant = asks_for_money(query) and (wants_money(kinds) or PHONE in kinds)  # a telephone is asked for beside it
    if not ranked:  # nothing but a number or 这条 was asked: every sentence counts the same
        ranked = [(sentence, 1.0) for sentence in sentences_of(unit)]
    rows = matching_benefits(query, query.topic, unit, library.weights) if grant else []
    if named and grant and not rows:
        rows, ranked = list(unit.benefits), []
    if _say_fine(draft, query, unit, ranked, score):
        return True
    if grant and _say_year(draft, query, unit, rows, score):
        return True
    every, rows = rows, reached(rows, query.question, among=unit.benefits)
    if level := _other_than(query, unit, rows):
        marker = draft.cite(unit, hull([row.span for row in rows]), score)
        stated = draft.words.joined(map(draft.words.benefit, rows))
        draft.say(
            "文件没有写明「{level}」的标准。{name}只写明：{stated}。[{marker}]",
            level=level,
            name=name_of(library, unit),
            stated=stated,
            marker=marker,
        )
        draft.warn("该条款没有写明「{level}」的金额或比例。", level=level)
        draft.status = "not_stated"
        return False
    said = len(draft.lines)
    rests_on = say_computed(draft, query, unit, score)
    is_told = len(draft.lines) > said  # a sum, or why there is none
    if rests_on:
        rows = reached(rows, query.question, strictly=True)
    if rows and (len(rows) < len(every) or _are_asked_for(rows, ranked)):
        marker = draft.cite(unit, hull([row.span for row in rows]), score)
        beside = None if is_told else _beside(query, rows)
        if beside is not None:
            draft.say("按您给的数，不符合这里的条件：{line}。[{marker}]", line=beside.words, marker=marker)
        for row in rows:
            draft.benefits.append(BenefitRow(row, marker))
            once = "一次性" in words_at(unit, row.span)
            line = draft.words.benefit(row, with_condition=needs_condition(row, rows), once=once)
            draft.say("{line}。[{marker}]", line=line, marker=marker)
        checks = _checks(query, rows)
        for each in checks:
            if beside is not None and each.words == beside.words:
                continue
            draft.say("{line}。[{marker}]", line=each.words, marker=marker)
        words = verbatim(library, unit, best_sentences([(row.span, 1.0) for row in rows], unit))
        draft.say(SOURCE, name=name_of(library, unit), words=words, marker=marker)
        say_whom_to_ask(draft, unit, marker)
        return True
    pieces = (
        granting_pieces(library, query, unit, ranked) if grant else pieces_with_figures(query.question, unit, ranked)
    )
    if not strictly:
        pieces = pieces or pieces_of_kind(draft.library, query, unit, ranked) or bounds_in(query, ranked, unit)
    if rests_on:
        pieces = [*pieces, *((span, 1.0) for span in rests_on if not any(span.overlaps(piece) for piece, _ in pieces))]
    if pieces:
        marker = draft.cite(unit, quote_of(pieces, unit), score)
        words = verbatim(library, unit, shown(library, query, unit, pieces))
        draft.say(QUOTED, name=name_of(library, unit), words=words, marker=marker)
        if grant:
            say_whom_to_ask(draft, unit, marker)
        return True
    marker = draft.cite(unit, quote_of(ranked, unit), score)
    best = best_sentences(ranked, unit)
    words = verbatim(library, unit, best)
    if not strictly and holds_wanted(query, unit, best):
        return say_nearest(draft, unit, words, marker, surely=surely)
    what = _called(draft.words, kinds, grant=grant)
    draft.say(
        "文件未写明{what}。{name}只写到：「{words}」[{marker}]",
        what=what,
        name=name_of(library, unit),
        words=words,
        marker=marker,
    )
    _say_granting(draft, unit)
    draft.warn("该条款没有写明{what}，请向主管部门咨询实施细则。", what=what)
    draft.status = "not_stated"
    return False


def other_than_asked(library: Library, query: Query, unit: Measure) -> str | None:
    """The level or the class that the question names, where the clause grants only others: 二星级, of 三星级 and 四星级."""
    rows = matching_benefits(query, query.topic, unit, library.weights) if asks_for_money(query) else []
    return _other_than(query, unit, reached(rows, query.question, among=unit.benefits))


def _other_than(query: Query, unit: Measure, rows: Sequence[Benefit]) -> str | None:
    if not rows:
        return None
    granted = [row for row in unit.benefits if any(row.span.overlaps(other.span) for other in rows)]
    return level_not_granted(query.question, rows, granted) or other_of_series(query.question, rows, unit.text)


def _say_granting(draft: Draft, unit: Measure) -> None:
    """Where few other clauses of the document name sums, which ones: what was asked for may be one of them under another word."""
    granting = [each for each in draft.library.in_scope([unit.document_id]) if each.benefits and each.id != unit.id]
    if 0 < len(granting) <= MOST_GRANTING:
        clauses = draft.words.listed(f"{each.label}「{each.title}」" if each.title else each.label for each in granting)
        draft.say("文件写有金额或比例的是{clauses}，是否适用请对照原文。", clauses=clauses)


def _called(words: Words, kinds: Kinds, *, grant: bool) -> str:
    """What was asked for, where it is not stated: the unit that the question names says it (多少人: 人数)."""
    names = called(kinds)
    if grant or not names or set(names) <= {"金额", "比例"}:
        return words("具体金额或比例")
    return words.listed(words(f"具体{name}") for name in names)


_FINE_ASKED = re.compile(r"罚|处罚")


def _say_fine(draft: Draft, query: Query, unit: Measure, ranked: Ranked, score: float) -> bool:
    """罚多少: the sentence that tells the fine; a fine between two sums is stated like any other."""
    if not _FINE_ASKED.search(fold(query.question)):
        return False
    fined = [(span, score) for span, score in ranked if FINED.search(fold(words_at(unit, span)))]
    near = [piece for piece in fined if piece[1] >= ranked[0][1] - NEAR_FIGURE]
    if not near:
        return False
    say_computed(draft, query, unit, score)
    marker = draft.cite(unit, quote_of(near, unit), score)
    words = verbatim(draft.library, unit, shown(draft.library, query, unit, near))
    draft.say(QUOTED, name=name_of(draft.library, unit), words=words, marker=marker)
    return True


def _say_year(draft: Draft, query: Query, unit: Measure, rows: Sequence[Benefit], score: float) -> bool:
    """第三年: what the sentence of a row tells for that year, where it tells each year something of its own.

    The row of another year is no answer, nor is one that mixes the years.
    """
    year = asked_of(query.question).nth_year
    if year is None:
        return False
    for sentence in sentences_of(unit):
        told = told_of_year(fold(words_at(unit, sentence)))
        if len(told) < 2 or (unit.benefits and not any(row.span.overlaps(sentence) for row in rows)):
            continue
        meant = [one for one in told if one.holds(year)]
        marker = draft.cite(unit, sentence, score)
        name = name_of(draft.library, unit)
        if not meant:
            named = "、".join(one.name for one in told)
            draft.say(
                "{name}只写到{named}，没有写明第{year}年。[{marker}]", name=name, named=named, year=year, marker=marker
            )
            draft.status = "not_stated"
        for one in meant:
            words = words_at(unit, Span(sentence.start + one.start, sentence.start + one.end))
            draft.say("第{year}年：「{words}」[{marker}]", year=year, words=words, marker=marker)
        draft.say(SOURCE, name=name, words=verbatim(draft.library, unit, [sentence]), marker=marker)
        return bool(meant)
    return False


def _beside(query: Query, rows: Sequence[Benefit]) -> Check | None:
    """The condition that the question's own figure does not fulfil, where that is so for every row that is told."""
    unmet = [[one for one in _checks(query, [row]) if not one.met] for row in rows]
    return unmet[0][0] if unmet and all(unmet) else None


def _checks(query: Query, rows: Sequence[Benefit]) -> list[Check]:
    """The figures of the question against the thresholds of the one row it is about; those that speak of the same."""
    if len(rows) != 1:
        return []
    given = given_figures(query.question)
    wanted = thresholds(f"{rows[0].condition}，{rows[0].recipient}")
    return [found for threshold in wanted if (found := check(threshold, given)).met is not None]


def needs_condition(row: Benefit, rows: Sequence[Benefit]) -> bool:
    """Two rows for one recipient are told apart by their conditions; a condition with a figure is always shown."""
    return sum(1 for other in rows if other.recipient == row.recipient) > 1 or bool(_FIGURE.search(fold(row.condition)))


def _are_asked_for(rows: Sequence[Benefit], ranked: Ranked) -> bool:
    """Whether the rows are what the question is about: not where other sentences fit better."""
    if not ranked:
        return True
    near = [span for span, score in ranked if score >= ranked[0][1] - NEAR_ROW]
    return any(row.span.overlaps(span) for row in rows for span in near)
