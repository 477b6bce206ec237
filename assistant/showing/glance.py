"""An answer at a glance: place · figure · still valid or not, then who, condition, deadline and whom to ask. Pure, no Streamlit.

All of it is taken from the fields of the answer. Of its text only those lines are kept that no field says: a verdict, a
sum that was worked out, that something is not stated. The words of the clause stand in the clause card alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from assistant.answer import Answer, BenefitRow, Citation
from assistant.handing_on.card import Line
from assistant.saying.wording import Words
from assistant.showing.view import FORCE_LOOKS, clipped, validity_words
from corpus.facts.due import Due, due_of, round_of
from corpus.measure import Document, InForce, Measure
from corpus.places.places import EVERYWHERE, holds_everywhere
from corpus.tables.cells import CELL
from corpus.text.normal import on_one_line
from corpus.text.title_marks import titled

LONGEST_VALUE = 90  # characters of one fact
LONGEST_QUOTE = 110  # of the words shown where nothing but words answers
LONGEST_VERDICT = 70
MOST_FIGURES = 3  # of one clause in the headline
MOST_ROWS = 8  # of a clause that pays several recipients; more stand in the clause
MOST_BLOCKS = 6
SHORTEST_QUOTE = 6  # characters: shorter words in 「」 are a name
_QUOTED = re.compile(r"[「“](?P<words>.+)[」”]")
_SAID_BY_QUOTE = re.compile(r"(?:正文写到：|its text says: )[「“]")  # the quoted words alone tell it
_MARKERS = re.compile(r"\s?\[\d+\]")


@dataclass(frozen=True, slots=True)
class Block:
    """What one clause says to the question.

    `figure` is the headline; `rows` are who gets what where the clause pays several; `facts` the named lines beneath.
    """

    marker: int
    place: str
    figure: str
    force: InForce
    validity: str
    document: str
    facts: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """The whole answer. `said` are the lines of its text that no field says; `notes` its warnings that still have news."""

    said: tuple[str, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    more: int = 0  # clauses beyond those in `blocks`


def glance(answer: Answer, documents: Iterable[Document], beside: Sequence[Line] = ()) -> Glance:
    """`answer` at a glance. `documents` are those that it cites; `beside` are lines of the card of its only clause,
    where there is one: what that does not say of deadline and whom to ask may stand elsewhere in its document.
    """
    words = Words(answer.language)
    known = {document.id: document for document in documents}
    cited = [one for one in answer.citations if one.measure.document_id in known]
    said = said_beside(answer, words)
    alone = len(cited) == 1
    blocks = tuple(
        _block(answer, one, known[one.measure.document_id], words, said if alone else (), beside if alone else ())
        for one in cited[:MOST_BLOCKS]
    )
    blocks = blocks if alone else _short(blocks, words)
    if alone and said and not answer.benefits and blocks[0].figure == said[0]:
        said = said[1:]
    notes = tuple(note for warning in answer.warnings if (note := _news(warning, cited, known, words)))
    return Glance(said, () if answer.comparison else blocks, notes, max(0, len(cited) - MOST_BLOCKS))


# ---------------------------------------------------------------- lines of the text


def said_beside(answer: Answer, words: Words) -> tuple[str, ...]:
    """The lines of the text that say what no field says, without markers and without the words of the clause.

    A line that only quotes, repeats a benefit, tells whom to ask or until when the policy holds, says nothing new.
    """
    if answer.comparison:
        return ()
    whole = {" ".join(one.measure.text.split()) for one in (*answer.citations, *answer.related)}
    figures = {words.figure(row.benefit, once=once) for row in answer.benefits for once in (False, True)}
    prefixes = (words("有效期：{sentence}", sentence=""), words("找谁办：文件未写明牵头单位。")[:4])
    found: list[str] = []
    for number, line in enumerate(line.strip() for line in answer.text.splitlines()):
        verdict = number == 0 and answer.verdict is not None
        if not line or (not verdict and (line.startswith(prefixes) or any(figure in line for figure in figures))):
            continue
        if CELL in line and found:
            continue  # a row of a table, told in words above
        told = _MARKERS.sub("", _named(line, answer.citations)).strip()
        if verdict or _SAID_BY_QUOTE.search(told):
            found.append(_clipped_quote(told, LONGEST_VERDICT))
        elif (quote := _QUOTED.search(told)) and _is_verbatim(quote["words"], whole):
            before = re.split(r"[《「]", told[: quote.start()])[0].strip()
            before = re.sub(r"(?:依据|Source:?|该条)?(?:只写到|only says)?[：:]?$", "", before).strip()
            if len(before) >= SHORTEST_QUOTE or before.endswith("。"):
                found.append(before)
        elif not (
            told.endswith(("：", ":")) and len(told) < 2 * SHORTEST_QUOTE
        ):  # the name of a place above its clauses
            found.append(told)
    return tuple(dict.fromkeys(found))


def _named(line: str, citations: Sequence[Citation]) -> str:
    """The line with 该条 for a clause's long name; the card beside it bears that."""
    for one in citations:
        name = f"{titled(one.document_title)}{one.measure.label}"
        line = line.replace(f"{name}「{one.measure.title}」", "该条" if "：「" not in line else "").replace(
            name, "该条"
        )
    return line


