"""The address that is set for the archive stands in everything that outlives a visit, and no other host is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from web_archive import CHANGED, GONE, article_id, build_archive

from archive.errors import SettingsError
from archive.settings import Settings, read_settings
from webui.app import create_app

PUBLIC = "https://presse.example.org"
WITHIN = (
    "/feed.atom?q=Venlo",
    "/aenderungen.atom",
    "/crawls/fehler.atom",
    "/suche.csv?q=Venlo&felder=archiv",
    "/suche.ris?q=Venlo",
    "/suche.bib?q=Venlo",
    "/suche.csl.json?q=Venlo",
    "/api/v1/articles/" + article_id(GONE),
    "/openapi.json",
    "/api",
    "/opensearch.xml",
    "/artikel/" + article_id(GONE),
    "/timemap/" + CHANGED,
    "/jubilaeen.ics",
    "/suche?q=Venlo",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, FlaskClient, FlaskClient]]:
    """The same archive with a public address and without."""
    settings, ledger = build_archive(tmp_path_factory.mktemp("address"))
    with ledger:
        set_apps = create_app(replace(settings, public_url=PUBLIC), ledger=ledger)
        yield settings, set_apps.test_client(), create_app(settings, ledger=ledger).test_client()


@pytest.mark.parametrize("path", WITHIN)
def test_whole_addresses_begin_as_it_is_set(archive: tuple[Settings, FlaskClient, FlaskClient], path: str) -> None:
    _settings, public, plain = archive
    asked = public.get(path, headers={"Host": "127.0.0.1:8123"})
    assert asked.status_code == 200, path
    assert PUBLIC + "/" in asked.text or f'"{PUBLIC}"' in asked.text
    assert "127.0.0.1:8123" not in asked.text
    assert "127.0.0.1:8123" not in str(asked.headers)
    without = plain.get(path, headers={"Host": "anders.example"})
    assert "anders.example" in without.text, "without the setting a page names the host that it was asked by"
    assert PUBLIC not in without.text


def test_pages_link_to_one_another_without_a_host(archive: tuple[Settings, FlaskClient, FlaskClient]) -> None:
    shown = archive[1].get("/suche?q=Venlo", headers={"Host": "presse.example.org"}).text
    assert f'href="{PUBLIC}' not in shown
    assert 'href="/suche' in shown


@pytest.mark.parametrize(
    "host", ["presse.example.org", "PRESSE.example.org:443", "localhost", "localhost:8000", "127.0.0.1", "[::1]:8000"]
)
def test_the_archive_and_this_machine_are_answered(
    archive: tuple[Settings, FlaskClient, FlaskClient], host: str
) -> None:
    assert archive[1].get("/suche?q=Venlo", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["anders.example", "presse.example.org:8000", "presse.example.org.anders.example", "127.0.0.1.anders.example"],
)
@pytest.mark.parametrize("path", ["/suche", "/static/style.css", "/api/v1/search"])
def test_other_hosts_are_refused_in_plain_text(
    archive: tuple[Settings, FlaskClient, FlaskClient], host: str, path: str
) -> None:
    refused = archive[1].get(path, headers={"Host": host})
    assert (refused.status_code, refused.mimetype) == (400, "text/plain")
    assert PUBLIC in refused.text
    assert "anders" not in refused.text
    assert refused.headers["X-Content-Type-Options"] == "nosniff"
    with archive[2].get(path, headers={"Host": host}) as answered:
        assert answered.status_code == 200


def test_a_page_that_was_kept_for_one_host_names_the_public_one(
    archive: tuple[Settings, FlaskClient, FlaskClient],
) -> None:
    first, second = (
        archive[1].get("/suche?q=" + quote("Gäste"), headers={"Host": host}).text
        for host in ("localhost", "presse.example.org")
    )
    assert first == second


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", ""),
        ("https://presse.example.org", "https://presse.example.org"),
        (" HTTPS://Presse.Example.org:443/ ", "https://presse.example.org"),
        ("http://archiv:8000", "http://archiv:8000"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_the_address_is_read_in_its_plainest_form(given: str, read: str) -> None:
    assert read_settings("data", {"PRESSEARCHIV_URL": given}).public_url == read


@pytest.mark.parametrize(
    "given",
    [
        "presse.example.org",
        "https://",
        "https://a.example/presse",
        "https://a.example//",
        "ftp://a.example",
        "https://ich@a.example",
        "https://a.example?x=1",
        "https://a b",
        "https://a.example:99999",
        'https://a"><b>',
    ],
)
def test_an_address_that_is_none_is_told(given: str) -> None:
    with pytest.raises(SettingsError, match="PRESSEARCHIV_URL"):
        read_settings("data", {"PRESSEARCHIV_URL": given})


@pytest.mark.parametrize(("given", "read"), [("127.0.0.1", "127.0.0.1"), (" ::1 ", "::1"), ("", "")])
def test_the_proxy_is_an_address(given: str, read: str) -> None:
    assert read_settings("data", {"PRESSEARCHIV_PROXY": given}).proxy == read


@pytest.mark.parametrize("given", ["nginx", "https://127.0.0.1", "127.0.0.1:8000", "10.0.0.1, 10.0.0.2"])
def test_a_proxy_that_would_never_be_met_is_told(given: str) -> None:
    with pytest.raises(SettingsError, match=r"PRESSEARCHIV_PROXY .* such as 127\.0\.0\.1"):
        read_settings("data", {"PRESSEARCHIV_PROXY": given})
