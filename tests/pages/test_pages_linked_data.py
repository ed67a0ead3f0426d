"""Linked-data manners: 303, suffixes, Accept, Link headers, validators, languages, errors, site map."""

import base64
import csv
import hashlib
import io
import json
import re
import time
from html import unescape

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from pages.conftest import BASE

ROSA = f"{BASE}id/person/rosa-delacroix"


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        ("text/html", "/page/person/rosa-delacroix"),
        ("*/*", "/page/person/rosa-delacroix"),
        ("text/turtle", "/data/person/rosa-delacroix.ttl"),
        ("application/ld+json", "/data/person/rosa-delacroix.jsonld"),
        ("application/n-triples", "/data/person/rosa-delacroix.nt"),
        ("application/rdf+xml", "/data/person/rosa-delacroix.rdf"),
        ("text/turtle;q=0.3, text/html;q=0.9", "/page/person/rosa-delacroix"),
        ("text/html;q=0.2, application/rdf+xml", "/data/person/rosa-delacroix.rdf"),
    ],
)
def test_a_thing_answers_303_by_accept(client: FlaskClient, accept: str, target: str) -> None:
    answer = client.get("/id/person/rosa-delacroix", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Location"]) == (303, target)
    assert "Accept" in answer.headers["Vary"]


def test_a_thing_that_is_in_no_acceptable_format_answers_406(client: FlaskClient) -> None:
    answer = client.get("/id/person/rosa-delacroix", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "Accept" in answer.vary  # caches keep it from those who take what there is
    assert "Turtle" in answer.text


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf", "html"])
def test_suffixes_lead_to_the_document(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/id/person/rosa-delacroix.{suffix}")
    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("path", ["/id/person/nobody", "/page/person/nobody", "/data/person/nobody.ttl"])
def test_unknown_things_are_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_404_page_searches_for_what_was_asked(client: FlaskClient) -> None:
    answer = client.get("/page/person/rosa-delacriox", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    html = answer.get_data(as_text=True)
    assert 'value="rosa delacriox"' in html
    assert 'href="/page/person/rosa-delacroix"' in html


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/id/person/r-delacroix", "/id/person/rosa-delacroix"),
        ("/page/person/r-delacroix", "/page/person/rosa-delacroix"),
        ("/data/person/r-delacroix.ttl", "/data/person/rosa-delacroix.ttl"),
    ],
)
def test_a_name_that_was_merged_leads_to_the_one_that_stands(client: FlaskClient, old: str, new: str) -> None:
    answer = client.get(old, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Location"]) == (308, new)
    assert client.get(old, headers={"Accept": "text/html"}, follow_redirects=True).status_code == 200


def test_terms_that_come_with_the_ontology_have_pages_here(client: FlaskClient) -> None:
    answer = client.get("/page/term/role/chair")
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    assert "<bdi>chair</bdi>" in html
    assert 'class="basis reference"' in html
    assert 'class="basis stated"' not in html
    assert b"https://w3id.org/civigraph/role/chair" in client.get("/data/term/role/chair.nt").data


FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def test_all_formats_of_a_document_hold_the_same_triples(client: FlaskClient) -> None:
    held = {
        suffix: {str(q.triple) for q in ox.parse(client.get(f"/data/person/rosa-delacroix.{suffix}").data, format=form)}
        for suffix, form in FORMATS.items()
    }
    assert len(held["nt"]) > 10
    assert all(triples == held["nt"] for triples in held.values())


def test_an_articles_document_is_its_named_graph(client: FlaskClient) -> None:
    data = client.get("/data/article/visit-1.nt").data
    predicates = {str(q.predicate) for q in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)}
    assert "<https://schema.org/articleBody>" in predicates


def test_pages_signpost_their_data(client: FlaskClient) -> None:
    link = client.get("/page/person/rosa-delacroix").headers["Link"]
    assert f'<{ROSA}>; rel="cite-as"' in link
    assert re.search(r'/data/person/rosa-delacroix\.ttl>; rel="describedby"; type="text/turtle"', link)
    assert '<https://schema.org/Person>; rel="type"' in link
    assert 'rel="describes"' in client.get("/data/person/rosa-delacroix.ttl").headers["Link"]


def test_a_link_set_has_the_links_of_the_page_and_of_its_documents(client: FlaskClient) -> None:
    link = client.get("/page/person/rosa-delacroix").headers["Link"]
    assert '/linkset/person/rosa-delacroix.json>; rel="linkset"; type="application/linkset+json"' in link
    answer = client.get("/linkset/person/rosa-delacroix.json")
    assert answer.content_type == "application/linkset+json"
    page, *documents = json.loads(answer.data)["linkset"]
    assert page["anchor"] == "http://localhost/page/person/rosa-delacroix"
    assert page["cite-as"] == [{"href": ROSA}]
    assert {d["anchor"] for d in documents} == {d["href"] for d in page["describedby"]}
    for document in documents:
        assert document["describes"] == [{"href": page["anchor"], "type": "text/html"}]
        assert client.get(document["anchor"].removeprefix("http://localhost")).status_code == 200
    assert client.get("/linkset/person/nobody.json").status_code == 404


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/page/person/rosa-delacroix", "website"), ("/page/article/visit-1", "article"), ("/downloads", "website")],
)
def test_pages_tell_other_sites_how_to_show_them(client: FlaskClient, path: str, kind: str) -> None:
    html = client.get(f"{path}?lang=en").get_data(as_text=True)
    said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', html))
    assert said["type"] == kind
    assert said["url"] == f"http://localhost{path}"
    assert said["title"]
    assert html.count('property="og:type"') == html.count('property="og:url"') == 1


def test_the_same_results_come_as_csv_json_and_sparql(client: FlaskClient) -> None:
    asked = "type=Person&q=lindqvist"
    html = client.get(f"/search?{asked}").get_data(as_text=True)
    found = [hit["iri"] for hit in json.loads(client.get(f"/search.json?{asked}").data)["results"]]
    assert found == [f"{BASE}id/person/otto-lindqvist"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/search.csv?{asked}").get_data(as_text=True))))
    assert [row["iri"] for row in rows] == found
    link = re.search(r'href="(/sparql\?query=[^"]+)">SPARQL', html)
    assert link
    answer = client.get(unescape(link[1]), headers={"Accept": "application/sparql-results+json"})
    assert {b["thing"]["value"] for b in json.loads(answer.data)["results"]["bindings"]} == set(found)


def test_pages_are_validated_by_generation(client: FlaskClient) -> None:
    first = client.get("/page/person/rosa-delacroix")
    again = client.get("/page/person/rosa-delacroix", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = client.get("/page/person/rosa-delacroix?lang=zh", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_head_is_get_without_body(client: FlaskClient) -> None:
    head, get = client.head("/page/person/rosa-delacroix"), client.get("/page/person/rosa-delacroix")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", get.headers["ETag"])


def test_language_by_header_address_and_cookie(client: FlaskClient) -> None:
    assert '<html lang="zh">' in client.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).get_data(as_text=True)
    chosen = client.get("/page/person/rosa-delacroix?lang=zh")
    assert chosen.headers["Content-Language"] == "zh"
    assert "罗莎" in chosen.get_data(as_text=True)
    assert '<html lang="zh">' in client.get("/").get_data(as_text=True)
    assert '<html lang="en">' in client.get("/?lang=en", headers={"Accept-Language": "zh"}).get_data(as_text=True)


def test_data_is_open_to_other_origins(client: FlaskClient) -> None:
    for path in ("/data/person/rosa-delacroix.ttl", "/search.json", "/downloads/all.nt"):
        with client.get(path) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_site_map_lists_pages_that_exist(client: FlaskClient) -> None:
    assert "Sitemap:" in client.get("/robots.txt").get_data(as_text=True)
    part = re.findall("<loc>http://localhost(.*?)</loc>", client.get("/sitemap.xml").get_data(as_text=True))
    pages = re.findall("<loc>http://localhost(.*?)</loc>", client.get(part[0]).get_data(as_text=True))
    assert "/page/person/rosa-delacroix" in pages
    assert all(client.get(page).status_code == 200 for page in pages)


def fetched(client: FlaskClient, path: str) -> bytes:
    """The whole body of an answer that is streamed."""
    with client.get(path) as answer:
        assert answer.status_code == 200
        return answer.data


def test_downloads_hold_the_whole_graph(client: FlaskClient) -> None:
    import gzip

    html = client.get("/downloads").get_data(as_text=True)
    assert "/downloads/all.nq" in html
    quads = {str(q) for q in ox.parse(fetched(client, "/downloads/all.nq"), format=ox.RdfFormat.N_QUADS)}
    packed = gzip.decompress(fetched(client, "/downloads/all.nq.gz"))
    assert {str(q) for q in ox.parse(packed, format=ox.RdfFormat.N_QUADS)} == quads
    triples = {str(q.triple) for q in ox.parse(fetched(client, "/downloads/all.ttl"), format=ox.RdfFormat.TURTLE)}
    assert len(triples) == len({re.sub(r" <[^>]*>$", "", q) for q in quads})
    entailed = list(ox.parse(fetched(client, "/downloads/entailed.nt"), format=ox.RdfFormat.N_TRIPLES))
    assert 0 < len(entailed) < len(triples)
    assert client.get("/downloads/../etc/passwd.ttl").status_code == 404
    assert client.get("/downloads/nothing.ttl").status_code == 404


def test_downloads_tell_size_and_checksum_of_what_is_fetched(client: FlaskClient) -> None:
    for _ in range(300):  # they are worked out in the background, by a process of its own
        html = client.get("/downloads").get_data(as_text=True)
        if "being worked out" not in html:
            break
        time.sleep(0.1)
    for name in ("all.nq", "entailed.ttl", "ontology.rdf"):
        for packed in ("", ".gz"):
            with client.get(f"/downloads/{name}{packed}") as answer:
                digest = hashlib.sha256(answer.data).digest()
            assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
        plain = hashlib.sha256(fetched(client, f"/downloads/{name}")).hexdigest()
        assert f'title="{plain}"' in html
    assert 'rel="license"' in html
    assert 'rel="license"' in client.get("/downloads?again=1").headers["Link"]


def test_the_catalogue_tells_of_the_files_and_their_licence(client: FlaskClient) -> None:
    triples = {
        str(t.triple) for t in ox.parse(fetched(client, "/downloads/catalogue.nt"), format=ox.RdfFormat.N_TRIPLES)
    }
    dataset, file = f"<{BASE}dataset>", f"<{BASE}downloads/all.nq>"
    assert f"{dataset} <http://www.w3.org/ns/dcat#distribution> {file}" in triples
    assert any(t.startswith(f"{file} <http://purl.org/dc/terms/license>") for t in triples)
