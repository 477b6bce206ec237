"""The index on disk: written to a new folder and renamed into place, checked against its manifest when read.

    manifest.json       format, recipe, model, dimension, corpus, counts, checksums and size of each other file, and
                        with how many groups and which recall `neighbours.faiss` is used
    documents.json      the documents
    units.jsonl         the units, one a line, in corpus order
    words.json          the vocabulary of the keyword index
    lexical_….npy       its postings
    about_words.json    the vocabulary of the keywords of whole documents, and about_….npy, its postings
    sentences.npy       where each sentence stands, and sentence_starts.npy, which of them each unit owns
    vectors.npy         the vector of each sentence, and digests.npy, what it was made from
    neighbours.faiss    which vectors lie near one another; only where there are too many to score them all

Arrays are read with allow_pickle=False. What is SMALL is read and checked whole at each start. A larger array is mapped,
and only its size and its edges are checked; `load(…, whole=True)`, which is `policy index --check`, reads all of it.

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
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex, IndexMissing, PolicyError, StaleIndex, UsageError
from corpus.files import sync_folder, sync_whole
from corpus.home import checkout, data_folder
from corpus.json_text import json_of
from corpus.measure import Document, Measure
from index.encoder import Encoder
from index.lexical import LexicalIndex
from index.measure_index import RECIPE, MeasureIndex
from index.neighbours import Neighbours
from index.passages import DIGEST_BYTES, KnownVectors
from index.records import Json, document_from_json, document_to_json, measure_from_json, measure_to_json
from index.vectors import SentenceVectors

_T = TypeVar("_T")
_Scalar = TypeVar("_Scalar", bound=np.generic)

FORMAT = 4  # raise it when a file changes its shape, or what its numbers were computed with (3: vectors by floats; 4: keywords of whole documents)
SETTING = "POLICY_INDEX"
MANIFEST = "manifest.json"
_RECORDS = ("documents.json", "units.jsonl", "words.json", "about_words.json")
_ARRAYS = (
    "lexical_starts.npy", "lexical_rows.npy", "lexical_impacts.npy",
    "about_starts.npy", "about_rows.npy", "about_impacts.npy",
    "sentence_starts.npy", "sentences.npy", "digests.npy", "vectors.npy",
)  # fmt: skip
NEIGHBOURS = "neighbours.faiss"
FILES = (*_RECORDS, *_ARRAYS)  # those that every index has
OURS = {*FILES, NEIGHBOURS, MANIFEST, "arrays.npz", "vectors.faiss"}  # the last two are of format 1
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


def corpus_fingerprint(documents: Sequence[Document], texts: Mapping[str, str], *, parser: str, register: bytes) -> str:
    """64 hex digits that change with any document, with what was read from its file (`texts`, by the document's id),
    with the parser's rules (`parser`) or with documents.toml."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda document: document.id):
        text = hashlib.sha256(texts[document.id].encode("utf-8", "surrogatepass")).hexdigest()
        digest.update(f"{document.id}\0{document.sha256}\0{text}\n".encode())
    digest.update(f"parser\0{parser}\n".encode())
    digest.update(hashlib.sha256(register).digest())
    return digest.hexdigest()


def code_fingerprint(package: Path) -> str:
    """64 hex digits that change with any Python file directly in `package`: who edits a rule gets a stale index."""
    digest = hashlib.sha256()
    for path in sorted(package.glob("*.py")):
        # Line ends differ between checkouts of the same file.
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def save(index: MeasureIndex, folder: Path, corpus: str) -> None:
    """Write `index`, built from the corpus with fingerprint `corpus`, so that `folder` holds it or what it held before.

    Raises UsageError if `folder` holds something that is no index, PolicyError if it cannot be written.
    """
    folder = folder.expanduser().resolve()
    _refuse_foreign(folder)
    fresh = folder.with_name(f"{folder.name}.new-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        fresh.mkdir(parents=True)
        _write(index, fresh)
        manifest: dict[str, Json] = {
            "format": FORMAT,
            "recipe": RECIPE,
            "model": index.encoder.name,
            "dimension": index.vectors.dimension,
            "corpus": corpus,
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


def known_vectors(folder: Path, encoder: Encoder) -> KnownVectors:
    """The vectors in `folder` for a new build to take over, whatever has become of corpus and rules since.

    None where there is no index, where it is of another format or model, or where a checksum does not fit.
    """

    def read(source: Path, manifest: Mapping[str, Json]) -> KnownVectors:
        if manifest.get("format") != FORMAT or manifest.get("model") != encoder.name:
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


def _write(index: MeasureIndex, folder: Path) -> None:
    """All files but the manifest."""
    lines = (json.dumps(measure_to_json(unit), ensure_ascii=False) for unit in index.units)
    documents: Json = [document_to_json(document) for document in index.documents]
    (folder / "documents.json").write_bytes(_json_bytes(documents, indent=1))
    with (folder / "units.jsonl").open("wb") as file:
        file.writelines(f"{line}\n".encode() for line in lines)
    (folder / "words.json").write_bytes(_json_bytes(list[Json](index.lexical.words())))
    (folder / "about_words.json").write_bytes(_json_bytes(list[Json](index.about.words())))
    arrays: dict[str, NDArray[np.generic]] = {
        **{f"lexical_{name}.npy": array for name, array in index.lexical.to_arrays().items()},
        **{f"about_{name}.npy": array for name, array in index.about.to_arrays().items()},
        "sentence_starts.npy": index.vectors.starts,
        "sentences.npy": index.sentences,
        "digests.npy": index.digests,
        "vectors.npy": index.vectors.matrix,
    }
    for name, array in arrays.items():
        np.save(folder / name, array, allow_pickle=False)
    if index.vectors.neighbours is not None:
        index.vectors.neighbours.save(folder / NEIGHBOURS)


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

    Records are always read, arrays if they are small. `whole` compares all of a file that is mapped.
    """
    path = source / name
    listed = manifest.get("files")
    entry = listed.get(name) if isinstance(listed, dict) else None
    if not isinstance(entry, dict):
        raise DamagedIndex(f"索引清单 {source / MANIFEST} 没有列出 {name}。{REBUILD}")
    try:
        size = path.stat().st_size
        mapped = name not in _RECORDS and size > SMALL
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


def _record(source: Path, manifest: Mapping[str, Json], name: str) -> bytes:
    content = _checked(source, manifest, name, whole=True)
    assert content is not None
    return content


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
    documents, units, words, about_words = _records(source, manifest)
    integers = np.dtype(np.int64)
    vectors = _vectors(source, manifest, whole)
    lexical = _lexical(source, manifest, "lexical", words, len(units), whole)
    about = _lexical(source, manifest, "about", about_words, len(documents), whole)
    sentences = _array(source, manifest, "sentences.npy", integers, whole)
    digests = _array(source, manifest, "digests.npy", np.dtype(np.uint8), whole)
    index = MeasureIndex(documents, units, sentences, digests, vectors, lexical, about, encoder)
    if manifest.get("counts") != _counts(index):
        raise DamagedIndex(f"索引 {source} 的数量是 {_counts(index)}，清单上是 {manifest.get('counts')}。{REBUILD}")
    return index


def _lexical(
    source: Path, manifest: Mapping[str, Json], name: str, words: Sequence[str], units: int, whole: bool
) -> LexicalIndex:
    """The keyword index of that name; its postings are checked where they are read anyway."""
    postings: dict[str, NDArray[np.generic]] = {
        "starts": _array(source, manifest, f"{name}_starts.npy", np.dtype(np.int64), whole),
        "rows": _array(source, manifest, f"{name}_rows.npy", np.dtype(np.int32), whole),
        "impacts": _array(source, manifest, f"{name}_impacts.npy", np.dtype(np.float32), whole),
    }
    lexical = LexicalIndex.from_arrays(postings, words, units)
    if whole or lexical.rows.nbytes <= SMALL:
        lexical.check_rows()
    return lexical


def _records(source: Path, manifest: Mapping[str, Json]) -> tuple[list[Document], list[Measure], list[str], list[str]]:
    name = ""
    contents = {name: _record(source, manifest, name) for name in _RECORDS}
    try:
        name = "documents.json"
        documents = [document_from_json(value) for value in json_of(contents[name])]
        name = "units.jsonl"
        # Not splitlines: it also splits at characters that JSON leaves inside strings (U+2028).
        units = [measure_from_json(json_of(line)) for line in contents[name].decode().split("\n") if line]
        name = "words.json"
        words = [str(word) for word in json_of(contents[name])]
        name = "about_words.json"
        about_words = [str(word) for word in json_of(contents[name])]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedIndex(f"索引文件 {source / name} 无法解读（{error}）。{REBUILD}") from error
    return documents, units, words, about_words
