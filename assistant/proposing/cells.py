"""The cells of a table that a question singles out: one row by its words, one column by its name or by what stands in it. Pure.

A row and a column are told from the others by the words that are rare among them: 五星级 and 二星级 share 星级, which says
nothing. Whichever column is asked for, the row is found by all the others: 哪个窗口 of a 事项, or 哪些事项 of a 窗口.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from assistant.computing.stretch import bands_in, loose_units, of_unit
from assistant.reading.lexicon import variants, words_in
from assistant.reading.wanted import CELL, COUNT, FIGURE, Kinds, fits, stands_in, wanted
from corpus.quantities.quantities import MONEY, Stretch, quantities, stretches
from corpus.tables.tables import Column, Row, Table
from corpus.text.normal import fold

LEAST = 0.5  # share of a name's telling words that the question must have
NEAR = 0.85  # of the best: names that fit as well
BY_UNIT = 0.75  # of a column that has no name in the question, and holds alone what is wanted by its unit
_STRETCH = 3  # characters of a name in one piece: enough where no other row has them
_LEVEL = re.compile(r"(?:国家|部|省|自治区|市|州|区|县|镇|街道)级|世界级|国际级")
_LONGEST_LABEL = 24  # characters
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")
_SMALL_UNITS = (("km", "公里"), ("kg", "公斤"), ("mm", "毫米"), ("cm", "厘米"), ("m", "米"))
_SMALL = re.compile(rf"(?<=\d)(?:{'|'.join(sign for sign, _ in _SMALL_UNITS)})(?![a-z\d²³/])")
_BOUND = re.compile(r"(?:\(不?含\))?及?以[上下内外]$|\((?:不?含)\)")
_ASIDE = re.compile(r"\([^()]*\)")
_PARTS = re.compile(r"[、/;；,和及]")
_NOTE = re.compile(r"[*＊†※①-⑳]|\[\d{1,2}\]")
_LISTED = re.compile(r"^\s*\d{1,2}[.、．](?!\d)\s*")
_NUMBER = re.compile(r"[(（]?[\d一二三四五六七八九十]{1,4}[)）.、．]?")
# What a column of those who act is called, and how one asks for them
_WHO = re.compile(r"单位|部门|机构|主体|牵头|责任|负责|经办|受理|配合|[链校院局]长$|联系人")
_WHO_ASKED = re.compile(r"谁|[哪什][个么些]?(?:单位|部门|局|机构|处室|科室)|归哪")
_ROLES = (
    ("牵头", "主办"),
    ("责任", "负责", "承担"),
    ("配合", "协助", "协办"),
    ("实施", "承办"),
    ("受理", "经办", "办理"),
    ("申报", "申请"),
)
# Other words of a question for what a column is called
_SAME = (
    ("上限", "封顶", "最高", "最多", "顶"), ("比例", "百分之", "几个点"), ("现标准", "现行", "调整后", "现在", "目前", "如今"),
    ("条件", "要求"), ("地点", "地址", "哪里", "在哪"), ("时间", "日期", "什么时候", "何时", "几号"),
    ("时限", "期限", "多久", "几天", "几个工作日", "多长时间"), ("收费标准", "价格", "单价", "怎么收"),
)  # fmt: skip
_ASKED = re.compile(r"怎么|如何|怎样|什么|哪|谁|几(?![个万百千])|多少|多久")
_ASKING = re.compile(r"(?:怎么|如何|怎样|什么|哪一?[个些项种类里]?|几|多少)(?P<noun>[\u4e00-\u9fff]{1,4})")


@dataclass(frozen=True, slots=True)
class AskedCells:
    """One row of one table and the columns asked for; `labels` are the columns that say which row it is.

    `fit` is about 1 for the row and 1 for the column, where the question has their names wholly.
    """

    table: Table
    row: Row
    columns: tuple[int, ...]
    labels: tuple[int, ...]
    fit: float

    @property
    def label(self) -> tuple[str, ...]:
        """What the row is called."""
        return tuple(dict.fromkeys(filter(None, (self.row.group, *(self.row.cells[at].text for at in self.labels)))))

    def facts(self) -> list[tuple[str, str]]:
        """The name of each column asked for, and what the row says there."""
        cells = ((self.table.columns[at].name, self.row.cells[at].value) for at in self.columns)
        return [(name, words) for name, words in cells if words]


def asked_cells(question: str, tables: Iterable[Table]) -> AskedCells | None:
    """The cells of one row that the question singles out; None where it singles out none.

    >>> from corpus.tables.tables import tables_of
    >>> found = asked_cells("评乙级要多少分", tables_of("等级 | 得分 | 奖励\\n甲级 | 90分 | 20万元\\n乙级 | 80分 | 10万元"))
    >>> found.label, found.facts()
    (('乙级',), [('得分', '80分')])
    """
    asked = _Asked(_plain(question), wanted(question))
    found = [cells for table in tables if (cells := _of_table(asked, table)) is not None]
    best = max(found, key=lambda cells: cells.fit, default=None)
    if best is None or sum(cells.fit >= NEAR * best.fit for cells in found) > 1:
        return None
    return best


@dataclass(frozen=True)
class _Asked:
    """A question: its plain words, and what an answer must hold."""

    words: str
    wants: Kinds

    def without(self, name: str) -> _Asked:
        return _Asked(self.words.replace(name, "\0"), self.wants)

    @cached_property
    def same(self) -> str:
        """Words that mean the same as its own: 最低生活保障 where it has 低保."""
        return "\n".join(
            dict.fromkeys(
                word for known in sorted(words_in(self.words)) for word in variants(known) if word not in self.words
            )
        )

    @cached_property
    def levels(self) -> frozenset[str]:
        return frozenset(_LEVEL.findall(self.words))

    @cached_property
    def years(self) -> frozenset[str]:
        return frozenset(_YEAR.findall(self.words))

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """What stands behind the words of asking: 等 of 几等, 县区 of 哪个县区, 处罚 of 怎么处罚."""
        return tuple(found["noun"] for found in _ASKING.finditer(self.words))

    @cached_property
    def figures(self) -> tuple[tuple[object, str], ...]:
        return tuple((figure.value, figure.unit) for figure in quantities(self.words))

    @cached_property
    def bands(self) -> tuple[Stretch, ...]:
        return tuple(stretches(self.words))

    def contradicts(self, words: str) -> bool:
        """Whether a name is of another level or year than the question: 省级 beside 市级, 2025年目标 beside 2026年."""
        levels, years = set(_LEVEL.findall(words)), set(_YEAR.findall(words))
        if years and self.years and not years & self.years:
            return True
        return bool(self.levels and levels and not self.levels & levels and "以上" not in words)


def _plain(words: str) -> str:
    """Folded, with 1.8m as 1.8米, without the number before it."""
    words = _LISTED.sub("", words)
    return _SMALL.sub(lambda sign: dict(_SMALL_UNITS)[sign[0]], _NOTE.sub("", fold(words)))


def _of_table(asked: _Asked, table: Table) -> AskedCells | None:
    if len(table.rows) < 2 or not any(column.name for column in table.columns):
        return None
    shares = _row_shares(asked, table)
    found = [*_by_name(asked, table, shares), *_by_kind(asked, table, shares)]
    best = max(found, key=lambda cells: cells.fit, default=None)
    if best is None or not any(best.row.cells[at].text for at in best.columns):
        return None
    return best


def _by_name(asked: _Asked, table: Table, shares: Sequence[Sequence[float]]) -> Iterator[AskedCells]:
    """The columns whose name the question has, each with the row that the others single out."""
    made: list[tuple[float, AskedCells]] = []
    unlike: list[tuple[float, AskedCells]] = []  # what stands there is not of the kind that is wanted
    for at, fit in enumerate(_column_fits(asked, table)):
        if fit < LEAST or table.columns[at].is_number:
            continue
        # What names the column names no row: 合计 in 资金合计
        named = next((part for part in _plain(table.columns[at].name).split("·") if part in asked.words), "")
        own_shares = _row_shares(asked.without(named), table) if named else shares
        row = _row_for(table, own_shares, at)
        if row is not None:
            number, own = row
            is_like = fits(asked.wants - {CELL}, stands_in(table.rows[number].cells[at].value)) >= 0
            cells = AskedCells(table, table.rows[number], (at,), _labels(table, own_shares[number], at), fit + own)
            (made if is_like else unlike).append((fit, cells))
    made = made or [(fit * LEAST, replace(cells, fit=cells.fit * LEAST)) for fit, cells in unlike]
    best = max((fit for fit, _ in made), default=0.0)
    least = LEAST if len(_ASKED.findall(asked.words)) > 1 else NEAR * best  # 补几成、封顶多少 asks for two
    same = [cells for fit, cells in made if fit >= least]
    if same and len({cells.row.number for cells in same}) == 1:
        columns = tuple(at for cells in same for at in cells.columns)
        labels = tuple(at for at in same[0].labels if at not in columns)
        yield AskedCells(table, same[0].row, columns, labels, max(cells.fit for cells in same))


def _by_kind(asked: _Asked, table: Table, shares: Sequence[Sequence[float]]) -> Iterator[AskedCells]:
    """The columns of the row in which stands what is wanted, by its unit or as the only figure."""
    row = _row_for(table, shares, None)
    if row is None or not asked.wants:
        return
    number, own = row
    cells = table.rows[number].cells
    open_to = [
        at for at, column in enumerate(table.columns) if not column.is_number and not asked.contradicts(column.name)
    ]
    free = [at for at in open_to if shares[number][at] < LEAST]
    units = [noun for noun in asked.nouns if any(noun[:2] in cells[at].text for at in free)]
    kinds = asked.wants - {CELL, FIGURE, COUNT}
    if kinds:
        holding = [at for at in open_to if fits(kinds, stands_in(cells[at].value)) > 0]
        fitting = [at for at in holding if at in free] or [at for at in holding if shares[number][at] < own]
    elif units:  # 多少学时: a unit that only this table knows
        fitting = [at for at in free if any(re.search(rf"\d\s?{noun[:2]}", cells[at].text) for noun in units)]
    else:
        figures = [at for at in free if stands_in(cells[at].value) & {FIGURE}]
        money = [at for at in figures if stands_in(cells[at].value) & MONEY]
        fitting = money if money and len(figures) > 1 else figures
    if len(fitting) == 1:
        labels = _labels(table, shares[number], fitting[0])
        yield AskedCells(table, table.rows[number], (fitting[0],), labels, (BY_UNIT if kinds or units else LEAST) + own)


# ---------------------------------------------------------------- columns


def _column_fits(asked: _Asked, table: Table) -> list[float]:
    """How much of what tells a column's name from the others the question has, 0 to 1."""
    parts = [[_plain(part) for part in column.name.split("·") if part] for column in table.columns]
    seen = Counter(part for own in parts for part in dict.fromkeys(own))
    telling = [[part for part in own if seen[part] < len(parts)] for own in parts]
    pairs = _rarity(["·".join(own) for own in telling])
    acting = [any(_WHO.search(part) for part in own) for own in telling]
    fits_of = []
    for own in telling:
        if not own or any(asked.contradicts(part) for part in own):
            fits_of.append(0.0)
            continue
        weights = [math.log(1 + len(parts) / seen[part]) for part in own]
        held = [max(_share(part, asked, pairs), _called(part, asked, alone=sum(acting) == 1)) for part in own]
        if table.columns[len(fits_of)].is_figure and held[-1] < LEAST and _opening(own[-1], telling) in asked.words:
            held[-1] = LEAST
        whole = sum(w * share for w, share in zip(weights, held, strict=True)) / sum(weights)
        fits_of.append(max([whole, *(share for part, share in zip(own, held, strict=True) if seen[part] == 1)]))
    return fits_of


