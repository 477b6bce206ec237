"""Two editions in, clause beside clause out: same, changed, moved, added, dropped, and what the changes mean.

A clause is paired with the one whose words are most like its own; its number and heading only speak for it. What is most
alike is paired first, so that a clause that moved finds its place again.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, zip_longest
from typing import Any, Literal

import numpy as np

from assistant.comparing.terms import days_of, demands_of, times_of
from assistant.comparing.words import Piece, changed_words, swaps
from assistant.saying.wording import Words
from corpus.measure import Benefit, Document, Measure, yuan_text
from corpus.text.normal import fold

Change = Literal["same", "changed", "moved", "added", "dropped"]
ALIKE = 0.2  # a cosine of weighed pairs of characters: from here on two clauses may be one
SAME_PLACE = 0.12  # where the heading is the same, less will do
BY_HEADING, BY_LABEL = 0.12, 0.03  # what heading and number add to the likeness
SAME_HEADING = 0.6  # of the characters of two headings: 绩效支持奖励, 绩效奖励
_HEAD_NUMBER = re.compile(
    r"^\s*(?:第\s?[一二三四五六七八九十百零\d\s]+[条章节]|[（(]?[一二三四五六七八九十\d]+[)）、.．])\s*"
)
LONGEST_NAME = 20  # characters of a heading that names what an effect is about
MOST_LIKENED = 40  # demands that stand next in the old edition: among them the one that a new one was
MOST_SCORED = 200 * 200  # pairs of benefits; of more, only those that share whom or what they are for are scored
# The kinds that may tell one change, the most exact first
_EXACT = {"金额": 1, "时间": 2, "条件": 3, "对象": 4}
SAME_TERMS = 0.3  # of the characters of two conditions: below, they are of two grants
BY_FIGURES = 0.3  # what equal figures to be reached add to the likeness of two benefits
# 100—500亩, 2000万元, 5年: what has to be reached; 国家级, 省级: whose grant it is
_REACHED = re.compile(r"\d[\d.]*(?:[-~至到]\d[\d.]*)?[十百千万亿]*(?:[\u4e00-\u9fff%])?")
_LEVEL = re.compile(r"国家|省|市|县|区|(?<![\u4e00-\u9fff])[一二三四五](?=[等级类星])")
SAME_GRANT = 0.5  # of the characters of recipient, form and condition: from here on two benefits may be one
CHANGES: Mapping[Change, str] = {
    "same": "未变",
    "changed": "有改动",
    "moved": "位置变了",
    "added": "新增",
    "dropped": "删去",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause of the old edition beside that of the new; None where there is none. `figures`: sums, rates or days changed."""

    change: Change
    old: Measure | None
    new: Measure | None
    words: tuple[Piece, ...] = ()
    figures: bool = False
    moved: bool = False  # also where its words changed


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change means to somebody: `kind` is 金额, 条件, 对象, 时间, 新增支持, 取消支持, 部门 or 有效期."""

    kind: str
    what: str
    before: str
    after: str
    difference: Decimal | None = None  # in yuan, after less before
    old_label: str = ""
    new_label: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Both editions, their clauses in the order of the new one (what was dropped at its old place), and the effects."""

    old: Document
    new: Document
    pairs: tuple[Pair, ...]
    effects: tuple[Effect, ...]

    def count(self, change: Change) -> int:
        return sum(pair.change == change for pair in self.pairs)

    @property
    def figures(self) -> int:
        return sum(pair.figures for pair in self.pairs)

    def to_json(self) -> dict[str, Any]:
        return {
            "old": {"id": self.old.id, "title": self.old.title, "number": self.old.number},
            "new": {"id": self.new.id, "title": self.new.title, "number": self.new.number},
            "counts": {change: self.count(change) for change in CHANGES} | {"figures": self.figures},
            "effects": [
                {
                    "kind": effect.kind,
                    "what": effect.what,
                    "before": effect.before or None,
                    "after": effect.after or None,
                    "difference_yuan": str(effect.difference) if effect.difference is not None else None,
                    "old_label": effect.old_label or None,
                    "new_label": effect.new_label or None,
                }
                for effect in self.effects
            ],
            "clauses": [
                {
                    "change": pair.change,
                    "moved": pair.moved,
                    "figures_changed": pair.figures,
                    "old": _clause_json(pair.old),
                    "new": _clause_json(pair.new),
                    "words": [{"sort": piece.sort, "text": piece.text} for piece in pair.words],
                }
                for pair in self.pairs
            ],
        }


