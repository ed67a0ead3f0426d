"""Health, readiness and metrics, for who runs the service."""

import json
from collections.abc import Awaitable, Callable
from threading import Event

from kg.settings import Settings
from server.metrics import Metrics
from server.pooled import PooledEngine, age
from server.web import Reply, Request


class Operations:
    """The operational resources of one server process."""

    def __init__(self, engine: PooledEngine, metrics: Metrics, settings: Settings, warm: Event) -> None:
        self._engine = engine
        self._metrics = metrics
        self._settings = settings
        self._warm = warm
        """Set when pages are made as fast as they ever will be."""

    def routes(self) -> dict[str, Callable[[Request], Awaitable[Reply]]]:
        """Paths and what answers them."""
        return {"/healthz": self.health, "/readyz": self.ready, "/metrics": self.metrics}

    async def health(self, _: Request) -> Reply:
        """Whether the process lives; asks nothing else."""
        return Reply(headers=[*_PLAIN], body=b"ok\n", kind="operation")

    async def ready(self, _: Request) -> Reply:
        """Whether queries and pages are answered without delay, and with which data."""
        serving, problem = self._engine.status
        ready = serving is not None and self._warm.is_set()
        told: dict[str, object] = {"ready": ready}
        if serving is not None:
            manifest = serving.generation.manifest
            told |= {
                "generation": manifest.id,
                "version": manifest.version,
                "built": manifest.built,
                "age_seconds": round(age(serving.generation)),
                "triples": manifest.counts.get("triples"),
                "workers_confined": serving.crew.confined,
                "queries_waiting": serving.crew.waiting,
                "queries_long": serving.crew.slow,
            }
        if problem:
            told["problem"] = problem
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        status = 200 if ready else 503
        return Reply(status=status, headers=headers, body=json.dumps(told).encode() + b"\n", kind="operation")

    async def metrics(self, _: Request) -> Reply:
        """Prometheus' text format."""
        headers = [("Content-Type", "text/plain; version=0.0.4; charset=utf-8"), ("Cache-Control", "no-store")]
        return Reply(headers=headers, body=self._metrics.render(), kind="operation")


_PLAIN = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"))
