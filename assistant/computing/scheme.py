"""What a clause pays, as it is reckoned with: offers under bounds, caps and times, what changes them, how they are paid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.quantities.quantities import Quantity, Stretch

Kind = Literal["sum", "share", "fine"]
# 超出部分: beyond the bound before it; 每超过1人: beyond what is not read
SAID_BEFORE, UNKNOWN = Decimal(-1), Decimal(-2)


@dataclass(frozen=True, slots=True)
class Per:
    """What a sum is counted per: Per("人", 1), Per("美元", 1000000), Per("个", 1, "展位")."""

    unit: str
    size: Decimal = Decimal(1)
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that is paid, with the words before it (每家企业每年). `is_doubtful` where it may be another rung's."""

    yuan: Decimal
    source: str
    words: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One figure that is paid. `own` are its words, `condition` those before it in the sentence, `about` the heading.

    `value` is yuan of a sum, a part of 1 of a share, and how many times the sum for a fine. `times` are the units of time
    it is counted per (月, 年); `beyond` the count from which it is paid only on the rest.
    """

    kind: Kind
    value: Decimal
    source: str
    start: int
    end: int
    own: str
    condition: str = ""
    lead: str = ""  # the condition of the first rung of the ladder it is one rung of
    about: str = ""
    per: tuple[Per, ...] = ()
    times: tuple[str, ...] = ()
    base: str = ""
    caps: tuple[Cap, ...] = ()
    limits: tuple[Quantity, ...] = ()
    months: int | None = None
    bounds: tuple[Stretch, ...] = ()
    beyond: Decimal | None = None
    is_most: bool = False
    is_step: bool = False  # 每增加500万元增奖4万元: paid again for each step beyond the bound of the offer before
    is_extra: bool = False  # 另奖, 再给, 在此基础上加: paid beside another offer
    sentence: int = 0
    block: int = 0
    ladder: int = 0  # which scale it is a rung of; 0 none
    least: Decimal | None = None  # of a fine that is a stretch of multiples: the lower
    most_rate: Decimal | None = None  # 年贴息率不超过2.5%: the most that a share of a rate may be
    is_borne: bool = (
        False  # 农户自缴20%, 省与市县按5:5负担: who bears which part of a sum; `own` begins with the bearer
    )
    aside: str = ""  # the remarks of its row of a table

    @property
    def words(self) -> str:
        return f"{self.about},{self.lead},{self.condition},{self.own}"


ChangeOf = Literal["rate", "cap", "paid"]


@dataclass(frozen=True, slots=True)
class Change:
    """What raises or lowers a sum for some: 减半, 上浮20%, 按80%兑现. `of` tells what is changed: the sum before its cap,
    the cap itself, or what is paid in the end. `subject` are the words that tell for whom. A `factor` of None is not read, but
    for `points`, which are added to a rate: 0.002 for 上浮0.2个百分点.
    """

    factor: Decimal | None
    source: str
    subject: str
    of: ChangeOf
    sentence: int
    points: Decimal | None = None

    def factor_for(self, offer: Offer) -> Decimal | None:
        """What the sum of `offer` is multiplied by; None where that is not read."""
        if self.points is None:
            return self.factor
        return 1 + self.points / offer.value if offer.kind == "share" and offer.value else None


@dataclass(frozen=True, slots=True)
class Stages:
    """How a sum is paid out: its shares in order, 1 together, with the words that tell each stage, where they do."""

    shares: tuple[Decimal, ...]
    words: tuple[str, ...]
    source: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """A clause read: its offers in order with their spans in its text, what changes them, and what is open.

    `stray` are sums named as the most of something that is not clear; `paired` the share that the lesser of two persons
    gets (较高一方全额、另一方按50%); `pays_difference` tells that what was had before is taken off.
    """

    offers: tuple[Offer, ...]
    sentences: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    stages: tuple[Stages, ...] = ()
    stray: tuple[Cap, ...] = ()
    paired: Decimal | None = None
    pays_difference: bool = False
    has_rows: bool = False  # a table of figures that was not read
    charges: tuple[Offer, ...] = ()  # 保费每亩60元: what is paid in, of which somebody bears a part
