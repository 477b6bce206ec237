"""One clause and what is asked of it: departments, sums, validity, or its words — said with a marker, or said to be missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from assistant.answer import BenefitRow
from assistant.computing.asked import asked_of
from assistant.computing.bands import rate_of_band
from assistant.computing.choosing import Computation, Weighing, chosen, weighing
from assistant.computing.elsewhere import changed_elsewhere
from assistant.computing.lacking import lacking
from assistant.computing.schedules import told_of_year
from assistant.library import Library
from assistant.proposing.cells import AskedCells
from assistant.proposing.contacts import contact_of, line_about
from assistant.proposing.evidence import (
    ROLE_WORDS,
    UNSTATED_GRANT,
    best_sentences,
    department_span,
    is_omitted,
    is_threshold,
    level_not_granted,
    matching_benefits,
    money_pieces,
    quote_of,
    sentences_of,
    units_of,
    with_rest_of_question,
)
from assistant.proposing.features import sentences_seen
from assistant.proposing.reached import other_of_series, reached
from assistant.proposing.rows import asked_rows
from assistant.reading.parts import sum_asked
from assistant.reading.query import Query, Role, asks_for_bound, asks_for_money
from assistant.reading.table_head import table_above
from assistant.reading.terms import content_terms, coverage
from assistant.reading.thresholds import AT_LEAST, AT_MOST, OVER, Check, check, given_figures, thresholds
from assistant.reading.wanted import ANY, DAY, FIGURE, PHONE, Kinds, called, fits, stands_in, wanted, wants_money
from assistant.reading.whether import without_supposed
from assistant.saying.draft import QUOTED, SOURCE, Draft, name_of, validity_sentence, verbatim
from assistant.saying.explained import explained_in
from assistant.saying.say_verdict import say_supposed_cell, say_verdict
from assistant.saying.wording import Words
from corpus.measure import Benefit, Document, Measure, Span
from corpus.quantities.amounts import parse_amounts, parse_dates
from corpus.quantities.quantities import MONEY
from corpus.quantities.times import parse_times
from corpus.tables.cells import CELL
from corpus.tables.tables import Row, Table, tables_of
from corpus.text.normal import fold
from index.sentences import split_sentences

DECIMALS = 3  # of a sentence's score: what all processors agree on
# Scores of sentences are logits of a softmax over the clause: a difference of 0.7 is half the chance.
NEAR_MONEY = 0.5  # a sentence with a sum this close to the best evidence is what was asked for
NEAR_ROW = 1.0  # so is a benefit whose words are this close to it
NEAR_KIND = 0.7  # so is one that holds what the question wants by its own unit
NEAR_FIGURE = 1.4  # so is, for targets and sizes, every sentence with figures this close
# 区督查考核局牵头, 由市科技局负责解释: a department that acts in running text
_LEADS_IN_TEXT = re.compile(r"[\u4e00-\u9fff]{2,16}(?:局|委|办|厅|部|部门|委员会|政府|中心|小组|管委会)(?:牵头|负责)")
# 向区委组织部提交, 农牧、林业等部门要…: a public body with a name of its own, not 有关部门
_END = (
    r"(?:局|委员会|委|办公室|厅|等部门|总局|分行|银行|证监会|管委会|政府|法院|联合会|中心|组织部|统战部|宣传部|科|窗口)"
)
_BODY = re.compile(rf"[\u4e00-\u9fff]{{2}}{_END}(?![长员件法理])")
_BODY_ALONE = re.compile(rf"(?:^|\n)\s*[\u4e00-\u9fff、]{{2,40}}{_END}\s*(?:$|\n)")
# A day to be kept, not the life of a policy
_DEADLINE = re.compile(
    r"截止|截至|时限|期限|最晚|最迟|几号|哪天(?:前|之前)?(?:报|交|申|截|完)|什么时候(?:报|交|申|截|完|结束)|多久|deadline"
)
# A day by which something must be handed in
_DUE = re.compile(
    r"(?:截止|受理|申报|申请|报名)(?:的)?(?:时间|日期|期限)|截止到|最晚|最迟|(?:几月份?|哪个月)\S{0,2}(?:截止|之?前|底前)|(?:几月)?几号之?前|(?:哪天|何时|什么时候)之?前|(?:什么时候|哪天|何时|几号)(?:报|交|申|截)|deadline"
)
_DATED = re.compile(r"[\d一二三四五六七八九十]月|[季月]底|[季月]末|[年季月]初|年底|[\d一二三四五六七八九十]日")
_HANDED_IN = re.compile(r"申报|申请|材料|报名|提交|受理")
_WHEN = re.compile(
    r"什么时候|何时|几时|哪(?:一)?(?:年|月|天|日)|哪个(?:时间|时候|年)|时间点|多久|几年|多长时间|when|期限"
)
_ROLE_ASKED = re.compile(r"牵头|责任|配合|实施(?:单位|部门)|\blead|cooperat|responsib")
MOST_GRANTING = 3  # clauses; of a longer list nobody can tell which may be meant
MOST_VALIDITIES = 2  # documents; of a longer list the table tells it
STATED = "{sentence}[{marker}]"
UNSURE = "没有足够的把握认定文件写明了所问的内容。最接近的是{name}：「{words}」[{marker}]"
_FIGURE = re.compile(r"[0-9]|[一二三四五六七八九十百]+(?:个|项|家|年|倍|成)")

GRANTED = frozenset({*MONEY, "%"})

Ranked = Sequence[tuple[Span, float]]


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
    if not whole and say_rows(draft, query, unit, score):
        warn_validity(draft, unit)
        return True
    if not whole and (alone := _sum_alone(query, unit)) is not None and states(draft, alone, unit):
        query = alone  # 奖励多少，找谁办: a sum is told with whom to ask; what else is asked has its own lines
    ranked = ranked_pieces(draft.library, query, unit)
    first = not draft.lines
    stated = True
    if "department" in query.asked:
        stated = _say_departments(draft, query, unit, ranked, score, strictly=strictly)
    elif _DUE.search(fold(query.question)) and ("validity" not in query.asked or _HANDED_IN.search(query.question)):
        stated = _say_deadline(draft, query, unit, ranked, score) or _say_no_deadline(
            draft, query, unit, ranked, score, surely=surely
        )
    elif "validity" in query.asked:
        stated = _say_deadline(draft, query, unit, ranked, score) or say_validity(draft, unit, score)
    elif "amount" in query.asked:
        stated = _say_amount(draft, query, unit, ranked, score, named=whole, strictly=strictly, surely=surely)
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
    return not wanted(query.question) or bool(_pieces_of_kind(library, query, unit, ranked))


def clause_words(draft: Draft, query: Query, unit: Measure, score: float) -> None:
    """The words of a clause that is sure to answer, where what they state could not be read from them."""
    _say_words(draft, query, unit, ranked_pieces(draft.library, query, unit), score, whole=False)
    warn_validity(draft, unit)


def ranked_pieces(library: Library, query: Query, unit: Measure) -> list[tuple[Span, float]]:
    """The pieces of `unit`, best evidence first. A question that is only a clause number needs no model."""
    if not content_terms(query.topic):
        return []
    try:
        row = library.index.row_of(unit)
    except ValueError:  # headings and the like are citable but not in the index
        return []
    spans, values = sentences_seen(library, query, row)
    scores = np.round(library.models.sentence.scores(values), DECIMALS).tolist()
    return sorted(zip(spans, scores, strict=True), key=lambda piece: (-piece[1], piece[0]))


def _shown(library: Library, query: Query, unit: Measure, ranked: Ranked) -> list[Span]:
    """The sentences of the clause to be shown: those that carry the answer, and those for the rest of the question."""
    terms = content_terms(query.topic)
    when = bool(_WHEN.search(fold(query.question)))
    return with_rest_of_question(best_sentences(ranked, unit), unit, terms, library.weights, when=when)


def _say_words(draft: Draft, query: Query, unit: Measure, ranked: Ranked, score: float, *, whole: bool) -> None:
    library = draft.library
    if not whole:
        say_computed(draft, query, unit, score)
    marker = draft.cite(unit, quote_of(ranked, unit), score)
    shown = [unit.span] if whole else _shown(library, query, unit, ranked)
    draft.say(QUOTED, name=name_of(library, unit), words=verbatim(library, unit, shown), marker=marker)
    if whole and unit.kind == "introduction":
        _say_section_children(draft, unit)
    elif not whole and unit.kind == "measure":
        say_whom_to_ask(draft, unit, marker)


def say_rows(draft: Draft, query: Query, unit: Measure, score: float) -> bool:
    """The row of a table that the question singles out: what it says, and the row with its head. False where there is none."""
    if not query.asked <= {"amount"} or "|" not in unit.text:
        return False
    tables = tables_of(unit.text, unit.span.start)
    first = not draft.lines
    own = replace(query, question=without_supposed(query.question))
    asked = asked_rows(own.question, tables)
    if asked is None:
        return False
    rows = asked.rows
    facts = {row.number: asked.facts(row) for row in rows}
    if not any(facts.values()):
        return False
    rests_on = say_computed(draft, own, unit, score)
    spans = [row.span for row in rows]
    marker = draft.cite(unit, spans[0] if len(spans) == 1 else _hull(spans), score)
    for row in rows:
        if facts[row.number] and not (rests_on and len(rows) > 1):
            told = "，".join(f"{name} {cell.value}".strip() for name, cell in facts[row.number])
            told += "".join(f"；{name}：{words}".replace("；：", "；") for name, words in asked.table.remarks(row))
            draft.say("{row}：{facts}。[{marker}]", row="，".join(asked.table.labels(row)), facts=told, marker=marker)
    _say_source_rows(draft, unit, asked.table, tables.index(asked.table) + 1 if len(tables) > 1 else 0, rows, marker)
    say_whom_to_ask(draft, unit, marker)
    if first and len(rows) == 1 and len(facts[rows[0].number]) == 1:
        cell = facts[rows[0].number][0][1].value
        say_supposed_cell(draft, query.question, "，".join(asked.table.labels(rows[0])), cell, marker)
    return True


def say_row_of_table(draft: Draft, query: Query, unit: Measure, asked: AskedCells, number: int, score: float) -> None:
    """The cells of one row that were asked for, and the row with its head; `number` is the table's in its clause, or 0."""
    row = asked.row.span  # of which the clause may hold only a part, where it begins in a cell
    marker = draft.cite(unit, Span(max(row.start, unit.span.start), min(row.end, unit.span.end)), score)
    told = "，".join(f"{name} {words}".strip() for name, words in asked.facts())
    draft.say("{row}：{facts}。[{marker}]", row="，".join(asked.label), facts=told, marker=marker)
    _say_source_rows(draft, unit, asked.table, number, (asked.row,), marker)
    if "department" not in query.asked:
        say_whom_to_ask(draft, unit, marker)
    warn_validity(draft, unit)


