"""Three small models whose weights stand in JSON files beside this one: words to kinds, and named features to a score, as
a weighted sum or as a sum of small trees.

`policy eval train` (eval/train.py) fits them on the learn documents and writes them with the fingerprint of the
questions, and with the figures that they have on documents left out. At run time they are sums and products in numpy.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.text.normal import fold
from index.mapped import Maps

LONGEST_GRAM = 3  # characters
_FIGURE = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")


def grams(text: str) -> set[str]:
    """The stretches of one to three characters of `text`, folded, without white space, every number as one 0.

    >>> sorted(grams("补20万"))
    ['0', '0万', '万', '补', '补0', '补0万']
    """
    plain = _FIGURE.sub("0", _SPACE.sub("", fold(text)))
    stretches: list[str] = [*plain]
    found = set(stretches)
    for length in range(1, LONGEST_GRAM):
        stretches = [*map(add, stretches, plain[length:])]  # each one character longer
        found.update(stretches)
    return found


@dataclass(frozen=True, eq=False)
class GramModel:
    """Multinomial logistic regression over which stretches of characters a text holds."""

    classes: tuple[str, ...]
    bias: NDArray[np.float64]  # (classes,)
    weights: Mapping[str, NDArray[np.float64]]  # a stretch -> (classes,)

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """How likely each class is for `text`, (classes,), summing to 1."""
        numbers, weights = self._sorted
        known = sorted(map(numbers.__getitem__, numbers.keys() & grams(text)))
        logits = self.bias + (weights[known].sum(axis=0) if known else 0.0)
        raised: NDArray[np.float64] = np.exp(logits - logits.max())
        share: NDArray[np.float64] = raised / raised.sum()
        return share

    @cached_property
    def _sorted(self) -> tuple[Mapping[str, int], NDArray[np.float64]]:
        """The stretches numbered in their order, and the weights of each, (stretches, classes): added up in one order."""
        numbers = {gram: number for number, gram in enumerate(sorted(self.weights))}
        rows = [self.weights[gram] for gram in numbers]
        return numbers, np.array(rows, dtype=np.float64).reshape(len(rows), len(self.classes))


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """A weighted sum of standardised features, each by its name."""

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float = 0.0

    def contributions(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each feature adds, (rows, features), of `features` in the order of `names`."""
        added: NDArray[np.float64] = (features - self.mean) / self.scale * self.weights
        return added

    def scores(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The score of each row of `features` (rows, features)."""
        total: NDArray[np.float64] = self.contributions(features).sum(axis=1) + self.bias
        return total

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The scores as probabilities, (rows,)."""
        return np.array([logistic(score) for score in self.scores(features)])


@dataclass(frozen=True, slots=True, eq=False)
class TreeModel:
    """A sum of small decision trees over named features: what says nothing alone may say much beside another.

    `nodes` (trees, nodes, 5): the column of the feature, -1 at a leaf; the value up to which one goes left; the rows of
    the left and of the right node; and what the node adds, which is the mean of what its leaves add.
    """

    names: tuple[str, ...]
    bias: float
    nodes: tuple[tuple[Node, ...], ...]

    def contributions(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each feature adds, (rows, features): at every fork, by how much the branch taken differs from the fork."""
        added = np.zeros((len(features), len(self.names)), dtype=np.float64)
        for total, row in zip(added, features.tolist(), strict=True):
            for tree in self.nodes:
                node = tree[0]
                while node[0] >= 0:
                    taken = tree[node[2] if row[node[0]] <= node[1] else node[3]]
                    total[node[0]] += taken[4] - node[4]
                    node = taken
        return added

    def scores(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The score of each row of `features` (rows, features), in the order of `names`."""
        return np.array([self.bias + sum(_leaf(tree, row) for tree in self.nodes) for row in features.tolist()])

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The scores as probabilities, (rows,)."""
        return np.array([logistic(score) for score in self.scores(features)])


Node = tuple[int, float, int, int, float]


def both(linear: LinearModel, trees: TreeModel, values: NDArray[np.float64], names: Sequence[str]) -> float:
    """What the weighted sum and the trees say together of one row of features (1, names), as a probability.

    The trees tell better, and know nothing beyond what they saw: of a question like none of those the sum has a say.
    """
    rows = [values[:, [names.index(name) for name in model.names]] for model in (linear, trees)]
    return logistic(float(linear.scores(rows[0])[0] + trees.scores(rows[1])[0]) / 2)


def _leaf(tree: Sequence[Node], row: Sequence[float]) -> float:
    """What the leaf of a tree adds that a row of features leads to."""
    node = tree[0]
    while node[0] >= 0:
        node = tree[node[2] if row[node[0]] <= node[1] else node[3]]
    return node[4]


def logistic(score: float) -> float:
    """
    >>> logistic(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, score))))


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """All that was learned. What ends in `by_words` leaves out the cosine itself: for other encoders."""

    asked: GramModel  # what kind of fact a question asks for
    told: GramModel  # what kind of question a sentence answers
    unmet: GramModel  # whether to refuse, by what of a question stands nowhere in the text
    ranking: LinearModel
    sure: LinearModel  # whether a clause answers
    sure_by_words: LinearModel
    answerable: LinearModel  # whether anything answers: the mean of what this one and the trees say
    answerable_by_words: LinearModel
    sentence: LinearModel  # which sentence of a clause carries the answer
    answerable_trees: TreeModel
    answerable_trees_by_words: TreeModel
    maps: Maps  # after which a sentence that answers lies nearer to its question