def _clause_json(unit: Measure | None) -> dict[str, Any] | None:
    return None if unit is None else {"id": unit.id, "label": unit.label, "title": unit.title, "text": unit.text}


def compared(old: Document, old_units: Sequence[Measure], new: Document, new_units: Sequence[Measure]) -> Compared:
    """The two editions clause by clause. Page furniture is left aside."""
    left = [unit for unit in old_units if unit.kind != "boilerplate"]
    right = [unit for unit in new_units if unit.kind != "boilerplate"]
    partner = _paired(left, right)
    moved = _out_of_order([(partner[at], at) for at in sorted(partner)])
    pairs = _in_order(left, right, partner, moved)
    return Compared(old, new, tuple(pairs), (*_of_documents(old, new), *_of_pairs(pairs)))


# ---------------------------------------------------------------- which clause is which


def _paired(left: Sequence[Measure], right: Sequence[Measure]) -> dict[int, int]:
    """For each place of `right` its place in `left`: equal words first, then the most alike."""
    partner: dict[int, int] = {}
    taken: set[int] = set()
    waiting: dict[str, deque[int]] = {}
    for at, unit in enumerate(left):
        waiting.setdefault(_bare(unit), deque()).append(at)
    for at, unit in enumerate(right):
        same = waiting.get(_bare(unit))
        if same:
            partner[at] = same.popleft()
            taken.add(partner[at])
    weigh = _Weigher([*left, *right])
    ours = {at: weigh(unit) for at, unit in enumerate(left) if at not in taken}
    theirs = {at: weigh(unit) for at, unit in enumerate(right) if at not in partner}
    scored = []
    for a, b, alike in _alike_places(ours, theirs):
        score = _likeness(left[a], right[b], alike)
        if score:
            scored.append((-score, abs(a - b), a, b))
    for _, _, a, b in sorted(scored):
        if a not in taken and b not in partner:
            partner[b] = a
            taken.add(a)
    return partner


class _Weigher:
    """The pairs of characters of a clause, each the heavier the fewer clauses hold it: 商标 tells more than 企业."""

    def __init__(self, units: Sequence[Measure]) -> None:
        self._held = Counter(gram for unit in units for gram in set(_grams(unit)))
        self._all = len(units)

    def __call__(self, unit: Measure) -> dict[str, float]:
        """The weights, their squares adding up to 1; empty for a clause without words."""
        found = {
            gram: (1 + math.log(count)) * math.log(1 + self._all / self._held[gram])
            for gram, count in _grams(unit).items()
        }
        length = math.sqrt(sum(weight * weight for weight in found.values()))
        return {gram: weight / length for gram, weight in found.items()} if length else {}


def _alike_places(
    ours: Mapping[int, Mapping[str, float]], theirs: Mapping[int, Mapping[str, float]]
) -> Iterator[tuple[int, int, float]]:
    """The places of two clauses and how alike their words are, where that may be enough to be one.

    Only clauses that share a pair of characters are looked at, all that share one at once: each with each, pair by pair,
    took seconds for a few hundred clauses.
    """
    held: dict[str, list[tuple[int, float]]] = {}
    places = list(theirs)
    for column, b in enumerate(places):
        for gram, weight in theirs[b].items():
            held.setdefault(gram, []).append((column, weight))
    listed = {
        gram: (np.array([column for column, _ in rows]), np.array([weight for _, weight in rows]))
        for gram, rows in held.items()
    }
    for a, these in ours.items():
        alike = np.zeros(len(places))
        for gram, weight in these.items():
            if gram in listed:
                columns, weights = listed[gram]
                alike[columns] += weight * weights
        for alike_at in np.flatnonzero(alike >= min(ALIKE, SAME_PLACE)):
            yield a, places[int(alike_at)], float(alike[alike_at])


def _likeness(one: Measure, other: Measure, alike: float) -> float:
    """How alike two clauses are whose words are so much `alike`; 0 where they are none."""
    if one.kind != other.kind and "measure" in (one.kind, other.kind):
        return 0.0
    heading = max((_alike(a, b) for a in _headings(one) for b in _headings(other)), default=0.0)
    label = bool(one.label) and one.label == other.label
    if alike < (SAME_PLACE if bool(one.title) and fold(one.title) == fold(other.title) else ALIKE):
        return 0.0
    return alike + BY_HEADING * (heading if heading >= SAME_HEADING else 0.0) + BY_LABEL * label


