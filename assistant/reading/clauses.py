"""Clause references: 附件2第4条, 二(四)15, 工作21, 保障措施第二项 — found in a question and led to the clauses they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias

from assistant.reading.inside import Inside, rows_named
from corpus.measure import Measure, Span
from corpus.text.normal import CHINESE_NUMERALS, chinese_number, fold

_CN = f"[{CHINESE_NUMERALS}]{{1,5}}"
_AR = r"[0-9](?:\s?[0-9]){0,2}"
_N = rf"(?:{_AR}|{_CN})"
_SECTION_WORDS = "部分|大部分|大项|大条|大点|板块"
_ITEM_WORDS = "条款|小[点项条]|条|款|项|点|号|个?任务|个?措施|则"
# One alternative a form, as people type it (folded).
_TOKEN = re.compile(
    rf"(?P<part>附(?:[件表录]|(?=[0-9]))\s?(?P<part_n>[0-9]{{1,2}}|{_CN})?(?:的?[\u4e00-\u9fff]{{0,2}}(?:清单|目录|名单|表)(?=[第里的中\s]))?)"
    rf"|第\s?(?P<section_n>{_N})\s?(?:{_SECTION_WORDS})"
    rf"|第\s?(?P<chapter_n>{_N})\s?(?P<chapter_unit>[编章节])"
    rf"|第\s?\((?P<bracket_n>{_N})\)\s?(?P<bracket_unit>{_ITEM_WORDS})"
    rf"|第\s?(?P<item_n>{_N})\s?(?P<item_unit>{_ITEM_WORDS})(?!件)(?:(?<=条)\s?之\s?(?P<sub>{_N}))?"
    rf"|(?:编号|序号|标号)\s?(?:[为是]\s?)?(?P<id_n>{_N})(?![0-9%.年月日个家万件号])"
    r"|(?:item|article|art\.|clause|section|point|measure|no\.)\s?(?P<english_n>[0-9]{1,3})"
    rf"|\(\s?(?P<cnp_n>{_CN})\s?\)|\(\s?(?P<arp_n>{_AR})\s?\)"
    rf"|(?P<cn_n>(?<![{CHINESE_NUMERALS}第]){_CN})\s?(?:、|(?=\()|(?=-\s?[0-9]))"
    # 17条, 十七条: without 第 only behind what is named before it, and 十条措施 are ten of them
    rf"|(?P<ar_n>(?<![0-9.]){_AR})(?:\s?(?P<ar_unit>[条项款点])(?![件块])|\s?[.、](?!\s?[0-9])|(?![0-9%.]))"
    rf"|(?<![{CHINESE_NUMERALS}第])(?P<cnbare_n>{_CN})\s?(?P<cnbare_unit>[条款])(?=$|[\s,。?!;:()>第的里中之内是说讲规怎写{CHINESE_NUMERALS}0-9])"
)
_UNITS = ("item_unit", "bracket_unit", "ar_unit", "cnbare_unit")
_ANNEX_KIND = re.compile(r"的?[\u4e00-\u9fff]{0,2}(?:清单|目录|名单|表)$")
_BETWEEN = re.compile(r"[的之中里下,，、.\-/·\s]{0,2}$")
Sections: TypeAlias = Callable[[str], str | None]
TAIL = 4  # characters at the end of a heading that tell a reference to it
# The style a generic 第N条 means first where a document numbers on several levels.
_GENERIC_ORDER = ("article", "ar", "named", "qa", "cnp", "cn", "arp", "circled")
_LABEL_TOKEN = re.compile(
    rf"第(?P<article>{_N})条(?:之(?P<sub>{_N}))?|第(?P<chapter>{_N})[编章节]|\((?P<cnp>{_CN})\)|(?P<cnp_open>{_CN})\)"
    rf"|\((?P<arp>[0-9]+)\)|(?P<arp_open>[0-9]+)\)|问(?P<qa>[0-9]+)"
    rf"|(?P<word>[\u4e00-\u9fff]{{2,4}}?)(?P<named>{_N})$|(?P<cn>{_CN})[、.]|(?P<ar>[0-9]+)(?:[.、]|$)|(?P<circled>[①-⑳])"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reference or label: a numbering style ("any" for a generic 第N条) and a number."""

    style: str
    number: int
    word: str = ""
    sub: int = 0  # 一 of 第三条之一


