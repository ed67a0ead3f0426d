# ruff: noqa: E501 - each text stands on one line
"""Events: one for each real event, of the type that the text's noun decides, with all that its clauses say of it."""

from dataclasses import replace

import pytest

from kg.facts import Event, EventType
from kg.reading.dates import find_dates
from kg.reading.document import Document
from kg.reading.events import read_events
from kg.reading.posts import read_posts
from kg.reading.references import resolve
from tests.reading_marked import document


def read(marked: str, *, headline: bool = False) -> tuple[Document, list[Event]]:
    found = document(marked, headline=headline)
    found.article = replace(found.article, date="2023-06-15")
    posts = read_posts(found)
    resolve(found, posts)
    return found, read_events(found, find_dates(found), posts)


def told(marked: str, *, headline: bool = False) -> list[tuple[str, set[str]]]:
    return [(e.type, {f"{a.slot}={a.value}" for a in e.arguments}) for e in read(marked, headline=headline)[1]]


VISITS = [
    "{Gu Lanting|P} visited {Torvik Holdings|E} on June 12.",
    "{Gu Lanting|P} paid a visit to {Torvik Holdings|E} on June 12.",
    "On June 12, {Gu Lanting|P} inspected {Torvik Holdings|E}.",
    "On June 12, {Gu Lanting|P} led a team to investigate {Torvik Holdings|E}.",
    "On June 12, {Gu Lanting|P} and his party went to {Torvik Holdings|E} to learn about its progress.",
    "{Gu Lanting|P} came to {Torvik Holdings|E} for an inspection on June 12.",
    "A delegation headed by {Gu Lanting|P} toured {Torvik Holdings|E} on June 12.",
    "On June 12, {Gu Lanting|P} called on {Torvik Holdings|E}.",
    "On June 12, {Gu Lanting|P} looked round {Torvik Holdings|E}.",
    "{Gu Lanting|P} made an inspection tour of {Torvik Holdings|E} on June 12.",
    "On June 12, {Gu Lanting|P} conducted research at {Torvik Holdings|E}.",
    "On June 12, {Gu Lanting|P} took a delegation to {Torvik Holdings|E}.",
    "{Torvik Holdings|E} was visited by {Gu Lanting|P} on June 12.",
    "Led by {Gu Lanting|P}, a delegation visited {Torvik Holdings|E} on June 12.",
    "On June 12, {Gu Lanting|P} arrived at {Torvik Holdings|E}, where he listened to a report.",
    "* June 12. {Gu Lanting|P}, mayor of {Anping|L}, checked the progress of {Torvik Holdings|E}.",
    "June 12: {Gu Lanting|P} made a field study of {Torvik Holdings|E}.",
    "{Gu Lanting|P} spent June 12 at {Torvik Holdings|E}.",
]


@pytest.mark.parametrize("text", VISITS)
def test_a_visit_however_it_is_put(text: str) -> None:
    ((kind, arguments),) = told(text)
    assert kind == EventType.VISIT
    assert {"leader=Gu Lanting", "visited=Torvik Holdings", "startDate=2023-06-12"} <= arguments


MEETINGS = [
    "{Gu Lanting|P} met with {Rao Qiming|P} in {Anping|L} on June 12.",
    "On June 12, {Gu Lanting|P} met {Rao Qiming|P} in {Anping|L}.",
    "On June 12, {Gu Lanting|P} held talks with {Rao Qiming|P} in {Anping|L}.",
    "{Rao Qiming|P} was received by {Gu Lanting|P} in {Anping|L} on June 12.",
    "On June 12, {Gu Lanting|P} had a meeting with {Rao Qiming|P} in {Anping|L}.",
    "A symposium was held in {Anping|L} on June 12. {Gu Lanting|P} presided over it and {Rao Qiming|P} attended.",
    "A work meeting took place in {Anping|L} on June 12. {Gu Lanting|P} and {Rao Qiming|P} attended the meeting.",
]


