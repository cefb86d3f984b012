"""How well a profile reads its site: a few pages fetched politely, what each field gave and from where, what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from archive.errors import ArchiveError
from archive.gazetteer import load_gazetteer
from archive.profiles import Profile
from archive.records import Article
from archive.settings import Settings
from archive.urls import ARTICLE, LISTING, SiteUrls
from crawler.errors import PageError
from crawler.links import find_entries, find_links
from crawler.missed_links import find_missed_links
from crawler.page_reader import Page, describe_article, load_page, read_page
from crawler.site_reader import SiteReader

FIELDS = ("title", "kicker", "lead", "text", "published", "images", "attachments")
# Without these a page is no release.
NEEDED = ("title", "text", "published")
_VALUE = 60


@dataclass(frozen=True, slots=True)
class PageCheck:
    """One page: its address, the article or the reason why there is none."""

    url: str
    article: Article | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """What came of looking at a site: sentences on where a crawl begins, pages, saved pages, advice."""

    site: str
    entries: tuple[str, ...]
    pages: tuple[PageCheck, ...]
    saved: tuple[str, ...]
    advice: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether releases could be read, and no saved page gives anything else than it did."""
        return any(page.article for page in self.pages) and not any("differs" in line for line in self.saved)


def check_site(
    settings: Settings, profile: Profile, reader: SiteReader, addresses: Sequence[str] = (), most: int = 3
) -> SiteCheck:
    """Look at a site with its profile: at these pages, or at some releases that its lists, feeds and sitemaps name."""
    urls = SiteUrls(profile, reader.origin)
    advice: list[str] = []
    entries: list[str] = []
    if not addresses:
        found = _read_entries(profile, urls, reader, entries, advice)
        addresses = found[:: max(1, len(found) // most)][:most]
    pages = [_check_page(settings, profile, urls, reader, address) for address in addresses]
    advice += _advise(profile, pages)
    advice += _check_gazetteer(settings, profile)
    return SiteCheck(profile.id, tuple(entries), tuple(pages), tuple(_check_saved(settings, profile)), tuple(advice))


def save_page(settings: Settings, profile: Profile, page: Page, folder: Path | None = None) -> tuple[Path, Article]:
    """Save a page with the article that it gives today, for later checks. Raises PageError where it gives none."""
    extraction = read_page(page, settings, site=profile.id, url=page.url)
    if extraction.article is None:
        raise PageError(f"{page.url} was not saved: there is no release on it ({extraction.reason}).")
    target = folder or pages_folder(settings, profile.id)
    target.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "-", urlsplit(page.url).path.strip("/").rpartition("/")[2])[:80].strip(".-") or "page"
    name = re.sub(r"\.(?:html?|php|aspx?)$", "", name)
    (target / f"{name}.html").write_bytes(page.body)
    expected = {"url": page.url} | describe_article(extraction.article)
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    (target / f"{name}.json").write_text(text, encoding="utf-8")
    return target / f"{name}.html", extraction.article


def pages_folder(settings: Settings, site: str) -> Path:
    """Return where the saved pages of a site lie."""
    return settings.sites_folder / "pages" / site


def tell_check(check: SiteCheck) -> str:
    """Return a check as text: a table of fields for each page, then what to do."""
    lines = [*check.entries, ""] if check.entries else []
    for page in check.pages:
        lines.append(page.url)
        if page.article is None:
            lines.append(f"    no release: {page.reason}")
        else:
            lines += [f"    {name:<12} {source:<12} {value}" for name, source, value in describe_fields(page.article)]
            lines.append(f"    {'layout':<12} {page.article.layout}")
        lines.append("")
    lines += [*check.saved, ""] if check.saved else []
    lines += [f"- {sentence}" for sentence in check.advice] or ["Nothing is missing."]
    return "\n".join(lines)


def describe_fields(article: Article) -> Iterator[tuple[str, str, str]]:
    """Yield each field with its source and a short form of its value; `-` where there is none."""
    for name in FIELDS:
        source = article.sources.get(name, "-")
        if name == "published":
            checked = {"agrees": ", confirmed", "disputed": ", DISPUTED by another source"}.get(
                article.published_check, ""
            )
            value = f"{article.published} ({article.published_precision}{checked})" if article.published else "-"
            source = article.published_source or "-"
        elif name == "images":
            told = sum(1 for image in article.images if image.caption)
            value = f"{len(article.images)}, {told} with a caption: {article.captions}" if article.images else "-"
        elif name == "attachments":
            value = f"{len(article.attachments)}: {article.attachments[0].label}" if article.attachments else "-"
        else:
            whole = str(getattr(article, name))
            value = f"{len(whole)} characters: {whole}" if name == "text" and whole else whole or "-"
        value = " ".join(value.split())
        yield name, source if value != "-" else "-", value if len(value) <= _VALUE else value[: _VALUE - 1] + "…"


def _read_entries(
    profile: Profile, urls: SiteUrls, reader: SiteReader, told: list[str], advice: list[str]
) -> list[str]:
    """Return the addresses of releases that lists, feeds and sitemaps name, where they are fetched."""
    found: dict[str, None] = {}
    start = profile.start
    for kind, paths in (("list", start.listings), ("feed", start.feeds), ("sitemap", start.sitemaps)):
        for path in paths[:2]:
            if kind == "sitemap" and len(found) >= 10:
                continue
            address = urls.fetch_url(urls.base + path)
            try:
                if kind == "list":
                    page, root = reader.fetch_tree(address)
                    links = find_links(root, page.url, urls)
                    first = profile.urls.paging.first if profile.urls.paging else 1
                    further = sum(1 for link in links.values() if link.kind == LISTING and link.position > first)
                    rest = f", {further} links to further pages" if profile.urls.paging else ""
                else:
                    page, rest = reader.fetch(address), ""
                    links = find_entries(page.body, page.url, urls)[0]
            except PageError as error:
                told.append(f"{kind} {path}: {error}")
                if kind == "list":
                    advice.append(f"start.listings names {path}, which cannot be read.")
                continue
            articles = [link.url for link in links.values() if link.kind == ARTICLE]
            told.append(f"{kind} {path}: {len(articles)} releases{rest}")
            if kind == "list" and not articles:
                advice.append(
                    f"On {path} no link fits urls.article; compare its pattern with the addresses of the releases there."
                )
            for count, example in find_missed_links(reader, page.url, root, profile, urls) if kind == "list" else ():
                advice.append(
                    f"{count} links of {path} and its further pages look like releases and fit no pattern, such as {example}: "
                    "if they are, add their pattern under [urls], key article."
                )
            if kind == "list" and profile.urls.paging and articles and rest.startswith(", 0"):
                advice.append(f"On {path} no link fits urls.paging; only the first page may be harvested.")
            found |= dict.fromkeys(articles)
    return [urls.fetch_url(url) for url in found]


def _check_page(settings: Settings, profile: Profile, urls: SiteUrls, reader: SiteReader, address: str) -> PageCheck:
    link = urls.read(address)
    own = link.url if link is not None else address
    try:
        page = reader.fetch(urls.fetch_spelling(address))
    except PageError as error:
        return PageCheck(own, None, str(error))
    extraction = read_page(page, settings, site=profile.id, url=own)
    return PageCheck(own, extraction.article, extraction.reason)


def _advise(profile: Profile, pages: Sequence[PageCheck]) -> Iterator[str]:
    articles = [page.article for page in pages if page.article is not None]
    if pages and not articles:
        yield "No release could be read. Are these addresses those of releases (urls.article)?"
    if not pages:
        yield "No release was found to look at. Give the address of one: site check SITE URL."
    for name in NEEDED:
        missing = sum(1 for article in articles if not getattr(article, name))
        if missing:
            key = "date" if name == "published" else name
            yield f"{missing} of {len(articles)} pages have no {name}: add a selector under [[layout]], key {key}."
    selected = {name for layout in profile.layouts for name in ("lead", "text", "kicker") if getattr(layout, name)}
    for name in sorted(selected):
        lost = sum(1 for article in articles if article.sources.get(name, "-") not in ("-", "selector"))
        if lost:
            yield f"On {lost} of {len(articles)} pages the selectors for {name} found nothing; it was found otherwise."
    if any(article.published_check == "disputed" for article in articles):
        yield "A day of publication is disputed: look at the page, and put the right source first in the layout's date."
    if any(article.sources.get("text") in ("weight", "trafilatura") for article in articles):
        yield "A text was found by the weight of its blocks only; a selector (layout key text) would be surer."


def _check_gazetteer(settings: Settings, profile: Profile) -> Iterator[str]:
    if not profile.gazetteer:
        yield "The profile names no gazetteer: its articles get no city tags."
        return
    try:
        load_gazetteer(profile.gazetteer, [settings.cities_folder])
    except ArchiveError as error:
        yield f"The gazetteer cannot be used: {error}"


def _check_saved(settings: Settings, profile: Profile) -> Iterator[str]:
    """Yield a sentence for each saved page: it gives the same article as when it was saved, or what differs."""
    for path in sorted(pages_folder(settings, profile.id).glob("*.json")):
        try:
            expected = json.loads(path.read_text(encoding="utf-8"))
            page = load_page(str(path.with_suffix(".html")), settings)
        except (OSError, ValueError, PageError) as error:
            yield f"saved page {path.stem}: differs, it cannot be read ({error})"
            continue
        article = read_page(page, settings, site=profile.id, url=str(expected.pop("url", ""))).article
        described = describe_article(article) if article is not None else {}
        other = [name for name, value in expected.items() if described.get(name) != value]
        yield f"saved page {path.stem}: " + (f"differs in {', '.join(other)}" if other else "reads as it did")
