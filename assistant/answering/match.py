"""What can I get: somebody's words, or a form put into words, against everything the corpus grants.

Each benefit is a row with what of it the words speak of and what is still to be confirmed. A form and a story of the same
content give the same rows, because the form is only a way to write the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.answering.from_where import places_around
from assistant.answering.heard import Heard
from assistant.answering.whom import Whom
from assistant.library import Library
from assistant.proposing.evidence import level_in, siblings
from assistant.proposing.retrieve import Allowed, passing
from assistant.reading.beforehand import GrantWords
from assistant.reading.coverage import APART
from assistant.reading.query import Query, understand
from assistant.reading.reach import kinds_told
from assistant.reading.specific import specific_words
from assistant.reading.terms import content_terms
from assistant.reading.thresholds import Check, Figure, checked, given_figures, thresholds
from assistant.saying.wording import Words
from corpus.measure import Benefit, InForce, Measure, Payment
from corpus.text.normal import fold
from index.hit import Hit

Certainty = Literal["certain", "likely", "possible"]
CERTAINTIES: tuple[Certainty, ...] = ("certain", "likely", "possible")
Group = Literal["certain", "likely", "possible", "barred", "later", "expired"]
GROUPS: tuple[Group, ...] = (*CERTAINTIES, "barred", "later", "expired")  # in the order in which they are shown
NAMED = 0.6  # of a recipient's words by weight: the words speak of it
MET = 0.5  # of a condition's words: they say that it is met
TOLD = 0.7  # of a condition's words, where the recipient is somebody whom the words do not name: he is asked for
TOUCHED = 0.34  # of a condition's words, where the recipient is anybody (高新区内企业)
# A policy that lets nobody have two of its sums: with what it says of all of them together, adding is wrong
_NO_STACKING = re.compile(
    r"(?:不|不得|不再|不予|不可|不能)(?:重复|叠加)|就高不|[从就]高(?:享受|执行|兑现|不)|择高|取最高|自选一项|只享受一次|只能享受一[次项]"
)
_OVERALL = re.compile(
    r"(?:合计|总额|累计|总计|封顶)[^。;；,，]{0,10}不(?:得)?超过"
)  # of a clause that grants nothing itself


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """One benefit: how certain, what of it the words speak of (`matched`), `checks` of figures, what is `unknown`.

    `barred` is what the policy says against the kind of applicant; such a row is never more than possible.
    """

    measure: Measure
    benefit: Benefit
    certainty: Certainty
    matched: tuple[str, ...]
    checks: tuple[Check, ...]
    unknown: tuple[str, ...]
    payment: Payment | None  # what comes out for the figures given
    in_force: InForce
    barred: str = ""

    @property
    def group(self) -> Group:
        """Under which heading it is shown: what nobody can have any more, or not yet, or not this applicant, stands apart."""
        if self.in_force == "expired":
            return "expired"
        if self.barred:
            return "barred"
        return "later" if self.in_force == "not yet" else self.certainty


@dataclass(frozen=True, slots=True)
class MatchList:
    """All rows by group, then by amount. `ask` is the fact that would settle most of them."""

    words: str
    documents: tuple[str, ...]  # those the place named limits the rows to; empty: all
    rows: tuple[MatchedRow, ...]
    foreign: tuple[str, ...]  # places named that no document covers
    ask: str | None
    total: Decimal | None  # what the certain rows add up to, where adding is right
    no_total: str  # why there is no total
    measures: tuple[Hit, ...] = ()  # clauses that speak of what was said and state no sum
    left_out: int = 0  # further clauses with a word of what was said, of a shelf that has very many of them


def form_words(
    region: str = "", kinds: Sequence[str] = (), plans: str = "", amounts: Mapping[str, str] | None = None
) -> str:
    """A filled-in form as the sentences somebody would write.

    >>> form_words("甲区", ["瞪羚企业"], "打算落户", {"出资": "1800万元"})
    '我们在甲区。我们是瞪羚企业。打算落户。出资1800万元。'
    """
    pieces = [f"我们在{region}" if region else "", f"我们是{'、'.join(kinds)}" if kinds else "", plans.strip(" 。")]
    pieces += [f"{name}{value}" for name, value in (amounts or {}).items() if value]
    return "".join(f"{piece}。" for piece in pieces if piece)


def match(library: Library, words: str, as_of: date, allowed: Allowed | None = None) -> MatchList:
    """Every benefit that `words` speak of, in the documents of the place they name."""
    query = understand(words, library.catalogue, library.vocabulary)
    documents = query.preferred or query.documents
    everywhere = library.catalogue.everywhere
    if query.foreign and not query.names:
        if not everywhere:
            return MatchList(words, (), (), query.foreign, None, None, "")
        documents = everywhere
    elif documents and any(name.is_region for name in query.names):
        around = (each for place in places_around(library, query) for each in place.documents)
        documents = tuple(dict.fromkeys((*documents, *around, *everywhere)))
    kinds = kinds_told(query.question)
    words_said = _said(query)
    said, of_firms = (Heard.of(each, library.weights) for each in (words_said, _of_firms(words_said)))
    given = given_figures(query.question)
    asker = _Asker(said, of_firms, given, bool(documents), Words(query.language), kinds)
    entries = _said_entries(library, asker)
    spoken = passing(library, allowed, library.within(_rows_of(entries), documents, query.part))
    looked_at = _nearest(library, spoken, entries)
    whom = Whom(library)
    rows = [row for at in looked_at.tolist() for row in _rows(library, at, asker, as_of, whom)]
    rows.sort(key=lambda row: (GROUPS.index(row.group), -_size(row)))
    ask = _fact_to_ask(rows)
    total, reason = _total(library, rows, asker.words)
    left_out = len(spoken) - len(looked_at)
    if left_out and total is not None:
        total, reason = None, asker.words("相关条款太多，没有逐条看完，不能合计")
    return MatchList(words, documents, tuple(rows), query.foreign, ask, total, reason, left_out=left_out)


LOOKED_AT = 200  # clauses that are held against somebody's words; of more, those that share rarer words with them


_Said = Sequence[tuple[str, NDArray[np.int32]]]  # words, each with the rows of the clauses that have it


def _rows_of(entries: _Said) -> NDArray[np.int64]:
    """The rows of the clauses that may have a row for the asker: a word of a benefit is said, or a figure of its kind."""
    rows = [rows for _, rows in entries]
    return np.unique(np.concatenate(rows)).astype(np.int64) if rows else np.zeros(0, dtype=np.int64)


def _said_entries(library: Library, asker: _Asker) -> _Said:
    """Each word of the benefits that the words say, in one piece or in halves, with the rows of the clauses that have it."""
    lookup = library.holdings.lookup
    words = {("grant word", key) for _, key in lookup.inside("grant word", asker.said.said.close)}
    words |= {
        ("grant half", key)
        for text in (asker.said.said.close, asker.said.said.text)
        for _, key in lookup.inside("grant half", text)
    }
    for figure in asker.given:
        nouns = (figure.noun[at : at + 2] for at in range(len(figure.noun) - 1))
        words |= {("grant figure", f"{figure.unit}{APART}{noun}") for noun in nouns}
    return [(key, lookup.get(table, key)) for table, key in sorted(words)]


def _nearest(library: Library, rows: NDArray[np.int64], entries: _Said) -> NDArray[np.int64]:
    """All of the rows, or of very many those that share most with the words, rare words counting more."""
    if len(rows) <= LOOKED_AT:
        return rows
    weight = np.zeros(len(rows))
    for key, having in entries:
        weight[np.isin(rows, having)] += library.weights.idf(key)
    best = np.argsort(-weight, kind="stable")[:LOOKED_AT]
    return np.sort(rows[best])


def _said(query: Query) -> str:
    """The folded words, without the names of documents: 高新区 in a place's name says nothing of the firm."""
    text = list(query.question)
    for name in query.names:
        text[name.span.start : name.span.end] = " " * (name.span.end - name.span.start)
    return fold("".join(text))


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who asks: the words without names of documents, as they are and as words of firms (`_of_firms`), the figures in
    them, whether they name a place we know."""

    said: Heard
    of_firms: Heard
    given: tuple[Figure, ...]
    placed: bool
    words: Words
    kinds: tuple[str, ...] = ()


def _rows(library: Library, at: int, asker: _Asker, as_of: date, whom: Whom) -> list[MatchedRow]:
    """Those of the unit in row `at` of the corpus."""
    every = library.grant_words(at)
    spoken = [number for number, words in enumerate(every) if _may_be_meant(words, asker)]
    if not spoken:
        return []
    unit = library.corpus.units[at]
    recipients = {term for words in every for term in words.recipient}
    told = ((unit.benefits[number], every[number]) for number in spoken)
    found = [row for each in told if (row := _row(library, unit, *each, recipients, asker, as_of, whom))]
    found = [row for row in found if not _other_recipient(row, found, asker)]
    return [row for row in found if not _other_level(row, found, asker.said.said.text)]


def _may_be_meant(words: GrantWords, asker: _Asker) -> bool:
    """False where `_row` would find none whatever the clause says further: most benefits share no word with what was said."""
    said = asker.said
    if any(map(said.holds, words.base)):
        return True
    if not words.recipient:
        return bool(asker.given) or any(map(said.holds, words.condition))
    return (
        any(said.holds(term) or asker.of_firms.holds(term) for term in words.recipient)
        or sum(said.says(term) for term in words.condition if term not in words.recipient) > 1
    )


def _other_recipient(row: MatchedRow, found: Sequence[MatchedRow], asker: _Asker) -> bool:
    """流通型企业 where the words name 生产型企业 and the clause grants that something on the same condition."""
    unnamed = [one for one in found if asker.words("是否为{recipient}", recipient=one.benefit.recipient) in one.unknown]
    return row in unnamed and any(
        one not in unnamed and one.benefit.condition == row.benefit.condition for one in found
    )


def _row(
    library: Library,
    unit: Measure,
    benefit: Benefit,
    words: GrantWords,
    recipients: Set[str],
    asker: _Asker,
    as_of: date,
    whom: Whom,
) -> MatchedRow | None:
    """The row where the words speak of its recipient, or of its condition where the recipient is anybody.

    `recipients` are the telling words of all whom the clause grants something."""
    said, given = asker.said, asker.given
    subject = words.recipient
    condition = tuple(term for term in words.condition if term not in subject)
    of_recipient = asker.of_firms if subject and not _PERSONS.search(benefit.recipient) else said
    named, meets = of_recipient.share(subject), said.share(condition)
    based = said.share(words.base)  # the base of a share tells what it is for: 技术合同交易额
    told = subject and meets >= TOLD and sum(map(said.says, condition)) > 1
    if subject and not told and named <= 0 and based < NAMED:
        return None
    checks = checked(f"{benefit.condition}，{benefit.recipient}", given)
    if any(each.met is False for each in checks):
        return None
    # A sum that is given for the base, of a thing that is named in part: 出资1800万元 for a 研发中心
    paid = any(each.met and each.threshold.figure.unit == "元" for each in checks) and benefit.rate is not None
    spoken_of = named >= NAMED or based >= NAMED or (paid and named > 0)
    if not spoken_of and not told and (subject or not (meets >= TOUCHED or any(each.met for each in checks))):
        return None
    if _AGAIN.search(fold(benefit.condition)) and _FIRST.search(said.said.text) and not _AGAIN.search(said.said.text):
        return None
    unknown = [each.words for each in checks if each.met is None]
    if told and not spoken_of:
        unknown.append(asker.words("是否为{recipient}", recipient=benefit.recipient))
    matched = (*filter(of_recipient.says, subject), *filter(said.says, (*condition, *words.base)))
    level = level_in(benefit.recipient)
    if level and level not in levels_said(said.said.text) and not any(level in term for term in matched):
        unknown.append(asker.words("是否为{level}级", level=level.removesuffix("级")))
    unknown += _open_conditions(benefit.condition, said, recipients)
    place = _place(library, unit)
    if not asker.placed and place:
        unknown.append(asker.words("是否在{place}", place=place))
    reach = whom.of(unit, benefit, asker.kinds)
    if reach.open:
        unknown.append(reach.open)
    certainty: Certainty = "certain" if not unknown else "likely" if spoken_of or told else "possible"
    if reach.barred:
        certainty = "possible"
    document = library.document(unit.document_id)
    in_force = document.in_force(as_of, unit.part)
    payment = _payment(benefit, given)
    return MatchedRow(unit, benefit, certainty, matched, checks, tuple(unknown), payment, in_force, reach.barred)


_PERSONS = re.compile(
    r"博士|硕士|本科|毕业生|研究生|大学生|人才|院士|专家|学者|教授|技师|工程师|高管|团队|员工|职工|人员|劳动力|工人"
)
# 引进了2名硕士: what is done to persons says of the firm itself not that it is 新引进企业
_DONE_TO_PERSONS = re.compile(
    rf"(?:引进|引入|招引|招用|招聘|聘用|吸纳|培养|落户|新增)(?=(?:了|过)?(?:\d{{1,4}}|[一二两三四五六七八九十几多]{{1,3}})?(?:多?[名位个人])?[^,，。;；\d]{{0,6}}?(?:{_PERSONS.pattern}))"
)


def _of_firms(said: str) -> str:
    """The words without the verbs that are done to persons, every other letter in its place."""
    return _DONE_TO_PERSONS.sub(lambda verb: " " * len(verb[0]), said)


_AGAIN = re.compile(r"重新(?:认定|评定)|复核|复审")
_FIRST = re.compile(r"首次|第一次|新(?:认定|评定|获批)")
_PIECES = re.compile(r"[,，;；。]|且|并(?=[\u4e00-\u9fff])")
# What happens to a firm or its work: said of it, a condition of nothing else is met
_EVENTS = ("认定", "获批", "批准", "批复", "备案", "挂牌", "落户", "迁入", "入选", "发布", "登记", "设立", "考核")


_FIGURE = re.compile(r"\d[\d.]*(?:\(含\))?\s*(?:万|亿)?[^\d,;]{0,4}(?:以上|以下|以内|[—~～-]\d)")


def _open_conditions(condition: str, said: Heard, alternatives: Set[str]) -> list[str]:
    """The pieces of a condition that the words do not speak of; those with a threshold are checked elsewhere.

    `alternatives` are what else the clause grants for: 承担国家、行业及地方标准任务 is met by one of the three.
    """
    found = []
    for piece in filter(None, (piece.strip() for piece in _PIECES.split(condition))):
        if thresholds(piece):
            continue
        if _FIGURE.search(piece):  # a band or bound that is not read: nobody knows on which side the asker is
            found.append(piece)
            continue
        terms = tuple(term for term in specific_words(piece) if term not in alternatives)
        events = [event for event in _EVENTS if event in piece]
        happened = any(event in said.said.text for event in events)
        if not (happened or said.share(terms) >= MET or not (terms or events)):
            found.append(piece)
    return found


def _other_level(row: MatchedRow, found: Sequence[MatchedRow], said: str) -> bool:
    """国家级 where the words say 省级 and the clause grants something to that level too."""
    said_levels = levels_said(said)
    level = level_in(row.benefit.recipient) or level_in(row.benefit.condition)
    if level in {"", *said_levels}:
        return False
    if level in _LEVEL_WORDS:
        granted = (level_in(other.recipient) or level_in(other.condition) for other in row.measure.benefits)
        if any(each in said_levels and each in _LEVEL_WORDS for each in granted):
            return True
    others = siblings(row.benefit, [other.benefit for other in found if other is not row])
    return any(level_in(other.recipient) in said_levels for other in others)


# Who recognised something tells its level: 省里, 科技部
_LEVEL_WORDS = {
    "国家": ("国家", "全国", "科技部", "工信部", "国务院", "部里"),
    "自治区级": ("自治区",),
    "省级": ("省级", "省里", "省上", "省科技厅", "省工信厅", "全省", "省认定"),
    "自治州级": ("自治州级", "州级", "州里"),
    "市级": ("市级", "市里", "市上", "市科技局"),
    "区级": ("区级", "区里", "区上"),
    "县级": ("县级", "县里"),
}


def levels_said(said: str) -> frozenset[str]:
    """The levels that folded words speak of, as recipients name them; what is no administrative level is always said.

    >>> sorted(levels_said("刚被省里认定") & {"省级", "市级"})
    ['省级']
    """
    return frozenset(level for level, words in _LEVEL_WORDS.items() if any(word in said for word in words)) | {
        "行业", "地方", "团体", "国际",
    }  # fmt: skip


def _place(library: Library, unit: Measure) -> str:
    regions = library.document(unit.document_id).regions
    return regions[0] if regions else ""


def _payment(benefit: Benefit, given: Sequence[Figure]) -> Payment | None:
    """What the benefit comes to: a sum as it stands; a share of the figure whose noun is its base."""
    if benefit.rate is None:
        return benefit.payable()
    if benefit.condition.endswith("部分"):
        return None  # 500万元至2000万元部分按8%: of a band, and no share of the whole figure
    base = fold(benefit.base or "")
    bases = [
        figure for figure in given if figure.unit == "元" and any(term in base for term in content_terms(figure.noun))
    ]
    return benefit.payable(bases[0].value) if len(bases) == 1 else None


def _size(row: MatchedRow) -> Decimal:
    """For sorting: what is paid, or the most that can be."""
    benefit = row.benefit
    if row.payment is not None:
        return row.payment.yuan
    bounds = [*(cap.amount.yuan for cap in benefit.caps), *([benefit.amount.yuan] if benefit.amount else [])]
    return max(bounds, default=Decimal(0))


def _fact_to_ask(rows: Sequence[MatchedRow]) -> str | None:
    """The unknown that most rows wait for; the first of equal ones."""
    counts = Counter(fact for row in rows if row.group in CERTAINTIES for fact in row.unknown)
    return counts.most_common(1)[0][0] if counts else None


def _total(library: Library, rows: Sequence[MatchedRow], words: Words) -> tuple[Decimal | None, str]:
    """The sum of the certain rows where each is one settled payment and no document forbids adding them; else why there is none."""
    certain = [row for row in rows if row.group == "certain"]
    if len(certain) < 2:
        return None, ""
    if any(row.payment is None or row.benefit.per or row.benefit.rate_schedule for row in certain):
        return None, words("有的金额要看基数或数量，不能合计")
    for document in dict.fromkeys(row.measure.document_id for row in certain):
        for unit in library.in_scope([document]):
            if _NO_STACKING.search(fold(unit.text)):
                return None, words("{label}写明不重复享受，不能合计", label=unit.label)
            if not unit.benefits and _OVERALL.search(unit.text):
                return None, words("{label}写明合计的上限，不能直接相加", label=unit.label)
    return sum((row.payment.yuan for row in certain if row.payment), Decimal(0)), ""
