"""Text compared rather than shown: what counts as the same words when versions, captions or articles are compared."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from archive.records import Article

_QUOTES = str.maketrans(dict.fromkeys("„“”‟«»‹›‚‘’‛`´'\"", "'") | dict.fromkeys("‐‑‒–—―−", "-"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
_LONGEST_ERROR = 80
_WORD = re.compile(r"\w{4,}")


def normalise_text(text: str) -> str:
    """Return the text with quotes, dashes, spaces and invisible characters made alike, for comparing only."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_QUOTES)
    return _SPACE.sub(" ", text).strip()


def digest_heading(article: Article) -> str:
    """Return the digest of headline and day of publication; empty where one of them is missing or says too little."""
    title = normalise_text(article.title).casefold()
    if article.published is None or len(title) < 15:
        return ""
    return hashlib.sha256(f"{article.published.isoformat()} {title}".encode()).hexdigest()[:40]


def read_slug(url: str) -> str:
    """Return the last part of a URL's path, which most systems make of the first headline; empty if it is short."""
    slug = url.rstrip("/").rpartition("/")[2]
    return slug if len(slug) >= 25 and slug.count("-") >= 3 else ""


def compare_texts(one: Article, other: Article) -> float:
    """Return how alike two texts are, 0 to 1: words they share, as a part of the shorter one's words."""
    first, second = ({*_WORD.findall(f"{article.lead} {article.text}".casefold())} for article in (one, other))
    return len(first & second) / max(1, min(len(first), len(second)))


def digest_article(article: Article) -> str:
    """Return the digest of what makes a version: headline, lead and text, normalised; 40 hex digits.

    Kicker, images, dates and addresses are left out: a moved date line or a new picture is no new text.
    """
    # Lead and text are joined, so that a layout which marks the lead differently begins no new version.
    words = "\n".join(normalise_text(part) for part in (article.title, f"{article.lead} {article.text}"))
    return hashlib.sha256(words.encode()).hexdigest()[:40]


def drop_controls(text: str) -> str:
    """Return the text without signs that XML forbids or a terminal obeys; tabs and ends of lines stay."""
    return _CONTROLS.sub("", text)


def tell_error(error: BaseException) -> str:
    """Return what an error says in one line fit for a terminal: libraries quote bytes of damaged files."""
    words = "".join(sign if sign.isprintable() and sign.isascii() else " " for sign in str(error))
    words = _SPACE.sub(" ", words).strip()
    return (words if len(words) <= _LONGEST_ERROR else f"{words[:_LONGEST_ERROR]} ...") or type(error).__name__


def tell_toml_error(error: Exception) -> str:
    """Return why a file that people write could not be read as TOML in UTF-8, and what helps."""
    if isinstance(error, OSError):
        return f"it cannot be read ({error.strerror or error}); mend its permissions"
    if isinstance(error, UnicodeDecodeError):
        return "it is not in UTF-8; save it anew with that encoding"
    words = str(error).rstrip(".")
    return f"it cannot be read as TOML: {words}; texts stand in quotes, and every [ and {{ has its ] and }}"


def is_plain(text: str) -> bool:
    """Tell whether every database takes the text: PostgreSQL takes no NUL, and none a lone surrogate."""
    return all(character >= " " or character in "\t\r\n" for character in text) and not any(
        "\ud800" <= character <= "\udfff" for character in text
    )