@dataclass(frozen=True, slots=True)
class ClauseReference:
    """A reference found in a question: the words, the annex if one is named, the steps, the section named before it."""

    span: Span
    text: str
    part: str | None
    steps: tuple[Step, ...]
    section: str | None = None
    inside: Inside | None = None  # a paragraph, an item or a row inside the clause
    outer: tuple[Step, ...] = ()  # the steps that lead to that clause


@lru_cache(maxsize=65536)
def label_steps(label: str) -> tuple[Step, ...]:
    """The steps of a unit's label, outermost first; the annex name is not one of them.

    >>> label_steps("附件2 三、7.")
    (Step(style='cn', number=3, word='', sub=0), Step(style='ar', number=7, word='', sub=0))
    """
    folded = fold(label).split(" ")[-1]
    steps = []
    for match in _LABEL_TOKEN.finditer(folded):
        group = "article" if match["sub"] else str(match.lastgroup)
        style = group.removesuffix("_open")
        digits = match[group]
        number = ord(digits) - ord("①") + 1 if style == "circled" else chinese_number(digits)
        if number is not None:
            steps.append(Step(style, number, match["word"] or "", chinese_number(match["sub"] or "") or 0))
    return tuple(steps)


def part_name(text: str) -> str:
    """附件二, 附件 2, 附件2 are one: 附件2. What kind of annex it is (附件清单) does not matter."""
    folded = re.sub(r"^附(?=[0-9])", "附件", fold(text).replace(" ", ""))
    folded = folded[:2] + _ANNEX_KIND.sub("", folded[2:])
    number = chinese_number(folded[2:]) if folded[2:] else None
    return folded[:2] + (str(number) if number is not None else "")


def find_references(
    question: str, named_words: Iterable[str], sections: Sections, after: Sequence[Span] = ()
) -> tuple[ClauseReference, ...]:
    """The clause references in `question`, left to right.

    `named_words` are the words that number clauses in the corpus (工作), `sections` gives the title of the section
    that words end with, `after` the spans of document names: 兰州17条 is a reference only because a document's name stands before it.
    """
    folded = fold(question)
    tokens = _tokens(folded, tuple(named_words))
    name_ends = {span.end for span in after}
    series = list(_series(question, folded))
    tokens = [
        token for token in tokens if not any(token.start < s.span.end and s.span.start < token.end for s in series)
    ]
    rows = list(rows_named(folded))
    tokens = [
        token for token in tokens if not any(span.start < token.end and token.start < span.end for span, _ in rows)
    ]
    found = [_reference(question, folded, run, name_ends, sections) for run in _runs(folded, tokens)]
    references = sorted([*series, *(r for r in found if r is not None)], key=lambda reference: reference.span)
    for span, inside in rows:
        references = _with_row(question, folded, references, span, inside)
    return tuple(references) or _bare_number(question, folded, name_ends)


_TO_ROW = re.compile(r"[、,]?\s?(?:[\"'<(][^\"'<>()]{0,30}[\"'>)])?\s?[的中里之]?\s?$")  # 二、「奖励标准」的表1第2行


def _with_row(
    question: str, folded: str, references: Sequence[ClauseReference], span: Span, inside: Inside
) -> list[ClauseReference]:
    """The references with a row of a table: inside the clause that is named right before it, else of the document."""
    before = next((one for one in reversed(references) if one.span.end <= span.start and one.steps), None)
    if before is None or not _TO_ROW.fullmatch(folded[before.span.end : span.start]):
        return [*references, ClauseReference(span, span.of(question), None, (), inside=inside)]
    whole = Span(before.span.start, span.end)
    joined = replace(before, span=whole, text=whole.of(question), inside=inside, outer=before.steps)
    return [joined if one is before else one for one in references]


_SERIES_UNIT = r"\s?(?:条款?|款|项|点)"
# 第18到20条, 第18-20条, 附件2第3条至第5条
_RANGE = re.compile(
    rf"(?P<part>附(?:[件表录]|(?=[0-9]))\s?{_N}?\s?)?第\s?(?P<low>{_N})(?:{_SERIES_UNIT})?\s?(?:到|至|-|~)\s?第?\s?(?P<high>{_N}){_SERIES_UNIT}"
)
# 第1、2、3条, 第三、五条
_LIST = re.compile(
    rf"(?P<part>附(?:[件表录]|(?=[0-9]))\s?{_N}?\s?)?第\s?(?P<numbers>{_N}(?:\s?[、,和及]\s?{_N})+){_SERIES_UNIT}"
)
LONGEST_RANGE = 40


