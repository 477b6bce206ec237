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
    lookup.trie         every name and fact that leads to documents and units, and lookup_….npy, to which
    said_….npy          which units hold a word, and bare_…, whole_…, titles_…, the same of other texts (index/occurrences.py)
    unit_starts.npy     which units each document owns, and searched.npy, which of them are searched
    stamps.json         size and time of each document's file, to see at a start which may have changed

Arrays are read with allow_pickle=False. What is SMALL, and each trie, is read and checked whole at each start. A larger
file is mapped, and only its size and its edges are checked, but each record of it when it is read; `load(…, whole=True)`,
which is `policy index --check`, reads all of it.

A folder cannot replace another in one step on every system, so the old one is first moved aside to
`<name>.old-…`. A crash between the two steps leaves that one, and `load` reads it; the next `save` clears it away.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import time
import uuid
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex, IndexMissing, PolicyError, StaleIndex, UsageError
from corpus.files import Stamp, sync_folder, sync_whole
from corpus.home import checkout, data_folder
from corpus.json_text import json_of
from corpus.measure import Document, Measure
from index.encoder import Encoder
from index.holdings import WORDS, Holdings, Saved
from index.lexical import LexicalIndex
from index.lookup import Lookup, Words, mapped
from index.measure_index import RECIPE, MeasureIndex
from index.neighbours import Neighbours
from index.occurrences import ARRAYS as OCCURRENCE_ARRAYS
from index.occurrences import Occurrences
from index.passages import DIGEST_BYTES, KnownVectors
from index.records import Json, document_from_json, document_to_json, measure_from_json, measure_to_json
from index.stored import Chosen, Stored, Texts
from index.vectors import SentenceVectors

_T = TypeVar("_T")
_Scalar = TypeVar("_Scalar", bound=np.generic)

# Raise it when a file changes its shape, or what its numbers were computed with.
# 3: vectors by floats; 4: keywords of whole documents; 5: records read one by one, and what leads to them
FORMAT = 5
SAME_VECTORS = (4, FORMAT)  # formats whose vectors a new build may take over
SETTING = "POLICY_INDEX"
MANIFEST = "manifest.json"
STAMPS = "stamps.json"
_TRIES = ("words.trie", "about.trie")
_ARRAYS = (
    "documents.marks.npy", "units.marks.npy", "words_numbers.npy", "about_numbers.npy",
    "lexical_starts.npy", "lexical_rows.npy", "lexical_impacts.npy",
    "about_starts.npy", "about_rows.npy", "about_impacts.npy",
    "sentence_starts.npy", "sentences.npy", "digests.npy", "vectors.npy",
)  # fmt: skip
NEIGHBOURS = "neighbours.faiss"
FILES = ("documents.jsonl", "units.jsonl", *_TRIES, *_ARRAYS)  # those that every index has
# Those of an index that holds its shelf
SHELF_FILES = (
    "sources.txt", "sources.marks.npy", "ids.txt", "ids.marks.npy", "lookup.trie", "lookup_starts.npy", "lookup_rows.npy",
    "unit_starts.npy", "searched.npy", STAMPS, *(f"{name}_{part}.npy" for name in WORDS for part in OCCURRENCE_ARRAYS),
)  # fmt: skip
_OLD = {"arrays.npz", "vectors.faiss", "documents.json", "words.json", "about_words.json"}  # of earlier formats
OURS = {*FILES, *SHELF_FILES, NEIGHBOURS, MANIFEST, *_OLD}
SMALL = 8 * 1024 * 1024  # bytes
REBUILD = "请运行 policy index 重建。"

