"""A covering letter in, the thing that it prints out: its title as it stands below, or as the letter names it.

关于印发《甲办法》的通知 is what an office sends; what people use, and call by its own title, is 甲办法.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from corpus.identity.effect import DATE, bare
from corpus.identity.issued import close_up
from corpus.identity.site_table import original
from corpus.identity.titles import ENDS_TITLE, STAGE, Kind, Line, joined
from corpus.text.normal import fold

_PRINTS = re.compile(r"(?:关于)?(?:印发|公布|发布|下发|颁布|出台)")
_LETTER = re.compile(r"(?:通知|公告|通告|决定|函|令)$")


def printed_by(lines: Sequence[Line], kinds: Sequence[Kind], letter: str, after: int) -> tuple[str, int] | None:
    """The title of what the covering letter called `letter` prints, and the index of the line where that begins.

    `after` is the index of the line below the letter's own title. None where it prints nothing, or several things.
    """
    return _headed(lines, kinds, letter, after) or _unheaded(lines, kinds, letter, after)


def passed_on_at(lines: Sequence[Line], kinds: Sequence[Kind], letter: str, after: int) -> int | None:
    """The line where the document begins that a letter passes on (关于转发《…》的通知): what is signed below is not the letter's."""
    words = fold(letter)
    inside = re.search(r"<((?:[^<>]|<[^<>]*>){4,120})>", words)
    if inside is None or not re.search(r"转发|批转", words[: inside.start()]):
        return None
    found = _heading(lines, kinds, bare(inside[1]), after)
    return found[1] if found and found[1] > after else None


def _headed(lines: Sequence[Line], kinds: Sequence[Kind], letter: str, after: int) -> tuple[str, int] | None:
    """The title of the thing that a covering letter prints, if it follows in full, and the index of its line."""
    words = fold(letter)
    if letter and not _LETTER.search(words):
        return None
    text = "".join(line.raw.strip() for line in lines[after : after + 12])
    below = re.findall(r"《([^《》]{4,120})》", text)
    inside = re.findall(r"<((?:[^<>]|<[^<>]*>){4,120})>", words)
    unquoted = re.search(r"(?:印发|公布|发布|下发|颁布)<?(.{4,120}?)>?的(?:通知|公告|通告|决定|函)", words)
    if _PRINTS.search(words):
        wanted = [*inside, *([unquoted[1]] if unquoted and len(inside) != 2 else [])]
        wanted += [name for name in below[:3] if any(_alike(name, one) for one in wanted)]
    elif re.search(r"(?:公告|令)$", words) or re.search(
        r"印发给?你们|予以印发|现予公布|现予发布|现印发|制定了?《", text
    ):
        wanted = below[:1]
    else:
        return None
    names = list(dict.fromkeys(map(bare, wanted)))
    found = [hit for name in names if (hit := _heading(lines, kinds, name, after)) is not None]
    if not found and len(names) == 1:
        found = [hit for hit in [_nearest(lines, kinds, names[0], after)] if hit is not None]
    found = list(dict.fromkeys(found))
    places = {at for _, at in found}
    return found[0] if len(places) == 1 else None


def _unheaded(lines: Sequence[Line], kinds: Sequence[Kind], letter: str, after: int) -> tuple[str, int] | None:
    """The thing that a covering letter names and prints without its title: it follows the letter's date."""
    text = "".join(line.raw.strip() for line in lines[after : after + 6])
    names = list(dict.fromkeys(re.findall(r"《([^《》]{4,120})》", text)))
    if not _PRINTS.search(fold(letter)) or not re.search(r"(?:通知|公告)$", fold(letter)) or not names:
        return None
    if "附件" in text or re.search(r"<[^<>]*>.*<", fold(letter)):
        return None
    about = bare(letter)
    near = range(after, min(len(lines), after + 12))
    ends = next((at for at in near if DATE.search(close_up(lines[at].words)) and len(lines[at].words) < 60), None)
    if ends is None:
        ends = next((at for at in near if re.search(r"印发给?你们|现予?印发|予以印发|现印发", lines[at].words)), None)
    if (
        ends is None
        or (len(lines) - ends < 5)
        or not any(kind in ("clause", "body") for kind in kinds[ends + 1 : ends + 4])
    ):
        return None
    core = re.search(r"印发(.{4,80})的(?:通知|公告)$", about)
    if core and (
        bare(names[0]) == core[1] or SequenceMatcher(None, bare(names[0]), core[1], autojunk=False).ratio() > 0.7
    ):
        return names[0], ends + 1
    return None


