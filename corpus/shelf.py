"""A file onto the shelf and off it: `raw/` and `documents.toml` change together, or not at all.

The file is written first, under a name that no registered document uses; then the register is replaced in one step;
only then is an old file removed. Wherever this stops, every document of the register has its file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

import tomlkit
from filelock import FileLock, Timeout
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from corpus.errors import BadRegister, PolicyError, UnknownDocument
from corpus.files import HALF_WRITTEN, write_whole
from corpus.formats.confined import for_text
from corpus.formats.read import SourceText, read_raw, read_source, source_of
from corpus.identity.identity import Identity, infer_identity
from corpus.identity.stated import Statements
from corpus.measure import Correction, Document
from corpus.parse import Parsed, parse_source
from corpus.places.gazetteer import named, short_forms
from corpus.register import REGISTER_NAME, Known, documents_of, entry_spans, register_text
from corpus.versions import same_title

Outcome = Literal["added", "replaced", "unchanged"]
_HEAD = """# The register: every document the product answers from. Values are { value, stated } where `stated = true` means that
# the document itself says so and `stated = false` that it was inferred. `policy corpus add` writes here; edit freely.
"""
_OURS = re.compile(re.escape(HALF_WRITTEN) + "[a-z0-9_]{8}")  # as `write_whole` names what it has not finished
_LONGEST_NAME = 60  # characters: three bytes each, and room for a checksum
_PATIENCE = 20  # seconds to wait for another process that changes the same shelf


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file: the document it is now registered as."""

    outcome: Outcome
    document_id: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was read, parsed and identified: what is left is to register it."""

    name: str
    raw: bytes
    source: SourceText
    identity: Identity


def ready(path: Path) -> tuple[Ready, Parsed]:
    """A file as it may be registered, and its clauses. Raises UnreadableDocument."""
    name = path.name if path.name.replace("\u3000", "").isprintable() else safe_name(path.name)
    return ready_of(name, read_raw(path), str(path))


def ready_of(name: str, raw: bytes, where: str) -> tuple[Ready, Parsed]:
    """The file called `name` whose bytes are at hand; `where` is what messages call it. See `ready`."""
    source = source_of(name, raw, where)
    parsed = parse_source(source, Path(name).stem, where)  # what cannot be parsed is not registered
    identity = for_text(source.text, name, infer_identity, source.text, Path(name).stem, source.labels)
    return Ready(name, raw, source, identity), parsed


@dataclass(frozen=True, slots=True)
class Change:
    """What a file, or a removal, does to the shelf: worked out before anything is touched.

    It holds only while the register has the bytes `before`.
    """

    outcome: Outcome | Literal["removed", "corrected"]
    document: Document  # as it is registered then; the one removed
    documents: tuple[Document, ...]  # all that is registered then
    before: bytes
    after: bytes
    stored: str | None = None  # the file of raw/ that comes
    leaves: str | None = None  # the file of raw/ that goes
    gone: str = ""  # what was done when that file goes, for the message if it does not


class Shelf:
    """A corpus folder while files are put on it; the register is read again only where somebody else changed it."""

    def __init__(self, folder: Path, known: Known | None = None) -> None:
        """`known` are entries of the register that need not be read again."""
        self.folder = folder
        self._known = known
        self._raw = b""  # the register as it was read or written last
        self._documents: tuple[Document, ...] = ()
        self._taken: set[str] | None = (
            None  # names of raw/ that files before this one take; None: what stands there counts
        )

    @property
    def documents(self) -> tuple[Document, ...]:
        """What is registered, as of the last file added."""
        return self._documents

    def add(self, path: Path) -> Added:
        """Register a file with what its text says of itself. The same bytes again change nothing.

        A changed file of the same name replaces the old one: what was inferred is inferred again, what a person wrote
        into the register stays. Raises UnreadableDocument, BadRegister; then nothing has changed, but for an old file
        that could not be deleted, of which the message tells.
        """
        return self.register(ready(path)[0])

    def register(self, file: Ready) -> Added:
        """Register one file that is ready. Raises BadRegister."""
        with _locked(self.folder):
            change = self.addition(file.name, file.source, identity=file.identity)
            if change.outcome != "unchanged":
                with self._done(change, file.raw):
                    pass
                self._clear([change])
            return Added(cast(Outcome, change.outcome), change.document.id)

    def register_all(self, files: Iterable[Ready]) -> list[Added]:
        """Register many files: theirs first, then the register in one write. What replaces an older version goes alone.

        Raises BadRegister; then the register is as it was, and no file without an entry stays behind.
        """
        with _locked(self.folder):
            self._read()
            entered = _Entered(self._documents)
            fresh: list[tuple[Ready, Document]] = []
            lines: list[str] = []
            added: list[Added] = []
            later: list[tuple[int, Ready]] = []
            for file in files:
                if known := entered.same(file.source.sha256):
                    added.append(Added("unchanged", known))
                elif entered.is_older(file):
                    later.append((len(added), file))
                    added.append(Added("replaced", ""))
                else:
                    stored = _free_name(self.folder, file.name, file.source, set())
                    document_id = _free_id(Path(file.name).stem, entered.ids)
                    entry = _entry(document_id, stored, file.source, file.identity)
                    text = f"[[document]]\n{tomlkit.dumps(entry).strip()}\n"
                    (document,) = documents_of(text.encode(), self._path)
                    entered.take(document)
                    lines.append(text)
                    fresh.append((file, document))
                    added.append(Added("added", document_id))
                    self._put(stored, file.raw, fresh)
            if fresh:
                self._enter(fresh, lines)
        for place, file in later:
            added[place] = self.register(file)
        return added

    def _put(self, stored: str, raw: bytes, fresh: list[tuple[Ready, Document]]) -> None:
        try:
            _write(self.folder / "raw" / stored, raw)
        except BaseException:
            self._take_back(fresh)
            raise

    def _enter(self, fresh: list[tuple[Ready, Document]], lines: list[str]) -> None:
        after = _lines(f"{self._text().rstrip()}\n\n" + "\n".join(lines))
        try:
            _write(self._path, after)
        except BaseException:
            self._take_back(fresh)
            raise
        self._raw, self._documents = after, (*self._documents, *(document for _, document in fresh))

    def _take_back(self, fresh: list[tuple[Ready, Document]]) -> None:
        """The files of entries that were not written; where the register came through after all, they stay."""
        with suppress(OSError):
            written = self._path.read_bytes() if self._path.exists() else b""
            if written == self._raw:
                for _, document in fresh:
                    (self.folder / "raw" / document.source_file).unlink(missing_ok=True)

    def remove(self, document_id: str) -> None:
        """Take a document out of the register, then its file off the disk. Raises UnknownDocument, BadRegister."""
        with _locked(self.folder):
            with self._done(change := self.removal(document_id)):
                pass
            self._clear([change])

    def addition(
        self, name: str, source: SourceText, corrected: Document | None = None, identity: Identity | None = None
    ) -> Change:
        """What registering a file would do; see `add`. `corrected` is the proposed document as a person changed it,
        `identity` what the text says of itself where that is known."""
        self._read()
        same = next((known for known in self._documents if known.sha256 == source.sha256), None)
        if same is not None:
            return Change("unchanged", same, self._documents, self._raw, self._raw)
        if identity is None:
            identity = for_text(source.text, name, infer_identity, source.text, Path(name).stem, source.labels)
        old = next((known for known in self._documents if _is_older_version(known, name, identity)), None)
        stored = _free_name(self.folder, name, source, self._taken or set())
        if old is None:
            document_id = _free_id(Path(name).stem, {known.id for known in self._documents})
            entry = _entry(document_id, stored, source, identity)
            _correct(entry, corrected)
            lines = f"[[document]]\n{tomlkit.dumps(entry).strip()}\n"
            (document,) = documents_of(lines.encode(), self._path)
            after = _lines(f"{self._text().rstrip()}\n\n{lines}")
            return Change("added", document, (*self._documents, document), self._raw, after, stored)
        page = self._page(old.id)
        entry = page.entry
        _renew(entry, stored, source, identity, _said_by(self.folder / "raw" / old.source_file))
        _correct(entry, corrected)
        entry["source_file"] = stored
        after = page.text()
        documents = documents_of(after, self._path, self._known)
        document = next(one for one in documents if one.id == old.id)
        leaves = old.source_file if all(known.source_file != old.source_file for known in documents) else None
        return Change("replaced", document, documents, self._raw, after, stored, leaves, f"已换成新版本（{stored}）")

    def additions(self, files: Sequence[tuple[str, SourceText, Document | None]]) -> tuple[Change, ...]:
        """What registering several files would do, each on top of the one before it; see `addition`."""
        self._read()
        ahead = Shelf(self.folder, self._known)
        ahead._raw, ahead._documents, ahead._taken = self._raw, self._documents, set()
        changes = []
        for name, source, corrected in files:
            change = ahead.addition(name, source, corrected)
            ahead._raw, ahead._documents = change.after, change.documents
            ahead._taken |= {change.stored} if change.stored else set()
            changes.append(change)
        return tuple(changes)

    def correction(self, document_id: str, corrections: Sequence[Correction]) -> Change:
        """What correcting the parse of a document does: these are all its corrections then. Raises UnknownDocument, BadRegister."""
        self._read()
        if all(known.id != document_id for known in self._documents):
            raise UnknownDocument(f"没有登记「{document_id}」。请用 policy corpus list 查看已登记的文件。")
        page = self._page(document_id)
        entry = page.entry
        listed = tomlkit.array()
        for each in corrections:
            row = tomlkit.inline_table()
            told = {"kind": each.kind, "words": each.words, "title": each.title, "occurrence": each.occurrence}
            row.update({name: value for name, value in told.items() if value or name in ("kind", "words")})
            listed.append(row)
        if corrections:
            entry["corrections"] = listed.multiline(True)
        elif "corrections" in entry:
            del entry["corrections"]
        after = page.text()
        documents = documents_of(after, self._path, self._known)
        document = next(one for one in documents if one.id == document_id)
        return Change("corrected", document, documents, self._raw, after)

    def describe(self, document_id: str, told: Mapping[str, str | date], text: str) -> Document:
        """Put what a person says of a document into its entry; it stays when the file is replaced. `text` is that of the document.

        Raises UnknownDocument, BadRegister; then nothing has changed.
        """
        with _locked(self.folder):
            self._read()
            if all(known.id != document_id for known in self._documents):
                raise UnknownDocument(f"没有登记「{document_id}」。请用 policy corpus list 查看已登记的文件。")
            page, stated = self._page(document_id), Statements(text)
            entry = page.entry
            for field, value in told.items():
                given = _called([value]) if field == "regions" and isinstance(value, str) else None
                entry[field] = given or _value(value, stated=stated.hold(value))
            after = page.text()
            documents = documents_of(after, self._path, self._known)
            document = next(one for one in documents if one.id == document_id)
            with self._done(Change("corrected", document, documents, self._raw, after)):
                return document

    def removal(self, document_id: str) -> Change:
        """What taking a document out would do. Raises UnknownDocument, BadRegister."""
        self._read()
        place = next((at for at, known in enumerate(self._documents) if known.id == document_id), None)
        if place is None:
            raise UnknownDocument(f"没有登记「{document_id}」。请用 policy corpus list 查看已登记的文件。")
        removed = self._documents[place]
        kept = (*self._documents[:place], *self._documents[place + 1 :])
        leaves = removed.source_file if all(known.source_file != removed.source_file for known in kept) else None
        return Change(
            "removed",
            removed,
            kept,
            self._raw,
            self._page(document_id).without(),
            leaves=leaves,
            gone=f"已从登记表移除「{document_id}」",
        )

    @contextmanager
    def carried_out(self, change: Change, raw: bytes = b"") -> Iterator[None]:
        """Make `change`, with the bytes of its file; nobody else changes the shelf until the block is left.

        What is done inside belongs to the change: if it fails, file and register are as they were. Raises BadRegister,
        also where the register is no longer the one that the change was worked out from.
        """
        with _locked(self.folder):
            self._read()
            if self._raw != change.before:
                raise BadRegister(f"{self._path}：登记表刚刚被别人改动过，没有登记。请重新上传或刷新页面后再试。")
            with self._done(change, raw):
                yield
            self._clear([change])

    @contextmanager
    def all_carried_out(self, changes: Sequence[tuple[Change, bytes]]) -> Iterator[None]:
        """Make several changes of `additions` as one: all of them, or none; see `carried_out`."""
        with _locked(self.folder):
            self._read()
            if self._raw != changes[0][0].before:
                raise BadRegister(f"{self._path}：登记表刚刚被别人改动过，没有登记。请重新上传或刷新页面后再试。")
            with ExitStack() as stack:
                for change, raw in changes:
                    stack.enter_context(self._done(change, raw))
                yield
            self._raw, self._documents = changes[-1][0].after, changes[-1][0].documents
            self._clear([change for change, _ in changes])

    @contextmanager
    def _done(self, change: Change, raw: bytes = b"") -> Iterator[None]:
        target = self.folder / "raw" / change.stored if change.stored is not None else None
        comes = target is not None and not target.exists()
        try:
            if target is not None:
                _write(target, raw)
            _write(self._path, change.after)
            yield
        except BaseException:
            self._undo(change, target if comes else None)
            raise
        self._raw, self._documents = change.after, change.documents

    def _clear(self, changes: Sequence[Change]) -> None:
        """Delete the files that go, once nothing can be undone any more: a file that stays harms nothing, an entry without one does.

        All of them are tried. Raises BadRegister that names those which could not be deleted.
        """
        failed = []
        for change in changes:
            if change.leaves is not None:
                try:
                    _delete(self.folder / "raw" / change.leaves, change.gone)
                except BadRegister as error:
                    failed.append(str(error))
        if failed:
            raise BadRegister("\n".join(failed))

    def _undo(self, change: Change, came: Path | None) -> None:
        """The register as it was, then without the file that came: in this order, each entry has its file throughout."""
        with suppress(OSError):
            if self._path.exists() and self._path.read_bytes() != change.before:
                if change.before:
                    write_whole(self._path, change.before)
                else:
                    self._path.unlink()
            if came is not None:
                came.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return self.folder / REGISTER_NAME

    def _read(self) -> None:
        if self._taken is not None:  # works out what would be, on a register that nobody wrote yet
            return
        try:
            raw = self._path.read_bytes() if self._path.exists() else b""
        except OSError as error:
            raise BadRegister(f"{self._path}：读不了登记表（{error.strerror}）。请检查权限。") from None
        if raw != self._raw:
            documents = documents_of(raw, self._path, self._known)
            if documents and not re.search(r"^\s*\[\[\s*document\s*\]\]", register_text(raw, self._path), re.MULTILINE):
                raise BadRegister(f"{self._path}：document 应写成一个个 [[document]]，请改正后再登记。")
            self._raw, self._documents = raw, documents

    def _text(self) -> str:
        return register_text(self._raw, self._path) or _HEAD

    def _page(self, document_id: str) -> _Page:
        """The register, open at the entry of a document that it has. Raises BadRegister."""
        text = self._text()
        place = next(at for at, known in enumerate(self._documents) if known.id == document_id)
        spans = entry_spans(text)
        if spans is not None and len(spans) == len(self._documents):
            start, end = spans[place]
            with suppress(TOMLKitError):  # not an entry by itself: a text over lines that holds such a head
                page = _Page(text[:start], tomlkit.parse(f"{text[start:end]}\n"), 0, text[end:])
                if page.entry.get("id") == document_id:
                    return page
        try:
            return _Page("", tomlkit.parse(text), place, "")
        except TOMLKitError as error:
            raise BadRegister(f"{self._path}：读不了登记表（{error}）。请改正后再试。") from None


@dataclass(frozen=True, slots=True)
class _Page:
    """An entry of the register to be changed, the `place`-th of `book`, and the text before and behind that book.

    Only the entry is taken apart, where it can be: tomlkit takes minutes for ten thousand.
    """

    before: str
    book: tomlkit.TOMLDocument
    place: int
    behind: str

    @property
    def entry(self) -> Table:
        entry = _entries(self.book)[self.place]
        assert isinstance(entry, Table)
        return entry

    def text(self) -> bytes:
        """The register with the entry as it is now."""
        return _lines(f"{self.before}{_dumped(self.book).rstrip()}{self.behind}")

    def without(self) -> bytes:
        """The register without the entry."""
        del _entries(self.book)[self.place]
        return _lines(f"{self.before}{_dumped(self.book).rstrip()}{self.behind.lstrip()}")


class _Entered:
    """What is registered while many files are, looked up instead of compared one by one."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.ids: set[str] = set()
        self._by_sum: dict[str, str] = {}
        self._by_name: dict[str, list[Document]] = {}
        for document in documents:
            self.take(document)

    def take(self, document: Document) -> None:
        self.ids.add(document.id)
        self._by_sum.setdefault(document.sha256, document.id)
        for name in {document.source_file, _original_name(document.source_file)}:
            self._by_name.setdefault(name, []).append(document)

    def same(self, sha256: str) -> str | None:
        return self._by_sum.get(sha256)

    def is_older(self, file: Ready) -> bool:
        """Whether an older version of the file is registered."""
        return any(_is_older_version(known, file.name, file.identity) for known in self._by_name.get(file.name, ()))


