"""Labelled rows of who gets what, held against the benefits that the product reads from the same clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from corpus.measure import Benefit
from eval.wide.build import Pool
from eval.wide.locate import squeezed, units_at
from eval.wide.set import Grant, Sum

NO_GRANT = {"none", "罚款", "收费", ""}
_YUAN = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "十万元": 100_000,
    "百万元": 10**6,
    "千万元": 10**7,
    "亿元": 10**8,
    "万亿元": 10**12,
}
_SHARE = {"%": Decimal("0.01"), "‰": Decimal("0.001")}
# A label has one of a few forms, a reading the text's own word: 岗位津贴, 租金支持, 返还, 安家费. They agree where the label's
# form and the end of the reading are of one family
_FAMILIES = (
    "奖励 奖补 奖金 奖", "补贴 补助 资助 奖补 扶持资金 津贴 支持 扶持 补 补偿 贴补 配套 返还 返补 慰问金 安家费 生活费 经费 资金",
    "贴息 贴补", "贷款 授信", "减免 免除 减 免 优惠 返还 退还",
)  # fmt: skip
_LEVELS = {"国家级": "国家", "省级": "省|自治区", "市级": "市", "区级": "区", "县级": "县", "自治区级": "自治区"}
_LOWER = re.compile(r"不低于|不少于|不得低于|至少|以上")
_COUNTS_PEOPLE = re.compile(r"每一?[人名位生]|[/·][人名位生]|[每单]个?(?:人|学生|毕业生)|人均|人[·/]")
ALIKE = 0.6  # share of the pairs of characters that must be found again

Paid = tuple[str, Decimal]  # 元 or %, and how much


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled row with the benefit taken for it, and which of its fields agree; no benefit, no fields."""

    grant: Grant
    benefit: str
    agrees: Mapping[str, bool]

    @property
    def has_amount(self) -> bool:
        return bool(self.agrees)

    @property
    def has_recipient(self) -> bool:
        return self.agrees.get("recipient", False)

    @property
    def is_strict(self) -> bool:
        return self.has_amount and all(self.agrees.values())