def _headings(unit: Measure) -> list[str]:
    """What a clause is headed by: its own title, and the heading that it stands under."""
    found = (_key(_HEAD_NUMBER.sub("", each)) for each in (unit.title, *unit.path[-2:-1]))
    return [each for each in found if 1 < len(each) <= LONGEST_NAME]


def _bare(unit: Measure) -> str:
    return "".join(fold(unit.text).split())


def _grams(unit: Measure) -> Counter[str]:
    text = _bare(unit)
    return Counter(text[at : at + 2] for at in range(max(1, len(text) - 1)))


def _out_of_order(places: Sequence[tuple[int, int]]) -> set[int]:
    """The places of the new edition whose clauses stand in another order than before: all but a longest run in order.

    Of runs that are equally long the one that ends first, and so on back to its beginning.
    """
    least: list[int] = []  # for each length the least old place that a run so long ends at
    ends: list[list[tuple[int, int]]] = []  # for each length all that end a run so long; their old places fall
    for a, b in places:
        length = bisect_left(least, a)
        least[length : length + 1] = [a]
        if length == len(ends):
            ends.append([])
        ends[length].append((a, b))
    kept: set[int] = set()
    before = math.inf
    for runs in reversed(ends):
        a, b = next(each for each in runs if each[0] < before)
        kept.add(b)
        before = a
    return {b for _, b in places} - kept


def _in_order(
    left: Sequence[Measure], right: Sequence[Measure], partner: Mapping[int, int], moved: set[int]
) -> list[Pair]:
    back = {a: b for b, a in partner.items()}
    pairs: list[Pair] = []
    behind: dict[int, list[Measure]] = {}  # what was dropped, behind the clause of the new edition it followed
    last = -1
    for a, unit in enumerate(left):
        if a in back:
            last = back[a] if back[a] not in moved else last
        else:
            behind.setdefault(last, []).append(unit)
    pairs += [Pair("dropped", unit, None) for unit in behind.get(-1, [])]
    for b, unit in enumerate(right):
        if b in partner:
            pairs.append(_pair(left[partner[b]], unit, moved=b in moved))
        else:
            pairs.append(Pair("added", None, unit))
        pairs += [Pair("dropped", each, None) for each in behind.get(b, [])]
    return pairs


def _pair(old: Measure, new: Measure, *, moved: bool) -> Pair:
    if _bare(old) == _bare(new):
        return Pair("moved" if moved else "same", old, new, moved=moved)
    if _body(old) == _body(new):  # only its number is another one
        return Pair("moved", old, new, changed_words(old.text, new.text), moved=True)
    return Pair("changed", old, new, changed_words(old.text, new.text), _figures(old) != _figures(new), moved)


def _body(unit: Measure) -> str:
    """The words without the number that heads them."""
    text, last = _bare(unit), fold(unit.label.split()[-1] if unit.label else "")
    for head in (unit.label, last, last.split("、")[-1]):
        bare = "".join(fold(head).split())
        if bare and text.startswith(bare):
            return text[len(bare) :]
    return re.sub(r"^(?:第[一二三四五六七八九十百零\d]+[条章节]|\(?[一二三四五六七八九十\d]+[)、.．])", "", text)


def _figures(unit: Measure) -> tuple[Counter[Any], ...]:
    return (
        Counter(amount.yuan for amount in unit.amounts),
        # The figures of a table have their unit in its head: they are sums of what is granted, and none of the text
        Counter(benefit.amount.yuan for benefit in unit.benefits if benefit.amount is not None),
        Counter(rate.value for rate in unit.rates),
        Counter((when.first, when.last) for when in unit.dates),
        Counter((period.count, period.unit) for period in unit.periods),
        days_of(unit.text),
    )


# ---------------------------------------------------------------- what it means


def _of_documents(old: Document, new: Document) -> list[Effect]:
    """How long it holds: a change of the end of validity."""
    ends = [max((validity.until for validity in document.validity), default=None) for document in (old, new)]
    if ends[0] == ends[1]:
        return []
    before, after = (str(end) if end else "未写明" for end in ends)
    return [Effect("有效期", "有效期至", before, after)]


@dataclass(slots=True)
class _Grants:
    """The benefits of a pair of clauses: those that both editions give, those that went and those that came."""

    pair: Pair
    both: list[tuple[Benefit, Benefit]]
    gone: list[Benefit]
    come: list[Benefit]

    @classmethod
    def of(cls, pair: Pair) -> _Grants:
        ours, theirs = (unit.benefits if unit else () for unit in (pair.old, pair.new))
        both = _granted_both(ours, theirs)
        gone, come = ({id(each[side]) for each in both} for side in (0, 1))
        return cls(pair, both, [a for a in ours if id(a) not in gone], [b for b in theirs if id(b) not in come])


