"""The index on disk: written to a new folder and renamed into place, checked against its manifest when read.

    manifest.json       format, recipe, model, dimension, corpus, parser, counts, checksums and size of each other file,
                        and with how many groups and which recall `neighbours.faiss` is used
    documents.jsonl     the documents, one a line, and units.jsonl, the units, in corpus order; ….marks.npy says where each
                        ends and gives its CRC-32, so that one is read, checked and decoded without the others
    words.trie          the vocabulary of the keyword index, words_numbers.npy its numbers, lexical_….npy its postings
    about.trie          the same of the keywords of whole documents, with about_numbers.npy and about_….npy
    sentences.npy       where each sentence stands, and sentence_starts.npy, which of them each unit owns
    vectors.npy         the vector of each sentence, and digests.npy, what it was made from
    neighbours.faiss    which vectors lie near one another; only where there are too many to score them all

and of the shelf it was built from (index/holdings.py):

    sources.txt         the source text of each document, and ids.txt, its id, with their marks
    notes.txt           what was read of each unit beforehand (assistant/reading/beforehand.py), with its marks
    lookup.trie         every name and fact that leads to documents and units, and lookup_….npy, to which
    said_….npy          which units hold a word, and bare_…, whole_…, titles_…, the same of other texts (index/occurrences.py)
    unit_starts.npy     which units each document owns, and searched.npy, which of them are searched
    stamps.json         size and time of each document's file, to see at a start which may have changed
    entries.json        the id of each entry of the register by the digest of its text, so that it need not be read again

An index that grew has these once for each of its segments (index/segments.py): the first in the folder, the others in
folders more-1, more-2 … in it. The manifest says which documents of which segment it consists of. What did not change is
not written again: its files get a further name in the new folder (a hard link; a copy where there are none).

Arrays are read with allow_pickle=False. What is SMALL, and each trie, is read and checked whole at each start. A larger
file is mapped, and only its size and its edges are checked, but each record of it when it is read; `load(…, whole=True)`,
which is `policy index --check`, reads all of it.

A folder cannot replace another in one step on every system, so the old one is first moved aside to
`<name>.old-…`. A crash between the two steps leaves that one, and `load` reads it; the next `save` clears it away.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from corpus.errors import DamagedIndex, IndexMissing, PolicyError, StaleIndex, UsageError
from corpus.files import Stamp, sync_folder, sync_whole
from corpus.home import checkout, data_folder
from corpus.json_text import json_of
from index.checked_files import MANIFEST, REBUILD, Files, described
from index.encoder import Encoder
from index.holdings import Holdings, Saved
from index.joined import joined_holdings
from index.measure_index import RECIPE, MeasureIndex
from index.passages import DIGEST_BYTES, KnownVectors
from index.records import Json
from index.runs import Level, Run
from index.segment import Segment
from index.segment_files import (
    ENTRIES,
    FILES,
    NEIGHBOURS,
    SHELF_FILES,
    STAMPS,
    prefix_of,
    read,
    segment_to_json,
    taken_over,
    vectors_of,
    write,
)
from index.segments import index_of_segment, joined, segments_of

__all__ = ["FILES", "MANIFEST", "NEIGHBOURS", "SHELF_FILES", "STAMPS", "known_vectors", "load", "save", "vectors_of"]

_T = TypeVar("_T")

# Raise it when a file changes its shape, or what its numbers were computed with.
# 3: vectors by floats; 4: keywords of whole documents; 5: records read one by one, and what leads to them; 6: segments;
# 7: notes
FORMAT = 7
SAME_VECTORS = (4, 5, 6, FORMAT)  # formats whose vectors a new build may take over
SETTING = "POLICY_INDEX"
_OLD = {"arrays.npz", "vectors.faiss", "documents.json", "words.json", "about_words.json"}  # of earlier formats
OURS = {*FILES, *SHELF_FILES, NEIGHBOURS, MANIFEST, *_OLD}
_MORE = re.compile(r"more-\d+")  # the folders of further segments
_SWAPS = 20  # builders that may get in our way before we give up
_READS = 20  # swaps of the folder under our reading before we give up
_ABANDONED = 3600.0  # seconds after which a half-written folder belongs to a builder that died


def default_folder() -> Path:
    """Where the index stands: the folder POLICY_INDEX names, `built` beside this file in a checkout, else the user's own."""
    chosen = os.environ.get(SETTING, "").strip()
    if chosen:
        return Path(chosen).expanduser()
    return data_folder() / "index" if checkout() is None else Path(__file__).parent / "built"


