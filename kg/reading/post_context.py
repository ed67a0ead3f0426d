"""What a post is of where no name stands beside the title: the place, company or body that the text makes plain."""

import re
from collections import Counter
from collections.abc import Iterable

from kg.facts import EntityType
from kg.reading.antecedents import Antecedents
from kg.reading.candidates import Candidate
from kg.reading.document import Mention
from kg.reading.geography import lies_within, width
from kg.reading.nominals import nominals
from kg.reading.place_kinds import place_kinds
from kg.reading.post_parts import Body, How
from kg.reading.post_words import words
from kg.reading.titles import Kind

_COMPANIES = frozenset({EntityType.ENTERPRISE, EntityType.INSTITUTION})
_ORGANS = frozenset({EntityType.GOVERNMENT})
_BODIES = _COMPANIES | {EntityType.GOVERNMENT, EntityType.PARK, EntityType.FACILITY}


def body_meant(
    known: Antecedents, noun: str, position: int, classes: Iterable[EntityType], kind: Kind, *, organ: bool = False
) -> Mention | None:
    """The body that ``noun`` ("zone", "its") means beside a title at ``position``.

    "Our company" is the one on whose site the article stands. With ``organ`` it is what an organ belongs to ("its
    administrative committee"): a zone before a place, never an organ itself.
    """
    if noun in _CALLED and kind in (Kind.TERRITORY, Kind.PARTY) and (here := _here(known, noun, position)):
        return here
    if noun in nominals():
        guess = known.noun(noun, position)
        if guess is None and noun in ("group", "company", "corporation"):
            return foremost_company(known)
        return guess.mention if guess else None
    if noun == "our":  # "our general manager"
        site = known.site()
        business = site is not None and known.document.type_of(site) in classes
        return site if business else known.own("company") or foremost_company(known)
    if noun.startswith("our "):
        if own := known.own(noun.removeprefix("our ")):
            return own
        meant = nominals().get(noun.removeprefix("our "))
        business = meant is None or not set(meant.classes).isdisjoint((EntityType.ENTERPRISE, EntityType.FACILITY))
        named = [c.mention for c in known.candidates if c.type is EntityType.ENTERPRISE and business]
        return max(named, key=lambda m: known.counts[m.entity]) if named else None
    if organ:
        zones = _whole(known.before(position, {EntityType.PARK}))
        return zones or _whole(c for c in known.before(position, {EntityType.PLACE}) if not c.adverbial)
    latest = known.before(position, [c for c in classes if c is not EntityType.PLACE or kind is Kind.TERRITORY])
    if not latest:
        return None
    subject = known.thing(position, classes) if noun == "its" else None
    if subject and subject[1] >= 0.75:
        return subject[0].mention
    beside = [
        c for c in latest if c.sentence == latest[0].sentence and not c.adverbial and c.type in _COMPANIES | _ORGANS
    ]
    return (latest[0] if latest[0].type in _COMPANIES or not beside else beside[0]).mention


def _here(known: Antecedents, noun: str, position: int) -> Mention | None:
    """The place that the sentence has named last, if "the city", "the county" can be that one."""
    here, wanted = known.sentence(position), _CALLED[noun]
    for c in known.before(position, {EntityType.PLACE}):
        if c.sentence != here or c.headline:
            return None
        kinds = _kinds(known, c)
        if wanted in kinds or not kinds:
            return c.mention
    return None


def _kinds(known: Antecedents, place: Candidate) -> frozenset[str]:
    """The kinds of place that the names of ``place`` tell, or the word behind it: "Anping county"."""
    following = known.document.text.clean[place.mention.end : place.mention.end + 12].split()
    told = _CALLED.get(following[0].strip(".,;)")) if following else None
    named = kinds_told(known.names(place))
    return named | {told} if told else named


def kinds_told(names: Iterable[str]) -> frozenset[str]:
    """The kinds of place that ``names``, in lower case, tell."""
    return frozenset[str]().union(*(place_kinds(name) | _called(name) for name in names))


def _whole(latest: Iterable[Candidate]) -> Mention | None:
    """The first of ``latest`` that is no part of a longer one: not Y in "X of Y"."""
    named = list(latest)
    for c in named:
        if not any(d.mention.start < c.mention.start and c.mention.end <= d.mention.end for d in named):
            return c.mention
    return None