def _of_pairs(pairs: Sequence[Pair]) -> Iterator[Effect]:
    """What the changes of all clauses mean, each told once."""
    grants = [_Grants.of(pair) for pair in pairs]
    elsewhere = _in_another_clause(grants)
    words = Words()
    for each in grants:
        yield from _effects(each, elsewhere.get(id(each), ()), words)


def _in_another_clause(grants: Sequence[_Grants]) -> dict[int, list[Effect]]:
    """What one clause gave and another gives now, on the same condition to the same: neither dropped nor new.

    Takes these out of what went and what came, and tells, beside the clause that gives it now, if it is another sum.
    """
    found: dict[int, list[Effect]] = {}
    words = Words()
    for same in (_is_for, _is_paid):
        waiting: dict[Hashable, deque[tuple[_Grants, Benefit]]] = {}
        for each in grants:
            for benefit in each.gone:
                waiting.setdefault(same(benefit), deque()).append((each, benefit))
        for each in grants:
            for benefit in list(each.come):
                if not (was := waiting.get(same(benefit) or None)):
                    continue
                other, before = was.popleft()
                other.gone.remove(before)
                each.come.remove(benefit)
                labels = (other.pair.old.label if other.pair.old else "", each.pair.new.label if each.pair.new else "")
                found.setdefault(id(each), []).extend(_of_benefit(before, benefit, labels, words))
    return found


def _is_paid(benefit: Benefit) -> Hashable:
    """前3年80%、后2年50%, 每年最高5000万元: what a grant over years pays a year and at most; () where it is none over years.

    So much in common makes two of them one measure, that now runs for other years or is told in other words.
    """
    rates, sums = {each.value for each in benefit.rate_schedule}, {each.yuan for each in benefit.schedule}
    limits = tuple(cap.amount.yuan for cap in benefit.caps)
    return (frozenset(rates), frozenset(sums), limits) if len(rates | sums) > 1 and limits else ()


def _is_for(benefit: Benefit) -> tuple[str, ...]:
    """What makes two benefits one, but for the sum."""
    return _key(benefit.recipient), _key(benefit.condition), _key(benefit.form)


def _key(words: str) -> str:
    """Words to compare: width and blanks are no difference."""
    return "".join(fold(words).split())


def _effects(grants: _Grants, elsewhere: Sequence[Effect], words: Words) -> list[Effect]:
    pair = grants.pair
    labels = (pair.old.label if pair.old else "", pair.new.label if pair.new else "")
    found: list[Effect] = []
    for a, b in grants.both:
        found += _of_benefit(a, b, labels, words)
    found += elsewhere
    found += [Effect("取消支持", _whom(each, pair.old), words.figure(each), "", None, *labels) for each in grants.gone]
    found += [Effect("新增支持", _whom(each, pair.new), "", words.figure(each), None, *labels) for each in grants.come]
    found += _of_times(pair, labels)
    found += _of_demands(pair, labels, found)
    if (
        pair.old
        and pair.new
        and (before := pair.old.all_units) != (after := pair.new.all_units)
        and set(before) != set(after)
    ):
        found.append(
            Effect(
                "部门",
                pair.new.title or pair.new.label,
                "、".join(before) or "未写明",
                "、".join(after) or "未写明",
                None,
                *labels,
            )
        )
    return _told_once(found, swaps(pair.words))


def _told_once(effects: Sequence[Effect], changed: Mapping[tuple[str, str], int]) -> list[Effect]:
    """The effects without those whose words changed nowhere but where another one says it, and says it more exactly.

    九个月 for 六个月 may be read as the condition of a grant, as a requirement and as a limit of time; `changed` says how
    often it was written, and so often it may be told.
    """
    told: Counter[tuple[str, str]] = Counter()
    kept: set[int] = set()
    for at in sorted(range(len(effects)), key=lambda at: _EXACT.get(effects[at].kind, 0)):
        effect = effects[at]
        turned = swaps(changed_words(effect.before, effect.after)) if effect.kind in _EXACT else Counter()
        if turned and all(told[each] >= max(1, changed.get(each, 0)) for each in turned):
            continue
        kept.add(at)
        told.update(turned)
    return [effect for at, effect in enumerate(effects) if at in kept]