@dataclass(frozen=True, slots=True, eq=False)
class ClassModel:
    """Which of some classes a row of features is of: for each a weighted sum and trees, each against all others."""

    linear: Mapping[str, LinearModel]
    trees: Mapping[str, TreeModel]

    def shares(self, values: NDArray[np.float64], names: Sequence[str]) -> dict[str, float]:
        """How likely each class is for one row `values` (names,), summing to 1."""
        rows = values[None]
        found = {name: both(linear, self.trees[name], rows, names) for name, linear in self.linear.items()}
        return {name: share / sum(found.values()) for name, share in found.items()}


@dataclass(frozen=True, slots=True, eq=False)
class VerdictModels:
    """Whether a question asks whether, what a sentence says to it (for yes rather than no, and that it depends), and a clause.

    `said` reads what of the sentence is not of the question (不享受, 也可): classes "no", "yes".
    """

    whether: GramModel
    said: GramModel
    yes: LinearModel  # for yes rather than no: the mean of what this one and the trees say
    yes_trees: TreeModel
    depends: LinearModel
    clause: ClassModel  # yes, no, depends, none


@cache
def verdict_models() -> VerdictModels:
    """The weights that come with the product."""
    whether, said = gram_model("whether"), gram_model("said")
    yes, trees, depends = linear_model("verdict_yes"), tree_model("verdict_yes_trees"), linear_model("verdict_depends")
    return VerdictModels(whether, said, yes, trees, depends, class_model("verdict_clause"))


@dataclass(frozen=True, slots=True, eq=False)
class FacetModels:
    """Whether a question asks for all that answers what it tells (`several`), and which clauses do: the mean of a weighted sum and of trees."""

    several: LinearModel
    clause: LinearModel
    clause_trees: TreeModel


@cache
def facet_models() -> FacetModels:
    """The weights that come with the product."""
    return FacetModels(linear_model("several"), linear_model("facets"), tree_model("facets_trees"))


GRAMS = ("asked", "told", "unmet")
LINEAR = ("ranking", "sure", "sure_by_words", "answerable", "answerable_by_words", "sentence")
TREES = ("answerable_trees", "answerable_trees_by_words")


@cache
def models() -> Models:
    """The weights that come with the product."""
    ranking, sure, sure_by_words, answerable, answerable_by_words, sentence = map(linear_model, LINEAR)
    trees, trees_by_words = map(tree_model, TREES)
    asked, told, unmet = map(gram_model, GRAMS)
    return Models(
        asked,
        told,
        unmet,
        ranking,
        sure,
        sure_by_words,
        answerable,
        answerable_by_words,
        sentence,
        trees,
        trees_by_words,
        read_maps(),
    )


