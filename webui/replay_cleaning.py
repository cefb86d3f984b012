"""Makes a captured page harmless: text, headings, tables and inner links stay, all that runs or loads goes; a pure function."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from urllib.parse import urljoin

from lxml import etree, html

# The one style of a copy: the page's own would have to be loaded or trusted.
STYLE = (
    "body{font:16px/1.55 system-ui,'Segoe UI',Roboto,Arial,sans-serif;color:#171a2b;background:#fff;max-width:52rem;"
    "margin:0 auto;padding:1rem;overflow-wrap:break-word}a{color:#1d4f91}table{border-collapse:collapse}"
    "td,th{border:1px solid #cdd3de;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    ".pressearchiv-bild{display:inline-block;border:1px dashed #667085;color:#4a5163;padding:.2rem .5rem;font-size:.9em}"
    ".pressearchiv-kopie{border-left:4px solid #1d4f91;background:#e8f0fb;padding:.5rem .8rem;margin:0 0 1rem;font-size:.9em}"
    ".pressearchiv-kopie p{margin:0}"
)
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
LARGEST_PAGE = 3 * 1024 * 1024  # bytes of HTML that are shown; a larger page can still be fetched as it is
MOST_ELEMENTS = 50_000

# Dropped with all they hold.
_GONE = frozenset(
    "script style link meta base iframe frame frameset noframes object embed applet param svg math video audio source track "
    "canvas template form input button select textarea option datalist dialog portal map area slot head title".split()
)  # fmt: skip
_KEPT_ATTRIBUTES = frozenset(
    "id lang dir title colspan rowspan headers scope abbr datetime start reversed type value open cite".split()
)
_TYPED = frozenset(("ol", "li"))  # elements whose `type` and `value` say how they count
_PICTURES = frozenset(("img", "picture", "amp-img"))


def clean_page(
    body: bytes,
    charset: str,
    find_copy: Callable[[str], str],
    *,
    notes: Sequence[tuple[str, str]] = (),
    picture: str = "Bild",
) -> bytes:
    """Return a whole HTML page in UTF-8 that asks for nothing and runs nothing.

    `find_copy` turns the target of a link into the address of its copy, or an empty string: then the link becomes
    plain text. `notes` are languages and sentences put in front, `picture` the word for a picture that is not shown.
    """
    root = _parse(body, charset)
    language = root.get("lang") or "de"
    title = " ".join((root.findtext(".//title") or "").split())
    content = root.find("body")
    base = next((one.get("href", "") for one in root.iter("base")), "")
    page = html.Element("html", lang=language[:35])
    head = etree.SubElement(page, "head")
    etree.SubElement(head, "meta", charset="utf-8")
    etree.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "style").text = STYLE
    new_body = etree.SubElement(page, "body")
    if notes:
        box = etree.SubElement(new_body, "div", {"class": "pressearchiv-kopie"})
        for spoken, note in notes:
            etree.SubElement(box, "p", {"lang": spoken}).text = note
    if content is not None:
        _clean(content, lambda target: find_copy(_resolve(base, target)), picture)
        content.tag = "div"
        new_body.append(content)
    written: bytes = etree.tostring(page, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")
    return written


def _parse(body: bytes, charset: str) -> html.HtmlElement:
    for encoding in (charset or _guess_charset(body), None):
        try:
            parser = html.HTMLParser(encoding=encoding or None, remove_comments=True, remove_pis=True)
            root = html.document_fromstring(body or b"<html><body></body></html>", parser=parser)
        except (LookupError, etree.ParserError, ValueError):
            continue
        else:
            return root
    return html.document_fromstring("<html><body></body></html>")


def _guess_charset(body: bytes) -> str:
    """Return UTF-8 where a page that names no encoding is written in it; without this the parser takes it for Latin-1."""
    if b"charset" in body[:2048].lower():
        return ""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "utf-8"


def _resolve(base: str, target: str) -> str:
    if target.startswith("#"):
        return target
    try:
        return urljoin(base, target)
    except ValueError:
        return target


def _clean(content: html.HtmlElement, find_copy: Callable[[str], str], picture: str) -> None:
    elements = list(content.iter())
    for element in elements[MOST_ELEMENTS:]:
        if element.getparent() is not None:
            element.drop_tree()
    for element in elements[:MOST_ELEMENTS]:
        if element is not content and element.getparent() is None:
            continue  # went with what held it
        name = element.tag if isinstance(element.tag, str) else ""
        if not name or name in _GONE or ":" in name:
            if element is not content:
                element.drop_tree()
            continue
        link = find_copy(element.get("href", "")) if name == "a" else ""
        words = element.get("alt", "") if name in _PICTURES else ""
        for attribute in list(element.attrib):
            if attribute not in _KEPT_ATTRIBUTES or (attribute in ("type", "value") and name not in _TYPED):
                del element.attrib[attribute]
        if name in _PICTURES:
            for child in list(element):
                element.remove(child)
            element.tag, element.text = "span", f"[{picture}: {words}]" if words else f"[{picture}]"
            element.set("class", "pressearchiv-bild")
        elif name == "a":
            if link:
                element.set("href", link)
            else:
                element.tag = "span"
