"""`documents.toml` in, registered documents out, each checked against its file."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from corpus.entry import Entry, fault_of
from corpus.errors import BadRegister
from corpus.files import HALF_WRITTEN, put_folder
from corpus.formats.read import SourceText, read_source
from corpus.home import checkout, data_folder
from corpus.measure import Document
from corpus.text.normal import fold
from corpus.versions import linked

REGISTER_NAME = "documents.toml"
Known = Callable[[str], Document | None]  # of the text of an entry the document that it was read as before


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
    """The corpus folder: POLICY_CORPUS, else the user's own where there is one, else the one that comes with the product."""
    chosen = os.environ.get("POLICY_CORPUS")
    if chosen:
        return Path(chosen)
    own = data_folder() / "corpus"
    return own if checkout() is None and (own / REGISTER_NAME).is_file() else Path(__file__).parent


def home_folder() -> Path:
    """The corpus folder to make changes in: an installed product's documents are copied to the user's data folder first.

    Raises BadRegister where they cannot be.
    """
    folder = default_folder()
    if checkout() is not None or folder != Path(__file__).parent:
        return folder
    own = data_folder() / "corpus"
    begun = own.with_name(f"{HALF_WRITTEN}corpus-{os.getpid()}-{time.time_ns()}")
    try:
        begun.mkdir(parents=True)
        shutil.copy(folder / REGISTER_NAME, begun)
        shutil.copytree(folder / "raw", begun / "raw")
        put_folder(begun, own)
    except OSError as error:
        shutil.rmtree(begun, ignore_errors=True)
        if not (own / REGISTER_NAME).is_file():  # else somebody else was faster
            raise BadRegister(
                f"{own}：不能写入（{error.strerror}），请检查权限，或用 POLICY_CORPUS 指定文件夹。"
            ) from None
    return own


def register_fingerprint(folder: Path | None = None) -> str | None:
    """What `load_register` gives as `fingerprint`, without reading what stands in it; None where it cannot be read."""
    try:
        return hashlib.sha256(((folder or default_folder()) / REGISTER_NAME).read_bytes()).hexdigest()
    except OSError:
        return None


def load_register(folder: Path | None = None, known: Known | None = None) -> Register:
    """Read and check the register of a corpus folder. Raises BadRegister naming the entry and the field.

    Entries that are `known` are not read again: of 10,000 that takes seconds.
    """
    folder = folder or default_folder()
    path = folder / REGISTER_NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise BadRegister(f"{path}：没有文件登记表。请检查 POLICY_CORPUS 指向的文件夹。") from None
    except OSError as error:
        raise BadRegister(f"{path}：读不了登记表（{error.strerror}）。请检查权限。") from None
    documents = documents_of(raw, path, known)
    if not documents:
        raise BadRegister(f"{path}：一个文件也没有登记。请用 policy corpus add 登记文件。")
    return Register(folder, linked(documents), hashlib.sha256(raw).hexdigest())


def documents_of(raw: bytes, path: Path, known: Known | None = None) -> tuple[Document, ...]:
    """The documents that the bytes of a register name; `path` is for the messages. Raises BadRegister."""
    text = register_text(raw, path)
    documents = _one_by_one(text, path, known) if known is not None else None
    if documents is None:
        documents = _all_of(text, path)
    for name, count in Counter(document.id for document in documents).items():
        if count > 1:
            raise BadRegister(f"{path}：id「{name}」登记了两次，请改成不同的 id。")
    return documents


def entries_of(text: str) -> tuple[str, ...] | None:
    """The texts of a register's entries one by one; None where it is written in another way.

    >>> entries_of('# mine\\n[[document]]\\nid = "a"\\n\\n[[document]]\\nid = "b"\\n')
    ('[[document]]\\nid = "a"', '[[document]]\\nid = "b"')
    """
    spans = entry_spans(text)
    return None if spans is None else tuple(text[start:end] for start, end in spans)


def entry_spans(text: str) -> tuple[tuple[int, int], ...] | None:
    """Where each entry of a register begins and ends, without the blank lines behind it; None as for `entries_of`."""
    starts = [found.start() for found in _HEAD.finditer(text)]
    before = text[: starts[0]] if starts else text
    if any(line.strip() and not line.lstrip().startswith("#") for line in before.splitlines()):
        return None
    ends = [*starts[1:], len(text)]
    return tuple((start, start + len(text[start:end].rstrip())) for start, end in zip(starts, ends, strict=False))


def entry_ids(text: str) -> Mapping[str, str] | None:
    """Of each entry's text the id in it; None where that cannot be told without reading them all."""
    entries = entries_of(text)
    found = {entry: ids[0] for entry in entries or () if len(ids := _ID.findall(entry)) == 1}
    return found if entries and len(found) == len(entries) else None


_HEAD = re.compile(r"^\[\[document\]\]", re.MULTILINE)
_ID = re.compile(r'^id = "([^"\\]+)"', re.MULTILINE)


def _one_by_one(text: str, path: Path, known: Known) -> tuple[Document, ...] | None:
    """The documents of a register entry by entry; None where one of them has to be looked at in its place.

    An entry ends where the next begins, unless a text over several lines holds such a line: then what stands before it does
    not end, and is no TOML by itself.
    """
    documents = []
    for entry in entries_of(text) or ():
        document = known(entry)
        if document is None:
            try:
                (document,) = _all_of(entry, path)
            except (BadRegister, ValueError):
                return None
        documents.append(document)
    return tuple(documents) or None


def _all_of(text: str, path: Path) -> tuple[Document, ...]:
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not TOML, or figures of thousands of digits, or lists without end
        raise BadRegister(f"{path}：读不了登记表（{_place(error)}）。请按 docs/guide 的格式改正。") from None
    for name in table:
        if name != "document":
            raise BadRegister(f"{path}：有不认识的「{name}」。登记表里只写一个个 [[document]]，请改正或删去。")
    entries = table.get("document", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadRegister(f"{path}：document 应写成一个个 [[document]]，请改正。")
    return tuple(_document_of(entry, path, text, number) for number, entry in enumerate(entries, start=1))


def _document_of(entry: dict[str, Any], path: Path, text: str, number: int) -> Document:
    try:
        return Entry.model_validate(entry).document()
    except ValidationError as error:
        fault = fault_of(error)
    line = _line_of(text, number, fault.field)
    raise BadRegister(f"{path}：第 {line} 行，第 {number} 个 [[document]] {fault.words}")


def _line_of(text: str, number: int, field: str) -> int:
    """The line, from 1, of a field of the `number`-th entry; of its head where the field has no line of its own."""
    heads = [found.start() for found in re.finditer(r"^[ \t]*\[\[[ \t]*document[ \t]*\]\]", text, re.MULTILINE)]
    if len(heads) < number:
        return 1  # written in another way, as one list
    start, end = heads[number - 1], heads[number] if number < len(heads) else len(text)
    name = rf"[\"']?{re.escape(field)}[\"']?"
    found = re.compile(rf"^[ \t]*(?:{name}[ \t]*[=.]|\[{{1,2}}[ \t]*document[ \t]*\.[ \t]*{name})", re.MULTILINE)
    place = found.search(text, start, end)
    return text.count("\n", 0, place.start() if place else start) + 1


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


def _place(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "括号一层套一层，太深"
    if not isinstance(error, tomllib.TOMLDecodeError):
        return "里面有过长的数字"
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
