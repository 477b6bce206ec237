"""Which engine finds candidates: the index itself, or the Milvus that POLICY_MILVUS names."""

from __future__ import annotations

import os
from collections.abc import Callable

from index.engines import Engine, brought_up
from index.engines.leaves import asked, leaves_of
from index.engines.milvus import MilvusEngine
from index.measure_index import MeasureIndex

SETTING = "POLICY_MILVUS"  # where it answers
NAME = "POLICY_MILVUS_NAME"  # with what the names of its collections begin: one server for several shelves
TOKEN = "POLICY_MILVUS_TOKEN"


def milvus(index: MeasureIndex, uri: str) -> Engine:
    """The Milvus that answers at `uri`. Raises UsageError, IndexMissing."""
    name, token = os.environ.get(NAME, "").strip() or "policy", os.environ.get(TOKEN, "")
    return MilvusEngine(uri, name, token, index.vectors.dimension)


def written(index: MeasureIndex, engine: Engine, told: Callable[[int, int], None] | None = None) -> tuple[int, int]:
    """Make an engine hold what the index holds; how many documents came, and went."""
    digests, leaf_of = leaves_of(index)
    return brought_up(engine, digests, leaf_of, told)


def with_chosen_engine(index: MeasureIndex, changed: bool = False) -> MeasureIndex:
    """The index, asking the engine that is set, if one is; where the index has `changed`, the engine is brought up to it.

    Raises UsageError, IndexMissing.
    """
    uri = os.environ.get(SETTING, "").strip()
    if not uri:
        return index
    engine = milvus(index, uri)
    if changed:
        written(index, engine)
    return asked(index, engine)