#: Kinds of place that the last word of a name tells.
_CALLED = {
    "province": "province",
    "city": "city",
    "county": "county",
    "district": "district",
    "prefecture": "prefecture",
    "town": "town",
    "township": "township",
    "village": "village",
}


def _called(name: str) -> frozenset[str]:
    """The kind of place that ``name``, in lower case, tells itself: "X Town"."""
    kind = _CALLED.get(name.split()[-1]) if " " in name else None
    return frozenset({kind}) if kind else frozenset()


def _abroad(names: Iterable[str]) -> bool:
    """Whether the reference data know the place with ``names``, and not in China."""
    return any(width(name) is not None and not lies_within(name, "China") for name in names)


def place_meant(
    known: Antecedents, position: int, kinds: frozenset[str], taken: frozenset[str], *, chinese: bool = False
) -> Mention | None:
    """The place whose mayor or Party secretary is meant when none is named: the article's own one of ``kinds``.

    ``taken`` are places whose holder of the post is known to be somebody else; ``chinese`` tells that the holder's name
    is, so that a place in China is likelier.
    """
    weights: Counter[str] = Counter()
    places = [c for c in known.candidates if c.type is EntityType.PLACE and c.mention.entity not in taken]
    places = [c for c in places if not any(name.split()[-1] in words("nature") for name in known.names(c))]
    if chinese:
        places = [c for c in places if not _abroad(known.document.entities[c.mention.entity].names)] or places
    here = known.sentence(position)
    for c in places:
        of_it = _kinds(known, c)
        if not of_it or not kinds or of_it & kinds:
            near = c.sentence >= 0 and 0 <= here - c.sentence <= 1
            sure = 2 * bool(kinds and of_it & kinds) + 3 * ("city" in of_it & kinds)  # most mayors are cities'
            weights[c.mention.entity] += 1 + 2 * (c.headline or c.sentence <= 1) + near + sure
    for draft in known.document.entities.values():
        if draft.jurisdiction and draft.jurisdiction in weights:
            weights[draft.jurisdiction] += known.counts[draft.id]
    if not weights:
        return None
    best = max(weights, key=lambda entity: weights[entity])
    mine = [c.mention for c in places if c.mention.entity == best]
    return next((m for m in reversed(mine) if m.end <= position), mine[0])


#: Between a name and a title inside the bracket after it: "X Group (XG, Chairman Rao Qiming)".
_BRACKET = re.compile(r"\s*[(（](?:[^()（）.;]{0,30}[,:;])?\s*$")
#: Between a party of people and who is at its head.
_LED = re.compile(r",?\s*(?:(?:which|that) (?:is|was) )?(?:led|headed) by (?:its |the |their )?$")
_PARTY_OF = re.compile(r"\b(?:delegation|team|group|mission|party|entourage) (?:from|of) (?:the )?$")


def bracketing(known: Antecedents, position: int) -> Mention | None:
    """The name in whose bracket the title at ``position`` stands: "X Group (Chairman Rao Qiming)"."""
    for c in known.before(position, _BODIES):
        between = known.document.text.clean[c.mention.end : position]
        if len(between) > 60:
            return None
        if _BRACKET.match(between):
            return c.mention
    return None


def led(known: Antecedents, position: int) -> Mention | None:
    """The body whose delegation the person is at the head of whose title stands at ``position``."""
    clean = known.document.text.clean
    for c in known.before(position, _BODIES):
        if position - c.mention.end > 60:
            return None
        if _LED.fullmatch(clean[c.mention.end : position]) and _PARTY_OF.search(clean[: c.mention.start][-30:]):
            return c.mention
    return None


#: Between a body and the name of one who leads it, before a title in brackets: "X is led by Rao Qiming (Director)".
_RUN = re.compile(
    r"[^;]{0,90}?(?:\b(?:is|was|are|were)|,) (?:jointly )?(?:led|headed|run|managed|chaired) by [^;]{2,120}\(\s?$"
)


def run_by(known: Antecedents, position: int) -> Mention | None:
    """The body that is said to be led by the person in the bracket behind whose name a title stands at ``position``."""
    here = known.sentence(position)
    near = [c for c in known.before(position, _BODIES) if c.sentence == here]
    found = [c for c in near if _RUN.fullmatch(known.document.text.clean[c.mention.end : position])]
    outer = [
        c for c in found if c.type is EntityType.GOVERNMENT or not any(d.type is EntityType.GOVERNMENT for d in found)
    ]
    return outer[-1].mention if outer else None


