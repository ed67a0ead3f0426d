# ruff: noqa: E501 - each sentence stands on one line
"""Posts: every way in which this genre states who holds which post, in sentences with invented names."""

import pytest
from rdflib import RDF, Graph, URIRef

import ontology
from kg.facts import EntityType
from kg.reading.posts import read_posts
from kg.reading.tables import rows
from tests.reading_marked import document


def posts(marked: str) -> set[tuple[str, str, str | None]]:
    return {(post.person, post.role, post.of) for post in read_posts(document(marked))}


STATED = [
    # the deputy of whom was named, and what a second verb says of "she"
    (
        "{Rao Qiming|P}, director of the {Anping Centre|F}, and her deputy, Mr. {Gu Lanting|P}, answer.",
        {("Rao Qiming", "director", "Anping Centre"), ("Gu Lanting", "deputy director", "Anping Centre")},
    ),
    (
        "{Rao Qiming|P} was elected. She studied at {Anping University|I} and was chief engineer of the {Torvik Institute|I}.",
        {("Rao Qiming", "chief engineer", "Torvik Institute")},
    ),
    (
        "The {Anping Club|I} (President: Mr. {Rao Qiming|P}, Bangkok) moved.",
        {("Rao Qiming", "president", "Anping Club")},
    ),
    (
        "The zone's chief adviser, Academician {Rao Qiming|P}, visited {Anping High-tech Zone|K} with the zone's chief adviser, Academician {Gu Lanting|P}.",
        {("Gu Lanting", "chief adviser", "Anping High-tech Zone")},
    ),
    # bare titles, whose body was just spoken of
    (
        "The {Anping Work Committee|G} held a meeting. Secretary {Rao Qiming|P} said that the year was good.",
        {("Rao Qiming", "secretary", "Anping Work Committee")},
    ),
    (
        "{Torvik Robotics|E} and {Lenhe Optics|E} signed a contract. Secretary {Rao Qiming|P} was there.",
        {("Rao Qiming", "secretary", None)},
    ),
    (
        "Guests saw {Torvik Robotics|E}, where the head of the factory, {Rao Qiming|P}, showed them the halls.",
        {("Rao Qiming", "head", "Torvik Robotics")},
    ),
    (
        "The fair in {Minqian|L} was visited by guests from {Hamburg|L}. {Hamburg|L} came first. Deputy mayor {Rao Qiming|P} opened it.",
        {("Rao Qiming", "deputy mayor", "Minqian")},
    ),
    (
        "They cleaned the {Luo River|L} in {Minqian Province|L}. Boats crossed the {Luo River|L}. Vice governor {Rao Qiming|P} watched.",
        {("Rao Qiming", "vice governor", "Minqian Province")},
    ),
    # posts that go from one person to another
    (
        "{Rao Qiming|P}, who succeeds {Gu Lanting|P}, 61, as director of the {Anping Water Bureau|G}, spoke.",
        {("Rao Qiming", "director", "Anping Water Bureau"), ("Gu Lanting", "director", "Anping Water Bureau")},
    ),
    (
        "{Rao Qiming|P}, mayor of {Anping|L}, spoke. {Rao Qiming|P} took over as mayor from {Gu Lanting|P} in May.",
        {("Rao Qiming", "mayor", "Anping"), ("Gu Lanting", "mayor", "Anping")},
    ),
    (
        "{Rao Qiming|P} was relieved of his duties as general manager of {Torvik Robotics|E}; {Gu Lanting|P}, until now chief engineer, takes his place.",
        {
            ("Rao Qiming", "general manager", "Torvik Robotics"),
            ("Gu Lanting", "chief engineer", "Torvik Robotics"),
            ("Gu Lanting", "general manager", "Torvik Robotics"),
        },
    ),
    (
        "They accepted the resignation of {Rao Qiming|P} from the post of dean of the {Torvik Institute|I}.",
        {("Rao Qiming", "dean", "Torvik Institute")},
    ),
    (
        "{Rao Qiming|P}, who stepped down as chairman of {Torvik Robotics|E}, was succeeded by {Gu Lanting|P}.",
        {("Rao Qiming", "chairman", "Torvik Robotics"), ("Gu Lanting", "chairman", "Torvik Robotics")},
    ),
    (
        "{Rao Qiming|P} was elected president of the {Torvik Institute|I}; her predecessor, {Gu Lanting|P}, sent greetings.",
        {("Rao Qiming", "president", "Torvik Institute"), ("Gu Lanting", "president", "Torvik Institute")},
    ),
    (
        "{Rao Qiming|P}, mayor of {Anping|L}, was transferred to the {Anping Water Bureau|G} as deputy director.",
        {("Rao Qiming", "mayor", "Anping"), ("Rao Qiming", "deputy director", "Anping Water Bureau")},
    ),
    (
        "Named head of the {Anping Water Bureau|G} is {Rao Qiming|P}, so far dean of the {Torvik Institute|I}.",
        {("Rao Qiming", "head", "Anping Water Bureau"), ("Rao Qiming", "dean", "Torvik Institute")},
    ),
    (
        "{Rao Qiming|P} was relieved of the post of director of the {Anping Water Bureau|G}, and {Gu Lanting|P} took over as acting director.",
        {("Rao Qiming", "director", "Anping Water Bureau"), ("Gu Lanting", "acting director", "Anping Water Bureau")},
    ),
    (
        "{Norway|L}'s consul general in {Anping|L}, {Rao Qiming|P}, came. He was accompanied by Consul {Gu Lanting|P}.",
        {("Rao Qiming", "consul general", "Norway"), ("Gu Lanting", "consul", "Norway")},
    ),
    (
        "{Turvo Robotics|E} is new here. Company head {Rao Qiming|P} of {Torvik Robotics|E} spoke.",
        {("Rao Qiming", "head", "Torvik Robotics")},
    ),
    (
        "{Torvik Robotics|E} makes robots. {Torvik Robotics|E} is new. President: {Rao Qiming|P}. Export director: {Gu Lanting|P}.",
        {("Rao Qiming", "president", "Torvik Robotics"), ("Gu Lanting", "export director", "Torvik Robotics")},
    ),
    # what is replaced or took place is nobody's post
    (
        "{Rao Qiming|P} replaced the pumps, and {Gu Lanting|P}, director of the {Anping Water Bureau|G}, took part in his place.",
        {("Gu Lanting", "director", "Anping Water Bureau")},
    ),
    # ages and seats between a name and its post, verbs without "who"
    (
        "{Rao Qiming|P}, 46, founder of {Anping|L}-based {Torvik Robotics|E}, spoke.",
        {("Rao Qiming", "founder", "Torvik Robotics")},
    ),
    (
        "{Rao Qiming|P} heads its {Anping Water Bureau|G}, and {Gu Lanting|P}, who directs the {Torvik Institute|I}, spoke.",
        {("Rao Qiming", "head", "Anping Water Bureau"), ("Gu Lanting", "director", "Torvik Institute")},
    ),
    # one of several vice mayors; the city that the sentence has named
    (
        "{Anping|L} met. {Pei Shu|P}, vice mayor of {Anping|L}, and guests from {Turvo District|L} sat. Vice mayor {Rao Qiming|P} spoke.",
        {("Pei Shu", "vice mayor", "Anping"), ("Rao Qiming", "vice mayor", "Anping")},
    ),
    (
        "{Pei Shu|P}, mayor of {Anping|L}, met guests. In {Turvo|L} they were received by {Rao Qiming|P}, deputy mayor of the city.",
        {("Pei Shu", "mayor", "Anping"), ("Rao Qiming", "deputy mayor", "Turvo")},
    ),
    # organs known only as a zone's, by their level, or by what was said before
    (
        "The {Anping New Area|K} grows. {Gu Lanting|P}, director of its administrative committee, spoke.",
        {("Gu Lanting", "director", "administrative-committee-of-anping-new-area")},
    ),
    (
        "{Gu Lanting|P}, who heads the administrative commission of the {Anping New Area|K}, spoke.",
        {("Gu Lanting", "head", "administrative-commission-of-the-anping-new-area")},
    ),
    (
        "The {Anping New Area|K} has 14 firms, according to its administrative committee. {Gu Lanting|P}, deputy director of the committee, spoke.",
        {("Gu Lanting", "deputy director", "administrative-committee-of-anping-new-area")},
    ),
    (
        "{Gu Lanting|P}, ambassador of {Norway|L} to {China|L}, spoke.",
        {("Gu Lanting", "ambassador", "Norway")},
    ),
    (
        "{Torvik Holdings|E} (Chairman {Rao Qiming|P}) and {Anping Port|E} signed.",
        {("Rao Qiming", "chairman", "Torvik Holdings")},
    ),
    (
        "A delegation of {Torvik University|I} led by Rector {Rao Qiming|P} came.",
        {("Rao Qiming", "rector", "Torvik University")},
    ),
    (
        "At {Torvik Holdings|E}, they asked chairman {Rao Qiming|P} about orders.",
        {("Rao Qiming", "chairman", "Torvik Holdings")},
    ),
    (
        "{Pei Shu|P}, chairman of the {Anping Congress|G}, presided. Vice chairpersons {Rao Qiming|P} and {Gu Lanting|P} came.",
        {
            ("Pei Shu", "chairman", "Anping Congress"),
            ("Rao Qiming", "vice chairperson", "Anping Congress"),
            ("Gu Lanting", "vice chairperson", "Anping Congress"),
        },
    ),
    (
        "The meeting decided to appoint {Rao Qiming|P} director of the {Anping Port Bureau|G}.",
        {("Rao Qiming", "director", "Anping Port Bureau")},
    ),
    (
        "Director of the {Anping Port Bureau|G}: {Rao Qiming|P}",
        {("Rao Qiming", "director", "Anping Port Bureau")},
    ),
    (
        "{Rao Qiming|P}, Vice Mayor for Economic Affairs of {Anping|L}, spoke.",
        {("Rao Qiming", "vice mayor for Economic Affairs", "Anping")},
    ),
    # after the name
    ("{Gu Lanting|P}, mayor of {Anping|L}, attended.", {("Gu Lanting", "mayor", "Anping")}),
    (
        "{Gu Lanting|P}, deputy secretary of the {CPC Anping Municipal Committee|G} and mayor of {Anping|L}, spoke.",
        {("Gu Lanting", "deputy secretary", "CPC Anping Municipal Committee"), ("Gu Lanting", "mayor", "Anping")},
    ),
    (
        "{Gu Lanting|P}, Vice Secretary of the {CPC Anping Committee|G}, Mayor of {Anping|L}, spoke.",
        {("Gu Lanting", "vice secretary", "CPC Anping Committee"), ("Gu Lanting", "mayor", "Anping")},
    ),
    (
        "{Gu Lanting|P}, member of the Standing Committee of the {CPC Anping Municipal Committee|G}, spoke.",
        {("Gu Lanting", "member", "CPC Anping Municipal Committee")},
    ),
    (
        "The session elected {Rao Qiming|P} vice mayor and {Pei Shu|P} president of the {Anping Court|G}.",
        {("Rao Qiming", "vice mayor", None), ("Pei Shu", "president", "Anping Court")},
    ),
    (
        "The session elected {Rao Qiming|P} mayor, and {Pei Shu|P} praised the president of the {Anping Court|G}.",
        {("Rao Qiming", "mayor", None)},
    ),
    (
        "It opened in {Hexi County|L}, {Anping City|L}. {Rao Qiming|P}, mayor of {Anping City|L}, and {Pei Shu|P}, county magistrate, came.",
        {("Rao Qiming", "mayor", "Anping City"), ("Pei Shu", "county magistrate", "Hexi County")},
    ),
    (
        "{Rao Qiming|P}, Party chief of {Anping City|L}, and {Pei Shu|P}, mayor, came to {Hexi County|L}.",
        {("Rao Qiming", "party secretary", "Anping City"), ("Pei Shu", "mayor", "Anping City")},
    ),
    (
        "{Rao Qiming|P}, former minister and president of the {Anping Institute|I}, spoke.",
        {("Rao Qiming", "minister", None), ("Rao Qiming", "president", "Anping Institute")},
    ),
    (
        "{Rao Qiming|P}, dean and professor of the {Anping Institute|I}, spoke.",
        {("Rao Qiming", "dean", "Anping Institute"), ("Rao Qiming", "professor", "Anping Institute")},
    ),
    ("On Thursday President {Rao Qiming|P} met with guests.", {("Rao Qiming", "president", None)}),
    ("Longtime chairman {Rao Qiming|P} met with guests.", {("Rao Qiming", "chairman", None)}),
    (
        "{Rao Qiming|P}, chair, CEO and president of {Torvik Holdings|E}, signed.",
        {
            ("Rao Qiming", "chair", "Torvik Holdings"),
            ("Rao Qiming", "chief executive officer", "Torvik Holdings"),
            ("Rao Qiming", "president", "Torvik Holdings"),
        },
    ),
    (
        "{Rao Qiming|P} (vice president of {Torvik Holdings|E}) and {Pei Shu|P} (director of the {Anping Port Bureau|G}) came.",
        {("Rao Qiming", "vice president", "Torvik Holdings"), ("Pei Shu", "director", "Anping Port Bureau")},
    ),
    (
        "{Rao Qiming|P}, head of Asia department of {Torvik Holdings|E}, replied.",
        {("Rao Qiming", "head of Asia department", "Torvik Holdings")},
    ),
    (
        "{Rao Qiming|P}, chief representative in {Anping|L} of the {Torvik Chamber of Trade|I}, replied.",
        {("Rao Qiming", "chief representative", "Torvik Chamber of Trade")},
    ),
    (
        "{Rao Qiming|P}, vice president in charge of sales at {Torvik Holdings|E}, replied.",
        {("Rao Qiming", "vice president", "Torvik Holdings")},
    ),
    (
        "{Rao Qiming|P}, General Manager, {Torvik Holdings|E}, replied.",
        {("Rao Qiming", "general manager", "Torvik Holdings")},
    ),
    (
        "{Rao Qiming|P}, aged 52, founder of {Torvik Holdings|E}, replied.",
        {("Rao Qiming", "founder", "Torvik Holdings")},
    ),
    (
        "{Rao Qiming|P} of {Torvik Holdings|E}, where he is executive director, replied.",
        {("Rao Qiming", "executive director", "Torvik Holdings")},
    ),
    (
        "{Rao Qiming|P}, who is in charge of the {Torvik Trade Office|G}, came.",
        {("Rao Qiming", "head", "Torvik Trade Office")},
    ),
    (
        "{Rao Qiming|P}, who has served as principal of {Anping No. 2 Middle School|I} since 2019, came.",
        {("Rao Qiming", "principal", "Anping No. 2 Middle School")},
    ),
    # with verbs
    ("{Rao Qiming|P} is the chairman of {Torvik Holdings|E}.", {("Rao Qiming", "chairman", "Torvik Holdings")}),
    ("{Gu Lanting|P} was appointed as governor of {Yuhe Province|L}.", {("Gu Lanting", "governor", "Yuhe Province")}),
    ("{Gu Lanting|P} took office as mayor of {Anping|L} in May.", {("Gu Lanting", "mayor", "Anping")}),
    (
        "{Gu Lanting|P} came too. He is also director of {Anping Port Bureau|G}.",
        {("Gu Lanting", "director", "Anping Port Bureau")},
    ),
    (
        "{Gu Lanting|P} wears two hats: Director of {Anping Port Bureau|G} and Secretary of {CPC Luosha District Committee|G}.",
        {
            ("Gu Lanting", "director", "Anping Port Bureau"),
            ("Gu Lanting", "secretary", "CPC Luosha District Committee"),
        },
    ),
    # before the name
    ("{Anping|L} Mayor {Gu Lanting|P} presided.", {("Gu Lanting", "mayor", "Anping")}),
    (
        "Secretary {Gu Lanting|P} of {CPC Luosha District|G} spoke.",
        {("Gu Lanting", "secretary", "CPC Luosha District")},
    ),
    (
        "Director of the {Management Committee of Luosha High-tech Zone|G} {Gu Lanting|P} led the group.",
        {("Gu Lanting", "director", "Management Committee of Luosha High-tech Zone")},
    ),
    ("{Torvik Holdings|E}'s president {Rao Qiming|P} replied.", {("Rao Qiming", "president", "Torvik Holdings")}),
    (
        "{Torvik Holdings|E} won. The group's President {Rao Qiming|P} came.",
        {("Rao Qiming", "president", "Torvik Holdings")},
    ),
    ("They met the Mayor of {Anping|L}, {Gu Lanting|P}; it was short.", {("Gu Lanting", "mayor", "Anping")}),
    ("Chinese Ambassador to {Norvania|L} {Gu Lanting|P} spoke.", {("Gu Lanting", "ambassador", "Norvania")}),
    (
        "It was led by vice mayor of {Anping|L} {Gu Lanting|P} and {Rao Qiming|P}, chairman of {Torvik Holdings|E}.",
        {("Gu Lanting", "vice mayor", "Anping"), ("Rao Qiming", "chairman", "Torvik Holdings")},
    ),
    # several persons
    (
        "{Gu Lanting|P} and {Pei Shu|P}, respectively director and deputy director of {Anping Port Bureau|G}, came.",
        {("Gu Lanting", "director", "Anping Port Bureau"), ("Pei Shu", "deputy director", "Anping Port Bureau")},
    ),
    (
        "{Gu Lanting|P}, mayor of {Anping|L}, {Pei Shu|P} and {Rao Qiming|P}, both vice mayors of {Anping|L}, came.",
        {
            ("Gu Lanting", "mayor", "Anping"),
            ("Pei Shu", "vice mayor", "Anping"),
            ("Rao Qiming", "vice mayor", "Anping"),
        },
    ),
    (
        "In {Anping|L}, deputy mayors {Gu Lanting|P} and {Pei Shu|P}, {Rao Qiming|P}, head of {Anping Port Bureau|G}, came.",
        {
            ("Gu Lanting", "deputy mayor", "Anping"),
            ("Pei Shu", "deputy mayor", "Anping"),
            ("Rao Qiming", "head", "Anping Port Bureau"),
        },
    ),
    (
        "The two mayors, {Gu Lanting|P} of {Anping|L} and {Pei Shu|P} of {Luosha|L}, met.",
        {("Gu Lanting", "mayor", "Anping"), ("Pei Shu", "mayor", "Luosha")},
    ),
    (
        "{Gu Lanting|P}, mayor of {Anping|L}, and Vice Mayor {Pei Shu|P} of {Luosha|L} came.",
        {("Gu Lanting", "mayor", "Anping"), ("Pei Shu", "vice mayor", "Luosha")},
    ),
    # as other sites print them
    (
        "{Gu Lanting|P}, member of the municipal standing committee and executive vice-mayor of {Anping|L}, presided.",
        {("Gu Lanting", "member", "Anping"), ("Gu Lanting", "executive vice mayor", "Anping")},
    ),
    (
        "{Gu Lanting|P}, former Party chief of {Luosha|L}, was appointed as deputy mayor and acting mayor of {Anping|L} on Monday.",
        {
            ("Gu Lanting", "party secretary", "Luosha"),
            ("Gu Lanting", "deputy mayor", "Anping"),
            ("Gu Lanting", "acting mayor", "Anping"),
        },
    ),
    (
        "{Gu Lanting|P}, former Party chief of {Luosha|L}, a port town, was appointed {Anping|L}'s Party chief in April.",
        {("Gu Lanting", "party secretary", "Luosha"), ("Gu Lanting", "party secretary", "Anping")},
    ),
    (
        "{Gu Lanting|P}, the deputy secretary of {CPC Anping Municipal Committee|G} and the acting mayor, came to {Anping|L}.",
        {
            ("Gu Lanting", "deputy secretary", "CPC Anping Municipal Committee"),
            ("Gu Lanting", "acting mayor", "Anping"),
        },
    ),
    (
        "Chairman of the {Anping Municipal Committee of the CPPCC|G} {Gu Lanting|P} and Minister of {Publicity Department of Anping Municipal Party Committee|G} {Pei Shu|P} attended.",
        {
            ("Gu Lanting", "chairman", "Anping Municipal Committee of the CPPCC"),
            ("Pei Shu", "minister", "Publicity Department of Anping Municipal Party Committee"),
        },
    ),
    (
        "The Party Secretary {Gu Lanting|P} of {Anping University|I} and President {Pei Shu|P} took part.",
        {("Gu Lanting", "party secretary", "Anping University"), ("Pei Shu", "president", "Anping University")},
    ),
    (
        "They met with {Anping|L} municipal Party committee secretary {Gu Lanting|P} and mayor {Pei Shu|P}.",
        {("Gu Lanting", "party secretary", "Anping"), ("Pei Shu", "mayor", "Anping")},
    ),
    (
        "{Gu Lanting|P}, deputy secretary and director of {Luosha District|L}, led a group.",
        {("Gu Lanting", "deputy secretary", "Luosha District"), ("Gu Lanting", "director", "Luosha District")},
    ),
    (
        "{Wen Tai|P}, {Torvik|E}'s President, {Rao Qiming|P}, {Torvik|E}'s Vice President, and {Pei Shu|P}, general manager of {Lanhai Park|K}, met.",
        {
            ("Wen Tai", "president", "Torvik"),
            ("Rao Qiming", "vice president", "Torvik"),
            ("Pei Shu", "general manager", "Lanhai Park"),
        },
    ),
    (
        "Present were {Gu Lanting|P}, deputy director of {Anping Congress|G}, {Pei Shu|P}, deputy mayor of {Anping|L} and {Rao Qiming|P}, chairman of board of {Torvik Holdings|E}.",
        {
            ("Gu Lanting", "deputy director", "Anping Congress"),
            ("Pei Shu", "deputy mayor", "Anping"),
            ("Rao Qiming", "chairman of the board", "Torvik Holdings"),
        },
    ),
    (
        "{Gu Lanting|P}, secretary of {CPC Anping Committee|G}, and {Pei Shu|P}, mayor of {Anping Municipal People's Government|G}, led it.",
        {
            ("Gu Lanting", "secretary", "CPC Anping Committee"),
            ("Pei Shu", "mayor", "Anping Municipal People's Government"),
        },
    ),
    (
        "Deputy Secretary of the {Yuhe Provincial Party Committee|G} and Secretary of the {Anping Party Committee|G} {Gu Lanting|P} and Mayor of {Anping|L} {Pei Shu|P} met them.",
        {
            ("Gu Lanting", "deputy secretary", "Yuhe Provincial Party Committee"),
            ("Gu Lanting", "secretary", "Anping Party Committee"),
            ("Pei Shu", "mayor", "Anping"),
        },
    ),
    ("Consul General {Gu Lanting|P} to {Norvania|L} came.", {("Gu Lanting", "consul general", "Norvania")}),
    (
        "{Rao Qiming|P}, the consul general of {Norvania|L} in {Anping|L}, gave thanks.",
        {("Rao Qiming", "consul general", "Norvania")},
    ),
    (
        "{Torvik Holdings|E} got guests. Our company's President Ms. {Rao Qiming|P} and CTO Mr. {Pei Shu|P} showed them round.",
        {("Rao Qiming", "president", "Torvik Holdings"), ("Pei Shu", "chief technology officer", "Torvik Holdings")},
    ),
    (
        "{Gu Lanting|P}, Secretary for Trade, Labour and Transport of the {Anping Government|G}, came.",
        {("Gu Lanting", "secretary for Trade, Labour and Transport", "Anping Government")},
    ),
    (
        "{Gu Lanting|P}, Director of the {Luosha Bureau|G}; {Pei Shu|P}, its deputy director; and {Rao Qiming|P}, CEO/president of {Torvik Holdings|E}.",
        {
            ("Gu Lanting", "director", "Luosha Bureau"),
            ("Pei Shu", "deputy director", "Luosha Bureau"),
            ("Rao Qiming", "chief executive officer", "Torvik Holdings"),
            ("Rao Qiming", "president", "Torvik Holdings"),
        },
    ),
    (
        "{Gu Lanting|P}, chief of the {Anping|L} office of {Torvik Holdings|E}, came.",
        {("Gu Lanting", "chief", "anping-office-of-torvik-holdings")},
    ),
    (
        "Said {Gu Lanting|P}, head of the administrative committee of {Luosha Zone|K}.",
        {("Gu Lanting", "head", "administrative-committee-of-luosha-zone")},
    ),
    (
        "{Gu Lanting|P}, secretary of {Anping|L}'s municipal politics and law committee, led a group.",
        {("Gu Lanting", "secretary", "anping-s-municipal-politics-and-law-committee")},
    ),
    (
        "{Gu Lanting|P}, a deputy to the {National Assembly|G} and chairwoman of {Torvik Holdings|E}, said so.",
        {("Gu Lanting", "deputy", "National Assembly"), ("Gu Lanting", "chairwoman", "Torvik Holdings")},
    ),
    (
        "{Gu Lanting|P}, member of the Party Leadership Group and vice mayor of {Anping Municipal Government|G}, came.",
        {
            ("Gu Lanting", "member", "Anping Municipal Government"),
            ("Gu Lanting", "vice mayor", "Anping Municipal Government"),
        },
    ),
    (
        "{Rao Qiming|P}, head of {Norvania|L} department of {Torvik Holdings|E}, and {Pei Shu|P}, its chief human resources officer, came.",
        {
            ("Rao Qiming", "head of Norvania department", "Torvik Holdings"),
            ("Pei Shu", "chief human resources officer", "Torvik Holdings"),
        },
    ),
    (
        "{Gu Lanting|P}, who also heads {Anping Port Bureau|G}, met Director {Pei Shu|P} of the {Management Committee|G} of {Luosha Zone|K}.",
        {("Gu Lanting", "head", "Anping Port Bureau"), ("Pei Shu", "director", "Management Committee")},
    ),
    (
        "{Torvik Holdings|E} came. {Rao Qiming|P}, the company's vice-president for {Norvania|L}, met {Gu Lanting|P}, deputy director of {Luosha Zone|K}'s administrative committee.",
        {
            ("Rao Qiming", "vice president", "Torvik Holdings"),
            ("Gu Lanting", "deputy director", "luosha-zone-s-administrative-committee"),
        },
    ),
    (
        "{Gu Lanting|P}, President of the University and academician of the {Academy of Sciences|I}, left {Anping University|I}.",
        {("Gu Lanting", "president", None), ("Gu Lanting", "academician", "Academy of Sciences")},
    ),
    (
        "{Anping University|I} sent {Gu Lanting|P}, president of the university and academician of the {Academy of Sciences|I}, and Vice President {Pei Shu|P}.",
        {
            ("Gu Lanting", "president", "Anping University"),
            ("Gu Lanting", "academician", "Academy of Sciences"),
            ("Pei Shu", "vice president", "Anping University"),
        },
    ),
    (
        "{Gu Lanting|P}, member of the Standing Committee of the {CPC Anping Committee|G} and secretary-general, came.",
        {("Gu Lanting", "member", "CPC Anping Committee"), ("Gu Lanting", "secretary-general", "CPC Anping Committee")},
    ),
    (
        "Party Secretary {Gu Lanting|P}, President {Pei Shu|P} and Vice President {Rao Qiming|P} of {Anping University|I} came.",
        {
            ("Gu Lanting", "party secretary", "Anping University"),
            ("Pei Shu", "president", "Anping University"),
            ("Rao Qiming", "vice president", "Anping University"),
        },
    ),
    (
        "{Rao Qiming|P}, founder of {Anping|L}-based drone maker {Torvik|E}, and {Pei Shu|P}, head of the Japanese carmaker {Norvan Motors|E}, came.",
        {("Rao Qiming", "founder", "Torvik"), ("Pei Shu", "head", "Norvan Motors")},
    ),
    (
        "{Gu Lanting|P}, {Pei Shu|P} and {Rao Qiming|P}, members of the Standing Committee of the {CPC Anping Committee|G}, came.",
        {(name, "member", "CPC Anping Committee") for name in ("Gu Lanting", "Pei Shu", "Rao Qiming")},
    ),
    (
        "Founder {Rao Qiming|P} of Ostrel Wind, {Pei Shu|P}, mayor of Tarvik, and the Norwegian consul general in {Anping|L}, {Gu Lanting|P}, met.",
        {
            ("Rao Qiming", "founder", "ostrel-wind"),
            ("Pei Shu", "mayor", "tarvik"),
            ("Gu Lanting", "consul general", None),
        },
    ),
    ("{Anping|L} grew. City leaders {Gu Lanting|P}, {Pei Shu|P} and {Rao Qiming|P} attended.", set()),
    # bodies that the text leaves to the reader
    (
        "{Gu Lanting|P}, vice Party chief and mayor of {Anping|L}, spoke to the {CPC Anping Municipal Committee|G}.",
        {("Gu Lanting", "vice secretary", "CPC Anping Municipal Committee"), ("Gu Lanting", "mayor", "Anping")},
    ),
    (
        "{Gu Lanting|P} (deputy secretary of the {CPC Anping Municipal Committee|G}, mayor) came to {Anping|L}.",
        {("Gu Lanting", "deputy secretary", "CPC Anping Municipal Committee"), ("Gu Lanting", "mayor", "Anping")},
    ),
    (
        "{Luosha High-tech Zone|K} grows. {Gu Lanting|P}, Party chief of the zone then, spoke.",
        {("Gu Lanting", "party secretary", "Luosha High-tech Zone")},
    ),
    (
        "{Torvik Holdings|E} signed. {Rao Qiming|P}, its Deputy Party Secretary, Director and General Manager, spoke.",
        {
            ("Rao Qiming", "deputy party secretary", "Torvik Holdings"),
            ("Rao Qiming", "director", "Torvik Holdings"),
            ("Rao Qiming", "general manager", "Torvik Holdings"),
        },
    ),
    (
        "{Rao Qiming|P}, Secretary of the Party Committee and Chairman of {Torvik Holdings|E}, spoke.",
        {
            ("Rao Qiming", "secretary of Party Committee", "Torvik Holdings"),
            ("Rao Qiming", "chairman", "Torvik Holdings"),
        },
    ),
    (
        "After her came {Rao Qiming|P}. The chairman of {Torvik Holdings|E} hoped for more.",
        {("Rao Qiming", "chairman", "Torvik Holdings")},
    ),
    (
        "{Torvik Holdings|E} moved in. As General Manager {Rao Qiming|P} put it, it is home.",
        {("Rao Qiming", "general manager", "Torvik Holdings")},
    ),
    ("{Anping|L} is growing, Mayor {Gu Lanting|P} said.", {("Gu Lanting", "mayor", "Anping")}),
    (
        "{China|L} and {Singapore|L} grow. Chinese Vice Premier {Gu Lanting|P} and Norvanian Premier {Rao Qiming|P} met.",
        {("Gu Lanting", "vice premier", "China"), ("Rao Qiming", "premier", None)},
    ),
    (
        "{Torvik Holdings|E} opened a plant. {Torvik Holdings|E} has two. Vice Chairman {Rao Qiming|P} came, and President {Gu Lanting|P} sent a letter.",
        {("Rao Qiming", "vice chairman", "Torvik Holdings"), ("Gu Lanting", "president", None)},
    ),
    (
        "{Rao Qiming|P}, Director, {Luosha Bureau|G}, and {Pei Shu|P} came.",
        {("Rao Qiming", "director", "Luosha Bureau")},
    ),
    # no post
    ("A delegation headed by {Gu Lanting|P}, head of the delegation, came.", set()),
    ("{Gu Lanting|P}, honorary citizen of {Anping|L}, came.", set()),
    ("{Gu Lanting|P} will become mayor of {Anping|L}.", set()),
    ("{Gu Lanting|P} is not the mayor of {Anping|L}.", set()),
    ("{Gu Lanting|P} met the mayor of {Anping|L} and the president of {Torvik Holdings|E}.", set()),
    ("The mayor of {Anping|L} received {Gu Lanting|P}.", set()),
    ("{Gu Lanting|P}, a member of the team, came.", set()),
]


