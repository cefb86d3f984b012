"""Archived copies run and load nothing, and Memento clients find them: TimeGate, TimeMap and headers as RFC 7089 has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html
from requests.utils import parse_header_links
from web_archive import CHANGED, GONE, RICH, SITE, START, article_id, build_archive, keep, make_response

from archive.delisting import DELIST, Delisting, record_delisting
from archive.harvest import Harvest
from archive.ledger import Ledger
from archive.records import Article
from archive.replay import list_captures, replay_capture
from archive.settings import Settings
from webui.app import create_app
from webui.memento_headers import read_accept_datetime, read_stamp, write_stamp
from webui.replay_cleaning import STYLE, STYLE_HASH, clean_page

UMLAUT = SITE + "stra%C3%9Fe/?id=7"
MOVED = SITE + "alte-adresse/"
HIDDEN = SITE + "brief-aus-der-partnerstadt/"
LINK = re.compile(r'<([^>]+)>((?:; ?[a-z]+="[^"]*")+)')
LOADING = {"src", "srcset", "poster", "background", "data", "action", "formaction", "style", "ping", "http-equiv"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Settings, Ledger]]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("memento"))
    with ledger:
        later = START + timedelta(days=4)
        harvest = Harvest.begin(ledger, "demo", "", later)
        keep(harvest, Article(url=UMLAUT, title="Straßenfest", text="Am Sonntag."), later)
        pdf = SITE + "datei/"
        harvest.keep(
            make_response(harvest, pdf, later, 200, "x" * 4_000_000), Article(url=pdf, title="Groß", text="Viel.")
        )
        redirect = make_response(harvest, MOVED, later, 301, "", (("Location", RICH),))
        harvest.keep_moved(redirect, RICH, "article")
        harvest.finish(later, "ok", "", {}, ())
        record_delisting(ledger, Delisting(article_id(HIDDEN), DELIST, "test", later, "auf Wunsch"))
        yield create_app(settings, ledger=ledger).test_client(), settings, ledger


def read_links(header: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The links of a header or a TimeMap by their relations."""
    found = {}
    for address, parameters in LINK.findall(header):
        pairs = dict(re.findall(r'([a-z]+)="([^"]*)"', parameters))
        found[pairs["rel"]] = (address, pairs)
    return found


