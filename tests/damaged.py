"""A seeded generator of damaged sources: what the web, old disks and careless exports do to articles, and worse.

Article ``number`` of a seed is the same on every machine. What is damaged are the articles of ``seeds/`` and
``tests/articles``, in every kind of source that is read; what is said of an input carries its number ("n0042").
"""

# ruff: noqa: E501 - damages stand together line by line

import gzip
import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from tests import sources_made as made
from tests.sources_made import Made

ROOT = Path(__file__).resolve().parent.parent
#: Words of a page that is too long for any reader.
LONG = 100_000


@dataclass(frozen=True)
class Damaged:
    """A file with something wrong in it."""

    number: int
    damage: str
    name: str
    data: bytes

    @property
    def mark(self) -> str:
        """What every name, address and identifier of it carries."""
        return f"n{self.number:04}"


@cache
def texts() -> tuple[str, ...]:
    """The repository's own articles."""
    folders = ROOT / "seeds", ROOT / "tests" / "articles"
    return tuple(path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.glob("*.txt")))


def damaged(seed: int, number: int) -> Damaged:
    """Input ``number`` of ``seed``; the damages take turns."""
    damage = list(DAMAGES)[number % len(DAMAGES)]
    dice = random.Random(f"{seed} {number}")  # noqa: S311 - repeatable
    mark = f"n{number:04}"
    stories = [_story(dice, f"{mark}-{i}") for i in range(dice.randint(1, 2))]
    ending, data = DAMAGES[damage](dice, stories)
    odd = dice.choice(NAMES) if dice.random() < 0.15 else ""
    return Damaged(number, damage, f"{mark}{odd}.{ending}", data)


NAMES = (" ", "%2F", "市长", "😀", "\u202egnp", "\u200b", "'\"", "\n", "#?&", "a" * 200, "\\", "-{}|^`", "\u0301\u0301")


def _story(dice: Random, id: str) -> Made:
    """One of the repository's articles, cut to a length that is read quickly."""
    lines = [line for line in dice.choice(texts()).splitlines() if line.strip()]
    prose = [line for line in lines if len(line) > 120][: dice.randint(2, 4)] or lines[-3:]
    return Made(id, lines[0][:120], f"2023-05-{dice.randint(1, 28):02}", f"{id.partition('-')[0]} Daily", tuple(prose))


# ---- sources

KINDS: dict[str, Callable[[Sequence[Made]], bytes]] = {
    "txt": lambda stories: stories[0].body.encode(),
    "html": lambda stories: made.page(stories[0], len(stories[0].title) % 3).encode(),
    "jsonl": made.jsonl,
    "csv": lambda stories: made.table(",", stories),
    "tsv": lambda stories: made.table("\t", stories),
    "rss": made.rss,
    "atom": made.atom,
    "warc": lambda stories: made.warc(stories=stories),
}
PACKED: dict[str, Callable[[bytes], bytes]] = {"gz": made.gz, "zst": made.zst}


def _source(dice: Random, stories: Sequence[Made]) -> tuple[str, bytes]:
    kind = dice.choice(list(KINDS))
    return kind, KINDS[kind](stories)


def _packed(dice: Random, ending: str, data: bytes) -> tuple[str, bytes]:
    if dice.random() < 0.7:
        return ending, data
    packed = dice.choice(list(PACKED))
    return f"{ending}.{packed}", PACKED[packed](data)


# ---- damage to what the article says

ARABIC = "افتتح رئيس البلدية المنطقة الصناعية الجديدة"
HEBREW = "ראש העיר ביקר במפעל החדש"


def _sprinkle(marks: Sequence[str], share: float) -> Callable[[Random, str], str]:
    """Puts ``marks`` between characters, inside names as elsewhere."""

    def damage(dice: Random, text: str) -> str:
        return "".join(c + dice.choice(marks) if dice.random() < share else c for c in text)

    return damage


def _in_names(marks: Sequence[str]) -> Callable[[Random, str], str]:
    def damage(dice: Random, text: str) -> str:
        return " ".join(
            word[:1] + dice.choice(marks) + word[1:] if word[:1].isupper() and dice.random() < 0.5 else word
            for word in text.split(" ")
        )

    return damage