def _of_times(pair: Pair, labels: tuple[str, str]) -> list[Effect]:
    """Windows, last days and periods that are other ones now: the first that went beside the first that came."""
    before, after = (times_of(unit) if unit else {} for unit in (pair.old, pair.new))
    gone = [words for key, words in before.items() if key not in after]
    come = [words for key, words in after.items() if key not in before]
    return [
        Effect("时间", _name_of(pair, f"{a}{b}"), a or "无", b or "无", None, *labels)
        for a, b in zip_longest(gone, come)
    ]


def _of_demands(pair: Pair, labels: tuple[str, str], told: Sequence[Effect]) -> list[Effect]:
    """Requirements that came or went, but for what a changed condition or limit of time says already."""
    before, after = (demands_of(unit) if unit else {} for unit in (pair.old, pair.new))
    known = "\n".join(
        "".join(fold(words).split())
        for each in told
        if each.kind in ("条件", "时间")
        for words in (each.before, each.after)
    )

    def is_new(key: str, other: Mapping[str, str]) -> bool:
        return key not in other and key not in known

    gone = {key: words for key, words in before.items() if is_new(key, after)}
    found = []
    for key, words in ((key, words) for key, words in after.items() if is_new(key, before)):
        like = max(islice(gone, MOST_LIKENED), key=lambda each: _alike(each, key), default="")
        was = gone.pop(like) if like and _alike(like, key) >= SAME_GRANT else "无"
        found.append(Effect("条件", _name_of(pair, was + words), was, words, None, *labels))
    return found + [Effect("条件", _name_of(pair, words), words, "无", None, *labels) for words in gone.values()]


def _name_of(pair: Pair, words: str) -> str:
    """What a pair is about in a word: whom it is for, else its heading where that is none of the `words`, else its number."""
    for unit in (pair.new, pair.old):
        whom = next((each.recipient for each in unit.benefits if each.recipient), "") if unit else ""
        heading = unit.title if unit and len(unit.title) <= LONGEST_NAME and unit.title not in words else ""
        if whom or heading:
            return whom or heading
    return next(unit.label for unit in (pair.new, pair.old) if unit)


def _alike(one: str, other: str) -> float:
    a, b = Counter(one), Counter(other)
    return 2 * sum((a & b).values()) / max(1, len(one) + len(other))


def _granted_both(ours: Sequence[Benefit], theirs: Sequence[Benefit]) -> list[tuple[Benefit, Benefit]]:
    """The benefits of two clauses that are one: the equal ones, then the most alike, then those for the same recipient."""
    left, right = list(range(len(ours))), list(range(len(theirs)))
    found: list[tuple[int, int]] = _equal(ours, theirs, left, right, _is_for)
    left, right = _rest(left, right, found)
    if len(left) * len(right) > MOST_SCORED:  # two tables of hundreds of rows
        for same in (lambda each: each.condition and fold(each.condition), _recipient):
            found += _equal(ours, theirs, left, right, same)
            left, right = _rest(left, right, found)
    else:
        marks = [[_Marks.of(each) for each in side] for side in (ours, theirs)]
        scored = sorted((-marks[0][i].likeness(marks[1][j]), i, j) for i in left for j in right)
        if len(scored) == 1 and not found:  # one here, one there
            return [(ours[0], theirs[0])]
        free, open_ = set(left), set(right)
        for score, i, j in scored:
            if -score >= SAME_GRANT and i in free and j in open_ and not marks[0][i].is_apart(marks[1][j]):
                free.remove(i)
                open_.remove(j)
                found.append((i, j))
        left, right = _rest(left, right, found)
        found += [(i, j) for i, j in _equal(ours, theirs, left, right, _recipient) if _may_be_one(ours[i], theirs[j])]
    return [(ours[i], theirs[j]) for i, j in found]


def _may_be_one(a: Benefit, b: Benefit) -> bool:
    """Whether the terms of two grants to the same recipient do not tell them apart: 企业 alone names nobody in particular."""
    ours, theirs = _key(a.condition), _key(b.condition)
    return not ours or not theirs or _alike(ours, theirs) >= SAME_TERMS


