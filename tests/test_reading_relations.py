# ruff: noqa: E501 - each text stands on one line
"""Relations: where things lie, what they are part of, what they work on, whom they work with, as the text says it."""

from dataclasses import replace

import pytest

from kg.facts import Predicate, Relation
from kg.reading.dates import find_dates
from kg.reading.document import Document
from kg.reading.events import read_events
from kg.reading.posts import read_posts
from kg.reading.references import resolve
from kg.reading.relations import read_relations
from tests.reading_marked import document


def read(marked: str) -> tuple[Document, list[Relation]]:
    found = document(marked)
    found.article = replace(found.article, date="2023-06-15")
    posts = read_posts(found)
    resolve(found, posts)
    return found, read_relations(found, read_events(found, find_dates(found), posts))


def stated(marked: str) -> set[tuple[str, str, str]]:
    return {(r.subject, r.predicate, r.object) for r in read(marked)[1]}


LOCATED = [
    ("{Anping Town|L}, which belongs to {Luosha District|L}, has a dry port.", "Anping Town", "Luosha District"),
    ("{Luosha District|L}, northwest China's {Minqian Province|L}, is known for pears.", "Luosha District", "Minqian Province"),
    ("{Torvik Holdings|E} of {Luosha|L} signed a contract.", "Torvik Holdings", "Luosha"),
    ("Work goes on in {Weiluo Zone|K}, which cost 2 billion yuan and into which {Torvik Holdings|E} and {Delta|E} have moved.", "Delta", "Weiluo Zone"),
    ("{Torvik Holdings|E} of {Anping|L} set up shop in {Weiluo Zone|K} in 2020.", "Torvik Holdings", "Weiluo Zone"),
    ("{Delta|E}, also from {Anping|L}, makes cars.", "Delta", "Anping"),
    ("1. {Delta Project|J}. Invested by {Torvik Holdings|E}. Site: {Weiluo Zone|K}.", "Delta Project", "Weiluo Zone"),
    ("{Torvik Holdings|E} keeps a showroom in {Weiluo Zone|K}.", "Torvik Holdings", "Weiluo Zone"),
    ("{Delta Port|F} covers 1,260 mu in {Luosha Town|L}.", "Delta Port", "Luosha Town"),
    ("{Torvik Holdings|E} moved from {Luosha|L} to {Weiluo Zone|K} in 2020.", "Torvik Holdings", "Weiluo Zone"),
    ("Among the tenants of {Weiluo Zone|K} are {Torvik Holdings|E} and {Delta|E}.", "Delta", "Weiluo Zone"),
    ("{Weiluo Zone|K}'s largest tenant is {Torvik Holdings|E}.", "Torvik Holdings", "Weiluo Zone"),
    ("{Anping Village|L}, a hamlet of {Luosha City|L} which everybody knows, has inns.", "Anping Village", "Luosha City"),
    ("{Torvik Holdings|E} is located in {Weiluo Zone|K}.", "Torvik Holdings", "Weiluo Zone"),
    ("{Torvik Holdings|E}, headquartered in {Anping|L}, makes cars.", "Torvik Holdings", "Anping"),
    ("Headquartered in {Anping|L}, {Torvik Holdings|E} makes cars.", "Torvik Holdings", "Anping"),
    ("{Torvik Holdings|E} has settled in {Weiluo Zone|K}.", "Torvik Holdings", "Weiluo Zone"),
    ("{Weiluo Zone|K} lies in the east of {Anping|L}.", "Weiluo Zone", "Anping"),
    ("{Weiluo Zone|K} in {Anping|L} is growing fast.", "Weiluo Zone", "Anping"),
    ("{Weiluo Zone|K} is home to {Torvik Holdings|E} and {Luosha Group|E}.", "Luosha Group", "Weiluo Zone"),
    ("{Weiluo Zone|K} has attracted companies such as {Torvik Holdings|E} and {Luosha Group|E}.", "Luosha Group", "Weiluo Zone"),
    ("{Weiluo Zone|K} now hosts {Torvik Holdings|E} and others.", "Torvik Holdings", "Weiluo Zone"),
    ("{Delta Plant|F}, situated in {Weiluo Zone|K}, was built in 2020.", "Delta Plant", "Weiluo Zone"),
    ("{Delta Plant|F} is a facility which stands in {Weiluo Zone|K}.", "Delta Plant", "Weiluo Zone"),
    ("{Delta Plant|F} was built in {Weiluo Zone|K} in 2020.", "Delta Plant", "Weiluo Zone"),
    ("They toured {Luosha Port|F} ({Anping|L}).", "Luosha Port", "Anping"),
    ("{Luosha District|L}, {Minqian Province|L}, is on the sea.", "Luosha District", "Minqian Province"),
    ("Where: {Luosha Town|L}, {Qinglan|L=Qinglan City}, {Minqian Province|L}. {Qinglan City|L} is old.", "Luosha Town", "Qinglan City"),
    ("In the tea garden of {Luosha Village|L}, {Anping Town|L}, girls sing.", "Luosha Village", "Anping Town"),
    ("{Anping Science Park|K} opened. {Anping|L} is proud.", "Anping Science Park", "Anping"),
    ("Seven {Anping|L} companies, including {Torvik Holdings|E}, took part.", "Torvik Holdings", "Anping"),
    ("{Torvik Holdings|E} moved into {Weiluo Zone|K} in May.", "Torvik Holdings", "Weiluo Zone"),
    ("{Anping|L}-based car maker {Torvik Holdings|E} is growing.", "Torvik Holdings", "Anping"),
    ("{Luosha Hall|F} of {Weiluo Zone|K} is new.", "Luosha Hall", "Weiluo Zone"),
    ("{Weiluo Zone|K} is already host to {Torvik Holdings|E}, {Luosha Group|E} and {Delta|E}.", "Delta", "Weiluo Zone"),
    ("Signed were {Delta Project|J} and {Luosha Plant|F}, both of which will be located in {Weiluo Zone|K}.", "Delta Project", "Weiluo Zone"),
    ("The guests saw {Anping|L}'s resident enterprises {Torvik Holdings|E}, {Delta|E} and {Luosha Group|E}.", "Luosha Group", "Anping"),
    ("In {Anping|L}, the guests visited {Torvik Holdings|E} and {Luosha Group|E}.", "Luosha Group", "Anping"),
    ("{Guiyang|L}, capital of Southwest China's {Guizhou province|L}, is growing.", "Guiyang", "Guizhou province"),
    ("{Weiluo Zone|K} has 300 companies. They included {Torvik Holdings|E} and {Luosha Group|E}.", "Luosha Group", "Weiluo Zone"),
]  # fmt: skip

