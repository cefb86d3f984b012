"""Selectors that find on all sample pages of a site what reading found there: proposals for the layout of a profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from archive.records import Article
from crawler.cleaning import clean_text
from crawler.dates import find_day, read_iso_day
from crawler.selected import find_all

_NAME = re.compile(r"[A-Za-z_][\w-]*")
# Names made by a machine, or that tell of a state or a place in the grid, are another at the next change.
_UNSTABLE = re.compile(
    r"\d{3,}|^(?:css|sc|jsx|svelte)-|^(?:active|open|first|last|odd|even|row|col|container|clearfix|grid|flex)(?:$|-)|"
    r"^(?:m|p)[tblrxy]?-\d|^(?=\w*\d)(?=\w*[a-z])[a-z0-9]{6,}$",
    re.I,
)
# A selector is proposed if it finds the right thing on this share of the pages.
_ENOUGH = 0.6
_MOST, _MOST_NODES = 40, 20_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A page with what was read off it."""

    root: HtmlElement
    article: Article


@dataclass(frozen=True, slots=True)
class Proposal:
    """Selectors for one field, and the share of the sample pages on which they find what was read there."""

    selectors: tuple[str, ...] = ()
    share: float = 0.0


def propose_selectors(samples: Sequence[Sample]) -> dict[str, Proposal]:
    """Return proposals by field: title, lead, text, date, captions; a field without a sure one is left out."""
    found: dict[str, Proposal] = {}
    for name, find, fits in (
        ("title", _find_title, _fits_title),
        ("lead", _find_lead, _fits_lead),
        ("text", _find_text, _fits_text),
        ("date", _find_date, _fits_date),
        ("captions", _find_captions, _fits_captions),
    ):
        proposal = _search(samples, find, fits)
        if proposal.share >= _ENOUGH:
            found[name] = proposal
    return found


_Find = Callable[[Sample], "HtmlElement | None"]
_Fits = Callable[[Sample, Sequence[HtmlElement]], "bool | None"]


def _search(samples: Sequence[Sample], find: _Find, fits: _Fits) -> Proposal:
    candidates: dict[str, None] = {}
    for sample in samples:
        node = find(sample)
        if node is not None:
            candidates |= dict.fromkeys(islice(_name_element(node), _MOST))
    best = Proposal()
    for selector in candidates:
        verdicts = [fits(sample, find_all(sample.root, [selector])) for sample in samples]
        judged = [verdict for verdict in verdicts if verdict is not None]
        share = sum(judged) / len(judged) if judged else 0.0
        # The first that is as good stays: they come from the most telling to the least.
        if share > best.share:
            best = Proposal((selector,), share)
    return best


def _name_element(node: HtmlElement) -> Iterator[str]:
    """Yield selectors for an element, the most telling first: by what it is called, then by what is around it."""
    own = list(_names(node))
    yield from own
    for ancestor in islice(node.iterancestors(), 4):
        if ancestor.tag in ("body", "html"):
            break
        for name in islice(_names(ancestor), 4):
            yield from (f"{name} {inner}" for inner in (*own[:2], node.tag))
    if node.tag in ("h1", "time", "figcaption"):
        yield node.tag


def _names(node: HtmlElement) -> Iterator[str]:
    for attribute in ("itemprop", "role"):
        if (value := node.get(attribute)) and _NAME.fullmatch(value):
            yield f"{node.tag}[{attribute}='{value}']"
    for name in (node.get("class") or "").split():
        if _NAME.fullmatch(name) and not _UNSTABLE.search(name):
            yield f"{node.tag}.{name}"
    identity = node.get("id") or ""
    if _NAME.fullmatch(identity) and not re.search(r"\d", identity):
        yield f"{node.tag}#{identity}"