def _say_source_rows(draft: Draft, unit: Measure, table: Table, number: int, rows: Sequence[Row], marker: int) -> None:
    """Where the rows stand, and they themselves under their head."""
    draft.say("依据{name}表{table}：[{marker}]", name=name_of(draft.library, unit), table=number or "", marker=marker)
    if any(column.name for column in table.columns):
        draft.lines.append(CELL.join(f"{c.name}（{c.unit}）" if c.unit else c.name for c in table.columns))
    draft.lines += [CELL.join(cell.text for cell in row.cells) for row in rows]


def say_whom_to_ask(draft: Draft, unit: Measure, marker: int) -> None:
    """Who to go to: the lead department, or that the document names none; once an answer."""
    if draft.told_whom:
        return
    draft.told_whom = True
    stated: tuple[Role, ...] = ("lead", "responsible", "implementing")
    role = next((role for role in stated if units_of(unit, role)), None)
    if role is None:
        _say_contact(draft, unit)
    else:
        words = draft.words
        units = words.listed(units_of(unit, role))
        draft.say("找谁办：{units}（{role}）。[{marker}]", units=units, role=words(ROLE_WORDS[role]), marker=marker)


def _say_contact(draft: Draft, unit: Measure) -> None:
    """Where no department leads: the numbers that the document gives, or who explains it, with the clause that says so."""
    found = contact_of(unit, draft.library.in_scope([unit.document_id]))
    if found is None:
        draft.say("找谁办：文件未写明牵头单位。")
        return
    clause = f"{found.unit.label}「{found.unit.title}」" if found.unit.title else found.unit.label
    if found.explains:
        draft.say("找谁办：未写明牵头单位；{who}负责解释（{clause}）。", who=found.explains, clause=clause)
    elif found.numbers:
        draft.say("找谁办：未写明牵头单位；{numbers}（{clause}）。", numbers="；".join(found.numbers), clause=clause)
    else:
        draft.say("找谁办：未写明牵头单位；联系方式见{clause}。", clause=clause)


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