def add_file(folder: Path, path: Path) -> Added:
    """Put one file on the shelf of a folder; see `Shelf.add`."""
    return Shelf(folder).add(path)


def remove_document(folder: Path, document_id: str) -> None:
    """Take one document off the shelf of a folder; see `Shelf.remove`."""
    Shelf(folder).remove(document_id)


# ---------------------------------------------------------------- entries


def _entry(document_id: str, stored: str, source: SourceText, identity: Identity) -> Table:
    entry = tomlkit.table()
    entry["id"] = document_id
    entry["source_file"] = stored
    entry["sha256"] = source.sha256
    for field, value in _inferred(identity, Path(stored).stem, source.text).items():
        entry[field] = value
    return entry


def _inferred(identity: Identity, name: str, text: str) -> dict[str, Any]:
    """The fields that a text gives, as the register holds them: stated where the value stands in it, else inferred."""
    stated = Statements(text)
    values: dict[str, Any] = {"title": _value(identity.title or name, stated=stated.hold(identity.title or name))}
    if identity.aliases:
        values["aliases"] = list(identity.aliases)
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
    values |= {field: _value(value, stated=stated.hold(value)) for field, value in told.items() if value is not None}
    if identity.until is not None:
        validity = tomlkit.inline_table()
        if identity.validity_part:
            validity["part"] = identity.validity_part
        validity["until"] = identity.until
        if identity.since is not None:
            validity["since"] = identity.since
        validity["stated"] = stated.hold(identity.until)
        listed = tomlkit.array()
        listed.append(validity)
        values["validity"] = listed
    if identity.supersedes:
        values["supersedes"] = list(identity.supersedes)
    return values