def _opening(name: str, others: Sequence[Sequence[str]]) -> str:
    """The two characters a name opens with, where no other one has them: 个人 of 个人所得; else what no question has."""
    opening = name[:2]
    count = sum(opening in part for own in others for part in own)
    return opening if len(name) > 2 and count == 1 else "\0"


def _called(name: str, asked: _Asked, *, alone: bool) -> float:
    """How well other words of the question fit what a column is called; `alone`: no other column is of those who act."""
    if _WHO.search(name):
        roles = [words for words in _ROLES if any(word in name for word in words)]
        said = [words for words in _ROLES if any(word in asked.words for word in words)]
        if any(words in said for words in roles):
            called = any(noun[:2] in name for noun in asked.nouns)  # 哪个处室牵头, beside 牵头单位 and 牵头处室
            return (1.0 if called else BY_UNIT) if _WHO_ASKED.search(asked.words) else LEAST
        return LEAST if _WHO_ASKED.search(asked.words) and (alone or not (roles and said)) else 0.0
    if any(any(word in name for word in words) and any(word in asked.words for word in words) for words in _SAME):
        return LEAST
    return LEAST * any(_begins(noun, name) for noun in asked.nouns)


def _begins(noun: str, name: str) -> bool:
    """Whether the word behind the words of asking stands in a name: 县区 in 所在县区; one character only as its first."""
    return any(noun[:size] in name for size in range(2, len(noun) + 1)) or (len(name) == 2 and name[0] == noun[0])