def _say_departments(
    draft: Draft, query: Query, unit: Measure, ranked: Ranked, score: float, *, strictly: bool = False
) -> bool:
    library = draft.library
    asked: tuple[Role, ...] = query.roles or tuple(ROLE_WORDS)
    stated = [role for role in asked if units_of(unit, role)]
    if not stated and not _ROLE_ASKED.search(fold(query.question)):  # 归哪个局管: no role is named, so any will do
        stated = [role for role in ("lead", "responsible", "implementing") if units_of(unit, role)][:1]
    calls = PHONE in stands_in(unit.text) and not strictly and not _ROLE_ASKED.search(fold(query.question))
    if not stated and calls and _say_contacts(draft, query, unit):  # of several lines the one that is about it
        return True
    if not stated and (named := _named_in_text(query, unit, ranked)):
        marker = draft.cite(unit, named, score)
        words = verbatim(library, unit, _shown(library, query, unit, [(named, 1.0)]))
        draft.say(
            "{name}没有单列牵头单位，正文写到：「{words}」[{marker}]",
            name=name_of(library, unit),
            words=words,
            marker=marker,
        )
        return True
    if (
        not stated
        and not strictly
        and not _ROLE_ASKED.search(fold(query.question))
        and _say_contacts(draft, query, unit)
    ):
        return True
    if not stated:
        marker = draft.cite(unit, quote_of(ranked, unit), score)
        wanted = draft.words.listed(draft.words(ROLE_WORDS[role]) for role in (query.roles or ("lead",)))
        draft.say("{name}没有写明{wanted}。[{marker}]", name=name_of(library, unit), wanted=wanted, marker=marker)
        others = _roles_in_words(draft.words, unit, [role for role in ROLE_WORDS if units_of(unit, role)])
        if others:
            draft.say("该条写明的是：{others}。[{marker}]", others=others, marker=marker)
        draft.warn("文件未写明{wanted}。", wanted=wanted)
        draft.status = "not_stated"
        return False
    spans = [span for role in stated if (span := department_span(unit, role))]
    quote = _hull(spans) if spans else unit.span
    marker = draft.cite(unit, quote, score)
    draft.say("{units}。[{marker}]", units=_roles_in_words(draft.words, unit, stated), marker=marker)
    draft.say(SOURCE, name=name_of(library, unit), words=verbatim(library, unit, [quote]), marker=marker)
    return True


