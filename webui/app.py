"""Makes the Flask application: pages, API and feeds over one ledger and one index, with headers and errors in words."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from flask import Flask, Response, current_app, request, url_for
from flask_babel import format_datetime
from whitenoise import WhiteNoise

from archive.ledger import Ledger
from archive.settings import VERSION, Settings
from indexer.engine import Engine
from webui import crawl_words, labels, links, parameters, query_words
from webui.advanced_page import advanced
from webui.api import api
from webui.api_description import api_description
from webui.article_page import articles
from webui.article_tags import set_up_taggers
from webui.bar_list import set_up_bar_list
from webui.changes_page import changes
from webui.city_page import cities
from webui.compare_page import compare
from webui.copy_page import copies
from webui.coverage_page import coverage, label_date_source
from webui.crawl_page import crawls
from webui.error_pages import answer_errors
from webui.exports import exports
from webui.feeds import feeds
from webui.filter_fields import set_up_filter_fields
from webui.hit_list import set_up_hit_list
from webui.holdings import Holdings, get_holdings
from webui.info_pages import info
from webui.jubilees import jubilees
from webui.languages import current_language, set_up_languages
from webui.links import add_parameters
from webui.memento import memento
from webui.own_pages import has_own_page
from webui.page_cache import set_up_page_cache
from webui.pager import set_up_pager
from webui.search_page import search
from webui.security import SecureResponses
from webui.shell import PageApp, set_up_shell
from webui.staff import set_up_staff
from webui.this_day import set_up_this_day

STATIC = Path(__file__).parent / "static"
ONE_YEAR = 365 * 24 * 3600  # seconds


def create_app(settings: Settings, engine: Engine | None = None, ledger: Ledger | None = None) -> Flask:
    """Return the application; engine and ledger are opened from the settings on first use unless they are given."""
    app = PageApp(__name__, static_folder=str(STATIC), static_url_path="/static")
    app.config["PUBLIC_URL"] = settings.public_url
    app.extensions["holdings"] = Holdings(settings, engine, ledger)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    set_up_languages(app, settings.languages)
    links.set_up_links(app)
    set_up_shell(app)
    set_up_hit_list(app)
    set_up_bar_list(app)
    set_up_filter_fields(app)
    set_up_pager(app)
    for blueprint in (
        search,
        advanced,
        articles,
        changes,
        compare,
        cities,
        jubilees,
        coverage,
        crawls,
        api,
        api_description,
        exports,
        feeds,
        info,
        copies,
        memento,
    ):
        app.register_blueprint(blueprint)
    _serve_static_files(app)
    _offer_words(app)
    answer_errors(app)
    set_up_page_cache(app)  # its last word comes after all others': what is kept is what was sent
    app.after_request(finish_response)
    set_up_taggers(app)
    set_up_this_day(app)
    set_up_staff(app, settings)
    app.wsgi_app = SecureResponses(app.wsgi_app, settings.public_url)  # type: ignore[method-assign]
    return app


def finish_response(response: Response) -> Response:
    """Add an ETag so that an unchanged page costs no transfer."""
    if request.method in ("GET", "HEAD") and response.status_code == 200 and not response.is_streamed:
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        response.make_conditional(request)
    return response


def _serve_static_files(app: Flask) -> None:
    """Serve the static files outside Flask; their addresses carry a digest of their content, so they never change."""
    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in STATIC.iterdir() if path.is_file()
    }

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(STATIC),
        prefix="static/",
        max_age=ONE_YEAR,
        immutable_file_test=lambda path, url: True,
        allow_all_origins=False,
    )

    @app.template_global()
    def static_url(name: str) -> str:
        return url_for("static", filename=name, v=digests[name])


def _offer_words(app: Flask) -> None:
    """Give the templates the words, formats and links they use."""
    for function in (
        labels.label_state,
        labels.label_role,
        labels.ask_why,
        labels.label_delisting,
        labels.label_sort,
        labels.label_tie,
        labels.label_tie_status,
        labels.label_verdict,
        labels.label_file_error,
        labels.label_count,
        labels.format_number,
        crawl_words.tell_report,
        query_words.tell_note,
        labels.label_change,
        labels.label_field,
        labels.label_finding,
        labels.label_country,
        label_date_source,
        labels.label_published,
        labels.format_day,
        labels.format_moment,
        labels.format_month,
        labels.format_period,
        labels.format_since,
        labels.format_count,
        labels.count_articles,
        labels.count_hits,
        parameters.link_question,
        links.page_address,
    ):
        app.add_template_global(function)
    app.add_template_filter(lambda path: urljoin(links.root_address(), path), "absolute")
    app.add_template_global(format_datetime, "format_time")
    app.add_template_global(labels.VERDICT_SIGNS, "verdict_signs")  # type: ignore[arg-type]

    @app.context_processor
    def offer_shell() -> dict[str, Any]:
        return {
            "languages": app.config["LANGUAGES"],
            "language": current_language(),
            "list_languages": list_languages,
            "version": VERSION,
            "today": date.today(),
            "several_sites": get_holdings().has_several_sites,
            "stock": get_holdings().stock,
            "page_sizes": parameters.PAGE_SIZES,
            "csv_fields": parameters.CSV_FIELDS,
            "city_name": get_holdings().city_name,
            "site_name": get_holdings().site_name,
            "plain_language": lambda: has_own_page(get_holdings().settings, "leichte-sprache"),
        }


def list_languages() -> dict[str, str]:
    """Return the address of this page in each language, with all its parameters."""
    values: dict[str, Any] = {name: request.args.getlist(name) for name in request.args if name != "lang"}
    values |= request.view_args or {}
    # None keeps the default language out of the address.
    address = url_for(request.endpoint or "search.show_search", **values, lang=None)
    return {
        language: address if language == current_default() else add_parameters(address, {"lang": language})
        for language in current_app.config["LANGUAGES"]
    }


def current_default() -> str:
    """Return the language that pages have without saying so."""
    return get_holdings().settings.languages[0]
