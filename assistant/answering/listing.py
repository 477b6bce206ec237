"""Complete lists, in document order and with their count: the clauses of a department, the places of a phrase."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.answer import BenefitRow
from assistant.deciding.editions import current_editions
from assistant.library import Library
from assistant.proposing.evidence import ROLE_WORDS, department_span, units_of, words_around
from assistant.proposing.retrieve import passing
from assistant.reading.coverage import APART
from assistant.reading.lexicon import says
from assistant.reading.query import NOT_TO_GO, Query, Role, asks_for_money
from assistant.reading.several import asks_of_several
from assistant.reading.terms import content_terms, coverage, without_marks, without_number
from assistant.reading.wanted import stands_in
from assistant.saying.draft import QUOTED, SAME, Draft, name_of, verbatim
from assistant.saying.say_days import warn_validity
from corpus.facts.references import parse_references
from corpus.measure import Benefit, Measure, Span
from corpus.quantities.quantities import MONEY
from corpus.text.normal import fold
from corpus.text.title_marks import titled

Allowed = Callable[[Measure], bool]

MOST_TITLES = 4  # documents that are named where nothing else was found in them
LISTED = 100  # clauses of a list that are shown; all of them are counted
_ANY_ROLE = re.compile(r"参与|涉及|承担|参加|有关|相关")
_ALL = re.compile(
    r"(?:牵头|负责|配合|参与|承担)(?:了|的)?(?:是)?什么|哪些|哪几|几条|几项|多少条|多少项|所有|全部|列出|都有什么|有什么|which|list"
)
_LIST_WORDS = re.compile(
    r"条款|条|任务|工作|措施|项|事|内容|政策|clauses?|measures?|的|由|都|是|负责|牵头|配合|责任|实施|单位|部门|一共|总共|多少|几|什么|参与|涉及|承担|参加|了|作为|有关|相关|哪"
)
_GRANTS = re.compile(
    r"补|奖|资助|扶持|优惠|支持|政策|享受|资金|好处|福利|钱|给|领|拿|subsid|award|support|fund|benefit|incentive"
)
# 有哪些补贴, 能享受什么: one wants them all; 报补助要带什么 wants something else of them
_EACH = re.compile(
    r"哪些|哪几|几[项条种]|所有|全部|列出|清单|(?:都|能|可以?)?(?:有|给|领|拿|享受?|申请|扶持|支持|得到?)(?:到|了|得到)?(?:些)?(?:什么|啥)"
    r"|怎么样?(?:支持|扶持)|多少|几多|which|what|list|all"
)
_DENIED = re.compile(
    r"不(?:能|可以?|得|予|给|让|符合|享受|算|补|奖)(?!不)|除外|排除"
)  # 哪些单位不能享受: who is left out
_OCCURS = re.compile(
    rf"出处|出自|来自|{NOT_TO_GO}(?:在哪|哪(?:一)?(?:条|项|款|里|儿|份|些文件|个文件|些条))|出现|提到|提及|写了|写过|写到|说法|原话"
    r"|谁(?:写|说|提)的|where|mention|which clauses?|occurs?\b|appears?\b"
)
# 哪些条款引用了国发〔2015〕32号: what a clause does with another document
_CITES = re.compile(r"引用|引述|依据|根据|参照|按照|援引|落实|贯彻|提到|提及|涉及|\bcites?\b|refers? to|mention")
_WHICH = re.compile(r"哪|什么条款|所有|全部|列出|几条|多少条|which|where|list")
MOST_OF_TOPIC = 0.6  # of a question's words by weight: it asks for the phrase, and does not only use it
LEAST_PIECE = 4  # characters; shorter pieces stand in the documents by chance
_PIECE = re.compile(r"\s+|这个|那个|[,，]")
# The words around a phrase in such a question, longest first within each line
_OCCURS_WORDS = re.compile(
    r"出自(?:哪里|哪儿|哪一?条|哪个文件|哪份文件)?|来自(?:哪里|哪儿|哪一?条)?|的?出处|谁(?:写|说|提)的"
    r"|(?:是|在|的)?哪(?:一)?(?:条|项|款)(?:里|中)?(?:的)?(?:说法|内容|规定|出现)?|哪(?:里|儿|份文件|些文件|个文件|些条款|些条|几条)"
    r"|在哪|出现(?:过|在)?|提到(?:了|过)?|提及|写了|写过|写到|说过|原话|这个?(?:词|提法|说法|话|概念)|那个?(?:词|提法|说法|话)|说法"
    r"|里头|where|which clauses?|(?:in )?which documents?|does|is|are|occurs?|appears?|mention(?:s|ed)?|the (?:term|phrase|word)"
    r"|找一下|查一下|分别|文件|条款|(?<=\s)[是的里有都这那]+(?=\s)|[是的里有都这那和]+$|^[找查有]"
)


def department_list(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """市发改委牵头的有哪些: every clause with that department in that role. False where more than that is asked."""
    folded = fold(query.question)
    any_role = bool(_ANY_ROLE.search(folded))
    if not _ALL.search(folded) or not (query.roles or any_role):
        return False
    library = draft.library
    name = _department(library, folded)
    if name is None:
        return False
    rest = _LIST_WORDS.sub(" ", _ALL.sub(" ", fold(query.topic).replace(fold(name), " ")))
    if content_terms(rest):
        return False
    roles: tuple[Role, ...] = tuple(ROLE_WORDS) if any_role or not query.roles else query.roles
    if not any_role and "lead" in query.roles:
        roles = ("lead",)
    called = _called(library, name)
    rows = {role: _rows(library, query, allowed, [(role, each) for each in called]) for role in roles}
    count = sum(map(len, rows.values()))
    found = [
        (library.corpus.units[row], role)
        for row in np.unique(np.concatenate(list(rows.values()))).tolist()[:LISTED]
        for role in roles
        if row in rows[role]
    ]
    words = draft.words
    wanted = words.listed(words(ROLE_WORDS[role]) for role in roles)
    if not found:
        draft.status = "not_found"
        draft.say("没有条款把「{name}」写为{wanted}。", name=name, wanted=wanted)
        return True
    draft.say("「{name}」作为{wanted}的条款共 {count} 条：", name=name, wanted=wanted, count=count)
    for unit, role in found:
        marker = draft.cite(unit, department_span(unit, role) or unit.span, 1.0)
        draft.say(
            "{name}（{role}：{units}）[{marker}]",
            name=name_of(library, unit),
            role=words(ROLE_WORDS[role]),
            units=words.listed(units_of(unit, role)),
            marker=marker,
        )
    _say_more(draft, len(found), count)
    return True


def _called(library: Library, name: str) -> list[str]:
    """The departments that a name means: itself, or those that end with it (发改委 of 市发改委)."""
    lookup = library.holdings.lookup
    if lookup.has("department", name):
        return [name]
    ending = (key.partition(APART)[2] for key in lookup.keys("department end", fold(name)[::-1]))
    return [each for each in ending if each.endswith(name)]


def _rows(
    library: Library,
    query: Query,
    allowed: Allowed,
    facts: Sequence[tuple[str, str]],
    documents: Sequence[str] | None = None,
) -> NDArray[np.int64]:
    """The rows of the clauses in scope that have one of these facts, found without walking through the others."""
    found = [library.holdings.lookup.get(table, key) for table, key in facts]
    rows = np.unique(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, dtype=np.int64)
    return passing(
        library, allowed, library.within(rows, query.documents if documents is None else documents, query.part)
    )


def _say_more(draft: Draft, listed: int, count: int) -> None:
    """That a list goes on, where it is longer than anybody reads."""
    if count > listed:
        draft.say("共 {count} 条，这里列出前 {listed} 条；写明地区或文件可以缩小范围。", count=count, listed=listed)


def _department(library: Library, folded: str) -> str | None:
    """The department named: in full, or without the 市 or 区 before it (发改委)."""
    full = _longest(library, "department said", folded, lambda name: name)
    if full is not None:
        return full
    return _longest(library, "department short", folded, lambda name: name[1:])


def _longest(library: Library, table: str, folded: str, piece: Callable[[str], str]) -> str | None:
    """The longest name of a table that stands in folded words, as the documents write it."""
    lookup = library.holdings.lookup
    keys = {key for _, key in lookup.inside(table, folded)}
    if not keys:
        return None
    longest = max(map(len, keys))
    written = {
        piece(name)
        for key in keys
        if len(key) == longest
        for name in library.corpus.units[int(lookup.get(table, key)[0])].all_units
        if fold(piece(name)) == key
    }
    return min(written, default=None)


def benefit_list(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """昌吉高新区有哪些补贴: every benefit of the documents named, or of the one whose title is the topic (云溪生物医药有哪些补贴).
    False where the question has a topic of its own."""
    folded = fold(query.question)
    if not query.names or not _GRANTS.search(folded) or not _EACH.search(folded):
        return False
    if content_terms(query.topic):
        own = _of_topic(draft.library, query) if _WHICH_GRANTS.search(folded) else ()
        if not own:
            return False
        query = replace(query, documents=own, preferred=own)
    if _DENIED.search(folded) or _defines(draft.library, query):
        return False
    granting = _granting(draft, query, allowed, {})
    if not len(granting):
        return False
    units = draft.library.units_at(granting[:LISTED])
    if len(granting) > LISTED:
        draft.say("写明金额或比例的支持见 {clauses} 条：", clauses=len(granting))
    else:
        rows = sum(len(unit.benefits) for unit in units)
        draft.say("写明金额或比例的支持共 {rows} 项，见 {clauses} 条：", rows=rows, clauses=len(units))
    _say_benefits(draft, units, {})
    _say_more(draft, len(units), len(granting))
    return True


_WHICH_GRANTS = re.compile(r"(?:哪些|哪几[项条种]|什么|啥)(?:样的)?(?:补|奖|资助|扶持|优惠|支持|政策|好处|福利|钱)")


def _of_topic(library: Library, query: Query) -> tuple[str, ...]:
    """The document of the place named whose title holds every word of the topic; none where several do."""
    terms = content_terms(query.topic)
    regions = dict.fromkeys(document for name in query.names if name.is_region for document in name.documents)
    held = [each for each in regions if all(says(fold(library.document(each).title), term) for term in terms)]
    return tuple(held) if len(held) == 1 else ()


def _defines(library: Library, query: Query) -> bool:
    """政策里说的企业是指哪些企业: surely what a word means is asked, by what was learned."""
    shares = library.kinds_asked(query.sought)
    return bool(shares[library.models.asked.classes.index("definition")] >= SURELY)


SURELY = 0.7  # how likely a question asks for something, to be read so whatever its words


def no_sum_at_all(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """一共给多少钱, asked of one document that names no sum: said so; False where it names some, or where several are meant."""
    library = draft.library
    documents = query.preferred or query.documents
    if not documents and len(library.corpus.documents) == 1:
        documents = (library.corpus.documents[0].id,)
    if len(documents) != 1 or not asks_for_money(query) or content_terms(query.topic):
        return False
    if any(_holds_money(unit) for unit in filter(allowed, library.in_scope(documents))):
        return False
    draft.status = "not_stated"
    draft.say("文件未写明具体金额或比例：《{title}》中没有写明数额的支持。", title=library.document(documents[0]).title)
    return True


def _holds_money(unit: Measure) -> bool:
    """Whether a clause holds a sum or a share, whether or not it could be read as something granted."""
    return bool(unit.benefits) or bool(stands_in(unit.text) & {*MONEY, "%"})


# The benefits that an answer told, by the clause that grants them
Told = Mapping[str, frozenset[Benefit]]


def told_of(draft: Draft, before: Told | None = None) -> Told:
    """What an answer told of what its clauses grant, and what was told `before`: the benefits that it lists, and of a
    clause whose words it shows those that the quotation holds."""
    found = dict(before or {})
    listed = Counter(row.marker for row in draft.benefits)
    for citation in draft.citations:
        unit = citation.measure
        if listed[citation.marker]:
            benefits = {row.benefit for row in draft.benefits if row.marker == citation.marker}
        else:
            benefits = {benefit for benefit in unit.benefits if benefit.span.overlaps(citation.quote_span)}
        found[unit.id] = found.get(unit.id, frozenset()) | benefits
    return found


def other_benefits(draft: Draft, query: Query, allowed: Allowed, told: Told) -> None:
    """还有别的吗: every benefit of the documents named that was not told yet, or that there is none."""
    granting = _granting(draft, query, allowed, told)
    units = draft.library.units_at(granting[:LISTED])
    if not units:
        draft.status = "not_found"
        titles = (titled(draft.library.document(each).title) for each in _listed_documents(draft, query)[:MOST_TITLES])
        scope = draft.words.listed(titles) or draft.words("已登记的文件")
        draft.say("除已经说过的以外，{scope}没有写明金额或比例的其他支持。", scope=scope)
        return
    if len(granting) > LISTED:
        draft.say("除已经说过的以外，写明金额或比例的支持还见 {clauses} 条：", clauses=len(granting))
    else:
        rows = sum(len(_untold(unit, told)) for unit in units)
        draft.say(
            "除已经说过的以外，写明金额或比例的支持还有 {rows} 项，见 {clauses} 条：", rows=rows, clauses=len(units)
        )
    _say_benefits(draft, units, told)
    _say_more(draft, len(units), len(granting))


def _granting(draft: Draft, query: Query, allowed: Allowed, told: Told) -> NDArray[np.int64]:
    """The rows of the clauses that grant something which was not told yet."""
    library = draft.library
    rows = _rows(library, query, allowed, [("fact", "benefit")], _listed_documents(draft, query))
    known = [row for unit_id in told for row in library.holdings.lookup.get("unit", unit_id).tolist()]
    over = [row for row in known if not _untold(library.corpus.units[row], told)]
    return rows[~np.isin(rows, over)]


def _listed_documents(draft: Draft, query: Query) -> tuple[str, ...]:
    """The documents named, of several editions of one only that which counts."""
    named = query.preferred or query.documents
    if asks_of_several(query.question):
        return named
    return current_editions(draft.library, query.question, draft.as_of, named)


def _untold(unit: Measure, told: Told) -> list[Benefit]:
    """What a clause grants that was not told yet."""
    known = told.get(unit.id, frozenset())
    return [benefit for benefit in unit.benefits if benefit not in known]


def _say_benefits(draft: Draft, units: Sequence[Measure], told: Told) -> None:
    """A line a clause: everything it grants that was not told yet."""
    alike: dict[str, int] = {}  # what clauses say, and which of them bears its line
    for unit in units:
        benefits = _untold(unit, told)
        spans = [benefit.span for benefit in benefits]
        marker = draft.cite(unit, Span(min(s.start for s in spans), max(s.end for s in spans)), 1.0)
        warn_validity(draft, unit)
        known = alike.setdefault(without_number(unit.text), marker)
        if known != marker:
            draft.say(SAME, name=name_of(draft.library, unit), known=known, marker=marker)
            continue
        draft.benefits += [BenefitRow(benefit, marker) for benefit in benefits]
        lines = draft.words.joined(map(draft.words.benefit, benefits))
        name = f"{unit.label}「{unit.title}」" if unit.title else unit.label
        draft.say("{name}：{lines}。[{marker}]", name=name, lines=lines, marker=marker)


def phrase_list(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """“四棒接力”出自哪里, 哪些条款引用了国发〔2015〕32号: every clause that holds the phrase or cites the document.

    False where no phrase is asked for, or where the question says more than the phrase: then it describes what is looked for,
    and a quoted word that stands nowhere is the asker's own.
    """
    folded = fold(query.question)
    cited = parse_references(query.question) if _CITES.search(folded) and _WHICH.search(folded) else ()
    if not (cited or _OCCURS.search(folded)) or query.asked & {"amount", "department", "validity"}:
        return False
    if "comparison" in query.asked and not query.phrases and len(query.names) > 1:
        return False
    library = draft.library
    phrases = tuple(map(_without_title_marks, cited)) or query.phrases or _bare_phrase(library, query)
    if not phrases or not (cited or query.phrases or _is_all(library, query, phrases)):
        return False
    documents = _limited_to(query, cited) if cited else query.documents
    needles = [needle for phrase in phrases if (needle := without_marks(phrase)[0])]
    holding = [library.holdings.bare.holding(needle) for needle in needles]
    rows = np.unique(np.concatenate(holding)) if holding else np.zeros(0, dtype=np.int64)
    rows = passing(library, allowed, library.within(rows, documents, query.part))
    units = library.units_at(rows[:LISTED])
    found = [(unit, place) for unit in units if (place := _place(unit, phrases)) is not None]
    quoted = draft.words.listed(f"“{phrase}”" for phrase in phrases)
    if not found:
        if not (cited or (query.phrases and _is_all(library, query, phrases))):
            return False
        draft.status = "not_found"
        where = draft.words("所选文件" if documents else "已登记的文件")
        draft.say("{documents}中没有出现{quoted}。", documents=where, quoted=quoted)
        draft.warn("没有条款含有{quoted}。", quoted=quoted)
        return True
    draft.say("{quoted}共出现在 {count} 条中：", quoted=quoted, count=len(rows))
    for unit, place in found:
        sentence = words_around(unit, place)
        marker = draft.cite(unit, sentence, 1.0)
        draft.say(QUOTED, name=name_of(library, unit), words=verbatim(library, unit, [sentence]), marker=marker)
        warn_validity(draft, unit)
    _say_more(draft, len(found), len(rows))
    return True


def _is_all(library: Library, query: Query, phrases: Sequence[str]) -> bool:
    """Whether the phrases are most of what the question speaks of, by weight."""
    topic = " ".join(_OCCURS_WORDS.sub(" ", f" {query.topic} ").split())
    terms = content_terms(topic)
    own = coverage(terms, fold(" ".join(phrases)), library.weights).share if terms else 1.0
    return own >= MOST_OF_TOPIC


def _without_title_marks(reference: str) -> str:
    return reference.removeprefix("《").removesuffix("》")


def _limited_to(query: Query, cited: Sequence[str]) -> tuple[str, ...]:
    """The documents to look in: those named beside the one that is cited, all where it alone is named."""
    names = [name for name in query.names if not any(fold(name.text) in fold(reference) for reference in cited)]
    return tuple(dict.fromkeys(document for name in names for document in name.documents))


def _bare_phrase(library: Library, query: Query) -> tuple[str, ...]:
    """A phrase without quotation marks: what is left of the question, if it stands in the corpus word for word."""
    rest = " ".join(_OCCURS_WORDS.sub(" ", query.topic).split())
    rest = " ".join(_OCCURS_WORDS.sub(" ", rest).split())
    text = library.holdings.bare
    if len(without_marks(rest)[0]) >= 2 and without_marks(rest)[0] in text:
        return (rest,)
    # 白银科键 这个基金: the longest piece that stands there
    held = [piece for piece in _PIECE.split(rest) if len(piece) >= LEAST_PIECE and without_marks(piece)[0] in text]
    return (max(held, key=len),) if held else ()


def _place(unit: Measure, phrases: Sequence[str]) -> Span | None:
    """Where the first of `phrases` stands in the unit; quotation marks do not matter. None where none does."""
    bare, kept = without_marks(unit.text)
    words = [without_marks(phrase)[0] for phrase in phrases]
    places = [(place, place + len(word) - 1) for word in words if (place := bare.find(word)) >= 0]
    if not places:
        return None
    first, last = min(places)
    return Span(unit.span.start + kept[first], unit.span.start + kept[last] + 1)
