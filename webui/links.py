"""Addresses inside the archive that a page holds by the dozen: the router is asked once for each kind and language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request, url_for

from webui.languages import current_language

_PLACEHOLDER = "-0-"


def set_up_links(app: Flask) -> None:
    """Let the application remember the addresses of its pages, and its templates use them."""
    app.extensions["addresses"] = {}
    app.context_processor(lambda: bind_links().for_templates)


class Links:
    """The addresses of one language under one root: asked of the router once, and by templates a hundred times a page."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self.for_templates = {
            "url_for": self.endpoint,
            "link_article": self.article,
            "link_city": self.city,
            "link_reason": self.reason,
        }

    def endpoint(self, endpoint: str, **values: Any) -> str:
        """Return what `url_for` returns."""
        return url_for(endpoint, **values) if values else self.address(endpoint)

    def article(self, article_id: str, text: str = "", version: int = 0) -> str:
        """Return the address of an article, or of one of its versions; with a text, its hits are marked there."""
        address = self.address("articles.show_article", "article_id").replace(_PLACEHOLDER, quote(article_id), 1)
        if version:
            address = add_parameters(address, {"fassung": version})
        return add_quoted(address, _quote_text(text)) if text else address

    def reason(self, article_id: str, city: str) -> str:
        """Return the address of the sentence that says why an article bears a city."""
        return f"{self.article(article_id)}#warum-{quote(city)}"

    def city(self, city: str) -> str:
        """Return the address of the page of a city."""
        return self.address("cities.show_city", "city").replace(_PLACEHOLDER, quote(city), 1)

    def address(self, endpoint: str, variable: str = "") -> str:
        """Return the address of an endpoint, with a placeholder for its variable part."""
        found = self._known.get(endpoint)
        if found is None:
            values: dict[str, Any] = {variable: _PLACEHOLDER} if variable else {}
            found = self._known[endpoint] = url_for(endpoint, **values)
        return found


def root_address() -> str:
    """Return the address of the archive with a slash at its end: as it is set, or as it was asked for."""
    public_url = find_public_url()
    return public_url + "/" if public_url else request.url_root


def page_address() -> str:
    """Return the whole address of this page, under the address of the archive."""
    return request.url.replace(request.url_root, root_address(), 1)


def find_public_url() -> str:
    """Return the address that is set for the archive; empty where none is."""
    return str(current_app.config.get("PUBLIC_URL", ""))


def bind_links() -> Links:
    """Return the addresses of the language of this request."""
    known: dict[tuple[str, str], Links] = current_app.extensions["addresses"]
    key = (current_language(), request.script_root)
    if key not in known:
        known[key] = Links()
    return known[key]


def link_article(article_id: str, text: str = "", version: int = 0) -> str:
    """Return the address of an article, or of one of its versions; with the text that was searched for, hits are marked."""
    return bind_links().article(article_id, text, version)


def link_city(city: str) -> str:
    """Return the address of the page of a city."""
    return bind_links().city(city)


def link_page(endpoint: str, parameters: dict[str, Any]) -> str:
    """Return the address of a page without variable parts, with these parameters; lists give one each."""
    return add_parameters(bind_links().address(endpoint), parameters)


def link_quoted(endpoint: str, quoted: str) -> str:
    """Return the address of a page without variable parts, with parameters that are quoted already, and may be none."""
    return add_quoted(bind_links().address(endpoint), quoted)


def add_parameters(address: str, parameters: dict[str, Any]) -> str:
    """Return the address with these parameters behind those it has."""
    if not parameters:
        return address
    return add_quoted(address, urlencode(parameters, doseq=True))


def add_quoted(address: str, quoted: str) -> str:
    """Return the address with parameters behind those it has; they are quoted already, and may be none."""
    return address + ("&" if "?" in address else "?") + quoted if quoted else address


@lru_cache(maxsize=1000)
def _quote_text(text: str) -> str:
    return urlencode({"q": text})
