"""A read question in, a drafted answer out: one function a way of asking, tried in order until one fits.

The order goes from the most exact to the least: a clause number, facts about a document, complete lists, phrases,
comparison, and only then search. Whatever is not in the corpus is said to be missing, never filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from assistant.answer import BenefitRow
from assistant.clauses import ClauseReference, largest_number, resolve_reference
from assistant.confidence import THRESHOLD, confidence
from assistant.draft import Draft, benefit_line, chinese_date, name_of, validity_sentence, verbatim
from assistant.evidence import (
    ROLE_WORDS,
    UNSTATED_GRANT,
    best_sentences,
    department_span,
    is_omitted,
    matching_benefits,
    money_pieces,
    quote_of,
    units_of,
)
from assistant.library import Library, searched_text
from assistant.query import Query, Role
from assistant.retrieve import search, search_text
from assistant.terms import content_terms, coverage
from corpus.amounts import parse_amounts, parse_dates, parse_rates
from corpus.measure import Benefit, Document, Measure, Span
from corpus.normal import fold
from index.hit import Hit

ALSO_GAP = 0.45  # a further clause is cited when its score is this close to the best one's
ALSO_COVERAGE = 0.8  # … and it holds nearly as much of the topic
NEAR_MONEY = 0.015  # a sentence with a sum this close to the best evidence is what was asked for
MOST_CITED = 3
MOST_REFERENCES = 12

# Asked for money that somebody gets, not for a target or a size
_GRANT = re.compile(
    r"补|奖|资助|给|领|拿|扶持|资金|额度|金额|钱|优惠|支持|补贴|award|subsid|fund|grant|reward|money|receive|get"
)
_DEPARTMENT_LIST = re.compile(r"哪些|哪几|几条|几项|所有|全部|列出|都有什么|有什么|which|list")
_DEPARTMENT_LIST_TOPIC = re.compile(
    r"条款|条|任务|工作|措施|项|事|内容|政策|clauses?|measures?|的|由|都|负责|牵头|配合|责任|实施|单位|部门"
)
_OCCURS = re.compile(
    r"出处|出自|来自|哪(?:一)?(?:条|项|款|里|儿|份|些文件|个文件|些条)|在哪|出现|提到|提及|写了|写过|写到|说法|原话|where|mention"
)
_OCCURS_WORDS = re.compile(
    r"(?:找一下|查一下|这个词|这个提法|这个说法|这句话|的?出处|出自(?:哪里|哪儿|哪一?条|哪个文件)?|来自哪里|是?哪(?:一)?(?:条|项|款)(?:里)?的?(?:说法|内容|规定)?|哪(?:里|儿|份文件|些文件|个文件|些条款|几条)"
    r"|在哪(?:里|儿|一条|个文件|份文件)?|出现(?:过|在)?|提到(?:了|过)?|提及|写了|写过|写到|说过|原话|说法|是|的|里|文件|条款|有|都|政策)"
)


def respond(
    library: Library, query: Query, as_of: date, allowed: Callable[[Measure], bool], carried: Measure | None
) -> Draft:
    """The answer to `query`. `carried` is the clause of the turn before, where the question points back at it."""
    draft = Draft(library, as_of)
    if query.references and by_reference(draft, query):
        return draft
    if carried is not None and by_carried_clause(draft, query, carried):
        return draft
    if query.foreign and not query.names and not _is_topic(library, query, allowed):
        return foreign_place(draft, query, allowed)
    for way in (about_document, department_list, phrase_list, comparison):
        if way(draft, query, allowed):
            return draft
    if is_vague(query):
        return ask_back(draft, query, allowed)
    return from_search(draft, query, allowed)


# --- clause numbers -----------------------------------------------------------------------------------------------


def by_reference(draft: Draft, query: Query) -> bool:
    """The clauses that the question names by number; False where it only names an annex and asks on."""
    library = draft.library
    references = [reference for reference in query.references if reference.steps]
    if not references:
        return False
    found: list[Measure] = []
    lost: list[ClauseReference] = []
    for reference in references:
        units = resolve_reference(reference, library.in_scope(query.documents, query.part))
        found += [unit for unit in units if unit not in found]
        if not units:
            lost.append(reference)
    for reference in lost:
        _say_no_clause(draft, query, reference)
    if not found:
        draft.status = "not_found"
        return True
    found.sort(key=lambda unit: unit.document_id not in query.preferred if query.preferred else False)
    if len(found) > 1 and len(references) == 1:
        shown = min(len(found), MOST_REFERENCES)
        where = "、".join(unit.label if len(query.documents) == 1 else name_of(library, unit) for unit in found[:shown])
        draft.say(f"「{references[0].text}」可能指 {len(found)} 处：{where}。")
        draft.warn(f"「{references[0].text}」不止一处，按可能性先后全部列出。")
    for unit in found[:MOST_REFERENCES]:
        _clause_facts(draft, query, unit, whole=True)
    return True


def _say_no_clause(draft: Draft, query: Query, reference: ClauseReference) -> None:
    library = draft.library
    titles = "、".join(f"《{library.document(document).title}》" for document in query.documents) or "已登记的文件"
    highest = largest_number(library.in_scope(query.documents, query.part or reference.part))
    numbers = [
        int(unit_steps) for unit_steps in _numbers(library.in_scope(query.documents, query.part or reference.part))
    ]
    span = f"（条款编号从{min(numbers)}到{highest}）" if numbers and highest else ""
    draft.say(f"没有找到「{reference.text}」：{titles}中没有这一条{span}。请核对文件和编号。")
    draft.warn(f"「{reference.text}」在{titles}中不存在。")


def _numbers(units: Sequence[Measure]) -> Iterator[int]:
    from assistant.clauses import label_steps

    for unit in units:
        steps = label_steps(unit.label)
        if unit.kind == "measure" and steps:
            yield steps[-1].number


# --- one clause and what is asked of it -----------------------------------------------------------------------------


def _clause_facts(draft: Draft, query: Query, unit: Measure, *, whole: bool = False, score: float = 1.0) -> bool:
    """Say of one clause what the question asks. False where the clause does not state it; the status says so then."""
    library = draft.library
    ranked = _ranked(library, query, unit)
    if is_omitted(unit):
        marker = draft.cite(unit, unit.span, score)
        draft.say(
            f"{name_of(library, unit)}：原文为「{verbatim(library, unit, [unit.span])}」，公布时内容已略去，文件未写明。[{marker}]"
        )
        draft.warn("该条内容在公布时已略去（原文为「(略)」），请向发文机关咨询。")
        draft.status = "not_stated"
        return False
    stated = True
    if "department" in query.asked:
        stated = _say_departments(draft, query, unit, score)
    elif "validity" in query.asked:
        stated = _say_validity(draft, unit, score)
    elif "amount" in query.asked:
        stated = _say_amount(draft, query, unit, ranked, score)
    elif whole:
        marker = draft.cite(unit, quote_of(ranked, unit) if ranked else unit.span, score)
        draft.say(f"{name_of(library, unit)}：「{verbatim(library, unit, [unit.span])}」[{marker}]")
        _say_section_children(draft, unit)
    else:
        marker = draft.cite(unit, quote_of(ranked, unit), score)
        draft.say(f"{name_of(library, unit)}：「{verbatim(library, unit, best_sentences(ranked, unit))}」[{marker}]")
    _warn_validity(draft, unit)
    return stated


def _ranked(library: Library, query: Query, unit: Measure) -> list[tuple[Span, float]]:
    """The pieces of `unit`, best evidence first. A question that is only a clause number needs no model."""
    if not content_terms(query.topic):
        return []
    try:
        return library.index.evidence(search_text(query.topic), unit)
    except ValueError:  # headings and the like are citable but not in the index
        return []


def _say_section_children(draft: Draft, unit: Measure) -> None:
    """A section named by number is answered with what stands in it."""
    if unit.kind != "introduction":
        return
    children = [
        other
        for other in draft.library.units
        if other.document_id == unit.document_id
        and other.part == unit.part
        and len(other.path) > len(unit.path)
        and other.path[: len(unit.path)] == unit.path
    ]
    if children:
        draft.say("本部分包括：" + "；".join(f"{child.label}{child.title}" for child in children) + "。")


def _say_departments(draft: Draft, query: Query, unit: Measure, score: float) -> bool:
    library = draft.library
    roles: tuple[Role, ...] = query.roles or ("lead", "responsible", "implementing", "cooperating")
    if "lead" not in roles and not any(units_of(unit, role) for role in roles):
        roles = ("lead", "responsible", "implementing", "cooperating")
    stated = [(role, units_of(unit, role)) for role in roles if units_of(unit, role)]
    if not query.roles or (query.roles == ("responsible",) and not unit.responsible_units):
        stated = [(role, units_of(unit, role)) for role in ROLE_WORDS if units_of(unit, role)]
    if not stated:
        quote = quote_of(_ranked(library, query, unit), unit)
        marker = draft.cite(unit, quote, score)
        wanted = "、".join(ROLE_WORDS[role] for role in (query.roles or ("lead",)))
        draft.say(f"{name_of(library, unit)}没有写明{wanted}。[{marker}]")
        others = [(role, units_of(unit, role)) for role in ROLE_WORDS if units_of(unit, role)]
        if others:
            draft.say(
                "该条写明的是：" + "；".join(f"{ROLE_WORDS[role]}：{'、'.join(names)}" for role, names in others) + "。"
            )
        draft.warn(f"文件未写明{wanted}。")
        draft.status = "not_stated"
        return False
    spans = [span for role, _ in stated if (span := department_span(unit, role))]
    quote = Span(min(s.start for s in spans), max(s.end for s in spans)) if spans else unit.span
    marker = draft.cite(unit, quote, score)
    words = "；".join(f"{ROLE_WORDS[role]}：{'、'.join(names)}" for role, names in stated)
    draft.say(f"{words}。[{marker}]")
    draft.say(f"依据{name_of(library, unit)}。[{marker}]")
    return True


def _say_validity(draft: Draft, unit: Measure, score: float) -> bool:
    library = draft.library
    document = library.document(unit.document_id)
    validity = document.validity_of(unit.part)
    draft.say(validity_sentence(library, unit, draft.as_of))
    if validity is None:
        marker = draft.cite(unit, unit.span, score)
        draft.lines[-1] += f"[{marker}]"
        draft.warn(f"《{document.title}》未写明有效期，是否仍然有效请向发文机关核实。")
        draft.status = "not_stated"
        return False
    source = _stating(
        library, document, lambda text: any(day == validity.until for day, _ in parse_dates(text)), unit.part
    )
    if source is not None:
        marker = draft.cite(source, source.span, score)
        draft.lines[-1] += f"[{marker}]"
        draft.say(f"依据{name_of(library, source)}：「{verbatim(library, source, [source.span])}」[{marker}]")
    return True


def _stating(
    library: Library, document: Document, states: Callable[[str], bool], part: str | None = None
) -> Measure | None:
    """The unit in which the document itself states a fact of its register entry; closing lines first."""
    units = [unit for unit in library.in_scope([document.id], part) if states(unit.text)]
    order = {"closing": 0, "preamble": 1}
    return min(units, key=lambda unit: order.get(unit.kind, 2), default=None)


def _say_amount(draft: Draft, query: Query, unit: Measure, ranked: Sequence[tuple[Span, float]], score: float) -> bool:
    """The sums and rates the clause grants, or, for targets and sizes, the sentence with the figures."""
    library = draft.library
    grant = bool(_GRANT.search(fold(query.question)))
    rows = matching_benefits(query, query.topic, unit, library.weights)
    if grant and rows and _grants(unit, rows, ranked):
        quote = _quote_of_rows(unit, [row.span for row in rows])
        marker = draft.cite(unit, quote, score)
        for row in rows:
            draft.benefits.append(BenefitRow(row, marker))
            draft.say(f"{benefit_line(row)}[{marker}]")
        draft.say(
            f"依据{name_of(library, unit)}：「{verbatim(library, unit, _with_sentences(unit, [r.span for r in rows]))}」[{marker}]"
        )
        return True
    pieces = money_pieces(unit, ranked) if ranked else []
    best = ranked[0][0] if ranked else unit.span
    best_text = best.of(library.corpus.sources[unit.document_id])
    figures = bool(re.search(r"[0-9]|[一二三四五六七八九十百]+(?:个|项|家|年|倍|成)", fold(best_text)))
    granting = [span for span, score in pieces if score >= ranked[0][1] - NEAR_MONEY] if grant else []
    if granting or (not grant and (figures or pieces)):
        span = granting[0] if granting else best if figures else pieces[0][0]
        marker = draft.cite(unit, quote_of([(span, 1.0)], unit), score)
        draft.say(
            f"{name_of(library, unit)}：「{verbatim(library, unit, best_sentences([(span, 1.0)], unit))}」[{marker}]"
        )
        return True
    marker = draft.cite(unit, quote_of(ranked, unit), score)
    draft.say(
        f"文件未写明具体金额或比例。{name_of(library, unit)}只写到：「{verbatim(library, unit, best_sentences(ranked, unit))}」[{marker}]"
    )
    draft.warn("该条款没有写明具体金额或比例，请向主管部门咨询实施细则。")
    draft.status = "not_stated"
    return False


def _grants(unit: Measure, rows: Sequence[Benefit], ranked: Sequence[tuple[Span, float]]) -> bool:
    """Whether the rows are what the question is about: not where its best sentence grants something without a figure."""
    if not ranked:
        return True
    best = ranked[0][0]
    text = unit.text[best.start - unit.span.start : best.end - unit.span.start]
    if parse_amounts(text) or parse_rates(text) or not UNSTATED_GRANT.search(fold(text)):
        return True
    return any(row.span.overlaps(best) for row in rows)


def _quote_of_rows(unit: Measure, spans: Sequence[Span]) -> Span:
    return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else unit.span


def _with_sentences(unit: Measure, spans: Sequence[Span]) -> list[Span]:
    """The whole sentences that hold `spans`; the whole clause where it is short."""
    return best_sentences([(span, 1.0) for span in spans], unit)


def _warn_validity(draft: Draft, unit: Measure) -> None:
    document = draft.library.document(unit.document_id)
    if document.in_force(draft.as_of, unit.part) == "expired":
        sentence = validity_sentence(draft.library, unit, draft.as_of)
        draft.warn(f"{sentence}请向{document.issuing_body or '发文机关'}核实是否有接续政策。")


# --- follow-ups -------------------------------------------------------------------------------------------------------


def by_carried_clause(draft: Draft, query: Query, carried: Measure) -> bool:
    """这条由谁负责？ — asked of the clause of the turn before; False where the question has a topic of its own."""
    wanted = query.asked & {"department", "validity", "amount", "eligibility", "issued", "number"}
    own = [term for term in content_terms(query.topic) if fold(term) not in searched_text(carried)]
    if not wanted or own:
        return False
    if wanted & {"issued", "number"}:
        return False
    _clause_facts(draft, query, carried)
    return True


# --- facts about a document -------------------------------------------------------------------------------------------


def about_document(draft: Draft, query: Query, allowed: Callable[[Measure], bool]) -> bool:
    """When issued, by whom, under which number, valid until when: from the register, with the line that states it."""
    asked = query.asked & {"issued", "number", "issuer", "validity"}
    documents = query.preferred or query.documents
    if not asked or not documents or _specific_terms(query):
        return False
    library = draft.library
    for document_id in documents:
        document = library.document(document_id)
        if "validity" in asked:
            parts = [query.part] if query.part else list(dict.fromkeys(v.part for v in document.validity))
            units = [
                unit for unit in library.in_scope([document_id]) if parts == [] or unit.part == (parts[0] or unit.part)
            ]
            if units:
                _say_validity(draft, units[0] if parts else _opening(units), 1.0)
                _warn_validity(draft, units[0])
        if "issued" in asked:
            _say_registered(draft, document, "印发日期", document.issued and chinese_date(document.issued), "issued",
                            lambda text, d=document: any(day == d.issued for day, _ in parse_dates(text)))  # fmt: skip
        if "number" in asked:
            _say_registered(draft, document, "文号", document.number, "number",
                            lambda text, d=document: bool(d.number) and fold(str(d.number)) in fold(text))  # fmt: skip
        if "issuer" in asked:
            _say_registered(draft, document, "发文机关", document.issuing_body, "issuing_body",
                            lambda text, d=document: bool(d.issuing_body) and str(d.issuing_body) in text)  # fmt: skip
    if draft.status == "not_stated" and any("未写明" not in line for line in draft.lines):
        draft.status = "answered"
    return bool(draft.lines)


def _opening(units: Sequence[Measure]) -> Measure:
    return next((unit for unit in units if unit.kind == "preamble"), units[0])


def _specific_terms(query: Query) -> bool:
    """Whether the question is about more than the document as a whole."""
    general = re.compile(
        r"文号|发文|印发|发布|出台|颁布|实施|有效|有效期|日期|时间|过期|失效|到期|截止|机关|制定|生效|下发|执行|算数|管用|政策|文件|开始"
    )
    return any(not general.search(term) for term in content_terms(query.topic))


def _say_registered(
    draft: Draft, document: Document, what: str, value: object, field: str, states: Callable[[str], bool]
) -> None:
    if not value:
        draft.say(f"《{document.title}》没有写明{what}。")
        draft.warn(f"文件未写明{what}。")
        draft.status = "not_stated"
        return
    inferred = "（文件本身未写明，为登记时推断）" if field in document.inferred else ""
    source = _stating(draft.library, document, states)
    mark = f"[{draft.cite(source, _date_line(source, str(value), draft), 1.0)}]" if source else ""
    draft.say(f"《{document.title}》的{what}：{value}{inferred}。{mark}")


def _date_line(unit: Measure, value: str, draft: Draft) -> Span:
    """The line of the unit that states the value, where it stands there word for word; else the unit."""
    source = draft.library.corpus.sources[unit.document_id]
    at = fold(source).find(fold(value), unit.span.start, unit.span.end)
    return Span(at, at + len(value)) if at >= 0 else unit.span


# --- complete lists ---------------------------------------------------------------------------------------------------


def department_list(draft: Draft, query: Query, allowed: Callable[[Measure], bool]) -> bool:
    """市发改委牵头的有哪些: every clause with that department in that role, in document order, with the count."""
    folded = fold(query.question)
    if "department" not in query.asked or not _DEPARTMENT_LIST.search(folded):
        return False
    library = draft.library
    name = next((name for name in library.departments if fold(name) in folded), None)
    short = name is None
    if name is None:
        suffixes = {name.lstrip("国省州市县区"): name for name in library.departments if len(name) > 3}
        name = next((s for s in sorted(suffixes, key=len, reverse=True) if len(s) >= 3 and fold(s) in folded), None)
    if name is None:
        return False
    rest = _DEPARTMENT_LIST_TOPIC.sub(" ", _DEPARTMENT_LIST.sub(" ", query.topic.replace(name, " ")))
    if content_terms(rest):
        return False
    roles: tuple[Role, ...] = query.roles or ("lead", "responsible", "implementing", "cooperating")
    found = [
        (unit, role)
        for unit in library.in_scope(query.documents, query.part)
        if allowed(unit)
        for role in roles
        if any(unit_name == name or (short and unit_name.endswith(name)) for unit_name in units_of(unit, role))
    ]
    wanted = "、".join(ROLE_WORDS[role] for role in roles)
    if not found:
        draft.status = "not_found"
        draft.say(f"没有条款把「{name}」写为{wanted}。")
        return True
    draft.say(f"「{name}」作为{wanted}的条款共 {len(found)} 条：")
    for unit, role in found:
        marker = draft.cite(unit, department_span(unit, role) or unit.span, 1.0)
        draft.say(f"{name_of(library, unit)}（{ROLE_WORDS[role]}）[{marker}]")
    return True


def phrase_list(draft: Draft, query: Query, allowed: Callable[[Measure], bool]) -> bool:
    """“四棒接力”出自哪里: every clause that holds the phrase, word for word, in document order, with the count."""
    folded = fold(query.question)
    if not _OCCURS.search(folded) or query.asked & {"amount", "department", "validity"}:
        return False
    library = draft.library
    phrases = list(query.phrases)
    if not phrases:
        core = _OCCURS_WORDS.sub(" ", query.topic).split()
        whole = "".join(core)
        phrases = [core[0]] if len(core) == 1 else [whole] if whole and fold(whole) in library.vocabulary.text else []
    phrases = [phrase.strip("\"'“”「」《》 ") for phrase in phrases]
    phrases = [phrase for phrase in phrases if len(phrase) >= 2]
    if not phrases:
        return False
    units = [unit for unit in library.in_scope(query.documents, query.part) if allowed(unit)]
    found = [(unit, place) for unit in units if (place := _place(unit, phrases)) is not None]
    quoted = "、".join(f"“{phrase}”" for phrase in phrases)
    if not found:
        if not query.phrases:
            return False
        draft.status = "not_found"
        draft.say(f"{'所选文件' if query.documents else '已登记的文件'}中没有出现{quoted}。")
        return True
    draft.say(f"{quoted}共出现在 {len(found)} 处：")
    for unit, place in found:
        marker = draft.cite(unit, _sentence_around(unit, place), 1.0)
        draft.say(f"{name_of(library, unit)}：「{verbatim(library, unit, [_sentence_around(unit, place)])}」[{marker}]")
        _warn_validity(draft, unit)
    return True


def _place(unit: Measure, phrases: Sequence[str]) -> Span | None:
    """Where the first of `phrases` stands in the unit, if all of them do; quotation marks do not matter."""
    bare = _without_marks(unit.text)
    places = [bare[0].find(_without_marks(phrase)[0]) for phrase in phrases]
    if any(place < 0 for place in places):
        return None
    at = bare[1][places[0]]
    return Span(unit.span.start + at, unit.span.start + at + 1)


def _without_marks(text: str) -> tuple[str, list[int]]:
    """The folded text without quotation marks and spaces, and where each kept character stood."""
    folded = fold(text)
    kept = [place for place, character in enumerate(folded) if character not in "\"' \n"]
    return "".join(folded[place] for place in kept), kept


def _sentence_around(unit: Measure, place: Span) -> Span:
    return quote_of([(place, 1.0)], unit) if len(unit.text) > 1 else unit.span


# --- comparison -------------------------------------------------------------------------------------------------------


def comparison(draft: Draft, query: Query, allowed: Callable[[Measure], bool]) -> bool:
    """昌吉和甘州……有什么不同: the best clause of each place named, or that it says nothing."""
    groups = _groups(query)
    if len(groups) < 2 or not content_terms(query.topic):
        return False
    library = draft.library
    answered = 0
    for name, documents in groups:
        hits = search(library, query, 3, allowed, documents)
        hits = [hit for hit in hits if _supported(library, query, hit)][:1]
        if not hits:
            draft.say(f"{name}：文件中没有找到相关规定。")
            draft.warn(f"{name}：未规定。")
            continue
        before = draft.status
        draft.say(f"{name}：")
        _clause_facts(draft, query, hits[0].measure, score=hits[0].score)
        answered += draft.status != "not_stated" or before == "not_stated"
        if answered:
            draft.status = "answered"
    if not draft.citations:
        draft.status = "not_found"
    return True


def _groups(query: Query) -> list[tuple[str, tuple[str, ...]]]:
    """The places or documents named side by side: each with documents that the others do not mean."""
    groups: list[tuple[str, tuple[str, ...]]] = []
    for name in query.names:
        if all(not set(name.documents) & set(documents) for _, documents in groups):
            groups.append((name.text, name.documents))
    return groups


# --- what cannot be answered ------------------------------------------------------------------------------------------


def _is_topic(library: Library, query: Query, allowed: Callable[[Measure], bool]) -> bool:
    """Whether the foreign place is part of the topic (与上海张江合作): the best clause itself names it."""
    hits = search(library, query, 1, allowed)
    if not hits or "amount" in query.asked:
        return False
    text = fold(hits[0].measure.text)
    return all(fold(place) in text for place in query.foreign) and _supported(library, query, hits[0])


def foreign_place(draft: Draft, query: Query, allowed: Callable[[Measure], bool]) -> Draft:
    """A place that no document covers: say so; clauses of other places only as related ones, marked as such."""
    library = draft.library
    places = "、".join(query.foreign)
    covered = "、".join(dict.fromkeys(d.regions[0] for d in library.corpus.documents if d.regions))
    draft.status = "not_found"
    draft.say(f"没有找到{places}的政策：已登记的文件只涉及{covered}。")
    hits = [hit for hit in search(library, query, 3, allowed) if _supported(library, query, hit)]
    for hit in hits[:2]:
        draft.relate(hit.measure, quote_of(_ranked(library, query, hit.measure), hit.measure), hit.score)
    if draft.related:
        draft.say("其他地区有相近条款，仅供参考，不适用于" + places + "。")
    draft.warn(f"文件库中没有{places}的文件。")
    return draft


def is_vague(query: Query) -> bool:
    """Neither a place nor a topic: nothing to search for."""
    return not content_terms(query.topic) and not query.names and not query.phrases and len(query.question) <= 30


def ask_back(draft: Draft, query: Query, allowed: Callable[[Measure], bool]) -> Draft:
    """A question too vague to answer: two or three choices made from the corpus."""
    library = draft.library
    draft.status = "clarify"
    places = list(dict.fromkeys(d.regions[0] for d in library.corpus.documents if d.regions))
    with_benefits = [unit for unit in library.units if unit.benefits and allowed(unit)] or list(library.units)
    step = max(1, len(with_benefits) // 3)
    topics = list(dict.fromkeys(unit.title for unit in with_benefits[::step]))[:3]
    draft.say("请说得再具体一些：您在哪个地区、想了解哪一类事项？")
    draft.say(f"地区：{'、'.join(places)}。事项例如：{'、'.join(topics)}。")
    return draft


def _not_found(draft: Draft, query: Query, hits: Sequence[Hit]) -> Draft:
    library = draft.library
    draft.status = "not_found"
    scope = "、".join(f"《{library.document(document).title}》" for document in (query.preferred or query.documents))
    missing = [term for term in content_terms(query.topic) if not library.weights.known(term)]
    about = f"「{'」「'.join(missing)}」的规定" if missing else "与问题相符的规定"
    draft.say(f"{scope or '已登记的文件'}中没有找到{about}。")
    draft.warn("没有足够的依据，不作回答。")
    for hit in hits[:2]:
        draft.relate(hit.measure, quote_of(_ranked(library, query, hit.measure), hit.measure), hit.score)
    if draft.related:
        draft.say("下面是最接近的条款，仅供参考，不是答案。")
    return draft


# --- search -----------------------------------------------------------------------------------------------------------


def _supported(library: Library, query: Query, hit: Hit) -> bool:
    """Whether the clause may be called an answer at all."""
    return confidence(library, query, hit) >= THRESHOLD


def from_search(draft: Draft, query: Query, allowed: Callable[[Measure], bool]) -> Draft:
    """The clauses that fit best, with what the question asks of them, or that there is nothing."""
    library = draft.library
    hits = search(library, query, 10, allowed)
    if not hits or not _supported(library, query, hits[0]):
        better = next((hit for hit in hits[:3] if _supported(library, query, hit)), None)
        if better is None:
            return _not_found(draft, query, hits)
        hits = [better, *(hit for hit in hits if hit is not better)]
    chosen = _chosen(library, query, hits)
    _clause_facts(draft, query, chosen[0].measure, score=chosen[0].score)
    status = draft.status
    for hit in chosen[1:]:
        _clause_facts(draft, query, hit.measure, score=hit.score)
    # A further clause that does not state the figure takes nothing from one that does.
    if status == "answered":
        draft.status = "answered"
    return draft


def _chosen(library: Library, query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """The best hit and those nearly as good."""
    terms = content_terms(query.topic)
    best = coverage(terms, searched_text(hits[0].measure), library.weights).share
    chosen = [hits[0]]
    for hit in hits[1:]:
        if len(chosen) == MOST_CITED or hit.score < hits[0].score - ALSO_GAP:
            break
        if coverage(terms, searched_text(hit.measure), library.weights).share >= ALSO_COVERAGE * best:
            chosen.append(hit)
    return chosen