# ---------------------------------------------------------------- rows


def _row_shares(asked: _Asked, table: Table) -> list[list[float]]:
    """How much of each cell's telling words the question has, 0 to 1; -1 where they contradict one another."""
    cells = [[_plain(cell.text) for cell in row.cells] for row in table.rows]
    units = loose_units(";".join(words for row in cells for words in row))
    columns = [list(dict.fromkeys(column)) for column in zip(*cells, strict=True)]
    pairs = [_rarity(column) for column in columns]
    whole = [_whole(column, asked) for column in columns]
    shares = []
    for row in cells:
        own = []
        for at, (words, column) in enumerate(zip(row, table.columns, strict=True)):
            if not words or (column.is_number and _NUMBER.fullmatch(words)):
                own.append(0.0)
            elif asked.contradicts(words):
                own.append(-1.0)
            elif whole[at]:
                own.append(1.0 if words in whole[at] else 0.0)
            elif column.is_figure:
                own.append(0.0)
            elif (band := _in_band(asked, words, column, units)) is not None:
                own.append(1.0 if band else -1.0)
            else:
                others = [other for other in columns[at] if other != words]
                own.append(max((_name_share(part, asked, pairs[at], others) for part in _names(words)), default=0.0))
        shares.append(own)
    return shares


def _whole(names: Sequence[str], asked: _Asked) -> set[str]:
    """The names that stand in the question as they are, or else those that mean the same; none that is part of another."""
    bare = {name: _BOUND.sub("", name) or name for name in names if _NUMBER.fullmatch(name) is None}
    for text in (asked.words, asked.same):
        held = [name for name, words in bare.items() if len(words) > 1 and words in text]
        if held:
            return {name for name in held if not any(bare[name] in bare[one] != bare[name] for one in held)}
    return set()


