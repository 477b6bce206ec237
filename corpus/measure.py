"""The nouns that travel through every room: Document, Measure and the facts inside it. Frozen, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Kind = Literal[
    "measure",  # a numbered clause that states something: what a reader cites
    "paragraph",  # an unnumbered paragraph that stands where a clause would (continued instalment, no numbering)
    "preamble",  # what comes before the first heading: covering letter, title, purpose
    "introduction",  # the heading of a section with the sentences before its first child
    "closing",  # what follows the last clause: scope, validity, signature
    "attachment",  # an annex that is a list or a form, not clauses
    "boilerplate",  # page furniture: never searched, never cited, still accounted for
]
InForce = Literal["yes", "not yet", "expired", "not stated"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of characters of one source text: `source[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, source: str) -> str:
        return source[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in yuan with the words it came from: Amount(Decimal(300000), "30万元", span)."""

    yuan: Decimal
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage with the words it came from: Rate(Decimal("0.05"), "5%", span)."""

    value: Decimal
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class When:
    """A date, or a month, year or range of them as its first and last day, with the words it came from."""

    first: date
    last: date
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time with the words it came from: Period(3, "year", "三年", span)."""

    count: int
    unit: str  # year, quarter, month, week, day, working day or hour
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Payment:
    """What a benefit pays on a given base, how it was worked out, and the cap it ran into."""

    yuan: Decimal
    uncapped: str  # 可优惠税款1200万元 × 5% = 60万元
    cap: Amount | None = None

    @property
    def working(self) -> str:
        return f"{self.uncapped}，超过上限，按{self.cap.source}" if self.cap else self.uncapped


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that is paid, and per what that is counted: Cap(50万元, "合同"), Cap(150万元, "单位年度")."""

    amount: Amount
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """One thing one recipient can get: a row of "what can I get, how much, under which condition".

    `recipient`, `condition`, `form` and `base` are the clause's own words; `recipient` is empty where the clause names
    nobody, and may come from the sentence before. Where 分别 hands sums out, the words that all share belong to each:
    国家、省级高新技术企业 gives 国家高新技术企业, 突破1亿元、5亿元 the conditions 突破1亿元 and 突破5亿元. `span` covers the words that grant it.

    What is paid is one of: a sum (`amount`), a share (`rate` of `base`), yearly sums (`schedule`, first year first)
    or yearly shares (`rate_schedule`). A range (5000-20000元, 5%-20%) goes on to `amount_to` or `rate_to`.
    `is_upper_bound` marks a sum that is itself only a maximum (最高50万元), `rate_is_upper_bound` such a share
    (最高10%, 20%以内), `is_lower_bound` either where the text only says 不低于.
    `per` is what a sum is counted per (人/年, 件, 亩), `years` for how many years it is paid (连续三年).
    `caps` are the limits on what is paid, in the order of the text.
    `evidence` names for recipient, condition, form and base the stretches of the source that each was put together from;
    sums, shares and caps have spans of their own. `rival` tells another reading that is about as good, in words.
    """

    recipient: str
    condition: str
    form: str
    span: Span
    amount: Amount | None = None
    amount_to: Amount | None = None
    is_upper_bound: bool = False
    is_lower_bound: bool = False
    per: str | None = None
    rate: Rate | None = None
    rate_to: Rate | None = None
    rate_is_upper_bound: bool = False
    base: str | None = None
    caps: tuple[Cap, ...] = ()
    schedule: tuple[Amount, ...] = ()
    rate_schedule: tuple[Rate, ...] = ()
    years: int | None = None
    evidence: tuple[tuple[str, Span], ...] = ()
    rival: str = ""

    @property
    def cap(self) -> Amount | None:
        """The first cap: most benefits have one."""
        return self.caps[0].amount if self.caps else None

    @property
    def cap_per(self) -> str | None:
        return self.caps[0].per if self.caps else None

    @property
    def is_settled(self) -> bool:
        """Whether the text fixes what is paid: no range, no mere maximum or minimum."""
        bounded = self.is_upper_bound or self.is_lower_bound or self.rate_is_upper_bound
        return not bounded and self.amount_to is None and self.rate_to is None

    def payable(self, base_yuan: Decimal | None = None) -> Payment | None:
        """What is paid on a base of `base_yuan`; None where the document does not settle it.

        For a sum per unit (每人每年2万元) that is what one unit gets; for a schedule the total of its years.
        """
        if not self.is_settled:
            return None
        if self.rate is not None or self.rate_schedule:
            return None if base_yuan is None else self._share(base_yuan)
        if self.schedule:
            total = sum((amount.yuan for amount in self.schedule), Decimal(0))
            working = " + ".join(amount.source for amount in self.schedule) + f" = {yuan_text(total)}"
            overall = tuple(cap for cap in self.caps if "年" not in (cap.per or ""))
            return _capped(Payment(total, working), overall)
        if self.amount is None:
            return None
        unit = "".join(f"每{each}" for each in self.per.split("/")) if self.per else ""
        return _capped(Payment(self.amount.yuan, f"{unit}{self.amount.source}"), self.caps)

    def _share(self, base_yuan: Decimal) -> Payment | None:
        if self.rate is None:
            return None  # yearly shares of yearly bases: one base does not settle them
        raw = (base_yuan * self.rate.value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        working = f"{self.base or '基数'}{yuan_text(base_yuan)} × {self.rate.source} = {yuan_text(raw)}"
        return _capped(Payment(raw, working), self.caps)


def _capped(payment: Payment, caps: tuple[Cap, ...]) -> Payment:
    """`payment` under the lowest cap: whichever unit a cap is counted per, one payment cannot pass it."""
    lowest = min(caps, key=lambda cap: cap.amount.yuan, default=None)
    if lowest is None or payment.yuan <= lowest.amount.yuan:
        return payment
    return Payment(lowest.amount.yuan, payment.uncapped, lowest.amount)


def yuan_text(yuan: Decimal) -> str:
    """A sum as a Chinese reader writes it: 500000 -> 50万元, 1234.5 -> 1234.5元."""
    for size, unit in ((Decimal(100_000_000), "亿元"), (Decimal(10_000), "万元")):
        if yuan >= size:
            return f"{(yuan / size).normalize():f}{unit}"
    return f"{yuan.normalize():f}元"


@dataclass(frozen=True, slots=True)
class Measure:
    """One unit of one document: what we index, cite and score. `text` is always `source[span.start:span.end]`.

    `path` holds the headings from the top, the unit's own last; `label` is how a person would cite it
    (`附件2 三、7.`, `二、(四)15.`, `工作21`, `第三条`). Units of other kinds than "measure" stay citable too.
    """

    id: str
    document_id: str
    part: str
    path: tuple[str, ...]
    label: str
    title: str
    text: str
    span: Span
    kind: Kind
    lead_units: tuple[str, ...] = ()
    responsible_units: tuple[str, ...] = ()
    cooperating_units: tuple[str, ...] = ()
    implementing_units: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    references: tuple[str, ...] = ()
    rates: tuple[Rate, ...] = ()
    dates: tuple[When, ...] = ()
    periods: tuple[Period, ...] = ()
    omitted: bool = False  # 「(略)」: left out at publication

    @property
    def all_units(self) -> tuple[str, ...]:
        return self.lead_units + self.responsible_units + self.implementing_units + self.cooperating_units


MAIN_PART = "正文"


@dataclass(frozen=True, slots=True)
class Validity:
    """How long one part of a document holds. `part` is None where it covers the whole document."""

    until: date
    part: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Repeal:
    """That another registered document took a document's place, and from when (None where no date is known)."""

    by_id: str
    by_title: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person corrected of a parse: the unit that holds the `occurrence`-th place of `words`, counted from 0.

    `join` puts it into the unit before it, `split` lets a second one begin there, `retitle` gives it a `title`.
    """

    kind: Literal["join", "split", "retitle"]
    words: str
    title: str = ""
    occurrence: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One registered document. `inferred` names the fields the document itself does not state."""

    id: str
    title: str
    source_file: str
    sha256: str
    aliases: tuple[str, ...] = ()
    part_aliases: tuple[tuple[str, str], ...] = ()  # (alias, part): 若干政策 -> 附件2
    regions: tuple[str, ...] = ()  # the narrowest first, each as people call it
    related_regions: tuple[str, ...] = ()  # a question may name these and still mean it: a larger area, a place inside
    issuing_body: str | None = None
    number: str | None = None
    issued: date | None = None
    validity: tuple[Validity, ...] = ()
    inferred: frozenset[str] = frozenset()
    effective: date | None = None  # 施行日期: from when it is in force, where the text says so
    supersedes: tuple[str, ...] = ()  # titles or numbers of the documents that this one repeals
    repealed: Repeal | None = None
    corrections: tuple[Correction, ...] = ()  # of its parse, in the order in which they were made

    def validity_of(self, part: str) -> Validity | None:
        """The validity that covers `part`; one given for the part itself wins over one for the whole document."""
        for wanted in (part, None):
            for validity in self.validity:
                if validity.part == wanted:
                    return validity
        return None

    def is_repealed(self, as_of: date) -> bool:
        return self.repealed is not None and (self.repealed.on is None or as_of >= self.repealed.on)

    def begins(self, part: str = MAIN_PART) -> date | None:
        """The first day on which `part` is in force, or else that of its issue; None where neither is known."""
        validity = self.validity_of(part)
        return (validity.since if validity else None) or self.effective or self.issued

    def in_force(self, as_of: date, part: str = MAIN_PART) -> InForce:
        if self.is_repealed(as_of):
            return "expired"
        begins = self.begins(part)
        if begins is not None and as_of < begins:
            return "not yet"
        validity = self.validity_of(part)
        if validity is None:
            return "not stated"
        return "expired" if as_of > validity.until else "yes"
