"""A file somebody uploads, or a document taken out: looked at first, then shelf and index change together or not at all.

The long part, embedding, comes before anything is touched: who stops there has changed nothing. Then, while nobody else
may change the shelf, the register is written, the index saved and handed over; what fails on the way is undone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.ask import Assistant, growable, index_folder, opened_as_saved, save_index
from assistant.engines import with_chosen_engine
from assistant.growing import Embedding, Kept, as_held, grown, index_of, joined_corpus, same_text
from corpus.check import Finding, check_document, same_number_findings, unknown_findings
from corpus.errors import PolicyError, UsageError
from corpus.files import stamp_of
from corpus.formats.confined import for_text
from corpus.formats.read import SourceText, source_of
from corpus.identity.stated import Standing, Statements
from corpus.measure import Correction, Document
from corpus.packed import policies_of, unpacked
from corpus.parse import Corpus, Loaded, Parsed, load_corpus, load_document, parse_source
from corpus.register import Register
from corpus.shelf import Change, Shelf, safe_name
from corpus.versions import linked
from index import store
from index.encoder import load_encoder
from index.measure_index import MeasureIndex
from index.passages import KnownVectors
from index.reranker import load_reranker

Told = Callable[[str, int, int], None]  # what is being done, how much of it is done, of how much
HandOver = Callable[[Assistant], None]  # takes what answers from now on


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of an uploaded file. Nothing of it has been written."""

    name: str  # as it would be called
    raw: bytes
    change: Change
    document: Document  # the proposed entry, with what of it stands in the text
    parsed: Parsed
    findings: tuple[Finding, ...]
    standings: Mapping[str, Standing] = field(default_factory=dict)  # by field, where its value stands in the text

    @property
    def is_known(self) -> bool:
        """Whether these very bytes are registered already."""
        return self.change.outcome == "unchanged"


@dataclass(frozen=True, slots=True)
class Upload:
    """One document of an uploaded file; `source` is its text where that was read already."""

    name: str
    raw: bytes
    source: SourceText | None = None


def apart(name: str, raw: bytes, *, whole: bool = False) -> tuple[Upload, ...]:
    """The documents that an uploaded file stands for: those of a .zip, the policies of a file with several; else itself.

    With `whole` no file is taken apart. A file that cannot be read stands for itself: `preview` tells why.
    Raises UnreadableDocument for an archive that cannot be opened.
    """
    found: list[Upload] = []
    for member, content in unpacked(name, raw):
        try:
            source = source_of(safe_name(member), content)
        except PolicyError:
            found.append(Upload(member, content))
            continue
        inner = () if whole else policies_of(source)
        found += [Upload(*each) for each in inner] or [Upload(member, content, source)]
    return tuple(found)


def preview(
    folder: Path, name: str, raw: bytes, source: SourceText | None = None, before: Assistant | None = None
) -> Preview:
    """Read and parse a file whose bytes are at hand; `before` is what answers now. Raises UnreadableDocument, BadRegister."""
    name = safe_name(name)
    source = source or source_of(name, raw)
    change = _shelf(folder, before).addition(name, source)
    stated = Statements(source.text)
    document = change.document if change.outcome == "unchanged" else stated.told(change.document)
    parsed = parse_source(source, document.id, name)
    found = for_text(source.text, name, check_document, source, parsed.division, parsed.units)
    findings = (*found, *same_number_findings(change.documents, document), *unknown_findings(document))
    return Preview(name, raw, change, document, parsed, findings, stated.standings(document))


def register(
    folder: Path, seen: Preview, corrected: Document, before: Assistant | None, told: Told, hand_over: HandOver
) -> Document:
    """Put a previewed file on the shelf with its entry as somebody corrected it, and hand over what answers from it.

    `before` is what answers now, if anything does: what it holds is not parsed or embedded again. Raises what Shelf
    and store raise, and UnreadableDocument for another document's file; then everything is as it was.
    """
    (document,) = register_all(folder, [(seen, corrected)], before, told, hand_over)
    return document


def register_all(
    folder: Path,
    given: Sequence[tuple[Preview, Document]],
    before: Assistant | None,
    told: Told,
    hand_over: HandOver,
) -> tuple[Document, ...]:
    """Several previewed files at once, with one index for all of them: all are registered, or none. See `register`."""
    shelf = _shelf(folder, before)
    entries = [
        (seen.name, seen.parsed.source, Statements(seen.parsed.source.text).told(corrected))
        for seen, corrected in given
    ]
    changes = shelf.additions(entries)
    steps: list[tuple[Change, bytes]] = []
    fresh: dict[str, Loaded] = {}
    for (seen, _), change in zip(given, changes, strict=True):
        if change.outcome == "unchanged":
            if len(given) == 1:
                raise UsageError(f"{seen.name}：这份文件刚刚由别人登记了，没有再登记一次。")
            raise UsageError(f"{seen.name}：这份文件已经登记过，或者一次选了两份同样的，没有再登记一次。请去掉它再试。")
        if len(given) == 1 and change.document.id != seen.document.id:
            raise UsageError(f"{seen.name}：文件库在预览之后有了改动，请重新上传这份文件再登记。")
        steps.append((change, seen.raw))
        parsed = seen.parsed
        if change.document.id != seen.document.id or change.document.corrections:
            parsed = parse_source(parsed.source, change.document.id, seen.name, change.document.corrections)
        fresh[change.document.id] = (parsed.source.text, parsed.units)
    _take_up(shelf, steps, fresh, before, told, hand_over)
    return tuple(change.document for change in changes)