def _elements(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    body = root.find("body")
    for node in islice((body if body is not None else root).iter(), _MOST_NODES):
        if isinstance(node.tag, str) and node.tag not in ("script", "style", "option"):
            yield node, clean_text(node.text_content())


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _find_same(sample: Sample, text: str) -> HtmlElement | None:
    """Return the innermost element that holds just this text."""
    wanted, best = _key(text), None
    if wanted:
        for node, own in _elements(sample.root):
            if abs(len(own) - len(text)) <= 12 and _key(own) == wanted:
                best = node
    return best


def _find_title(sample: Sample) -> HtmlElement | None:
    node = _find_same(sample, sample.article.title)
    while node is not None and node.tag in ("span", "a", "b", "strong", "em") and node.getparent() is not None:
        node = node.getparent()
    return node


def _fits_title(sample: Sample, nodes: Sequence[HtmlElement]) -> bool:
    return bool(nodes) and _key(nodes[0].text_content()) == _key(sample.article.title)


def _find_lead(sample: Sample) -> HtmlElement | None:
    return _find_same(sample, sample.article.lead)


def _fits_lead(sample: Sample, nodes: Sequence[HtmlElement]) -> bool | None:
    if not sample.article.lead:
        return False if nodes else None
    return bool(nodes) and _key(nodes[0].text_content()) == _key(sample.article.lead)


def _paragraphs(sample: Sample) -> list[str]:
    return [_key(part) for part in sample.article.text.split("\n\n") if len(part) >= 40]


def _find_text(sample: Sample) -> HtmlElement | None:
    """Return the innermost element that holds nearly all paragraphs and is no paragraph itself."""
    wanted = _paragraphs(sample)
    best = None
    for node, own in _elements(sample.root):
        key = _key(own)
        if wanted and sum(len(part) for part in wanted if part in key) >= 0.9 * sum(map(len, wanted)):
            best = node
    while best is not None and best.tag in ("p", "span", "li") and best.getparent() is not None:
        best = best.getparent()
    return best


def _fits_text(sample: Sample, nodes: Sequence[HtmlElement]) -> bool:
    wanted = _paragraphs(sample)
    own = "".join(_key(node.text_content()) for node in nodes)
    held = sum(len(part) for part in wanted if part in own)
    around = len(_key(sample.article.title + sample.article.lead + sample.article.captions + sample.article.credits))
    return (
        bool(wanted)
        and held >= 0.9 * sum(map(len, wanted))
        and len(own) <= 1.4 * len(_key(sample.article.text)) + around + 200
    )


def _find_date(sample: Sample) -> HtmlElement | None:
    if sample.article.published is None:
        return None
    inside = _find_text(sample)
    best = None
    for node, own in _elements(sample.root):
        if len(own) > 60 or (inside is not None and any(ancestor is inside for ancestor in node.iterancestors())):
            continue
        if _read_day(node, own) == sample.article.published:
            if best is not None and not any(ancestor is best for ancestor in node.iterancestors()):
                break
            best = node
    return best


def _fits_date(sample: Sample, nodes: Sequence[HtmlElement]) -> bool | None:
    if sample.article.published is None:
        return None
    return bool(nodes) and _read_day(nodes[0], clean_text(nodes[0].text_content())) == sample.article.published


def _read_day(node: HtmlElement, text: str) -> object:
    return read_iso_day(node.get("datetime") or node.get("content") or "") or find_day(text)


def _find_captions(sample: Sample) -> HtmlElement | None:
    wanted = next((_key(image.caption) for image in sample.article.images if image.caption), "")
    best = None
    for node, own in _elements(sample.root):
        if wanted and wanted in _key(own) and len(_key(own)) < 2 * len(wanted) + 80 and node.tag != "figure":
            best = node if best is None or any(ancestor is best for ancestor in node.iterancestors()) else best
    while best is not None and best.tag in ("span", "em", "i") and best.getparent() is not None:
        best = best.getparent()
    return best


def _fits_captions(sample: Sample, nodes: Sequence[HtmlElement]) -> bool | None:
    captions = [_key(image.caption) for image in sample.article.images if image.caption]
    if not captions:
        return False if nodes else None
    own = "".join(_key(node.text_content()) for node in nodes)
    return all(caption in own for caption in captions) and len(nodes) <= len(captions) + 1