def corpus_fingerprint(register: bytes, parser: str, left_out: Iterable[str] = ()) -> str:
    """64 hex digits that change with the register, which names the sha256 of every document, with whatever parses them
    (`parser`), or with the documents that could not be read (`left_out`, their ids)."""
    digest = hashlib.sha256(f"parser\0{parser}\n".encode())
    for document_id in sorted(left_out):
        digest.update(f"without\0{document_id}\n".encode())
    digest.update(hashlib.sha256(register).digest())
    return digest.hexdigest()


def code_fingerprint(package: Path, *patterns: str) -> str:
    """64 hex digits that change with any file in `package` that one of `patterns` names: who edits a rule gets a stale index."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in package.glob(pattern)}):
        # Line ends differ between checkouts of the same file.
        name = path.relative_to(package).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def save(
    index: MeasureIndex,
    folder: Path,
    corpus: str,
    parser: str = "",
    stamps: Mapping[str, Stamp] | None = None,
    tables: str = "",
    entries: Mapping[str, str] | None = None,
) -> None:
    """Write `index`, built from the corpus with fingerprint `corpus`, so that `folder` holds it or what it held before.

    `parser` names what parsed it, `tables` what says by what documents and clauses are looked up, `stamps` are those of
    the documents' files, by name, `entries` the ids of the register's entries by the digests of their texts. Segments that stand in `folder` already are taken over as they are.
    Raises UsageError if `folder` holds something that is no index, PolicyError if it cannot be written.
    """
    folder = folder.expanduser().resolve()
    _refuse_foreign(folder)
    fresh = folder.with_name(f"{folder.name}.new-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        segments = segments_of(index)
        files: dict[str, Json] = {}
        for at, segment in enumerate(segments):
            own = fresh / f"more-{at}" if at else fresh
            own.mkdir(parents=True)
            taken = taken_over(segment, own, folder)
            if taken is None:
                write(segment, own)
                taken = {path.name: described(path) for path in sorted(own.iterdir())}
            files |= {f"{prefix_of(at)}{name}": entry for name, entry in taken.items()}
        if index.holdings is not None:
            (fresh / STAMPS).write_bytes(_json_bytes({name: list(stamp) for name, stamp in (stamps or {}).items()}))
            (fresh / ENTRIES).write_bytes(_json_bytes(dict(entries or {})))
            files |= {name: described(fresh / name) for name in (STAMPS, ENTRIES)}
        manifest: dict[str, Json] = {
            "format": FORMAT,
            "recipe": RECIPE,
            "model": index.encoder.name,
            "dimension": index.vectors.dimension,
            "corpus": corpus,
            "parser": parser,
            "tables": tables,
            "counts": _counts(index),
            "segments": [segment_to_json(segment) for segment in segments],
            "runs": [list(run) for run in index.runs or ((0, 0, len(index.documents)),)],
            "files": files,
        }
        (fresh / MANIFEST).write_bytes(_json_bytes(manifest, indent=1))
        sync_whole(fresh)  # before the swap: there is no index in its place while that lasts
        _swap(fresh, folder)
    except OSError as error:
        raise PolicyError(
            f"无法写入索引 {folder}（{error.strerror or error}）。"
            f"请检查磁盘空间和写入权限，或用环境变量 {SETTING} 指定另一个文件夹。"
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _sweep(folder)


def load(folder: Path, encoder: Encoder, corpus: str | None = None, whole: bool = False) -> MeasureIndex:
    """Read the index in `folder`, to be asked with `encoder`; None for `corpus` skips the comparison with the corpus.

    `whole` reads every byte of it and compares checksums. The encoder's model is not loaded here. Raises IndexMissing,
    StaleIndex (another model, corpus, format or recipe) or DamagedIndex (naming the file); each says what to run.
    """

    def opened(source: Path, manifest: Mapping[str, Json]) -> MeasureIndex:
        _check_fresh(source, manifest, encoder, corpus)
        return _assemble(Files(source, manifest, whole), encoder)

    return _consistently(folder.expanduser().resolve(), opened)


def saved_shelf(folder: Path) -> Saved | None:
    """The shelf in `folder`, whatever has become of it since; None where there is none that can be read."""

    def opened(source: Path, manifest: Mapping[str, Json]) -> Saved | None:
        files = Files(source, manifest, whole=False)
        if manifest.get("format") != FORMAT or not files.has("lookup.trie"):
            return None
        segments = _segments(files)
        return _saved(files, _joined_shelf(segments, _runs(files, segments)))

    try:
        return _consistently(folder.expanduser().resolve(), opened)
    except (IndexMissing, DamagedIndex):
        return None


def known_vectors(folder: Path, encoder: Encoder) -> KnownVectors:
    """The vectors in `folder` for a new build to take over, whatever has become of corpus and rules since.

    None where there is no index, where it is of another format or model, or where a checksum does not fit.
    """

    def opened(source: Path, manifest: Mapping[str, Json]) -> KnownVectors:
        if manifest.get("format") not in SAME_VECTORS or manifest.get("model") != encoder.name:
            return KnownVectors.none()
        listed = manifest.get("segments")
        known = KnownVectors.none()
        for at in range(len(listed) if isinstance(listed, list) else 1):
            files = Files(source, manifest, whole=True, prefix=prefix_of(at))
            digests = files.array("digests.npy", np.dtype(np.uint8))
            vectors = files.array("vectors.npy", np.dtype(np.float32))
            fits = digests.shape == (len(vectors), DIGEST_BYTES) and vectors.shape[1:] == (manifest.get("dimension"),)
            known = known.beside(KnownVectors(digests, vectors)) if fits else known
        return known

    try:
        return _consistently(folder.expanduser().resolve(), opened)
    except (IndexMissing, DamagedIndex):
        return KnownVectors.none()


def _consistently(folder: Path, read: Callable[[Path, Mapping[str, Json]], _T]) -> _T:
    """What `read` makes of the files in `folder` and of their manifest, all from one and the same index."""
    for _ in range(_READS):
        source = _readable(folder)
        content = b""
        try:
            content = _read(source / MANIFEST)
            made = read(source, _manifest(source, content))
        except DamagedIndex:
            # Either it is damaged, or somebody put a new one in its place while we were reading.
            if _readable(folder) == source and _unchanged(source / MANIFEST, content):
                raise
        else:
            # Of a large file only the edges were checked, so it must not have been exchanged meanwhile.
            if _unchanged(source / MANIFEST, content):
                return made
    raise DamagedIndex(f"索引 {folder} 在读取时不断被改写。请等其他 policy index 结束后重试。")


def _counts(index: MeasureIndex) -> dict[str, Json]:
    return {
        "documents": len(index.documents),
        "units": len(index.units),
        "sentences": len(index.sentences),
    }


def _json_bytes(value: Json, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()


def _refuse_foreign(folder: Path) -> None:
    """Our old index will be deleted, so the folder must hold nothing but one."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} 不是文件夹。请用环境变量 {SETTING} 指定一个索引文件夹。")
    if folder.is_dir():
        foreign = sorted(
            path.name for path in folder.iterdir() if path.name not in OURS and not _MORE.fullmatch(path.name)
        )
        if foreign:
            raise UsageError(
                f"文件夹 {folder} 里有不属于索引的文件（{foreign[0]} 等 {len(foreign)} 个），不会覆盖它。"
                f"请用环境变量 {SETTING} 指定一个空文件夹。"
            )


