"""Help runs its examples; imprint, privacy and accessibility are the operator's as soon as there is a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html
from protego import Protego
from web_archive import build_archive

from archive.errors import SettingsError
from archive.settings import Settings
from webui.app import create_app
from webui.own_pages import Run, find_own_page, read_blocks, read_runs

PAGE = """# Impressum der Stadt

Stadtarchiv
Beispielstraße 1

## Kontakt

- Telefon: 02151 000
- archiv@stadt.example

Mehr steht bei [der Stadt](https://www.stadt.example/impressum) und auf https://www.stadt.example/.

### Barrieren melden

<script>alert(1)</script> [Falle](javascript:alert(1)) & Co.
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("info"))
    with ledger:
        yield create_app(settings, ledger=ledger).test_client()


def write_page(settings: Settings, name: str, text: str | bytes) -> Path:
    path = settings.data / "pages" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_example_of_the_help_is_true(client: FlaskClient, language: str) -> None:
    page = html.document_fromstring(client.get(f"/hilfe?lang={language}").data)
    examples = page.xpath("//ul[@class='examples']/li")
    assert len(examples) >= 20
    found = 0
    for example in examples:
        (address,) = example.xpath("./a/@href")
        said = int(re.search(r"\d+", example.xpath("./span[@class='count']")[0].text)[0])  # type: ignore[index]  # it is there
        answer = client.get(address.replace("/suche", "/api/v1/search")).get_json()
        assert answer["query"] == example.xpath("./a")[0].text
        assert answer["total"] == said
        assert not [note for note in answer["notes"] if "unbekannt" in note.lower() or "gibt es nicht" in note]
        found += said > 0
    assert found >= 8
    assert example.xpath("./span[1]")[0].text != example.xpath("./a")[0].text


@pytest.mark.parametrize("name", ["impressum", "datenschutz", "barrierefreiheit"])
def test_templates_say_where_to_write_the_own_page(client: FlaskClient, name: str) -> None:
    assert f"pages/{name}.md" in html.document_fromstring(client.get(f"/{name}").data).text_content()


def test_an_own_page_takes_the_place_of_the_template(settings: Settings) -> None:
    client = create_app(settings).test_client()
    assert client.get("/leichte-sprache").status_code == 404
    for name in ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache"):
        write_page(settings, f"{name}.md", PAGE)
    for name in ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache"):
        text = client.get(f"/{name}").get_data(as_text=True)
        page = html.document_fromstring(text)
        assert [title.text for title in page.xpath("//main//h1")] == ["Impressum der Stadt"]
        assert "Vorlage" not in text
        assert "<script>alert" not in text
        assert [item.text_content() for item in page.xpath("//main//li")] == [
            "Telefon: 02151 000",
            "archiv@stadt.example",
        ]
        assert page.xpath("//main//a/@href") == [
            "mailto:archiv@stadt.example", "https://www.stadt.example/impressum", "https://www.stadt.example/",
        ]  # fmt: skip
        assert [heading.text for heading in page.xpath("//*[@id='melden']")] == ["Barrieren melden"]
    assert "Leichte Sprache" in client.get("/hilfe").get_data(as_text=True)


def test_own_pages_may_be_in_english_or_stay_german(settings: Settings) -> None:
    client = create_app(settings).test_client()
    write_page(settings, "impressum.md", "# Impressum\n\nHallo")
    german = html.document_fromstring(client.get("/impressum?lang=en").data)
    assert german.xpath("//main/div/@lang") == ["de"]
    write_page(settings, "impressum.en.md", "# Imprint\n\nHello")
    english = html.document_fromstring(client.get("/impressum?lang=en").data)
    assert english.xpath("//main//h1/text()") == ["Imprint"]
    assert english.xpath("//main/div/@lang") == []


@pytest.mark.parametrize("text", [b"\xff\xfe", b"x" * 500_001])
def test_a_page_that_cannot_be_used_is_told_with_its_cure(settings: Settings, text: bytes) -> None:
    path = write_page(settings, "impressum.md", text)
    with pytest.raises(SettingsError, match=re.escape(str(path))):
        find_own_page(settings, "impressum", "de")
    answer = create_app(settings).test_client().get("/impressum")
    assert answer.status_code == 503


def test_blocks_and_links_are_read_as_written() -> None:
    assert [block.kind for block in read_blocks("\n\n# A\n## B\ntext\n\n\n- x\n- y\n\n- z\nkeine Liste\n")] == [
        "h1", "h2", "p", "ul", "p",
    ]  # fmt: skip
    assert list(read_blocks("")) == []
    assert read_runs("a [b](/bestand) c") == (Run("a "), Run("b", "/bestand"), Run(" c"))
    assert read_runs("(https://a.example/x).") == (
        Run("("),
        Run("https://a.example/x", "https://a.example/x"),
        Run(")."),
    )
    assert read_runs("[x](javascript:y)") == (Run("[x](javascript:y)"),)


def test_robots_read_articles_but_no_endless_combinations(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    rules = Protego.parse(answer.get_data(as_text=True))
    for path, allowed in (("/artikel/0123456789abcdef", True), ("/stadt/venlo", True), ("/suche?q=a&stadt=venlo", False),
                          ("/suche.csv", False), ("/memento/20260303040000/https://a.example/", False),
                          ("/artikel/0123456789abcdef/kopie", False), ("/aenderungen.atom", True)):  # fmt: skip
        assert rules.can_fetch(f"http://localhost{path}", "Irgendwer") == allowed, path
