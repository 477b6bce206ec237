"""Milvus as an engine: one schema for a cluster, a standalone server and, for tests, Milvus Lite. The only user of pymilvus.

Three collections: documents (written last, so that one that is there is whole), clauses with the weights of their words as
sparse vectors and the clause itself as payload, and sentences with their vectors. Keys are the ids of the index, so that
writing again changes nothing. Words are weighed by us and multiplied there: no analyser has a say in the ranking.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexMissing, UsageError
from index.engines import ALL, Among, Clause, Found, Leaf, best_of, pieces

ROWS = 500  # that are written, or asked for, at once
MOST = 16_384  # results that Milvus gives at most
# Times as many are looked at on the way through a graph as are asked for: with no more than a server's own few, a search ends
# among those that a filter refuses. And times as many are asked for where too few came.
MORE = 4
LONGEST_ID, LONGEST_NAME, MOST_PLACES = 1_024, 512, 256


class MilvusEngine:
    """`uri` as pymilvus takes it (http://host:19530, or the path of a file for Milvus Lite); `name` begins the names of the
    collections. Raises UsageError where pymilvus is not installed, IndexMissing where nobody answers."""

    def __init__(self, uri: str, name: str = "policy", token: str = "", dimension: int = 384) -> None:
        try:
            import pymilvus
        except ImportError:
            raise UsageError(
                "没有安装 pymilvus。请运行 pip install 'policy-assistant[milvus]'，或不用 --engine milvus。"
            ) from None
        self._milvus = pymilvus
        self._uri = uri
        self._names = {what: f"{name}_{what}" for what in ("documents", "clauses", "sentences")}
        with self._answering():
            self._client = pymilvus.MilvusClient(uri, token=token) if token else pymilvus.MilvusClient(uri)
            for what, fields in _fields(pymilvus.DataType, dimension).items():
                self._made(self._names[what], fields)

    def _made(self, name: str, fields: Mapping[str, Mapping[str, Any]]) -> None:
        if not self._client.has_collection(name):
            schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
            indexes = self._client.prepare_index_params()
            for field, settings in fields.items():
                schema.add_field(field, **settings)
                if field == "vector":
                    indexes.add_index(field, index_type="AUTOINDEX", metric_type="IP")
                elif field == "words":
                    indexes.add_index(field, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
            self._client.create_collection(name, schema=schema, index_params=indexes, consistency_level="Strong")
        self._client.load_collection(name)

    def _answering(self) -> _Answering:
        return _Answering(self._uri, self._milvus)

    def held(self) -> Mapping[str, str]:
        with self._answering():
            return {row["id"]: row["digest"] for row in self._every("documents", ["id", "digest"])}

    def _every(self, what: str, fields: list[str]) -> Iterator[dict[str, Any]]:
        asked = self._client.query_iterator(self._names[what], batch_size=ROWS, output_fields=fields)
        while rows := asked.next():
            yield from rows
        asked.close()

    def add(self, leaves: Sequence[Leaf]) -> None:
        with self._answering():
            # First out with what an older version had: a clause that it has no more would stay
            self._remove([leaf.id for leaf in leaves])
            self._upsert("clauses", (_clause(leaf, clause) for leaf in leaves for clause in leaf.clauses))
            self._upsert(
                "sentences",
                (row for leaf in leaves for clause in leaf.clauses for row in _sentences(leaf, clause)),
            )
            self._upsert(
                "documents",
                (
                    {
                        **_scalars(leaf),
                        "id": leaf.id,
                        "digest": leaf.digest,
                        "payload": leaf.payload,
                        "none": [0.0, 0.0],
                    }
                    for leaf in leaves
                ),
            )

    def _upsert(self, what: str, rows: Iterable[dict[str, Any]]) -> None:
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == ROWS:
                self._client.upsert(self._names[what], batch)
                batch = []
        if batch:
            self._client.upsert(self._names[what], batch)

    def remove(self, documents: Iterable[str]) -> None:
        with self._answering():
            self._remove([*documents])

    def _remove(self, documents: Sequence[str]) -> None:
        for some in pieces(documents, 100):
            for what in ("documents", "clauses", "sentences"):  # what says that it is whole goes first
                self._client.delete(self._names[what], filter=f"document in {_listed(some)}")

    def near(self, vector: NDArray[np.float32], count: int, among: Among = ALL) -> list[Found]:
        # Several sentences may be of one clause: where too few clauses came, more sentences are asked for
        asked, limit, known = [float(each) for each in vector], count, -1
        while True:
            rows = self._found("sentences", "vector", asked, limit, among)
            found = best_of(((row["entity"]["clause"], row["distance"]) for row in rows), count)
            if len(found) >= count or len(rows) == known or limit >= MOST:
                return found
            known, limit = len(rows), min(MORE * limit, MOST)

    def sharing(self, words: Mapping[int, float], count: int, among: Among = ALL) -> list[Found]:
        if not words:
            return []
        rows = self._found("clauses", "words", dict(words), count, among)
        return best_of(((row["entity"]["clause"], row["distance"]) for row in rows if row["distance"] > 0), count)

    def _found(self, what: str, field: str, asked: object, count: int, among: Among) -> list[dict[str, Any]]:
        limit = min(max(count, 1), MOST)
        looked_at = {"ef": min(MORE * limit, MOST)} if field == "vector" else {}
        with self._answering():
            (rows,) = self._client.search(
                self._names[what], [asked], anns_field=field, limit=limit, filter=_expression(among),
                output_fields=["clause"], search_params={"metric_type": "IP", "params": looked_at},
            )  # fmt: skip
            return list(rows)

    def payloads(self, clauses: Sequence[str]) -> Mapping[str, str]:
        told: dict[str, str] = {}
        with self._answering():
            for some in pieces(clauses, 100):
                rows = self._client.query(
                    self._names["clauses"], filter=f"id in {_listed(some)}", output_fields=["clause", "payload"]
                )
                told.update((row["clause"], json.dumps(row["payload"], ensure_ascii=False)) for row in rows)
        return told

    def save(self) -> None:
        with self._answering():
            for name in self._names.values():
                self._client.flush(name)

    def close(self) -> None:
        self._client.close()


class _Answering:
    """Turns whatever Milvus raises into a sentence."""

    def __init__(self, uri: str, milvus: Any) -> None:
        self._uri, self._milvus = uri, milvus

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if isinstance(error, self._milvus.exceptions.MilvusException | OSError):
            raise IndexMissing(
                f"Milvus {self._uri} 没有完成请求（{error}）。请检查地址和服务；不设 POLICY_MILVUS 就用本机索引。"
            ) from error


def _fields(kinds: Any, dimension: int) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    key = {"id": {"datatype": kinds.VARCHAR, "is_primary": True, "max_length": LONGEST_ID}}
    own = {
        "document": {"datatype": kinds.VARCHAR, "max_length": LONGEST_NAME},
        "places": {
            "datatype": kinds.ARRAY, "element_type": kinds.VARCHAR, "max_capacity": MOST_PLACES, "max_length": LONGEST_NAME,
        },
        "issued": {"datatype": kinds.INT64},
    }  # fmt: skip
    clause = {
        "clause": {"datatype": kinds.VARCHAR, "max_length": LONGEST_ID},
        "kind": {"datatype": kinds.VARCHAR, "max_length": 32},
        "part": {"datatype": kinds.VARCHAR, "max_length": LONGEST_NAME},
    }
    return {
        "documents": {
            **key, **own, "digest": {"datatype": kinds.VARCHAR, "max_length": 128}, "payload": {"datatype": kinds.JSON},
            "none": {"datatype": kinds.FLOAT_VECTOR, "dim": 2},  # every collection must have a vector
        },
        "clauses": {
            **key, **own, **clause, "words": {"datatype": kinds.SPARSE_FLOAT_VECTOR}, "payload": {"datatype": kinds.JSON},
        },
        "sentences": {**key, **own, **clause, "vector": {"datatype": kinds.FLOAT_VECTOR, "dim": dimension}},
    }  # fmt: skip


def _scalars(leaf: Leaf) -> dict[str, Any]:
    return {"document": leaf.id, "places": [*leaf.places][:MOST_PLACES], "issued": leaf.issued}


def _clause(leaf: Leaf, clause: Clause) -> dict[str, Any]:
    # A clause without words would have no sparse vector at all
    words = {number: float(weight) for number, weight in clause.words.items()} or {0: 0.0}
    return {**_named(leaf, clause), "id": clause.id, "words": words, "payload": json.loads(clause.payload)}


def _sentences(leaf: Leaf, clause: Clause) -> Iterator[dict[str, Any]]:
    for number, vector in enumerate(clause.vectors):
        yield {**_named(leaf, clause), "id": f"{clause.id}#{number}", "vector": vector.tolist()}


def _named(leaf: Leaf, clause: Clause) -> dict[str, Any]:
    return {**_scalars(leaf), "clause": clause.id, "kind": clause.kind, "part": clause.part}


def _listed(values: Iterable[str]) -> str:
    """A list of strings in an expression: as JSON writes it, and no word of a name is taken for an operator."""
    return json.dumps([*values], ensure_ascii=False)


def _expression(among: Among) -> str:
    """
    >>> _expression(Among(documents=frozenset({'a"b'}), since=20200101))
    'document in ["a\\\\"b"] and issued >= 20200101'
    """
    said = []
    if among.documents is not None:
        said.append(f"document in {_listed(sorted(among.documents))}")
    if among.places is not None:
        said.append(f"array_contains_any(places, {_listed(sorted(among.places))})")
    if among.kinds is not None:
        said.append(f"kind in {_listed(sorted(among.kinds))}")
    if among.since is not None:
        said.append(f"issued >= {among.since}")
    return " and ".join(said)