_EDGE = 64 * 1024  # bytes at either end of a large file that are checked at each start
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
    """64 hex digits that change with any Python file directly in `package`, and with its weights: who edits a rule gets a stale index.

    With `patterns`, with any file that one of them names.
    """
    digest = hashlib.sha256()
    for path in sorted(path for pattern in patterns or ("*.py", "learned/*.json") for path in package.glob(pattern)):
        # Line ends differ between checkouts of the same file.
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def save(
    index: MeasureIndex, folder: Path, corpus: str, parser: str = "", stamps: Mapping[str, Stamp] | None = None
) -> None:
    """Write `index`, built from the corpus with fingerprint `corpus`, so that `folder` holds it or what it held before.

    `parser` names what parsed it, `stamps` are those of the documents' files, by name.
    Raises UsageError if `folder` holds something that is no index, PolicyError if it cannot be written.
    """
    folder = folder.expanduser().resolve()
    _refuse_foreign(folder)
    fresh = folder.with_name(f"{folder.name}.new-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        fresh.mkdir(parents=True)
        _write(index, fresh, stamps or {})
        manifest: dict[str, Json] = {
            "format": FORMAT,
            "recipe": RECIPE,
            "model": index.encoder.name,
            "dimension": index.vectors.dimension,
            "corpus": corpus,
            "parser": parser,
            "counts": _counts(index),
            "neighbours": _measured(index.vectors),
            "files": {path.name: _described(path) for path in sorted(fresh.iterdir())},
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

    def read(source: Path, manifest: Mapping[str, Json]) -> MeasureIndex:
        _check_fresh(source, manifest, encoder, corpus)
        return _assemble(source, manifest, encoder, whole)

    return _consistently(folder.expanduser().resolve(), read)


def saved_shelf(folder: Path) -> Saved | None:
    """The shelf in `folder`, whatever has become of it since; None where there is none that can be read."""

    def read(source: Path, manifest: Mapping[str, Json]) -> Saved | None:
        if manifest.get("format") != FORMAT or not _has_shelf(manifest):
            return None
        return _saved(source, manifest, _documents(source, manifest, False), _units(source, manifest, False), False)

    try:
        return _consistently(folder.expanduser().resolve(), read)
    except (IndexMissing, DamagedIndex):
        return None


def known_vectors(folder: Path, encoder: Encoder) -> KnownVectors:
    """The vectors in `folder` for a new build to take over, whatever has become of corpus and rules since.

    None where there is no index, where it is of another format or model, or where a checksum does not fit.
    """

    def read(source: Path, manifest: Mapping[str, Json]) -> KnownVectors:
        if manifest.get("format") not in SAME_VECTORS or manifest.get("model") != encoder.name:
            return KnownVectors.none()
        digests = _array(source, manifest, "digests.npy", np.dtype(np.uint8), whole=True)
        vectors = _array(source, manifest, "vectors.npy", np.dtype(np.float32), whole=True)
        fits = digests.shape == (len(vectors), DIGEST_BYTES) and vectors.shape[1:] == (manifest.get("dimension"),)
        return KnownVectors(digests, vectors) if fits else KnownVectors.none()

    try:
        return _consistently(folder.expanduser().resolve(), read)
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


def _write(index: MeasureIndex, folder: Path, stamps: Mapping[str, Stamp]) -> None:
    """All files but the manifest."""
    held = index.holdings
    _write_records(folder, "documents.jsonl", map(_line, map(document_to_json, index.documents)))
    units = index.units if held is None else held.units
    _write_records(folder, "units.jsonl", map(_line, map(measure_to_json, units)))
    arrays: dict[str, NDArray[np.generic]] = {
        **{f"lexical_{name}.npy": array for name, array in index.lexical.to_arrays().items()},
        **{f"about_{name}.npy": array for name, array in index.about.to_arrays().items()},
        "sentence_starts.npy": index.vectors.starts,
        "sentences.npy": index.sentences,
        "digests.npy": index.digests,
        "vectors.npy": index.vectors.matrix,
    }
    for name, lexical in (("words", index.lexical), ("about", index.about)):
        trie, arrays[f"{name}_numbers.npy"] = Words.made(lexical.vocabulary)
        trie.save(str(folder / f"{name}.trie"))
    if held is not None:
        _write_records(folder, "sources.txt", (_text_bytes(held.sources[name]) for name in held.ids))
        _write_records(folder, "ids.txt", map(_text_bytes, held.ids))
        (folder / STAMPS).write_bytes(_json_bytes({name: list(stamp) for name, stamp in stamps.items()}))
        held.lookup.save(folder / "lookup.trie")
        arrays |= {"lookup_starts.npy": held.lookup.starts, "lookup_rows.npy": held.lookup.rows}
        arrays |= {"unit_starts.npy": held.unit_starts, "searched.npy": index.searched}
        for name in WORDS:
            arrays |= {f"{name}_{part}.npy": array for part, array in getattr(held, name).to_arrays().items()}
    for name, array in arrays.items():
        np.save(folder / name, array, allow_pickle=False)
    if index.vectors.neighbours is not None:
        index.vectors.neighbours.save(folder / NEIGHBOURS)


def _write_records(folder: Path, name: str, records: Iterable[bytes]) -> None:
    ends, sums = [], []
    at = 0
    with (folder / name).open("wb") as file:
        for record in records:
            file.write(record)
            at += len(record)
            ends.append(at)
            sums.append(zlib.crc32(record))
    marks = np.array([ends, sums], dtype=np.int64).T.reshape(-1, 2)
    np.save(folder / f"{Path(name).stem}.marks.npy", marks, allow_pickle=False)


def _line(value: dict[str, Json]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass")


def _text_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text_of(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")


def _measured(vectors: SentenceVectors) -> Json:
    """What was found out about the neighbours while building; None where there are none."""
    made = vectors.neighbours
    if made is None:
        return None
    return {"probes": made.probes, "recall_at_10": made.recall, "exact_rows": vectors.exact_rows}


def _described(path: Path) -> Json:
    """What the manifest says of a file."""
    with path.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest()
    return {"sha256": whole, "edges": _edges(path), "bytes": path.stat().st_size}


def _edges(path: Path) -> str:
    """The sha256 of the first and the last 64 KiB."""
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read(_EDGE))
        file.seek(max(0, path.stat().st_size - _EDGE))
        digest.update(file.read(_EDGE))
    return digest.hexdigest()


def _counts(index: MeasureIndex) -> dict[str, Json]:
    return {
        "documents": len(index.documents),
        "units": len(index.units),
        "sentences": len(index.sentences),
        "words": len(index.lexical.vocabulary),
    }


def _json_bytes(value: Json, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()


def _refuse_foreign(folder: Path) -> None:
    """Our old index will be deleted, so the folder must hold nothing but one."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} 不是文件夹。请用环境变量 {SETTING} 指定一个索引文件夹。")
    if folder.is_dir():
        foreign = sorted(path.name for path in folder.iterdir() if path.name not in OURS)
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


def _checked(source: Path, manifest: Mapping[str, Json], name: str, whole: bool) -> bytes | None:
    """The content of a file after it was compared with the manifest; None for one that is to be mapped.

    What is small is read, and every trie. `whole` compares all of a file that is mapped.
    """
    path = source / name
    listed = manifest.get("files")
    entry = listed.get(name) if isinstance(listed, dict) else None
    if not isinstance(entry, dict):
        raise DamagedIndex(f"索引清单 {source / MANIFEST} 没有列出 {name}。{REBUILD}")
    try:
        size = path.stat().st_size
        mapped = not name.endswith(".trie") and size > SMALL
        content = None if mapped else path.read_bytes()
        if content is not None:
            checksum, expected = hashlib.sha256(content).hexdigest(), entry.get("sha256")
        elif whole:
            with path.open("rb") as file:
                checksum, expected = hashlib.file_digest(file, "sha256").hexdigest(), entry.get("sha256")
        else:
            checksum, expected = _edges(path), entry.get("edges")
    except FileNotFoundError as error:
        raise DamagedIndex(f"索引文件 {path} 不见了。{REBUILD}") from error
    except OSError as error:
        raise DamagedIndex(f"索引文件 {path} 无法读取（{error.strerror or error}）。{REBUILD}") from error
    if entry.get("bytes") != size:
        raise DamagedIndex(f"索引文件 {path} 有 {size} 字节，清单上是 {entry.get('bytes')}。{REBUILD}")
    if checksum != expected:
        raise DamagedIndex(f"索引文件 {path} 的内容与清单上的校验和不符。{REBUILD}")
    return content


def _small(source: Path, manifest: Mapping[str, Json], name: str) -> bytes:
    content = _checked(source, manifest, name, whole=True)
    return (source / name).read_bytes() if content is None else content


def _stored(
    source: Path, manifest: Mapping[str, Json], name: str, decode: Callable[[bytes], _T], whole: bool
) -> Stored[_T]:
    """The records of a file, each decoded when it is asked for."""
    content = _checked(source, manifest, name, whole)
    path = source / name
    try:
        held = np.memmap(path, dtype=np.uint8, mode="r") if content is None else np.frombuffer(content, dtype=np.uint8)
    except (OSError, ValueError) as error:
        raise DamagedIndex(f"索引文件 {path} 无法解读（{error}）。{REBUILD}") from error
    marks = _array(source, manifest, f"{Path(name).stem}.marks.npy", np.dtype(np.int64), whole)
    if marks.ndim != 2 or marks.shape[1] != 2:
        raise DamagedIndex(f"索引文件 {path} 的记录表形状是 {marks.shape}。{REBUILD}")
    return Stored(str(path), np.asarray(held), marks[:, 0], marks[:, 1], decode)


def _documents(source: Path, manifest: Mapping[str, Json], whole: bool) -> Stored[Document]:
    return _stored(source, manifest, "documents.jsonl", lambda line: document_from_json(json_of(line)), whole)


def _units(source: Path, manifest: Mapping[str, Json], whole: bool) -> Stored[Measure]:
    return _stored(source, manifest, "units.jsonl", lambda line: measure_from_json(json_of(line)), whole)


def _has_shelf(manifest: Mapping[str, Json]) -> bool:
    files = manifest.get("files")
    return isinstance(files, dict) and "lookup.trie" in files


def _holdings(
    source: Path, manifest: Mapping[str, Json], documents: Sequence[Document], units: Sequence[Measure], whole: bool
) -> Holdings:
    integers = np.dtype(np.int64)
    _checked(source, manifest, "lookup.trie", whole)
    lookup = Lookup.open(
        source / "lookup.trie",
        _array(source, manifest, "lookup_starts.npy", integers, whole),
        _array(source, manifest, "lookup_rows.npy", np.dtype(np.int32), whole),
    )
    words = {
        name: Occurrences.from_arrays(
            {
                part: _array(source, manifest, f"{name}_{part}.npy", dtype, whole)
                for part, dtype in OCCURRENCE_ARRAYS.items()
            }
        )
        for name in WORDS
    }
    ids = _stored(source, manifest, "ids.txt", _text_of, whole)
    sources = _stored(source, manifest, "sources.txt", _text_of, whole)

    def row_of(document_id: str) -> int | None:
        found = lookup.get("id", document_id)
        return int(found[0]) if len(found) else None

    texts = Texts(row_of, lambda: ids, sources)
    return Holdings(
        documents, ids, units, texts, _array(source, manifest, "unit_starts.npy", integers, whole), lookup, **words
    )


def _array(
    source: Path, manifest: Mapping[str, Json], name: str, dtype: np.dtype[_Scalar], whole: bool
) -> NDArray[_Scalar]:
    """A checked array: in memory if it is small, else mapped from its file."""
    content = _checked(source, manifest, name, whole)
    path = source / name
    try:
        if content is not None:
            array = np.load(io.BytesIO(content), allow_pickle=False)
        else:
            array = np.load(path, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError as error:
        raise DamagedIndex(f"索引文件 {path} 不见了。{REBUILD}") from error
    except (OSError, ValueError, EOFError) as error:
        raise DamagedIndex(f"索引文件 {path} 无法解读（{error}）。{REBUILD}") from error
    if array.dtype != dtype:
        raise DamagedIndex(f"索引文件 {path} 的类型是 {array.dtype}，应是 {dtype}。{REBUILD}")
    # A plain view: a memmap costs a Python call at every slice.
    return np.asarray(array)


def _vectors(source: Path, manifest: Mapping[str, Json], whole: bool) -> SentenceVectors:
    matrix = _array(source, manifest, "vectors.npy", np.dtype(np.float32), whole)
    starts = _array(source, manifest, "sentence_starts.npy", np.dtype(np.int64), whole)
    if matrix.shape[1:] != (manifest.get("dimension"),):
        raise DamagedIndex(
            f"索引文件 {source / 'vectors.npy'} 的形状是 {matrix.shape}，"
            f"清单上的维数是 {manifest.get('dimension')}。{REBUILD}"
        )
    match manifest.get("neighbours"):
        case None:
            return SentenceVectors(matrix, starts)
        case {"probes": int(probes), "recall_at_10": float(recall), "exact_rows": int(exact_rows)}:
            _checked(source, manifest, NEIGHBOURS, whole)
            made = Neighbours.load(source / NEIGHBOURS, len(matrix), probes, recall)
            return SentenceVectors(matrix, starts, made, exact_rows)
    raise DamagedIndex(f"索引清单 {source / MANIFEST} 的 neighbours 不完整。{REBUILD}")


def _assemble(source: Path, manifest: Mapping[str, Json], encoder: Encoder, whole: bool) -> MeasureIndex:
    """Values out of checked files; whatever does not fit in spite of the checksums is still a DamagedIndex."""
    documents, units = _documents(source, manifest, whole), _units(source, manifest, whole)
    integers = np.dtype(np.int64)
    vectors = _vectors(source, manifest, whole)
    sentences = _array(source, manifest, "sentences.npy", integers, whole)
    digests = _array(source, manifest, "digests.npy", np.dtype(np.uint8), whole)
    about = _lexical(source, manifest, "about", "about", len(documents), whole)
    if not _has_shelf(manifest):
        lexical = _lexical(source, manifest, "lexical", "words", len(units), whole)
        index = MeasureIndex(documents, tuple(units), sentences, digests, vectors, lexical, about, encoder)
    else:
        saved = _saved(source, manifest, documents, units, whole)
        searched = _array(source, manifest, "searched.npy", np.dtype(np.int32), whole)
        own = Chosen(units, searched)
        lexical = _lexical(source, manifest, "lexical", "words", len(own), whole)
        index = MeasureIndex(
            documents, own, sentences, digests, vectors, lexical, about, encoder, saved.holdings, searched
        )
        index.saved = saved
    if whole:
        index.check_members()
    if manifest.get("counts") != _counts(index):
        raise DamagedIndex(f"索引 {source} 的数量是 {_counts(index)}，清单上是 {manifest.get('counts')}。{REBUILD}")
    return index


def _saved(
    source: Path, manifest: Mapping[str, Json], documents: Sequence[Document], units: Sequence[Measure], whole: bool
) -> Saved:
    holdings = _holdings(source, manifest, documents, units, whole)
    try:
        stamps = {
            str(name): (int(size), int(at)) for name, (size, at) in json_of(_small(source, manifest, STAMPS)).items()
        }
    except (ValueError, TypeError, AttributeError) as error:
        raise DamagedIndex(f"索引文件 {source / STAMPS} 无法解读（{error}）。{REBUILD}") from error
    return Saved(holdings, str(manifest.get("corpus")), str(manifest.get("parser")), stamps)


def _lexical(
    source: Path, manifest: Mapping[str, Json], name: str, words: str, units: int, whole: bool
) -> LexicalIndex:
    """The keyword index of that name; its postings are checked where they are read anyway."""
    _checked(source, manifest, f"{words}.trie", whole)
    numbers = _array(source, manifest, f"{words}_numbers.npy", np.dtype(np.int32), whole)
    vocabulary = Words(mapped(source / f"{words}.trie"), numbers)
    postings: dict[str, NDArray[np.generic]] = {
        "starts": _array(source, manifest, f"{name}_starts.npy", np.dtype(np.int64), whole),
        "rows": _array(source, manifest, f"{name}_rows.npy", np.dtype(np.int32), whole),
        "impacts": _array(source, manifest, f"{name}_impacts.npy", np.dtype(np.float32), whole),
    }
    lexical = LexicalIndex.from_arrays(postings, vocabulary, units)
    if whole or lexical.rows.nbytes <= SMALL:
        lexical.check_rows()
    return lexical