@pytest.mark.parametrize("text", MEETINGS)
def test_a_meeting_however_it_is_put(text: str) -> None:
    ((kind, arguments),) = told(text)
    assert kind == EventType.MEETING
    people = {a.partition("=")[2] for a in arguments if "Gu" in a or "Rao" in a}
    assert people == {"Gu Lanting", "Rao Qiming"}
    assert {"location=Anping", "startDate=2023-06-12"} <= arguments


SIGNINGS = [
    "{Torvik Holdings|E} signed an agreement with {Luosha Group|E} on June 12.",
    "{Torvik Holdings|E} and {Luosha Group|E} signed a memorandum of understanding on June 12.",
    "On June 12, an agreement was signed between {Torvik Holdings|E} and {Luosha Group|E}.",
    "On June 12, {Torvik Holdings|E} inked a deal with {Luosha Group|E}.",
    "On June 12, {Torvik Holdings|E} and {Luosha Group|E} put their names to a contract.",
    "{Torvik Holdings|E} reached a cooperation agreement with {Luosha Group|E} on June 12.",
    "{Torvik Holdings|E} entered into an agreement with {Luosha Group|E} on June 12.",
    "The signing ceremony between {Torvik Holdings|E} and {Luosha Group|E} was held on June 12.",
    "A contract was concluded between {Torvik Holdings|E} and {Luosha Group|E} on June 12.",
]


@pytest.mark.parametrize("text", SIGNINGS)
def test_a_signing_however_it_is_put(text: str) -> None:
    ((kind, arguments),) = told(text)
    assert kind == EventType.SIGNING
    assert {"signatory=Torvik Holdings", "signatory=Luosha Group", "startDate=2023-06-12"} <= arguments


CEREMONIES = [
    "The groundbreaking ceremony of {Weiluo Park|K} was held in {Anping|L} on June 12.",
    "A commencement ceremony for {Weiluo Park|K} took place in {Anping|L} on June 12.",
    "On June 12, {Anping|L} held the opening ceremony of {Weiluo Park|K}.",
    "The unveiling of {Weiluo Park|K} took place in {Anping|L} on June 12.",
    "{Weiluo Park|K} was inaugurated in {Anping|L} on June 12.",
    "The inauguration of {Weiluo Park|K} was held in {Anping|L} on June 12.",
]


@pytest.mark.parametrize("text", CEREMONIES)
def test_a_ceremony_however_it_is_put(text: str) -> None:
    ((kind, arguments),) = told(text)
    assert kind == EventType.CEREMONY
    assert {"about=Weiluo Park", "startDate=2023-06-12"} <= arguments
    assert any(a.endswith("=Anping") for a in arguments)


CONFERENCES = [
    "The 5th Marine Equipment Forum was held at {Anping Hall|F} on June 12, hosted by {Luosha Group|E}.",
    "The Marine Equipment Expo kicked off at {Anping Hall|F} on June 12. It was organized by {Luosha Group|E}.",
    "{Luosha Group|E} held an investment promotion conference at {Anping Hall|F} on June 12.",
    "The Marine Equipment Summit, sponsored by {Luosha Group|E}, opened at {Anping Hall|F} on June 12.",
    "The Marine Equipment Fair, hosted by {Luosha Group|E}, took place at {Anping Hall|F} on June 12.",
    "On June 12, a competition was staged by {Luosha Group|E} at {Anping Hall|F}.",
]


@pytest.mark.parametrize("text", CONFERENCES)
def test_a_conference_however_it_is_put(text: str) -> None:
    ((kind, arguments),) = told(text)
    assert kind == EventType.CONFERENCE
    assert {"organizer=Luosha Group", "location=Anping Hall", "startDate=2023-06-12"} <= arguments