@pytest.mark.parametrize(("marked", "expected"), STATED, ids=[text[:70] for text, _ in STATED])
def test_posts(marked: str, expected: set[tuple[str, str, str | None]]) -> None:
    assert posts(marked) == expected


def test_a_post_is_stated_once_with_the_words_that_say_so() -> None:
    read = document(
        "{Gu Lanting|P}, vice mayor of {Anping|L}, came.\nMayor {Gu|P=Gu Lanting} said yes. {Gu Lanting|P}, vice mayor of "
        "{Anping|L}, left."
    )
    (post,) = read_posts(read)
    assert (post.role, post.printed, post.of) == ("vice mayor", "vice mayor", "Anping")
    assert [read.article.body[p.start : p.end] for p in post.passages] == ["Gu Lanting, vice mayor of Anping"]
    assert 0.9 <= post.confidence <= 1


def test_a_body_from_the_context_is_shown_and_less_sure() -> None:
    read = document("{Anping|L} held a fair.\nVice Mayor {Gu Lanting|P} opened it.")
    (post,) = read_posts(read)
    assert [read.article.body[p.start : p.end] for p in post.passages] == ["Vice Mayor Gu Lanting", "Anping"]
    assert post.of == "Anping"
    assert post.confidence < 0.8


def test_a_committee_that_only_a_coordination_names_is_added() -> None:
    read = document(
        "{Gu Lanting|P}, Secretary of the Work Committee and Director of the {Management Committee of Luosha Zone|G}, came "
        "to {Luosha Zone|K}."
    )
    found = {post.role: post.of for post in read_posts(read)}
    committee = read.entities[found["secretary"] or ""]
    assert committee.type is EntityType.GOVERNMENT
    assert (committee.names, committee.rebuilt) == (["Work Committee"], ["Work Committee of Luosha Zone"])
    assert committee.jurisdiction == "Luosha Zone"
    assert found["director"] == "Management Committee of Luosha Zone"


