"""Reads articles anew from all their captures: what its versions are by today's rules, and what that would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from archive.history import SHOWN, Reading, find_unread, keep_unread, replace_versions
from archive.keeping import fill_gaps
from archive.ledger import Ledger
from archive.records import ArchivedArticle, Article, Capture, Version
from archive.repairing import name_captures
from archive.settings import Settings
from archive.urls import ARTICLE
from crawler.capture_reading import CaptureReader, SitePages
from crawler.extraction import UNKNOWN
from crawler.page_reader import choose_profile

# Sources of a date that lie outside the page: a page read again cannot tell them.
_OUTSIDE = ("listing", "feed", "import")


@dataclass(frozen=True, slots=True)
class Rereading:
    """An article whose versions are others by today's rules: as they are kept, and as they would be.

    `lost` are versions whose capture gives no release any more or cannot be read; they stay as they are.
    """

    archived: ArchivedArticle
    before: tuple[Version, ...]
    after: tuple[Reading, ...]
    lost: int = 0

    @property
    def kind(self) -> str:
        """What changes: `versions` (their number), `text`, `details` (date, captions, ...) or empty."""
        if [(one.seen_from, one.capture_id, one.article) for one in self.before] == [
            (one.seen_from, one.capture_id, one.article) for one in self.after
        ]:
            return ""
        if len(self.before) != len(self.after):
            return "versions"
        alike = all(one.digest == other.digest for one, other in zip(self.before, self.after, strict=True))
        return "details" if alike else "text"


def reread_articles(
    settings: Settings,
    ledger: Ledger,
    *,
    site: str = "",
    article_ids: Iterable[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Rereading]:
    """Yield the articles that would change, or whose captures cannot all be read; nothing is written."""
    reader = CaptureReader(settings, ledger)
    if article_ids is None:
        total, walked = ledger.count_articles(site or None), ledger.changes_since(0)
    else:
        wanted = list(article_ids)
        total, walked = len(wanted), (one for one in map(ledger.article, wanted) if one is not None)
    done = 0
    for archived in walked:
        if site and archived.site != site:
            continue
        done += 1
        if progress:
            progress(done, total)
        rereading = reread_article(reader, archived)
        if rereading is not None and (rereading.kind or rereading.lost):
            yield rereading


def reread_article(reader: CaptureReader, archived: ArchivedArticle) -> Rereading | None:
    """Read one article anew from all its captures; None where its site has no profile any more."""
    ledger = reader.ledger
    versions = ledger.versions(archived.id)
    captures = {capture.id: capture for capture in ledger.captures(archived.id)}
    # An article may be shown at further addresses in slightly other words: only those that made versions tell more,
    # and those of the time before.
    told_at = {archived.article.url}
    told_at |= {captures[one.capture_id].url for one in versions if one.capture_id in captures}
    begun = min((one.fetched for one in captures.values() if one.url in told_at), default=None)
    readings: list[Reading] = []
    lost: set[int] = set()
    cache: dict[tuple[str, str, str], Article | None] = {}
    by_capture = {version.capture_id: version for version in versions if version.capture_id is not None}
    for capture in sorted(captures.values(), key=lambda one: (one.fetched, one.id)):
        tells = capture.url in told_at or capture.id in by_capture or begun is None or capture.fetched < begun
        if capture.status not in SHOWN or not tells:
            continue
        pages = reader.open_site(archived.site, reader.address_of(capture))
        if pages is None:
            return None
        article = _read_once(reader, capture, pages, cache)
        if article is not None:
            readings.append(Reading(capture.fetched, capture.id, article))
        elif capture.id in by_capture:
            lost.add(capture.id)
    # What came without a capture, or whose capture gives nothing now, keeps its place in time.
    for version in versions:
        if version.capture_id is None or version.capture_id not in captures or version.capture_id in lost:
            readings.append(Reading(version.seen_from, version.capture_id, version.article))
    readings.sort(key=lambda one: one.seen_from)
    after = _keep_outside_facts(_fold(readings), versions)
    return Rereading(archived, versions, after, len(lost)) if after else None


def apply_rereading(ledger: Ledger, rereading: Rereading) -> bool:
    """Write the versions of one article as they were read anew; say whether it is still as it was when it was read."""
    return replace_versions(ledger, rereading.archived.id, rereading.before, rereading.after)


def read_unread(reader: CaptureReader, capture: Capture, site: str = "") -> tuple[str, Article] | None:
    """Return site and article of a capture that gave none so far, if today's rules find one there."""
    profile, canonical = choose_profile(capture.url, reader.settings, site)
    pages = reader.open_site(profile.id, reader.address_of(capture)) if profile.id != UNKNOWN else None
    link = pages.urls.read(capture.url) if pages else None
    if pages is None or link is None or (link.url, link.kind) != (capture.url, ARTICLE) or canonical != capture.url:
        return None
    article = reader.read_capture(capture, pages).article
    return (profile.id, article) if article is not None else None


def take_unread(reader: CaptureReader, site: str = "", *, write: bool) -> int:
    """Look for articles in captures that gave none so far; keep them, or only count them; return how many there are."""
    ledger = reader.ledger
    found: set[str] = set()
    for capture in find_unread(ledger):
        read = read_unread(reader, capture, site)
        if read is not None:
            found.add(keep_unread(ledger, capture, *read) if write else read[1].url)
    for article_id in found if write else ():
        archived = ledger.article(article_id)
        rereading = reread_article(reader, archived) if archived else None
        if rereading is not None and rereading.kind:
            apply_rereading(ledger, rereading)
    if write and found:
        name_captures(ledger)
    return len(found)


def _read_once(
    reader: CaptureReader, capture: Capture, pages: SitePages, cache: dict[tuple[str, str, str], Article | None]
) -> Article | None:
    """Read a payload once, however often it was found unchanged."""
    layout = pages.profile.layout_for(pages.urls.path(capture.url), capture.fetched.date()).name
    key = (capture.digest, capture.url, layout)
    if key not in cache:
        cache[key] = reader.read_capture(capture, pages).article
    return cache[key]


def _fold(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Return one reading for each run of the same text; a later one fills the gaps of the first."""
    folded: list[Reading] = []
    for reading in readings:
        if folded and folded[-1].digest == reading.digest:
            folded[-1] = replace(folded[-1], article=fill_gaps(folded[-1].article, reading.article))
        else:
            folded.append(reading)
    return tuple(folded)


def _keep_outside_facts(readings: tuple[Reading, ...], versions: tuple[Version, ...]) -> tuple[Reading, ...]:
    """Keep a date that a list or a feed told, where the page itself tells none."""
    dated = next((one.article for one in reversed(versions) if one.article.published_source in _OUTSIDE), None)
    if dated is None:
        return readings
    return tuple(
        replace(one, article=_date_like(one.article, dated)) if one.article.published is None else one
        for one in readings
    )


def _date_like(article: Article, other: Article) -> Article:
    return replace(
        article,
        published=other.published,
        published_source=other.published_source,
        published_precision=other.published_precision,
        published_check=other.published_check,
    )
