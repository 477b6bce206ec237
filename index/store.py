"""The index on disk: written to a new folder and renamed into place, checked against its manifest when read.

    manifest.json    format, recipe, model, dimension, corpus, counts, and sha256 and size of each other file
    documents.json   the documents
    units.jsonl      the units, one a line, in corpus order
    words.json       the vocabulary of the keyword index
    arrays.npz       keyword postings, sentence grouping and sentence spans (read with allow_pickle=False)
    vectors.faiss    the sentence vectors

A folder cannot replace another in one step on every system, so the old one is first moved aside to
`<name>.old-…`. A crash between the two steps leaves that one, and `load` reads it; the next `save` clears it away.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import time
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex, IndexMissing, PolicyError, StaleIndex, UsageError
from corpus.measure import Document, Span
from index.encoder import Encoder
from index.lexical import LexicalIndex
from index.measure_index import RECIPE, MeasureIndex
from index.records import Json, document_from_json, document_to_json, measure_from_json, measure_to_json
from index.vectors import SentenceVectors

FORMAT = 1  # raise it when a file changes its shape
SETTING = "POLICY_INDEX"
MANIFEST = "manifest.json"
FILES = ("documents.json", "units.jsonl", "words.json", "arrays.npz", "vectors.faiss")
REBUILD = "请运行 policy index 重建。"

_SWAPS = 20  # builders that may get in our way before we give up
_READS = 5  # swaps of the folder under our reading before we give up
_ABANDONED = 3600.0  # seconds after which a half-written folder belongs to a builder that died


def default_folder() -> Path:
    """Where the index stands: the folder POLICY_INDEX names, or `built` beside this file."""
    chosen = os.environ.get(SETTING, "").strip()
    return Path(chosen).expanduser() if chosen else Path(__file__).parent / "built"


def corpus_fingerprint(documents: Sequence[Document], *, parser: str, register: bytes) -> str:
    """64 hex digits that change with any document, with the parser's rules (`parser`) or with documents.toml."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda document: document.id):
        digest.update(f"{document.id}\0{document.sha256}\n".encode())
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
    contents = _contents(index)
    manifest: dict[str, Json] = {
        "format": FORMAT,
        "recipe": RECIPE,
        "model": index.encoder.name,
        "dimension": index.vectors.dimension,
        "corpus": corpus,
        "counts": _counts(index),
        "files": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in contents.items()
        },
    }
    contents[MANIFEST] = _json_bytes(manifest, indent=1)
    fresh = folder.with_name(f"{folder.name}.new-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        fresh.mkdir(parents=True)
        for name, content in contents.items():
            (fresh / name).write_bytes(content)
        _swap(fresh, folder)
    except OSError as error:
        raise PolicyError(
            f"无法写入索引 {folder}（{error.strerror or error}）。"
            f"请检查磁盘空间和写入权限，或用环境变量 {SETTING} 指定另一个文件夹。"
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _sweep(folder)


def load(folder: Path, encoder: Encoder, corpus: str | None = None) -> MeasureIndex:
    """Read the index in `folder`, to be asked with `encoder`; None for `corpus` skips the comparison with the corpus.

    The encoder's model is not loaded here. Raises IndexMissing, StaleIndex (another model, corpus, format or recipe)
    or DamagedIndex (naming the file); each says what to run.
    """
    folder = folder.expanduser().resolve()
    for _ in range(_READS):
        source = _readable(folder)
        manifest_bytes = b""
        try:
            manifest_bytes = _read(source / MANIFEST)
            manifest = _manifest(source, manifest_bytes)
            _check_fresh(folder, manifest, encoder, corpus)
            contents = {name: _read(source / name) for name in FILES}
            _check_files(source, manifest, contents)
            return _assemble(source, manifest, contents, encoder)
        except DamagedIndex:
            # Either it is damaged, or somebody put a new one in its place while we were reading.
            if _readable(folder) == source and _unchanged(source / MANIFEST, manifest_bytes):
                raise
    raise DamagedIndex(f"索引 {folder} 在读取时不断被改写。请等其他 policy index 结束后重试。")


def _contents(index: MeasureIndex) -> dict[str, bytes]:
    arrays = io.BytesIO()
    spans = np.array([(span.start, span.end) for span in index.sentences], dtype=np.int64).reshape(-1, 2)
    lexical = {f"lexical_{name}": array for name, array in index.lexical.to_arrays().items()}
    np.savez_compressed(arrays, allow_pickle=False, sentences=spans, sentence_starts=index.vectors.starts, **lexical)
    lines = (json.dumps(measure_to_json(unit), ensure_ascii=False) for unit in index.units)
    return {
        "documents.json": _json_bytes([document_to_json(document) for document in index.documents], indent=1),
        "units.jsonl": "".join(f"{line}\n" for line in lines).encode(),
        "words.json": _json_bytes(list[Json](index.lexical.words())),
        "arrays.npz": arrays.getvalue(),
        "vectors.faiss": index.vectors.to_bytes(),
    }


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
        foreign = sorted(path.name for path in folder.iterdir() if path.name not in {*FILES, MANIFEST})
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
            shutil.rmtree(aside, ignore_errors=True)
            continue
        shutil.rmtree(aside, ignore_errors=True)
        return


def _sweep(folder: Path) -> None:
    """Clear away what crashed builders left beside `folder`, which is whole now."""
    for path in folder.parent.glob(f"{folder.name}.old-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in folder.parent.glob(f"{folder.name}.new-*"):
        try:
            abandoned = time.time() - path.stat().st_mtime > _ABANDONED
        except OSError:
            continue
        if abandoned:
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
        manifest: Json = json.loads(content)
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


def _check_files(source: Path, manifest: Mapping[str, Json], contents: Mapping[str, bytes]) -> None:
    listed = manifest.get("files")
    for name, content in contents.items():
        entry = listed.get(name) if isinstance(listed, dict) else None
        if not isinstance(entry, dict):
            raise DamagedIndex(f"索引清单 {source / MANIFEST} 没有列出 {name}。{REBUILD}")
        if entry.get("bytes") != len(content):
            raise DamagedIndex(
                f"索引文件 {source / name} 有 {len(content)} 字节，清单上是 {entry.get('bytes')}。{REBUILD}"
            )
        if entry.get("sha256") != hashlib.sha256(content).hexdigest():
            raise DamagedIndex(f"索引文件 {source / name} 的内容与清单上的校验和不符。{REBUILD}")


def _assemble(
    source: Path, manifest: Mapping[str, Json], contents: Mapping[str, bytes], encoder: Encoder
) -> MeasureIndex:
    """Values out of checked bytes; whatever does not fit in spite of the checksums is still a DamagedIndex."""
    name = "documents.json"
    try:
        documents = [document_from_json(value) for value in json.loads(contents[name])]
        name = "units.jsonl"
        # Not splitlines: it also splits at characters that JSON leaves inside strings (U+2028).
        lines = contents[name].decode().split("\n")
        units = [measure_from_json(json.loads(line)) for line in lines if line]
        name = "words.json"
        words = [str(word) for word in json.loads(contents[name])]
        name = "arrays.npz"
        with np.load(io.BytesIO(contents[name]), allow_pickle=False) as archive:
            arrays: dict[str, NDArray[np.generic]] = {key: archive[key] for key in archive.files}
        spans = [Span(int(start), int(end)) for start, end in arrays["sentences"].astype(np.int64)]
        prefix = "lexical_"
        lexical = LexicalIndex.from_arrays(
            {key.removeprefix(prefix): array for key, array in arrays.items() if key.startswith(prefix)}, words
        )
        starts = arrays["sentence_starts"].astype(np.int64)
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise DamagedIndex(f"索引文件 {source / name} 无法解读（{error}）。{REBUILD}") from error
    vectors = SentenceVectors.from_bytes(contents["vectors.faiss"], starts)
    if vectors.dimension != manifest.get("dimension"):
        raise DamagedIndex(
            f"索引文件 {source / 'vectors.faiss'} 的向量是 {vectors.dimension} 维，"
            f"清单上是 {manifest.get('dimension')} 维。{REBUILD}"
        )
    index = MeasureIndex(documents, units, spans, vectors, lexical, encoder)
    if manifest.get("counts") != _counts(index):
        raise DamagedIndex(f"索引 {source} 的数量是 {_counts(index)}，清单上是 {manifest.get('counts')}。{REBUILD}")
    return index