@dataclass(frozen=True, slots=True)
class Invented:
    """A benefit whose sum no row grants in that clause."""

    file: str
    words: str
    figure: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What became of all labelled rows. `others` are rows of units that cannot be compared (折, 个百分点)."""

    rows: tuple[Row, ...]
    invented: tuple[Invented, ...]
    read: int  # benefits read in the labelled stretches
    others: int


def rows_of(grants: Sequence[Grant], pool: Pool) -> Rows:
    """Each granting row with the benefit of its clause that agrees in the sum and, of those, in most else; each once."""
    granting = [grant for grant in grants if grant.form not in NO_GRANT]
    comparable = [grant for grant in granting if paid_by(grant)]
    taken: set[tuple[str, str, int]] = set()
    rows = []
    for grant in comparable:
        best: tuple[int, tuple[str, str, int], Benefit, Mapping[str, bool]] | None = None
        for key, benefit in _benefits(grant, pool):
            if key in taken or not (paid_by(grant) & paid_of(benefit)):
                continue
            agrees = {name: agree(grant, benefit) for name, agree in FIELDS.items()}
            if best is None or sum(agrees.values()) > best[0]:
                best = (sum(agrees.values()), key, benefit, agrees)
        if best is not None:
            taken.add(best[1])
        rows.append(Row(grant, _named(best[2]) if best else "", best[3] if best else {}))
    read, invented = _invented(grants, granting, pool)
    return Rows(tuple(rows), invented, read, len(granting) - len(comparable))


def paid_by(grant: Grant) -> frozenset[Paid]:
    """What a labelled row pays, in every way it may be read: as a sum, a share, the years of a schedule."""
    found: set[Paid] = set()
    if grant.amount is not None and (worth := _worth(grant.amount)) is not None:
        found.add(worth)
    if grant.rate is not None and not found:
        found |= {("%", Decimal(str(grant.rate)) / 100)} | (
            {("%", Decimal(str(grant.rate)))} if grant.rate <= 1 else set()
        )
    return frozenset((kind, value.normalize()) for kind, value in found)


def caps_of(grant: Grant) -> frozenset[Paid]:
    """The limits of a labelled row that are sums of money."""
    worths = [worth for one in grant.cap if (worth := _worth(one)) is not None]
    return frozenset((kind, value.normalize()) for kind, value in worths if kind == "元")


def paid_of(benefit: Benefit) -> frozenset[Paid]:
    sums = [one.yuan for one in (benefit.amount, *benefit.schedule) if one is not None]
    shares = [one.value for one in (benefit.rate, *benefit.rate_schedule) if one is not None]
    return frozenset((kind, value.normalize()) for kind, values in (("元", sums), ("%", shares)) for value in values)


def _worth(given: Sum) -> Paid | None:
    value = Decimal(str(given.value))
    if given.unit in _YUAN:
        return "元", value * _YUAN[given.unit]
    return ("%", value * _SHARE[given.unit]) if given.unit in _SHARE else None


def _benefits(grant: Grant, pool: Pool) -> Iterable[tuple[tuple[str, str, int], Benefit]]:
    """The benefits of the clauses in which the row stands."""
    shelved = pool.shelved.get(grant.file)
    if shelved is not None:
        for unit in units_at(shelved.squeezed.spans_of(grant.snippet), shelved.units):
            for number, benefit in enumerate(unit.benefits):
                yield (grant.file, unit.id, number), benefit


# ---------------------------------------------------------------- fields


def recipient_agrees(grant: Grant, benefit: Benefit) -> bool:
    wanted, given = squeezed(grant.recipient), squeezed(benefit.recipient)
    if not wanted:
        return True
    return bool(given) and (wanted in given or given in wanted or alike(wanted, given))


def level_agrees(grant: Grant, benefit: Benefit) -> bool:
    """In the recipient; or in the condition, if that names no other level as well."""
    if grant.level is None:
        return True
    wanted = re.compile(_LEVELS.get(grant.level, re.escape(grant.level)))
    if wanted.search(benefit.recipient):
        return True
    said = [
        level
        for level, words in _LEVELS.items()
        if level != "自治区级" and re.search(rf"(?:{words})级", benefit.condition)
    ]
    return bool(wanted.search(benefit.condition)) and len(said) <= 1


def _condition(grant: Grant, benefit: Benefit) -> bool:
    said = squeezed(benefit.condition + benefit.recipient)
    return all(alike(squeezed(one), said) for one in grant.condition)


def _form(grant: Grant, benefit: Benefit) -> bool:
    return any(
        grant.form in family.split() and benefit.form.endswith(tuple(family.split())) for family in _FAMILIES
    ) or (grant.form in benefit.form or benefit.form in grant.form)


def _caps(grant: Grant, benefit: Benefit) -> bool:
    wanted = {worth for one in grant.cap if (worth := _worth(one)) is not None and worth[0] == "元"}
    return wanted == {("元", one.amount.yuan) for one in benefit.caps}


def _bound(grant: Grant, benefit: Benefit) -> bool:
    if grant.cap:
        return True  # then the word belongs to the cap
    upper = benefit.is_upper_bound or benefit.rate_is_upper_bound
    if grant.bound is None:
        return not (upper or benefit.is_lower_bound)
    return benefit.is_lower_bound if _LOWER.search(grant.bound) else upper


def _per(grant: Grant, benefit: Benefit) -> bool:
    """The same units; 每张证书 may be told as 张 or as 证书, and yearly sums one by one say 每年 by themselves.

    A label that counts by 人 where the words do not (给予博士每月3000元) is not held against the reading.
    """
    wanted, given = _parts(grant.amount.per if grant.amount else None), _parts(benefit.per)
    if not _COUNTS_PEOPLE.search(grant.snippet) and "人" not in given:
        wanted = wanted - {"人"}
    if benefit.schedule and "年" in wanted:
        given = given | {"年"}
    said = squeezed(grant.snippet)
    return len(wanted) == len(given) and all(
        any(one == other or one in other or f"每{one}{other}" in said for other in given) for one in wanted
    )


def _parts(per: str | None) -> set[str]:
    """人·月 as its parts, 生, 名 and 位 as 人."""
    return {"人" if part in ("生", "名", "位") else part for part in re.split(r"[·/、]", per or "") if part}


def _range(grant: Grant, benefit: Benefit) -> bool:
    return (grant.amount_to is not None) == (benefit.amount_to is not None or benefit.rate_to is not None)


def _base(grant: Grant, benefit: Benefit) -> bool:
    return grant.base is None or (benefit.base is not None and alike(squeezed(grant.base), squeezed(benefit.base)))


FIELDS: Mapping[str, Callable[[Grant, Benefit], bool]] = {
    "recipient": recipient_agrees, "level": level_agrees, "condition": _condition, "form": _form, "cap": _caps, "bound": _bound,
    "per": _per, "range": _range, "base": _base,
}  # fmt: skip
FIELD_TITLES = {
    "recipient": "对象", "level": "级别", "condition": "条件", "form": "方式", "cap": "上限", "bound": "最高或不低于",
    "per": "按什么计", "range": "区间", "base": "基数",
}  # fmt: skip


def alike(wanted: str, given: str) -> bool:
    """Whether most pairs of characters of `wanted` stand in `given`.

    >>> alike("新认定的高新技术企业", "对新认定高新技术企业"), alike("小微企业", "高校毕业生")
    (True, False)
    """
    pairs = {a + b for a, b in pairwise(wanted)} or {wanted}
    return sum(pair in given for pair in pairs) >= ALIKE * len(pairs)


def _named(benefit: Benefit) -> str:
    figures = (benefit.amount, benefit.rate, *benefit.schedule, *benefit.rate_schedule)
    figure = next((one.source for one in figures if one is not None), "")
    return f"{benefit.recipient or '（未写明）'} {benefit.form} {figure}".strip()


def _invented(grants: Sequence[Grant], granting: Sequence[Grant], pool: Pool) -> tuple[int, tuple[Invented, ...]]:
    """Benefits within labelled stretches, how many, and those whose sum no row of the same file grants."""
    granted: dict[str, set[Paid]] = {}
    for grant in granting:
        granted.setdefault(grant.file, set()).update(paid_by(grant))
    seen: dict[tuple[str, str, int], Invented | None] = {}
    for grant in grants:
        shelved = pool.shelved.get(grant.file)
        spans = shelved.squeezed.spans_of(grant.snippet) if shelved else []
        for key, benefit in _benefits(grant, pool):
            if key in seen or not any(span.overlaps(benefit.span) for span in spans):
                continue
            paid = paid_of(benefit)
            new = bool(paid) and not paid & granted.get(grant.file, set())
            seen[key] = Invented(grant.file, grant.snippet, _named(benefit)) if new else None
    return len(seen), tuple(one for one in seen.values() if one is not None)
