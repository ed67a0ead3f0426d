"""Persons: names behind titles, in rows of names, before verbs of saying; and wherever such a name stands again."""

import re
from functools import cache

from kg.chinese import titles
from kg.chinese.document import Document, Found, Sentence, begins_with_verb, is_word
from kg.chinese.tables import alternatives, rows, words
from kg.facts import EntityType

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
_FOREIGN = re.compile(rf"{_HAN}{{1,8}}(?:[·•・]{_HAN}{{1,8}})+|[A-Z][A-Za-zÀ-ÿ'’.-]+(?: [A-Z][A-Za-zÀ-ÿ'’.-]*){{1,3}}")
_STOPS = "，。、；：！？“”‘’（）()《》【】\n \u3000,;:"
_SAYS = re.compile(r"指出|强调|表示|介绍|要求|认为|说|代表|主持|率|一行|先后|听取|来到|深入")
#: Before the name of who is given a post or relieved of it.
_APPOINTED = re.compile(r"^\s*(?:任命|免去)?|任命|免去|选举|提名|补选|决定接受")
_BECOMES = re.compile(r"(?:同志)?(?:为|任|担任|出任|当选为?|兼任|的)[^，；。]*")
#: Longest name of a person whose surname is not in the table (a Mongolian or Tibetan one), in characters.
LONGEST = 6


def find_people(document: Document) -> None:
    """Finds persons and every mention of them."""
    for sentence in document.sentences:
        for match in titles.pattern().finditer(sentence.text):
            _row(document, sentence, match.end())
        for match in alternatives("leaders").finditer(sentence.text):
            _row(document, sentence, match.end())
        for match in _APPOINTED.finditer(sentence.text):
            _appointed(document, sentence, match.end())
        _subject(document, sentence)
    _again(document)


def _row(document: Document, sentence: Sentence, at: int) -> None:
    """The name at an offset of the sentence, and those that follow it in a row without titles of their own."""
    titled = True
    while (length := name_at(document, sentence, at, titled)) > 0:
        titled = False
        _note(document, sentence, at, at + length, titled=True)
        at += length
        if sentence.text[at : at + 1] in ("、", "和", "与", "及") and _surnamed(document, sentence, at + 1):
            at += 1
        else:
            return


def name_at(document: Document, sentence: Sentence, at: int, titled: bool) -> int:
    """Length of the person's name that begins at an offset of the sentence; 0 if none does.

    Behind a title (``titled``) a name need not begin with a surname of the table.
    """
    text = sentence.text
    if foreign := _FOREIGN.match(text, at):
        return _foreign(text, at, foreign)
    if any(text.startswith(word, at) for word in words("never")) or not re.match(_HAN, text[at : at + 1]):
        return 0
    if titles.pattern().match(text, at):
        return 0
    surname = _surname(text, at)
    if surname:
        fits = [
            n
            for n in (surname + 2, surname + 1)
            if _whole(text, at, at + n) and _ends(text, at + n) and not _goes_on(document, text, at, at + n)
        ]
        if fits:
            return max(fits, key=lambda n: (_strength(text, at, at + n), n))
        for length in (surname + 2, surname + 1):  # before a word that is in no table of ours
            end = at + length
            known = sentence.start + end in document.edges(sentence) and is_word(text[end : end + 2])
            if titled and known and _whole(text, at, end) and not _goes_on(document, text, at, end):
                return length
    if not titled or begins_with_verb(text[at : at + LONGEST]):
        return 0
    for length in range(2, LONGEST + 1):
        end = at + length
        if _whole(text, at, end) and _ends(text, end) and not _goes_on(document, text, at, end):
            return length if _unknown(document, sentence, at, length) else 0
    return 0


def _foreign(text: str, at: int, match: re.Match[str]) -> int:
    """Length of a foreign name: of one in characters, up to where its last part can end."""
    if match[0][0].isascii():
        return len(match[0])
    last = max(match[0].rfind(dot) for dot in "·•・") + 1
    return next((n for n in range(last + 1, len(match[0]) + 1) if _ends(text, at + n)), 0)


def _goes_on(document: Document, text: str, start: int, end: int) -> bool:
    """Whether the characters are part of a longer name: wherever they stand, the same two follow, and no verb."""
    name, following = text[start:end], text[end : end + 2]
    if len(following) < 2 or following[0] in _STOPS or following in words("behind") or document.text.count(name) < 2:
        return False
    return document.text.count(name) == document.text.count(name + following)