PART = [
    ("{Luosha Bureau|G} under {Anping Government|G} published the plan.", "Luosha Bureau", "Anping Government"),
    ("{Luosha Group|E}, the parent of {Torvik Holdings|E}, is listed.", "Torvik Holdings", "Luosha Group"),
    ("{Luosha Group|E} acquired {Torvik Holdings|E} in 2020.", "Torvik Holdings", "Luosha Group"),
    ("{Delta Optics|E} is a subsidiary of {Torvik Holdings|E}.", "Delta Optics", "Torvik Holdings"),
    ("{Delta Optics|E}, a unit of {Torvik Holdings|E}, makes lenses.", "Delta Optics", "Torvik Holdings"),
    ("{Torvik Holdings|E}'s logistics arm, {Delta Express|E}, is growing.", "Delta Express", "Torvik Holdings"),
    ("{Delta Optics|E} belongs to {Torvik Holdings|E}.", "Delta Optics", "Torvik Holdings"),
    ("{Weiluo Zone|K} consists of {North Park|K} and {South Park|K}.", "South Park", "Weiluo Zone"),
    ("{Weiluo Zone|K} comprises {North Park|K} and {South Park|K}.", "South Park", "Weiluo Zone"),
    ("{North Park|K} is part of {Weiluo Zone|K}.", "North Park", "Weiluo Zone"),
    ("{North Park|K} and {South Park|K} are under {Weiluo Zone|K}.", "South Park", "Weiluo Zone"),
    ("{Standing Committee of the Anping People's Congress|G} met. The {Anping People's Congress|G} is large.", "Standing Committee of the Anping People's Congress", "Anping People's Congress"),
    ("{Torvik Global Headquarters|F} is new. {Torvik|E} owns it.", "Torvik Global Headquarters", "Torvik"),
]  # fmt: skip