def _right_to_left(dice: Random, text: str) -> str:
    words = text.split(" ")
    for _ in range(len(words) // 6 + 1):
        words.insert(dice.randrange(len(words) + 1), dice.choice([ARABIC, HEBREW, "\u202e", "\u2067", "\u200f"]))
    return " ".join(words)


TEXTS: dict[str, Callable[[Random, str], str]] = {
    "right-to-left": _right_to_left,
    "zero-width": _sprinkle("\u200b\u200c\u200d\u2060\ufeff\u00ad", 0.1),
    "bidi marks": _sprinkle("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069", 0.05),
    "emoji in names": _in_names(["😀", "👩\u200d👩\u200d👧", "🇨🇳", "1\ufe0f\u20e3", "🏭", "\U0001f3fb"]),
    "combining marks": _sprinkle([chr(c) * 5 for c in range(0x300, 0x320)], 0.1),
    "control characters": _sprinkle([chr(c) for c in [*range(1, 32), 127, 0x85, 0x9B, 0xFFFE, 0xFFFF]], 0.03),
    "outside the plane": _sprinkle(["\U0001d400", "\U000e0041", "\U0010fffd", "\ue000", "𠀀"], 0.05),
    "odd blanks": _sprinkle("\u00a0\u2003\u3000\u2028\u2029\u205f\t\v\f\x1c", 0.1),
    "odd newlines": lambda dice, text: "".join(dice.choice(["\r", "\n", "\r\n", "\x85", "\u2028"]) + word + " "
                                               if dice.random() < 0.2 else word + " " for word in text.split(" ")),
    "full width": lambda dice, text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and dice.random() < 0.5 else c
                                             for c in text),
    "no blanks": lambda _, text: text.replace(" ", ""),
    "no stops": lambda _, text: " ".join(text.replace(".", " ").split()) * 8,
    "shouted": lambda _, text: text.upper(),
    "a line a word": lambda _, text: text.replace(" ", "\n"),
    "a long word": lambda dice, text: text + " " + dice.choice(["a", "Ab", "Zhang", "-", "9", "的", "A."]) * 20_000,
    "brackets": lambda dice, text: "".join(dice.choice(["(", ")", "[", "（", "“", "'", '"', "<"]) + c
                                           if dice.random() < 0.1 else c for c in text) + "(" * 3_000,
    "blanks without end": lambda dice, text: text.replace(" ", dice.choice([" ", "\t", "\u3000"]) * 300, 30),
    "one sentence often": lambda _, text: (text[:200] + ". ") * 60,
    "many names": lambda dice, text: text + ", ".join(f"{dice.choice(made.MAYORS)}, mayor of {dice.choice(made.CITIES)}"
                                                     for _ in range(150)) + ", attended.",
    "many figures": lambda dice, text: text + " invested " + ", ".join(
        f"{dice.randint(1, 10**dice.randint(1, 40))}.{dice.randint(0, 99)} {dice.choice(['billion yuan', '%', 'mu', ''])}"
        for _ in range(150)) + ".",
    "many dates": lambda dice, text: text + " On " + ", ".join(
        f"{dice.choice(['May', 'Feb.', 'Smarch'])} {dice.randint(0, 99)}, {dice.randint(0, 9999)}" for _ in range(100)),
    "many posts": lambda _, text: text + " He met the mayor" + " of the deputy secretary of the committee" * 80 + ".",
    "words in disorder": lambda dice, text: " ".join(dice.sample(text.split(), len(text.split()))),
    "cut": lambda dice, text: text[: dice.randrange(len(text) + 1)],
    "markup in text": lambda dice, text: "".join(dice.choice(["<p>", "</div>", "&amp;", "&#x0;", "<b", "]]>", "<!--"]) + c
                                                if dice.random() < 0.05 else c for c in text),
}  # fmt: skip


