"""A cross-encoder that reads question and clause together: optional, slower, one setting. Any sentence-transformers one.

POLICY_RERANKER names a folder or a model in this machine's Hugging Face cache. Nothing is fetched. Without the setting
nothing of this is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelUnavailable

SETTING = "POLICY_RERANKER"
READ = 30  # candidates that are read again
BATCH = 16


class Reranker(Protocol):
    """A question and clauses in, one score each out: higher fits better, the scale is the model's own."""

    @property
    def name(self) -> str: ...
    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Scores, (len(texts),)."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder, loaded when the first question comes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._predict: Callable[..., object] | None = None

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Scores, (len(texts),). Raises ModelUnavailable where the model is not on this machine or is no cross-encoder."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        predicted = self._loaded()([(question, text) for text in texts], batch_size=BATCH, show_progress_bar=False)
        scores = np.asarray(predicted, dtype=np.float32)
        if scores.shape != (len(texts),):
            raise ModelUnavailable(
                f"重排模型 {self.name} 对每一对给出 {scores.shape[1:]} 个分数，应为一个。请把 {SETTING} 设为另一个模型。"
            )
        return scores

    def _loaded(self) -> Callable[..., object]:
        if self._predict is None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
            try:
                from sentence_transformers import CrossEncoder  # seconds, so only for a reranker that is used
            except ModuleNotFoundError:
                raise ModelUnavailable(
                    "重排要用 sentence-transformers，而它没有安装。请运行 pip install sentence-transformers。"
                ) from None
            try:
                model = CrossEncoder(str(Path(self.name).expanduser()), local_files_only=True)
            except (OSError, ValueError) as error:
                raise ModelUnavailable(
                    f"本机上没有重排模型 {self.name}（{str(error).splitlines()[0]}），程序不会联网下载。"
                    f"请把 {SETTING} 设为模型文件夹的路径，或去掉它。"
                ) from None
            self._predict = model.predict
        return self._predict


def load_reranker(name: str | None = None) -> Reranker | None:
    """The reranker called `name`; None asks POLICY_RERANKER, and gives none where that is not set."""
    chosen = (name or os.environ.get(SETTING, "")).strip()
    return CrossEncoderReranker(chosen) if chosen else None