def test_bodies_know_whom_they_govern() -> None:
    read = document(
        "{Anping|L} has {Anping Municipal Government|G}, {Luosha Zone|K} has {Management Committee of Luosha Zone|G}, and the "
        "{Norvanian Consulate General in Anping|G} is new."
    )
    read_posts(read)
    assert read.entities["Anping Municipal Government"].jurisdiction == "Anping"
    assert read.entities["Management Committee of Luosha Zone"].jurisdiction == "Luosha Zone"
    assert read.entities["Norvanian Consulate General in Anping"].jurisdiction is None


def test_a_post_tells_that_a_name_is_a_persons() -> None:
    read = document(
        "{Bolat Akhmetov|E} is the chief engineer of {Torvik Holdings|E}. {Norvan Motors|E}, a partner, came."
    )
    (post,) = read_posts(read)
    assert (post.person, post.role, post.of) == ("Bolat Akhmetov", "chief engineer", "Torvik Holdings")
    assert read.entities["Bolat Akhmetov"].type is EntityType.PERSON
    assert read.entities["Norvan Motors"].type is EntityType.ENTERPRISE


def test_a_company_that_chairs_another_stays_one() -> None:
    read = document("{Norvan Motors|E} is the chair of {Torvik Alliance|I}.")
    assert read_posts(read) == []
    assert read.entities["Norvan Motors"].type is EntityType.ENTERPRISE


def test_every_role_of_the_table_stands_in_the_scheme_with_its_labels() -> None:
    scheme = Graph().parse(ontology.path("roles.ttl"))
    label = URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")
    other = URIRef("http://www.w3.org/2004/02/skos/core#altLabel")
    role = URIRef("http://www.w3.org/ns/org#Role")
    labels = {iri: {o.language: str(o) for o in scheme.objects(iri, label)} for iri in scheme.subjects(RDF.type, role)}
    assert all(set(found) == {"en", "zh"} for found in labels.values())
    known = {found["en"].lower() for found in labels.values()} | {
        str(o).lower() for iri in labels for o in scheme.objects(iri, other) if o.language == "en"
    }
    kinds = {"territory", "party", "organ", "company", "envoy", "member", "any"}
    assert {row["role"] for row in rows("titles") if row["kind"] in kinds} <= known
    assert len({found["en"] for found in labels.values()}) == len(labels)
    assert all(str(iri).startswith("https://w3id.org/civigraph/role/") for iri in labels)