NOTHING = [
    "{Gu Lanting|P} plans to visit {Torvik Holdings|E}.",
    "{Gu Lanting|P} hopes that {Torvik Holdings|E} will sign an agreement with {Luosha Group|E}.",
    "{Torvik Holdings|E} should hold more talks with {Luosha Group|E}.",
    "{Gu Lanting|P} will visit {Torvik Holdings|E}.",
    "{Gu Lanting|P} did not visit {Torvik Holdings|E}.",
    "If {Torvik Holdings|E} signs an agreement with {Luosha Group|E}, prices will fall.",
    "{Weiluo Park|K} covers 200 mu and has a conference hall and a meeting room.",
    "{Torvik Holdings|E} is known for its success in competition.",
    "{Gu Lanting|P} called for signing a contract with {Torvik Holdings|E}.",
    "{Torvik Holdings|E} came to {Anping|L} in 1994.",
    "The {Weiluo|K} project has entered its third phase.",
    "The deal has entered the books of {Torvik Holdings|E}.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_plans_wishes_denials_and_background_are_no_events(text: str) -> None:
    assert told(text) == []


def test_one_event_however_often_the_text_comes_back_to_it() -> None:
    text = (
        "Opening Ceremony of Weiluo Park Held in Anping\n"
        "On the morning of June 12, the opening ceremony of {Weiluo Park|K} was held in {Anping|L}. {Gu Lanting|P} attended the ceremony and delivered a speech.\n"
        "During the event, {Rao Qiming|P} introduced the park.\n"
        "At the end of the ceremony, {Pei Shu|P} announced the opening. {Tang Wei|P} presided over the ceremony."
    )
    ((kind, arguments),) = told(text, headline=True)
    assert kind == EventType.CEREMONY
    assert arguments == {
        "startDate=2023-06-12", "location=Anping", "about=Weiluo Park", "speaker=Gu Lanting", "speaker=Rao Qiming",
        "announcer=Pei Shu", "host=Tang Wei",
    }  # fmt: skip


def test_talk_by_the_way_on_a_visit_is_no_meeting() -> None:
    visit = "{Gu Lanting|P} visited {Torvik Holdings|E} on June 12. "
    assert [t for t, _ in told(visit + "In the discussion with managers, {Gu Lanting|P} told of the zone.")] == [
        "Visit"
    ]
    assert [t for t, _ in told(visit + "{Gu Lanting|P} had a discussion with {Rao Qiming|P}.")] == ["Visit", "Meeting"]
    assert [t for t, _ in told(visit + "A symposium was held, at which {Gu Lanting|P} spoke.")] == ["Visit", "Meeting"]


def test_stops_of_a_tour_by_the_nouns_for_them() -> None:
    [(_, slots)] = told(
        "On June 12, {Gu Lanting|P} was in {Anping|L} to see how firms fare. With him were {Rao Qiming|P}, an engineer, and {Pei Shu|P}. "
        "{Anping New Area|K}, where the first stop was made, is growing. Next on the program was {Torvik Holdings|E}. "
        "The tour ended at {Turvo Robotics|E}."
    )
    assert {
        "leader=Gu Lanting",
        "attendee=Rao Qiming",
        "attendee=Pei Shu",
        "location=Anping",
        "startDate=2023-06-12",
    } <= slots
    assert {f"visited={stop}" for stop in ("Anping New Area", "Torvik Holdings", "Turvo Robotics")} <= slots


def test_guests_who_were_shown_a_place_visited_it() -> None:
    [(_, slots)] = told(
        "A delegation from {Turvo|L} visited {Anping|L} on June 12. The guests were shown {Torvik Holdings|E}."
    )
    assert "visited=Torvik Holdings" in slots
    assert told("{Gu Lanting|P} was in {Anping|L} when the rain began on June 12.") == []


def test_who_hosts_stands_before_the_event() -> None:
    [(kind, slots)] = told(
        "Hosted by {Luosha Group|E} and co-organized by {Torvik Holdings|E}, the 5th Fuxian Forum opened on June 12."
    )
    assert kind == "Conference"
    assert {"organizer=Luosha Group", "organizer=Torvik Holdings", "startDate=2023-06-12"} <= slots


def test_the_meeting_can_mean_a_conference_told_before() -> None:
    [(kind, slots)] = told(
        "A conference was held in {Anping|L} on June 12. {Gu Lanting|P} chaired the meeting. {Rao Qiming|P} spoke."
    )
    assert kind == "Conference"
    assert {"host=Gu Lanting", "speaker=Rao Qiming"} <= slots


def test_what_people_did_at_an_event_told_by_the_side() -> None:
    [(_, slots)] = told("The opening ceremony took place on June 12, with {Gu Lanting|P} lifting the veil.")
    assert "leader=Gu Lanting" in slots


def test_work_that_is_started_is_a_ceremony_only_as_news() -> None:
    [(kind, slots)] = told("{Torvik Holdings|E} started work on {Weiluo Park|K} on June 12.")
    assert kind == "Ceremony"
    assert "about=Weiluo Park" in slots
    assert told("{Torvik Holdings|E} started work on {Weiluo Park|K} in 2009.") == []


def test_who_moves_a_thing_goes_nowhere() -> None:
    assert told("{Gu Lanting|P} said he would drive the growth of {Anping New Area|K} on June 12.") == []
    [(kind, slots)] = told(
        "{Gu Lanting|P} visited {Torvik Holdings|E} on June 12 and wants to drive the growth of {Anping New Area|K}."
    )
    assert kind == "Visit"
    assert "visited=Anping New Area" not in slots


def test_other_days_are_other_events() -> None:
    text = (
        "{Gu Lanting|P} visited {Torvik Holdings|E} on June 12. On May 3, {Gu Lanting|P} had visited {Luosha Group|E}."
    )
    assert [a & {"visited=Torvik Holdings", "visited=Luosha Group"} for _, a in told(text)] == [
        {"visited=Torvik Holdings"}, {"visited=Luosha Group"},
    ]  # fmt: skip


def test_agreements_with_other_parties_are_other_signings() -> None:
    text = "On June 12, {Torvik Holdings|E} signed an agreement with {Luosha Group|E}. {Anping University|I} signed a contract with {Delta Optics|E}."
    assert [k for k, _ in told(text)] == [EventType.SIGNING, EventType.SIGNING]


def test_a_tour_is_one_visit_in_the_zone_where_its_stops_lie() -> None:
    text = (
        "On June 12, {Gu Lanting|P} led a delegation to {Weiluo Zone|K}. The delegation visited {Torvik Holdings|E}, "
        "{Luosha Port|F} and {Anping University|I}. {Pei Shu|P} accompanied the delegation."
    )
    ((kind, arguments),) = told(text)
    assert kind == EventType.VISIT
    assert arguments == {
        "startDate=2023-06-12", "leader=Gu Lanting", "attendee=Pei Shu", "location=Weiluo Zone",
        "visited=Torvik Holdings", "visited=Luosha Port", "visited=Anping University",
    }  # fmt: skip


def test_a_city_that_is_a_stop_itself_is_place_and_stop() -> None:
    ((_, arguments),) = told("From June 1 to 4, {Gu Lanting|P} led a delegation to {Anping|L}.")
    assert {"visited=Anping", "location=Anping", "startDate=2023-06-01", "endDate=2023-06-04"} <= arguments


def test_a_meeting_on_a_tour_is_led_by_the_guest() -> None:
    text = "On June 12, a delegation headed by {Gu Lanting|P} arrived in {Anping|L}. The delegation held talks with {Pei Shu|P}, mayor of {Anping|L}."
    (_, _), (kind, arguments) = told(text)
    assert kind == EventType.MEETING
    assert {"leader=Gu Lanting", "attendee=Pei Shu", "startDate=2023-06-12"} <= arguments


def test_people_in_a_list_with_long_titles_all_take_part() -> None:
    text = (
        "The opening ceremony of {Weiluo Park|K} was held on June 12. {Gu Lanting|P}, Party secretary and chairman of {Luosha Group|E}, {Rao Qiming|P} "
        "and {Pei Shu|P}, both deputy general managers of it, {Tang Wei|P}, Secretary of the {CPC Anping Committee|G}, and {Hua Rong|P}, "
        "Deputy Director of the {Anping Bureau of Commerce|G}, attended the event."
    )
    ((_, arguments),) = told(text)
    assert {a for a in arguments if a.startswith("attendee")} == {
        "attendee=Gu Lanting", "attendee=Rao Qiming", "attendee=Pei Shu", "attendee=Tang Wei", "attendee=Hua Rong",
    }  # fmt: skip


def test_brackets_do_not_break_the_sentence() -> None:
    text = "{Gu Lanting|P} (mayor of {Anping|L}) and {Rao Qiming|P} (chairman of {Luosha Group|E}) visited {Torvik Holdings|E} ({Torvik|E=Torvik Holdings}) on June 12."
    ((_, arguments),) = told(text)
    assert {"leader=Gu Lanting", "leader=Rao Qiming", "visited=Torvik Holdings"} <= arguments


def test_bodies_take_part_through_their_people() -> None:
    text = "A forum was held in {Anping|L} on June 12. Representatives from {Torvik Holdings|E} and {Luosha Group|E} attended the forum."
    ((_, arguments),) = told(text)
    assert {"attendee=Torvik Holdings", "attendee=Luosha Group"} <= arguments


def test_attendees_in_a_list_of_their_own() -> None:
    text = "A forum was held in {Anping|L} on June 12. Attendees included {Gu Lanting|P}, mayor of {Anping|L}, and {Rao Qiming|P} of {Torvik Holdings|E}."
    ((_, arguments),) = told(text)
    assert {"attendee=Gu Lanting", "attendee=Rao Qiming"} <= arguments


def test_a_host_together_with_another() -> None:
    text = "{Torvik Holdings|E}, together with {Luosha Group|E}, held a forum in {Anping|L} on June 12."
    ((_, arguments),) = told(text)
    assert {"organizer=Torvik Holdings", "organizer=Luosha Group"} <= arguments


def test_the_day_of_what_is_said_is_not_the_day_of_the_saying() -> None:
    text = "At the press conference, {Gu Lanting|P} said that {Anping|L} would open a new port on July 1."
    assert not any(a.startswith("startDate") for _, arguments in told(text) for a in arguments)


def test_what_a_plaque_is_unveiled_for() -> None:
    text = "On June 12, {Gu Lanting|P} and {Rao Qiming|P} unveiled the plaque of {Luosha Institute|I}."
    ((kind, arguments),) = told(text)
    assert kind == EventType.CEREMONY
    assert {"leader=Gu Lanting", "leader=Rao Qiming", "about=Luosha Institute"} <= arguments


def test_employers_of_those_who_attend_do_not_take_part() -> None:
    text = "A forum was held in {Anping|L} on June 12. {Gu Lanting|P}, chairman of {Torvik Holdings|E}, attended the forum."
    ((_, arguments),) = told(text)
    assert "attendee=Gu Lanting" in arguments
    assert not any("Torvik" in a for a in arguments)


def test_what_an_event_is_about() -> None:
    text = "{Luosha Group|E} held a forum on {marine equipment|N} in {Anping|L} on June 12. It covered {new energy|N} and {biomedicine|N}."
    ((_, arguments),) = told(text)
    assert {"about=marine equipment", "about=new energy", "about=biomedicine"} <= arguments


def test_what_is_signed_on_the_spot_happens_there() -> None:
    text = "The opening ceremony of {Weiluo Park|K} was held in {Anping|L} on June 12. In the course of the event, {Torvik Holdings|E} signed an agreement with {Luosha Group|E}."
    found = dict(told(text))
    assert {"location=Anping", "startDate=2023-06-12"} <= found[EventType.SIGNING]


def test_every_argument_has_its_own_short_passage() -> None:
    text = (
        "On June 12, {Gu Lanting|P} visited {Torvik Holdings|E}; {Pei Shu|P} accompanied him. The visit was a success.\n"
        "{Rao Qiming|P} briefed the guests on {marine equipment|N}."
    )
    found, events = read(text)
    body = found.article.body
    for event in events:
        assert event.label
        assert event.passages
        for argument in event.arguments:
            assert 0 < argument.confidence < 1
            for start, end in argument.passages:
                assert "\n" not in body[start:end]
                assert body[start:end].strip() == body[start:end]
    (visit,) = events
    (attendee,) = (a for a in visit.arguments if a.value == "Pei Shu")
    assert [body[s:e] for s, e in attendee.passages] == ["Pei Shu accompanied him."]


def test_a_headline_alone_can_tell_of_an_event() -> None:
    ((kind, arguments),) = told(
        "{Torvik Holdings|E} Signs Agreement with {Luosha Group|E}\nThe two have much in common.", headline=True
    )
    assert kind == EventType.SIGNING
    assert "signatory=Torvik Holdings" in arguments


def test_nothing_to_read_gives_no_events() -> None:
    assert told("") == []


def test_who_receives_the_guests_of_a_visit_is_its_host() -> None:
    ((kind, arguments),) = told(
        "A delegation headed by {Gu Lanting|P} visited {Torvik Holdings|E} on June 12. {Rao Qiming|P} received the guests."
    )
    assert kind == EventType.VISIT
    assert {"leader=Gu Lanting", "host=Rao Qiming"} <= arguments


def test_a_delegation_named_by_its_body_leads_if_nobody_else_does() -> None:
    ((_, arguments),) = told("A delegation from {Dovre University|I} visited {Torvik Holdings|E} on June 12.")
    assert "leader=Dovre University" in arguments
    ((_, arguments),) = told(
        "A delegation from {Dovre University|I} led by {Gu Lanting|P} visited {Torvik Holdings|E} on June 12."
    )
    assert {"leader=Gu Lanting", "attendee=Dovre University"} <= arguments


def test_people_who_sign_for_the_parties_sign_the_same_agreement() -> None:
    ((kind, arguments),) = told(
        "{Torvik Holdings|E} and {Dovre University|I} signed an agreement on June 12. "
        "{Gu Lanting|P} and {Rao Qiming|P} signed for the two sides."
    )
    assert kind == EventType.SIGNING
    signed = {a for a in arguments if a.startswith("signatory")}
    assert signed == {f"signatory={n}" for n in ("Torvik Holdings", "Dovre University", "Gu Lanting", "Rao Qiming")}


def test_a_courtesy_call_on_a_person_is_a_meeting() -> None:
    ((kind, arguments),) = told("{Gu Lanting|P} called on {Rao Qiming|P} in {Anping|L} on June 12.")
    assert kind == EventType.MEETING
    assert {"leader=Gu Lanting", "host=Rao Qiming", "location=Anping"} <= arguments


def test_the_day_of_the_close_is_no_beginning() -> None:
    ((_, arguments),) = told("The forum, hosted by {Dovre University|I}, came to a close in {Anping|L} on June 12.")
    assert "endDate=2023-06-12" in arguments
    assert not any(a.startswith("startDate") for a in arguments)


def test_who_heads_a_body_leads_no_event_for_it() -> None:
    ((_, arguments),) = told(
        "A symposium was held in {Anping|L} on June 12. {Gu Lanting|P}, who heads {Dovre University|I}, attended."
    )
    assert "attendee=Gu Lanting" in arguments
    assert "leader=Gu Lanting" not in arguments


def test_a_party_spoken_of_for_the_first_time_is_on_a_visit_of_its_own() -> None:
    first, second = told(
        "* June 12. {Gu Lanting|P} inspected {Torvik Holdings|E}.\n"
        "* June 14. A group from {Luosha Zone|K} led by {Rao Qiming|P} visited {Hexi Optics|E}."
    )
    assert first[1] == {"startDate=2023-06-12", "leader=Gu Lanting", "visited=Torvik Holdings"}
    assert {"startDate=2023-06-14", "leader=Rao Qiming", "visited=Hexi Optics"} <= second[1]


def test_the_party_told_before_goes_on_with_its_tour() -> None:
    ((_, arguments),) = told(
        "On June 12, {Gu Lanting|P} led a delegation to {Torvik Holdings|E}. On June 13, the delegation visited {Hexi Optics|E}."
    )
    assert {"visited=Torvik Holdings", "visited=Hexi Optics", "leader=Gu Lanting"} <= arguments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The ceremony on June 12 was attended by Vice Governor {Gu Lanting|P} and {Anping|L} Party Secretary {Pei Shu|P}.",
            {"attendee=Gu Lanting", "attendee=Pei Shu"},
        ),
        (
            "The meeting on June 12 was attended by Mayor {Gu Lanting|P} and Party Secretary {Pei Shu|P}.",
            {"attendee=Gu Lanting", "attendee=Pei Shu"},
        ),
        (
            "On June 12, the agreement was signed by Vice Mayor {Gu Lanting|P} and {Torvik Holdings|E} CEO {Rao Qiming|P}.",
            {"signatory=Gu Lanting", "signatory=Rao Qiming"},
        ),
        (
            "On June 12, {Gu Lanting|P}, accompanied by Deputy Mayor {Pei Shu|P} and {Anping|L} Party Secretary {Rao Qiming|P}, visited {Torvik Holdings|E}.",
            {"attendee=Pei Shu", "attendee=Rao Qiming"},
        ),
        (
            "The meeting on June 12 was attended by {Torvik Holdings|E} CEO {Rao Qiming|P} in the office of Mayor {Gu Lanting|P}.",
            {"attendee=Rao Qiming"},
        ),
    ],
)
def test_titles_before_names_do_not_break_a_list_of_two(text: str, expected: set[str]) -> None:
    ((_, arguments),) = told(text)
    people = ("Gu Lanting", "Pei Shu", "Rao Qiming")
    assert {a for a in arguments if a.endswith(people) and not a.startswith("leader")} == expected


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (
            "The two sides had in-depth exchanges on {biomedicine|N} and {new energy|N}.",
            {"about=biomedicine", "about=new energy"},
        ),
        ("The two sides conducted exchanges about {biomedicine|N}.", {"about=biomedicine"}),
        ("The two sides made room for {biomedicine|N}.", set()),
        ("Both sides have plants for {biomedicine|N}.", set()),
    ],
)
def test_talk_on_a_visit_tells_what_it_was_about(text: str, about: set[str]) -> None:
    ((_, arguments),) = told("On June 12, {Gu Lanting|P} visited {Torvik Holdings|E}. " + text)
    assert {a for a in arguments if a.startswith("about")} == about