def _names(words: str) -> list[str]:
    return [part for part in _PARTS.split(_ASIDE.sub("", words)) if part]


def _name_share(name: str, asked: _Asked, pairs: dict[str, float], others: Sequence[str]) -> float:
    """`_share`; a piece of the name that no other row has is enough: 施工许可 of 建筑工程施工许可."""
    share = _share(name, asked, pairs)
    if share < LEAST:
        piece = SequenceMatcher(None, name, asked.words, autojunk=False).find_longest_match()
        words = name[piece.a : piece.a + piece.size]
        if piece.size >= _STRETCH and not any(words in other for other in others):
            return LEAST
    return share


def _row_for(table: Table, shares: Sequence[Sequence[float]], asked: int | None) -> tuple[int, float] | None:
    """The one row that the question names outside of the column asked for, and how well; None where there is not one."""
    seen = [Counter(row.cells[at].text for row in table.rows) for at in range(len(table.columns))]
    scores = []
    for row, own in zip(table.rows, shares, strict=True):
        told = [(share, seen[at][row.cells[at].text]) for at, share in enumerate(own) if at != asked]
        if any(share < 0 for share, _ in told):
            scores.append((-1.0, 0.0))
            continue
        weighed = [(share * math.log(1 + len(shares) / count), share) for share, count in told if share >= LEAST]
        scores.append((sum(weight for weight, _ in weighed), max((share for _, share in weighed), default=0.0)))
    best = max(score for score, _ in scores)
    near = [number for number, (score, _) in enumerate(scores) if best > 0 and score >= NEAR * best]
    return (near[0], scores[near[0]][1]) if len(near) == 1 else None


