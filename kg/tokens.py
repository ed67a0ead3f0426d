"""Who may write: tokens with a name, scopes and graphs, in ``DATA/tokens.json``; only digests of them are kept.

A token is ``cg_ID_SECRET``. The secret has 256 random bits, so that guessing one is out of reach and a fast salted
digest protects it at rest as well as a slow one would, without a slow one's cost for whoever sends wrong ones.
"""

import hmac
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec

from kg.disk import disk_errors, locked
from kg.errors import SettingsError, StoreError, Where

#: What a token can be for: SPARQL Update, and writing by the Graph Store Protocol.
SCOPES: Final = ("update", "graph-store")
_TOKEN: Final = re.compile(r"cg_([0-9a-f]{12})_([\w-]{43})", re.ASCII)


@dataclass(frozen=True)
class Token:
    """What is kept of a token."""

    name: str
    id: str
    salt: str
    digest: str
    scopes: tuple[str, ...]
    graphs: tuple[str, ...]
    """IRIs of the graphs that it is for; one that ends in ``*`` is for all that begin so. Empty: for all."""
    created: str

    def may_write(self, graph: str) -> bool:
        """Whether the token is for ``graph``."""
        return not self.graphs or any(
            graph.startswith(one[:-1]) if one.endswith("*") else graph == one for one in self.graphs
        )


class Tokens:
    """The tokens of one data folder."""

    def __init__(self, data: Path) -> None:
        self._path = data / "tokens.json"
        self._read: tuple[tuple[int, int, int] | None, tuple[Token, ...]] = (None, ())

    def all(self) -> tuple[Token, ...]:
        """All tokens, the oldest first.

        Raises:
            StoreError: the file is damaged.
        """
        try:
            state = os.stat(self._path)
        except FileNotFoundError:
            return ()
        seen = (state.st_mtime_ns, state.st_ino, state.st_size)
        if self._read[0] != seen:
            try:
                self._read = (seen, msgspec.json.decode(self._path.read_bytes(), type=tuple[Token, ...]))
            except (OSError, msgspec.MsgspecError) as error:
                raise StoreError(
                    f"is damaged: {error}", where=Where(str(self._path)), hint="remove it and add the tokens again"
                ) from error
        return self._read[1]

    def check(self, text: str) -> Token | None:
        """The token that ``text`` is, if it is one; the time that it takes does not depend on the secret."""
        found = _TOKEN.fullmatch(text)
        identifier, secret = (found[1], found[2]) if found else ("", "")
        token = next((one for one in self.all() if one.id == identifier), None)
        salt = bytes.fromhex(token.salt) if token else bytes(16)
        right = hmac.compare_digest(_digest(secret, salt), token.digest if token else "")
        return token if right else None

    def add(self, name: str, scopes: Iterable[str] = SCOPES, graphs: Iterable[str] = ()) -> str:
        """Makes a token and gives it out, for the only time.

        Raises:
            SettingsError: the name is taken, or a scope unknown.
            StoreError: the folder cannot be written.
        """
        chosen = tuple(dict.fromkeys(scopes))
        if unknown := [scope for scope in chosen if scope not in SCOPES]:
            raise SettingsError(f"there is no scope {unknown[0]!r}", hint="known ones: " + ", ".join(SCOPES))
        with locked(self._path.with_suffix(".lock"), 5):
            known = self.all()
            if any(token.name == name for token in known):
                raise SettingsError(f"there is a token {name!r} already", hint="revoke it, or choose another name")
            identifier, secret, salt = secrets.token_hex(6), secrets.token_urlsafe(32), secrets.token_bytes(16)
            created = datetime.now(UTC).isoformat(timespec="seconds")
            made = Token(name, identifier, salt.hex(), _digest(secret, salt), chosen, tuple(graphs), created)
            self._write((*known, made))
        return f"cg_{identifier}_{secret}"

    def revoke(self, name: str) -> None:
        """Makes a token worthless, at once.

        Raises:
            SettingsError: there is none of this name.
        """
        with locked(self._path.with_suffix(".lock"), 5):
            known = self.all()
            left = tuple(token for token in known if token.name != name)
            if len(left) == len(known):
                raise SettingsError(f"there is no token {name!r}", hint="list them with: kg token list")
            self._write(left)

    def _write(self, tokens: tuple[Token, ...]) -> None:
        partial = self._path.with_suffix(".new")
        with disk_errors(self._path.parent):
            partial.unlink(missing_ok=True)
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(tokens), indent=1))
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, self._path)


def _digest(secret: str, salt: bytes) -> str:
    return blake2b(secret.encode(), digest_size=32, salt=salt, person=b"civigraph token").hexdigest()
