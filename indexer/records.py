"""The nouns of searching: what is indexed, what is asked, what is answered; they know no engine and no web page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

# ---- city tags -----------------------------------------------------------------------------------------------

ABOUT, MENTIONED = "about", "mentioned"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a tag was given: the span `[start, end)` in characters of a field, its text, and the rule that decided.

    `field` is title, kicker, lead, text, caption or credit (the last two count in `Article.captions`
    and `Article.credits`).
    """

    field: str
    start: int
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A partner city that an article is about or mentions; `score` lies between 0 and 1."""

    city: str
    name: str
    role: str
    score: float
    evidence: tuple[Evidence, ...] = ()


# ---- what is indexed -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OldPassage:
    """A paragraph of earlier versions that the newest has not: it stood in versions `first` to `last`, from 1."""

    text: str
    first: int = 1
    last: int = 1


@dataclass(frozen=True, slots=True)
class FilePassage:
    """The text of a file that an article links to, under the words of the link."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One article as the index knows it; all of it can be made again from the ledger and the gazetteer.

    Of an article with several versions, `seen` has the day on which the archive first saw each (number 1 first),
    `since` the version in which each paragraph of the newest (see documents.py) first stood, and `old` what stands
    there no longer, that of the newest version first.
    """

    id: str
    site: str
    url: str
    title: str
    kicker: str = ""
    lead: str = ""
    text: str = ""
    captions: str = ""
    credits: str = ""
    published: date | None = None
    state: str = "live"
    versions: int = 1
    language: str = "de"
    tags: tuple[Tag, ...] = ()
    has_pdf: bool = False
    seen: tuple[date, ...] = ()
    since: tuple[int, ...] = ()
    old: tuple[OldPassage, ...] = ()
    files: tuple[FilePassage, ...] = ()

    @property
    def file_text(self) -> str:
        """The text of all files that the article links to, as it is searched."""
        return "\n\n".join(passage.text for passage in self.files)

    @property
    def old_text(self) -> str:
        """What stood in earlier versions and stands no longer, as it is searched."""
        return "\n\n".join(passage.text for passage in self.old)


# ---- what is asked -------------------------------------------------------------------------------------------

SORTS = ("relevanz", "neueste", "aelteste")


@dataclass(frozen=True, slots=True)
class Query:
    """One question: what the user typed, the filters, the order, the page.

    Values of one filter are alternatives; different filters must all hold. `cities` holds gazetteer ids;
    `role` is empty (any tag counts) or `about`. `date_from` and `date_to` include their days; with one of
    them set, undated articles are left out. An empty text asks for everything. `sort` empty means relevance,
    newest first where the text asks for no words, and the first to appear where it asks `zuerst:`. `widen` lets
    synonyms and other names of a city be searched for too, `correct` lets an empty answer say what may have been meant.
    """

    text: str = ""
    cities: tuple[str, ...] = ()
    role: str = ""
    date_from: date | None = None
    date_to: date | None = None
    sites: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1
    per_page: int = 25
    widen: bool = True
    correct: bool = True


# ---- what is answered ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a title or snippet, as plain text (to be escaped by whoever shows it); `hit` where it matched."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class CityRole:
    """A city of a hit and whether the article is about it or mentions it."""

    city: str
    role: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """The version of an article in which words first stand, and its day.

    `published` tells what the day is: that of publication (version 1), or the one on which the archive first saw the
    version. `day` is None only where neither is known.
    """

    version: int
    day: date | None
    published: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found: `title` and `snippet` as segments with the matches marked.

    Where the snippet stood in an earlier version only, `version` is the number of the newest that has it and
    `version_seen` the day on which the archive first saw that version. `first` is set where the query asks for first
    appearances.
    """

    id: str
    site: str
    url: str
    title: tuple[Segment, ...]
    snippet: tuple[Segment, ...]
    published: date | None
    cities: tuple[CityRole, ...]
    state: str
    versions: int
    score: float
    version: int = 0
    version_seen: date | None = None
    first: Appearance | None = None
    # Where the snippet stands in a file that the article links to: the words of the link.
    file: str = ""

    @property
    def title_text(self) -> str:
        """The headline as plain text."""
        return "".join(segment.text for segment in self.title)

    @property
    def snippet_text(self) -> str:
        """The snippet as plain text."""
        return "".join(segment.text for segment in self.snippet)


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts per value; each is the total that this value alone would give under the filters of all other facets.

    `cities_added` is what each city would add to the total where cities are filtered by: an article may have several.
    `years` has the year as a string; articles without a date are counted in `undated`. With exactly one
    calendar year asked for, `months` has `YYYY-MM`.
    """

    cities: Mapping[str, int] = field(default_factory=dict)
    cities_about: Mapping[str, int] = field(default_factory=dict)
    cities_added: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    sites: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)
    undated: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to one query: exact total, one page of hits, facets over all hits.

    `notes` are sentences for the user in German about how the query was read („Klammer fehlt, gesucht wurde …“).
    """

    query: Query
    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    took_ms: float
    did_you_mean: str = ""
    notes: tuple[str, ...] = ()


SUGGESTED = ("city", "word")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what was typed: `text` is the whole query to ask, `kind` one of SUGGESTED.

    `city` is the gazetteer id where it is a city; `articles` counts those tagged with the city, or with the word in
    their headline. No person's name is ever offered.
    """

    text: str
    kind: str = "word"
    city: str = ""
    articles: int = 0


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What is known of an index: documents, the ledger sequence it has reached, generation, bytes on disk.

    `fingerprint` says what it was made with, `made` when it was begun (UTC). `held` tells that a person went back to
    it, so that it is not made anew until somebody asks for that; `previous` is the state that one can go back to.
    """

    engine: str
    documents: int
    sequence: int
    generation: str
    size: int
    fingerprint: str
    made: datetime | None = None
    held: bool = False
    previous: IndexInfo | None = None