def test_what_a_delegation_visits_lies_where_it_is_said_to_have_come() -> None:
    ((_, arguments),) = told(
        "On June 12, a delegation led by {Gu Lanting|P}, mayor of {Anping|L}, carried out activities in {Luosha City|L}. "
        "During the trip, the delegation visited {Torvik Holdings|E} and {Hexi Optics|E}."
    )
    assert {a for a in arguments if a.startswith("location")} == {"location=Luosha City"}


def test_a_paper_that_is_told_something_attends_nothing() -> None:
    ((_, arguments),) = told(
        "On June 12, {Gu Lanting|P} visited {Torvik Holdings|E}. {Gu Lanting|P} told {Anping Daily|I} that it was large."
    )
    assert not {a for a in arguments if a.startswith("attendee")}


def test_an_opening_of_which_only_is_told_who_came() -> None:
    ((kind, arguments),) = told(
        "{Luosha Port|F} began operating on Thursday. The opening was attended by {Gu Lanting|P}, mayor of {Anping|L}, and {Pei Shu|P}."
    )
    assert kind == EventType.CEREMONY
    assert {"attendee=Gu Lanting", "attendee=Pei Shu", "about=Luosha Port"} <= arguments
    assert told("{Torvik Holdings|E} came to {Anping|L}. The opening of markets was welcomed by {Gu Lanting|P}.") == []