OPERATES = [
    ("{Torvik Holdings|E} is a manufacturer of {lithium batteries|N}.", "lithium batteries"),
    ("{Torvik Holdings|E}, a leading {lithium battery|N} maker, is growing.", "lithium battery"),
    ("{Torvik Holdings|E} specializes in {lithium batteries|N}.", "lithium batteries"),
    ("{Torvik Holdings|E} is engaged in {lithium batteries|N} and {drones|N}.", "drones"),
    ("{Torvik Holdings|E} focuses on {lithium batteries|N}.", "lithium batteries"),
    ("{Torvik Holdings|E}, a company that produces {lithium batteries|N}, is growing.", "lithium batteries"),
    ("The {lithium battery|N} maker {Torvik Holdings|E} is growing.", "lithium battery"),
    ("The main products of {Torvik Holdings|E} include {drones|N} and {lithium batteries|N}.", "drones"),
    ("A provider of {cloud computing|N}, {Torvik Holdings|E} has 300 employees.", "cloud computing"),
    ("It was built by {Torvik Holdings|E}, a {speech recognition|N} company in Anping.", "speech recognition"),
]

FOCUSES = [
    ("{Biomedicine|N} and {new energy|N} are the fields to which {Weiluo Zone|K} devotes itself.", "new energy"),
    ("{Weiluo Zone|K} has drawn 214 enterprises of {biomedicine|N} and {new energy|N}.", "new energy"),
    ("{Weiluo Zone|K} is making every effort to develop {new energy|N}.", "new energy"),
    ("{Weiluo Zone|K}\nSize: 30 mu\nLeading industries: {biomedicine|N} and {new energy|N}", "new energy"),
    ("{Weiluo Zone|K} focuses on {biomedicine|N} and {new energy|N}.", "new energy"),
    (
        "{Weiluo Zone|K} focuses on three leading industries: {biomedicine|N}, {drones|N} and {new energy|N}.",
        "new energy",
    ),
    ("The leading industries of {Weiluo Zone|K} are {biomedicine|N} and {new energy|N}.", "new energy"),
    ("{Weiluo Zone|K} is fast. Its key industries include {biomedicine|N} and {new energy|N}.", "new energy"),
    ("{Weiluo Zone|K} is dedicated to {new energy|N}.", "new energy"),
    ("{New energy|N} has become a pillar industry of {Weiluo Zone|K}.", "New energy"),
    ("{Weiluo Zone|K} has become a hub for {new energy|N}.", "new energy"),
    ("A {new energy|N} industry cluster has taken shape in {Weiluo Zone|K}.", "new energy"),
    ("{Weiluo Zone|K} is developing its pillar industries, namely {biomedicine|N} and {new energy|N}.", "new energy"),
    ("{Weiluo Zone|K} will cultivate {new energy|N}.", "new energy"),
    ("{Weiluo Zone|K} specializes in {new energy|N}.", "new energy"),
    (
        "{Weiluo Zone|K}, one of the first in {Minqian|L}, is also strong in {drones|N} and {new energy|N}.",
        "new energy",
    ),
    (
        "{Weiluo Zone|K} grows. {Drones|N}, {biomedicine|N} and {new energy|N} are its three leading industries.",
        "new energy",
    ),
    ("{Weiluo Zone|K} has listed {drones|N}, {biomedicine|N} and {new energy|N} as its pillar industries.", "drones"),
    (
        "{Weiluo Zone|K} has formed a system with {biomedicine|N} and {new energy|N} as its leading industries.",
        "new energy",
    ),
    ("{Weiluo Zone|K} takes {biomedicine|N}, {drones|N} and {new energy|N} as its pillars.", "biomedicine"),
]