def _say_contacts(draft: Draft, query: Query, unit: Measure) -> bool:
    """找谁, where the clause names nobody and its document tells whom to call: the line for what the question is about."""
    found = contact_of(unit, draft.library.in_scope([unit.document_id]))
    if found is None or found.explains:
        return False
    line = line_about(f"{query.question} {unit.title}", found.unit)
    marker = draft.cite(found.unit, line, 1.0)
    draft.say(
        QUOTED,
        name=name_of(draft.library, found.unit),
        words=verbatim(draft.library, found.unit, [line]),
        marker=marker,
    )
    return True


def _named_in_text(query: Query, unit: Measure, ranked: Ranked) -> Span | None:
    """The sentence that names who acts in running text: 区督查考核局牵头, or, where one asks whom to turn to, 向区委组织部提交."""
    if unit.all_units:
        return None
    order = [span for span, _ in ranked[:3]] or [unit.span]
    sentences = [s for span in order for s in sentences_of(unit) if s.overlaps(span)]
    leading = next((s for s in sentences if _LEADS_IN_TEXT.search(fold(_words(unit, s)))), None)
    if leading is not None or _ROLE_ASKED.search(fold(query.question)):
        return leading
    alone = _BODY_ALONE.search(fold(unit.text))  # a line that is nothing but a name: a column of a table
    if alone is not None:
        return Span(unit.span.start + alone.start(), unit.span.start + alone.end())
    return next((s for s in [*sentences, *sentences_of(unit)] if _BODY.search(fold(_words(unit, s)))), None)