def _correct(entry: Table, document: Document | None) -> None:
    """The values of a person in the place of those that were proposed; a value taken away is taken out."""
    if document is None:
        return
    given: dict[str, Any] = {
        field: _value(value, stated=field not in document.inferred)
        for field in ("title", "issuing_body", "number", "issued", "effective")
        if (value := getattr(document, field)) is not None
    }
    lists = ("aliases", "regions", "related_regions", "supersedes")
    given |= {field: list(value) for field in lists if (value := getattr(document, field))}
    if document.validity:
        given["validity"] = tomlkit.array()
        for each in document.validity:
            told = {"part": each.part, "until": each.until, "since": each.since}
            validity = tomlkit.inline_table()
            validity.update({name: value for name, value in told.items() if value is not None})
            validity["stated"] = "validity" not in document.inferred
            given["validity"].append(validity)
    for field in _FIELDS:
        if field in given:
            entry[field] = given[field]
        elif field in entry:
            del entry[field]


def _called(places: Sequence[str]) -> list[str]:
    """Places as people call them: 松塔县, 松塔; of an autonomous one also 楚雄州."""
    called = ((place, _short(place), *(short_forms(place) if "自治" in place else _inside(place))) for place in places)
    return list(dict.fromkeys(name for names in called for name in names))


