"""Who comes: what a visitor says at the first visit decides which pages are offered first, and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Role = Literal["企业", "工作人员", "评测"]
ROLES: tuple[Role, ...] = get_args(Role)
WORDS: Mapping[Role, str] = {
    "企业": "企业和个人：找支持、看条件、办事",
    "工作人员": "工作人员：查条款、对比、管文件",
    "评测": "评测：考一考这个程序",
}
# Titles of the pages offered first, in their order; the others stand under 更多
FIRST: Mapping[Role, tuple[str, ...]] = {
    "企业": ("问答", "我能享受什么", "支持清单", "申报日历"),
    "工作人员": ("问答", "查条款", "对比", "版本对照", "支持清单", "文件库"),
    "评测": ("问答", "查条款", "评测"),
}


def offered(role: Role | None, titles: list[str], here: str) -> tuple[list[str], list[str]]:
    """The pages offered first and those under 更多. Without a role all are offered; the page one is on always is."""
    if role is None:
        return titles, []
    first = [title for title in FIRST[role] if title in titles]
    if here in titles and here not in first:
        first.append(here)
    return first, [title for title in titles if title not in first]


def role_of(word: str | None) -> Role | None:
    """The role that a kept word names."""
    return next((role for role in ROLES if role == word), None)
