"""What one client may take: queries running at once, and seconds of query time in a minute."""

import time
from dataclasses import dataclass, field

from kg.settings import Settings
from server.engine import Failure, QueryFailed

_WINDOW = 60.0
_MOST_CLIENTS = 10_000


@dataclass(slots=True)
class _Account:
    running: int = 0
    used: float = 0.0
    """Seconds, as of ``at``; they drain evenly over the window."""
    at: float = field(default_factory=time.monotonic)
    standing: float = 0.0
    """What the last query was told that the client has had; drains as ``used`` does."""

    def drained(self, rate: float, now: float) -> float:
        drain = (now - self.at) * rate
        self.used, self.standing = max(0.0, self.used - drain), max(0.0, self.standing - drain)
        self.at = now
        return self.used

    def stand(self) -> float:
        """What the query that begins now is told: its client's seconds and running queries.

        In rounded seconds, and never much less than what the query before was told as long as that drains: else a query
        that comes when few others run would overtake those of its own client that wait already.
        """
        self.standing = max(self.standing, self.used + self.running - 1)
        return float(round(self.standing))


@dataclass(slots=True)
class Turn:
    """One query of a client, running until :meth:`end`."""

    _account: _Account
    used: float
    """Seconds that the client has had lately, those of its running queries included: who has had less goes first."""
    _began: float = field(default_factory=time.monotonic)
    _ended: bool = False

    def end(self, spent: float | None = None) -> None:
        """The query is over; ``spent`` is the worker's time in seconds, by default the time since it began."""
        if not self._ended:
            self._ended = True
            self._account.running -= 1
            self._account.used += time.monotonic() - self._began if spent is None else spent


class Fairness:
    """Accounts of the clients of one server process, whose share of every limit is an even part of it."""

    def __init__(self, settings: Settings) -> None:
        share = max(1, settings.processes)
        self._running = -(-settings.client_queries // share)
        self._seconds = settings.client_seconds / share
        self._accounts: dict[str, _Account] = {}

    def begin(self, client: str) -> Turn:
        """Let a client have one query running.

        Raises:
            QueryFailed: BUDGET, it has too many running or has used up its time.
        """
        if len(self._accounts) > _MOST_CLIENTS:
            self._forget()
        account = self._accounts.setdefault(client, _Account())
        now = time.monotonic()
        rate = (self._seconds or _WINDOW) / _WINDOW
        if self._seconds:
            over = account.drained(rate, now) - self._seconds
            if over >= 0:
                raise QueryFailed(
                    Failure.BUDGET,
                    f"your queries have used up their {self._seconds:g} seconds a minute",
                    retry_after=1 + over * _WINDOW / self._seconds,
                )
        if self._running and account.running >= self._running:
            raise QueryFailed(Failure.BUDGET, f"you have {account.running} queries running already", retry_after=1)
        account.running += 1
        account.drained(rate, now)
        return Turn(account, account.stand())

    def _forget(self) -> None:
        now = time.monotonic()
        rate = (self._seconds or _WINDOW) / _WINDOW
        self._accounts = {c: a for c, a in self._accounts.items() if a.running or a.drained(rate, now) > 0}
