"""The article page: text with hits and evidence marked, why it is tagged, its versions, its proof, how to cite it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive.attachments import read_file_texts
from archive.ledger import SiteStatus
from archive.records import ArchivedArticle, Version
from webui.article_marking import Reason, explain_tag, mark_article
from webui.article_tags import read_article_tags
from webui.citation import Source, cite_bibtex, cite_csl, cite_plain, cite_ris, describe_for_machines
from webui.diff_kinds import find_kinds
from webui.holdings import Holdings, get_holdings
from webui.languages import gettext as _
from webui.marking import make_highlighter
from webui.parameters import LONGEST_TEXT, clean_text
from webui.proof import list_file_copies, list_proofs
from webui.staff_corrections import offer_corrections
from webui.staff_session import current_staff
from webui.word_diff import Comparison, compare_articles

articles = Blueprint("articles", __name__)

MOST_EVENTS = 12  # of its history that are shown
MOST_CAPTURES = 50  # shown; the rest is counted
_ID = re.compile(r"[0-9a-f]{16}")


@articles.get("/artikel/<article_id>")
def show_article(article_id: str) -> AnyResponse:
    """Answer with the page of an article, in its newest version or in the one that `fassung` asks for."""
    holdings = get_holdings()
    archived = find_article(holdings, article_id)
    versions = holdings.ledger.versions(archived.id)
    chosen = choose_version(versions, request.args.get("fassung", ""))
    if chosen is None and request.args.get("fassung"):
        return redirect(url_for("articles.show_article", article_id=archived.id), code=302)
    newest = chosen is None or chosen.number == versions[-1].number
    article = archived.article if newest or chosen is None else chosen.article
    held = read_article_tags(holdings, archived)
    text = clean_text(request.args.get("q", ""))[:LONGEST_TEXT]
    # The passages were found in the newest text: an older one may not even have them.
    highlighter = make_highlighter(text, holdings.city_index, holdings.synonyms.current())
    files = read_file_texts(holdings.ledger, [one.url for one in article.attachments])
    texts = {url: read.text for url, read in files.items() if read.text}
    marked, reasons = mark_article(article, highlighter, held.tags if newest else (), held.decided, texts)
    if not newest:
        reasons = tuple(Reason(tag, explain_tag(tag, archived.article, held.decided), ()) for tag in held.tags)
    captures = holdings.ledger.captures(archived.id)
    source = describe_source(holdings, archived)
    comparison = compare_chosen(versions, chosen)
    page = render_template(
        "article.html",
        archived=archived,
        article=article,
        file_texts=files,
        file_copies=list_file_copies(holdings, article),
        chosen=None if newest else chosen,
        versions=versions,
        comparison=comparison,
        findings=find_kinds(comparison) if comparison else (),
        compared=chosen or (versions[-1] if versions else None),
        marked=marked,
        reasons=reasons,
        proofs=list_proofs(holdings, captures[:MOST_CAPTURES]),
        copy_of=(chosen or versions[-1]).capture_id if versions else None,
        history=holdings.ledger.events(archived.id, MOST_EVENTS),
        more_captures=max(0, len(captures) - MOST_CAPTURES),
        original=find_original(article.url, holdings.site_status(archived.site)),
        citation=cite_plain(archived, source),
        permalink=source.permalink,
        described=describe_for_machines(archived, article, source),
        similar=holdings.similar(archived.id),
        query_text=text,
        staff=offer_corrections(archived, held),
    )
    return make_response(page)


@articles.get("/artikel/<article_id>/zitat.ris")
def send_ris(article_id: str) -> Response:
    """Answer with the citation for reference managers."""
    archived = find_article(get_holdings(), article_id)
    text = cite_ris(archived, describe_source(get_holdings(), archived))
    return _send_file(text, "application/x-research-info-systems", f"pressearchiv-{archived.id}.ris")


@articles.get("/artikel/<article_id>/zitat.bib")
def send_bibtex(article_id: str) -> Response:
    """Answer with the citation for BibTeX."""
    archived = find_article(get_holdings(), article_id)
    text = cite_bibtex(archived, describe_source(get_holdings(), archived))
    return _send_file(text, "application/x-bibtex", f"pressearchiv-{archived.id}.bib")


@articles.get("/artikel/<article_id>/zitat.csl.json")
def send_csl(article_id: str) -> Response:
    """Answer with the citation as CSL-JSON."""
    archived = find_article(get_holdings(), article_id)
    text = json.dumps([cite_csl(archived, describe_source(get_holdings(), archived))], ensure_ascii=False)
    return _send_file(text, "application/vnd.citationstyles.csl+json", f"pressearchiv-{archived.id}.csl.json")


def find_article(holdings: Holdings, article_id: str) -> ArchivedArticle:
    """Return the article of this id; end the request with status 404, or 451 where only staff may see it.

    451 and not 410: the article is kept and may be shown again; that it is not shown has its reason in law.
    """
    archived = holdings.ledger.article(article_id) if _ID.fullmatch(article_id) else None
    if archived is None:
        abort(404, _("Einen Artikel mit dieser Kennung gibt es im Archiv nicht."))
    if archived.id in holdings.hidden() and current_staff() is None:
        abort(451)
    return archived


def choose_version(versions: Sequence[Version], number: str) -> Version | None:
    """Return the version of this number, or None."""
    return next((version for version in versions if str(version.number) == number), None)


def compare_chosen(versions: Sequence[Version], chosen: Version | None) -> Comparison | None:
    """Return what changed from the version before to the chosen one (the newest by default), or None for the first."""
    if len(versions) < 2:
        return None
    number = (chosen or versions[-1]).number
    before = choose_version(versions, str(number - 1))
    after = choose_version(versions, str(number))
    return compare_articles(before.article, after.article) if before and after else None


def find_original(url: str, status: SiteStatus | None) -> str:
    """Return where the original is read: at the address the site was last fetched from, if that is another one."""
    canonical = urlsplit(url)
    if canonical.scheme not in ("http", "https"):
        return ""  # a harvested address is hostile: javascript: and data: are never linked
    if status is None or urlsplit(status.address).scheme not in ("http", "https"):
        return url
    path = canonical.path + (f"?{canonical.query}" if canonical.query else "")
    return status.address.rstrip("/") + (path or "/")


def describe_source(holdings: Holdings, archived: ArchivedArticle) -> Source:
    """Return who published an article and where it stands in this archive."""
    return Source(
        publisher=holdings.publisher(archived.site),
        permalink=holdings.permalink(archived.id),
        accessed=date.today(),
    )


def _send_file(text: str, media_type: str, name: str) -> Response:
    response = make_response(text)
    response.content_type = f"{media_type}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
