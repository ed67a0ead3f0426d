"""Who may write: bearer tokens (RFC 6750), checked before a request's body is read."""

import time
from typing import Final

from kg.settings import Settings
from kg.tokens import Token, Tokens
from server.problems import Problem
from server.web import Request

_REALM: Final = 'Bearer realm="civigraph"'
#: Wrong tokens that one address may send in a minute; the right one is let through all the same.
_FAILURES: Final = 10
_WINDOW: Final = 60.0
_MOST_ADDRESSES: Final = 10_000


class Access:
    """The tokens of the installation, and the addresses that have lately sent wrong ones."""

    def __init__(self, settings: Settings) -> None:
        self._tokens = Tokens(settings.data)
        self._failures: dict[str, list[float]] = {}

    @property
    def on(self) -> bool:
        """Whether anybody may write."""
        return bool(self._tokens.all())

    def holder(self, request: Request) -> Token | None:
        """The token that the request carries, if it is one."""
        scheme, _, text = request.header("authorization").partition(" ")
        return self._tokens.check(text.strip()) if scheme.lower() == "bearer" else None

    def authorize(self, request: Request, scope: str) -> Token:
        """The token by which the request may do what ``scope`` names.

        Raises:
            Problem: 401 without a token or with a wrong one, 403 with one that is for other things, 429 with too many
                wrong ones.
        """
        token = self.holder(request)
        if token is None:
            raise self._refused(request)
        if scope not in token.scopes:
            raise Problem(
                403, "Not for this token", f"the token is not for {scope}", kind="urn:civigraph:problem:scope",
                headers=(("WWW-Authenticate", f'{_REALM}, error="insufficient_scope", scope="{scope}"'),),
            )  # fmt: skip
        return token

    def _refused(self, request: Request) -> Problem:
        if not request.header("authorization"):
            return Problem(
                401, "A token is needed", "this request writes", kind="urn:civigraph:problem:token-needed",
                hint="send Authorization: Bearer TOKEN; tokens are made with: kg token add NAME",
                headers=(("WWW-Authenticate", _REALM),),
            )  # fmt: skip
        now = time.monotonic()
        failures = [at for at in self._failures.get(request.client, ()) if now - at < _WINDOW]
        if len(failures) >= _FAILURES:
            wait = str(round(_WINDOW - (now - failures[0])) + 1)
            return Problem(
                429, "Too many wrong tokens", f"{len(failures)} wrong tokens came from your address in a minute",
                kind="urn:civigraph:problem:wrong-tokens", headers=(("Retry-After", wait),),
            )  # fmt: skip
        if len(self._failures) >= _MOST_ADDRESSES:
            self._failures.clear()
        self._failures[request.client] = [*failures, now]
        return Problem(
            401, "The token is not valid", "it is unknown here, or was revoked", kind="urn:civigraph:problem:token",
            headers=(("WWW-Authenticate", f'{_REALM}, error="invalid_token"'),),
        )  # fmt: skip
