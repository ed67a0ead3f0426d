"""Addresses on the network: which host a name means, and whether that is a public one."""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

_USUAL = {"http": 80, "https": 443}


def looked_up(host: str, port: int) -> list[str]:
    """The IP addresses of a host.

    Raises:
        OSError, UnicodeError: it has none, or is no name.
    """
    return sorted({str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})


def public(address: str) -> bool:
    """Whether an IP address is one of the public network: not of this machine, the local network or a special use."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    return bool(inner.is_global and found.is_global and not inner.is_multicast)


def preferred(addresses: list[str]) -> str:
    """The one to connect to: IPv4 where there is one."""
    return min(addresses, key=lambda address: ":" in address)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Hosts that may be asked: exact names or IP addresses, each with a port, or for the usual ports of HTTP(S)."""

    hosts: frozenset[tuple[str, int | None]]

    @classmethod
    def of(cls, text: str) -> "Allowed":
        """The hosts of a list that commas or spaces divide, as in ``query.wikidata.org, 10.0.0.5:7878``.

        Raises:
            ValueError: something in it is no host; the message says what.
        """
        return cls(frozenset(map(_host, re.split(r"[,\s]+", text.strip()) if text.strip() else ())))

    def __bool__(self) -> bool:
        return bool(self.hosts)

    def permits(self, scheme: str, host: str, port: int | None) -> bool:
        """Whether a host may be asked at this port (``None``: the scheme's own)."""
        usual = _USUAL.get(scheme)
        there = port or usual
        return usual is not None and ((host, there) in self.hosts or (there == usual and (host, None) in self.hosts))

    def reachable(self, scheme: str, host: str, port: int) -> list[str]:
        """The addresses of a permitted host; one that is not public only where the list itself names it.

        Raises:
            ValueError: such an address, or none at all.
        """
        try:
            found = looked_up(host, port)
        except (OSError, UnicodeError) as error:
            raise ValueError(f"the host {host} is not known") from error
        for address in found:
            if not (public(address) or host == "localhost" or self.permits(scheme, address, port)):
                raise ValueError(
                    f"the host {host} has an address that is not public ({address}) and not allowed itself"
                )
        return found


def _host(entry: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(f"//{entry}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{entry!r} is not a host or host:port") from error
    rest = parts.path or parts.query or parts.fragment or parts.username
    if not host or rest or not re.fullmatch(r"[\w.:-]+", host) or port == 0:
        raise ValueError(f"{entry!r} is not a host or host:port")
    return host, port
