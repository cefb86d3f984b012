"""What names of boxes and words of lines tell on sites without profile: clutter, noise, leads, ends of articles."""

from __future__ import annotations

import re
from functools import lru_cache

# Parts of class names and ids, German and English; a part counts between hyphens, underlines, spaces and capitals.
_CLUTTER = frozenset(
    """ad ads advert advertisement advertising advertorial adslot anzeige anzeigen werbung sponsor sponsored promo
    promotion banner teaser teasers teaserlist related recommended recommendation recommendations recommend
    share sharing sharebar social socialmedia socials follow comment comments kommentar kommentare disqus discussion
    nav navi navigation navbar menu menue breadcrumb breadcrumbs pagination pager paging
    sidebar footer foot masthead topbar toolbar tools breaking ticker newsticker trending popular mostread
    meistgelesen newsletter subscribe subscription abo paywall login register signup
    cookie cookies consent gdpr cmp popup modal overlay lightbox
    tags taglist keywords schlagworte themen topics topiclist byline author authors autor autoren authorbox bio
    caption captions credit credits copyright legend bildunterschrift gallery galerie slideshow carousel slider
    infobox factbox rating ratings print drucken vorlesen audio player podcast video
    skip skiplink skiplinks screenreader visuallyhidden
    outbrain taboola plista cleverpush onesignal donate donation spenden subnav metanav meta dateline timestamp pubdate
    weiterlesen readmore nextprev prevnext feedback survey poll quiz embed twitter tweet facebook instagram
    disclaimer correction""".split()
)
_CLUTTER_NAMES = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-hidden|more-articles|mehr-zum-thema|related-\w+|read-more|most-read|also-read|"
    r"article-(?:meta|footer|tags|tools|share|author|info)|post-(?:meta|footer|tags|author|nav\w*)|"
    r"entry-(?:meta|footer|tags)|c-?recirc\w*|recirc\w*|sign-?up|call-?to-?action|jump-?to|social-?\w+|share-?\w+|"
    r"comment-?\w+)(?:$|[\s_-])",
    re.I,
)
_PARTS = re.compile(r"[A-Z]?[a-zäöüß]+|[A-Z]+(?![a-z])")
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|lead-?text|teaser-?text|intro|introtext|introduction|einleitung|vorspann|"
    r"anrei(?:ss|ß)er|abstract|summary|stand-?first|subtitle|sub-?headline|subheading|dek|deck|description|excerpt|"
    r"kurztext|article-?intro|article-?lead|untertitel|subline)(?:$|[\s_-])",
    re.I,
)
_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:related|recommend|similar|verwandt|weitere|comments?(?:$|[\s_-]|title|head)|kommentare?|more-?(?:stories|"
    r"news|articles|posts))",
    re.I,
)


def _any_of(*patterns: str) -> str:
    return "|".join(patterns)


_CUT = re.compile(
    r"^\W*(?:"
    + _any_of(
        r"lesen sie (?:auch|mehr|hier)",
        r"mehr (?:zum thema|(?:aus|zu|von)\b.{0,40}$)",
        r"auch interessant",
        r"das könnte sie (?:auch )?interessieren",
        r"weitere (?:artikel|beiträge|nachrichten|meldungen|themen)",
        r"(?:ähnliche|verwandte) (?:artikel|beiträge|themen)|zum thema",
        r"pressekontakt|kontakt(?:daten)?:?$|rückfragen (?:bitte )?an|originaltext|über (?:den autor|die autorin)",
        r"related (?:articles|stories|posts|content|topics)",
        r"more (?:from|on|stories|news|in)\b.{0,40}$",
        r"read (?:more|next|also)|see also|you (?:may|might) (?:also )?like|recommended",
        r"about the author|follow us|sign up (?:for|to)\b|subscribe (?:to|now)|share this|leave a (?:comment|reply)",
        r"comments?$|kommentare?$|newsletter|advertisement$|references$|sources?:?$|quellen?:?$",
        r"filed under|tags?:|topics?:|schlagw[oö]rter",
    )
    + ")",
    re.I,
)
_NOISE = re.compile(
    r"^\W*(?:"
    + _any_of(
        r"anzeige|werbung|advertisement|sponsored(?: content)?",
        r"lesen sie (?:auch|mehr|hier)\b.*|lesetipp\b.*|read (?:more|also|next)\b.{0,200}",
        r"see also\b.{0,160}|related:.{0,160}|auch interessant\b.{0,160}",
        r"mehr (?:dazu|zum thema)\b.{0,160}|hier (?:klicken|geht es)\b.{0,80}",
        r"(?:von|by) [A-ZÄÖÜ][\w.'-]+(?: [A-ZÄÖÜ][\w.'-]+){1,3}",
        r"stand: .{0,40}|lesezeit:? .{0,30}|\d+ min(?:uten?)?(?: read| lesezeit)?",
        r"(?:foto|bild|photo|image|picture|quelle|source|credit|grafik|copyright|©)\s*[:©].{0,160}|©.{0,160}",
        r"(?:teilen|share|drucken|print|merken|kommentieren|comments?|abonnieren|subscribe)",
        r"(?:facebook|twitter|whatsapp|e-?mail)",
        r"(?:veröffentlicht|aktualisiert|erstellt|published|updated|posted|last updated|zuletzt)\b.{0,60}",
        r"copyright \d{4}.*|all rights reserved.*|alle rechte vorbehalten.*",
        r"sign up (?:for|to)\b.{0,200}|subscribe (?:to|now)\b.{0,200}|follow (?:us|him|her|me)\b.{0,120}",
        r"click here\b.{0,120}|jetzt (?:abonnieren|anmelden|registrieren|kostenlos)\b.{0,120}",
        r"we use cookies.*|wir (?:verwenden|nutzen|benötigen) .{0,80}(?:cookies|einwilligung|zustimmung).*",
        r"an dieser stelle .{0,80}(?:inhalt|externe)\b.*|empfohlener (?:redaktioneller|externer) inhalt.*",
        r"externer inhalt.*|please enable javascript.*",
        r"[\d.]{1,10} (?:uhr|[A-Za-z]+ \d{4}).{0,30}",
    )
    + r")\W*$",
    re.I,
)
# Longer lines are text, in characters.
_NOISE_LENGTH, _CUT_LENGTH = 260, 160


@lru_cache(maxsize=8192)
def is_clutter(names: str) -> bool:
    """Tell whether class names and id of a box say that it holds no article."""
    if _CLUTTER_NAMES.search(names):
        return True
    for name in names.split():
        parts = [part.lower() for part in _PARTS.findall(name)]
        # „tag-politik“ or „category-sport“ on a whole article names its subject; „has-teaser“ tells of its form.
        named = parts and (parts[0] in _CLUTTER or (len(parts) > 1 and parts[-1] in _CLUTTER))
        if named and not name.startswith(("has-", "is-")):
            return True
    return False


def is_noise(line: str) -> bool:
    """Tell whether a line is an advertisement's mark, a credit, a byline, a day, or a pointer to something else."""
    return len(line) < _NOISE_LENGTH and bool(_NOISE.match(line))


def is_cut(line: str) -> bool:
    """Tell whether a line says that the article ends before it."""
    return len(line) < _CUT_LENGTH and bool(_CUT.match(line))


@lru_cache(maxsize=4096)
def is_lead_name(names: str) -> bool:
    """Tell whether class names call a block the lead."""
    return bool(_LEAD.search(names))


@lru_cache(maxsize=4096)
def is_others_name(names: str) -> bool:
    """Tell whether class names call a heading one over other articles or over comments."""
    return bool(_OTHERS.search(names))