# The encoder whose cosines and vectors were learned from; those of another lie elsewhere
CALIBRATED_MODEL = "multilingual-e5-small"
MAPS = "meaning.npz"


def read_maps(folder: Traversable | None = None) -> Maps:
    """The maps of meaning, kept in half precision: `question` and `sentence`, (dimension, dimension) each."""
    file = (folder or resources.files("assistant.learned")).joinpath(MAPS)
    with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as kept:
        return Maps(kept["question"].astype(np.float32), kept["sentence"].astype(np.float32))


def gram_model(name: str) -> GramModel:
    """The model of that name. Raises KeyError where the file lacks a part."""
    stored = read(name)
    weights = {gram: np.array(values, dtype=np.float64) for gram, values in stored["weights"].items()}
    return GramModel(tuple(stored["classes"]), np.array(stored["bias"], dtype=np.float64), weights)


def class_model(name: str) -> ClassModel:
    """The model of that name and, in `name`_trees.json, its trees. Raises KeyError where a file lacks a part."""
    linear, trees = read(name)["classes"], read(f"{name}_trees")["classes"]
    return ClassModel(
        {each: _linear_of(stored) for each, stored in linear.items()},
        {each: _trees_of(stored) for each, stored in trees.items()},
    )


def linear_model(name: str) -> LinearModel:
    """The model of that name. Raises KeyError where the file lacks a part."""
    return _linear_of(read(name))


def _linear_of(stored: Mapping[str, Any]) -> LinearModel:
    rows = stored["features"]
    mean, scale, weights = (
        np.array([row[key] for row in rows.values()], dtype=np.float64) for key in ("mean", "scale", "weight")
    )
    return LinearModel(tuple(rows), mean, scale, weights, float(stored["bias"]))


def tree_model(name: str) -> TreeModel:
    """The model of that name. Raises KeyError where the file lacks a part."""
    return _trees_of(read(name))


def _trees_of(stored: Mapping[str, Any]) -> TreeModel:
    trees = tuple(
        tuple((int(at), float(up_to), int(left), int(right), float(adds)) for at, up_to, left, right, adds in tree)
        for tree in stored["trees"]
    )
    return TreeModel(tuple(stored["names"]), float(stored["bias"]), trees)


def read(name: str) -> dict[str, Any]:
    """What the file `name`.json holds."""
    text = resources.files("assistant.learned").joinpath(f"{name}.json").read_text(encoding="utf-8")
    stored: dict[str, Any] = json.loads(text)
    return stored


def gram_json(model: GramModel, digits: int = 2) -> dict[str, object]:
    """`model` as its file holds it: rounded, stretches that say nothing left out."""
    kept = {gram: [round(float(value), digits) for value in row] for gram, row in sorted(model.weights.items())}
    return {
        "classes": list(model.classes),
        "bias": [round(float(value), digits) for value in model.bias],
        "weights": {gram: row for gram, row in kept.items() if any(row)},
    }


def linear_json(model: LinearModel, digits: int = 4) -> dict[str, object]:
    """`model` as its file holds it."""
    columns = zip(model.names, model.mean, model.scale, model.weights, strict=True)
    rows = {
        name: {
            "mean": round(float(mean), digits),
            "scale": round(float(scale), digits),
            "weight": round(float(weight), digits),
        }
        for name, mean, scale, weight in columns
    }
    return {"bias": round(model.bias, digits), "features": rows}


def tree_json(model: TreeModel, digits: int = 4) -> dict[str, object]:
    """`model` as its file holds it."""
    trees = [
        [[at, round(up_to, digits), left, right, round(adds, digits)] for at, up_to, left, right, adds in tree]
        for tree in model.nodes
    ]
    return {"bias": round(model.bias, digits), "names": list(model.names), "trees": trees}
