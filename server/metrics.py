"""Prometheus metrics of the service, summed over its processes."""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from server.pooled import PooledEngine, age
from server.workers.crew import Crew

#: Requests that are counted at once: the event loop waits meanwhile, about two microseconds for each.
_BATCH = 200
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """What one server process counts. ``kg serve`` sets PROMETHEUS_MULTIPROC_DIR, so that any process tells all."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "civigraph_requests_total", "Requests by kind and outcome.", ["kind", "outcome"], registry=self._registry
        )
        self._seconds = Histogram(
            "civigraph_request_seconds", "Time to the last byte.", ["kind"], buckets=_BUCKETS, registry=self._registry
        )
        self._worker = Counter(
            "civigraph_query_worker_seconds_total", "Time that query workers were busy.", registry=self._registry
        )
        self._hits = Counter("civigraph_cache_hits_total", "Replies that came from the cache.", registry=self._registry)
        self._killed = Counter(
            "civigraph_query_workers_killed_total", "Query workers that were ended with a query, or by somebody else.",
            registry=self._registry,
        )  # fmt: skip
        self._crew: Crew | None = None
        self._known_killed = 0
        self._age = Gauge(
            "civigraph_data_age_seconds", "Seconds since the served generation was built.", registry=self._registry,
            multiprocess_mode="livemostrecent",
        )  # fmt: skip
        self._waiting = Gauge(
            "civigraph_queries_waiting", "Queries without a worker.", registry=self._registry,
            multiprocess_mode="livesum",
        )  # fmt: skip
        self._long = Gauge(
            "civigraph_queries_long", "Queries in the slow lane.", registry=self._registry, multiprocess_mode="livesum"
        )
        self._counted: dict[tuple[str, str], list[float]] = {}
        self._hit_times: list[float] = []
        self._worker_seconds = 0.0

    def hit(self, seconds: float) -> None:
        """A reply came from the cache."""
        self._hit_times.append(seconds)
        if len(self._hit_times) >= _BATCH:
            self.flush()

    def count(self, kind: str, outcome: str, seconds: float, worker_seconds: float) -> None:
        """A request has been answered, or not."""
        times = self._counted.setdefault((kind, outcome), [])
        times.append(seconds)
        self._worker_seconds += worker_seconds
        if len(times) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was counted to where all processes see it; too slow to be done for each request."""
        counted, self._counted = self._counted, {}
        for (kind, outcome), times in counted.items():
            self._requests.labels(kind, outcome).inc(len(times))
            observe = self._seconds.labels(kind).observe
            for seconds in times:
                observe(seconds)
        hits, self._hit_times = self._hit_times, []
        self._hits.inc(len(hits))
        observe = self._seconds.labels("cached").observe
        for seconds in hits:
            observe(seconds)
        self._worker.inc(self._worker_seconds)
        self._worker_seconds = 0.0
        self._count_killed()

    def _count_killed(self) -> None:
        """Crews count for themselves; a new generation has a new one."""
        serving, _ = self._engine.status
        if serving is None:
            return
        if serving.crew is not self._crew:
            self._crew, self._known_killed = serving.crew, 0
        self._killed.inc(serving.crew.killed - self._known_killed)
        self._known_killed = serving.crew.killed

    def render(self) -> bytes:
        """All metrics in Prometheus' text format."""
        self.flush()
        serving, _ = self._engine.status
        if serving is not None:
            self._age.set(age(serving.generation))
            self._waiting.set(serving.crew.waiting)
            self._long.set(serving.crew.slow)
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