_FIELDS = (
    "title", "aliases", "regions", "related_regions", "issuing_body", "number", "issued", "effective", "validity", "supersedes",
)  # fmt: skip


def _value(value: str | date, *, stated: bool = False) -> Any:
    table = tomlkit.inline_table()
    table["value"] = value
    table["stated"] = stated
    return table


def _told(value: Any) -> Any:
    """A value of the register as it is without the mark of whether the document states it."""
    if isinstance(value, dict):
        return {name: _told(each) for name, each in value.items() if name != "stated"}
    return [_told(each) for each in value] if isinstance(value, list) else value


def _renew(entry: Table, stored: str, source: SourceText, identity: Identity, old: dict[str, Any]) -> None:
    """Bring an entry up to date: fields that still are what the old text gave, or are missing, follow the new text."""
    new = _inferred(identity, Path(stored).stem, source.text)
    entry["sha256"] = source.sha256
    for field in _FIELDS:
        before_it = tomlkit.item(old.get(field, "")).unwrap()
        by_hand = field in entry and _told(tomlkit.item(entry[field]).unwrap()) != _told(before_it)
        if by_hand:
            continue
        if field in new:
            entry[field] = new[field]
        elif field in entry:
            del entry[field]


def _said_by(path: Path) -> dict[str, Any]:
    """The fields that a registered file gives; none where it is gone or unreadable."""
    try:
        source = read_source(path)
        text, name = source.text, Path(_original_name(path.name)).stem
        identity = for_text(text, str(path), infer_identity, text, name, source.labels)
    except PolicyError:
        return {}
    return _inferred(identity, path.stem, text)