def _roles_in_words(words: Words, unit: Measure, roles: Sequence[Role]) -> str:
    return words.joined(
        words("{role}：{units}", role=words(ROLE_WORDS[role]), units=words.listed(units_of(unit, role)))
        for role in roles
    )


_TERM = re.compile(r"(?:有效期|试行|暂行|暂定|执行期限?)[^。;\n]{0,8}?[\d一二两三四五六七八九十半]{1,3}(?:年|个月)")


def say_validity(draft: Draft, unit: Measure, score: float) -> bool:
    """Until when the clause's part is valid, with the line that states it; False where no date is stated."""
    library = draft.library
    document = library.document(unit.document_id)
    validity = document.validity_of(unit.part)
    sentence = validity_sentence(draft.words, library, unit, draft.as_of)
    if document.is_repealed(draft.as_of):
        draft.say(STATED, sentence=sentence, marker=draft.cite(unit, unit.span, score))
        return True
    if document.in_force(draft.as_of, unit.part) == "not yet":
        begins = document.begins(unit.part)
        told = stating_unit(
            library, document, lambda text: any(day == begins for day, _ in parse_dates(text)), unit.part
        )
        draft.say(STATED, sentence=sentence, marker=draft.cite(told or unit, (told or unit).span, score))
        return True
    if validity is None and (told_of := explained_in(library, document)) is not None:
        marker = draft.cite(told_of.unit, told_of.span, score)
        draft.say(STATED, sentence=sentence, marker=marker)
        words = verbatim(library, told_of.unit, [told_of.span])
        draft.say(SOURCE, name=name_of(library, told_of.unit), words=words, marker=marker)
        return True
    if validity is None:
        draft.say(STATED, sentence=sentence, marker=draft.cite(unit, unit.span, score))
        draft.warn("《{title}》未写明有效期，是否仍然有效请向发文机关核实。", title=document.title)
        draft.status = "not_stated"
        return False
    until = validity.until
    source = stating_unit(library, document, lambda text: any(day == until for day, _ in parse_dates(text)), unit.part)
    if source is None:  # the last day of what is written: 执行到2026年底, 2016年至2018年
        source = stating_unit(library, document, lambda text: _ends(text, until), unit.part)
    if source is None:  # the day is computed: 有效期三年 from 自发布之日起
        source = stating_unit(library, document, lambda text: bool(_TERM.search(fold(text))), unit.part)
    if source is None:
        draft.lines.append(sentence)
        return True
    marker = draft.cite(source, source.span, score)
    draft.say(STATED, sentence=sentence, marker=marker)
    draft.say(SOURCE, name=name_of(library, source), words=verbatim(library, source, [source.span]), marker=marker)
    return True


_HOLDS_UNTIL = re.compile(r"有效|施行|实施|执行|生效|终止|截止|期限|适用|到期")


def _ends(text: str, day: date) -> bool:
    """Whether a sentence that speaks of how long something holds names a month, a year or a range that ends on `day`."""
    spans = split_sentences(text)
    return any(
        when.last == day and any(span.overlaps(when.span) and _HOLDS_UNTIL.search(span.of(text)) for span in spans)
        for when in parse_times(text)
    )


def say_in_force(draft: Draft) -> None:
    """One line on the validity of what is cited, where the answer has not spoken of it: in force, expired, not stated."""
    library = draft.library
    sentences = [validity_sentence(draft.words, library, each.measure, draft.as_of) for each in draft.citations]
    told = "".join(draft.lines)
    new = [sentence for sentence in dict.fromkeys(sentences) if sentence not in told]
    if draft.status in ("answered", "not_stated") and len(new) <= MOST_VALIDITIES:
        for sentence in new:
            draft.say("有效期：{sentence}", sentence=sentence)


