"""`documents.toml` in, registered documents out, each checked against its file."""

from __future__ import annotations

import hashlib
import os
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import BadRegister
from corpus.measure import Document, Validity
from corpus.read import SourceText, read_source
from corpus.versions import linked

REGISTER_NAME = "documents.toml"
_KNOWN = {
    "id", "source_file", "sha256", "title", "aliases", "part_aliases", "regions", "related_regions",
    "issuing_body", "number", "issued", "effective", "validity", "supersedes",
}  # fmt: skip
_REQUIRED = ("id", "source_file", "sha256", "title")


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
        table = tomllib.loads(raw.decode("utf-8"))
    except FileNotFoundError:
        raise BadRegister(f"{path}：没有文件登记表。请检查 POLICY_CORPUS 指向的文件夹。") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRegister(f"{path}：读不了登记表（{error}）。请按 README 的格式改正。") from None
    entries = table.get("document", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadRegister(f"{path}：document 应写成一个个 [[document]]，请改正。")
    documents = tuple(
        _document(entry, f"{path}：第 {number} 个 [[document]]") for number, entry in enumerate(entries, 1)
    )
    if not documents:
        raise BadRegister(f"{path}：一个文件也没有登记。请用 policy corpus add 登记文件。")
    ids = [document.id for document in documents]
    for repeated in sorted({name for name in ids if ids.count(name) > 1}):
        raise BadRegister(f"{path}：id「{repeated}」登记了两次，请改成不同的 id。")
    return Register(folder, linked(documents), hashlib.sha256(raw).hexdigest())


def _document(entry: dict[str, Any], where: str) -> Document:
    for field in _REQUIRED:
        if field not in entry:
            raise BadRegister(f"{where} 缺少 {field}，请补上。")
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
        return given["value"]

    validity = tuple(_validity(item, where) for item in entry.get("validity", []))
    if any(not item["stated"] for item in entry.get("validity", [])):
        inferred.add("validity")
    days = {field: value(field) for field in ("issued", "effective")}
    for field, day in days.items():
        if day is not None and not isinstance(day, date):
            raise BadRegister(f"{where} 的 {field} 应是日期，例如 2020-06-16（不加引号）。")
    for field in ("aliases", "regions", "related_regions", "supersedes"):
        if not all(isinstance(item, str) for item in entry.get(field, [])):
            raise BadRegister(f'{where} 的 {field} 应是一列文字，例如 ["甲市", "甲"]。')
    return Document(
        id=str(entry["id"]),
        title=str(value("title")),
        source_file=str(entry["source_file"]),
        sha256=str(entry["sha256"]),
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
