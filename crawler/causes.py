"""Names for what can go wrong with a request, in words that an archivist reads in a report."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    StopDownload,
)

_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "the host name is not known"),
    (DownloadConnectionRefusedError, "the connection was refused"),
    (DownloadTimeoutError, "no answer in time"),
    (DownloadCancelledError, "the answer was too large"),
    (ResponseDataLossError, "the answer broke off"),
    (DownloadFailedError, "the connection broke"),
    (StopDownload, "the crawl was stopped"),
)


_TOO_LARGE = "DOWNLOAD_MAXSIZE"


def name_cause(error: BaseException) -> str:
    """Return the cause of a failed request in words."""
    for kind, words in _CAUSES:
        if isinstance(error, kind):
            return words
    # A body that grows beyond all bounds when it is unpacked is told by Scrapy in a sentence of its own.
    if _TOO_LARGE in str(error):
        return "the answer was too large"
    return str(error).strip() or type(error).__name__


# Words of a cause, and what the one who runs the crawl can do about it.
_CURES = (
    ("robots.txt forbids", "Ask the operator of the site to allow Pressearchiv in robots.txt."),
    (
        "robots.txt answers",
        "Try again later, or tell the operator of the site: nothing is fetched until robots.txt can be read.",
    ),
    (
        "is reserved",
        "The profile respects such reservations (tdm); ask the operator of the site whether the archive may.",
    ),
    ("asks to be left alone", "Run the crawl again after that time, with a longer delay in the profile of the site."),
    ("host name", "Is the address right? Is this machine connected?"),
    ("refused", "Is the address right, and the site up? Try again later: nothing is lost."),
    ("no answer in time", "Is the site up? Try again later: nothing is lost."),
    ("too large", "PRESSEARCHIV_MAX_RESPONSE allows larger pages."),
    ("redirect off the site", "Has the site moved? Its new host belongs into the profile."),
    ("go round in a circle", "The site sends these addresses from one to the other; tell its operator."),
    (
        "without a release",
        "Read one of them with `pressearchiv extract`: is it a release that the profile does not fit?",
    ),
    ("no HTML page", "Do these addresses belong to the releases in the profile of the site?"),
    (
        "answers 403",
        "Does the site block this crawler? Ask its operator; the User-Agent names Pressearchiv and the contact.",
    ),
    ("answers 429", "The site wants fewer requests: raise `delay` in its profile."),
    ("answers 4", "Do the start pages in the profile of the site still exist?"),
    ("answers 5", "The site has trouble of its own; try again later."),
)


def find_cure(cause: str) -> str:
    """Return what can be done about a cause, or where to look further."""
    return next((cure for words, cure in _CURES if words in cause), "The log in the data folder tells more.")