def local(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def test_the_timegate_leads_to_the_nearest_copy(kept: tuple[FlaskClient, Settings, Ledger]) -> None:
    client, _settings, _ledger = kept
    first = client.get(f"/timegate/{CHANGED}", headers={"Accept-Datetime": "Sat, 01 Jan 2000 00:00:00 GMT"})
    newest = client.get(f"/timegate/{CHANGED}")
    between = client.get(f"/timegate/{CHANGED}", headers={"Accept-Datetime": "Mon, 02 Mar 2026 09:00:00 GMT"})
    for answer, stamp in ((first, "20260301040000"), (between, "20260302040000"), (newest, "20260303040000")):
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/memento/{stamp}/{CHANGED}"
        assert answer.headers["Vary"] == "accept-datetime"
        assert "Memento-Datetime" not in answer.headers
        links = read_links(answer.headers["Link"])
        assert links["original"][0] == CHANGED
        assert links["timemap"][1]["type"] == "application/link-format"
    assert client.get(f"/timegate/{CHANGED}", headers={"Accept-Datetime": "gestern"}).status_code == 400
    assert client.get(f"/timegate/{SITE}nie-gesehen/").status_code == 404
    for broken in (
        "ftp://x.example/",
        "http://[x",
        "https://[::1",
        "http://",
        "//x",
        "javascript:alert(1)",
        "%00",
        "http://x/%ED%A0",
    ):
        for path in ("timegate", "timemap", "memento/20260301040000", "memento/20260301040000id_"):
            assert client.get(f"/{path}/{broken}").status_code == 404, broken


def test_a_memento_says_when_it_was_made_and_what_is_beside_it(kept: tuple[FlaskClient, Settings, Ledger]) -> None:
    client, _settings, _ledger = kept
    answer = client.get(f"/memento/20260302040000/{CHANGED}")
    assert answer.status_code == 200
    assert answer.headers["Memento-Datetime"] == "Mon, 02 Mar 2026 04:00:00 GMT"
    links = read_links(answer.headers["Link"])
    assert set(links) == {"original", "timegate", "timemap", "first prev memento", "memento", "last next memento"}
    assert links["original"][0] == CHANGED
    others = {link["rel"]: link["url"] for link in parse_header_links(answer.headers["Link"])}
    assert others == {relation: address for relation, (address, _parameters) in links.items()}, "others read it alike"
    assert links["memento"][1]["datetime"] == answer.headers["Memento-Datetime"]
    for relation in ("first prev memento", "last next memento"):
        assert client.get(local(links[relation][0])).headers["Memento-Datetime"] == links[relation][1]["datetime"]
    assert "öffnet am Dienstag" in answer.get_data(as_text=True)
    assert "öffnet am Montag" in client.get(local(links["first prev memento"][0])).get_data(as_text=True)
    near = client.get(f"/memento/20260302050000/{CHANGED}")
    assert (near.status_code, near.headers["Location"]) == (302, f"/memento/20260302040000/{CHANGED}")
    for stamp in ("2026", "99999999999999", "x", "20260302040000id"):
        assert client.get(f"/memento/{stamp}/{CHANGED}").status_code == 404


def test_the_timemap_lists_every_copy_in_order(kept: tuple[FlaskClient, Settings, Ledger]) -> None:
    client, _settings, ledger = kept
    answer = client.get(f"/timemap/{CHANGED}")
    assert answer.mimetype == "application/link-format"
    lines = answer.get_data(as_text=True).splitlines()
    assert all(line.endswith(",") for line in lines[:-1])
    links = [read_links(line) for line in lines]
    assert [next(iter(link)) for link in links] == [
        "original", "self", "timegate", "first memento", "memento", "last memento",
    ]  # fmt: skip
    assert links[1]["self"][1]["from"] == "Sun, 01 Mar 2026 04:00:00 GMT"
    assert links[1]["self"][1]["until"] == "Tue, 03 Mar 2026 04:00:00 GMT"
    stamps = [write_stamp(capture.fetched) for capture in list_captures(ledger, CHANGED)]
    assert [re.search(r"/memento/(\d{14})/", next(iter(link.values()))[0])[1] for link in links[3:]] == stamps  # type: ignore[index]  # all have one
    (single,) = (
        line for line in client.get(f"/timemap/{RICH}").get_data(as_text=True).splitlines() if "/memento/" in line
    )
    assert 'rel="first last memento"' in single


def test_a_copy_neither_runs_nor_loads_anything(kept: tuple[FlaskClient, Settings, Ledger]) -> None:
    client, _settings, _ledger = kept
    answer = client.get(f"/memento/20260301040000/{CHANGED}")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert "unsafe" not in policy
    assert "allow-" not in policy
    assert STYLE_HASH in policy
    assert "frame-ancestors 'self'" in policy
    page = answer.get_data(as_text=True)
    tree = html.document_fromstring(page)
    assert "evil.example" not in page
    assert "alert(" not in page
    assert [style.text for style in tree.iter("style")] == [STYLE]
    for element in tree.iter():
        assert element.tag not in ("script", "img", "iframe", "form", "link", "video", "base", "object"), element.tag
        assert not [name for name in element.attrib if name.startswith("on") or name in LOADING], element.attrib
    assert "[Bild: Hafen im Winter]" in page
    hrefs = {element.text: element.get("href") for element in tree.iter("a")}
    assert hrefs == {"nach oben": "#titel", "Besuch in Dünkirchen": f"/memento/20260301040000/{RICH}"}
    assert "Falle" in page


def test_links_within_copies_lead_on(kept: tuple[FlaskClient, Settings, Ledger]) -> None:
    client, _settings, _ledger = kept
    answer = client.get(f"/memento/20260303040000/{RICH}", follow_redirects=True)
    assert answer.headers["Memento-Datetime"] == "Sun, 01 Mar 2026 04:00:00 GMT"


def test_addresses_with_umlauts_and_queries_are_found_in_both_spellings(
    kept: tuple[FlaskClient, Settings, Ledger],
) -> None:
    client, _settings, _ledger = kept
    page = client.get(f"/artikel/{article_id(UMLAUT)}/kopie").get_data(as_text=True)
    (copy,) = re.findall(r'<iframe class="copy" src="([^"]+)" sandbox ', page)
    answer = client.get(copy)
    assert (answer.status_code, answer.headers["Memento-Datetime"]) == (200, "Thu, 05 Mar 2026 04:00:00 GMT")
    assert read_links(answer.headers["Link"])["original"][0] == UMLAUT


def test_the_response_as_it_came_is_a_sealed_download(kept: tuple[FlaskClient, Settings, Ledger]) -> None:
    client, settings, ledger = kept
    capture = list_captures(ledger, CHANGED)[0]
    answer = client.get(f"/memento/20260301040000id_/{CHANGED}")
    assert answer.data == replay_capture(settings, ledger, capture).body
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    large = client.get(f"/memento/20260305040000/{SITE}datei/")
    assert (large.status_code, large.mimetype, len(large.data)) == (200, "application/octet-stream", 4_000_000)


def test_a_copy_of_a_redirect_leads_to_the_copy_of_its_target(kept: tuple[FlaskClient, Settings, Ledger]) -> None:
    client, _settings, _ledger = kept
    answer = client.get(f"/memento/20260305040000/{MOVED}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/memento/20260305040000/{RICH}")
    assert answer.headers["Memento-Datetime"] == "Thu, 05 Mar 2026 04:00:00 GMT"
    assert client.get(answer.headers["Location"]).headers["Location"] == f"/memento/20260301040000/{RICH}"


def test_a_redirect_to_nonsense_leads_nowhere(kept: tuple[FlaskClient, Settings, Ledger]) -> None:
    client, _settings, ledger = kept
    later = START + timedelta(days=9)
    harvest = Harvest.begin(ledger, "demo", "", later)
    for number, target in enumerate(("javascript:alert(1)", "http://[x", "//evil.example/x")):
        url = f"{SITE}falle-{number}/"
        harvest.keep_moved(make_response(harvest, url, later, 302, "", (("Location", target),)), RICH, "article")
        answer = client.get(f"/memento/20260310040000/{url}")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/memento/20260310040000/")
        assert client.get(answer.headers["Location"]).status_code == 404
    harvest.finish(later, "ok", "", {}, ())


def test_copies_of_errors_keep_their_status(kept: tuple[FlaskClient, Settings, Ledger]) -> None:
    client, _settings, _ledger = kept
    answer = client.get(f"/memento/20260303040000/{GONE}")
    assert (answer.status_code, answer.headers["Memento-Datetime"]) == (404, "Tue, 03 Mar 2026 04:00:00 GMT")
    assert "Nicht gefunden" in answer.get_data(as_text=True)
    # Without a time the last copy that shows the notice is meant.
    assert client.get(f"/timegate/{GONE}").headers["Location"] == f"/memento/20260301040000/{GONE}"
    page = client.get(f"/artikel/{article_id(GONE)}/kopie").get_data(as_text=True)
    assert "Abruf 1 von 3" in page


def test_what_is_hidden_has_no_copies_and_what_is_lost_is_told(kept: tuple[FlaskClient, Settings, Ledger]) -> None:
    client, settings, ledger = kept
    for address in (f"/timegate/{HIDDEN}", f"/timemap/{HIDDEN}", f"/memento/20260301040000/{HIDDEN}",
                    f"/memento/20260301040000id_/{HIDDEN}", f"/artikel/{article_id(HIDDEN)}/kopie"):  # fmt: skip
        assert client.get(address).status_code in (404, 451), address
    strasse = SITE + "strasse/"
    (settings.warc_folder / "demo" / list_captures(ledger, strasse)[0].warc_file).unlink()
    answer = client.get(f"/memento/20260301040000/{strasse}")
    assert answer.status_code == 404
    assert "WARC-Datei fehlt" in answer.get_data(as_text=True)
    assert client.get(f"/artikel/{article_id(strasse)}/kopie?abruf=unsinn").status_code == 404


def test_times_are_read_and_written_as_the_standard_has_them() -> None:
    moment = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
    assert read_accept_datetime("Tue, 03 Mar 2026 04:00:00 GMT") == moment
    assert read_accept_datetime("") is None
    with pytest.raises(ValueError, match="never"):
        read_accept_datetime("never")
    assert read_stamp(write_stamp(moment)) == moment
    assert read_stamp("2026030304000٠") is None


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b"<", b"plain", b"<html>", b"<frameset><frame src=x></frameset>", b"\x00" * 100,
     b"<div>" * 5000 + b"tief", b"<svg><script>alert(1)</script></svg>", b"<a href='http://[x'>kaputt</a>",
     b"<base href='http://[x'><a href='b'>kaputt</a>", b"<math><mi xlink:href='data:x'>m</mi></math>"],
)  # fmt: skip
def test_broken_pages_become_harmless_pages(body: bytes) -> None:
    page = clean_page(body, "no-such-charset", lambda target: "")
    assert page.startswith(b"<!DOCTYPE html>")
    assert b"alert" not in page
    assert b"src=" not in page


def test_encodings_are_read_as_the_page_was_meant() -> None:
    assert "Köln" in clean_page("<p>Köln".encode("cp1252"), "windows-1252", lambda target: "").decode()
    assert "Köln" in clean_page("<p>Köln".encode(), "", lambda target: "").decode()
    assert "Köln" in clean_page(b"<meta charset=iso-8859-15><p>K\xf6ln", "", lambda target: "").decode()
    assert clean_page(b"x", "", lambda target: "", notes=[("de", "<b>")]).count(b"&lt;b&gt;") == 1