def _unknown(document: Document, sentence: Sentence, at: int, length: int) -> bool:
    """Whether no word of the language fills the stretch: then it is a name that only its language explains."""
    start, end = sentence.start + at, sentence.start + at + length
    inside = [t for t in document.tokens(sentence) if start <= t[0] and t[1] <= end]
    return not any(document.body[a:b] in words("cut") | words("soft") | words("behind") for a, b in inside) and not (
        length == 2 and is_word(document.body[start:end])
    )


def _whole(text: str, start: int, end: int) -> bool:
    name = text[start:end]
    return len(name) == end - start and all(re.match(_HAN, letter) for letter in name)


def _ends(text: str, at: int) -> bool:
    """Whether a name can end there: at a pause, or before a word that stands behind names."""
    rest = text[at:]
    return (
        not rest
        or rest[0] in _STOPS
        or alternatives("behind").match(rest) is not None
        or bool(titles.pattern().match(rest))
    )


def _strength(text: str, start: int, end: int) -> int:
    """How surely a name ends there: at a pause, before a long word that stands behind names, before a short one.

    Least of all where its last character is such a short word itself: 王伟作报告 is 王伟 and 作报告.
    """
    match = alternatives("behind").match(text, end)
    if match is None:
        return 3
    return 0 if end - start > 2 and text[end - 1] in words("behind") else len(match[0])


def _surnamed(document: Document, sentence: Sentence, at: int) -> bool:
    """Whether a name can begin there that has no title of its own."""
    begins = bool(_surname(sentence.text, at)) and not titles.pattern().match(sentence.text, at)
    return begins and document.free(sentence.start + at, sentence.start + at + 1)


def _surname(text: str, at: int) -> int:
    """Length of the surname at an offset; 0 if there is none."""
    if text[at : at + 2] in _surnames("compound"):
        return 2
    return 1 if text[at : at + 1] in _surnames("single") else 0


@cache
def _surnames(kind: str) -> frozenset[str]:
    [cell] = (row[1] for row in rows("surnames") if row[0] == kind)
    return frozenset(cell.split() if kind == "compound" else cell)


def _subject(document: Document, sentence: Sentence) -> None:
    """A name at the sentence's beginning, before a verb of saying: "张三指出"."""
    at = len(sentence.text) - len(sentence.text.lstrip())
    for length in (3, 2, 4):
        name = sentence.text[at : at + length]
        if (
            _surname(name, 0)
            and _whole(sentence.text, at, at + length)
            and _SAYS.match(sentence.text, at + length)
            and not any(name.startswith(word) for word in words("never"))
            and sentence.start + at + length in document.edges(sentence)
            and len(document.tokens(sentence)) > 1
            and document.tokens(sentence)[0][1] >= sentence.start + at + length
            and document.free(sentence.start + at, sentence.start + at + length)
        ):
            _note(document, sentence, at, at + length)
            return


def _appointed(document: Document, sentence: Sentence, at: int) -> None:
    """ "任命张三为…局长", "免去张三的…局长职务": the name before the post."""
    surname = _surname(sentence.text, at)
    for length in (surname + 2, surname + 1) if surname else ():
        behind = _BECOMES.match(sentence.text, at + length)
        if _whole(sentence.text, at, at + length) and behind and titles.pattern().search(behind[0]):
            _note(document, sentence, at, at + length, titled=True)
            return


def _note(document: Document, sentence: Sentence, start: int, end: int, titled: bool = False) -> None:
    first, last = sentence.start + start, sentence.start + end
    for place in document.within(first, last, EntityType.PLACE):
        if titled:
            document.drop(place)  # a person is called as a place is, or has such a name inside his own
    if document.free(first, last):
        name = sentence.text[start:end]
        full = next((e.id for e in _people(document) if any(n.endswith(f"·{name}") for n in e.names)), f"person-{name}")
        document.mention(first, last, document.add(EntityType.PERSON, name, full).id)


def _again(document: Document) -> None:
    """Names that were found once, wherever else they stand."""
    forms = {name for e in _people(document) for full in e.names for name in (full, full.rpartition("·")[2])}
    for name in sorted((form for form in forms if len(form) > 1), key=len, reverse=True):
        for sentence in document.sentences:
            at = sentence.text.find(name)
            while at >= 0:
                _note(document, sentence, at, at + len(name), titled=True)
                at = sentence.text.find(name, at + len(name))


def _people(document: Document) -> list[Found]:
    return [e for e in document.entities.values() if e.type is EntityType.PERSON]
