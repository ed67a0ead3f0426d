"""Figures read from sentences in the manner of the genre; names and numbers are made up."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kg.evaluation.matching import alike
from kg.facts import Statistic
from kg.reading.dates import find_dates
from kg.reading.quantities import Kind, find_quantities
from kg.reading.references import resolve
from kg.reading.statistics import read_statistics
from tests.reading_marked import document


def read(marked: str, date: str | None = "2023-08-01") -> list[Statistic]:
    found = document(marked)
    found.article = replace(found.article, date=date)
    resolve(found, [])
    return read_statistics(found, find_dates(found))


def shown(statistic: Statistic) -> tuple[str | None, Decimal, str]:
    return statistic.about, statistic.value, statistic.unit


#: Sentence, then what it says: about | measure | value unit | period.
SAID = [
    (
        "In the first quarter of 2023, the GDP of {Fenghe New Area|K} reached 26.93 billion yuan, up 7.3% "
        "year-on-year.",
        [
            "Fenghe New Area | GDP | 26930000000 CNY | 2023-01/2023-03",
            "Fenghe New Area | year-on-year growth of GDP | 7.3 percent | 2023-01/2023-03",
        ],
    ),
    (
        "{Fenghe New Area|K} is growing fast. The fixed-asset investment went up 2.5% to 14.27 billion yuan, "
        "while the industrial investment saw a 65.7% increase to 6.59 billion yuan year on year.",
        [
            "Fenghe New Area | growth of fixed-asset investment | 2.5 percent",
            "Fenghe New Area | fixed-asset investment | 14270000000 CNY",
            "Fenghe New Area | year-on-year growth of industrial investment | 65.7 percent",
            "Fenghe New Area | industrial investment | 6590000000 CNY",
        ],
    ),
    (
        "The added value of industrial enterprises in {Xinmiao District|L} rose by 6.2%, and general public "
        "budget income was 2.32 billion yuan, an increase of 1.3% year on year.",
        [
            "Xinmiao District | growth of added value of industrial enterprises | 6.2 percent",
            "Xinmiao District | general public budget income | 2320000000 CNY",
            "Xinmiao District | year-on-year growth of general public budget income | 1.3 percent",
        ],
    ),
    (
        "{Qiming Industrial Park|K} occupies a land area of approximately 558 mu, with a total construction "
        "area of about 1.5 million square meters and a total investment of 3.4 billion yuan.",
        [
            "Qiming Industrial Park | land area | 558 mu",
            "Qiming Industrial Park | total construction area | 1500000 m2",
            "Qiming Industrial Park | total investment | 3400000000 CNY",
        ],
    ),
    (
        "{Luosha Holdings|E} and {Torvik Group|E} hold 70 percent and 30 percent of the shares respectively.",
        ["Luosha Holdings | share | 70 percent", "Torvik Group | share of shares | 30 percent"],
    ),
    (
        "{Qiming Industrial Park|K} has a planned area of 12.7 square kilometers, 5.1 of which have been developed.",
        ["Qiming Industrial Park | planned area | 12.7 km2", "Qiming Industrial Park | area | 5.1 km2"],
    ),
    (
        "Sales of {Torvik Group|E} grew from 280 million yuan in 2019 to 470 million in 2022.",
        ["Torvik Group | sales | 280000000 CNY", "Torvik Group | sales | 470000000 CNY"],
    ),
    (
        "High-tech firms in {Qiming Industrial Park|K} now number 83.",
        ["Qiming Industrial Park | firms | 83 count"],
    ),
    (
        "The second phase of {Qiming Industrial Park|K} will be completed in 26 months.",
        ["Qiming Industrial Park | construction period | 26 months"],
    ),
    (
        "The 37-square-kilometer {Qiming Industrial Park|K} has 5 ski resorts and received 5.8 million visits.",
        [
            "Qiming Industrial Park | area | 37 km2",
            "Qiming Industrial Park | ski resorts | 5 count",
            "Qiming Industrial Park | visits | 5800000 count",
        ],
    ),
    ("{Luosha Port|F} has a throughput of 4.5 million t/a.", ["Luosha Port | throughput | 4500000 t"]),
    ("He made three visits to {Qiming Industrial Park|K} in 26 months.", []),
    (
        "{Qiming Industrial Park|K} has 132 factories and 40-odd accessory makers.",
        ["Qiming Industrial Park | factories | 132 count", "Qiming Industrial Park | accessory makers | 40 count"],
    ),
    (
        "The number of foreign-funded companies in {Qiming Industrial Park|K} has gone up to 66.",
        ["Qiming Industrial Park | number of foreign-funded companies | 66 count"],
    ),
    (
        "Of the investment of 860 million yuan in {Qiming Industrial Park|K}, 510 million had been completed by June.",
        ["Qiming Industrial Park | investment | 860000000 CNY", "Qiming Industrial Park | amount | 510000000 CNY"],
    ),
    (
        "Average clearance time at {Luosha Port|F} was shortened to 1.5 hours.",
        ["Luosha Port | average clearance time | 1.5 hours"],
    ),
    (
        "Plans for {Qiming Industrial Park|K} include attracting some 400 enterprises and providing 11,000 "
        "jobs, with an estimated annual tax revenue of 240 million yuan.",
        [
            "Qiming Industrial Park | enterprises | 400 count",
            "Qiming Industrial Park | jobs | 11000 count",
            "Qiming Industrial Park | estimated annual tax revenue | 240000000 CNY",
        ],
    ),
    (
        "Up to now, {Yunting Science Park|K} has signed contracts with 176 small and medium-sized "
        "enterprises, 78 enterprises have settled here and 64 enterprises have been put into production.",
        [
            "Yunting Science Park | small and medium-sized enterprises | 176 count",
            "Yunting Science Park | enterprises settled | 78 count",
            "Yunting Science Park | enterprises | 64 count",
        ],
    ),
    (
        "{Yunting High-tech Zone|K} is home to more than 5,000 businesses and around 100 Fortune 500 companies.",
        [
            "Yunting High-tech Zone | businesses | 5000 count",
            "Yunting High-tech Zone | Fortune 500 companies | 100 count",
        ],
    ),
    (
        "{Lanhe|L} saw its foreign trade increase by 2.2 percent year on year to 954.03 billion yuan (about "
        "133.14 billion U.S. dollars) in the first half of 2023, according to {Lanhe Customs|G}.",
        [
            "Lanhe | year-on-year growth of foreign trade | 2.2 percent | 2023-01/2023-06",
            "Lanhe | foreign trade | 954030000000 CNY | 2023-01/2023-06",
        ],
    ),
    (
        "{Donglu Port|F} handled 6.06 million TEUs from January to June, up 8.4 percent from a year earlier.",
        [
            "Donglu Port | throughput | 6060000 TEU | 2023-01/2023-06",
            "Donglu Port | year-on-year growth of throughput | 8.4 percent | 2023-01/2023-06",
        ],
    ),
    (
        "Last year cargo throughput at {Donglu Port|F} topped 89 million tonnes, edging up 0.1 percent over "
        "one year earlier.",
        [
            "Donglu Port | cargo throughput | 89000000 t | 2022",
            "Donglu Port | year-on-year growth of cargo throughput | 0.1 percent",
        ],
    ),
    (
        "Founded in 1998, {Haiqi Group|E} has 12 subsidiaries, more than 8,700 employees and annual sales of "
        "US$5.2 billion.",
        [
            "Haiqi Group | subsidiaries | 12 count",
            "Haiqi Group | employees | 8700 count",
            "Haiqi Group | annual sales | 5200000000 USD",
        ],
    ),
    (
        "{Haiqi Group|E} will invest 3 billion yuan in the {Luoping Bay Project|J}, which covers 1,200 mu.",
        [
            "Luoping Bay Project | investment | 3000000000 CNY",
            "Luoping Bay Project | area | 1200 mu",
        ],
    ),
    (
        "The total investment of the {Luoping Bay Project|J} is RMB 1.2 billion, and its annual output is "
        "expected to reach 50,000 tons.",
        [
            "Luoping Bay Project | total investment | 1200000000 CNY",
            "Luoping Bay Project | expected annual output | 50000 t",
        ],
    ),
    (
        "With a planned area of 25.9 square kilometers, {Hongtu Bonded Zone|K} lies in {Lanhe|L}.",
        [
            "Hongtu Bonded Zone | planned area | 25.9 km2",
        ],
    ),
    (
        "{Zhou Wenbin|P}, mayor of {Lanhe|L}, said that {Lanhe|L} has 13 universities, 46 research institutes"
        " and over 300,000 college students.",
        [
            "Lanhe | universities | 13 count",
            "Lanhe | research institutes | 46 count",
            "Lanhe | college students | 300000 count",
        ],
    ),
    (
        "{Mingyue University|I} has 21 colleges, 1,300 teachers and 25,000 students.",
        [
            "Mingyue University | colleges | 21 count",
            "Mingyue University | teachers | 1300 count",
            "Mingyue University | students | 25000 count",
        ],
    ),
    (
        "{Tianshu Technology|E} holds 230 patents and employs 600 engineers.",
        [
            "Tianshu Technology | patents | 230 count",
            "Tianshu Technology | engineers | 600 count",
        ],
    ),
    (
        "More than 300 guests from 20 countries attended the forum in {Lanhe|L}.",
        [],
    ),
    (
        "A delegation of 12 people from {Haiqi Group|E} visited {Lanhe|L} on May 3.",
        [],
    ),
    (
        "Companies with annual revenue of more than 20 million yuan each are encouraged to settle in {Xinmiao"
        " District|L}.",
        [],
    ),
    (
        "{Baihe County|L} has been among the top 100 counties for 10 years and ranked 8th.",
        [],
    ),
    (
        "{Tianshu Technology|E} produces 500,000 {new energy vehicles|N} a year, accounting for 12 percent of"
        " the national total.",
        [
            "Tianshu Technology | new energy vehicles | 500000 count",
            "Tianshu Technology | share of national total | 12 percent",
        ],
    ),
    (
        "By the end of 2025, {Jinsha Province|L} aims to build 50 zero-carbon parks and raise the share of "
        "clean energy to 40 percent.",
        [
            "Jinsha Province | target zero-carbon parks | 50 count | 2025",
            "Jinsha Province | target share of clean energy | 40 percent | 2025",
        ],
    ),
    (
        "{Lanhe|L}'s per capita disposable income stood at 45,000 yuan in 2021.",
        [
            "Lanhe | per capita disposable income | 45000 CNY | 2021",
        ],
    ),
    (
        "In 2021, 36 projects were signed in {Yunting High-tech Zone|K}, including 12 projects each worth "
        "over 1 billion yuan, with total investment of 45.6 billion yuan.",
        [
            "Yunting High-tech Zone | projects signed | 36 count | 2021",
            "Yunting High-tech Zone | projects | 12 count",
            "Yunting High-tech Zone | total investment | 45600000000 CNY | 2021",
        ],
    ),
    (
        "The first phase of {Qiming Industrial Park|K} covers 2 square kilometers and cost 600 million yuan.",
        [
            "Qiming Industrial Park | area | 2 km2",
            "Qiming Industrial Park | cost | 600000000 CNY",
        ],
    ),
    (
        "{Ruian Hospital|I} has 1,500 beds and treats 2 million patients a year.",
        [
            "Ruian Hospital | beds | 1500 count",
            "Ruian Hospital | patients | 2000000 count",
        ],
    ),
    (
        "{Xinmiao District|L} is 30 kilometers long and 5 km wide, with a population of 1.2 million.",
        [
            "Xinmiao District | length | 30 km",
            "Xinmiao District | width | 5 km",
            "Xinmiao District | population | 1200000 count",
        ],
    ),
    (
        "The number of high-level talents in {Yunting High-tech Zone|K} reached 290, including 18 academicians.",
        [
            "Yunting High-tech Zone | high-level talents | 290 count",
            "Yunting High-tech Zone | academicians | 18 count",
        ],
    ),
    (
        "{Greenleaf Battery Plant|F}, located in {Lanhe|L}, has an annual capacity of 20 GWh and is expected "
        "to create 2,000 jobs.",
        [
            "Greenleaf Battery Plant | annual capacity | 20 GWh",
            "Greenleaf Battery Plant | expected jobs | 2000 count",
        ],
    ),
    (
        "Fifty-two firms in {Xinmiao District|L} produced a total output value of about 7.5 billion yuan "
        "($1.2 billion) in 2020.",
        [
            "Xinmiao District | firms | 52 count | 2020",
            "Xinmiao District | total output value | 7500000000 CNY | 2020",
        ],
    ),
    (
        "Of the 79 key industrial projects in {Fenghe New Area|K}, 15 have been put into operation.",
        [
            "Fenghe New Area | key industrial projects | 79 count",
            "Fenghe New Area | key industrial projects | 15 count",
        ],
    ),
    (
        "{Lanhe Municipal Government|G} has set up a 10-billion-yuan fund for {biomedicine|N} in {Yunting "
        "High-tech Zone|K}.",
        [
            "Yunting High-tech Zone | fund | 10000000000 CNY",
        ],
    ),
    (
        "Covering an area of 120 hectares, {Qiming Industrial Park|K} is 20 minutes from the airport and has "
        "attracted 60 companies, 15 of which are foreign-funded.",
        [
            "Qiming Industrial Park | area | 120 ha",
            "Qiming Industrial Park | companies | 60 count",
            "Qiming Industrial Park | companies | 15 count",
        ],
    ),
    (
        "R&D expenditure accounted for 4.5 percent of {Xinmiao District|L}'s GDP last year.",
        [
            "Xinmiao District | share of GDP | 4.5 percent | 2022",
        ],
    ),
    (
        "Work began on the {Hongtu Fiber Project|J}, invested by {Baishi Materials|E} (3.2 billion yuan, 240 mu).",
        ["Hongtu Fiber Project | investment | 3200000000 CNY", "Hongtu Fiber Project | area | 240 mu"],
    ),
    (
        "Certificates went to {Baishi Optics|E} ({Japan|L}; US$ 120 mln) in {Hongtu Park|K}.",
        ["Baishi Optics | investment | 120000000 USD"],
    ),
    (
        "The {Baishi Branch|F} opened today in {Hongtu Park|K}. The branch has 300 beds.",
        ["Baishi Branch | beds | 300 count"],
    ),
    (
        "{Lanhe|L}, population 860,000, lies on the coast.",
        ["Lanhe | population | 860000 count"],
    ),
    (
        "More than 70 {Lanhe|L}-based enterprises are listed in {Hong Kong|L}.",
        ["Lanhe | enterprises | 70 count"],
    ),
    (
        "They toured {Hongtu Plaza|F}, where 27 foreign firms have their offices.",
        ["Hongtu Plaza | firms | 27 count"],
    ),
    ("The plant in {Lanhe|L} will cost KSh 1.2 billion.", ["Lanhe | expected cost | 1200000000 KES"]),
    ("The expo in {Lanhe|L} has signed up 320 firms and covers 45,000 sq m.", []),
    (
        "Exports of {Hongtu Bonded Zone|K} fell 3.1 percent to 8.8 billion yuan.",
        [
            "Hongtu Bonded Zone | change of exports | -3.1 percent",
            "Hongtu Bonded Zone | exports | 8800000000 CNY",
        ],
    ),
    (
        "{Hongtu Bonded Zone|K} attracted US$320 million of foreign investment in 2022, 1.5 times the figure of 2021.",
        [
            "Hongtu Bonded Zone | foreign investment | 320000000 USD | 2022",
            "Hongtu Bonded Zone | multiple of foreign investment | 1.5 times",
        ],
    ),
    (
        "{Lanhe Harbor|F} handled 21,400 containers in May, 6,200 from abroad among them, against 18,000 "
        "a year earlier.",
        [
            "Lanhe Harbor | containers | 21400 count | 2023-05",
            "Lanhe Harbor | containers | 6200 count",
            "Lanhe Harbor | containers | 18000 count",
        ],
    ),
    (
        "{Hongtu Park|K} hosts 310 firms, of them 22 foreign. It is to reach 500 by 2030.",
        [
            "Hongtu Park | firms | 310 count",
            "Hongtu Park | firms | 22 count",
            "Hongtu Park | firms | 500 count",
        ],
    ),
    (
        "The annual capacity of {Hongtu Depot|F} will grow from 2.5 to 4 million tons.",
        [
            "Hongtu Depot | expected annual capacity | 2500000 t",
            "Hongtu Depot | expected annual capacity | 4000000 t",
        ],
    ),
    (
        "{Hongtu Park|K} covers 8.2 square kilometers, 5.1 in {Lanhe|L} and 3.1 in {Baihe County|L}.",
        [
            "Hongtu Park | area | 8.2 km2",
            "Hongtu Park | area | 5.1 km2",
            "Hongtu Park | area | 3.1 km2",
        ],
    ),
    (
        "They built {Hongtu Park|K}, the total investment of which is 1.2 billion yuan and into which "
        "{Baishi Steel|E} has moved; its {Baishi Depot|F} opened.",
        ["Hongtu Park | total investment | 1200000000 CNY"],
    ),
    (
        "Plots are found in {Hongtu Park|K}, 2.4 km2, developed by {Lanhe City Group|E}.",
        ["Hongtu Park | area | 2.4 km2"],
    ),
    (
        "Old mills of {Lanhe|L} were reborn as {Hongtu Block|K}: 41 studios, 9 galleries and 3 hotels.",
        [
            "Hongtu Block | studios | 41 count",
            "Hongtu Block | galleries | 9 count",
            "Hongtu Block | hotels | 3 count",
        ],
    ),
    ("{Lanhe Films|E} has staged thirty operas in Thai.", ["Lanhe Films | operas | 30 count"]),
    (
        "At the meeting, seven enterprises: {Haiqi Group|E}, {Tianshu Technology|E} and others reported.",
        [],
    ),
    (
        "The three sides signed two agreements on two major industries, {biomedicine|N} and {new energy vehicles|N}.",
        [],
    ),
    (
        "{Baihe County|L} boasts 23,000 hectares of tea gardens, with a forest coverage rate of 68.5 percent.",
        [
            "Baihe County | tea gardens | 23000 ha",
            "Baihe County | forest coverage rate | 68.5 percent",
        ],
    ),
    (
        "Since 2012, {Yunting High-tech Zone|K} has incubated 870 technology companies and gathered 15,000 "
        "innovative talents.",
        [
            "Yunting High-tech Zone | technology companies | 870 count",
            "Yunting High-tech Zone | innovative talents | 15000 count",
        ],
    ),
    (
        "The zone plans to build 5 million square meters of standard workshops in {Qiming Industrial Park|K} "
        "in three years.",
        [
            "Qiming Industrial Park | planned standard workshops | 5000000 m2",
        ],
    ),
    (
        "Located in the north of {Lanhe|L}, {Qiming Industrial Park|K} was founded in 2009 and now hosts 35 "
        "of the world's top 500 enterprises.",
        [
            "Qiming Industrial Park | top 500 enterprises | 35 count",
        ],
    ),
    (
        "{Qiming Industrial Park|K} is invested and built by {Haiqi Group|E}, with a total investment of 5 "
        "billion yuan and a land area of 800 mu. After completion, it is expected to achieve an annual output"
        " value of 10 billion yuan and an annual tax of 500 million yuan.",
        [
            "Qiming Industrial Park | total investment | 5000000000 CNY",
            "Qiming Industrial Park | land area | 800 mu",
            "Qiming Industrial Park | expected annual output value | 10000000000 CNY",
            "Qiming Industrial Park | annual tax | 500000000 CNY",
        ],
    ),
    (
        "Up to now, more than 130 countries and regions have invested in {Lanhe|L}, and the actual use of "
        "foreign capital has reached 38 billion US dollars.",
        [
            "Lanhe | countries and regions invested | 130 count",
            "Lanhe | actual use of foreign capital | 38000000000 USD",
        ],
    ),
    (
        "{Lanhe|L}, a coastal city with a population of 9.5 million, lies in the east of {Jinsha Province|L}.",
        [
            "Lanhe | population | 9500000 count",
        ],
    ),
    (
        "With a GDP of 1.4 trillion yuan in 2022, {Lanhe|L} ranked 13th among Chinese cities.",
        [
            "Lanhe | GDP | 1400000000000 CNY | 2022",
        ],
    ),
    (
        "The first batch of 12 enterprises has moved into {Yunting Science Park|K}.",
        [
            "Yunting Science Park | enterprises | 12 count",
        ],
    ),
    (
        "{Yunting High-tech Zone|K} has 3 listed companies, 2 unicorns and 1 national laboratory.",
        [
            "Yunting High-tech Zone | listed companies | 3 count",
            "Yunting High-tech Zone | unicorns | 2 count",
        ],
    ),
    (
        "{Zhou Wenbin|P} said that over the past five years the district had invested 20 billion yuan in education.",
        [],
    ),
    (
        "At the ceremony, 15 projects with a total investment of 32.8 billion yuan were signed on site, and "
        "another 9 projects started construction in {Fenghe New Area|K}.",
        [
            "Fenghe New Area | projects signed | 15 count",
            "Fenghe New Area | total investment | 32800000000 CNY",
            "Fenghe New Area | projects started | 9 count",
        ],
    ),
    (
        "{Haiqi Group|E}, which employs 12,000 people in 30 countries, reported revenue of 88 billion yuan in"
        " 2022, an increase of 11 percent.",
        [
            "Haiqi Group | people | 12000 count",
            "Haiqi Group | countries | 30 count",
            "Haiqi Group | revenue | 88000000000 CNY | 2022",
            "Haiqi Group | growth of revenue | 11 percent | 2022",
        ],
    ),
    (
        "{Donglu Port|F} operates 25 container routes reaching 40 ports in 18 countries.",
        [
            "Donglu Port | container routes | 25 count",
            "Donglu Port | ports | 40 count",
            "Donglu Port | countries | 18 count",
        ],
    ),
    (
        "Trains have made 1,200 trips from {Lanhe|L} since 2018.",
        [
            "Lanhe | trips | 1200 count",
        ],
    ),
    (
        "The annual output value of {Yunting Science Park|K} exceeds 30 billion yuan, accounting for one "
        "third of that of {Xinmiao District|L}.",
        [
            "Yunting Science Park | annual output value | 30000000000 CNY",
            "Yunting Science Park | share | 33.33 percent",
        ],
    ),
    (
        "The plant of {Tianshu Technology|E} in {Baihe County|L} can produce 2 million batteries a year.",
        [
            "Tianshu Technology | batteries | 2000000 count",
        ],
    ),
    (
        "The total output value of the {biomedicine|N} industry in {Xinmiao District|L} is expected to exceed"
        " 50 billion yuan by 2025.",
        [
            "Xinmiao District | total output value of biomedicine industry | 50000000000 CNY | 2025",
        ],
    ),
    (
        "We will strive to attract 100 high-tech enterprises to {Yunting High-tech Zone|K} within three "
        "years, said {Zhou Wenbin|P}.",
        [
            "Yunting High-tech Zone | target high-tech enterprises | 100 count",
        ],
    ),
    (
        "{Xinmiao District|L} now has 1,236 industrial enterprises above designated size, 52 of which have "
        "annual output of over 1 billion yuan.",
        [
            "Xinmiao District | industrial enterprises | 1236 count",
            "Xinmiao District | enterprises | 52 count",
        ],
    ),
    (
        "{Tianshu Technology|E}, with registered capital of 50 million yuan, was set up in {Lanhe|L} in 2015.",
        [
            "Tianshu Technology | registered capital | 50000000 CNY",
        ],
    ),
    (
        "{Mingyue University|I} ranks among the top 50 universities in China and has trained more than "
        "200,000 graduates.",
        [
            "Mingyue University | graduates | 200000 count",
        ],
    ),
    (
        "In the first seven months, {Hongtu Bonded Zone|K} completed imports and exports of 12.5 billion "
        "yuan, up 35% year on year, of which exports were 8 billion yuan.",
        [
            "Hongtu Bonded Zone | imports and exports | 12500000000 CNY | 2023-01/2023-07",
            "Hongtu Bonded Zone | year-on-year growth of imports and exports | 35 percent | 2023-01/2023-07",
            "Hongtu Bonded Zone | exports | 8000000000 CNY",
        ],
    ),
    (
        "The per-mu tax revenue of {Yunting High-tech Zone|K} reached 300,000 yuan per mu.",
        [
            "Yunting High-tech Zone | tax revenue | 300000 CNY/mu",
        ],
    ),
    (
        "Located 25 kilometers from the airport, {Fenghe New Area|K} covers a total area of 460 sq km and "
        "governs 12 towns.",
        [
            "Fenghe New Area | total area | 460 km2",
            "Fenghe New Area | towns | 12 count",
        ],
    ),
    (
        "On July 8, 23 foreign-funded projects worth US$1.5 billion were signed in {Lanhe|L}.",
        [
            "Lanhe | foreign-funded projects signed | 23 count | 2023-07-08",
            "Lanhe | value of projects | 1500000000 USD | 2023-07-08",
        ],
    ),
    (
        "More than 60 percent of the enterprises in {Qiming Industrial Park|K} are privately owned.",
        [
            "Qiming Industrial Park | share of enterprises | 60 percent",
        ],
    ),
    (
        "{Zhou Wenbin|P} introduced that {Baihe County|L} produces 45,000 tons of tea annually worth 3 billion yuan.",
        [
            "Baihe County | output | 45000 t",
            "Baihe County | value | 3000000000 CNY",
        ],
    ),
    (
        "Over 3 million tourists visited {Baihe County|L} during the holiday, bringing in 1.1 billion yuan of"
        " tourism revenue.",
        [
            "Baihe County | tourists | 3000000 count",
            "Baihe County | tourism revenue | 1100000000 CNY",
        ],
    ),
    (
        "{Lanhe|L} has built 3,200 5G base stations.",
        [
            "Lanhe | 5G base stations | 3200 count",
        ],
    ),
    (
        "{Greenleaf Battery Plant|F} has two production lines and 800 workers; its products are sold to 15 provinces.",
        [
            "Greenleaf Battery Plant | production lines | 2 count",
            "Greenleaf Battery Plant | workers | 800 count",
            "Greenleaf Battery Plant | provinces | 15 count",
        ],
    ),
    (
        "The mayor met with a 30-member delegation led by {Zhou Wenbin|P}.",
        [],
    ),
    (
        "The road is open 24 hours a day and 365 days a year.",
        [],
    ),
    (
        "{Haiqi Group|E} ranks 88th on the Fortune 500 list and among China's top 100 companies for 12 "
        "consecutive years.",
        [],
    ),
    (
        "Tel: 0532-88001234. Room 1203, No. 66 Haier Road, {Lanhe|L} 266000.",
        [],
    ),
    (
        "{Xinmiao District|L} attracted 46 projects last year, up from 30 in 2021.",
        [
            "Xinmiao District | projects attracted | 46 count | 2022",
            "Xinmiao District | projects | 30 count | 2021",
        ],
    ),
    (
        "The unemployment rate in {Lanhe|L} dropped by 0.3 percentage points to 4.1 percent in June.",
        [
            "Lanhe | change of unemployment rate | -0.3 percentage points | 2023-06",
            "Lanhe | unemployment rate | 4.1 percent | 2023-06",
        ],
    ),
]


@pytest.mark.parametrize(("marked", "said"), SAID)
def test_figures_of_a_sentence(marked: str, said: list[str]) -> None:
    expected = []
    for line in said:
        about, measure, amount, *_ = line.split(" | ")
        value, _, unit = amount.partition(" ")
        expected.append((about, Decimal(value), unit, measure))
    found = read(marked)
    assert sorted(map(str, map(shown, found))) == sorted(str(row[:3]) for row in expected)
    for about, value, unit, measure in expected:
        same = [s for s in found if shown(s) == (about, value, unit)]
        assert any(alike(s.measure, measure) for s in same), f"{measure}: {[s.measure for s in same]}"


PERIODS = [(marked, line) for marked, said in SAID for line in said if line.count(" | ") == 3]


@pytest.mark.parametrize(("marked", "line"), PERIODS)
def test_period_of_a_figure(marked: str, line: str) -> None:
    about, _, amount, period = line.split(" | ")
    value, _, unit = amount.partition(" ")
    assert period in [s.date for s in read(marked) if shown(s) == (about, Decimal(value), unit)]


@pytest.mark.parametrize(
    ("printed", "values"),
    [
        ("13 billion yuan", ["13000000000 CNY"]),
        ("RMB31.35 billion", ["31350000000 CNY"]),
        ("US$5m and HK$2.5bn", ["5000000 USD", "2500000000 HKD"]),
        ("100 million RMB", ["100000000 CNY"]),
        ("RMB 4 bn", ["4000000000 CNY"]),
        ("taxes of RMB 12 m; a line of 300 t, 5 T-shirts", ["12000000 CNY", "300 t", "5 count"]),
        ("four out of ten buyers, 7 out of every 10 trees", ["40 percent", "70 percent"]),
        ("from 1.5 to 3.1 million kilowatts; from 0 to 1", ["1500000 kW", "3100000 kW", "0 count", "1 count"]),
        ("of its 20.4 hectares, 9 have roads", ["20.4 ha", "9 ha"]),
        ("built: 3.3 ha (planned: 5.6), home to 12 firms", ["3.3 ha", "5.6 ha", "12 count"]),
        (
            "sales of 2 billion yuan. In 2019 it had been 1.4 billion.",
            ["2000000000 CNY", "2019 count", "1400000000 CNY"],
        ),
        ("retail sales of 9 billion yuan, plus 4.2", ["9000000000 CNY", "4.2 percent"]),
        ("2.5 times as much as before, 18 times a week", ["2.5 times", "18 count"]),
        ("in Fenghe Trade Zone 21 factories; in Zone 5, in Building 3", ["21 count"]),
        ("a zone since 2009\n- 1,260 firms", ["1260 count"]),
        ("A hundred and forty of them", ["140 count"]),
        ("2,000 mu and 3,700 mus", ["2000 mu", "3700 mu"]),
        ("403 sq km, 5.39 million square meters, 14.2 hectares", ["403 km2", "5390000 m2", "14.2 ha"]),
        ("a 9-kilometer shoreline", ["9 km"]),
        ("86.55 percent, 18 per cent and 40%", ["86.55 percent", "18 percent", "40 percent"]),
        ("half a million tons", ["500000 t"]),
        ("two hundred and five schools", ["205 count"]),
        ("twenty-six firms", ["26 count"]),
        ("two thirds of its output, a fifth of the trucks", ["66.67 percent", "20 percent"]),
        ("the first half of this year, a quarter of a century, half of the day, in the second quarter of the year", []),
        ("1.5 million TEUs", ["1500000 TEU"]),
        ("No. 3 Road, Phase 2, 5G, the 11th, 10:52am, 24/7, 3D, Industry 4.0, COVID-19, A380", []),
        ("36 communities,81,000 people,167 square kilometers", ["36 count", "81000 count", "167 km2"]),
    ],
)
def test_quantities(printed: str, values: list[str]) -> None:
    assert [f"{q.value} {q.unit}" for q in find_quantities(printed)] == values


def test_a_bracketed_conversion_is_known_as_one() -> None:
    first, second = find_quantities("2,000 mu (133.33 hectares)")
    assert (first.bracketed, second.bracketed) == (False, True)
    assert first.kind is second.kind is Kind.AREA


@pytest.mark.parametrize(
    ("marked", "qualifier"),
    [
        ("{Lanhe|L} has over 300 patents.", "over"),
        ("{Lanhe|L} has nearly 300 patents.", "nearly"),
        ("{Lanhe|L} has more than 300 patents.", "more than"),
        ("{Lanhe|L} has 300 patents.", None),
        ("{Qiming Industrial Park|K} has a planned area of 300 mu.", "planned"),
        ("{Qiming Industrial Park|K} spreads over 300 mu.", None),
    ],
)
def test_the_printed_qualifier_is_kept(marked: str, qualifier: str | None) -> None:
    assert [s.qualifier for s in read(marked)] == [qualifier]


def test_a_plan_is_told_from_a_fact() -> None:
    (goal,) = read("{Lanhe|L} aims to attract 300 enterprises by 2025.")
    (fact,) = read("{Lanhe|L} attracted 300 enterprises in 2022.")
    assert goal.measure.startswith("target")
    assert (goal.date, fact.date) == ("2025", "2022")
    assert not fact.measure.startswith(("target", "expected"))


def test_a_figure_follows_what_the_text_speaks_of() -> None:
    found = read(
        "{Qiming Industrial Park|K} lies in {Lanhe|L}.\nIt covers 300 mu. Its revenue reached 5 billion yuan in 2022."
    )
    assert {shown(s) for s in found} == {
        ("Qiming Industrial Park", Decimal(300), "mu"),
        ("Qiming Industrial Park", Decimal(5_000_000_000), "CNY"),
    }


def test_a_figure_that_the_headline_gives_too_is_one_statistic() -> None:
    found = document(
        "{Lanhe|L} signs 26 projects\nOn Monday {Lanhe|L} signed 26 projects worth 5 billion yuan.", headline=True
    )
    assert [shown(s) for s in read_statistics(found, [])] == [
        ("Lanhe", Decimal(26), "count"),
        ("Lanhe", Decimal(5_000_000_000), "CNY"),
    ]


def test_labels_in_a_row() -> None:
    found = read("{Qiming Industrial Park|K} is growing. Output: 48.6 billion yuan; jobs: 23,400; patents: 310.")
    assert {s.about for s in found} == {"Qiming Industrial Park"}
    assert {s.value for s in found} == {Decimal(48600000000), Decimal(23400), Decimal(310)}


@pytest.mark.parametrize(
    "marked",
    [
        "They saw {Torvik Holdings|E}, the largest taxpayer of {Qiming Park|K} with sales of 18.3 billion yuan.",
        "{Qiming Park|K} lured firms. The biggest of these, {Torvik Holdings|E}, put 42 million yuan into its works.",
    ],
)
def test_what_describes_a_thing_or_is_its_own(marked: str) -> None:
    assert [s.about for s in read(marked)] == ["Torvik Holdings"]


def test_lines_of_label_and_value() -> None:
    found = read("{Qiming Industrial Park|K} opened.\n- Land area: 300 mu\n- Enterprises: 302 in 2012, 2,000 in 2021")
    assert [(s.measure, s.value, s.date) for s in found] == [
        ("land area", Decimal(300), None),
        ("enterprises", Decimal(302), "2012"),
        ("enterprises", Decimal(2000), "2021"),
    ]


def test_the_passage_is_the_clause() -> None:
    marked = "{Lanhe|L} signed 26 projects; {Haiqi Group|E} sold 500 engines; nobody else came."
    body = document(marked).article.body
    for statistic in read(marked):
        (passage,) = statistic.passages
        quote = body[passage.start : passage.end]
        assert ";" not in quote
        assert str(statistic.value) in quote


def test_confidence_is_lower_where_the_clause_names_nobody() -> None:
    (named,) = read("{Lanhe|L} has 300 patents.")
    (guessed,) = read("{Lanhe|L} thrives.\nSo far 300 patents were granted.")
    assert 0 < guessed.confidence < named.confidence <= 1