def _series(question: str, folded: str) -> Iterator[ClauseReference]:
    """Several clauses named at once: each is a reference of its own."""
    for match in _RANGE.finditer(folded):
        low, high = chinese_number(match["low"]), chinese_number(match["high"])
        if low and high and low < high <= low + LONGEST_RANGE:
            yield from _each(question, match, range(low, high + 1))
    for match in _LIST.finditer(folded):
        numbers = [chinese_number(number) for number in re.split(r"[、,和及]", match["numbers"])]
        yield from _each(question, match, [number for number in numbers if number])


def _each(question: str, match: re.Match[str], numbers: Iterable[int]) -> Iterator[ClauseReference]:
    span = Span(match.start(), match.end())
    part = part_name(match["part"]) if match["part"] else None
    for number in numbers:
        yield ClauseReference(span, span.of(question), part, (Step("any", number),))


# What may stand between a document's name and the number of its clause: 《甲办法》11., "甲办法"的第11条, 甲办法(试行)11.
_TO_NUMBER = r"[\s>\"']*(?:\([^()\d]{1,8}\))?[\s>\"'\])的之里中第,:]*"


def _is_behind(folded: str, name_ends: Iterable[int], start: int) -> bool:
    """Whether what begins at `start` stands right behind the name of a document."""
    return any(re.fullmatch(_TO_NUMBER, folded[end:start]) for end in name_ends if end <= start)


def _bare_number(question: str, folded: str, name_ends: Iterable[int]) -> tuple[ClauseReference, ...]:
    """两区要点十四: nothing but a number behind a document's name."""
    for end in sorted(name_ends):
        match = re.fullmatch(rf"{_TO_NUMBER}(?P<n>{_N})\s?[?。!.、]*", folded[end:])
        number = chinese_number(match["n"]) if match else None
        if match and number:
            span = Span(end + match.start("n"), end + match.end("n"))
            return (ClauseReference(span, span.of(question), None, (Step("any", number),)),)
    return ()


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    style: str
    number: int | None
    word: str = ""
    sub: int = 0


def _tokens(folded: str, named_words: Sequence[str]) -> list[_Token]:
    tokens = []
    if named_words:
        words = "|".join(re.escape(word) for word in sorted(named_words, key=len, reverse=True))
        for match in re.finditer(rf"(?P<word>{words})\s?(?:第\s?)?(?P<n>{_N})(?![0-9%.年月日个家万件])", folded):
            tokens.append(_Token(match.start(), match.end(), "named", chinese_number(match["n"]), match["word"]))
    taken = [(token.start, token.end) for token in tokens]
    for match in _TOKEN.finditer(folded):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        group = next(
            name
            for name, value in match.groupdict().items()
            if value and name != "part_n" and not name.endswith("unit") and name != "sub"
        )
        if group == "part":
            number = chinese_number(match["part_n"]) if match["part_n"] else None
        else:
            number = chinese_number(match[group])
        style = {
            "section_n": "cn",
            "chapter_n": "chapter",
            "item_n": "any",
            "id_n": "any",
            "english_n": "any",
            "bracket_n": "cnp",
            "cnbare_n": "ar",
        }.get(group, group.removesuffix("_n"))
        sub = chinese_number(match["sub"] or "") or 0
        unit = next((match[name] for name in _UNITS if match[name]), "")
        tokens.append(_Token(match.start(), match.end(), style, number, unit, sub))
    return sorted(tokens, key=lambda token: token.start)


