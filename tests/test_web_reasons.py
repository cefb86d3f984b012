"""Each tag that is shown anywhere leads to the sentence that says why it is there: lists, pages, feeds, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from tests.web_archive import build_archive
from webui.app import create_app
from webui.search_json import address_reason

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("reasons"))
    yield create_app(settings, ledger=ledger).test_client()
    ledger.close()


def read(client: FlaskClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.get_data(as_text=True))


def reason_at(client: FlaskClient, address: str) -> str:
    """Return the sentence that an address leads to, its fragment included."""
    parts = urlsplit(address)
    (item,) = read(client, parts.path).xpath("//*[@id=$id]", id=parts.fragment)
    return " ".join(item.text_content().split())


@pytest.mark.parametrize(
    "address", ["/suche?q=Leiden", "/suche?stadt=charlotte", "/stadt/venlo", "/suche?q=Gäste&lang=en"]
)
def test_each_tag_in_a_list_leads_to_its_reason(client: FlaskClient, address: str) -> None:
    page = read(client, address)
    tags = page.xpath("//ul[@class='tags']/li")
    assert len(tags) > 3
    for tag in tags[:8]:
        city, why = tag.xpath("./a")
        assert why.get("class") == "tag-why"
        assert city.text_content() in why.xpath("string(.//*[@class='hidden'])")
        sentence = reason_at(client, why.get("href"))
        assert sentence.startswith(city.text_content())
        assert "„" in sentence


def test_tags_on_the_page_of_an_article_and_of_similar_ones_do_so_too(client: FlaskClient) -> None:
    (hit,) = client.get("/api/v1/search?stadt=leiden").get_json()["hits"][:1]
    page = read(client, f"/artikel/{hit['id']}")
    links = page.xpath("//a[@class='tag-why']/@href")
    own = [link for link in links if link.startswith("#")]
    assert [link[1:] for link in own] == page.xpath("//ul[@class='reasons']/li/@id")
    assert len(links) > len(own), "no similar article has a tag"
    for link in links[len(own) :]:
        assert reason_at(client, link)


def test_feed_and_json_name_the_address_of_the_reason(client: FlaskClient) -> None:
    feed = etree.fromstring(client.get("/feed.atom?stadt=leiden").data)
    for entry in feed.findall("a:entry", ATOM)[:3]:
        cities = [category.get("term") for category in entry.findall("a:category", ATOM)]
        related = [link.get("href") for link in entry.findall("a:link[@rel='related']", ATOM)]
        assert [urlsplit(link).fragment for link in related] == [f"warum-{city}" for city in cities]
        assert all(link.startswith("http") and reason_at(client, link) for link in related)
    for hit in client.get("/api/v1/search?stadt=leiden").get_json()["hits"][:3]:
        tags = client.get(f"/api/v1/articles/{hit['id']}").get_json()["cities"]
        expected = {tag["city"]: address_reason(hit["id"], tag["city"]) for tag in tags}
        assert {city["city"]: city["explain"] for city in hit["cities"]} == expected
        assert {tag["city"]: tag["explain"] for tag in tags} == expected
        assert all(reason_at(client, address) for address in expected.values())
    for hit in client.get("/export.json?stadt=leiden").get_json()["hits"][:2]:
        assert all(reason_at(client, city["explain"]) for city in hit["cities"])