def _say_deadline(draft: Draft, query: Query, unit: Measure, ranked: Ranked, score: float) -> bool:
    """第5条…截止到哪天: the clause's own dates and periods; False where the validity of the policy is asked for."""
    terms = content_terms(query.topic)
    if not _DEADLINE.search(fold(query.question)) or not (unit.dates or unit.periods):
        return False
    if terms and not coverage(terms, f"{unit.title} {unit.text}", draft.library.weights).share:
        return False
    told = [when.span for when in unit.dates] + [period.span for period in unit.periods]
    dated = [(s, 1.0) for s in sentences_of(unit) if any(s.contains(span) for span in told)]
    pieces = [piece for piece in ranked if any(piece[0].overlaps(span) for span in told)] or dated
    if not pieces:
        return False
    marker = draft.cite(unit, quote_of(pieces, unit), score)
    words = verbatim(draft.library, unit, best_sentences(pieces, unit))
    draft.say(QUOTED, name=name_of(draft.library, unit), words=words, marker=marker)
    return True


def _say_no_deadline(
    draft: Draft, query: Query, unit: Measure, ranked: Ranked, score: float, *, surely: bool = False
) -> bool:
    """The clause is there, but no day by which something has to be handed in that could be read from it."""
    library = draft.library
    marker = draft.cite(unit, quote_of(ranked, unit), score)
    best = best_sentences(ranked, unit)
    words = verbatim(library, unit, best)
    if any(
        _DATED.search(fold(_words(unit, span))) for span in best
    ):  # 每年九月底前: no date, and an answer all the same
        return _say_nearest(draft, unit, words, marker, surely=surely)
    draft.say(
        "文件未写明申报或办理的截止时间。{name}只写到：「{words}」[{marker}]",
        name=name_of(library, unit),
        words=words,
        marker=marker,
    )
    draft.warn("该条款没有写明截止时间，请向主管部门咨询当年的申报通知。")
    draft.status = "not_stated"
    return False


def _say_nearest(draft: Draft, unit: Measure, words: str, marker: int, *, surely: bool) -> bool:
    """Words that hold what is asked for, though it could not be read from them: the answer if that is sure, else the nearest."""
    name = name_of(draft.library, unit)
    if surely:
        draft.say(QUOTED, name=name, words=words, marker=marker)
        return True
    say_unsure(draft, name, words, marker)
    return False


def say_unsure(draft: Draft, name: str, words: str, marker: int) -> None:
    """The nearest words, where it is not sure that they are the answer."""
    draft.say(UNSURE, name=name, words=words, marker=marker)
    draft.warn("该条款不一定写明了所问的内容，请向发文机关或主管部门咨询。")
    draft.status = "not_stated"


def stating_unit(
    library: Library, document: Document, states: Callable[[str], bool], part: str | None = None
) -> Measure | None:
    """The unit in which the document itself states a fact of its register entry; closing lines first."""
    order = {"closing": 0, "preamble": 1}
    units = [unit for unit in library.in_scope([document.id], part) if states(unit.text)]
    return min(units, key=lambda unit: order.get(unit.kind, 2), default=None)


def warn_validity(draft: Draft, unit: Measure) -> None:
    """An expired clause is never shown without saying so."""
    document = draft.library.document(unit.document_id)
    if document.in_force(draft.as_of, unit.part) == "not yet":
        sentence = validity_sentence(draft.words, draft.library, unit, draft.as_of)
        if sentence not in draft.warnings:
            draft.warnings.append(sentence)
    if document.in_force(draft.as_of, unit.part) == "expired":
        sentence = validity_sentence(draft.words, draft.library, unit, draft.as_of)
        if document.is_repealed(draft.as_of):
            if sentence not in draft.warnings:
                draft.warnings.append(sentence)
            return
        body = document.issuing_body or draft.words("发文机关")
        draft.warn("{sentence}请向{body}核实是否有接续政策。", sentence=sentence, body=body)


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
    marker = draft.cite(unit, _hull(rests_on), score)
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


