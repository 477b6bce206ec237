"""The title of a document between its marks: 《〈…实施办法〉政策解读》, as GB/T 15834 has it, and never 《《…》…》."""

from __future__ import annotations

_OUTER, _INNER = ("《", "》"), ("〈", "〉")


def titled(title: str) -> str:
    """`title` between the marks of a title.

    >>> titled("松塔县稳岗办法"), titled("《松塔县稳岗办法》政策解读")
    ('《松塔县稳岗办法》', '《〈松塔县稳岗办法〉政策解读》')
    """
    return f"《{within_marks(title)}》"


def within_marks(title: str) -> str:
    """`title` as it stands inside 《》: a title inside it has the other marks, one inside that the first again.

    >>> within_marks("关于《〈甲〉解读》的答复")
    '关于〈《甲》解读〉的答复'
    """
    depth = 0
    told = []
    for character in title:
        if character in "《〈":
            depth += 1
            told.append((_OUTER, _INNER)[depth % 2][0])
        elif character in "》〉":
            told.append((_OUTER, _INNER)[depth % 2][1])
            depth = max(0, depth - 1)
        else:
            told.append(character)
    return "".join(told)
