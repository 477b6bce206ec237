"""The reference: models as sentence-transformers runs them, in PyTorch. The only file that knows sentence-transformers.

The fast engine is measured against it, and it takes over where that cannot run. Importing it costs seconds.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SETTING = "POLICY_MODEL"  # a sentence-transformers folder, or the name of one in this machine's Hugging Face cache
BATCH = 32


class SentenceTransformerEncoder:
    """A loaded sentence-transformers model, used with its own `query` and `passage` prompts where it defines them."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self.model = model
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

    def prompt(self, kind: str) -> str:
        """The model's own prompt for a `query` or a `passage`; empty where it has none."""
        prompts = self.model.prompts or {}
        # Models of other makers call the second one "document".
        return prompts.get(kind) or (prompts.get("document") if kind == "passage" else "") or ""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts, "query", progress=False)

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        return self._encode(texts, "passage", progress)

    def _encode(self, texts: Sequence[str], kind: str, progress: bool) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        # `encode` sorts by length itself, so that a batch pads little. An empty prompt keeps a default one out.
        vectors = self.model.encode(
            list(texts),
            prompt=self.prompt(kind),
            batch_size=BATCH,
            show_progress_bar=progress,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def load_reference(folder: Path, name: str) -> SentenceTransformerEncoder:
    """The model in `folder`. Raises ModelUnavailable if it is not one that can be loaded."""
    cut_the_network()
    # PyTorch's threads wait for one another by spinning; on a machine that is busy with anything else that made two
    # threads 3.5 times slower than letting them sleep (10 against 34 passages a second on two shared cores).
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError as error:
        raise ModelUnavailable(
            f"这里要用 sentence-transformers，而它没有安装（{first_line(error)}）。请运行 pip install sentence-transformers。"
        ) from error
    try:
        model = SentenceTransformer(str(folder), device=None, local_files_only=True, model_kwargs={"dtype": "float32"})
    except (ImportError, OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        raise ModelUnavailable(
            f"嵌入模型 {folder} 无法载入（{first_line(error)}）。请用环境变量 {SETTING} 指定本机上一个完好的 sentence-transformers 模型文件夹。"
        ) from error
    return SentenceTransformerEncoder(model, name)


def cut_the_network() -> None:
    """Make the Hugging Face libraries stay off the network; they read these once, at import."""
    for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        os.environ[variable] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # it warns at every fork (Streamlit, xdist), and texts are short
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")


def first_line(error: Exception) -> str:
    """What `error` says, cut to a line; its kind if it says nothing."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