def _say_amount(
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
    granted = [row for row in unit.benefits if any(row.span.overlaps(other.span) for other in rows)]
    if _say_fine(draft, query, unit, ranked, score):
        return True
    if grant and _say_year(draft, query, unit, rows, score):
        return True
    every, rows = rows, reached(rows, query.question, among=unit.benefits)
    if rows and (
        level := level_not_granted(query.question, rows, granted) or other_of_series(query.question, rows, unit.text)
    ):
        marker = draft.cite(unit, _hull([row.span for row in rows]), score)
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
    if rows and (len(rows) < len(every) or _are_asked_for(unit, rows, ranked)):
        marker = draft.cite(unit, _hull([row.span for row in rows]), score)
        beside = None if is_told else _beside(query, rows)
        if beside is not None:
            draft.say("按您给的数，不符合这里的条件：{line}。[{marker}]", line=beside.words, marker=marker)
        for row in rows:
            draft.benefits.append(BenefitRow(row, marker))
            once = "一次性" in _words(unit, row.span)
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
        _granting_pieces(library, query, unit, ranked) if grant else _pieces_with_figures(query.question, unit, ranked)
    )
    if not strictly:
        pieces = pieces or _pieces_of_kind(draft.library, query, unit, ranked) or _bounds_asked(query, ranked, unit)
    if rests_on:
        pieces = [*pieces, *((span, 1.0) for span in rests_on if not any(span.overlaps(piece) for piece, _ in pieces))]
    if pieces:
        marker = draft.cite(unit, quote_of(pieces, unit), score)
        words = verbatim(library, unit, _shown(library, query, unit, pieces))
        draft.say(QUOTED, name=name_of(library, unit), words=words, marker=marker)
        if grant:
            say_whom_to_ask(draft, unit, marker)
        return True
    marker = draft.cite(unit, quote_of(ranked, unit), score)
    best = best_sentences(ranked, unit)
    words = verbatim(library, unit, best)
    if not strictly and _holds_wanted(query, unit, best):
        return _say_nearest(draft, unit, words, marker, surely=surely)
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


def _say_granting(draft: Draft, unit: Measure) -> None:
    """Where few other clauses of the document name sums, which ones: what was asked for may be one of them under another word."""
    granting = [each for each in draft.library.in_scope([unit.document_id]) if each.benefits and each.id != unit.id]
    if 0 < len(granting) <= MOST_GRANTING:
        clauses = draft.words.listed(f"{each.label}「{each.title}」" if each.title else each.label for each in granting)
        draft.say("文件写有金额或比例的是{clauses}，是否适用请对照原文。", clauses=clauses)


_BOUND = re.compile(rf"{AT_LEAST}|{OVER}|{AT_MOST}|以[上下内]")


def _called(words: Words, kinds: Kinds, *, grant: bool) -> str:
    """What was asked for, where it is not stated: the unit that the question names says it (多少人: 人数)."""
    names = called(kinds)
    if grant or not names or set(names) <= {"金额", "比例"}:
        return words("具体金额或比例")
    return words.listed(words(f"具体{name}") for name in names)


def bounds_asked(query: Query, unit: Measure) -> bool:
    """Whether the clause bounds what is counted by the unit of the question, where the question asks for such a bound."""
    return bool(_bounds_asked(query, [(sentence, 0.0) for sentence in sentences_of(unit)], unit))


def _bounds_asked(query: Query, ranked: Ranked, unit: Measure) -> list[tuple[Span, float]]:
    """要多少人才算: the sentences that bound what is counted by the unit of the question, wherever the clause has them."""
    kinds = wanted(query.question) - ANY
    if not kinds or not asks_for_bound(query):
        return []
    return [
        (span, score)
        for span, score in ranked
        if any(one.figure.unit in kinds for one in thresholds(fold(_words(unit, span))))
        or (kinds & stands_in(_words(unit, span)) and _BOUND.search(fold(_words(unit, span))))
    ]


_FINE_ASKED = re.compile(r"罚|处罚")
_FINED = re.compile(
    r"处(?:以)?[^,。;]{0,30}(?:元|倍|%)[^,。;]{0,24}罚款|罚款[^,。;]{0,12}(?:元|倍|%)|罚(?!款)[^,。;]{0,4}\d[^,。;]{0,6}元"
)