def _is_verbatim(quote: str, texts: Iterable[str]) -> bool:
    pieces = [" ".join(piece.split()) for piece in quote.split("……")]
    long = [piece for piece in pieces if len(piece) >= SHORTEST_QUOTE]
    return bool(long) and all(any(piece in text for text in texts) for piece in long)


def _clipped_quote(line: str, length: int) -> str:
    return _QUOTED.sub(lambda match: f"「{clipped(match['words'], length)}」", line)


def _news(warning: str, cited: Sequence[Citation], known: dict[str, Document], words: Words) -> str:
    """What a warning says beyond the validity that the headline shows: 请向甲局核实是否有接续政策。"""
    for one in cited:
        validity = known[one.measure.document_id].validity_of(one.measure.part)
        if validity is not None and words.day(validity.until) in warning:
            return re.split(r"(?<=[。.;])\s?", warning, maxsplit=1)[-1].strip() if "。" in warning[:-1] else ""
    return warning


# ---------------------------------------------------------------- one clause


def _block(
    answer: Answer, one: Citation, document: Document, words: Words, said: Sequence[str], beside: Sequence[Line]
) -> Block:
    unit = one.measure
    rows = [row for row in answer.benefits if row.marker == one.marker]
    figure = _headline(one, rows, words, said)
    several = len({row.benefit.recipient for row in rows}) > 1 and len(_figures(rows, unit, words)) > 1
    return Block(
        marker=one.marker,
        place=place_of(document),
        figure=figure,
        force=one.in_force,
        validity=validity_words(one.in_force, document, unit.part, words),
        document=document.title,
        facts=_facts(answer, one, document, [] if several else rows, words, figure, beside),
        rows=tuple(_row(row, unit, words) for row in rows[:MOST_ROWS]) if several else (),
    )


def _short(blocks: Sequence[Block], words: Words) -> tuple[Block, ...]:
    """Several clauses: what is missing is not said of each, and whom to ask only where it is another than before."""
    found, told = [], ""
    silent = words("未写明")
    for block in blocks:
        whom = next((value for name, value in block.facts if name == words("找谁办")), "")
        kept = [(name, value) for name, value in block.facts if value != silent and (value != whom or whom != told)]
        told = whom or told
        found.append(replace(block, facts=tuple(kept)))
    return tuple(found)


def place_of(document: Document) -> str:
    """Where a document is for, as it is called first; empty where nobody said."""
    return document.regions[0] if document.regions else EVERYWHERE if holds_everywhere(document) else ""


def _headline(one: Citation, rows: Sequence[BenefitRow], words: Words, said: Sequence[str]) -> str:
    """The sums; else the one line that the answer says; else the words of the clause, as short as they can be."""
    if rows:
        figures = _figures(rows, one.measure, words)
        more = " …" if len(figures) > MOST_FIGURES else ""
        return " / ".join(figures[:MOST_FIGURES]) + more
    if said:
        return said[0]
    if one.quote_span == one.measure.span and one.measure.title and one.measure.title not in one.measure.label:
        return one.measure.title  # a clause that was named: its words are in the card
    quote = on_one_line(one.quote)
    return clipped(quote, LONGEST_QUOTE) if quote else one.measure.title


