"""The content fragment as a line of blocks in reading order, walked with BeautifulSoup; mark-up ends here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag
from lxml import etree
from lxml.html import HtmlElement

from crawler.cleaning import clean_text

_DROPPED = frozenset(
    "script style noscript template iframe object embed svg button input select textarea nav footer aside dialog "
    "audio video canvas map head".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup "
    "time tt u var wbr nobr".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEAVES = frozenset((*_HEADINGS, "p", "li", "dt", "dd", "figcaption", "caption", "blockquote", "address", "pre"))
_BOLD = frozenset(("b", "strong"))
# Names that designers of all CMS give to what is no article; part of a name counts between hyphens or underlines.
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navigation|navbar|menu|menue|breadcrumbs?|footer|sidebar|cookies?|consent|share|sharing|"
    r"social|socialmedia|skip|skiplinks?|sprungmarken?|toolbar|pagination|pager|blaettern|print|drucken|vorlesen|login|newsletter|visually-hidden|sr-only|"
    r"screenreader|invisible)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROLES = frozenset(("navigation", "contentinfo", "search", "complementary", "banner", "dialog"))
_DATED = re.compile(r"[^.!?:]{3,30}:\s*[0-3]?\d\.[01]?\d\.\d{4}(?: \d\d:\d\d(?::\d\d)?(?: \w{2,4})?)?$")
# What stands behind this many characters of mark-up belongs to no press release.
_LARGEST = 1_500_000


@dataclass(slots=True)
class Block:
    """One heading, paragraph, list item, caption or picture, in the order in which a reader meets them."""

    kind: str
    text: str = ""
    level: int = 0
    # Target of the link that the whole block is, or of the link at its end.
    link: str = ""
    last_link: str = ""
    last_link_text: str = ""
    bold: bool = False
    # Class names of the block and of its two nearest wrappers.
    marks: str = ""
    # Numbers of the elements around the block, outermost first; two blocks with the same `box` stand side by side.
    path: tuple[int, ...] = ()
    box: int = 0
    # Of a picture: the number of the small box around it that holds its caption.
    group: int = 0
    src: str = ""
    alt: str = ""
    title: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)


def walk_region(region: HtmlElement, remove: Iterable[HtmlElement] = ()) -> list[Block]:
    """Return the blocks of a part of a page in reading order, without navigation, scripts and the like.

    `remove` holds elements of the page that a site's profile wants left out. The tree is not changed.
    """
    # method="html" writes void elements without a slash; the tail belongs to what follows the region.
    source = etree.tostring(_copy_without(region, set(remove)), encoding="unicode", method="html", with_tail=False)
    soup = BeautifulSoup(source[:_LARGEST], "lxml")
    walker = _Walker()
    walker.walk(soup, "", 0)
    walker.flush()
    return walker.blocks


def _copy_without(region: HtmlElement, remove: set[HtmlElement]) -> HtmlElement:
    if not remove:
        return region
    copied = deepcopy(region)
    # A copy has its elements in the same order.
    doomed = [new for old, new in zip(region.iter(), copied.iter(), strict=True) if old in remove]
    for node in doomed:
        node.clear(keep_tail=True)  # taking it out would set the tail anew, which lxml refuses with control characters
    return copied


class _Walker:
    """Collects inline text into blocks; a block ends where a block element begins or ends, or at two line breaks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[tuple[str, bool, str]] = []
        self._links: list[tuple[str, str]] = []
        self._context: list[Tag] = []
        # Inline elements with a name at the beginning of the block; one around all of it names the block.
        self._spans: list[Tag] = []
        self._breaks = 0
        # Counted as they come: a page of a hundred thousand lines must not be looked through at each of them.
        self._words = self._bold_words = 0

    def walk(self, node: Tag, link: str, group: int, bold: bool = False) -> None:
        for child in node.children:
            if isinstance(child, Tag):
                self._walk_tag(child, link, group, bold)
            elif isinstance(child, NavigableString) and not isinstance(child, Comment):
                self._add_text(str(child), bold, link)

    def _walk_tag(self, tag: Tag, link: str, group: int, bold: bool) -> None:
        name = tag.name
        if name in _DROPPED or _is_boilerplate(tag):
            return
        if name == "br":
            self._break()
        elif name == "img":
            self._add_image(tag, group)
        elif name in _INLINE:
            target = str(tag.get("href") or "") if name == "a" else ""
            if name == "a" and target:
                self._links.append((target, clean_text(tag.get_text(" "))))
            if not self._words and tag.get("class"):
                self._spans.append(tag)
            # A link or span around whole blocks is no inline text.
            self.walk(tag, target or link, group, bold or name in _BOLD)
        else:
            self.flush()
            self._context.append(tag)
            own_group = id(tag) if name == "figure" and not group else group
            self.walk(tag, link, own_group, bold)
            self.flush()
            self._context.pop()

    def _add_text(self, text: str, bold: bool, link: str) -> None:
        if text.strip():
            self._breaks = 0
            self._words += 1
            self._bold_words += bold
        if text:
            self._pieces.append((text, bold, link))

    def _break(self) -> None:
        self._breaks += 1
        # Two breaks end a paragraph; so does one behind a line that is bold as a whole: a sub-headline in old mark-up.
        all_bold = 0 < self._words == self._bold_words
        if self._breaks >= 2 or (all_bold and not self._context_is_bold()) or self._is_dated_line():
            self.flush()
        else:
            self._pieces.append(("\n", False, ""))

    def _is_dated_line(self) -> bool:
        """„Veröffentlicht am: 10.04.2023“ is a line of its own, whatever comes behind the break."""
        return len(self._pieces) <= 4 and bool(_DATED.match(clean_text("".join(piece[0] for piece in self._pieces))))

    def _context_is_bold(self) -> bool:
        return any(tag.name in _HEADINGS for tag in self._context)

    def _add_image(self, tag: Tag, group: int) -> None:
        src = _find_source(tag)
        width = str(tag.get("width") or "")
        if not src or (width.isdigit() and int(width) < 20):
            return
        held, self._pieces = self._pieces, []
        wrapper, names = self._find_wrapper(tag)
        self.blocks.append(
            Block(
                "image",
                src=src,
                alt=clean_text(str(tag.get("alt") or "")),
                title=clean_text(str(tag.get("title") or "")),
                group=group or wrapper,
                path=tuple(id(parent) for parent in self._context),
                marks=names,
            )
        )
        self._pieces = held

    def _find_wrapper(self, image: Tag) -> tuple[int, str]:
        """Return a number for the small box around the picture: the nearest that holds words, or 0 where none is small."""
        box = 0
        node = image
        for parent in list(image.parents)[:5]:
            if parent.name in ("body", "html", "main", "article", "section", "[document]") or parent.find(
                ["h1", "h2", "h3"]
            ):
                break
            text = clean_text(parent.get_text())
            if len(text) > 500 or len(parent.find_all("img", limit=2)) > 1:
                break
            node, box = parent, id(parent)
            if text and parent.name not in _INLINE:
                break
        return box, " ".join(_class_names(node))

    def flush(self) -> None:
        """End the block that is being collected."""
        pieces, links, spans = self._pieces, self._links, self._spans[-3:]
        self._spans = []
        self._pieces, self._links, self._breaks = [], [], 0
        self._words = self._bold_words = 0
        words = [piece for piece in pieces if piece[0].strip()]
        text = clean_text("".join(piece[0] for piece in pieces))
        if not text:
            return
        block = Block("paragraph", text, links=links, bold=all(piece[1] for piece in words))
        names = [tag.name for tag in self._context]
        around = self._context[:-1] if names and names[-1] in _LEAVES else self._context
        block.box = id(around[-1]) if around else 0
        if heading := next((name for name in reversed(names) if name in _HEADINGS), ""):
            block.kind, block.level = "heading", _HEADINGS[heading]
        elif "figcaption" in names or "caption" in names:
            block.kind = "caption"
        elif "li" in names:
            block.kind = "item"
        around_all = [tag for tag in spans if len(tag.get_text()) >= 0.9 * len(text)]
        block.marks = " ".join(name for tag in (*self._context[-3:], *around_all) for name in _class_names(tag))
        block.path = tuple(id(tag) for tag in self._context)
        if words and words[0][2] and len({piece[2] for piece in words}) == 1:
            block.link = words[0][2]
        if words and words[-1][2]:
            block.last_link = words[-1][2]
            block.last_link_text = clean_text(words[-1][0])
        self.blocks.append(block)


