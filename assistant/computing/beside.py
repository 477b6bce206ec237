"""What a clause says beside the offer that a sum rests on: another case, who is shut out, a unit or a most that was not read.

A sum is right only where nothing beside it was meant. Each of these is a feature of the choice, and a reason that is told
instead of a sum. Pure.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.conditions import shares_asked, state_of
from assistant.computing.count import THINGS
from assistant.computing.deriving import is_spoken
from assistant.computing.levels import is_other_level, is_same_level
from assistant.computing.parts import is_part
from assistant.computing.reckoning import Reckoning
from assistant.computing.scheme import Cap, Offer, Scheme
from assistant.computing.unread import HAD
from corpus.places.gazetteer import places_in
from corpus.quantities.quantities import UNIT, Quantity, quantities

TABLE = 1000  # sentences are numbered from here in tables
_NEAR = 1  # sentences
_LONGEST = 60  # characters of a clause that is quoted
_LONGEST_CASE = 14
_NAMED, _FAR_MORE = 2, 3  # letters
_RAISED = re.compile(r"(?:提高?|增加|上调|上浮|调整?|放宽|比例|标准)(?:至|到|为)$")
_LETTER = re.compile(r"[\u4e00-\u9fff]")
# Letters that stand in any offer and tell none from another
_COMMON = frozenset(
    "的按给予奖补贴助资金元万千百十亿每年月个人一次性最高不超过以上下内标准额度为对于和及与或在其中新增实际支付发放企业单位可能有多少几我们能是了市区县省级户家项目超部分累计合计同再另到达"
)


class Beside:
    """A clause and a question, with what the offers of the clause say of cases; built once for all that it may come to."""

    def __init__(self, scheme: Scheme, asked: Asked) -> None:
        self.scheme, self.asked = scheme, asked
        places = "".join(mention.span.of(asked.text) for mention in places_in(asked.text))
        self._said = frozenset(_LETTER.findall(f"{asked.meant}{places}")) - _COMMON
        self._letters = {id(offer): _letters(offer) for offer in scheme.offers}
        self._pairs = {id(offer): _own_pairs(offer) & asked.pairs for offer in scheme.offers}
        self._told = {id(offer): frozenset(pairs_of(offer.words)) & asked.pairs for offer in scheme.offers}
        self._refused = [
            (meant, words, of)
            for sentence in scheme.sentences
            for subject, words, of in _refusals(sentence)
            if not re.search(r"\d", subject) and (meant := set(pairs_of(subject)) & asked.pairs)
        ]
        self._cases: dict[int, tuple[Offer, ...]] = {}

    def marks(self, one: Reckoning) -> dict[str, float]:
        """What speaks against a sum because of what the clause says beside its offers, by name."""
        own = {id(offer) for offer in one.offers}
        leanings = [self._leaning(one.offer, case) for case in self.cases(one)]
        spoken = self._others_spoken(one, own)
        return {
            "other case": float(any((theirs and not ours) or theirs - ours >= _FAR_MORE for ours, theirs in leanings)),
            "rival words": max((min(3.0, max(0.0, theirs - ours)) for ours, theirs in leanings), default=0.0),
            "case untold": float((0, 0) in leanings),
            "shut out": float(self.shut_out(one.offers) is not None),
            "per unread": float(any(unread_per(offer) for offer in one.offers)),
            "caps of cases": float(rival_caps(one) is not None),
            "others spoken": float(min(3, spoken)),
            "others asked": float(bool(spoken) and self.asked.wants_all and len(one.offers) == 1),
            "rounds unread": float(self._counts_rounds()),
            "one of several": float(len(one.offers) == 1 and self.asked.wants_all and self._things_apart(one) > 0),
            "one unnamed": float(self._is_one_unnamed(one)),
            "several unchanged": float(self._is_change_left(one)),
            "extra alone": float("added" in one.marks and "额外" in self.asked.text),
            "changes near": float(min(2, self._changes_near(one))),
        }

    def cases(self, one: Reckoning) -> tuple[Offer, ...]:
        """The offers for the same thing under other circumstances than those of the offer that a sum rests on."""
        if id(one.offer) not in self._cases:
            others = (o for o in self.scheme.offers if _is_case_beside(one.offer, o))
            self._cases[id(one.offer)] = tuple(o for o in others if self._may_be_meant(o))
        return tuple(case for case in self._cases[id(one.offer)] if not any(case is own for own in one.offers))

    def _may_be_meant(self, offer: Offer) -> bool:
        """Not where it is for those who had something before, of which nobody speaks, or asks for a share that is not had."""
        shares = shares_asked(f"{offer.condition},{offer.own}", self.asked)
        return state_of(shares) != "unmet" and (self.asked.had_before or not HAD.search(offer.words))

    def untold(self, one: Reckoning) -> tuple[Offer, ...]:
        """Those of them that the question tells from the offer by no word."""
        return tuple(case for case in self.cases(one) if self._leaning(one.offer, case) == (0, 0))

    def shut_out(self, own: Sequence[Offer] = ()) -> str | None:
        """The words by which a clause gives nothing to those that the question is about: 公建民营机构不享受建设补助."""
        told = self._told_by(own)
        said = f"{self.asked.text},{','.join(offer.words for offer in own)}"
        return next((words for meant, words, of in self._refused if meant - told and of in said), None)

    def _told_by(self, offers: Sequence[Offer]) -> set[str]:
        """The pairs of the question that some offers have; those of a charge are none of the clause's offers."""
        return {pair for offer in offers for pair in self._told.get(id(offer), ())}

    def _leaning(self, own: Offer, other: Offer) -> tuple[int, int]:
        """How many letters of the question stand in one of two offers only: of the own, and of the other."""
        if is_same_level(own, self.asked) and is_other_level(other, self.asked):
            return _FAR_MORE, 0
        ours, theirs = (self._letters.get(id(offer), frozenset()) for offer in (own, other))  # a charge has none
        named = len(self._said & (theirs - ours))
        if (
            named >= _NAMED
            and own.sentence < other.sentence < TABLE
            and _RAISED.search(other.own.partition(other.source)[0])
        ):
            return 0, named  # whoever it is raised for has what the others must have as well
        told = len(self._said & (ours - theirs))
        if not (told or named):  # 新建 and 改扩建: letters that stand anywhere tell something in pairs
            mine, others = (frozenset(pairs_of(_told_apart(offer))) & self.asked.pairs for offer in (own, other))
            return len(mine - others), len(others - mine)
        return told, named

    def _others_spoken(self, one: Reckoning, own: set[int]) -> int:
        """Of how many other offers the question has words that none of those that the sum rests on has."""
        told = self._told_by(one.offers)
        return sum(bool(pairs - told) for at, pairs in self._pairs.items() if at not in own and pairs)

    def _changes_near(self, one: Reckoning) -> int:
        if "changed" in one.marks:
            return 0
        if one.offer.sentence >= TABLE:
            return len(self.scheme.changes)
        return sum(abs(change.sentence - one.offer.sentence) <= _NEAR for change in self.scheme.changes)

    def _counts_rounds(self) -> bool:
        """两造 where the clause counts 每造: a number by a word of the clause's own that no unit holds."""
        used = {q.start for q in self.asked.figures if q.unit}
        return any(
            match.start() not in used and f"每{match['word']}" in sentence
            for match in _ROUNDS.finditer(self.asked.text)
            for sentence in self.scheme.sentences
        )

    def _things_apart(self, one: Reckoning) -> int:
        """How many of the things that the question counts, 一项国际标准 and 一项地方标准, a sum leaves out."""
        counted = [q for q in self.asked.figures if q.unit in THINGS and q.noun and q.unit != "家"]
        names = {q.noun[:4] for q in counted}
        left = [q for q in counted if q.start not in one.used and q.value > 0]
        return len(left) if len(names) > 1 else 0

    def _is_one_unnamed(self, one: Reckoning) -> bool:
        """Whether a sum of several rests on an offer that the question names by no word of its own: 公路 where 收购 is meant."""
        several = one.offers if {"several named", "each named"} & set(one.marks) and "of years" not in one.marks else ()
        return any(
            own.sentence != other.sentence and self._letters.get(id(own)) and self._leaning(own, other)[0] == 0
            for own, other in itertools.permutations(several, 2)
            if {p.unit for p in own.per} == {p.unit for p in other.per}
        )

    def _is_change_left(self, one: Reckoning) -> bool:
        """Whether a change is spoken of that the sum of several offers leaves out: 2024年退出的按80%兑现."""
        return (
            len(one.offers) > 1
            and "changed" not in one.marks
            and any(is_spoken(change, one.offer, self.asked) for change in self.scheme.changes)
        )