def _figures(rows: Sequence[BenefitRow], unit: Measure, words: Words) -> list[str]:
    return list(dict.fromkeys(_figure(row, unit, words) for row in rows))


def _figure(row: BenefitRow, unit: Measure, words: Words) -> str:
    span = row.benefit.span
    once = "一次性" in unit.text[max(0, span.start - unit.span.start) : max(0, span.end - unit.span.start)]
    return words.figure(row.benefit, once=once)


def _row(row: BenefitRow, unit: Measure, words: Words) -> tuple[str, str]:
    benefit = row.benefit
    who = benefit.recipient or unit.title
    condition = f"（{benefit.condition}）" if benefit.condition and benefit.condition not in who else ""
    return clipped(who + condition, LONGEST_VALUE), _figure(row, unit, words)


def _facts(
    answer: Answer,
    one: Citation,
    document: Document,
    rows: Sequence[BenefitRow],
    words: Words,
    figure: str,
    beside: Sequence[Line],
) -> tuple[tuple[str, str], ...]:
    """Who, condition, deadline, whom to ask: what the clause states, and for a sum also that it does not state it."""
    unit = one.measure
    unstated = words("未写明") if rows else ""
    who = "、".join(dict.fromkeys(row.benefit.recipient for row in rows if row.benefit.recipient))
    conditions = dict.fromkeys(row.benefit.condition for row in rows if row.benefit.condition)
    condition = "；".join(each for each in conditions if each not in who)
    facts = [
        (words("对象"), clipped(who, LONGEST_VALUE)),
        (words("条件"), clipped(condition, LONGEST_VALUE)),
        (
            words("截止"),
            deadline_words(unit, answer.as_of, round_of(document)) or _of_card(beside, unit, "时间") or unstated,
        ),
        (words("找谁办"), _whom(unit, document, words, beside) if not _says_departments(figure, unit) else ""),
    ]
    return tuple((name, value) for name, value in facts if value)


def deadline_words(unit: Measure, as_of: date, given: date | None = None) -> str:
    """When something has to be handed in, next after `as_of`; the last that was where none comes. Empty where none is stated."""
    dues = [due for due in due_of(unit, given) if due.kind != "task"]
    if not dues:
        return ""
    coming = [due for due in dues if due.on(as_of)[1] >= as_of]
    chosen = min(coming, key=lambda due: due.on(as_of)[1]) if coming else max(dues, key=lambda due: due.last)
    return due_words(chosen, as_of)


def due_words(due: Due, as_of: date) -> str:
    """2025-03-24 至 2025-04-25（已过） / 每年 09-01 至 09-30."""
    if due.yearly:
        first = f"{due.first:%m-%d} 至 " if due.first else ""
        return f"每年 {first}{due.last:%m-%d}"
    first = f"{due.first} 至 " if due.first else ""
    return f"{first}{due.last}{'（已过）' if due.last < as_of else ''}"


def _of_card(beside: Sequence[Line], unit: Measure, *names: str) -> str:
    """What the card says in these lines, with the clause where that is another one; empty where it says nothing."""
    lines = [line for name in names for line in beside if line.name == name and line.is_stated]
    told = "，".join(line.words for line in lines)
    sources = "、".join(dict.fromkeys(line.source for line in lines if line.source and line.source != unit.label))
    return clipped(told, LONGEST_VALUE) + (f"（{sources}）" if sources else "")


def _whom(unit: Measure, document: Document, words: Words, beside: Sequence[Line]) -> str:
    """The departments of the clause; where it names none, the office that its document names, else who issued that."""
    stated = unit.lead_units or unit.responsible_units or unit.implementing_units
    if stated:
        phone = _of_card(beside, unit, "电话")
        return clipped(words.listed(stated), LONGEST_VALUE) + (f"，{phone}" if phone else "")
    if said := _of_card(beside, unit, "地点", "电话"):
        return said
    if unit.kind != "measure":
        return ""
    if document.issuing_body:
        return words("未写明，可问发文机关{body}", body=document.issuing_body)
    return words("未写明")


