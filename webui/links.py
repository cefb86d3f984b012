"""Addresses inside the archive that a page holds by the dozen: the router is asked once a request for each kind."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from flask import g, url_for

_PLACEHOLDER = "-0-"


def link_article(article_id: str, text: str = "", version: int = 0) -> str:
    """Return the address of an article, or of one of its versions; with the text that was searched for, hits are marked."""
    address = _address("articles.show_article", article_id=_PLACEHOLDER).replace(_PLACEHOLDER, quote(article_id), 1)
    parameters = {"fassung": version or "", "q": text}
    return add_parameters(address, {name: value for name, value in parameters.items() if value})


def link_reason(article_id: str, city: str) -> str:
    """Return the address of the sentence that says why an article bears a city."""
    return f"{link_article(article_id)}#warum-{quote(city)}"


def link_city(city: str) -> str:
    """Return the address of the page of a city."""
    return _address("cities.show_city", city=_PLACEHOLDER).replace(_PLACEHOLDER, quote(city), 1)


def link_page(endpoint: str, parameters: dict[str, Any]) -> str:
    """Return the address of a page without variable parts, with these parameters; lists give one each."""
    return add_parameters(_address(endpoint), parameters)


def add_parameters(address: str, parameters: dict[str, Any]) -> str:
    """Return the address with these parameters behind those it has."""
    if not parameters:
        return address
    return address + ("&" if "?" in address else "?") + urlencode(parameters, doseq=True)


def _address(endpoint: str, **values: Any) -> str:
    known: dict[str, str] = g.setdefault("addresses", {})
    if endpoint not in known:
        known[endpoint] = url_for(endpoint, **values)
    return known[endpoint]