# ---------------------------------------------------------------- another case of the same offer


def _is_case_beside(own: Offer, other: Offer) -> bool:
    """新建 2000元 and 改扩建 1000元; two columns of one row. What a figure decides is no case."""
    if own is other or own.kind != other.kind or other.is_extra != own.is_extra or is_part(own) or is_part(other):
        return False
    if own.value == other.value and [cap.yuan for cap in own.caps] == [cap.yuan for cap in other.caps]:
        return False
    if own.sentence >= TABLE or other.sentence >= TABLE:
        return own.sentence == other.sentence
    if abs(own.sentence - other.sentence) > _NEAR or {p.unit for p in own.per} != {p.unit for p in other.per}:
        return False
    return not ({b.unit for b in own.bounds} & {b.unit for b in other.bounds})


def _letters(offer: Offer) -> frozenset[str]:
    counted = "".join(f"{per.unit}{per.noun}" for per in offer.per)  # of what it is paid is no case
    return frozenset(_LETTER.findall(_told_apart(offer))) - frozenset(f"{offer.base}{counted}") - _COMMON


def _told_apart(offer: Offer) -> str:
    """What tells an offer from the one beside it: its own words, and in a sentence the last of its conditions."""
    condition = "" if offer.sentence >= TABLE else offer.condition.rpartition(",")[2]
    words = f"{condition},{offer.own.partition(offer.source)[0]}"
    return words if offer.sentence >= TABLE else words.rpartition(":")[2]


