"""From the bytes of a page to its tree: the same way for a response, a file and a record of a WARC file."""

from __future__ import annotations

from typing import Any

from lxml import etree, html
from w3lib.encoding import html_to_unicode, resolve_encoding

# What browsers read where ISO-8859-1 is said; it has quotes and dashes where that has control characters.
WESTERN = "cp1252"
_WESTERN = ("cp1252", "windows-1252", "iso-8859-1", "iso8859-1", "latin-1", "latin1", "iso-8859-15", "iso8859-15")
# Deeper nesting is no page but an attack; libxml2 itself stops at 256 levels unless told otherwise.
_PARSER_OPTIONS: dict[str, Any] = {"encoding": "utf-8", "huge_tree": False, "remove_comments": True, "remove_pis": True}


def decode_html(body: bytes, content_type: str = "") -> str:
    """Return the text of a page: by byte order mark, header, meta tag, and if all are silent by what fits."""
    named, text = html_to_unicode(content_type or None, body, auto_detect_fun=_guess_encoding, default_encoding="utf-8")
    true = find_true_encoding(named, text, body)
    return body.decode(true, "replace") if true else text


def find_true_encoding(named: str, text: str, body: bytes) -> str:
    """Return the encoding of a page that does not have the one it names, or an empty text where it has.

    Old servers say UTF-8 of Western pages; others put the name of a Western one before all they send.
    """
    name = named.lower().replace("_", "-")
    if name in ("utf-8", "utf8"):
        broken = text.count("\ufffd")
        # A page in UTF-8 may hold a few broken bytes; in a Western one hardly any letter beyond ASCII is whole.
        return WESTERN if broken > 0 and broken >= sum(1 for letter in text if letter > "\x7f") / 2 else ""
    if name in _WESTERN and not body.isascii():
        # Umlauts that happen to be whole UTF-8 throughout a page are no chance.
        return "utf-8" if _guess_encoding(body) == "utf-8" else ""
    return ""


def parse_html(text: str) -> html.HtmlElement | None:
    """Return the root of the page's tree, or None where there is no element in it. Never raises on bad mark-up."""
    # NUL ends a string for libxml2: all behind it would be lost. Lone surrogates cannot be encoded.
    data = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        return html.document_fromstring(data, parser=html.HTMLParser(**_PARSER_OPTIONS))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def looks_binary(body: bytes) -> bool:
    """Tell a picture, PDF or archive from a page by its first bytes."""
    head = body[:1024]
    return head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b")) or (
        head.count(0) > len(head) // 8 and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    )


def _guess_encoding(body: bytes) -> str | None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return resolve_encoding(WESTERN)
    return "utf-8"
