"""How a crawl begins: what was asked for is checked, its session is opened, and Scrapy is told what depends on the site."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from archive.profiles import load_profile
from archive.settings import read_settings
from crawler.contact import require_contact
from crawler.errors import AddressError
from crawler.politeness import is_loopback
from crawler.progress import Progress
from crawler.session import CrawlSession


def open_session(
    site: str, base_url: str, data: str, now: str, budget: str, progress: Progress
) -> tuple[CrawlSession, int]:
    """Open the session of a crawl: of a site by its name, or of the copy at `base_url`, with the clock at `now` (ISO 8601).

    Returns it with the number of releases that the run fetches at most, 0 for no bound.
    Raises AddressError, ContactError, CrawlRunningError, ArchiveError.
    """
    settings = read_settings(data or None)
    if not site:
        raise AddressError("Which site? Give its name: `scrapy crawl press -a site=demo`.")
    profile = load_profile(site, [settings.sites_folder])
    if base_url and (urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).netloc):
        raise AddressError(f"{base_url!r} is no address of a site; expected http://host[:port] or https://host.")
    moment = datetime.fromisoformat(now) if now else None
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    require_contact(settings.contact, base_url or profile.address or profile.url, "crawls it")
    if budget and not (budget.isdigit() and len(budget) < 10):
        raise AddressError(f"The budget is {budget!r}; expected a whole number of releases, 0 for no bound.")
    most = int(budget) if budget else profile.budget or settings.budget
    return CrawlSession(settings, profile, base_url, progress, moment), most


def apply_session(crawler: Crawler, session: CrawlSession) -> None:
    """Set what depends on the site."""
    # The floor protects a live server; a copy on this machine needs no protection.
    local = is_loopback(session.urls.address)
    for name, value in (
        ("USER_AGENT", session.settings.agent),
        ("DOWNLOAD_TIMEOUT", session.settings.timeout),
        ("DOWNLOAD_MAXSIZE", session.settings.max_response),
        ("DOWNLOAD_DELAY", 0.0 if local else session.profile.delay),
        ("POLITE_ADAPTS", not local),
        ("TDM_POLICY", session.profile.tdm),
    ):
        crawler.settings.set(name, value, "spider")