def site(known: Antecedents, position: int, classes: Iterable[EntityType]) -> Mention | None:
    """The one company or institution that the sentence names before a bare title, as where it all happens.

    "At X, they asked chairman Rao Qiming about orders", "was shown X, where director Rao Qiming said".
    """
    wanted = frozenset(classes) & _COMPANIES
    here = known.sentence(position)
    near = [c for c in known.before(position, _COMPANIES) if c.sentence == here and not c.headline]
    if not near or near[0].type not in wanted:
        return None
    if re.match(r",? where ", known.document.text.clean[near[0].mention.end : position]):
        return near[0].mention
    alone = len({c.mention.entity for c in near}) == 1
    return near[0].mention if alone and near[-1].adverbial else None


def spoken_of(known: Antecedents, position: int) -> Mention | None:
    """The one company that the sentence of ``position``, or else the one before it in the paragraph, names."""
    here, line = known.sentence(position), known.line(position)
    companies = [c for c in known.before(position, {EntityType.ENTERPRISE}) if c.line == line and not c.headline]
    for sentence in (here, here - 1):
        near = [c.mention for c in companies if c.sentence == sentence]
        if near:
            return near[0] if len({m.entity for m in near}) == 1 else None
    return None


#: An organ that is known only as somebody's: "according to its administrative committee".
_OWNED = re.compile(
    r"(?P<owner>\bits|['’]s) (?P<unit>(?:Party )?(?:work|working|administrative|management|administration) "
    r"(?:committee|commission|board))\b",
    re.IGNORECASE,
)


def owned_before(known: Antecedents, noun: str, position: int) -> tuple[Body, Mention] | None:
    """The organ that "the ``noun``" means where it was mentioned only as its zone's: "its administrative committee"."""
    last = noun.split()[-1]
    found = [m for m in _OWNED.finditer(known.document.text.clean, 0, position) if m["unit"].lower().endswith(last)]
    if not found:
        return None
    match = found[-1]
    start, end = match.span("unit")
    owner = body_meant(known, "its", start, (), Kind.ORGAN, organ=True)
    body = Body(How.NOMINAL, start, end, "its", unit=match["unit"], unit_start=start, unit_end=end)
    return (body, owner) if owner else None


#: Organs whose heads are named by their bare title once the organ has been spoken of.
_LED_BY = {
    "secretary": frozenset({"committee", "branch"}),
    "director": frozenset({"committee", "commission", "bureau", "office", "administration", "department", "center"}),
    "chairman": frozenset({"committee", "commission"}),
}


def organ_spoken_of(known: Antecedents, position: int, role: str) -> Mention | None:
    """The one organ that the sentence before names first, if the bare title ``role`` behind it can be that of its head.

    "The Work Committee met. Secretary Rao Qiming said".
    """
    heads = _LED_BY.get(role.split()[-1])
    here, line = known.sentence(position), known.line(position)
    near = [c for c in known.before(position, _ORGANS) if here - c.sentence <= 1 and c.line == line]
    if heads is None or len({c.mention.entity for c in near}) != 1:
        return None
    words = frozenset(word for name in known.names(near[-1]) for word in name.split())
    return near[-1].mention if words & heads and near[-1].subject else None


def main_company(known: Antecedents, position: int) -> Mention | None:
    """The company that the article is about, if it is about one; where it was named last before ``position``."""
    topic = known.topic()
    if topic is None or known.document.entities[topic].type is not EntityType.ENTERPRISE:
        return None
    named = [c.mention for c in known.candidates if c.mention.entity == topic]
    return next((m for m in reversed(named) if m.end <= position), named[0])


def foremost_company(known: Antecedents) -> Mention | None:
    """The company that the article names more often than any other, where it is named first."""
    named = Counter(c.mention.entity for c in known.candidates if c.type is EntityType.ENTERPRISE)
    ranked = named.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return next(c.mention for c in known.candidates if c.mention.entity == ranked[0][0])


def latest_company(known: Antecedents, position: int) -> Mention | None:
    """The company whose manager is meant when none is named: the one named last, or the one that it is all about."""
    latest = known.before(position, {EntityType.ENTERPRISE})
    foremost = foremost_company(known)
    if latest and foremost and known.counts[foremost.entity] >= 3 * known.counts[latest[0].mention.entity]:
        return foremost
    return latest[0].mention if latest else None