def _runs(folded: str, tokens: Sequence[_Token]) -> list[list[_Token]]:
    """Tokens that stand next to each other, but for a 的 or a comma, belong to one reference."""
    runs: list[list[_Token]] = []
    for token in tokens:
        follows = runs and _BETWEEN.match(folded[runs[-1][-1].end : token.start])
        # A path goes down (第5条第2项): two numbers of one level (第5条、第9条) are two references.
        before = runs[-1][-1] if runs else None
        same_level = before is not None and (before.style, before.word) == (token.style, token.word)
        if follows and not (same_level and token.style != "part"):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _reference(
    question: str, folded: str, run: Sequence[_Token], name_ends: set[int], sections: Sections
) -> ClauseReference | None:
    part: str | None = None
    steps: list[Step] = []
    strong = False
    inside: Inside | None = None
    outer: tuple[Step, ...] = ()
    end = run[0].start
    for token in run:
        if token.style == "part":
            part = part_name(folded[token.start : token.end])
            end = token.end
            continue
        if token.number is None:
            continue
        if token.style == "ar":
            # A bare number counts only right behind a part, a section or (四), or as 17条 behind a document's name.
            behind_name = _is_behind(folded, name_ends, token.start)
            followed = token.word or folded[token.end - 1] in ".、"
            if not (steps or part or (behind_name and followed)) or (
                re.match(r"\s?(?:年|月|日|万|亿|元|个|家|件|%|人|名|号文)", folded[token.end :])
            ):
                continue
        if steps and (token.word == "款" or (token.word == "项" and token.number)):
            item = token.number if token.word == "项" else None
            inside = (
                replace(inside, item=item) if inside and item else Inside(token.number if item is None else None, item)
            )
            outer = outer or tuple(steps)
        steps.append(Step(token.style, token.number, token.word if token.style == "named" else "", token.sub))
        strong = strong or token.style in ("any", "named", "chapter") or bool(part)
        end = token.end
    styles = [step.style for step in steps]
    if not steps:
        return (
            None if part is None else ClauseReference(Span(run[0].start, end), question[run[0].start : end], part, ())
        )
    alone = len(steps) == 1 and styles[0] in ("cn", "cnp", "arp", "ar")
    if alone and not strong:
        behind_name = _is_behind(folded, name_ends, run[0].start)
        whole = len(folded.strip(" ?。")) - (end - run[0].start) <= 2
        if not (behind_name or whole) and styles[0] != "cn":
            return None
        if styles[0] == "cn" and not (behind_name or whole) and folded[run[0].start : end].endswith("、"):
            return None
    before = folded[: run[0].start].rstrip(" 的之中里,(\"'")
    section = sections(before)
    span = Span(run[0].start, end)
    return ClauseReference(span, span.of(question), part, tuple(steps), section, inside, outer)


def section_among(titles: Iterable[str]) -> Sections:
    """The first of `titles` that words end with, by its last TAIL characters or more (三大平台)."""
    by_tail: dict[str, str] = {}
    for title in titles:
        heading = fold(title).strip("\"'")
        if len(heading) >= TAIL:
            by_tail.setdefault(heading[-TAIL:], title)
    return lambda before: by_tail.get(before[-TAIL:])


def resolve_reference(reference: ClauseReference, units: Sequence[Measure]) -> list[Measure]:
    """Every unit of `units` that `reference` may mean, most likely first: the finest usual level, the main text first."""
    citable = [unit for unit in units if unit.kind not in ("boilerplate",)]
    if reference.part is not None:
        citable = [unit for unit in citable if part_name(unit.part) == reference.part]
    if reference.section is not None:
        citable = [unit for unit in citable if any(_heads(reference.section, heading) for heading in unit.path[:-1])]
    if (
        reference.section is not None
        and len(reference.steps) == 1
        and not any(_match(reference.steps, unit) is not None for unit in citable)
    ):
        # 「三大平台」的第2项, although its clauses are numbered on from elsewhere: the second of them
        children = [unit for unit in citable if unit.kind == "measure"]
        place = reference.steps[0].number
        return children[place - 1 : place]
    if not reference.steps:
        return [unit for unit in citable if unit.kind in ("attachment", "preamble")][:1] if reference.part else []
    parts = [Part(list(part)) for _, part in groupby(citable, key=lambda unit: (unit.document_id, unit.part))]
    found = [unit for part in parts for unit in part.meant(reference.steps)]
    if not found and len(reference.steps) == 1:  # 第(十一)条 where the clauses are numbered 11.
        found = [unit for part in parts for unit in part.meant((replace(reference.steps[0], style="any"),))]
    return found