def _alike(one: str, other: str) -> bool:
    one, other = bare(one), bare(other)
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.85


def _heading(lines: Sequence[Line], kinds: Sequence[Kind], target: str, after: int) -> tuple[str, int] | None:
    """The lines below the covering letter that are the title `target` and nothing else."""
    last = {bare(line.words): at for at, line in enumerate(lines)}
    for at in range(after, len(lines)):
        first = _ANNEX_MARK.sub("", lines[at].words)
        if lines[at].words.startswith("<"):
            continue  # 《甲办法》已经市政府同意, in the letter's sentence
        if kinds[at] == "body" or not first or not (target.startswith(bare(first)[:4]) or first[:1] == target[:1]):
            continue
        if _ANNEX_MARK.match(lines[at].words) and last.get(target, at) > at:
            continue  # 附件:甲办法 in the letter's list of annexes
        close = ""
        for count in range(1, 6):
            if at + count > len(lines) or len(close) > len(target) + 4:
                break
            close = bare(first) + "".join(bare(line.words) for line in lines[at + 1 : at + count])
            if (
                close == target
                or close == _YEARS.sub("", target)
                or STAGE.sub("", close) == target
                or (len(close) > 8 and _same_but_small(close, target))
            ):
                pieces = [original(lines[at], first)]
                pieces += [line.raw for line in lines[at + 1 : at + count]]
                following = lines[at + count] if at + count < len(lines) else None
                if following is not None and STAGE.fullmatch(following.words) and not STAGE.search(close):
                    pieces.append(following.raw)
                return joined(pieces), at
    return None


def _nearest(lines: Sequence[Line], kinds: Sequence[Kind], target: str, after: int) -> tuple[str, int] | None:
    """The lines that are nearly the title `target`: letters name a year, a stage or a place more or less."""
    best: tuple[float, int, int] = (0.88, 0, 0)
    for at in range(after, len(lines)):
        if kinds[at] != "text" or len(target) < 10:
            continue
        for count in range(1, 4):
            if at + count > len(lines) or kinds[at + count - 1] not in ("text", "aside"):
                break
            close = "".join(bare(line.words) for line in lines[at : at + count])
            if _PRINTS.match(close) and not _PRINTS.match(target):
                break  # the letter's own title once more
            if sorted(close) == sorted(target):  # the years before the place, or behind it
                best = max(best, (1.0, -at, count))
            if abs(len(close) - len(target)) < 10 and ENDS_TITLE.search(fold(lines[at + count - 1].words)):
                matcher = SequenceMatcher(None, close, target, autojunk=False)
                if matcher.quick_ratio() > best[0]:
                    best = max(best, (matcher.ratio(), -at, count))
    _, at, count = best
    return (joined([line.raw for line in lines[-at : -at + count]]), -at) if count else None


_YEARS = re.compile(r"\((?:19|20)\d{2}年?-{1,2}(?:19|20)\d{2}年?\)$")  # (2023-2026年): told once
_ANNEX_MARK = re.compile(r"附[件录表]\s?\d{0,2}\s?[:.]?\s*(?=\S)")


def _same_but_small(one: str, other: str) -> bool:
    """Whether two titles differ in no more than 关于 or 的."""
    return re.sub(r"关于|的|\(试行\)", "", one) == re.sub(r"关于|的|\(试行\)", "", other)