def _say_fine(draft: Draft, query: Query, unit: Measure, ranked: Ranked, score: float) -> bool:
    """罚多少: the sentence that tells the fine; a fine between two sums is stated like any other."""
    if not _FINE_ASKED.search(fold(query.question)):
        return False
    fined = [(span, score) for span, score in ranked if _FINED.search(fold(_words(unit, span)))]
    near = [piece for piece in fined if piece[1] >= ranked[0][1] - NEAR_FIGURE]
    if not near:
        return False
    say_computed(draft, query, unit, score)
    marker = draft.cite(unit, quote_of(near, unit), score)
    words = verbatim(draft.library, unit, _shown(draft.library, query, unit, near))
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
        told = told_of_year(fold(_words(unit, sentence)))
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
            words = _words(unit, Span(sentence.start + one.start, sentence.start + one.end))
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


def _words(unit: Measure, span: Span) -> str:
    return unit.text[span.start - unit.span.start : span.end - unit.span.start]


def _are_asked_for(unit: Measure, rows: Sequence[Benefit], ranked: Ranked) -> bool:
    """Whether the rows are what the question is about: not where other sentences fit better."""
    if not ranked:
        return True
    near = [span for span, score in ranked if score >= ranked[0][1] - NEAR_ROW]
    return any(row.span.overlaps(span) for row in rows for span in near)


def _granting_pieces(library: Library, query: Query, unit: Measure, ranked: Ranked) -> list[tuple[Span, float]]:
    """Pieces near the best evidence that hold a sum which is no threshold (500万元以上): read as grants."""
    if not ranked:
        return []
    terms = content_terms(query.topic)
    return [
        (span, score)
        for span, score in money_pieces(unit, ranked)
        if (not terms or coverage(terms, f"{unit.title} {_words(unit, span)}", library.weights).share > 0)
        and score >= ranked[0][1] - NEAR_MONEY
        and not UNSTATED_GRANT.search(fold(_words(unit, span)))
        and not _only_bounds(fold(_words(unit, span)))
    ]


def _pieces_with_figures(question: str, unit: Measure, ranked: Ranked) -> list[tuple[Span, float]]:
    """The pieces with figures nearly as good as the best: a question may ask for two targets at once."""
    if not ranked:
        return []
    near = [(span, score) for span, score in ranked[:4] if score >= ranked[0][1] - NEAR_FIGURE]
    kinds = wanted(question) or frozenset({FIGURE})
    return [(span, score) for span, score in near if fits(kinds, stands_in(_words(unit, span))) > 0]


def _pieces_of_kind(library: Library, query: Query, unit: Measure, ranked: Ranked) -> list[tuple[Span, float]]:
    """The pieces near the best that hold what the question wants by its own unit: 四十日, 五分, a telephone number.

    Whether the clause answers was decided before; here nothing is said to be missing that can be read with one's eyes.
    """
    kinds, terms = wanted(query.question), content_terms(query.topic)
    if not kinds or not ranked:
        return []
    return [
        (span, score)
        for span, score in ranked
        if score >= ranked[0][1] - NEAR_KIND
        and _holds(kinds, _words(unit, span))
        and not _only_bounds(fold(_words(unit, span)))
        and (not terms or coverage(terms, _words(unit, span), library.weights).share > 0)
    ]


def _holds_wanted(query: Query, unit: Measure, spans: Sequence[Span]) -> bool:
    """Whether words that would be shown hold what the question wants by its own unit: then nobody may say that they do not."""
    kinds = wanted(query.question) or GRANTED  # 能给哪些钱 names no unit
    told = [_words(unit, span) for span in spans]
    return any(fits(kinds, stands_in(words)) > 0 and not _only_bounds(fold(words)) for words in told)


def _holds(kinds: Kinds, words: str) -> bool:
    """Whether `words` hold what is wanted; a day that is asked for must be told apart from others: 年度 is none."""
    held = stands_in(words)
    if DAY in kinds and not (kinds & held) - {DAY}:
        return bool(_DATED.search(fold(words)))
    return fits(kinds, held) > 0


def _only_bounds(folded: str) -> bool:
    """Whether all the sums in `folded` are conditions to be met: 投资额5000万元以上的，给予适当奖励."""
    sums = parse_amounts(folded)
    return bool(sums) and not _FINED.search(folded) and all(is_threshold(folded, one.span) for one in sums)


def _hull(spans: Sequence[Span]) -> Span:
    """The shortest stretch that holds all `spans`."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))