def _own_pairs(offer: Offer) -> frozenset[str]:
    return frozenset(pairs_of(f"{offer.condition.rpartition(',')[2]},{offer.own}"))


def case_named(offer: Offer) -> str:
    """A case as it is told to a reader: 改扩建、租赁, 市区."""
    condition, own = offer.condition.rpartition(",")[2], offer.own.partition(offer.source)[0]
    if offer.sentence >= TABLE:
        return own[:_LONGEST_CASE]
    named = re.split(r"每|按|给予|奖|补", own)[0].strip(",:的") or condition.strip(",:的")
    return named[-_LONGEST_CASE:]


# ---------------------------------------------------------------- who is shut out

_NOTHING = re.compile(
    r"(?:不再?(?:另(?:行)?(?:设|给)?|予以?|能|可|得)?(?:享受|执行|补|奖|发|给|适用|纳入|配套|列入|支持|资助|受理|办理|属于|覆盖|设|申报|申请|领取?|重复)"
    r"|领不到|拿不到|没有(?:补|奖|这)|除外|取消(?=$|[对,])|另行(?:制定|规定|申报))"
)
_ROUNDS = re.compile(r"(?<![第几\d.])(?:[二两三四五六七八九十]|[2-9])(?P<word>[\u4e00-\u9fff])")
_STRETCH = re.compile(r"[^。;]+")