def test_a_label_of_a_digest_holds_for_its_item_only() -> None:
    first, second = told(
        "* June 12. Fair. {Gu Lanting|P} visited {Torvik Holdings|E}.\n* June 14. {Rao Qiming|P} inspected {Hexi Optics|E}."
    )
    assert "startDate=2023-06-12" in first[1]
    assert "startDate=2023-06-14" in second[1]


@pytest.mark.parametrize(
    "text",
    [
        "{Torvik Holdings|E} signed a contract worth 2 billion yuan with {Anping Zone|K} on June 12 to build a plant.",
        "{Torvik Holdings|E} signed a contract for the purchase of buses with {Anping Zone|K} on June 12.",
    ],
)
def test_a_counterpart_signs_whatever_stands_between(text: str) -> None:
    ((kind, arguments),) = told(text)
    assert kind == EventType.SIGNING
    assert {"signatory=Torvik Holdings", "signatory=Anping Zone"} <= arguments
    assert "about=Anping Zone" not in arguments


def test_who_plays_host_to_a_forum_organizes_it() -> None:
    ((kind, arguments),) = told("{Hexi University|I} played host to a forum on {geothermal energy|N} on June 12.")
    assert kind == EventType.CONFERENCE
    assert {"organizer=Hexi University", "about=geothermal energy"} <= arguments


