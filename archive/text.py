"""Text compared rather than shown: what counts as the same words when versions, captions or articles are compared."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from archive.records import Article

_QUOTES = str.maketrans(dict.fromkeys("„“”‟«»‹›‚‘’‛`´'\"", "'") | dict.fromkeys("‐‑‒–—―−", "-"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_SPACE = re.compile(r"\s+")


def normalise_text(text: str) -> str:
    """Return the text with quotes, dashes, spaces and invisible characters made alike, for comparing only."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_QUOTES)
    return _SPACE.sub(" ", text).strip()


def digest_article(article: Article) -> str:
    """Return the digest of what makes a version: headline, lead and text, normalised; 40 hex digits.

    Kicker, images, dates and addresses are left out: a moved date line or a new picture is no new text.
    """
    # Lead and text are joined, so that a layout which marks the lead differently begins no new version.
    words = "\n".join(normalise_text(part) for part in (article.title, f"{article.lead} {article.text}"))
    return hashlib.sha256(words.encode()).hexdigest()[:40]
