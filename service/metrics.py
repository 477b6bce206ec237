"""What Prometheus may scrape: requests by address and outcome, how long they took, how many are inside, what answers."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from service.keeper import Keeper
from service.pool import Pool

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
MEDIA_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The figures of one service."""

    def __init__(self, keeper: Keeper, pool: Pool) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "policy_requests", "Requests by address and status.", ("route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "policy_request_seconds", "Seconds to the end of the answer.", ("route",), buckets=BUCKETS,
            registry=self.registry,
        )  # fmt: skip
        inside = Gauge("policy_inside", "Questions being answered or waiting.", registry=self.registry)
        inside.set_function(lambda: pool.inside)
        ready = Gauge("policy_ready", "1 where questions can be answered.", registry=self.registry)
        ready.set_function(lambda: keeper.is_ready)
        exchanged = Gauge("policy_index_exchanges", "Times another index was taken up.", registry=self.registry)
        exchanged.set_function(lambda: keeper.exchanges)
        documents = Gauge("policy_documents", "Documents that answers come from.", registry=self.registry)
        documents.set_function(lambda: len(keeper.assistant().corpus.documents) if keeper.is_ready else 0)

    def text(self) -> bytes:
        return generate_latest(self.registry)
