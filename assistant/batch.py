"""Many questions in one JSONL file: each line checked by name before anything is answered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from assistant.proposing.retrieve import Filters
from corpus.errors import UnreadableDocument, UsageError
from corpus.files import read_text
from corpus.json_text import json_of

_BROKEN = re.compile("[\ud800-\udfff]")  # halves of a character
_KEYS = {"id", "question", "history", "filters"}
_FILTERS = {field.name: str(field.type) for field in fields(Filters)}


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One question with the earlier ones of its conversation and its filters."""

    id: str
    question: str
    history: tuple[str, ...]
    filters: Mapping[str, Any]


def read_batch(path: Path) -> list[BatchLine]:
    """The lines of a JSONL file. Raises UnreadableDocument or UsageError naming file and line."""
    try:
        text = read_text(path)
    except (OSError, ValueError) as error:
        raise UnreadableDocument(f"{path}：读不了这个文件（{error}）。请给出 UTF-8 的 JSONL 文件。") from None
    # Not splitlines: a JSON text may hold U+2028 and its like, which are no line ends here.
    lines = [_line(raw, f"{path}:{number}") for number, raw in enumerate(text.split("\n"), start=1) if raw.strip()]
    if not lines:
        raise UsageError(f'{path}：文件里没有问题。每行写一个 JSON 对象，如 {{"id": "1", "question": "……"}}。')
    return lines


def _line(raw: str, where: str) -> BatchLine:
    try:
        value = json_of(raw)
    except json.JSONDecodeError as error:
        raise UsageError(f"{where}：不是合法的 JSON（{error.msg}）。请改正这一行。") from None
    if not isinstance(value, dict) or not isinstance(value.get("question"), str):
        raise UsageError(f"{where}：应是含有 question 的 JSON 对象。请改正这一行。")
    if _BROKEN.search(json.dumps(value, ensure_ascii=False)):
        raise UsageError(f"{where}：有无法识别的字符（编码不完整）。请改正这一行。")
    for key in value:
        if key not in _KEYS:
            raise UsageError(f"{where}：不认识的字段「{key}」，可用的有 {'、'.join(sorted(_KEYS))}。")
    history, filters = value.get("history") or [], value.get("filters") or {}
    if not isinstance(history, list) or not all(isinstance(item, str) for item in history):
        raise UsageError(f"{where}：history 应是先前问题的列表，最早的在前。")
    if not isinstance(filters, dict):
        raise UsageError(f'{where}：filters 应是 JSON 对象，如 {{"document": "……"}}。')
    for name, given in filters.items():
        if name not in _FILTERS:
            raise UsageError(f"{where}：不认识的筛选「{name}」，可用的有 {'、'.join(_FILTERS)}。")
        wanted = bool if _FILTERS[name] == "bool" else str
        if not isinstance(given, wanted):
            raise UsageError(f"{where}：筛选「{name}」的值「{given}」类型不对。")
    return BatchLine(str(value.get("id", "")), value["question"], tuple(history), filters)
