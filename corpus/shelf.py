"""A file onto the shelf and off it: `raw/` and `documents.toml` change together, or not at all.

The file is written first, under a name that no registered document uses; then the register is replaced in one step;
only then is an old file removed. Wherever this stops, every document of the register has its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import tomlkit
from filelock import FileLock, Timeout
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from corpus.errors import BadRegister, PolicyError, UnknownDocument
from corpus.files import write_whole
from corpus.identity import Identity, infer_identity
from corpus.measure import Document
from corpus.read import SourceText, read_source
from corpus.register import REGISTER_NAME, Register, load_register
from corpus.versions import same_title

Outcome = Literal["added", "replaced", "unchanged"]
_HEAD = """# The register: every document the product answers from. Values are { value, stated } where `stated = true` means that
# the document itself says so and `stated = false` that it was inferred. `policy corpus add` writes here; edit freely.
"""
_PATIENCE = 20  # seconds to wait for another process that changes the same shelf


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file: the document it is now registered as."""

    outcome: Outcome
    document_id: str


def add_file(folder: Path, path: Path) -> Added:
    """Register a file with what its text says of itself. The same bytes again change nothing.

    A changed file of the same name replaces the old one: what was inferred is inferred again, what a person wrote into
    the register stays. Raises UnreadableDocument, BadRegister; then nothing has changed.
    """
    source = read_source(path)
    with _locked(folder):
        book = _open_book(folder)
        entries = _entries(book)
        same = next((entry for entry in entries if entry.get("sha256") == source.sha256), None)
        if same is not None:
            return Added("unchanged", str(same["id"]))
        identity = infer_identity(source.text)
        old = next((entry for entry in entries if _is_older_version(entry, path.name, identity)), None)
        stored = _free_name(folder, path.name, source)
        if old is None:
            document_id = _free_id(path.stem, {str(entry.get("id")) for entry in entries})
            entries.append(_entry(document_id, stored, source, identity))
        else:
            document_id = str(old["id"])
            _renew(old, stored, source, identity, _identity_of(folder / "raw" / str(old["source_file"])))
        _write(folder / "raw" / stored, path.read_bytes())
        replaced = str(old.get("source_file")) if old is not None else None
        if old is not None:
            old["source_file"] = stored
        _commit(folder, book)
        if replaced is not None and replaced != stored:
            (folder / "raw" / replaced).unlink(missing_ok=True)
    return Added("added" if old is None else "replaced", document_id)


def remove_document(folder: Path, document_id: str) -> None:
    """Take a document out of the register, then its file off the disk. Raises UnknownDocument, BadRegister."""
    with _locked(folder):
        book = _open_book(folder)
        entries = _entries(book)
        place = next((at for at, entry in enumerate(entries) if entry.get("id") == document_id), None)
        if place is None:
            raise UnknownDocument(f"没有登记「{document_id}」。请用 policy corpus list 查看已登记的文件。")
        stored = str(entries[place]["source_file"])
        del entries[place]
        _commit(folder, book)
        if not any(entry.get("source_file") == stored for entry in entries):
            (folder / "raw" / stored).unlink(missing_ok=True)


# ---------------------------------------------------------------- entries


def _entry(document_id: str, stored: str, source: SourceText, identity: Identity) -> Table:
    entry = tomlkit.table()
    entry["id"] = document_id
    entry["source_file"] = stored
    entry["sha256"] = source.sha256
    for field, value in _inferred(identity, Path(stored).stem).items():
        entry[field] = value
    return entry


def _inferred(identity: Identity, name: str) -> dict[str, Any]:
    """The fields that a text gives, as the register holds them: every value marked as inferred."""
    values: dict[str, Any] = {"title": _value(identity.title or name)}
    if identity.regions:
        values["regions"] = _called(identity.regions)
    if identity.wider_regions:
        values["related_regions"] = _called(identity.wider_regions)
    told = {
        "issuing_body": identity.issuing_body,
        "number": identity.number,
        "issued": identity.issued,
        "effective": identity.since,
    }
    values |= {field: _value(value) for field, value in told.items() if value is not None}
    if identity.until is not None:
        validity = tomlkit.inline_table()
        if identity.validity_part:
            validity["part"] = identity.validity_part
        validity["until"] = identity.until
        if identity.since is not None:
            validity["since"] = identity.since
        validity["stated"] = False
        listed = tomlkit.array()
        listed.append(validity)
        values["validity"] = listed
    if identity.supersedes:
        values["supersedes"] = list(identity.supersedes)
    return values


def _called(places: Sequence[str]) -> list[str]:
    """Places as people call them: 甘州区, 甘州."""
    return list(dict.fromkeys(short for place in places for short in (place, _short(place))))


_FIELDS = (
    "title", "regions", "related_regions", "issuing_body", "number", "issued", "effective", "validity", "supersedes",
)  # fmt: skip


