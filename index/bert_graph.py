"""BERT's encoder (and XLM-R's, which is the same network) as an OpenVINO graph, built straight from its weights.

The graph begins behind the table of word vectors, which is nearly all of a multilingual model and is better looked up
from a file (`index/engine.py`). Inputs: `vectors` (batch, tokens, hidden) of words, and `mask` (batch, tokens), 1 for a
token and 0 for padding. Output: the last hidden states (batch, tokens, hidden). Batch and tokens are dynamic.

The arithmetic is that of Hugging Face's `BertModel`; PyTorch is not needed. The names are those of its state dict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.openvino_runtime import opset, ov

_MASKED = -30_000.0  # far below any attention score, and finite in 16 bits too


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by the names of the state dict: `matrix` gives a node (out, in), so that it may be packed; `array` values."""

    matrix: Callable[[str], ov.Node]
    array: Callable[[str], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network that the weights do not say; `first_position` is where positions start (XLM-R: 2)."""

    layers: int
    heads: int
    epsilon: float
    first_position: int = 0


def bert_graph(shape: Shape, weights: Weights) -> ov.Model:
    """The encoder of `shape` with `weights`. Raises KeyError if a weight is missing."""
    positions = weights.array("embeddings.position_embeddings.weight")[shape.first_position :]
    hidden = positions.shape[1]
    vectors = opset.parameter([-1, -1, hidden], np.float32, name="vectors")
    mask = opset.parameter([-1, -1], np.float32, name="mask")
    for parameter, name in ((vectors, "vectors"), (mask, "mask")):
        parameter.output(0).set_names({name})

    tokens = opset.gather(opset.shape_of(vectors, "i32"), _ints(1), _ints(0))
    numbers = opset.range(_ints(0), tokens, _ints(1), "i32")
    kind = weights.array("embeddings.token_type_embeddings.weight")[0]  # a text alone is all of the first type
    states = opset.add(vectors, opset.gather(opset.constant(positions + kind), numbers, _ints(0)))
    states = _layer_norm(states, "embeddings.LayerNorm", shape, weights)

    # 0 for a token, a large negative number for padding, as (batch, 1, 1, tokens): softmax then gives padding no weight.
    bias = opset.multiply(opset.subtract(_floats(1.0), opset.unsqueeze(mask, _ints([1, 2]))), _floats(_MASKED))
    for layer in range(shape.layers):
        name = f"encoder.layer.{layer}"
        attended = _attention(states, bias, f"{name}.attention.self", shape.heads, weights)
        attended = _dense(attended, f"{name}.attention.output.dense", weights)
        states = _layer_norm(opset.add(attended, states), f"{name}.attention.output.LayerNorm", shape, weights)
        wide = opset.gelu(_dense(states, f"{name}.intermediate.dense", weights), "erf")
        narrow = _dense(wide, f"{name}.output.dense", weights)
        states = _layer_norm(opset.add(narrow, states), f"{name}.output.LayerNorm", shape, weights)
    states.output(0).set_names({"states"})
    return ov.Model([states], [vectors, mask], "bert")


def _attention(states: ov.Node, bias: ov.Node, name: str, heads: int, weights: Weights) -> ov.Node:
    """Multi-head attention of `states` on themselves, before its output matrix."""
    query, key, value = (_split(_dense(states, f"{name}.{part}", weights), heads) for part in ("query", "key", "value"))
    together = opset.scaled_dot_product_attention(query, key, value, bias)
    back = opset.transpose(together, _ints([0, 2, 1, 3]))
    return opset.reshape(back, _ints([0, 0, -1]), special_zero=True)


def _split(states: ov.Node, heads: int) -> ov.Node:
    """(batch, tokens, hidden) to (batch, heads, tokens, hidden / heads)."""
    hidden = states.output(0).get_partial_shape()[2].get_length()
    apart = opset.reshape(states, _ints([0, 0, heads, hidden // heads]), special_zero=True)
    return opset.transpose(apart, _ints([0, 2, 1, 3]))


def _dense(states: ov.Node, name: str, weights: Weights) -> ov.Node:
    matrix = weights.matrix(f"{name}.weight")
    product = opset.matmul(states, matrix, transpose_a=False, transpose_b=True)
    return opset.add(product, opset.constant(weights.array(f"{name}.bias")))


def _layer_norm(states: ov.Node, name: str, shape: Shape, weights: Weights) -> ov.Node:
    normed = opset.mvn(states, _ints([-1]), True, shape.epsilon, "inside_sqrt")
    scaled = opset.multiply(normed, opset.constant(weights.array(f"{name}.weight")))
    return opset.add(scaled, opset.constant(weights.array(f"{name}.bias")))


def _ints(values: int | list[int]) -> ov.Node:
    return opset.constant(np.array(values, dtype=np.int32))


def _floats(value: float) -> ov.Node:
    return opset.constant(np.array(value, dtype=np.float32))