def _rest(left: Sequence[int], right: Sequence[int], found: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    ours, theirs = {i for i, _ in found}, {j for _, j in found}
    return [i for i in left if i not in ours], [j for j in right if j not in theirs]


def _equal(
    ours: Sequence[Benefit],
    theirs: Sequence[Benefit],
    left: Sequence[int],
    right: Sequence[int],
    same: Callable[[Benefit], Hashable],
) -> list[tuple[int, int]]:
    """Those of which `same` is equal and not empty, in their order."""
    waiting: dict[Hashable, deque[int]] = {}
    for i in left:
        waiting.setdefault(same(ours[i]), deque()).append(i)
    pairs = ((waiting.get(same(theirs[j])) if same(theirs[j]) else None, j) for j in right)
    return [(queue.popleft(), j) for queue, j in pairs if queue]


def _recipient(benefit: Benefit) -> Hashable:
    return (fold(benefit.recipient), fold(benefit.form)) if benefit.recipient else ""


@dataclass(frozen=True, slots=True)
class _Marks:
    """What tells which grant of a clause one is: its words, the figures it has to reach, the level it is of. Never its sum."""

    words: Counter[str]
    reached: frozenset[str]
    levels: frozenset[str]

    @classmethod
    def of(cls, benefit: Benefit) -> _Marks:
        words = _key(benefit.recipient * 2 + benefit.condition + benefit.form)
        own = _LEVEL.findall(_key(benefit.recipient)) or _LEVEL.findall(_key(benefit.condition))
        return cls(Counter(words), frozenset(_REACHED.findall(_key(benefit.condition))), frozenset(own))

    def likeness(self, other: _Marks) -> float:
        """The share of characters they have in common, and more where they have to reach the same."""
        same = self.reached & other.reached
        bonus = BY_FIGURES * len(same) / len(self.reached | other.reached) if same else 0.0
        return _overlap(self.words, other.words) + bonus

    def is_apart(self, other: _Marks) -> bool:
        """Whether one is of 国家级 and the other of 省级: no words make these one grant."""
        return len(self.levels) == len(other.levels) == 1 and not self.levels & other.levels


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _of_benefit(a: Benefit, b: Benefit, labels: tuple[str, str], words: Words) -> list[Effect]:
    found = []
    before, after = words.figure(a), words.figure(b)
    who = b.recipient or a.recipient or b.condition or b.form
    if _sums(a) != _sums(b):
        found.append(Effect("金额", who, before, after, _difference(a, b), *labels))
    if _key(a.condition) != _key(b.condition):
        found.append(Effect("条件", who, a.condition or "无", b.condition or "无", None, *labels))
    if _key(a.recipient) != _key(b.recipient):
        found.append(Effect("对象", who, a.recipient or "未写明", b.recipient or "未写明", None, *labels))
    return found


def _sums(benefit: Benefit) -> tuple[Any, ...]:
    return (
        benefit.amount.yuan if benefit.amount else None,
        benefit.amount_to.yuan if benefit.amount_to else None,
        benefit.rate.value if benefit.rate else None,
        benefit.rate_to.value if benefit.rate_to else None,
        tuple(cap.amount.yuan for cap in benefit.caps),
        tuple(each.yuan for each in benefit.schedule),
        tuple(each.value for each in benefit.rate_schedule),
        benefit.per,
        benefit.years,
        benefit.is_upper_bound,
        benefit.is_lower_bound,
    )


def _difference(a: Benefit, b: Benefit) -> Decimal | None:
    """How much more or less is paid, or may be paid of the same share; None where two different things are paid.

    A range and a single sum, a sum and the cap of a share, a sum a year and a sum once: none has a difference.
    """
    if a.amount_to or b.amount_to or a.schedule or b.schedule or a.per != b.per or bool(a.rate) != bool(b.rate):
        return None
    was, now = (each.amount or each.cap for each in (a, b))
    return now.yuan - was.yuan if was and now else None


def _whom(benefit: Benefit, unit: Measure | None) -> str:
    return benefit.recipient or (unit.title or unit.label if unit else "") or benefit.form


def difference_words(effect: Effect) -> str:
    """（+20万元） / （-5万元）; empty where there is no sum."""
    if effect.difference is None or not effect.difference:
        return ""
    sign = "+" if effect.difference > 0 else "-"
    return f"（{sign}{yuan_text(abs(effect.difference))}）"


def effect_words(effect: Effect) -> str:
    """金额：新型研发机构 奖励30万元 → 奖励50万元（+20万元） [第五条]."""
    change = (
        " → ".join(filter(None, (effect.before, effect.after)))
        if effect.kind not in ("新增支持", "取消支持")
        else effect.before or effect.after
    )
    where = effect.new_label or effect.old_label
    return f"{effect.kind}：{effect.what} {change}{difference_words(effect)}{f'［{where}］' if where else ''}"