def _class_names(tag: Tag) -> list[str]:
    names: object = tag.get("class") or []
    found = [str(name) for name in names] if isinstance(names, list) else [str(names)]
    return [*found, str(tag.get("id") or ""), str(tag.get("itemprop") or "")]


def _find_source(image: Tag) -> str:
    """Return where a picture lies, also where a script shall put the address in its place later; empty for none."""
    for name in ("src", "data-src", "data-lazy-src", "data-original", "srcset", "data-srcset"):
        value = str(image.get(name) or "").strip()
        if name.endswith("srcset"):
            value = value.split(",")[0].split(" ")[0]
        if value and not value.startswith(("data:", "about:", "javascript:")):
            return value
    return ""


def _is_boilerplate(tag: Tag) -> bool:
    # Some servers wrap the whole page in a form.
    if tag.name == "form":
        return tag.find(["h1", "h2", "article"]) is None and len(tag.get_text()) < 1000
    if not tag.attrs:
        return False
    if str(tag.get("role") or "") in _ROLES or tag.get("aria-hidden") == "true" or tag.has_attr("hidden"):
        return True
    names = " ".join(_class_names(tag))
    # A box with half of the page in it is misnamed, not boilerplate.
    return bool(names.strip() and _BOILERPLATE.search(names)) and tag.find("h1") is None and len(tag.get_text()) < 3000