class Part:
    """The citable clauses of one part of one document, ready to be asked which of them a number means."""

    def __init__(self, units: Sequence[Measure]) -> None:
        self._units = units
        self._of: dict[int, list[Measure]] = {}  # by the last number of the label
        for unit in units:
            if steps := label_steps(unit.label):
                self._of.setdefault(steps[-1].number, []).append(unit)
        self._running: dict[str, bool] = {}

    def meant_by_number(self) -> Iterator[tuple[int, Measure]]:
        """Every clause that a generic 第N条 may mean, with N."""
        for number in self._of:
            for unit in self.meant((Step("any", number),)):
                yield number, unit

    def meant(self, steps: Sequence[Step]) -> list[Measure]:
        """The clauses that the steps may mean, the most likely first."""
        units = self._of.get(steps[-1].number, [])
        matching = [(unit, rank) for unit in units if (rank := _match(steps, unit)) is not None]
        if steps[-1].style != "any":
            best = min((rank for _, rank in matching), default=0)
            return [unit for unit, rank in matching if rank == best]
        matching = [(unit, rank) for unit, rank in matching if unit.kind == "measure"] or matching
        if not matching:
            return []
        best = min(rank for _, rank in matching)
        nearest = [unit for unit, rank in matching if rank == best]
        if len(steps) > 1:  # 第二条第二款 is 二、(二), not 四、(二)2.
            fewest = min(_levels(unit) for unit, _ in matching)
            nearest = [unit for unit, _ in matching if _levels(unit) == fewest]
        if len(steps) > 1 or best == 0 or self._runs_on(label_steps(nearest[0].label)[-1].style):
            return nearest
        # Numbers on several levels, none of which runs through the text: 第四条 may be 四、, (四) or 4.
        outermost = [unit for unit, _ in matching if len(label_steps(unit.label)) == 1]
        others = [unit for unit, _ in sorted(matching, key=lambda item: item[1]) if unit not in outermost]
        return [*outermost, *others]

    def _runs_on(self, style: str) -> bool:
        if style not in self._running:
            self._running[style] = _runs_on(style, self._units)
        return self._running[style]


def is_called(steps: Sequence[Step], unit: Measure) -> bool:
    """Whether a clause may be called by the steps at all."""
    return _match(steps, unit) is not None


def _levels(unit: Measure) -> int:
    return max(len(label_steps(unit.label)), len(unit.path))


def _runs_on(style: str, units: Sequence[Measure]) -> bool:
    """Whether the clauses of a part are numbered in this style from its first section to its last, each number once."""
    numbered = [(label_steps(unit.label), unit) for unit in units if unit.kind == "measure" and label_steps(unit.label)]
    own = [(steps[-1].number, unit.path[:-1]) for steps, unit in numbered if steps[-1].style == style]
    return len({number for number, _ in own}) == len(own) and (
        len({above for _, above in own}) > 1 or len(own) == len(numbered)
    )


def _heads(section: str, heading: str) -> bool:
    return fold(section) in fold(heading)


def _match(steps: Sequence[Step], unit: Measure) -> int | None:
    """How well a unit answers the steps (smaller is better); None where it does not."""
    chain = label_steps(unit.label)
    # A label that names itself (工作21) leaves out the sections above it; the path still has them.
    above = [step for heading in unit.path[:-1] for step in label_steps(heading.split(" ")[0])[:1]]
    if not chain or not _same(steps[-1], chain[-1]):
        return None
    remaining = list(steps[:-1])
    for step in [*above, *chain[:-1]]:
        if remaining and _same(remaining[0], step):
            remaining.pop(0)
    if remaining:
        return None
    if steps[-1].style != "any":
        return 0
    return _GENERIC_ORDER.index(chain[-1].style) if chain[-1].style in _GENERIC_ORDER else len(_GENERIC_ORDER)


def _same(wanted: Step, step: Step) -> bool:
    if (wanted.number, wanted.sub) != (step.number, step.sub):
        return False
    if wanted.style == "any":
        return step.style not in ("chapter",)
    if wanted.style == "arp":
        return step.style in ("arp", "cnp")
    if wanted.style == "ar":
        return step.style in ("ar", "named", "article", "arp", "circled")
    return wanted.style == step.style and wanted.word == step.word


def named_words(units: Iterable[Measure]) -> tuple[str, ...]:
    """The words that number clauses in these units: 工作 of 工作21."""
    words = (
        step.word
        for unit in units
        if unit.kind == "measure"
        for step in label_steps(unit.label)
        if step.style == "named"
    )
    return tuple(dict.fromkeys(words))


def section_titles(units: Iterable[Measure]) -> tuple[str, ...]:
    """The titles of all sections, the longest first, so that the longest match wins."""
    titles = {unit.title for unit in units if unit.kind == "introduction" and unit.title}
    return tuple(sorted(titles, key=lambda title: (-len(title), title)))