def test_an_old_opening_is_told_if_it_says_who_opened_it_and_when() -> None:
    ((kind, arguments),) = told("{Torvik Center|F} was opened on 9 May 2017 by {Gu Lanting|P}.")
    assert kind == EventType.CEREMONY
    assert {"about=Torvik Center", "leader=Gu Lanting", "startDate=2017-05-09"} <= arguments
    assert told("{Torvik Center|F} was opened in 2017.") == []


def test_representatives_of_listed_firms_attend() -> None:
    ((_, arguments),) = told(
        "Representatives of 30 firms, including {Torvik Holdings|E} and {Hexi Optics|E}, took part in the conference on June 12."
    )
    assert {"attendee=Torvik Holdings", "attendee=Hexi Optics"} <= arguments
    assert not any(a.startswith("organizer") for a in arguments)


@pytest.mark.parametrize(
    "text",
    [
        "A delegation from {Liaoning|L} visited {Torvik Holdings|E} on June 12. The delegation included Ms. {Xin Li|P}, "
        "director of the {Foreign Affairs Office|G}, and Mr. {Pang Hai|P}, president of {Hexi Optics|E}.",
        "{Gu Lanting|P} visited {Torvik Holdings|E} on June 12, together with {Xin Li|P} (head of the section) and {Pang Hai|P}.",
        "{Xin Li|P}, secretary of the {Party working committee of Anping|G}, and {Pang Hai|P}, director of the "
        "{Foreign Affairs Office|G}, visited {Torvik Holdings|E} on June 12.",
    ],
)
def test_all_of_a_list_of_people_take_part(text: str) -> None:
    ((_, arguments),) = told(text)
    assert {"Xin Li", "Pang Hai"} <= {a.partition("=")[2] for a in arguments}


def test_those_named_behind_their_titles_receive_the_party() -> None:
    ((_, arguments),) = told(
        "{Gu Lanting|P} visited {Torvik Holdings|E} on June 12. Chairman of the group {Sui Guang|P}, general manager "
        "{Chai Li|P} and chief engineer {Wen Jun|P} received them warmly."
    )
    assert {"host=Sui Guang", "host=Chai Li", "host=Wen Jun"} <= arguments


def test_who_heads_the_delegation_leads_it() -> None:
    ((_, arguments),) = told(
        "{Hirose Akiko|P} received a delegation from {Liaoning|L} on June 12. The delegation was headed by {Geng Tao|P}."
    )
    assert "leader=Geng Tao" in arguments
