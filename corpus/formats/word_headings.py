"""Which paragraphs of a Word file are headings: by their style, by a level of their own in the outline, or bold from end to end."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from corpus.outline.headings import BOLD

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGEST, _SMALLEST = 0, 5  # levels of the outline as the file counts them; 9 is text
_MOST_STEPS = 20  # from a style to the one that it is based on
_LONGEST_BOLD = 60  # characters; a longer paragraph is emphasised, and heads nothing


def heading_styles(styles: etree._Element) -> dict[str, int]:
    """The level of every paragraph style that has one, its own or that of the style it is based on; 1 is the largest."""
    own: dict[str, int | None] = {}
    based: dict[str, str] = {}
    for style in styles.iter(f"{_W}style"):
        name = style.get(f"{_W}styleId", "")
        own[name] = _own_level(style)
        parent = style.find(f"{_W}basedOn")
        if parent is not None:
            based[name] = parent.get(f"{_W}val", "")
    found = {}
    for name in own:
        ancestor, steps = name, 0
        while own.get(ancestor) is None and ancestor in based and steps < _MOST_STEPS:
            ancestor, steps = based[ancestor], steps + 1
        level = own.get(ancestor)
        if level:
            found[name] = level
    return found


def level_of(paragraph: etree._Element, styles: Mapping[str, int]) -> int:
    """The level of the heading that a paragraph is, 0 where it is none."""
    own = _own_level(paragraph)
    if own is not None:
        return own
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    level = styles.get(style.get(f"{_W}val", ""), 0) if style is not None else 0
    return level or (BOLD if _is_bold(paragraph) else 0)


def _own_level(element: etree._Element) -> int | None:
    """What w:outlineLvl says: a level from 1, 0 for text; None where it says nothing."""
    told = element.find(f"{_W}pPr/{_W}outlineLvl")
    value = told.get(f"{_W}val", "") if told is not None else ""
    if not value.isdigit():
        return None
    return int(value) + 1 if _LARGEST <= int(value) <= _SMALLEST else 0


def _is_bold(paragraph: etree._Element) -> bool:
    length = 0
    for run in paragraph.iter(f"{_W}r"):
        words = "".join(text.text or "" for text in run.iter(f"{_W}t")).strip()
        bold = run.find(f"{_W}rPr/{_W}b") if words else None
        if words and (bold is None or bold.get(f"{_W}val", "1") in ("0", "false", "off")):
            return False
        length += len(words)
    return 0 < length <= _LONGEST_BOLD