def _said(damage: Callable[[Random, str], str]) -> Callable[[Random, list[Made]], tuple[str, bytes]]:
    """``damage`` to the words of articles that stand in some kind of source."""

    def whole(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
        spoilt = [
            replace(s, title=damage(dice, s.title)[:2_000], paragraphs=tuple(damage(dice, p) for p in s.paragraphs))
            for s in stories
        ]
        return _packed(dice, *_source(dice, spoilt))

    return whole


# ---- damage to bytes


def _flipped(dice: Random, data: bytes) -> bytes:
    spoilt = bytearray(data)
    for _ in range(dice.randint(1, 40)):
        spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
    return bytes(spoilt)


def _inserted(dice: Random, data: bytes) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + dice.randbytes(dice.randint(1, 400)) + data[at:]


def _swapped(dice: Random, data: bytes) -> bytes:
    parts = [data[i : i + 64] for i in range(0, len(data), 64)]
    return b"".join(dice.sample(parts, len(parts)))


def _recoded(dice: Random, data: bytes) -> bytes:
    names = ["utf-16", "utf-16-le", "utf-32-be", "utf-7", "gb18030", "big5", "shift_jis", "koi8_r", "cp037", "latin-1"]
    return data.decode("utf-8").encode(dice.choice(names), "replace")


BYTES: dict[str, Callable[[Random, bytes], bytes]] = {
    "truncated": lambda dice, data: data[: dice.randrange(len(data))],
    "beginning lost": lambda dice, data: data[dice.randrange(len(data)) :],
    "bytes flipped": _flipped,
    "bytes inserted": _inserted,
    "blocks swapped": _swapped,
    "another encoding": _recoded,
    "encoded twice": lambda _, data: data.decode("utf-8").encode("utf-8").decode("latin-1").encode("utf-8"),
    "not quite UTF-8": lambda dice, data: data.replace(b"a", dice.choice([b"\xc0\xaf", b"\xed\xa0\x80", b"\xff", b"\xe4\xb8"])),
    "untrue mark": lambda dice, data: dice.choice([b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\xef\xbb\xbf\xef\xbb\xbf"]) + data,
    "zeros": lambda dice, data: data.replace(b" ", b"\0", dice.randint(1, 20)),
    "twice": lambda _, data: data + data,
}  # fmt: skip


def _spoilt(damage: Callable[[Random, bytes], bytes]) -> Callable[[Random, list[Made]], tuple[str, bytes]]:
    """``damage`` to a source's bytes, before or after it was packed."""

    def whole(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
        ending, data = _source(dice, stories)
        try:
            ending, data = _packed(dice, ending, damage(dice, data))
        except UnicodeError:
            data = damage(dice, b"%s" % data)
        if ending.endswith((".gz", ".zst")) and dice.random() < 0.5:
            return ending, BYTES["truncated"](dice, data) or data
        return ending, data

    return whole


# ---- whole files


def _binary(dice: Random, _: list[Made]) -> tuple[str, bytes]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.txt", "text")
    data = dice.choice([
        dice.randbytes(5_000), b"\x89PNG\r\n\x1a\n" + dice.randbytes(800), b"%PDF-1.7\n" + dice.randbytes(800),
        b"\x7fELF" + dice.randbytes(800), archive.getvalue(), b"", b"\0" * 4_000, b" \r\n\t", b"\xef\xbb\xbf",
    ])  # fmt: skip
    return dice.choice(["txt", "html", "jsonl", "csv", "xml", "warc", "txt.gz", "csv.zst", "warc.gz"]), data


def _bomb(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    """A gigabyte and more in a file of some kilobytes."""
    filler = dice.choice([b"\0", b"a", b" ", b"<p>", b"\n", b"a\n", b"(", b"the mayor "])
    head = dice.choice([b"", KINDS["txt"](stories)])
    if dice.random() < 0.5:
        return f"{dice.choice(['txt', 'html', 'jsonl', 'csv', 'xml', 'warc'])}.gz", made.gz(head) + _gzip_bomb(filler)
    return f"{dice.choice(['txt', 'html', 'jsonl', 'csv', 'xml', 'warc'])}.zst", made.zst(head) + _zstd_bomb(filler[0])


@cache
def _gzip_bomb(filler: bytes) -> bytes:
    return gzip.compress(filler * (1_000_000 // len(filler)), mtime=0) * 1_000


def _zstd_bomb(filler: int) -> bytes:
    """A frame of 8,000 blocks of 128 KiB that each say "this byte, so often" (RFC 8878, section 3.1.1.2)."""
    block = ((128 * 1024 << 3) | 1 << 1).to_bytes(3, "little") + bytes([filler])
    return b"\x28\xb5\x2f\xfd\x00\x38" + block * 8_000 + b"\x01\x00\x00"


def _bomb_inside(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    """An answer in a web archive that unpacks to far more than it should."""
    packed = zlib.compress(b"<p>a</p>" * 2_000_000)
    bomb = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: deflate\r\n\r\n" + packed
    return "warc", _record(f"https://www.{stories[0].id}.example/bomb", bomb) + KINDS["warc"](stories)


def _record(url: str, content: bytes, kind: str = "response", **headers: str) -> bytes:
    said = {"WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": "2024-01-01T00:00:00Z",
            "Content-Type": "application/http; msgtype=response", "Content-Length": str(len(content)), **headers}  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + content + b"\r\n\r\n"


def _packing(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    """Compression that is wrong in itself."""
    packed = made.gz(KINDS["jsonl"](stories))
    return dice.choice([
        ("jsonl.gz", packed[:10]), ("jsonl.gz", packed + b"trailing"), ("jsonl.gz", made.gz(packed)),
        ("jsonl.gz", packed[:-8] + b"\0" * 8), ("jsonl.gz", KINDS["jsonl"](stories)), ("jsonl.zst", packed),
        ("txt.zst", b"\x28\xb5\x2f\xfd" + dice.randbytes(50)), ("txt.zst", b"\x28\xb5\x2f\xfd\x00\xf8" + b"\0" * 9),
        ("txt.gz", b"\x1f\x8b\x08\x00"), ("txt.gz", b"\x1f\x8b"), ("csv.zst", made.zst(b"")),
    ])  # fmt: skip


def _soup(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    prose = "".join(f"<p>{p}" for p in stories[0].paragraphs)
    tags = ["div", "b", "table", "tr", "td", "p", "script", "svg", "form", "iframe", "select", "a", "ul", "li", "x-y"]
    opening = [f"<{slash}{tag}" for slash in ("", "/") for tag in tags]
    inside, closing = ["", " ", " a=", ' class="x', "/", "<"], [">", ">", ">The mayor said ", ">&nbsp", ">&#xD800;"]
    behind = ["", "", "", "", "&#99999999;", "<!--", "-->", "]]>", "<?"]
    wild = "".join(dice.choice(part) for _ in range(3_000) for part in (opening, inside, closing, behind))
    page = dice.choice([
        wild + prose, prose + wild, "<div>" * 30_000 + prose, "<table><tr><td>" * 3_000 + prose,
        f"<p {'a=b ' * 50_000}>{prose}", f"<title>{'t' * 100_000}</title>{prose}", "<p>" * 60_000 + prose,
        f"<meta charset=utf-7><base href='http://[bad'><link rel=canonical href='http://[bad'>{prose}",
        f"<html lang='{'z' * 3_000}'><meta name=date content='99999-99-99'><meta name=date content=''>{prose}",
        f"<script type=application/ld+json>{{\"@type\": [[[[</script><h1></h1>{prose}",
        f'<script type=application/ld+json>{{"datePublished": {{"a": 1}}, "headline": 7, "publisher": []}}</script>{prose}',
        f"<svg>{prose}</svg>", f"<!-- {prose}", f"<![CDATA[{prose}]]>", f"<plaintext>{prose}", f"<frameset>{prose}",
        f"<?xml version='1.0' encoding='utf-16'?><html><body>{prose}</body></html>",
        "".join(f"<li><a href=/{i}>Link {i} of the menu</a>" for i in range(8_000)) + prose,
    ])  # fmt: skip
    return dice.choice(["html", "htm", "txt"]), f"<!DOCTYPE html><html><body>{page}".encode("utf-8", "replace")


def _feed(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    rss, prose = made.rss(stories).decode(), stories[0].paragraphs[0]
    laughs = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 12))
    feed = dice.choice([
        rss.replace("https://www", "http://["), rss.replace("</item>", ""), rss.replace("encoding='utf-8'", "encoding='utf-16'"),
        rss.replace("2023", "99999"), rss.replace("<pubDate>", "<pubDate>\u0663 the 32nd of "), rss.replace("&", "&x"),
        f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{laughs}]>" + rss.partition("?>")[2].replace("<title>", "<title>&l11;"),
        '<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + rss.partition("?>")[2].replace("<title>", "<title>&e;"),
        rss.replace("<item>", "<item>" * 3_000), rss.replace("<title>", "<title>" + "t" * 50_000),
        f"<rss version='2.0'><channel><item><title>{stories[0].title}</title></item></channel></rss>",
        "<rss version='2.0'><channel></channel></rss>", "<rss", "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        f"<rdf:RDF xmlns:rdf='x'><item><description>{prose}</description></item></rdf:RDF>",
        made.atom(stories).decode().replace("type='html'", "type='application/octet-stream' src='x'"),
        made.atom(stories).decode().replace("T00:00:00Z", "T99:99:99+99:99"),
        rss.replace("<link>", "<link>javascript:alert(1)//"), rss.replace("<guid", "<guid>" + "\u202e" * 500 + "</guid><guid"),
    ])  # fmt: skip
    return dice.choice(["rss", "xml", "atom"]), feed.encode("utf-8", "replace")


def _map(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    """Sitemaps on disk; what they list lies where nothing may be fetched from."""
    odd = ["http://127.0.0.1:1/{}", "http://[::1]:1/{}", "http://[{}", "ftp://x/{}", "http://169.254.169.254/{}", "/{}",
           "file:///etc/{}", "http://exa mple/{}", "http://10.0.0.1:99999/{}", "http://127.0.0.1:1/\u202e{}"]  # fmt: skip
    urls = "".join(f"<url><loc>{dice.choice(odd).format(stories[0].id)}</loc></url>" for _ in range(3))
    data = dice.choice([
        f"<urlset>{urls}</urlset>", f"<urlset>{urls}", "<urlset></urlset>", f"<urlset>{urls}</sitemap>",
        f"<sitemapindex>{urls.replace('url>', 'sitemap>')}</sitemapindex>", f"<urlset>{'<url>' * 2_000}{urls}",
        f"<urlset><url><loc>{stories[0].id}{'a' * 100_000}</loc></url></urlset>",
    ])  # fmt: skip
    return "xml", data.encode()


def _archive(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    good, url = KINDS["warc"](stories), f"https://www.{stories[0].id}.example/{stories[0].id}"
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + made.page(stories[0]).encode()
    chunked = page.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 1)
    packed = page.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n", 1)
    length = dice.choice(["-1", "0", "x", "99999999999", "1e3", ""])
    data = dice.choice([
        good.replace(b"Content-Length: ", b"Content-Length: 9", 1), good.replace(b"WARC/1.0", b"WARC/9.9"),
        good.replace(b"HTTP/1.1 200 OK", b"HTTP/1.1"), good.replace(b"WARC-Type: response", b"WARC-Type: \xff"),
        good.replace(b"\r\n", b"\n"), good.replace(b"https://", b"http://["), good.replace(b"charset=utf-8", b"charset=\xff"),
        _record(url, page, **{"Content-Length": length}) + good, _record(url, chunked), _record(url, packed),
        _record(url, page, "resource"), _record(url, b""), _record("", page), _record(url, b"\0" * 500, "conversion"),
        _record("\u202e{} <>", page), _record(url, page, "revisit"), b"WARC/1.0\r\n\r\n\r\n", b"WARC/1.0\r\n" + b"a" * 100_000,
        b"filedesc://x 0.0.0.0 20240101000000 text/plain 20\n1 0 x\nURL IP\n\n" + good, good[:200] + dice.randbytes(500) + good,
    ])  # fmt: skip
    return _packed(dice, "warc", data)


def _table(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    good = made.table(",", stories).decode("utf-8-sig")
    head, _, rows = good.partition("\n")
    data = dice.choice([
        good.replace('"', "", 1), good[:-3] + '"' * 3, good.replace(",", "\0", 3), rows, head, "\n\n\n", f"{head}\n" * 3,
        head.replace("text", "id") + "\n" + rows, head + ",x,y,,\n" + rows, good.replace("\n", "\r"), '"' * 5_001,
        good + "," * 50_000, f"text\n\"{'a' * 3_000_000}\"\nshort", good.replace("https://", "http://["),
        good.replace("2023-05", "9999999999"), good.replace("page", "\u202e" * 500), f"{head}\n" + "\0" * 5_000,
        good + "".join(f"{i},,,,,\n" for i in range(300)),
    ])  # fmt: skip
    return "csv", data.encode("utf-8", "replace")


def _json(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    """Values where none of their kind is expected, and documents that are none."""
    row = made.rows(stories)[0]
    deep = dice.choice(["[", '{"a":']) * 100_000
    values = [None, True, 7, -1e308, "", [], {}, ["a", ["b", {"name": "c"}]], {"name": {"name": "d"}}, "\u202e", "\x00",
              "9" * 10, "99999999999999", "0000-00-00", "http://[", "https://x y/<>\"{}|\\^`", "a" * 5_000, "zh_CN@x", "/"]  # fmt: skip
    spoilt = row | {name: dice.choice(values) for name in dice.sample(list(row), 3)}
    lines = dice.choice([
        json.dumps(spoilt), json.dumps(row | {"text": dice.choice(values)}), deep, json.dumps(row)[:-1], f'{{"text": {deep}',
        json.dumps(row | {"id": 1})[:-1] + ', "n": ' + "1" * 10_000 + "}", '{"text": "\\ud800 \\udc00"}', "NaN", "{}", "[]",
        json.dumps(row) + json.dumps(row), '{"text": "a", "text": "b"}', json.dumps([row]), "\n" * 5_000, '{"id": 1e999}',
        "".join(f'{{"id": "{row["id"]}-{i}"}}\n' for i in range(300)), json.dumps(row | {"text": "a " * 1_200_000}),
    ])  # fmt: skip
    return "jsonl", lines.encode("utf-8", "surrogatepass")


def _long(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    """A page of 100,000 words."""
    prose = [line for text in dice.sample(texts(), len(texts())) for line in text.splitlines() if len(line) > 120]
    words = 0
    paragraphs = []
    while words < LONG:
        paragraphs.append(prose[len(paragraphs) % len(prose)])
        words += len(paragraphs[-1].split())
    kind = dice.choice(["txt", "html", "jsonl", "csv", "warc"])
    return kind, KINDS[kind]([replace(stories[0], paragraphs=tuple(paragraphs))])


def _heavy(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    """Nearly as large as a document may be, of one thing."""
    filler = dice.choice(
        ["a ", "A. ", "Zhang San, ", "(", "1,", "<b>", "\n", "市", ". ", "On May 1, ", "“", "a\n\n", "| "]
    )
    kind = dice.choice(["txt", "html", "jsonl"])
    size = 1_500_000 // len(filler.encode())
    return kind, KINDS[kind]([replace(stories[0], paragraphs=(*stories[0].paragraphs, filler * size))])


def _nested(dice: Random, stories: list[Made]) -> tuple[str, bytes]:
    """A header of a Zstandard frame that asks for more memory than there is, or packing within packing."""
    if dice.random() < 0.5:
        return "txt.zst", b"\x28\xb5\x2f\xfd" + struct.pack("<B", 0) + b"\xff" + b"\0" * 20
    return "txt.gz", made.gz(made.gz(made.gz(KINDS["txt"](stories))))


DAMAGES: dict[str, Callable[[Random, list[Made]], tuple[str, bytes]]] = {
    **{f"text: {name}": _said(damage) for name, damage in TEXTS.items()},
    **{f"bytes: {name} ({i})": _spoilt(damage) for i in (1, 2) for name, damage in BYTES.items()},
    **{f"HTML soup ({i})": _soup for i in range(1, 9)},
    **{f"malformed feed ({i})": _feed for i in range(1, 9)},
    **{f"malformed WARC ({i})": _archive for i in range(1, 9)},
    **{f"malformed table ({i})": _table for i in range(1, 6)},
    **{f"malformed JSON ({i})": _json for i in range(1, 6)},
    **{f"malformed sitemap ({i})": _map for i in range(1, 3)},
    **{f"binary ({i})": _binary for i in range(1, 4)},
    **{f"bomb ({i})": _bomb for i in range(1, 4)},
    "bomb in an archive": _bomb_inside,
    "wrong packing": _packing,
    "packing in packing": _nested,
    "100,000 words": _long,
    "heavy": _heavy,
}