DEVELOPS = [
    ("Firms have come to {North Park|K}, its developer {Torvik Holdings|E} said.", "Torvik Holdings", "North Park"),
    ("{North Park|K}, whose operator is {Torvik Holdings|E}, is large.", "Torvik Holdings", "North Park"),
    ("1. {Delta Project|J}. Invested by {Torvik Holdings|E}. Site: {Weiluo Zone|K}.", "Torvik Holdings", "Delta Project"),
    ("{North Park|K}\nWhere: {Anping|L}\nOperator: {Torvik Holdings|E}", "Torvik Holdings", "North Park"),
    ("{Torvik Holdings|E} and {Delta|E} have put 1.85 billion yuan into {Luosha Port|F}.", "Delta", "Luosha Port"),
    ("{Luosha Port|F}, with a total investment of 3 billion yuan from {Torvik Holdings|E}, covers 300 mu.", "Torvik Holdings", "Luosha Port"),
    ("{Torvik Holdings|E} built {Delta Plant|F}.", "Torvik Holdings", "Delta Plant"),
    ("{Delta Plant|F} was built by {Torvik Holdings|E}.", "Torvik Holdings", "Delta Plant"),
    ("{Delta Project|J}, invested by {Torvik Holdings|E}, is new.", "Torvik Holdings", "Delta Project"),
    ("{Torvik Holdings|E} has invested 3 billion yuan in {Delta Project|J}.", "Torvik Holdings", "Delta Project"),
    ("{North Park|K} is a base incubated by {Torvik Holdings|E}.", "Torvik Holdings", "North Park"),
    ("{Delta Plant|F} is operated by {Torvik Holdings|E}.", "Torvik Holdings", "Delta Plant"),
    ("{North Park|K}, which {Torvik Holdings|E} is building, is large.", "Torvik Holdings", "North Park"),
    ("{Torvik Holdings|E} and {Luosha Group|E} teamed up to build {Delta Plant|F}.", "Luosha Group", "Delta Plant"),
    ("{Delta Project|J} is jointly developed by {Torvik Holdings|E} and {Luosha Group|E}.", "Luosha Group", "Delta Project"),
]  # fmt: skip

COOPERATES = [
    "{Torvik Holdings|E} has been buying steel from {Luosha Group|E} since 2012.",
    "{Torvik Holdings|E} will supply parts to {Luosha Group|E}.",
    "{Torvik Holdings|E} and {Luosha Group|E} have been partners since 1990.",
    "{Torvik Holdings|E} signed an agreement with {Luosha Group|E}.",
    "{Torvik Holdings|E} and {Luosha Group|E} signed an agreement.",
    "An agreement between {Torvik Holdings|E} and {Luosha Group|E} was signed in May.",
    "{Torvik Holdings|E} has set up a joint venture with {Luosha Group|E}.",
    "{Torvik Holdings|E} has long cooperated with {Luosha Group|E}.",
    "The last stop was a station, a joint investment of {Torvik Holdings|E} and {Luosha Group|E}.",
    "{Torvik Holdings|E} has teamed up with {Luosha Group|E}.",
    "{Torvik Holdings|E} supplies parts to {Luosha Group|E}.",
    "{Torvik Holdings|E} formed a partnership with {Luosha Group|E}.",
    "{Torvik Holdings|E} has partnered with {Luosha Group|E}.",
]


def test_one_of_the_first_in_a_place_is_not_said_of_the_place() -> None:
    found = stated("{Weiluo Zone|K}, one of the first in {Minqian|L}, is strong in {drones|N}.")
    assert ("Minqian", Predicate.FOCUSES_ON, "drones") not in found


def test_neighbours_in_a_list_are_no_part_of_each_other() -> None:
    found = stated("They included {Torvik Holdings|E}, the Anping branch of {Luosha Group|E}, and {Delta Optics|E}.")
    assert not [r for r in found if r[1] is Predicate.PART_OF]


def test_no_country_lies_in_a_county() -> None:
    assert not any(
        s == "Japan" for s, _, _ in stated("In {Anping County|L} lies {Japan|L}. {Japan|L}, {Anping County|L}.")
    )


def test_an_envoys_seat_does_not_hold_his_country() -> None:
    found = stated("Mr Lu, Consul of the {Republic of Minqian|L} in {Luosha|L}, was present.")
    assert ("Republic of Minqian", Predicate.LOCATED_IN, "Luosha") not in found


@pytest.mark.parametrize(("text", "thing", "place"), LOCATED)
def test_where_things_lie(text: str, thing: str, place: str) -> None:
    assert (thing, Predicate.LOCATED_IN, place) in stated(text)


@pytest.mark.parametrize(("text", "part", "whole"), PART)
def test_what_things_are_part_of(text: str, part: str, whole: str) -> None:
    assert (part, Predicate.PART_OF, whole) in stated(text)


@pytest.mark.parametrize(("text", "industry"), OPERATES)
def test_what_companies_do(text: str, industry: str) -> None:
    assert ("Torvik Holdings", Predicate.OPERATES_IN, industry) in stated(text)


@pytest.mark.parametrize(("text", "industry"), FOCUSES)
def test_what_zones_go_in_for(text: str, industry: str) -> None:
    assert ("Weiluo Zone", Predicate.FOCUSES_ON, industry) in stated(text)


@pytest.mark.parametrize(("text", "builder", "thing"), DEVELOPS)
def test_who_builds_what(text: str, builder: str, thing: str) -> None:
    assert (builder, Predicate.DEVELOPS, thing) in stated(text)


