# ruff: noqa: E501 - each text stands on one line
"""Events: who takes part where the clause of the event does not say it, how long events last, where they are, what is new."""

import pytest

from kg.facts import EventType
from tests.test_reading_events import told


def of_type(kind: EventType, marked: str) -> set[str]:
    found = [arguments for type_, arguments in told(marked) if type_ == kind]
    assert len(found) == 1
    return found[0]


PRESENT = [
    "Also present were {Rao Qiming|P}, mayor of {Anping|L}, and Ms. {Ji Fanglan|P}.",
    "{Rao Qiming|P} and {Ji Fanglan|P} were in the team.",
    "Also with the delegation were {Rao Qiming|P}, mayor of {Anping|L}, and {Ji Fanglan|P}.",
    "{Rao Qiming|P} (vice mayor) and {Ji Fanglan|P} (head of the bureau) participated in the activities.",
    "The delegation included Mr. {Rao Qiming|P} (Vice Governor), and Ms. {Ji Fanglan|P} (Director).",
    "Also on board: {Rao Qiming|P}, head of the bureau, and {Ji Fanglan|P}, its secretary.",
]


@pytest.mark.parametrize("text", PRESENT)
def test_those_who_were_there_however_it_is_put(text: str) -> None:
    arguments = of_type(EventType.VISIT, f"{{Gu Lanting|P}} visited {{Torvik Holdings|E}} on June 12. {text}")
    assert {"attendee=Rao Qiming", "attendee=Ji Fanglan"} <= arguments


def test_the_activities_are_the_tour_and_not_what_was_told_last() -> None:
    text = (
        "On June 12, {Gu Lanting|P} led a delegation to {Luosha|L}. A contract was signed between {Torvik Holdings|E} and {Weiluo Group|E}. "
        "{Rao Qiming|P} took part in the above activities."
    )
    assert "attendee=Rao Qiming" in of_type(EventType.VISIT, text)
    assert "attendee=Rao Qiming" not in of_type(EventType.SIGNING, text)


def test_a_party_that_is_received_takes_part_as_a_whole() -> None:
    text = (
        "On June 12, {Gu Lanting|P} paid a visit to {Luosha|L}, together with {Ji Fanglan|P}. "
        "The guests were received by {Rao Qiming|P}, mayor of {Luosha|L}, at {Luosha Hall|F}."
    )
    arguments = of_type(EventType.MEETING, text)
    assert {"host=Rao Qiming", "leader=Gu Lanting", "attendee=Ji Fanglan", "location=Luosha Hall"} <= arguments


def test_both_sides_sign_what_they_talked_about() -> None:
    text = (
        "On June 12, a delegation of {Torvik Holdings|E} held talks with {Luosha Bureau|G} in {Anping|L}. "
        "After the talks both sides signed a memorandum of understanding."
    )
    assert {"signatory=Torvik Holdings", "signatory=Luosha Bureau"} <= of_type(EventType.SIGNING, text)


def test_those_who_sign_sign_for_their_bodies() -> None:
    text = (
        "{Gu Lanting|P}, president of {Torvik Holdings|E}, and {Rao Qiming|P}, director of {Luosha Bureau|G}, signed the "
        "agreement on June 12."
    )
    arguments = of_type(EventType.SIGNING, text)
    assert {
        "signatory=Gu Lanting",
        "signatory=Rao Qiming",
        "signatory=Torvik Holdings",
        "signatory=Luosha Bureau",
    } <= arguments


def test_in_the_presence_of() -> None:
    text = "In the presence of Mayor {Gu Lanting|P}, {Torvik Holdings|E} and {Luosha Group|E} signed a contract on June 12."
    arguments = of_type(EventType.SIGNING, text)
    assert {"attendee=Gu Lanting", "signatory=Torvik Holdings", "signatory=Luosha Group"} <= arguments


def test_a_speaker_whom_the_parser_loses_behind_a_relative_clause() -> None:
    text = "At the Third Coastal Ports Forum, which ended in {Anping|L} yesterday, {Gu Lanting|P}, vice governor of {Hebei|L}, told 300 delegates that ports must cooperate."
    assert "speaker=Gu Lanting" in of_type(EventType.CONFERENCE, text)


