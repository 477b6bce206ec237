"""A clause's text in, whether it only says what its document is for: 为…，制定本办法。 Every rule opens with one; it grants nothing."""

from __future__ import annotations

import re

from corpus.text.normal import fold

_PURPOSE = re.compile(
    r"(?:第[一1]条)?(?:[\[(<][^\])>]{2,12}[\])>])?(?:为|根据|依据|按照)[^。]{4,400}(?:制定|制订|出台|提出)(?:了)?(?:本|如下|以下)[^。,]{1,12}[。:]?"
)


def says_purpose(text: str) -> bool:
    """
    >>> says_purpose("第一条 为鼓励研发首台（套）装备，根据有关规定，制定本办法。")
    True
    >>> says_purpose("第一条 为鼓励研发，制定本办法。对首台（套）装备奖励50万元。"), says_purpose("为企业提供贷款的，给予贴息。")
    (False, False)
    """
    words = "".join(fold(text).split())
    return _PURPOSE.fullmatch(words) is not None and "简称" not in words  # what is named here is spoken of below
