"""What one build may ask and spend: reserved before a request, settled after it, so that no limit is ever passed."""

from dataclasses import dataclass, field
from threading import Condition

from kg.errors import ReadingError
from kg.settings import Settings


@dataclass(frozen=True, slots=True)
class Amount:
    """Requests, and tokens sent and received."""

    calls: int = 0
    sent: int = 0
    received: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.calls + other.calls, self.sent + other.sent, self.received + other.received)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.calls - other.calls, self.sent - other.sent, self.received - other.received)


@dataclass
class Budget:
    """Shared by all threads that ask."""

    settings: Settings
    spent: Amount = Amount()
    _reserved: Amount = Amount()
    _turn: Condition = field(default_factory=Condition)

    def reserve(self, most: Amount) -> None:
        """Sets ``most`` aside for one request; waits while requests under way may yet leave enough.

        Raises:
            ReadingError: there is not enough left.
        """
        with self._turn:
            while (limit := self._passed(self.spent + self._reserved + most)) is not None:
                if not self._reserved.calls or self._passed(self.spent + most) is not None:
                    raise ReadingError(f"the limit of this build is reached ({limit}); the next build goes on here")
                self._turn.wait()
            self._reserved += most

    def settle(self, most: Amount, used: Amount) -> None:
        """Gives back what was set aside and counts what was ``used``."""
        with self._turn:
            self._reserved -= most
            self.spent += used
            self._turn.notify_all()

    def cost(self, amount: Amount) -> float:
        """What ``amount`` costs by the prices of the settings."""
        prices = self.settings
        return (amount.sent * prices.llm_price_in + amount.received * prices.llm_price_out) / 1_000_000

    def _passed(self, amount: Amount) -> str | None:
        """The limit that ``amount`` passes."""
        limits = self.settings
        if limits.llm_calls and amount.calls > limits.llm_calls:
            return f"llm_calls = {limits.llm_calls}"
        if limits.llm_tokens and amount.sent + amount.received > limits.llm_tokens:
            return f"llm_tokens = {limits.llm_tokens}"
        if limits.llm_cost and self.cost(amount) > limits.llm_cost:
            return f"llm_cost = {limits.llm_cost:g}"
        return None

    def __str__(self) -> str:
        spent = self.spent
        cost = f", cost {self.cost(spent):.4f}" if self.settings.llm_price_in or self.settings.llm_price_out else ""
        return f"{spent.calls:,} requests, {spent.sent:,} tokens sent, {spent.received:,} received{cost}"
