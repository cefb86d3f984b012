"""An article put together field by field where no profile knows the page: embedded data, weighed text, figures, dates."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from urllib.parse import urljoin

from lxml.html import HtmlElement

from archive.profiles import Profile
from archive.records import Article, Attachment
from archive.urls import FILE, SiteUrls
from crawler.cascade import read_text
from crawler.cleaning import PageWords, clean_text, join_hard_hyphens
from crawler.dates import read_label, split_title
from crawler.doubt import settle_doubt
from crawler.figures import find_figures
from crawler.head import choose_title, read_head
from crawler.headline import find_headline, find_region
from crawler.publication import UNKNOWN_ORDER, Clues, find_published

# A page with so few elements is a plain release; newspapers and shops need thousands.
_PLAIN = 150
_WORD = re.compile(r"[a-zäöüß]+")
_GERMAN = frozenset(
    "der die das und ist in den von zu mit für auf im dem nicht ein eine sich des auch werden wird bei".split()
)
_ENGLISH = frozenset("the of and to a in is that for it on was with as at by this are be from have has".split())
_MOST_LINES, _MOST_LINKS = 3000, 2000
# With less text, in characters, the page holds no article.
_SHORTEST = 120


def read_generic(root: HtmlElement, url: str, profile: Profile, urls: SiteUrls) -> Article | None:
    """Return the article of a page of unknown make, or None where there is no headline or no text to speak of."""
    headline = find_headline(root, profile.layouts[-1], profile)
    head = read_head(root, profile)
    stated, title_source = choose_title(head, headline)
    shown = clean_text(headline.text_content()) if headline is not None else ""
    reading = settle_doubt(root, read_text(root, (stated, shown), head.descriptions, head.body), (stated, shown))
    title, titled = split_title(stated)
    if not title or len(reading.lead) + len(reading.text) < _SHORTEST:
        return None
    spoken = _guess_language(reading.text, "")
    language = (root.get("lang") or "")[:2].lower() or spoken or profile.language
    # Hyphens are mended in German only: „re-elected“ is no torn word, whatever language the page says it is in.
    words = PageWords(root) if language == "de" and spoken in ("de", "") else None
    lines = [reading.lead, *reading.paragraphs]
    if words is not None:
        lines = [join_hard_hyphens(line, words) for line in lines]
    prose = f"{reading.lead}\n{reading.text}"
    clues = Clues(root, url, profile, titled=titled, prose=prose, headline=headline, lines=reading.paragraphs)
    published = find_published(clues, UNKNOWN_ORDER)
    region = find_region(headline) if headline is not None else root
    images = find_figures(region, lambda src: _join(url, src), profile.text.credits)
    attachments = _find_files(region, url, urls)
    sources = {"title": title_source, "lead": reading.lead_source, "text": reading.source}
    sources |= {"images": "figure" if images else "", "attachments": "order" if attachments else ""}
    return Article(
        url=url,
        title=title,
        lead=lines[0],
        text="\n\n".join(lines[1:]),
        published=published.day,
        published_source=published.source,
        published_precision=published.precision,
        published_check=published.check,
        language=language,
        images=images,
        attachments=attachments,
        layout="generic",
        sources={name: source for name, source in sources.items() if source},
    )


def is_plain_release(root: HtmlElement, profile: Profile) -> bool:
    """Tell whether a page of an unknown site looks like a press release: few elements, or a day with a German label.

    There the reading by labels, order and nearness is better than weighing blocks, which loses short lines.
    """
    if not (root.get("lang") or "de").lower().startswith("de"):
        return False
    if sum(1 for _ in islice(root.iter(), _PLAIN + 1)) <= _PLAIN:
        return True
    labels = profile.text.published
    named = _compile(labels)
    lines = (line for line in islice(root.itertext(), _MOST_LINES) if len(line) < 200 and named.search(line))
    return any(read_label(clean_text(line), labels) is not None for line in lines)


@lru_cache(maxsize=16)
def _compile(labels: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{label})" for label in labels) or "(?!)", re.IGNORECASE)


def _guess_language(text: str, usual: str) -> str:
    """Return the language of a text that does not say its own, by its small words: de, en, or und where it is another."""
    words = _WORD.findall(text.lower())[:2000]
    if len(words) < 30:
        return usual
    german, english = (sum(1 for word in words if word in small) / len(words) for small in (_GERMAN, _ENGLISH))
    if max(german, english) < 0.08:
        return "und"
    return "de" if german > english else "en"


def _find_files(region: HtmlElement, url: str, urls: SiteUrls) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for node in islice(region.iter("a"), _MOST_LINKS):
        target = node.get("href") or ""
        link = urls.read(target, url) if ".pdf" in target.lower() else None
        if link is not None and link.kind == FILE and link.url.lower().endswith(".pdf"):
            found.setdefault(link.url, Attachment(link.url, clean_text(node.text_content()), "application/pdf"))
    return tuple(found.values())


def _join(url: str, src: str) -> str:
    try:
        return urljoin(url, src)
    except ValueError:
        return ""  # „http://[::1“: an address that cannot be one