LASTING = [
    ("The two-day Marine Forum drew to a close in {Anping|L} on June 12.", "2023-06-11", "2023-06-12"),
    ("The Marine Forum opened in {Anping|L} on June 12. It lasts for three days.", "2023-06-12", "2023-06-14"),
    ("The Marine Forum closed in {Anping|L} on June 12. It had opened on June 9.", "2023-06-09", "2023-06-12"),
    ("The Marine Forum was held in {Anping|L} from Monday to Wednesday.", "2023-06-12", "2023-06-14"),
    (
        "The finals of the 2023 Robot Competition wrapped up in {Anping|L} on June 12 after three days.",
        "2023-06-10",
        "2023-06-12",
    ),
]


@pytest.mark.parametrize(("text", "start", "end"), LASTING)
def test_how_long_a_conference_lasts(text: str, start: str, end: str) -> None:
    assert {f"startDate={start}", f"endDate={end}"} <= of_type(EventType.CONFERENCE, text)


def test_a_tour_that_is_told_day_by_day_is_one() -> None:
    text = (
        "On June 12, {Gu Lanting|P} paid a visit to {Anping|L}. "
        "On the following day the guests were shown over {Torvik Holdings|E} and {Luosha Institute|I}."
    )
    arguments = of_type(EventType.VISIT, text)
    assert {
        "startDate=2023-06-12",
        "endDate=2023-06-13",
        "visited=Torvik Holdings",
        "visited=Luosha Institute",
    } <= arguments


OPENED = [
    "{Luosha Bridge|F} opened to traffic on June 12.",
    "{Luosha Bridge|F} was put into use on June 12.",
    "{Luosha Bridge|F} went into service on June 12.",
    "{Torvik Holdings|E} put {Luosha Bridge|F} into operation on June 12.",
]


@pytest.mark.parametrize("text", OPENED)
def test_what_opens_is_news_if_it_is_new(text: str) -> None:
    assert {"about=Luosha Bridge", "startDate=2023-06-12"} <= of_type(EventType.CEREMONY, text)
    assert told(text.replace("on June 12", "in 2009")) == []


def test_what_opens_is_where_it_opens_unless_ground_is_broken() -> None:
    assert "location=Luosha Bridge" in of_type(EventType.CEREMONY, OPENED[0])
    text = "The groundbreaking ceremony of {Luosha Bridge|F} was held on June 12."
    assert "location=Luosha Bridge" not in of_type(EventType.CEREMONY, text)


def test_the_narrowest_place_only() -> None:
    text = "The Marine Forum was held at {Anping Hall|F} in {Anping|L} on June 12."
    places = {a for a in of_type(EventType.CONFERENCE, text) if a.startswith("location=")}
    assert places == {"location=Anping Hall"}


def test_a_tour_of_two_countries_stops_in_the_cities_where_the_party_met_somebody() -> None:
    text = (
        "A delegation led by {Gu Lanting|P} paid a visit to {Hungary|L} and {Serbia|L} from June 5 to 9. "
        "In {Szeged|L} they were received by {Rao Qiming|P} on June 6."
    )
    assert {"visited=Szeged", "location=Hungary"} <= of_type(EventType.VISIT, text)


def test_what_a_speaker_introduces_is_a_topic() -> None:
    text = (
        "The Marine Forum opened in {Anping|L} on June 12. {Gu Lanting|P} introduced {Weiluo Park|K}. "
        "{Rao Qiming|P} said {biomedicine|N} needs talents."
    )
    assert {"about=Weiluo Park", "about=biomedicine"} <= of_type(EventType.CONFERENCE, text)


def test_projects_that_a_ceremony_starts() -> None:
    text = (
        "The groundbreaking ceremony for ten projects was held in {Weiluo Park|K} on June 12.\nAmong them are:\n"
        "1. the {Luosha Fiber Project|J};\n2. the {Anping Battery Project|J}."
    )
    assert {"about=Luosha Fiber Project", "about=Anping Battery Project"} <= of_type(EventType.CEREMONY, text)


