"""Text as it should have been set: invisible characters out, spaces single, hard hyphens of narrow columns joined."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]")
_SPACE = re.compile(r"[ \t\n\u00a0\u2007-\u200a\u202f\u3000\u2028\u2029]+")

# After a suspended hyphen („Stadt- und Kreisarchiv“) these words go on; it must stay.
_SUSPENDED = frozenset(
    "und oder bzw beziehungsweise sowie wie bis als aber statt noch sondern von zu zum in im auf am an mit für nach "
    "oder/und u auch ohne über unter gegen".split()
)
# Second parts that stand behind a hyphen by right: „Corona-bedingt“, „Krefeld-weit“.
_RIGHT_BY_RIGHT = re.compile(
    r"(?:bedingt|weit|frei|neutral|gestützt|förmig|basiert|fähig|spezifisch|artig|bezogen|intern|extern|konform|eigen|"
    r"nah|fern|positiv|negativ|orientiert|typisch|ähnlich|geführt|finanziert|gefördert|kritisch|freundlich|tauglich|"
    r"reich|arm|relevant|pflichtig|berechtigt|zertifiziert|gerecht|affin|erfahren|skeptisch|nativ|to|in|"
    r"on|up|line|out|off|by|down)(?:e[rnms]?|s)?"
)
# First parts in small letters that are words of their own: „deutsch-niederländisch“, „rot-weiß“, „sozial-ökologisch“.
_WHOLE = re.compile(
    r"(?:\w*(?:isch|lich|ig|haft|sam|bar|ell|al|iv|är|ös|ant|ent|o)|deutsch|rot|weiß|schwarz|gelb|grün|blau|grau|braun|"
    r"rosa|lila|süß|nord|süd|ost|west|links|rechts|innen|außen|oben|unten|nicht|pro|anti|ex|semi|quasi|non|live|ad|de|"
    r"fair|open|high|low|all|e|x|hybrid|analog|offline|online|kreis|stadt|landes|bundes)"
)
# Syllables that end like such words and are torn off all the same.
_PREFIXES = frozenset(
    "be ge ver zer ent er de in re un ab an auf aus bei ein mit nach vor zu um so da wo zwei drei".split()
)
_TORN = re.compile(r"(?<![\w-])([A-Za-zÄÖÜäöüß]+)-( ?)([a-zäöüß]{2,})(?![\w-])")


def clean_text(text: str) -> str:
    """Return one line of text with invisible characters removed and white space single; letters composed (NFC)."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def join_hard_hyphens(text: str) -> str:
    """Return the text with words joined that column setting tore: `be-zeugen`, `Verkehrs- einschränkungen`.

    What is a hyphen by right stays: `Stadt- und Kreisarchiv`, `deutsch-niederländisch`, `Krefeld-weit`.
    """
    return _TORN.sub(_join, text) if "-" in text else text


def _join(match: re.Match[str]) -> str:
    left, space, right = match[1], match[2], match[3]
    if right in _SUSPENDED:
        return left + right if not space and left == "so" else match[0]
    if not space and _RIGHT_BY_RIGHT.fullmatch(right):
        return match[0]
    if left[0].isupper():
        # „IT-gestützt“, „E-mobil“: letters of an abbreviation are never torn off a word.
        torn = len(left) > 1 and left[1:].islower() and left not in ("Co", "Ex", "Ko")
    else:
        torn = bool(space) or left in _PREFIXES or not _WHOLE.fullmatch(left)
    return left + right if torn else match[0]