def _says_departments(figure: str, unit: Measure) -> bool:
    """Whether the headline already is the list of departments."""
    stated = unit.lead_units or unit.responsible_units or unit.implementing_units
    return bool(stated) and all(name in figure for name in stated)


# ---------------------------------------------------------------- HTML


def glance_html(seen: Glance, words: Words) -> str:
    """The lines that only the text says, then each clause with its headline and its facts."""
    alone = len(seen.blocks) == 1
    said = "".join(f'<p class="pa-said">{escape(line)}</p>' for line in seen.said)
    blocks = "".join(_block_html(block, first=at == 0, alone=alone) for at, block in enumerate(seen.blocks))
    notes = "".join(f'<p class="pa-note">{escape(note)}</p>' for note in seen.notes)
    more = (
        f'<p class="pa-note">{escape(words("另有 {count} 条，见下面的条款。", count=seen.more))}</p>'
        if seen.more
        else ""
    )
    first = blocks + said if alone else said + blocks
    return f'<div lang="zh-CN" class="pa-answer pa-glance">{first}{more}{notes}</div>'


def _block_html(block: Block, *, first: bool, alone: bool) -> str:
    place = f'<span class="pa-where-for">{escape(block.place)}</span> · ' if block.place else ""
    tag = f'<span class="pa-tag pa-tag-{FORCE_LOOKS[block.force]}" title="{escape(titled(block.document))}">{escape(block.validity)}</span>'
    marker = "" if alone else f'<sup class="pa-marker">[{block.marker}]</sup>'
    look = " pa-headline-first" if first and len(block.figure) <= LONGEST_VALUE else ""
    rows = "".join(f"<li>{escape(who)}：<strong>{escape(figure)}</strong></li>" for who, figure in block.rows)
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in block.facts)
    return (
        f'<p class="pa-headline{look}">{place}<strong>{escape(block.figure)}</strong>{marker} {tag}</p>'
        + (f'<ul class="pa-rows">{rows}</ul>' if rows else "")
        + (f'<dl class="pa-reasons">{facts}</dl>' if facts else "")
    )


# ---------------------------------------------------------------- what to ask next


def next_questions(
    answer: Answer, document: Document, units: Sequence[Measure], places: Sequence[str]
) -> tuple[str, ...]:
    """What suits to be asked next about the first clause: condition, material, deadline, another place.

    Each only where the document has something to say to it. `units` are those of the document, `places` all of the shelf.
    """
    if answer.status not in ("answered", "not_stated") or not answer.citations or answer.comparison:
        return ()
    unit = answer.citations[0].measure
    said = "".join(each.text for each in units)
    asked = answer.question
    offers = [
        ("这条有什么条件？", "条件" not in asked and not any(row.benefit.condition for row in answer.benefits) and _names(unit, "条件", "应当", "须", "具备", "符合")),
        ("这条需要什么材料？", "材料" not in asked and _names(unit, "材料", "证明", "申请表", "申请书")),
        ("这条什么时候截止？", "截止" not in asked and bool(due_of(unit))),
        ("这条由谁负责？", not re.search(r"牵头|负责|找谁|部门|单位", asked) and bool(unit.all_units) and not _told_whom(unit)),
    ]  # fmt: skip
    found = [question for question, suits in offers if suits]
    if "材料" not in asked and offers[1][0] not in found and re.search(r"(?:申[报请]|所需|提交)\S{0,4}材料", said):
        found.append(f"{titled(document.title)}申报需要什么材料？")
    own = set(document.regions) | set(document.related_regions)
    others = [place for place in places if place not in own and place not in asked]
    found += [f"那{place}呢？" for place in others[:2]] if answer.status == "answered" and own else []
    return tuple(found[:4])


def _told_whom(unit: Measure) -> bool:
    """Whether 找谁办 already stands in the answer."""
    return bool(unit.lead_units or unit.responsible_units or unit.implementing_units)


def _names(unit: Measure, *words: str) -> bool:
    return any(word in unit.text for word in words)