def withdraw(folder: Path, document_id: str, before: Assistant, told: Told, hand_over: HandOver) -> Document:
    """Take a document off the shelf and hand over what answers without it. Raises as `register` does, and UsageError
    for the last document."""
    shelf = _shelf(folder, before)
    change = shelf.removal(document_id)
    if not change.documents:
        raise UsageError("这是文件库里最后一份文件，没有移除。请先登记另一份。")
    _take_up(shelf, [(change, b"")], {}, before, told, hand_over)
    return change.document


def correct(
    folder: Path,
    document_id: str,
    corrections: Sequence[Correction],
    before: Assistant,
    told: Told,
    hand_over: HandOver,
) -> Document:
    """Parse a document as a person corrected it, for good, and hand over what answers from it. Raises as `register` does."""
    shelf = _shelf(folder, before)
    change = shelf.correction(document_id, corrections)
    fresh = load_document(Register(folder, change.documents, ""), change.document)
    _take_up(shelf, [(change, b"")], {document_id: fresh}, before, told, hand_over)
    return change.document


def _shelf(folder: Path, before: Assistant | None) -> Shelf:
    """The shelf of a folder: entries that what answers now was made of are not read again, which takes seconds of 10,000."""
    return Shelf(folder, before.known_entries if before is not None else None)


def _take_up(
    shelf: Shelf,
    steps: Sequence[tuple[Change, bytes]],
    fresh: Mapping[str, Loaded],
    before: Assistant | None,
    told: Told,
    hand_over: HandOver,
) -> None:
    corpus = _corpus_then(shelf.folder, steps[-1][0], fresh, before, told)
    index = _index_then(corpus, before, lambda done, total: told("计算向量", done, total))
    corpus = as_held(corpus, index)
    assistant = Assistant(corpus, index, before.library.reranker if before else load_reranker())
    assistant.warm()
    told("写入文件和索引", 0, 1)
    with shelf.all_carried_out(steps):
        written = {
            change.stored: stamp_of(shelf.folder / "raw" / change.stored) for change, _ in steps if change.stored
        }
        stamps = {**corpus.stamps, **{name: stamp for name, stamp in written.items() if stamp is not None}}
        save_index(index, index_folder(), replace(corpus, stamps=stamps))
        # What is saved is mapped, and the next change finds it on the disk; what was made here is in memory
        opened = opened_as_saved(index.encoder, index_folder())
        if opened is not None:
            saved, mapped = opened
            assistant = Assistant(saved, with_chosen_engine(mapped, changed=True), assistant.library.reranker)
            assistant.warm()
        hand_over(assistant)


def _corpus_then(
    folder: Path, change: Change, fresh: Mapping[str, Loaded], before: Assistant | None, told: Told
) -> Corpus:
    """The corpus as it will be found once the change is made; `fresh` is what was read for it."""
    documents = linked(change.documents)
    register = Register(folder, documents, hashlib.sha256(change.after).hexdigest())
    kept = {} if before is None else _kept(before, [each for each in documents if each.id not in fresh])
    read = replace(register, documents=tuple(each for each in documents if each.id not in kept))
    done = 0

    def loaded(document: Document) -> Loaded:
        nonlocal done
        told("解析文件", done, len(read.documents))
        done += 1
        return fresh[document.id] if document.id in fresh else load_document(register, document)

    corpus = load_corpus(read, loaded, needed=not kept)
    return corpus if before is None or not kept else joined_corpus(register, before.library.holdings, kept, corpus)


def _kept(before: Assistant, documents: Sequence[Document]) -> dict[str, Kept]:
    """Those of the documents that are open now, of the same bytes and read in the same way."""
    held, stamps = before.library.holdings, before.corpus.stamps
    rows = held.rows_of_documents()
    kept: dict[str, Kept] = {}
    for document in documents:
        row = rows.get(document.id)
        if row is not None and same_text(held.documents[row], document):
            kept[document.id] = row, stamps.get(document.source_file)
    return kept


def _index_then(corpus: Corpus, before: Assistant | None, told: Callable[[int, int], None]) -> MeasureIndex:
    encoder = load_encoder(progress=False) if before is None else before.library.index.encoder
    index = growable(index_folder(), encoder) if before is None else before.library.index
    if index is None or index.holdings is None:
        known = store.known_vectors(index_folder(), encoder)
        return index_of(corpus, encoder, known, progress=False, told=told)
    return grown(corpus, index, Embedding(encoder, KnownVectors.none(), progress=False, told=told))[0]