@lru_cache(maxsize=1024)
def _refusals(sentence: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(_refused(sentence))


# 不再享受岗前培训补贴: what is refused, where it has a name of its own
_OF = re.compile(
    r"(?![本该此上前任相同重各所另])(?P<name>[\u4e00-\u9fff]{2})[\u4e00-\u9fff]{0,10}?(?:补[助贴]|奖励|奖补|资助|津贴|政策|待遇)"
)


def _refused(sentence: str) -> Iterator[tuple[str, str, str]]:
    """For each refusal of a sentence who is refused, the words in which it stands, and how what is refused begins."""
    for stretch in _STRETCH.finditer(sentence):
        before = ""
        for piece in stretch[0].split(","):
            found = _NOTHING.search(piece)
            if found is not None and "重复" not in piece:
                subject = piece[: found.start()]
                if len(subject) < 3:
                    subject = f"{before},{subject}"
                named = _OF.match(piece, found.end())
                words = piece if len(piece[: found.start()]) > 2 else f"{before},{piece}"
                yield subject, words[-_LONGEST:], named["name"] if named else ""
            before = piece


# ---------------------------------------------------------------- units and mosts that were not read

_EACH = re.compile(rf"每(?:个|一)?(?P<unit>{UNIT}|[\u4e00-\u9fff])")
# 每招用1人, 每新增企业: a verb behind 每, and what is one for whoever asks
_IDLE = frozenset("企单家户人名位个项主园机所处经村镇类款次满增加新超引招吸带举开完服培建成输承签入")


def unread_per(offer: Offer) -> str | None:
    """造 of 每亩每造60元: by what a sum is counted besides, and what the reading of the offer does not hold."""
    if offer.sentence >= TABLE:
        return None
    known = {per.unit for per in offer.per} | set(offer.times) | {"年", "月", "天"}
    nouns = "".join(f"{per.unit}{per.noun}" for per in offer.per)
    for match in _EACH.finditer(offer.own.partition(offer.source)[0]):
        unit = match["unit"]
        read = quantities(f"3{unit}")
        name = read[0].unit if read and read[0].unit else unit
        if name not in known and unit not in nouns and unit[0] not in _IDLE and unit not in "日天年月":
            return unit
    return None


_SCOPE = re.compile(r"每?年|年度|累计|合计|总|单[次场个件台项户家]|每[次场个件台项户家人]|[其区]他|其余")


def rival_caps(one: Reckoning) -> tuple[Cap, Cap] | None:
    """Two mosts of one kind, of which the case decides: 单次最高2万元, 其余行业单次最高1万元; only where one is reached."""
    if "超过上限" not in one.working and "最高" not in one.working:
        return None
    caps = one.offer.caps
    for number, first in enumerate(caps):
        for second in caps[number + 1 :]:
            ours, theirs = (set(_SCOPE.findall(cap.words)) - {"其他", "其余", "区他"} for cap in (first, second))
            if first.yuan != second.yuan and ours == theirs:
                return first, second
    return None


# ---------------------------------------------------------------- the least that is asked for

_LEAST = re.compile(
    r"(?:不少于|不低于|满|达到)[^,。;|]{1,10}?(?:以上)?的?(?:方可|才可|才能|方能|始可)|(?:不足|不满|低于|不到|未达到?|少于)[^,。;|]{1,10}?的?[^,。;|\d]{0,6},?(?:不计|不予|不补|不奖|不享受|不能|不得|不纳入)"
)


def is_below_least(one: Reckoning, scheme: Scheme, asked: Asked) -> bool:
    """投资额不足200万元的项目不计, 不少于10航次方可申请: nothing is paid for less."""
    used = [q for q in asked.required if q.start in one.used]
    return any(
        least.unit in (q.unit, _unit_of(q.noun)) and q.value < least.value
        for least, _ in _leasts_near(one, scheme)
        for q in used
    )


def _unit_of(noun: str) -> str:
    """次 of 8个航次: what is counted may be a unit itself."""
    read = quantities(f"3{noun}") if noun else ()
    return read[0].unit if read else ""


def least_named(one: Reckoning, scheme: Scheme) -> str | None:
    """The words that ask for the least."""
    return next((words for _, words in _leasts_near(one, scheme)), None)


def _leasts_near(one: Reckoning, scheme: Scheme) -> list[tuple[Quantity, str]]:
    if one.offer.sentence >= TABLE:
        return []
    told = scheme.sentences[max(0, one.offer.sentence - 1) : one.offer.sentence + 4]
    return [least for sentence in told for least in _leasts(sentence)]


@lru_cache(maxsize=512)
def _leasts(sentence: str) -> tuple[tuple[Quantity, str], ...]:
    return tuple((q, m[0]) for m in _LEAST.finditer(sentence) for q in quantities(m[0]))
