"""The readers that the extraction benchmark compares: ours, and those libraries that are installed beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from archive.settings import Settings
from crawler.decoding import decode_html
from crawler.page_reader import Page, read_page


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader found on a page; None where it looks for no such thing. `published` is an ISO day."""

    text: str | None = ""
    lead: str | None = None
    captions: str | None = None
    credits: str | None = None
    published: str | None = None
    # Whether two ways of reading give this day.
    agreed: bool = False


@lru_cache(maxsize=1)
def _settings() -> Settings:
    return Settings(data=Path(tempfile.gettempdir()) / "pressearchiv-benchmark")


def read_ours(body: bytes, url: str) -> Answer:
    """Read with this program, the profile chosen by the address."""
    return _read_here(body, url, "")


def read_without_profile(body: bytes, url: str) -> Answer:
    """Read with this program as a page of a site that it does not know."""
    return _read_here(body, url, "generic")


def _read_here(body: bytes, url: str, site: str) -> Answer:
    article = read_page(Page(body), _settings(), url=url, site=site).article
    if article is None:
        return Answer("", "", "", "", "")
    day = article.published.isoformat() if article.published else ""
    return Answer(
        article.text, article.lead, article.captions, article.credits, day, article.published_check == "agrees"
    )


def read_paragraphs(body: bytes, url: str) -> Answer:
    """Read the paragraphs inside `article`, as a first scraper does."""
    soup = BeautifulSoup(decode_html(body), "lxml")
    return Answer("\n".join(paragraph.get_text() for paragraph in soup.select("article p")))


def _read_trafilatura(body: bytes, **options: Any) -> Answer:
    import trafilatura

    found = trafilatura.bare_extraction(decode_html(body), with_metadata=True, include_comments=False, **options)
    return Answer(getattr(found, "text", "") or "", published=getattr(found, "date", "") or "") if found else Answer()


def read_trafilatura(body: bytes, url: str) -> Answer:
    """Read with trafilatura as it comes."""
    return _read_trafilatura(body)


def read_trafilatura_precision(body: bytes, url: str) -> Answer:
    """Read with trafilatura, leaving out what is doubtful."""
    return _read_trafilatura(body, favor_precision=True)


def read_trafilatura_fast(body: bytes, url: str) -> Answer:
    """Read with trafilatura without its fallbacks."""
    return _read_trafilatura(body, fast=True)


def read_htmldate(body: bytes, url: str) -> Answer:
    """Read the day with htmldate's extensive search."""
    from htmldate import find_date

    return Answer(None, published=find_date(decode_html(body), url=url, original_date=True) or "")


def read_readability(body: bytes, url: str) -> Answer:
    """Read with readability-lxml."""
    from readability import Document

    return Answer(BeautifulSoup(Document(decode_html(body)).summary(), "lxml").get_text("\n"))


def read_newspaper(body: bytes, url: str) -> Answer:
    """Read with newspaper4k, without network."""
    import newspaper

    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=decode_html(body))
    article.parse()
    published = article.publish_date
    return Answer(article.text, published=str(published)[:10] if published else "")


def read_goose(body: bytes, url: str) -> Answer:
    """Read with goose3."""
    from goose3 import Goose

    article = Goose({"enable_image_fetching": False}).extract(raw_html=decode_html(body))
    return Answer(article.cleaned_text or "", published=str(article.publish_date or "")[:10])


def read_resiliparse(body: bytes, url: str) -> Answer:
    """Read with resiliparse's main content filter."""
    from resiliparse.extract.html2text import extract_plain_text

    return Answer(extract_plain_text(decode_html(body), main_content=True))


READERS: dict[str, Callable[[bytes, str], Answer]] = {
    "ours": read_ours,
    "ours no profile": read_without_profile,
    "trafilatura": read_trafilatura,
    "trafilatura precision": read_trafilatura_precision,
    "trafilatura fast": read_trafilatura_fast,
    "htmldate extensive": read_htmldate,
    "readability-lxml": read_readability,
    "newspaper4k": read_newspaper,
    "goose3": read_goose,
    "resiliparse": read_resiliparse,
    "article p": read_paragraphs,
}
_MODULES = {
    "trafilatura": "trafilatura",
    "trafilatura precision": "trafilatura",
    "trafilatura fast": "trafilatura",
    "readability-lxml": "readability",
    "newspaper4k": "newspaper",
    "goose3": "goose3",
    "resiliparse": "resiliparse",
}


def find_missing() -> list[str]:
    """Return the readers whose library is not installed."""
    return [reader for reader, module in _MODULES.items() if find_spec(module) is None]
