"""What flows between the parts of this stage: records of documents, and notices of what could not become one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the input that a person should know."""

    source: str
    """The file, from the named folder on, with the place in it where there is one: "pages/a.txt, byte 17"."""
    message: str
    set_aside: bool
    """Whether it was left out; else it was read in spite of this."""
    article: str | None = None
    """Identifier of the article that it is about."""

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One document as its source gives it, before anything of it is understood."""

    name: str
    """For people: "pages/a.txt", "pages/all.jsonl, line 3", an address."""
    content: bytes | str
    source: str
    """What ``dcterms:source`` says: an address, else a file's name with the place in it (RFC 5147, RFC 7111)."""
    html: bool | None = None
    """Whether the content is HTML; None: to be seen from it."""
    charset: str | None = None
    """As declared beside the content."""
    id: str | None = None
    """Identifier that the source itself gives."""
    stem: str | None = None
    """The file's name without its ending: the identifier of a file that is one document."""
    url: str | None = None
    title: str | None = None
    date: str | None = None
    """As the source writes it."""
    publisher: str | None = None
    language: str | None = None
