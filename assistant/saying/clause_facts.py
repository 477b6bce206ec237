"""One clause and what is asked of it: departments, sums, validity, or its words — said with a marker, or said to be missing."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.library import Library
from assistant.proposing.evidence import is_omitted, quote_of
from assistant.proposing.pieces import Ranked, pieces_of_kind, ranked_pieces, shown
from assistant.reading.parts import sum_asked
from assistant.reading.query import Query
from assistant.reading.wanted import wanted
from assistant.saying.draft import QUOTED, Draft, name_of, verbatim
from assistant.saying.nowhere import say_nowhere
from assistant.saying.say_days import say_deadline, say_no_deadline, say_validity, thing_term, warn_validity
from assistant.saying.say_offices import say_departments, say_whom_to_ask
from assistant.saying.say_rows import say_rows
from assistant.saying.say_sums import say_amount, say_computed
from assistant.saying.say_verdict import say_verdict
from corpus.measure import Measure
from corpus.text.normal import fold

# A day by which something must be handed in
_DUE = re.compile(
    r"(?:截止|受理|申报|申请|报名)(?:的)?(?:时间|日期|期限)|(?:报名|申报|申请|受理|缴费)[^,，。]{0,4}到(?:哪|几|什么时候|何时)|截止到|最晚|最迟|(?:几月份?|哪个月)\S{0,2}(?:截止|之?前|底前)|(?:几月)?几号之?前|(?:哪天|何时|什么时候)之?前|(?:什么时候|哪天|何时|几号)(?:报|交|申|截)|deadline"
)


_HANDED_IN = re.compile(r"申报|申请|材料|报名|提交|受理")


def clause_facts(
    draft: Draft,
    query: Query,
    unit: Measure,
    *,
    whole: bool = False,
    score: float = 1.0,
    strictly: bool = False,
    surely: bool = False,
) -> bool:
    """Say of one clause what the question asks. False where the clause does not state it; the status says so then.

    Strictly: only what could be read as the fact that is asked for, not what has a figure of its kind. Surely: the clause is
    known to answer, so its words are shown where the fact could not be read from them.
    """
    if is_omitted(unit):
        return say_omitted(draft, unit, score)
    if not whole and say_nowhere(draft, query, unit, score):
        return False
    if not whole and say_rows(draft, query, unit, score):
        warn_validity(draft, unit)
        return True
    if not whole and (alone := _sum_alone(query, unit)) is not None and states(draft, alone, unit):
        query = alone  # 奖励多少，找谁办: a sum is told with whom to ask; what else is asked has its own lines
    ranked = ranked_pieces(draft.library, query, unit)
    first = not draft.lines
    stated = True
    if "department" in query.asked:
        stated = say_departments(draft, query, unit, ranked, score, strictly=strictly)
    elif _DUE.search(fold(query.question)) and ("validity" not in query.asked or _HANDED_IN.search(query.question)):
        stated = say_deadline(draft, query, unit, ranked, score) or say_no_deadline(
            draft, unit, ranked, score, surely=surely
        )
    elif "validity" in query.asked and (told := thing_term(query.question, unit)) is not None:
        marker = draft.cite(unit, told, score)
        words = verbatim(draft.library, unit, [told])
        draft.say(QUOTED, name=name_of(draft.library, unit), words=words, marker=marker)
    elif "validity" in query.asked:
        stated = say_deadline(draft, query, unit, ranked, score) or say_validity(draft, unit, score)
    elif "amount" in query.asked:
        stated = say_amount(draft, query, unit, ranked, score, named=whole, strictly=strictly, surely=surely)
    else:
        _say_words(draft, query, unit, ranked, score, whole=whole)
    if first and stated:
        say_verdict(draft, query, unit, ranked)
    warn_validity(draft, unit)
    return stated


def _sum_alone(query: Query, unit: Measure) -> Query | None:
    """The query for the sum, where that comes first among several things asked of a clause that grants something."""
    if not unit.benefits or query.asked == {"amount"} or (question := sum_asked(query.question)) is None:
        return None
    return replace(query, question=question, asked=frozenset({"amount"}))


def states(draft: Draft, query: Query, unit: Measure) -> bool:
    """Whether the clause states what is asked: tried on a draft that nobody sees."""
    return clause_facts(Draft(draft.library, draft.as_of, words=draft.words), query, unit, strictly=True)


def may_state(library: Library, query: Query, unit: Measure, ranked: Ranked) -> bool:
    """Whether the best evidence holds what the question wants by its own unit; True where it wants words."""
    return not wanted(query.question) or bool(pieces_of_kind(library, query, unit, ranked))


def clause_words(draft: Draft, query: Query, unit: Measure, score: float) -> None:
    """The words of a clause that is sure to answer, where what they state could not be read from them."""
    _say_words(draft, query, unit, ranked_pieces(draft.library, query, unit), score, whole=False)
    warn_validity(draft, unit)


def _say_words(draft: Draft, query: Query, unit: Measure, ranked: Ranked, score: float, *, whole: bool) -> None:
    library = draft.library
    if not whole:
        say_computed(draft, query, unit, score)
    marker = draft.cite(unit, quote_of(ranked, unit), score)
    told = [unit.span] if whole else shown(library, query, unit, ranked)
    draft.say(QUOTED, name=name_of(library, unit), words=verbatim(library, unit, told), marker=marker)
    if whole and unit.kind == "introduction":
        _say_section_children(draft, unit)
    elif not whole and unit.kind == "measure":
        say_whom_to_ask(draft, unit, marker)


def _say_section_children(draft: Draft, unit: Measure) -> None:
    """A section named by number is answered with what stands in it."""
    children = [
        other
        for other in draft.library.in_scope([unit.document_id], unit.part)
        if len(other.path) > len(unit.path) and other.path[: len(unit.path)] == unit.path
    ]
    if children:
        named = draft.words.joined(f"{child.label}{child.title}" for child in children)
        draft.say("本部分包括：{children}。", children=named)


def say_omitted(draft: Draft, unit: Measure, score: float) -> bool:
    library = draft.library
    marker = draft.cite(unit, unit.span, score)
    words = verbatim(library, unit, [unit.span])
    name = name_of(library, unit)
    draft.say(
        "{name}：原文为「{words}」，公布时内容已略去，文件未写明。[{marker}]", name=name, words=words, marker=marker
    )
    draft.warn("该条内容在公布时已略去（原文为「(略)」），请向发文机关咨询。")
    draft.status = "not_stated"
    return False