def _labels(table: Table, shares: Sequence[float], asked: int) -> tuple[int, ...]:
    """The columns that say which row it is: up to the last one that the question has, without figures."""
    last = max((at for at, share in enumerate(shares) if share >= LEAST and at != asked), default=0)
    named = (
        at
        for at, column in enumerate(table.columns[: last + 1])
        if not column.is_figure and at != asked and (shares[at] >= LEAST or _is_short(table, at))
    )
    return tuple(at for at in named if not table.columns[at].is_number or shares[at] >= LEAST)


def _is_short(table: Table, at: int) -> bool:
    """Whether a column holds names and no sentences."""
    return all(len(row.cells[at].text) <= _LONGEST_LABEL for row in table.rows)


def _in_band(asked: _Asked, words: str, column: Column, units: Sequence[str]) -> bool | None:
    """Whether a figure of the question lies within the band that a cell tells; None where there is nothing to compare."""
    written = (
        re.sub(r"\d[\d.]*(?![\d.万亿%])", lambda number: f"{number[0]}{column.unit}", words) if column.unit else words
    )
    bands = bands_in(written, units)
    if not bands:
        return None
    for own in asked.bands:  # 5000万元到1亿元: the very band
        if any((own.unit, own.low, own.high) == (band.unit, band.low, band.high) for band in bands):
            return True
        if any(own.unit == band.unit and _apart(own, band) for band in bands):
            return False  # 不满1年 beside 满1年不足5年
    given = [*asked.figures, *((value, unit) for unit in units for value in of_unit(asked.words, unit))]
    held = [band.holds(value) is not False for value, unit in given for band in bands if unit == band.unit]  # type: ignore[arg-type]
    return all(held) if held else None


def _apart(one: Stretch, other: Stretch) -> bool:
    """Whether two bands have nothing in common but a bound that one of them leaves out."""
    for low, high in ((one, other), (other, one)):
        if low.high is None or high.low is None:
            continue
        if low.high < high.low or (low.high == high.low and False in (low.high_closed, high.low_closed)):
            return True
    return False


# ---------------------------------------------------------------- names


def _rarity(names: Sequence[str]) -> dict[str, float]:
    """How much each pair of characters tells of which of the names is meant."""
    seen = Counter(pair for name in names for pair in dict.fromkeys(_pairs(name)))
    return {pair: math.log(1 + len(names) / count) for pair, count in seen.items()}


def _share(name: str, asked: _Asked, pairs: dict[str, float]) -> float:
    """The share of a name that the question has, pair by pair of characters, each weighed by how much it tells."""
    bare = _BOUND.sub("", _ASIDE.sub("", name)) or name
    if len(bare) > 1 and _in_order(bare, asked.words):
        return 1.0
    own_part = _before_common(bare, pairs)
    if len(own_part) > 1 and own_part in asked.words:
        return NEAR
    own = _pairs(bare)
    weights = [pairs.get(pair, 1.0) for pair in own]
    held = sum(w for pair, w in zip(own, weights, strict=True) if pair in asked.words or pair in asked.same)
    return held / sum(weights) if own else 0.0


def _before_common(name: str, pairs: dict[str, float]) -> str:
    """What of a name stands before the end that it shares with others: 公共 of 公共充电桩, where there is a 专用充电桩."""
    most = max(pairs.values(), default=0.0)
    end = len(name)
    while end > 1 and pairs.get(name[end - 2 : end], most) < most:
        end -= 1
    return name[: end - 1] if len(name) - end >= 1 else name


def _in_order(name: str, question: str) -> bool:
    """Whether the question has the characters of the name in order, with little between them: 到户价 in 到户水价."""
    return re.search("[\u4e00-\u9fff]{0,1}".join(map(re.escape, name)), question) is not None


def _pairs(words: str) -> list[str]:
    plain = re.sub(r"[^\w%]", "", words)
    return [plain[at : at + 2] for at in range(len(plain) - 1)] if len(plain) > 1 else [plain] if plain else []