NO_EVENT = [
    "{Gu Lanting|P} hoped to sign an agreement with {Torvik Holdings|E} in May 2024.",
    "{Weiluo Park|K} has so far signed up 86 enterprises.",
    "{Gu Lanting|P} came to {Anping|L} in September 2022 as deputy mayor.",
]


@pytest.mark.parametrize("text", NO_EVENT)
def test_hopes_figures_and_careers_are_no_events(text: str) -> None:
    assert told(text) == []


def test_nobody_has_spoken_yet_where_an_event_is_only_announced() -> None:
    text = "The Marine Expo will be held in {Anping|L} on August 5. {Gu Lanting|P} said many firms had signed up."
    assert not any("Gu Lanting" in a for a in of_type(EventType.CONFERENCE, text))


def test_what_an_agreement_is_for_is_its_topic() -> None:
    text = (
        "{Torvik Holdings|E} and {Luosha Group|E} signed a deal on June 12 to triple the capacity of {Weiluo Plant|F}."
    )
    assert "about=Weiluo Plant" in of_type(EventType.SIGNING, text)


def test_what_a_session_dealt_with_is_its_topic() -> None:
    text = "The second session of {Luosha Congress|G} closed on June 12. The session approved the plan to set up {Weiluo Park|K}."
    assert "about=Weiluo Park" in of_type(EventType.MEETING, text)


def test_a_tour_goes_on_with_the_sentences_that_begin_at_its_stops() -> None:
    text = (
        "On June 12, {Gu Lanting|P} called at two firms in {Weiluo Zone|K}. At {Torvik Holdings|E}, the engineer had the answer ready. "
        "Next door, at {Delta Plant|F}, furnaces were on view. {Rao Qiming|P}, head of the district, took part in the survey."
    )
    arguments = of_type(EventType.VISIT, text)
    assert {"visited=Torvik Holdings", "visited=Delta Plant", "location=Weiluo Zone"} <= arguments
    assert {"leader=Gu Lanting", "attendee=Rao Qiming"} <= arguments
    assert "leader=Rao Qiming" not in arguments


def test_a_delegation_that_was_in_a_place_visited_it() -> None:
    text = "A delegation from {Luosha|L}, headed by {Gu Lanting|P}, was in {Anping|L} from June 7 to 9."
    assert {"leader=Gu Lanting", "location=Anping", "endDate=2023-06-09"} <= of_type(EventType.VISIT, text)


CHAIRED = [
    "A symposium took place at {Weiluo Hall|F} on June 12 under the chairmanship of {Rao Qiming|P}.",
    "On June 12, a symposium took place at {Weiluo Hall|F}, with {Rao Qiming|P} in the chair.",
]


@pytest.mark.parametrize("text", CHAIRED)
def test_who_takes_the_chair_is_host(text: str) -> None:
    arguments = of_type(EventType.MEETING, text)
    assert "host=Rao Qiming" in arguments
    assert "attendee=Rao Qiming" not in arguments


def test_those_among_the_guests_attend() -> None:
    text = "The opening ceremony of {Delta Plant|F} took place on June 12 in {Anping|L}. {Rao Qiming|P} was among the guests."
    assert "attendee=Rao Qiming" in of_type(EventType.CEREMONY, text)


def test_ground_is_broken_on_what_is_built() -> None:
    text = "{Torvik Holdings|E} broke ground on {Delta Plant|F} in {Weiluo Zone|K} on June 12."
    assert {"about=Delta Plant", "location=Weiluo Zone"} <= of_type(EventType.CEREMONY, text)


def test_who_receives_a_guest_and_his_delegation_is_no_guest() -> None:
    text = "{Rao Qiming|P} received {Gu Lanting|P}, president of {Luosha University|I}, and his delegation on June 12."
    arguments = of_type(EventType.MEETING, text)
    assert {"host=Rao Qiming", "leader=Gu Lanting"} <= arguments
    assert "leader=Rao Qiming" not in arguments