def _inside(place: str) -> tuple[str, ...]:
    """河北雄安新区 is 雄安新区 too: a zone without the place before its name, where that names the same."""
    meant = named(place)
    return tuple(place[at:] for at in (2, 3) if len(meant) == 1 and len(place) > at + 3 and named(place[at:]) == meant)


def _short(place: str) -> str:
    """松塔县 is called 松塔, 甲乙族自治州 by its first word; a zone by its whole name.

    >>> [_short(place) for place in ("松塔县", "云泽市", "青石土家族苗族自治州", "松塔高新区")]
    ['松塔', '云泽', '青石', '松塔高新区']
    """
    if "自治" in place:
        return next(iter(short_forms(place)), place)
    plain = re.fullmatch(r"([\u4e00-\u9fff]{2,})(?:省|市|州|盟|县|(?<!新|发)区|旗)", place)
    return plain[1] if plain and not re.search(r"(?:高新|新|开发|示范|试验|合作|保税|贸易|旅游)$", plain[1]) else place


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
        _sweep(folder)
        yield
    finally:
        lock.release()


def _sweep(folder: Path) -> None:
    """Clear away what a writer that was killed left half-written; whoever holds the lock writes alone."""
    for place in (folder, folder / "raw"):
        for left in place.glob(f"{HALF_WRITTEN}*"):
            if _OURS.fullmatch(left.name):
                with suppress(OSError):
                    left.unlink()