@pytest.mark.parametrize("text", COOPERATES)
def test_who_works_with_whom(text: str) -> None:
    pairs = {frozenset((s, o)) for s, p, o in stated(text) if p is Predicate.COOPERATES_WITH}
    assert pairs == {frozenset(("Torvik Holdings", "Luosha Group"))}


NOTHING = [
    "They saw {China|L}'s first {Delta Zone|K} there.",
    "The lens maker from {Luosha|L} has settled in {Weiluo Zone|K}.",
    "The forum, jointly sponsored by {Luosha Government|G} and {Torvik Holdings|E}, opened on Monday.",
    "On June 12, two agreements were signed with {Torvik Holdings|E} and {Luosha Group|E} respectively.",
    "{Gu Lanting|P} of a company of {Weiluo Zone|K} which makes {optical lenses|N} spoke.",
    "{Torvik Holdings|E} hopes to settle in {Weiluo Zone|K}.",
    "{Torvik Holdings|E} opened a plant in {Anping|L}.",
    "{Torvik Holdings|E} is not located in {Weiluo Zone|K}.",
    "{Torvik Holdings|E} never cooperated with {Luosha Group|E}.",
    "{Weiluo Zone|K} wants to attract {Torvik Holdings|E}.",
    "{Torvik Holdings|E} should sign an agreement with {Luosha Group|E}.",
    "{Gu Lanting|P} of {Torvik Holdings|E} and {Rao Qiming|P} of {Luosha Group|E} shook hands.",
    "Guests from {Anping|L} and {Luosha|L} spoke of {new energy|N}.",
    "{Anping Motors|E} is old. {Anping|L} is a city.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_wishes_denials_and_company_are_no_relations(text: str) -> None:
    assert stated(text) == set()


def test_a_narrower_place_that_is_stated_takes_the_place_of_the_one_in_the_name() -> None:
    found = stated("{Anping Science Park|K} lies in {Luosha District|L}. {Anping|L} is a city.")
    assert {o for s, p, o in found if s == "Anping Science Park" and p is Predicate.LOCATED_IN} == {"Luosha District"}


def test_the_place_in_the_name_is_shown_by_the_name() -> None:
    found, relations = read("{Gu Lanting|P} spoke at length of {Anping Science Park|K}. {Anping|L} is a city.")
    ((start, end),) = next(r for r in relations if r.subject == "Anping Science Park").passages
    assert found.article.body[start:end] == "Anping Science Park"


def test_stops_of_a_tour_lie_where_it_went() -> None:
    text = "On June 12, {Gu Lanting|P} led a delegation to {Weiluo Zone|K}. The delegation visited {Torvik Holdings|E} and {Luosha Port|F}."
    found = stated(text)
    assert ("Torvik Holdings", Predicate.LOCATED_IN, "Weiluo Zone") in found
    assert ("Luosha Port", Predicate.LOCATED_IN, "Weiluo Zone") in found


def test_parties_of_a_common_signing_are_not_all_partners() -> None:
    found = stated("On June 12, {Weiluo Zone|K} signed agreements with {Torvik Holdings|E} and {Luosha Group|E}.")
    pairs = {frozenset((s, o)) for s, p, o in found if p is Predicate.COOPERATES_WITH}
    assert frozenset(("Torvik Holdings", "Luosha Group")) not in pairs
    assert len(pairs) == 2


def test_a_list_broken_by_what_is_said_of_each() -> None:
    found = stated(
        "{Weiluo Zone|K} is made up of the {North Park|K} for shipping, the {South Park|K} for trade, and the {East Park|K}, which is reserved for living."
    )
    assert {s for s, p, o in found if (p, o) == (Predicate.PART_OF, "Weiluo Zone")} == {
        "North Park",
        "South Park",
        "East Park",
    }


def test_relations_have_passages_of_a_sentence_at_most() -> None:
    text = "{Torvik Holdings|E} is located in {Weiluo Zone|K}. {Torvik Holdings|E} settled in {Weiluo Zone|K} in 2020; it is large."
    found, relations = read(text)
    (relation,) = relations
    body = found.article.body
    assert [body[s:e] for s, e in relation.passages] == [
        "Torvik Holdings is located in Weiluo Zone.", "Torvik Holdings settled in Weiluo Zone in 2020",
    ]  # fmt: skip
    assert 0 < relation.confidence < 1