ROSTERS = [
    ("Present at the ceremony held in {Anping|L} on June 12 were {Gu Lanting|P}, mayor, {Rao Qiming|P}, chairman of {Torvik Holdings|E}, as well as {Ralf Schmidt|P}, its director.", "attendee", 3),
    ("The ceremony was held in {Anping|L} on June 12, with {Gu Lanting|P}, {Rao Qiming|P}, chairman of {Torvik Holdings|E}, and over 100 workers looking on.", "attendee", 2),
    ("A symposium was held in {Anping|L} on June 12. Among the speakers were {Gu Lanting|P} of {Torvik Holdings|E} and {Rao Qiming|P}.", "speaker", 2),
    ("The ceremony of {Qingshan Plant|F} was held on June 12. Doing the honours were {Gu Lanting|P} and {Rao Qiming|P}.", "leader", 2),
    ("The plaque of {Qingshan Plant|F} was unveiled on June 12 by {Gu Lanting|P}, deputy mayor, together with {Rao Qiming|P}.", "leader", 2),
    ("On June 12 {Gu Lanting|P}, mayor, together with {Rao Qiming|P} and {Ralf Schmidt|P}, walked into {Qingshan Plant|F}.", "attendee", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "role", "count"), ROSTERS)
def test_lists_of_those_who_took_part(text: str, role: str, count: int) -> None:
    ((_, arguments),) = told(text)
    assert sum(a.startswith(f"{role}=") for a in arguments) == count


def test_a_list_that_says_what_else_people_do_is_no_roster() -> None:
    _, arguments = told("The forum was held in {Anping|L} on June 12. Among the founders of the firm were {Gu Lanting|P} and {Rao Qiming|P}.")[0]  # fmt: skip
    assert not any("Gu Lanting" in a for a in arguments)


@pytest.mark.parametrize(
    "sentence",
    [
        "At present, the city is carrying out the important instructions of {Rao Qiming|P}.",
        "Present policies are following the requirements of {Rao Qiming|P}.",
    ],
)
def test_whom_a_speaker_only_speaks_of_is_no_part_of_the_event(sentence: str) -> None:
    _, arguments = told(f"A forum was held in {{Anping|L}} on June 12. {{Gu Lanting|P}} said so. {sentence}")[0]
    assert not any("Rao Qiming" in a for a in arguments)


ORGANIZED = [
    "Under the guidance of {Ministry of Tides|G}, a forum was held in {Anping|L} on June 12.",
    "A forum was held in {Anping|L} on June 12 in cooperation with {Ministry of Tides|G}.",
    "The {Anping|L} Forum will be held on July 12. It is to be sponsored by {Ministry of Tides|G}.",
]


@pytest.mark.parametrize("text", ORGANIZED)
def test_who_organizes_however_it_is_put(text: str) -> None:
    ((kind, arguments),) = told(text)
    assert kind == EventType.CONFERENCE
    assert "organizer=Ministry of Tides" in arguments


def test_those_who_show_things_or_compete_attend_a_conference_and_no_other_event() -> None:
    shown = "A {0} was held in {{Anping|L}} on June 12. At the {0}, {{Torvik Holdings|E}} and {{Lumen Tools|E}} put their machines on show."
    ((_, arguments),) = told(shown.format("expo"))
    assert {"attendee=Torvik Holdings", "attendee=Lumen Tools"} <= arguments
    for _, arguments in told(shown.format("meeting")):
        assert "attendee=Torvik Holdings" not in arguments


def test_a_body_that_somebody_signs_for_signs() -> None:
    ((_, arguments),) = told("On behalf of {Anping Government|G}, {Gu Lanting|P} signed a contract with {Torvik Holdings|E} on June 12.")  # fmt: skip
    assert {"signatory=Anping Government", "signatory=Gu Lanting", "signatory=Torvik Holdings"} <= arguments


def test_what_is_signed_at_a_ceremony_is_one_signing() -> None:
    ((kind, arguments),) = told("{Gu Lanting|P} signed a memorandum with {Torvik Holdings|E} at a ceremony held in {Anping|L} on June 12.")  # fmt: skip
    assert kind == EventType.SIGNING
    assert {"startDate=2023-06-12", "location=Anping"} <= arguments


