"""What a crawl's findings would come to, told before any of them is written, so that it can be judged first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from archive import schema
from archive.findings import ABSENT, REDIRECT, RELEASE, UNCHANGED, Finding, Findings
from archive.ledger import BATCH, Ledger
from archive.records import GONE, MISSING
from archive.text import digest_article


@dataclass(frozen=True, slots=True)
class _Known:
    """The article of an address as it stands: id, state, since when it is missing, digest of its text."""

    id: str
    state: str
    missing_since: datetime | None
    digest: str


def forecast_outcomes(ledger: Ledger, findings: Findings) -> Counter[str]:
    """Return how many articles would be `found`, `new`, `changed`, `unchanged`, `back`, `missing`, `gone`, `moved`.

    Texts are compared by address and by digest, not for likeness as `archive.keeping` does: a rare article counts as
    missing and new here that is recognised there as one that was moved and rewritten at once.
    """
    told: Counter[str] = Counter()
    # Digests of texts by addresses that lead to no article yet; losses; the articles that redirects led somewhere.
    arrived: dict[str, str] = {}
    losses: list[tuple[Finding, _Known]] = []
    claimed: dict[str, str] = {}
    batch: list[Finding] = []
    for finding in (*findings, None):
        if finding is not None:
            batch.append(finding)
        if finding is None or len(batch) == BATCH:
            _count(ledger, findings, batch, told, arrived, losses, claimed)
            batch = []
    # What is new at an address to which a known article was led, or in its words, is that article.
    texts = Counter(arrived.values())
    told["new"] -= len(claimed.keys() & arrived.keys())
    told["found"] -= len(claimed.keys() & arrived.keys())
    for start in range(0, len(losses), BATCH):
        part = losses[start : start + BATCH]
        live = _find_live(ledger, findings, [known.id for _, known in part])
        for finding, known in part:
            if texts[known.digest] > 0:
                texts[known.digest] -= 1
                told.update(moved=1, new=-1)
            elif live.get(known.id, set()) - {finding.response.url}:
                told.update(moved=1, found=1)
            elif known.state not in (MISSING, GONE):
                told["missing"] += 1
            elif known.state == MISSING and (known.missing_since or finding.response.fetched).date() < (
                finding.response.fetched.date()
            ):
                told["gone"] += 1
    return told


def _count(
    ledger: Ledger,
    findings: Findings,
    batch: Sequence[Finding],
    told: Counter[str],
    arrived: dict[str, str],
    losses: list[tuple[Finding, _Known]],
    claimed: dict[str, str],
) -> None:
    ends = {finding.response.url: findings.find_end(finding) for finding in batch if finding.outcome == REDIRECT}
    addresses = {finding.response.url for finding in batch} | {target for target, _ in ends.values()}
    addresses |= {finding.article.url for finding in batch if finding.article is not None}
    known = _find_known(ledger, addresses)
    for finding in batch:
        article = known.get(finding.response.url)
        if finding.outcome == RELEASE and finding.article is not None:
            digest = digest_article(finding.article)
            named = known.get(finding.article.url)
            if article is None and named is not None and named.digest == digest:
                article = named
            if article is None:
                arrived[finding.response.url] = digest
            told[_name(article, digest)] += 1
            told["found"] += 1
        elif article is None:
            continue
        elif finding.outcome == UNCHANGED:
            told[_name(article, article.digest)] += 1
            told["found"] += 1
        elif finding.outcome == ABSENT:
            losses.append((finding, article))
        elif finding.outcome == REDIRECT:
            target, said = ends[finding.response.url]
            owner = known[target].id if target in known else claimed.setdefault(target, article.id)
            if said == ABSENT or (said in (RELEASE, UNCHANGED) and owner != article.id):
                losses.append((finding, article))
            elif said in (RELEASE, UNCHANGED) and target not in known:
                told.update(moved=1, found=1)


def _name(article: _Known | None, digest: str) -> str:
    if article is None:
        return "new"
    if article.state in (MISSING, GONE):
        return "back"
    return "unchanged" if article.digest == digest else "changed"


def _find_known(ledger: Ledger, addresses: Iterable[str]) -> dict[str, _Known]:
    url, article, version = schema.url, schema.article, schema.version
    newest = (version.c.article_id == article.c.id) & (version.c.number == article.c.versions)
    statement = select(url.c.url, article.c.id, article.c.state, article.c.missing_since, version.c.digest)
    statement = statement.join(article, article.c.id == url.c.article_id).join(version, newest)
    with ledger.reading() as connection:
        rows = connection.execute(statement.where(url.c.url.in_(list(addresses))))
        return {row[0]: _Known(*row[1:]) for row in rows}


def _find_live(ledger: Ledger, findings: Findings, ids: Sequence[str]) -> dict[str, set[str]]:
    """Return the addresses under which these articles are still found, by id."""
    url = schema.url
    statement = select(url.c.article_id, url.c.url).where(url.c.article_id.in_(ids), url.c.status.between(200, 299))
    live: dict[str, set[str]] = {}
    with ledger.reading() as connection:
        for article_id, address in connection.execute(statement):
            if findings.said(address) not in (ABSENT, REDIRECT):
                live.setdefault(article_id, set()).add(address)
    return live