def _swap(fresh: Path, folder: Path) -> None:
    """Put `fresh` in the place of `folder`. Of two builders at once, each complete, the last one stays."""
    for attempt in range(_SWAPS):
        aside = folder.with_name(f"{folder.name}.old-{time.time_ns()}-{uuid.uuid4().hex[:8]}")
        # Not there: the first index here, or another builder is between its two steps.
        with contextlib.suppress(FileNotFoundError):
            folder.rename(aside)
        try:
            fresh.rename(folder)
        except OSError:
            if attempt == _SWAPS - 1 or not folder.exists():
                raise
            # Another builder's folder came between our two steps; what we moved aside is older than that.
            _discard(aside)
            continue
        sync_folder(folder.parent)
        _discard(aside)
        return


def _discard(aside: Path) -> None:
    """Delete an index that was moved aside, its manifest first: what has none is read by nobody."""
    with contextlib.suppress(OSError):
        (aside / MANIFEST).unlink()
    shutil.rmtree(aside, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Clear away what crashed builders left beside `folder`, which is whole now."""
    left = re.compile(re.escape(folder.name) + r"\.(old|new)-\d+-[0-9a-f]{8}")  # our own names and no others
    for path in folder.parent.iterdir():
        found = left.fullmatch(path.name)
        if found is None:
            continue
        if found[1] == "old":
            _discard(path)
            continue
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                shutil.rmtree(path, ignore_errors=True)


def _readable(folder: Path) -> Path:
    """`folder`, or the latest one moved aside where a builder stopped between its two steps. Raises IndexMissing."""
    for _ in range(2):  # twice: a builder may finish between our two looks
        with contextlib.suppress(OSError):
            if any(folder.iterdir()):
                return folder
        aside = [path for path in folder.parent.glob(f"{folder.name}.old-*") if (path / MANIFEST).is_file()]
        if aside:
            return max(aside, key=lambda path: path.name)
    raise IndexMissing(f"没有找到索引 {folder}。请运行 policy index 建立索引。")


def _unchanged(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return content == b""  # it could not be read before either


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DamagedIndex(f"索引文件 {path} 不见了。{REBUILD}") from error
    except OSError as error:
        raise DamagedIndex(f"索引文件 {path} 无法读取（{error.strerror or error}）。{REBUILD}") from error


def _manifest(source: Path, content: bytes) -> Mapping[str, Json]:
    try:
        manifest: Json = json_of(content)
    except ValueError as error:
        raise DamagedIndex(f"索引清单 {source / MANIFEST} 不完整（{error}）。{REBUILD}") from error
    if not isinstance(manifest, dict):
        raise DamagedIndex(f"索引清单 {source / MANIFEST} 不是一个 JSON 对象。{REBUILD}")
    return manifest


def _check_fresh(folder: Path, manifest: Mapping[str, Json], encoder: Encoder, corpus: str | None) -> None:
    """Raises StaleIndex, saying in which respect the index does not fit."""
    if manifest.get("format") != FORMAT:
        raise StaleIndex(f"索引 {folder} 的格式是 {manifest.get('format')}，本程序使用格式 {FORMAT}。{REBUILD}")
    if manifest.get("model") != encoder.name:
        raise StaleIndex(
            f"索引 {folder} 是用另一个模型建立的（{manifest.get('model')}，现在用的是 {encoder.name}）。{REBUILD}"
        )
    if manifest.get("recipe") != RECIPE:
        raise StaleIndex(f"索引 {folder} 是用另一套切句、分词或计分规则建立的。{REBUILD}")
    if corpus is not None and manifest.get("corpus") != corpus:
        raise StaleIndex(f"索引 {folder} 建立之后，政策文件、documents.toml 或解析规则有了改动。{REBUILD}")


def _assemble(files: Files, encoder: Encoder) -> MeasureIndex:
    """Values out of checked files; whatever does not fit in spite of the checksums is still a DamagedIndex."""
    segments = _segments(files)
    if not files.has("lookup.trie"):
        index = index_of_segment(segments[0], encoder)
    else:
        index = joined(segments, _runs(files, segments), encoder)
        assert index.holdings is not None
        index.saved = _saved(files, index.holdings)
    if files.whole:
        for segment in segments:
            index_of_segment(segment, encoder).check_members()
    counts = files.manifest.get("counts")
    if counts != _counts(index):
        raise DamagedIndex(f"索引 {files.source} 的数量是 {_counts(index)}，清单上是 {counts}。{REBUILD}")
    return index


def _segments(files: Files) -> tuple[Segment, ...]:
    listed = files.manifest.get("segments")
    if not isinstance(listed, list) or not listed:
        raise DamagedIndex(f"索引清单 {files.source / MANIFEST} 没有列出 segments。{REBUILD}")
    return tuple(read(files.under(prefix_of(at)), entry) for at, entry in enumerate(listed))


def _runs(files: Files, segments: Sequence[Segment]) -> tuple[Run, ...]:
    where = files.source / MANIFEST
    listed = files.manifest.get("runs")
    runs: list[Run] = []
    for each in listed if isinstance(listed, list) else ():
        match each:
            case [int(at), int(first), int(end)] if 0 <= at < len(segments) and 0 <= first <= end <= len(
                segments[at].documents
            ):
                runs.append((at, first, end))
            case _:
                raise DamagedIndex(f"索引清单 {where} 的 runs 不完整（{each}）。{REBUILD}")
    if {at for at, _, _ in runs} != set(range(len(segments))):
        raise DamagedIndex(f"索引清单 {where} 的 runs 没有列出每一段。{REBUILD}")
    return tuple(runs)


def _joined_shelf(segments: Sequence[Segment], runs: Sequence[Run]) -> Holdings:
    if len(segments) == 1 and tuple(runs) == ((0, 0, len(segments[0].documents)),):
        return segments[0].shelf
    documents = Level.of(runs, [np.arange(len(each.documents) + 1) for each in segments])
    units = Level.of(runs, [each.shelf.unit_starts for each in segments])
    return joined_holdings([each.shelf for each in segments], runs, documents, units)


def _saved(files: Files, holdings: Holdings) -> Saved:
    try:
        stamps = {str(name): (int(size), int(at)) for name, (size, at) in json_of(files.small(STAMPS)).items()}
        entries = {str(digest): str(name) for digest, name in json_of(files.small(ENTRIES)).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise DamagedIndex(f"索引文件 {files.path(STAMPS)} 或 {ENTRIES} 无法解读（{error}）。{REBUILD}") from error
    corpus, parser, tables = (str(files.manifest.get(name)) for name in ("corpus", "parser", "tables"))
    return Saved(holdings, corpus, parser, tables, stamps, entries)