def test_the_day_that_a_tour_told_day_by_day_gives_to_what_happens_on_it() -> None:
    text = (
        "{Gu Lanting|P} led a delegation to {Luosha|L} from June 12 to 14.\n"
        "On June 13 the delegation visited {Torvik Holdings|E}. {Rao Qiming|P} signed a memorandum with {Weiluo Group|E}."
    )
    assert "startDate=2023-06-13" in of_type(EventType.SIGNING, text)


def test_what_happens_on_a_tour_of_several_cities_is_in_the_one_told_last() -> None:
    text = (
        "{Gu Lanting|P} led a delegation to {Luosha|L} and {Anping|L} from June 12 to 14. In {Luosha|L}, they visited {Torvik Holdings|E}. "
        "In {Anping|L}, the delegation visited {Lumen Tools|E}. {Rao Qiming|P} signed a memorandum with {Weiluo Group|E}."
    )
    assert {a for a in of_type(EventType.SIGNING, text) if a.startswith("location=")} == {"location=Anping"}


def test_an_event_that_ended_on_a_day_after_so_many_days_began_before() -> None:
    text = "The {Anping|L} Robot Contest wrapped up on June 10 after three days of matches. This year it was organized by {Torvik Holdings|E}."
    assert {"startDate=2023-06-08", "endDate=2023-06-10"} <= of_type(EventType.CONFERENCE, text)


def test_a_day_belongs_to_the_clause_that_it_stands_in_and_not_to_an_aside() -> None:
    text = "{Gu Lanting|P}, who is leading a delegation on a tour of {Luosha|L}, made the call yesterday when he met {Rao Qiming|P}."
    assert "startDate=2023-06-14" in of_type(EventType.MEETING, text)


def test_who_heads_a_party_is_told_behind_its_name() -> None:
    text = "A delegation from {Luosha|L}, with {Gu Lanting|P} at its head, visited {Torvik Holdings|E} on June 12."
    assert "leader=Gu Lanting" in of_type(EventType.VISIT, text)


def test_a_courtesy_call_on_a_person_is_a_meeting() -> None:
    text = (
        "{Gu Lanting|P}, the consul general, paid a courtesy call on {Rao Qiming|P}, mayor of {Anping|L}, on June 12."
    )
    assert {"leader=Gu Lanting", "host=Rao Qiming", "startDate=2023-06-12"} <= of_type(EventType.MEETING, text)


def test_organizers_who_are_only_listed() -> None:
    text = "The {Anping|L} Tea Expo opened on June 12. Its organizers are {Anping Government|G} and {Tea Union|I}."
    assert {"organizer=Anping Government", "organizer=Tea Union"} <= of_type(EventType.CONFERENCE, text)


def test_what_a_ceremony_is_for_is_told_in_the_sentence_before() -> None:
    text = (
        "{Qingshan Plant|F} was completed on June 12. Attending the ceremony, {Gu Lanting|P} stressed the importance of saving. "
        "The ceremony was presided over by {Rao Qiming|P}."
    )
    assert {"about=Qingshan Plant", "speaker=Gu Lanting", "host=Rao Qiming"} <= of_type(EventType.CEREMONY, text)
    elsewhere = "{Torvik Holdings|E} has a seat at {Qingshan Plant|F}. A ceremony was held in {Anping|L} on June 12."
    assert "about=Qingshan Plant" not in of_type(EventType.CEREMONY, elsewhere)


def test_where_something_lies_that_is_begun_is_where_the_ceremony_was() -> None:
    text = "Yesterday saw the start of construction of {Qingshan Plant|F} in {Luosha Zone|K}."
    assert {"about=Qingshan Plant", "location=Luosha Zone", "startDate=2023-06-14"} <= of_type(EventType.CEREMONY, text)


def test_talks_held_during_a_trip_are_not_the_trip() -> None:
    text = (
        "{Gu Lanting|P} made a trip to {Luosha|L} from June 10 to 12, during which he held talks with {Rao Qiming|P}."
    )
    assert {"visited=Luosha", "startDate=2023-06-10", "endDate=2023-06-12"} <= of_type(EventType.VISIT, text)
    assert "attendee=Rao Qiming" in of_type(EventType.MEETING, text)


