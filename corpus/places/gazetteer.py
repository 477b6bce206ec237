"""The places of China: a text in, the places it names out, and how one place lies to another.

Provinces, cities, counties and towns stand in gazetteer.txt (see docs/licences.md), zones, merged districts and other
names in zones.txt, words that only look like places in not_places.txt. All is read once, when first asked. A name is
found by its first two characters, the longest name that stands there wins, and what several places are called is told
apart by the places around it or left open.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from corpus.measure import Span
from corpus.text.normal import fold

Level = Literal["province", "city", "county", "town", "zone"]
Relation = Literal["same", "inside", "around", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `path` leads to it from its province and ends with its own full name: ("广东省", "东莞市")."""

    path: tuple[str, ...]
    level: Level

    @property
    def name(self) -> str:
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Where a text names a place. `place` is None where several `candidates` remain; `is_full` with its rank (大兴区)."""

    span: Span
    place: Place | None
    candidates: tuple[Place, ...]
    is_full: bool


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """Places known from elsewhere, made ready once by `surroundings` where many texts are read by the same ones."""

    numbers: frozenset[int]
    towns: dict[str, list[tuple[str, int]]]


def surroundings(places: Iterable[Place]) -> Surroundings:
    """`places` as `places_in` and `named` take them."""
    table = _table()
    paths = (
        place.path if place.path in table.at else place.path[:-1] for place in places
    )  # a zone stands for its place
    numbers = dict.fromkeys(table.at[path] for path in paths if path in table.at)
    return Surroundings(frozenset(numbers), _towns_of(tuple(map(table.place, numbers))))


def places_in(text: str, around: Sequence[Place] | Surroundings = ()) -> tuple[PlaceMention, ...]:
    """The places that `text` names, in order, without overlaps.

    `around` are places known from elsewhere (of the registered documents): they tell ambiguous names apart, and the
    towns in them may be called without their rank.

    >>> [mention.place.path for mention in places_in("东莞常平和大兴的企业")]
    [('广东省', '东莞市'), ('广东省', '东莞市', '常平镇'), ('北京市', '大兴区')]
    >>> places_in("保护区、示范区和城市的朝阳产业合作")
    ()
    """
    table = _table()
    folded = fold(text)
    found = list(_scan(folded, table))
    found = _accepted(folded, found, table)
    near = around if isinstance(around, Surroundings) else surroundings(around)
    found = [_with_district(folded, one, near.numbers, table) for one in found]
    for towns in (_towns_of(tuple(_known(found, table))), near.towns):
        found += _towns(folded, found, towns, table)
    found.sort(key=lambda one: one.start)
    return tuple(_resolved(found, near.numbers, table))


def named(name: str, around: Sequence[Place] | Surroundings = ()) -> tuple[Place, ...]:
    """The places that `name` as a whole may mean, those inside or around `around` if there are any.

    >>> [place.path for place in named("大兴")]
    [('北京市', '大兴区')]
    """
    table = _table()
    folded = fold(name).strip()
    near = around if isinstance(around, Surroundings) else surroundings(around)
    numbers = tuple(table.named(folded) or table.shorts.get(folded, ()) or table.in_a_city.get(folded, ()))
    if not numbers:
        found = places_in(folded, near)
        whole = found and found[0].span.start == 0 and found[-1].span.end == len(folded)
        return found[-1].candidates if whole else ()
    kept = near.numbers.intersection(numbers) or _near(numbers, near.numbers, table) or numbers
    return tuple(_widest([table.place(number) for number in sorted(kept)]))


def relation(one: Place, other: Place) -> Relation:
    """How `one` lies to `other`: 大兴区 is inside 北京市, 北京市 is around 大兴区, 苏州园区 is the same as 苏州工业园区."""
    if one.path == other.path or is_short_zone(one, other) or is_short_zone(other, one):
        return "same"
    if contains(other, one):
        return "inside"
    return "around" if contains(one, other) else "elsewhere"


def is_short_zone(short: Place, whole: Place) -> bool:
    """Whether people say `short` for `whole`: zones of one place, the one's kind made of characters of the other's.

    >>> city = ("江苏省", "苏州市")
    >>> [is_short_zone(Place((*city, f"苏州{kind}"), "zone"), Place((*city, "苏州工业园区"), "zone")) for kind in ("园区", "开发区")]
    [True, False]
    """
    if short.level != "zone" or whole.level != "zone" or short.path[:-1] != whole.path[:-1]:
        return False
    kind = _ANY_ZONE.search(short.name)
    if not kind or not whole.name.startswith(short.name[: kind.start()]):
        return False
    kept, known = kind[0], whole.name[kind.start() :]
    for written, said in _WRITTEN_OUT:
        known = known.replace(said, written)
    left = iter(known)
    return len(kept) < len(known) and kept[-2:] == known[-2:] and all(character in left for character in kept)


def contains(one: Place, other: Place) -> bool:
    """Whether `other` lies inside `one` and is not the same."""
    return len(one.path) < len(other.path) and other.path[: len(one.path)] == one.path


def beside(one: Place, other: Place) -> bool:
    """Whether both lie right inside the same place: two districts of a city. Two provinces do."""
    return one.path != other.path and one.path[:-1] == other.path[:-1]


def wider(place: Place) -> tuple[Place, ...]:
    """The places around `place`, the widest first."""
    table = _table()
    paths = (place.path[:end] for end in range(1, len(place.path)))
    return tuple(table.place(table.at[path]) for path in paths if path in table.at)


def called_so() -> Iterator[tuple[str, Place]]:
    """The short names of all provinces and cities, with their places: ("东莞", Place(("广东省", "东莞市"), "city"))."""
    table = _table()
    for name, numbers in table.shorts.items():
        for number in numbers:
            if table.levels[number] in ("province", "city"):
                yield name, table.place(number)


def short_forms(name: str) -> tuple[str, ...]:
    """What people call a place that is called `name` in full, without the full name.

    >>> short_forms("楚雄彝族自治州"), short_forms("内蒙古自治区"), short_forms("蓟县"), short_forms("东莞市")
    (('楚雄', '楚雄州'), ('内蒙古',), (), ('东莞',))
    >>> short_forms("阳泉市矿区")
    ('阳泉矿区',)
    """
    if district := _DISTRICT.fullmatch(name):
        return (district["city"] + district["name"],)
    own = _AUTONOMOUS.search(name)
    if own:
        rank, stem = own["rank"], name[: own.start()]
        if not stem:  # 东乡族自治县 has no name but its people's
            return (name[: -len("族自治县")],)
        return (stem, *([stem + rank] if rank != "区" else []))
    rank = next((rank for rank in _RANKS if name.endswith(rank)), "")
    stem = name.removesuffix(rank)
    return (stem,) if rank and len(stem) > 1 else ()


# ---------------------------------------------------------------- the table

# 阳泉市矿区: told with its city, for one character is no name
_DISTRICT = re.compile(r"(?P<city>[\u3400-\u9fff]{2,6})市(?P<name>[\u3400-\u9fff][区县])")

_RANKS = ("特别行政区", "地区", "林区", "特区", "省", "市", "盟", "县", "区", "旗")
_PEOPLES = (
    "蒙古族|(?<!内)蒙古|回族|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族"
    "|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯"
    "|塔吉克族|塔吉克|怒族|独龙族|普米族|裕固族|保安族|鄂温克族|各族"
)
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLES})*自治(?P<rank>[区州县旗])$")
_TOWN_ENDS = ("街道", "镇", "乡", "苏木", "地区")
_LEVELS: tuple[Level, ...] = ("province", "city", "county")
_ZONE_ENDS = ("开发区", "新区", "示范区", "园区", "管理区", "管委会")
_NOWHERE = -1


class _Table:
    """All places by number, and the numbers that each name means. Columns, not objects: there are forty thousand."""

    def __init__(self, divisions: str, zones: str, words: str) -> None:
        self.called: list[str] = []
        self.parents: list[int] = []
        self.levels: list[Level] = []
        self.shorts: dict[str, list[int]] = {}
        self.lists = _lists(words)
        inside = [_NOWHERE, _NOWHERE]
        former: list[str] = []
        for line in divisions.splitlines():
            if line.startswith("#"):
                continue
            if " < " in line:
                former.append(line)
                continue
            if line.startswith("ordinary: "):
                self.lists["towns"] = frozenset(line.split()[1:])
                continue
            name, _, below = line.lstrip("\t").partition(": ")
            depth = len(line) - len(line.lstrip("\t"))
            level = _LEVELS[depth]
            if depth:
                level = "zone" if name.endswith(_ZONE_ENDS) else "county" if name[-1] in "区县" else level
            number = self._add(name, inside[depth - 1] if depth else _NOWHERE, level)
            inside[depth:] = [number, _NOWHERE] if not depth else [number]
            for short in short_forms(name) if level != "zone" else ():
                self.shorts.setdefault(short, []).append(number)
            towns = below.split()
            self.called += towns
            self.parents += [number] * len(towns)
            self.levels += ["town"] * len(towns)
        self.at = {self.path(number): number for number, level in enumerate(self.levels) if level != "town"}
        self._only = dict(zip(self.called, range(len(self.called)), strict=True))
        self._several: dict[str, list[int]] = {}
        for number, name in enumerate(self.called):
            if self._only[name] != number:
                self._several.setdefault(name, [self._only[name]]).append(number)
        for line in (*former, *zones.splitlines()):
            self._other(line)
        self.heads: dict[str, int] = {}  # by two characters, the lengths of the names that begin with them as bits
        heads = self.heads
        for names in (self._only, self.shorts, self.lists["words"]):
            for name in names:
                head = name[:2]
                heads[head] = heads.get(head, 0) | 1 << len(name)

    def named(self, name: str) -> Sequence[int]:
        """The places called so in full."""
        return self._several.get(name) or ((self._only[name],) if name in self._only else ())

    def _add(self, name: str, parent: int, level: Level) -> int:
        self.called.append(name)
        self.parents.append(parent)
        self.levels.append(level)
        return len(self.called) - 1

    def _other(self, line: str) -> None:
        """崇文区 < 北京市/东城区: another name of a place. 临港新片区 临港 in 上海市/浦东新区: a place of its own."""
        if not line or line.startswith("#"):
            return
        called, sign, path = line.partition(" < ") if " < " in line else line.partition(" in ")
        number = self.at[tuple(path.split("/"))]
        names = [name.replace("_", " ") for name in called.split()]
        if sign == " < ":
            names += [short for name in names for short in short_forms(name) if short not in self.shorts]
            names = [name for name in names if name not in self.lists["hard"] and len(name) > 1]
        else:
            number = self._add(names[0], number, "zone")
            self.at[(*path.split("/"), names[0])] = number
        for name in names:
            known = self.named(name)
            if not known:
                self._only[name] = number
            elif number not in known:
                self._several[name] = [*known, number]

    def path(self, number: int) -> tuple[str, ...]:
        path: list[str] = []
        while number != _NOWHERE:
            path.append(self.called[number])
            number = self.parents[number]
        return tuple(reversed(path))

    def place(self, number: int) -> Place:
        return Place(self.path(number), self.levels[number])

    @cached_property
    def districts(self) -> dict[int, list[int]]:
        """By city its districts that are called by what is a word elsewhere: 矿区 of 阳泉市."""
        found: dict[int, list[int]] = defaultdict(list)
        for name in self.lists["words"]:
            for number in self.named(name):
                if self.called[number] == name and self.levels[number] == "county":
                    found[self.parents[number]].append(number)
        return found

    @cached_property
    def in_a_city(self) -> dict[str, tuple[int, ...]]:
        """The same by their names behind their city's, 阳泉市矿区 and 阳泉矿区."""
        wholes = (
            (self.called[city] + self.called[number], number)
            for city, numbers in self.districts.items()
            for number in numbers
        )
        return {name: (number,) for whole, number in wholes for name in (whole, *short_forms(whole))}

    @cached_property
    def below(self) -> dict[int, list[int]]:
        """What lies right inside each place."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, parent in enumerate(self.parents):
            found[parent].append(number)
        return found


def _lists(words: str) -> dict[str, frozenset[str]]:
    """The sections of not_places.txt."""
    found: dict[str, set[str]] = defaultdict(set)
    section = ""
    for line in words.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            found[section].update(line.split())
    return {name: frozenset(found[name]) for name in ("words", "hard", "soft")}


@cache
def _table() -> _Table:
    files = resources.files("corpus.places")
    return _Table(*(files.joinpath(f"{name}.txt").read_text("utf-8") for name in ("gazetteer", "zones", "not_places")))


# ---------------------------------------------------------------- finding names


class _Found(NamedTuple):
    start: int
    end: int
    name: str  # as the table has it: without the kind of a zone behind it
    numbers: tuple[int, ...]
    is_full: bool
    zone: str = ""  # 高新区, where it stands right behind the place


# A rank that goes on as another word: 北京市场, 和平区域, 法治乡村
_GOES_ON = re.compile(
    r"(?<=市)[场面值价盈]|(?<=区)[域间块位别分划]|(?<=乡)[村镇土亲贤愁]|(?<=镇)[静痛压定]|(?<=旗)[舰帜]|(?<=州)际"
)
# 白沙州 is not 白沙 unless somebody says so
_OTHER_RANK = re.compile(
    r"[州盟旗](?![县市])|县(?![市级域区里内])|区(?![域县内位块间别里级属])|市(?![场内级区民属直里面委政值])"
)
_IN_A_NAME = re.compile(
    r"[^\W\d_的是有在和与了能给]{0,5}?(?:大学(?!生)|学院|师范|医学院|医院|日报|晚报|银行)|(?:[东西南北中]?[一二三四五]?路|大道|大街|街(?!道))(?!线|径|演|过|上的)|证券|烤鸭|小吃|牛肉面|股份"
)
_ZONE = re.compile(
    r"(?:市|县|区)?(?P<kind>(?:国家级?|省级)?(?:高新技术产业(?:开发|园|示范)区|高新技术(?:产业)?开发区|高新区|经济技术开发区|经济开发区|经开区|综合保税区|综保区|保税区"
    r"|自由贸易试验区(?:[^\W\d_]{2,5}片区)?|自贸试验区|自贸片区|自贸区|自创区|自主创新示范区|农高区|临空经济(?:示范)?区|新片区|新区|工业园区|工业园|产业园区?|科技城|科学城|开发区|园区|片区))"
)
_SAME_KIND = (("高新技术产业开发区", "高新区"), ("高新技术开发区", "高新区"), ("经济技术开发区", "经开区"), ("经济开发区", "经开区"),
              ("综合保税区", "综保区"), ("国家自主创新示范区", "自创区"), ("自主创新示范区", "自创区"), ("自由贸易试验区", "自贸区"), ("自贸试验区", "自贸区"))  # fmt: skip
# Zones of one kind or another, as people shorten them
_ANY_ZONE = re.compile(r"(?:开发区|新区|园区|片区|保税区|示范区|产业园)$")
_WRITTEN_OUT = (("经济技术开发区", "经开区"), ("综合保税区", "综保区"), ("自主创新示范区", "自创区"))
_BEFORE = re.compile(
    r"(?:^|[^\w\n]|[\d_]|[\W]\n|在|到|去|来|回|是|我们?|咱们?|你们|于|从|住|户口|请问|想问|问问?|问下|落户|对|和|与|跟|及|或|比|离|给|把|由|说|说说|看看|为|进|入|往|用|找|的|了|说|搬|迁|驻)$"
)
_AFTER = re.compile(
    r"$|[\W\d_]|的|有|这|那|市|县|区|州|人(?!民)|户|本|当|政|文|企|公司|给|能|怎|对|补|奖|新(?!区)|今|现|申|办|注|落|出|支|可|还|跟|和|与|要|管|免|发|几|什|多|是|里|做|开|创|哪|没|不|也|都|对|就|引|买|租|上班|工作|工厂|打工|医|养|农|高|到|去|还|被|规|自己|范围|境内|全|老|小|大|个|我|他|或|及|以|方|符|扶|科|省|最|算|会|认|各|东|南|西|北|搞|干|参|拿|领|报|招|安|住|接|交|读|项|技"
)


def _scan(folded: str, table: _Table) -> Iterator[_Found]:
    """The longest names, from the left; words that are no places are passed over."""
    at = 0
    while at < len(folded) - 1:
        lengths = table.heads.get(folded[at : at + 2], 0)
        end = at + 1
        for length in range(lengths.bit_length() - 1, 1, -1):
            name = folded[at : at + length]
            if not lengths >> length & 1 or len(name) < length:
                continue
            if name in table.lists["words"]:
                end = at + length
                break
            if found := _name_at(folded, at, name, table):
                end = at + length
                yield found
                break
        at = end


def _name_at(folded: str, at: int, name: str, table: _Table) -> _Found | None:
    end = at + len(name)
    if name.isascii() and re.search("[a-z]", folded[max(at - 1, 0) : at] + folded[end : end + 1]):
        return None
    numbers = table.named(name)
    if numbers and not _GOES_ON.match(folded, end):
        return _Found(at, end, name, tuple(numbers), True)
    if name in table.shorts and not (numbers and name[-1] in "乡镇") and not _OTHER_RANK.match(folded, end):
        return _Found(at, end, name, tuple(table.shorts[name]), len(name) > 2 and name[-1] in "州县旗")
    return None


def _accepted(folded: str, found: Sequence[_Found], table: _Table) -> list[_Found]:
    """What of it are places where it stands: ordinary words need a place or the right words around them."""
    kept: list[_Found] = []
    for place, one in enumerate(found):
        zone = _ZONE.match(folded, one.end)
        if zone and not (one.is_full and one.name.endswith(("新区", "开发区"))):
            kind = zone["kind"]
            for long, short in _SAME_KIND:
                kind = kind.replace(long, short)
            one = one._replace(
                end=zone.end(), zone=kind.removeprefix("国家级").removeprefix("国家").removeprefix("省级")
            )
        if _IN_A_NAME.match(folded, one.end) and not one.zone:
            continue
        behind = kept and kept[-1].end == one.start and _inside(one.numbers, kept[-1].numbers, table)
        if behind and one.name in table.lists["hard"] and not one.is_full:  # 辽宁振兴 is no district of a city in 辽宁
            behind = tuple(number for number in behind if table.parents[number] in kept[-1].numbers)
        following = found[place + 1] if place + 1 < len(found) else None
        ahead = following and following.start == one.end and _inside(following.numbers, one.numbers, table)
        if behind or ahead or _stands(folded, one, table):
            kept.append(one)
    return kept


# 人民政府, 财政局, 各街道办事处 right behind: what stands before is a district and not a part of the town
_GOVERNED = re.compile(
    r"(?:人民)?政府|[区各][委直]|(?:[\u3400-\u9fff]{2,8}?)?(?:局|委员会|办公室|街道办)(?![长员面势域部])"
)


def _with_district(folded: str, one: _Found, known: frozenset[int], table: _Table) -> _Found:
    """阳泉市矿区 as the one district that it is, where 矿区 is a district of that city and the text or the shelf knows it so.

    城区, 郊区 and 矿区 are words everywhere else: 昆明市城区 is a part of 昆明 and no place of its own.
    """
    for number in table.districts.get(one.numbers[0], ()) if not one.zone else ():
        name, whole = table.called[number], folded[one.start : one.end] + table.called[number]
        if folded.startswith(name, one.end) and (
            number in known
            or (one.is_full and any(_GOVERNED.match(folded, at.end()) for at in re.finditer(re.escape(whole), folded)))
        ):
            return _Found(one.start, one.end + len(name), whole, (number,), True)
    return one


def ordinary_districts() -> frozenset[str]:
    """The names of districts that are words elsewhere: 城区, 矿区."""
    table = _table()
    return frozenset(table.called[number] for numbers in table.districts.values() for number in numbers)


def _stands(folded: str, one: _Found, table: _Table) -> bool:
    """Whether a name that stands alone is one."""
    if one.zone:
        return one.name not in table.lists["hard"] or bool(one.is_full)
    if one.name in table.lists["hard"]:
        return False
    ordinary = one.name in table.lists["soft"]
    before = _BEFORE.search(folded[max(0, one.start - 4) : one.start])
    if one.is_full and not ordinary:
        return len(one.name) > 2 or one.name[-1] not in "县市区" or bool(before)  # 示范县 is not 范县
    after = _AFTER.match(folded, one.end)
    if ordinary:
        return bool(before and after)
    level = min(_ORDER[table.levels[number]] for number in one.numbers)
    return level < _ORDER["county"] or len(one.name) > 2 or bool(before or after)


_ORDER: dict[Level, int] = {"province": 0, "city": 1, "zone": 2, "county": 2, "town": 3}


def _inside(numbers: Iterable[int], others: Iterable[int], table: _Table) -> tuple[int, ...]:
    """Those of `numbers` that lie in one of `others`."""
    around = set(others)
    kept = []
    for number in numbers:
        above = table.parents[number]
        while above != _NOWHERE and above not in around:
            above = table.parents[above]
        if above != _NOWHERE:
            kept.append(number)
    return tuple(kept)


def _known(found: Iterable[_Found], table: _Table) -> Iterator[Place]:
    for one in found:
        if len(one.numbers) == 1 and table.levels[one.numbers[0]] in ("city", "county"):
            yield table.place(one.numbers[0])


def _without_rank(town: str) -> str:
    """常平 of 常平镇."""
    for end in _TOWN_ENDS:
        if town.endswith(end):
            return town[: -len(end)]
    raise ValueError(f"{town} ends as no town does")


@lru_cache(maxsize=256)
def _towns_of(around: tuple[Place, ...]) -> dict[str, list[tuple[str, int]]]:
    """The towns inside `around` by the first two characters of their names without rank."""
    table = _table()
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    seen: set[int] = set()
    for place in around:
        number = table.at.get(place.path)
        if number is None or place.level == "province":
            continue
        inner = [one for one in table.below.get(number, ()) if table.levels[one] in ("county", "zone")]
        for holder in (number, *inner):
            for town in table.below.get(holder, ()):
                if table.levels[town] != "town":
                    continue
                stem = _without_rank(table.called[town])
                if (
                    len(stem) > 1
                    and town not in seen
                    and not (stem in table.lists["hard"] or stem in table.lists["towns"] or stem[-1] in "路街")
                ):
                    seen.add(town)
                    found[stem[:2]].append((stem, town))
    return found


def _towns(
    folded: str, found: Sequence[_Found], towns: dict[str, list[tuple[str, int]]], table: _Table
) -> list[_Found]:
    """常平 in a text on 东莞: towns without their rank, right behind what they lie in or where a place must stand."""
    if not towns:
        return []
    taken = {at for one in found for at in range(one.start, one.end)}
    ends = {one.end: one for one in found}
    more: list[_Found] = []
    for at in range(len(folded) - 1):
        if at in taken:
            continue
        for stem, number in towns.get(folded[at : at + 2], ()):
            end = at + len(stem)
            if not folded.startswith(stem, at) or any(inner in taken for inner in range(at, end)):
                continue
            behind = at in ends and _inside((number,), ends[at].numbers, table)
            ordinary = stem in table.lists["soft"] or stem in table.shorts
            framed = _BEFORE.search(folded[max(0, at - 4) : at]) and _AFTER.match(folded, end)
            if _AFTER.match(folded, end) if behind else framed and not ordinary:
                more.append(_Found(at, end, stem, (number,), False))
                taken.update(range(at, end))
                break
    return more


# ---------------------------------------------------------------- which place is meant


def _near(numbers: Iterable[int], context: Iterable[int], table: _Table) -> set[int]:
    """Those of `numbers` that lie in a place of `context`; else those that one of them lies in."""
    known = set(context)
    return set(_inside(numbers, known, table)) or {
        number for number in numbers if any(_inside((other,), (number,), table) for other in known)
    }


def _resolved(found: Sequence[_Found], known: frozenset[int], table: _Table) -> Iterator[PlaceMention]:
    left = [set(one.numbers) for one in found]
    for place, one in enumerate(found):  # 沈阳市和平区: what stands right behind lies inside
        if place and found[place - 1].end == one.start:
            inner = _inside(left[place], left[place - 1], table)
            if inner:
                left[place] = set(inner)
                holders = {number for number in left[place - 1] if _inside(inner, (number,), table)}
                left[place - 1] = holders or left[place - 1]
    sure = {next(iter(numbers)) for numbers in left if len(numbers) == 1}
    for one, numbers in zip(found, left, strict=True):
        kept = numbers
        for context in (sure, known):
            if len(kept) > 1:
                kept = kept & context or _near(kept, context, table) or kept
        places = [table.place(number) for number in sorted(kept)]
        if not one.is_full and not (one.name in table.lists["hard"] or one.name in table.lists["soft"]):
            places = _highest(places)
        places = _widest(places)
        if one.zone:
            own = (f"{short}{one.zone}" if (short := next(iter(short_forms(p.name)), p.name)) else "" for p in places)
            places = [Place((*place.path, name), "zone") for place, name in zip(places, own, strict=True)]
        only = places[0] if len(places) == 1 else None
        yield PlaceMention(Span(one.start, one.end), only, tuple(places), one.is_full)


def _highest(places: Sequence[Place]) -> list[Place]:
    """吉林 is the province, 朝阳… is asked."""
    top = min((_ORDER[place.level] for place in places), default=0)
    return [place for place in places if _ORDER[place.level] == top or top > 1]


def _widest(places: Sequence[Place]) -> list[Place]:
    """昌都 is the city, not the county inside it."""
    return [place for place in dict.fromkeys(places) if not any(contains(other, place) for other in places)]