def _entries(book: tomlkit.TOMLDocument) -> AoT:
    entries = book["document"]
    assert isinstance(entries, AoT)
    return entries


def _lines(text: str) -> bytes:
    return f"{text.rstrip()}\n".encode()


def _dumped(book: tomlkit.TOMLDocument) -> str:
    text = re.sub(r"(?<=[^\n])\n(?=\[\[document\]\])", "\n\n", tomlkit.dumps(book))
    return text if _entries(book) else text.replace("document = []", "")


def _delete(path: Path, done: str) -> None:
    """Delete a file that no document has any more; a file that is gone already is fine."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise BadRegister(f"{done}，但 {path} 删不掉（{error.strerror}），请检查权限后手动删除。") from None


def _write(path: Path, raw: bytes) -> None:
    """All of `raw` under this name, or nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, raw)
    except OSError as error:
        raise BadRegister(f"{path}：写不进去（{error.strerror}），请检查磁盘空间和权限。原有文件没有改动。") from None


def _is_older_version(document: Document, name: str, identity: Identity) -> bool:
    """Whether a file is a version of this one: the same file name, and no other title. Many files are called 通知.pdf."""
    if document.source_file != name and _original_name(document.source_file) != name:
        return False
    return identity.title is None or same_title(document.title, identity.title)


def safe_name(name: str) -> str:
    """The name that a stranger gave a file, as one that every system takes and that leads nowhere else.

    >>> [safe_name(name) for name in ("稳岗 办法.pdf", "../../etc/passwd.txt", "C:\\\\a\\\\<b>.md", "..", ".txt")]
    ['稳岗 办法.pdf', 'passwd.txt', '_b_.md', 'document', 'document.txt']
    """
    last = re.split(r"[/\\]", name)[-1]
    last = "".join(c for c in re.sub(r'[<>:"|?*]', "_", last) if unicodedata.category(c)[0] != "C")
    stem, dot, suffix = last.rpartition(".")
    if not dot:
        stem, suffix = last, ""
    stem = stem.strip(" .")[:_LONGEST_NAME] or "document"
    return f"{stem}.{suffix[:10]}" if suffix else stem


def _free_name(folder: Path, name: str, source: SourceText, taken: set[str]) -> str:
    """A file name that no other content has: the file's own, or with the beginning of its checksum."""
    if name not in taken and not (folder / "raw" / name).exists():
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