def test_who_spoke_stands_behind_by_however_far() -> None:
    text = "{Gu Lanting|P} visited {Qingshan Plant|F} on June 12, where he was briefed on the progress of construction by {Rao Qiming|P}, its manager."
    assert "speaker=Rao Qiming" in of_type(EventType.VISIT, text)


def test_those_invited_to_a_meeting_attend_it() -> None:
    text = "{Luosha Zone|K} invited {Torvik Holdings|E} and {Lumen Tools|E} to a symposium on June 12."
    found = of_type(EventType.MEETING, text)
    assert {"attendee=Torvik Holdings", "attendee=Lumen Tools", "startDate=2023-06-12"} <= found


def test_a_day_marked_with_a_ceremony() -> None:
    text = "{Luosha|L} and {Anping|L} celebrated the anniversary with a ceremony in {Luosha|L} on June 12."
    assert {"location=Luosha", "startDate=2023-06-12"} <= of_type(EventType.CEREMONY, text)


def test_bodies_in_a_list_behind_with() -> None:
    text = "The ceremony of {Qingshan Plant|F} was held on June 12 with {Torvik Holdings|E} and {Tea Union|I} as founding members."
    assert {"attendee=Torvik Holdings", "attendee=Tea Union"} <= of_type(EventType.CEREMONY, text)


def test_in_whose_company_somebody_went() -> None:
    text = "{Gu Lanting|P} toured {Qingshan Plant|F} in the company of {Rao Qiming|P} on June 12. The company of {Lu Ping|P} is new."
    found = of_type(EventType.VISIT, text)
    assert "attendee=Rao Qiming" in found
    assert not any("Lu Ping" in a for a in found)


NO_EVENT = [
    "With {Torvik Holdings|E} and {Lumen Tools|E} as partners, {Luosha Zone|K} runs a school.",
    "{Gu Lanting|P} examined the budget on Monday.",
    "A ceremony was planned by {Torvik Holdings|E}.",
    "Under the guidance of {Anping Government|G} {Luosha Zone|K} has grown.",
    "{Torvik Holdings|E} meets the needs of {Lumen Tools|E}.",
    "The road to {Anping|L} was finished before the Spring Festival.",
]


@pytest.mark.parametrize("text", NO_EVENT)
def test_words_of_events_that_tell_of_none(text: str) -> None:
    assert told(text) == []


def test_what_is_signed_after_a_meeting_of_a_tour_is_in_the_town_of_the_tour() -> None:
    text = (
        "{Gu Lanting|P} led a delegation to {Anping|L} on June 12. {Rao Qiming|P} met with the delegation. "
        "A memorandum was signed between {Torvik Holdings|E} and {Weiluo Group|E}."
    )
    assert "location=Anping" in of_type(EventType.SIGNING, text)


def test_the_country_behind_a_foreign_town_sends_no_party_of_its_own() -> None:
    text = "A delegation from {Larvo|L}, {Finland|L}, with {Gu Lanting|P} at its head, was in {Anping|L} from June 10 to 12."
    found = of_type(EventType.VISIT, text)
    assert "attendee=Larvo" in found
    assert not any("Finland" in a for a in found)


def test_an_occasion_behind_its_purpose_and_its_hosts() -> None:
    text = (
        "To advance the reform of the port, the Forum on Green Shipping, jointly organized by {Torvik Holdings|E} and the {Tea Union|I}, "
        "was held at {Luosha Hall|F} in {Luosha|L} on June 12."
    )
    found = of_type(EventType.CONFERENCE, text)
    assert {"organizer=Torvik Holdings", "organizer=Tea Union", "location=Luosha Hall", "startDate=2023-06-12"} <= found


def test_those_listed_after_the_signing_were_at_the_meeting() -> None:
    text = (
        "On June 12, a work meeting was held at {Luosha Hall|F}. At the meeting, {Torvik Holdings|E} signed an agreement with "
        "{Weiluo Group|E}. {Rao Qiming|P} and {Ji Fanglan|P} participated."
    )
    assert {"attendee=Rao Qiming", "attendee=Ji Fanglan"} <= of_type(EventType.MEETING, text)
    assert not any("Rao" in a for a in of_type(EventType.SIGNING, text))


