"""Names for what can go wrong with a request, in words that an archivist reads in a report."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)

_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "the host name is not known"),
    (DownloadConnectionRefusedError, "the connection was refused"),
    (DownloadTimeoutError, "no answer in time"),
    (DownloadCancelledError, "the answer was too large"),
    (ResponseDataLossError, "the answer broke off"),
    (DownloadFailedError, "the connection broke"),
)


def name_cause(error: BaseException) -> str:
    """Return the cause of a failed request in words."""
    for kind, words in _CAUSES:
        if isinstance(error, kind):
            return words
    return str(error).strip() or type(error).__name__
