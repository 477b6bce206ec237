"""`documents.toml` in, registered documents out, each checked against its file."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import BadRegister
from corpus.measure import Document, Validity
from corpus.normal import fold
from corpus.read import SourceText, read_source
from corpus.versions import linked

REGISTER_NAME = "documents.toml"
_KNOWN = {
    "id", "source_file", "sha256", "title", "aliases", "part_aliases", "regions", "related_regions",
    "issuing_body", "number", "issued", "effective", "validity", "supersedes",
}  # fmt: skip
_REQUIRED = ("id", "source_file", "sha256", "title")
_TEXTS = ("title", "issuing_body", "number")
_EXAMPLES = {"id": "jiuye-2020", "source_file": "就业办法.docx", "sha256": "9f86d0…"}


@dataclass(frozen=True, slots=True)
class Register:
    """The documents of one corpus folder and where their files are."""

    folder: Path
    documents: tuple[Document, ...]
    fingerprint: str  # sha256 over the register's bytes: any change makes an index stale

    def path_of(self, document: Document) -> Path:
        return self.folder / "raw" / document.source_file

    def read(self, document: Document) -> SourceText:
        """The source text of `document`; BadRegister if the file is not the one registered."""
        path = self.path_of(document)
        source = read_source(path)
        if source.sha256 != document.sha256:
            raise BadRegister(
                f"{path}：内容与登记的 sha256 不符（登记 {document.sha256[:12]}…，实际 {source.sha256[:12]}…）。"
                f"请恢复原文件，或更新 {self.folder / REGISTER_NAME} 后运行 policy index。"
            )
        return source


def default_folder() -> Path:
    """The corpus folder: POLICY_CORPUS, else the one that comes with the product."""
    chosen = os.environ.get("POLICY_CORPUS")
    return Path(chosen) if chosen else Path(__file__).parent


def load_register(folder: Path | None = None) -> Register:
    """Read and check the register of a corpus folder. Raises BadRegister naming the entry and the field."""
    folder = folder or default_folder()
    path = folder / REGISTER_NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise BadRegister(f"{path}：没有文件登记表。请检查 POLICY_CORPUS 指向的文件夹。") from None
    except OSError as error:
        raise BadRegister(f"{path}：读不了登记表（{error.strerror}）。请检查权限。") from None
    documents = documents_of(raw, path)
    if not documents:
        raise BadRegister(f"{path}：一个文件也没有登记。请用 policy corpus add 登记文件。")
    return Register(folder, linked(documents), hashlib.sha256(raw).hexdigest())


def documents_of(raw: bytes, path: Path) -> tuple[Document, ...]:
    """The documents that the bytes of a register name; `path` is for the messages. Raises BadRegister."""
    try:
        table = tomllib.loads(register_text(raw, path))
    except tomllib.TOMLDecodeError as error:
        raise BadRegister(f"{path}：读不了登记表（{_place(error)}）。请按 README 的格式改正。") from None
    entries = table.get("document", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadRegister(f"{path}：document 应写成一个个 [[document]]，请改正。")
    documents = tuple(
        document_of(entry, f"{path}：第 {number} 个 [[document]]") for number, entry in enumerate(entries, 1)
    )
    for name, count in Counter(document.id for document in documents).items():
        if count > 1:
            raise BadRegister(f"{path}：id「{name}」登记了两次，请改成不同的 id。")
    return documents


def register_text(raw: bytes, path: Path) -> str:
    """A register's bytes as text; the mark that Windows editors put before UTF-8 is no text."""
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        pass
    try:
        raw.decode("gb18030")
        found = "看来是 GB18030（GBK）"
    except UnicodeDecodeError:
        found = "认不出是哪种编码"
    raise BadRegister(f"{path}：登记表不是 UTF-8 编码，{found}。请用编辑器另存为 UTF-8 后再试。")


def _place(error: tomllib.TOMLDecodeError) -> str:
    place = re.search(r"at line (\d+), column (\d+)", str(error))
    return (
        f"第 {place[1]} 行第 {place[2]} 列写法不对"
        if place
        else "文件不完整"
        if "end of document" in str(error)
        else str(error)
    )


def same_numbers(documents: Sequence[Document], document: Document) -> list[Document]:
    """The other documents that carry the number of this one: an instalment of it, or the same document twice."""
    number = _close(document.number)
    return [other for other in documents if number and other.id != document.id and _close(other.number) == number]


def _close(number: str | None) -> str:
    return re.sub(r"\s", "", fold(number or ""))


def document_of(entry: dict[str, Any], where: str) -> Document:
    """One entry as a document; `where` is for the messages. Raises BadRegister."""
    for field in _REQUIRED:
        if field not in entry:
            raise BadRegister(f"{where} 缺少 {field}，请补上。")
    for field in ("id", "source_file", "sha256"):
        if not isinstance(entry[field], str) or not entry[field].strip():
            raise BadRegister(f'{where} 的 {field} 应是加引号的文字，例如 {field} = "{_EXAMPLES[field]}"。')
    if Path(entry["source_file"]).is_absolute() or ".." in Path(entry["source_file"]).parts:
        raise BadRegister(f"{where} 的 source_file 应是 raw 文件夹里的文件名，不能指到别处。")
    for field in entry:
        if field not in _KNOWN:
            raise BadRegister(f"{where} 有不认识的字段 {field}，请删去或改名（可用：{'、'.join(sorted(_KNOWN))}）。")
    inferred: set[str] = set()

    def value(field: str) -> Any:
        given = entry.get(field)
        if given is None:
            return None
        if not isinstance(given, dict) or set(given) != {"value", "stated"}:
            raise BadRegister(f"{where} 的 {field} 应写成 {{ value = …, stated = true 或 false }}。")
        if not given["stated"]:
            inferred.add(field)
        if field in _TEXTS and not isinstance(given["value"], str):
            raise BadRegister(f"{where} 的 {field} 的 value 应是加引号的文字。")
        return given["value"]

    validity = tuple(_validity(item, where) for item in entry.get("validity", []))
    if any(not item["stated"] for item in entry.get("validity", [])):
        inferred.add("validity")
    days = {field: value(field) for field in ("issued", "effective")}
    for field, day in days.items():
        if day is not None and not isinstance(day, date):
            raise BadRegister(f"{where} 的 {field} 应是日期，例如 2020-06-16（不加引号）。")
    for field in ("aliases", "regions", "related_regions", "supersedes"):
        listed = entry.get(field, [])
        if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
            raise BadRegister(f'{where} 的 {field} 应是一列文字，例如 ["甲市", "甲"]。')
    return Document(
        id=entry["id"],
        title=value("title"),
        source_file=entry["source_file"],
        sha256=entry["sha256"],
        aliases=tuple(entry.get("aliases", [])),
        part_aliases=tuple((item["alias"], item["part"]) for item in entry.get("part_aliases", [])),
        regions=tuple(entry.get("regions", [])),
        related_regions=tuple(entry.get("related_regions", [])),
        issuing_body=value("issuing_body"),
        number=value("number"),
        issued=days["issued"],
        effective=days["effective"],
        validity=validity,
        inferred=frozenset(inferred),
        supersedes=tuple(entry.get("supersedes", [])),
    )


def _validity(item: dict[str, Any], where: str) -> Validity:
    until, since = item.get("until"), item.get("since")
    if not isinstance(until, date) or not (since is None or isinstance(since, date)) or "stated" not in item:
        raise BadRegister(
            f'{where} 的 validity 应写成 {{ until = 2025-12-31, since = 2020-06-16, part = "附件2", stated = true }}。'
        )
    return Validity(until=until, part=item.get("part"), since=since)