def _value(value: str | date) -> Any:
    table = tomlkit.inline_table()
    table["value"] = value
    table["stated"] = False
    return table


def _renew(entry: Table, stored: str, source: SourceText, identity: Identity, before: Identity | None) -> None:
    """Bring an entry up to date: fields that still are what the old text gave, or are missing, follow the new text."""
    old = _inferred(before, Path(str(entry["source_file"])).stem) if before is not None else {}
    new = _inferred(identity, Path(stored).stem)
    entry["sha256"] = source.sha256
    for field in _FIELDS:
        by_hand = field in entry and tomlkit.item(entry[field]).unwrap() != tomlkit.item(old.get(field, "")).unwrap()
        if by_hand:
            continue
        if field in new:
            entry[field] = new[field]
        elif field in entry:
            del entry[field]


def _identity_of(path: Path) -> Identity | None:
    try:
        return infer_identity(read_source(path).text)
    except PolicyError:  # the old file may be gone or unreadable: then nothing of it is known
        return None


def _short(place: str) -> str:
    """松塔县 is called 松塔, 甲乙族自治州 by its first word; a zone by its whole name.

    >>> [_short(place) for place in ("松塔县", "云泽市", "青石土家族苗族自治州", "松塔高新区")]
    ['松塔', '云泽', '青石', '松塔高新区']
    """
    people = re.fullmatch(r"([\u4e00-\u9fff]{2,4}?)(?:[\u4e00-\u9fff]{1,4}族)+自治[州县旗]", place)
    if people:
        return people[1]
    plain = re.fullmatch(r"([\u4e00-\u9fff]{2,})(?:省|市|州|盟|县|(?<!新|发)区|旗)", place)
    return plain[1] if plain and not re.search(r"(?:高新|新|开发|示范|试验)$", plain[1]) else place


# ---------------------------------------------------------------- files


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Nobody else changes the shelf meanwhile. Raises BadRegister where it cannot be had."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f".{REGISTER_NAME}.lock", timeout=_PATIENCE)
        lock.acquire()
    except Timeout:
        raise BadRegister(f"{folder}：另一个程序正在修改文件登记表，请稍后再试。") from None
    except OSError as error:
        raise BadRegister(
            f"{folder}：不能写入（{error.strerror}），请检查权限，或用 POLICY_CORPUS 指定文件夹。"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _open_book(folder: Path) -> tomlkit.TOMLDocument:
    path = folder / REGISTER_NAME
    if not path.exists():
        return tomlkit.parse(_HEAD)
    load_if_any(folder)  # an entry that the product would refuse is not to be written over
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise BadRegister(f"{path}：读不了登记表（{error}）。请改正后再试。") from None


def load_if_any(folder: Path) -> Register | None:
    """The register of a folder, None where nothing is registered yet. Raises BadRegister."""
    path = folder / REGISTER_NAME
    if not path.exists() or "[[document]]" not in path.read_text(encoding="utf-8", errors="replace"):
        return None
    return load_register(folder)


def _entries(book: tomlkit.TOMLDocument) -> AoT:
    if "document" not in book:
        book["document"] = tomlkit.aot()
    entries = book["document"]
    assert isinstance(entries, AoT)
    return entries


def _commit(folder: Path, book: tomlkit.TOMLDocument) -> None:
    text = re.sub(r"(?<=[^\n])\n(?=\[\[document\]\])", "\n\n", tomlkit.dumps(book))
    if not _entries(book):
        text = text.replace("document = []", "")
    _write(folder / REGISTER_NAME, f"{text.rstrip()}\n".encode())


def _write(path: Path, raw: bytes) -> None:
    """All of `raw` under this name, or nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, raw)
    except OSError as error:
        raise BadRegister(f"{path}：写不进去（{error.strerror}），请检查磁盘空间和权限。原有文件没有改动。") from None


def _is_older_version(entry: Table, name: str, identity: Identity) -> bool:
    """Whether a file is a version of this entry: the same file name, and no other title. Many files are called 通知.pdf."""
    if _original_name(str(entry.get("source_file"))) != name:
        return False
    return identity.title is None or same_title(str(entry["title"]["value"]), identity.title)


def _free_name(folder: Path, name: str, source: SourceText) -> str:
    """A file name that no other content has: the file's own, or with the beginning of its checksum."""
    if not (folder / "raw" / name).exists():
        return name
    stem, suffix = Path(name).stem, Path(name).suffix
    return f"{stem}.{source.sha256[:8]}{suffix}"


def _original_name(stored: str) -> str:
    return re.sub(r"\.[0-9a-f]{8}(?=\.[^.]+$)", "", stored)


def _free_id(stem: str, taken: set[str]) -> str:
    base = re.sub(r"[^\w\u4e00-\u9fff-]+", "-", stem).strip("-").lower() or "document"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def names_of(document: Document) -> set[str]:
    """What a person may call a document on the command line."""
    return {document.id, document.source_file, _original_name(document.source_file), document.title, *document.aliases}
