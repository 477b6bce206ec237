"""The names that a document has by its register entry, as people type them. Pure."""

from __future__ import annotations

import re

from corpus.measure import Document
from corpus.text.normal import fold

# What a document calls itself, the longest first: 实施意见 before 意见.
KIND_WORDS = (
    "实施意见", "若干意见", "实施方案", "工作方案", "行动方案", "行动计划", "实施细则", "管理办法", "实施办法", "暂行办法",
    "若干政策", "若干措施", "工作要点", "意见", "方案", "细则", "办法", "政策", "措施", "要点", "规定", "条例", "通知",
    "规划", "计划", "指南", "公告",
)  # fmt: skip
_LAST_BRACKET = re.compile(r"\([^()]{0,8}[问答解][^()]{0,8}\)$")  # none that tells an edition
_NUMBER = re.compile(r"(?P<letters>[^\[\]\d]+)\[(?P<year>\d{4})\](?P<number>\d+)号")
# What people type between the letters and the number: 国办发〔2018〕126号, 国办发2018 126号, 国办126号
_YEAR_FORMS = ("[{}]", "({})", "{}年", "{}", "{} ", "{}-", "[{}]第", "{}年第", "", " ", "第")


def key_of(name: str) -> str:
    """A name as it is compared."""
    return fold(name).strip()


def derived_aliases(document: Document) -> tuple[str, ...]:
    """Names that follow from the register: the title, its short forms, the number as people type it."""
    title = fold(document.title).strip("<>")
    whole = [title, *([bare] if (bare := _LAST_BRACKET.sub("", title)) else [])]  # …政策解读(一问一答)
    names = [*whole, *(re.sub("[<>]", "", each) for each in whole)]
    if title.startswith("关于"):
        names.append(title.removeprefix("关于"))
    kinds = [word for word in KIND_WORDS if title.endswith(word) or word in title[-12:]]
    for region in document.regions:
        names += [f"{region}{kind}" for kind in kinds] + [f"{region}的{kind}" for kind in kinds]
        names += [f"{region}文件", f"{region}政策文件"]
    if document.number and (match := _NUMBER.match(fold(document.number).replace(" ", ""))):
        year, number = match["year"], match["number"]
        short = match["letters"].removesuffix("字").removesuffix("发")  # 国办126号文 of 国办发〔2018〕126号
        for letters in (match["letters"], *([short] if len(short) > 1 else [])):
            between = [form.format(year) for form in _YEAR_FORMS]
            names += [f"{letters}{each}{number}号{end}" for each in between for end in ("文件", "文", "")]
        names += [f"{number}号文件", f"{number}号文"]
    return tuple(dict.fromkeys(names))
