"""The nouns of Pressearchiv: who has read this file knows what is kept, and what every other package hands around."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

# ---- one press release, as read off a page ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a release: absolute address, alternative text, caption without its credit, credit."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a release links to: absolute address, link text, media type (empty where unknown)."""

    url: str
    label: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """The content of one press release.

    `text` holds the paragraphs and sub-headlines in order, joined by a blank line, without headline, lead,
    captions, related news and contact block. `published` is None where the page gives no date: it is never
    the day of the crawl. `published_source` says where the date was read (`label`, `title`, `json-ld`, `meta`, `text`,
    `time`, `last`, `url`, `form`, `selector`, `htmldate`, `listing`, `feed`, `import`, or empty); `published_precision` is
    `day`, `month`, `year` or empty; `published_check` is `agrees` where a second method reads the same day, `disputed`
    where others read another, empty where there is no second one. `sources` says of each other field that is not
    empty where it comes from: `selector`, `order` (labels, order and nearness), `json-ld`, `meta`, `heading`, `named`,
    `description`, `weight` (weighed blocks), `figure`, `trafilatura`.
    """

    url: str
    title: str
    kicker: str = ""
    lead: str = ""
    text: str = ""
    published: date | None = None
    published_source: str = ""
    published_precision: str = ""
    published_check: str = ""
    modified: date | None = None
    language: str = "de"
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    layout: str = ""
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def filled(self) -> tuple[str, ...]:
        """The names of the fields that the page gave, for the coverage of a crawl and the check of a profile."""
        names = ("title", "kicker", "lead", "text", "published", "captions", "credits", "attachments")
        return tuple(name for name in names if (value := getattr(self, name)) and str(value).strip())

    @property
    def captions(self) -> str:
        """All captions, a line each: the text that evidence spans of the field `caption` count in."""
        return "\n".join(image.caption for image in self.images)

    @property
    def credits(self) -> str:
        """All photo credits, a line each: the text that evidence spans of the field `credit` count in."""
        return "\n".join(image.credit for image in self.images)


# ---- what the ledger keeps of it ---------------------------------------------------------------------------

LIVE, MISSING, GONE, MOVED, BACK = "live", "missing", "gone", "moved", "back"
STATES = (LIVE, MISSING, GONE, MOVED, BACK)


def make_article_id(canonical_url: str) -> str:
    """Return the permanent id of the article first seen under this canonical URL: 16 hex digits.

    It depends on nothing else, so that permalinks survive a rebuild of index and ledger.
    """
    return hashlib.sha256(canonical_url.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ArchivedArticle:
    """One article as the ledger knows it: newest version, all its URLs, its state and its times (UTC).

    `moved` and `back` are told by the crawl that finds it so; the next one on another day calls the article `live`.
    `sequence` grows with every change to any article; whoever has seen n asks for what is above n.
    """

    id: str
    site: str
    article: Article
    urls: tuple[str, ...]
    state: str
    versions: int
    first_seen: datetime
    last_seen: datetime
    last_checked: datetime
    changed: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class Version:
    """One text of an article; number 1 is the oldest. `seen_from` is the time of its first capture (UTC)."""

    article_id: str
    number: int
    article: Article
    digest: str
    seen_from: datetime
    capture_id: int | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One response fetched at one time, and where it lies: WARC file, offset and length in bytes.

    `digest` is the payload digest as WARC writes it (`sha1:` and base32), `kind` is `response` or `revisit`.
    """

    id: int
    url: str
    fetched: datetime
    status: int
    media_type: str
    digest: str
    kind: str
    warc_file: str
    warc_offset: int
    warc_length: int
    crawl_id: int
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file that releases link to, by the canonical address of the file.

    `digest` is the payload digest of the capture that it was read from; `error` says why there is no text, or less than
    all of it, and is empty where all went well.
    """

    url: str
    digest: str
    media_type: str
    text: str
    extracted: datetime
    error: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to an article: `new`, `changed`, `missing`, `gone`, `moved` or `back`, when, and at which URL."""

    article_id: str
    happened: datetime
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class CrawlFailure:
    """Failed requests of one cause, with how many there were and one address as an example."""

    cause: str
    count: int
    example: str


# The site of what came from elsewhere, in a file or out of another archive, and the folder below `warc/` for it; the
# city's own pages win over them.
IMPORTED = "import"
VERDICTS = ("running", "ok", "nothing new", "suspicious", "failed", "imported")
DONE, OPEN, HELD = "done", "open", "held"


@dataclass(frozen=True, slots=True)
class LayoutCoverage:
    """What the pages of one layout gave in a crawl: of `pages`, how many had a date, a lead, text, captions.

    `empty` are pages on which no release was found. `words` is the mean number of words of a text. `usual` holds the
    shares (0 to 1) that earlier crawls had of `date`, `lead`, `text`, `captions`, and their mean `words`; it is empty
    where this layout was not seen before.
    """

    layout: str
    pages: int
    date: int = 0
    lead: int = 0
    text: int = 0
    captions: int = 0
    empty: int = 0
    words: float = 0.0
    usual: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HostManners:
    """What a host asks of crawlers, as read in one crawl.

    `robots` says what became of robots.txt in words, `crawl_delay` is in seconds (0 where none is asked for).
    `reservations` are sentences on text and data mining rights that are reserved, each with the place where it is said.
    """

    host: str
    robots: str
    crawl_delay: float = 0.0
    reservations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Crawl:
    """One run over one site. `counts` has pages, found, new, changed, unchanged, missing, gone, back, moved, failed.

    `intake` tells whether its captures were taken into the articles: `done`, `open` (it runs, or was killed and the next
    crawl takes them in) or `held` (it is suspicious and waits until somebody accepts it). `expected` gives lowest and
    highest of each count that earlier crawls of the same kind had; `notes` are sentences on what else is worth knowing.
    """

    id: int
    site: str
    started: datetime
    ended: datetime | None
    verdict: str
    reason: str = ""
    address: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    failures: tuple[CrawlFailure, ...] = ()
    thorough: bool = False
    intake: str = DONE
    accepted: datetime | None = None
    accepted_by: str = ""
    coverage: tuple[LayoutCoverage, ...] = ()
    expected: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    manners: tuple[HostManners, ...] = ()
    notes: tuple[str, ...] = ()
