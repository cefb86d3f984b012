"""Text as it should have been set: invisible characters out, spaces single, hard hyphens of narrow columns joined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import islice

from lxml.html import HtmlElement

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]")
_SPACE = re.compile(r"[ \t\n\u00a0\u2007-\u200a\u202f\u3000\u2028\u2029]+")

# After a suspended hyphen („Stadt- und Kreisarchiv“) these words go on; it must stay.
_SUSPENDED = frozenset(
    "und oder bzw beziehungsweise respektive sowie wie bis als aber statt noch sondern von vom zu zum zur in im auf am an "
    "mit für nach vor aus bei durch u auch ohne über unter gegen gegenüber neben plus minus inklusive samt nebst statt "
    "denn doch dann hier sind wird werden wurde wurden hat haben nicht eine einen einem einer dass diese dieser dieses "
    "oder/und".split()
)
# Second parts that stand behind a hyphen by right: „Corona-bedingt“, „Krefeld-weit“.
_RIGHT_BY_RIGHT = re.compile(
    r"(?:bedingt|bereit|weit|frei|neutral|gestützt|förmig|basiert|fähig|spezifisch|artig|bezogen|intern|extern|konform|eigen|"
    r"nah|fern|positiv|negativ|orientiert|typisch|ähnlich|geführt|finanziert|gefördert|kritisch|freundlich|tauglich|"
    r"reich|arm|relevant|pflichtig|berechtigt|zertifiziert|gerecht|affin|erfahren|skeptisch|nativ|to|in|ins|"
    r"on|up|ups|line|out|off|by|down|how|hand|made|based|free|friendly|live|top|art|end|house|side|style)(?:e[rnms]?|s)?"
)
# What ends like an adjective, a participle or an English one is a word of its own behind the hyphen: „Kosten-günstig“.
_ADJECTIVE = re.compile(
    r"(?:ge(?!biet|sellschaft|meinschaft|meind|richt|schäft|sicht|wicht|rät|halt|bot|bet|heimnis|sund|burt|walt|bäud|nossen|"
    r"danken|fäng|länd)\w{2,}(?:t|en)|\w+(?:iert|bar|los|voll|sam|(?<!sc)haft|isch|ig|lich|iv|al|ell))(?:e[rnms]?|es)?|\w+(?:ed|ly|ing)"
)
# No German word begins like this: it is the rest of one.
_REST = re.compile(
    r"(?:schaft|lich|keit|heit|ung|[tnrlzg]ung|tion|sion|tät|nis(?:se)?|[tgnrk]isch|lings?|chen|lein|ßlich|ckt|ckung|"
    r"tzt|tzung|ngs|rkt|sst|tzen|cken|ssen|ßen|mm|nn|ll|rr|ff|pp|tt)\w*"
)
# First parts in small letters that are words of their own: „deutsch-niederländisch“, „rot-weiß“, „sozial-ökologisch“.
_WHOLE = re.compile(
    r"(?:\w*(?:isch|lich|ig|haft|sam|bar|ell|al|iv|är|ös|ant|ent|o)|deutsch|rot|weiß|schwarz|gelb|grün|blau|grau|braun|"
    r"rosa|lila|süß|nord|süd|ost|west|links|rechts|innen|außen|oben|unten|nicht|pro|anti|ex|semi|quasi|non|live|ad|de|"
    r"fair|open|high|low|all|e|x|hybrid|analog|offline|online|kreis|stadt|landes|bundes)"
)
# Syllables that end like such words and are torn off all the same.
_PREFIXES = frozenset(
    "gleich hoch voll wieder zusammen weiter zurück be ge ver zer ent er de in re un ab an auf aus bei ein mit nach vor "
    "zu um so da wo zwei drei".split()
)
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{6,}(?![\w-])")
# Shorter words are the same by chance, in characters; of a page so many pieces of text are looked at.
_TELLING, _MOST, _LONGEST = 6, 5_000, 20_000
_TORN = re.compile(r"(?<![\w-])([A-Za-zÄÖÜäöüß]+)-( ?)([a-zäöüß]{2,})(?![\w-])")


def clean_text(text: str) -> str:
    """Return one line of text with invisible characters removed and white space single; letters composed (NFC)."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


class PageWords:
    """The words that a page writes without a hyphen: evidence that one with a hyphen was torn. Read when first asked."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._words: frozenset[str] | None = None

    def __contains__(self, word: object) -> bool:
        if self._words is None:
            texts = (
                text for text in islice(self._root.itertext("p", "li", "h1", "h2", "h3", "a", "div", "span"), _MOST)
            )
            self._words = frozenset(found.casefold() for text in texts for found in _WORD.findall(text[:_LONGEST]))
        return str(word).casefold() in self._words


def join_hard_hyphens(text: str, words: Container[str] = frozenset()) -> str:
    """Return the text with words joined that column setting tore: `be-zeugen`, `Verkehrs- einschränkungen`.

    What is a hyphen by right stays: `Stadt- und Kreisarchiv`, `deutsch-niederländisch`, `Krefeld-weit`. Joined is only
    what the form of its parts proves to be torn, or what stands whole elsewhere, among `words`.
    """
    return _TORN.sub(lambda match: _join(match, words), text) if "-" in text else text


def _join(match: re.Match[str], words: Container[str]) -> str:
    left, space, right = match[1], match[2], match[3]
    whole = left + right
    if right in _SUSPENDED:
        return whole if not space and left == "so" else match[0]
    if len(whole) >= _TELLING and whole in words:
        return whole
    if space:
        # A hyphen at the end of a line; short words behind it are those that go on after a dash.
        torn = len(right) >= 4 and len(left) > 1
    elif _RIGHT_BY_RIGHT.fullmatch(right):
        torn = False
    elif left[0].isupper():
        # A noun behind a hyphen has a capital. „IT-gestützt“: letters of an abbreviation are never torn off a word.
        whole_left = (
            len(left) > 1 and left[1:].islower() and left not in ("Co", "Ex", "Ko", "Non", "Pro", "Anti", "Low", "High")
        )
        first = left.lower() in _PREFIXES
        torn = whole_left and (first or bool(_REST.fullmatch(right)) or not _ADJECTIVE.fullmatch(right))
    else:
        torn = left in _PREFIXES or (bool(_REST.fullmatch(right)) and not _WHOLE.fullmatch(left))
    return whole if torn else match[0]