def test_a_works_that_signs_is_a_party() -> None:
    text = "{Qingshan Turbine Works|F} and {Weiluo Group|E} signed a contract on June 12."
    assert "signatory=Qingshan Turbine Works" in of_type(EventType.SIGNING, text)


def test_guests_that_are_only_counted_are_received_at_no_meeting() -> None:
    text = "On June 12, {Gu Lanting|P} visited {Luosha|L}. He learned that the lake received 1.2 million tourists in the first five months."
    assert {kind for kind, _ in told(text)} == {EventType.VISIT}


SPOKEN_THERE = [
    "In his keynote, {Rao Qiming|P} called the strait a bridge.",
    "The forum began with greetings from {Rao Qiming|P}, mayor of {Luosha|L}.",
    "{Rao Qiming|P} talked about {tidal energy|N}.",
]


@pytest.mark.parametrize("text", SPOKEN_THERE)
def test_those_who_speak_however_it_is_put(text: str) -> None:
    found = of_type(EventType.CONFERENCE, f"The Strait Forum was held in {{Luosha|L}} on June 12. {text}")
    assert "speaker=Rao Qiming" in found


def test_a_signature_whose_verb_looks_like_an_infinitive() -> None:
    text = "On June 12, {Gu Lanting|P} and {Rao Qiming|P} put their names to a memorandum."
    assert {"signatory=Gu Lanting", "signatory=Rao Qiming"} <= of_type(EventType.SIGNING, text)


def test_the_participants_of_a_meeting_who_looked_at_something_are_those_named_there() -> None:
    text = (
        "A work meeting was held at {Luosha Hall|F} on June 12. {Gu Lanting|P} presided over it and {Rao Qiming|P} attended. "
        "After the meeting, the participants visited {Qingshan Plant|F}."
    )
    assert {"attendee=Gu Lanting", "attendee=Rao Qiming", "visited=Qingshan Plant"} <= of_type(EventType.VISIT, text)


def test_the_owner_of_what_is_shown_is_a_stop() -> None:
    text = (
        "On June 12, {Gu Lanting|P} visited {Torvik Holdings|E}'s workshop and looked at {Weiluo Group|E}'s showroom."
    )
    assert {"visited=Torvik Holdings", "visited=Weiluo Group"} <= of_type(EventType.VISIT, text)


def test_what_is_not_shown_makes_no_stop() -> None:
    assert not any(
        "visited" in a
        for _, found in told("{Gu Lanting|P} looked at {Torvik Holdings|E}'s figures on June 12.")
        for a in found
    )


def test_guests_who_went_and_saw() -> None:
    text = "On June 12, the guests went and saw {Qingshan Plant|F}. {Rao Qiming|P} said he would come to see {Luosha Hall|F} in autumn."
    found = of_type(EventType.VISIT, text)
    assert "visited=Qingshan Plant" in found
    assert "visited=Luosha Hall" not in found


def test_those_who_were_there_visit_nothing() -> None:
    text = "The launch ceremony was held in {Luosha|L} on June 12. {Rao Qiming|P}, head of {Anping|L}, was there to see the ship off."
    assert "attendee=Rao Qiming" in of_type(EventType.CEREMONY, text)
    assert EventType.VISIT not in {kind for kind, _ in told(text)}


def test_what_the_guests_discuss_is_what_the_event_is_about() -> None:
    text = "The Strait Forum was held in {Luosha|L} on June 12. More than 200 guests gathered to discuss {tidal energy|N} and {logistics|N}."
    assert {"about=tidal energy", "about=logistics"} <= of_type(EventType.CONFERENCE, text)


def test_a_forum_that_opens_in_a_headline_is_no_opening_by_those_in_its_name() -> None:
    found = told("{China|L}, {Mongolia|L}, {Russia|L} Economy Forum Opens in {Luosha|L}", headline=True)
    assert EventType.CEREMONY not in {kind for kind, _ in found}
    assert not any("organizer" in a for _, arguments in found for a in arguments)
