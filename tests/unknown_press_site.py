"""The press pages of an invented town on a template that no profile knows: list with pages, feed, sitemap, clutter around."""

from __future__ import annotations

from dataclasses import dataclass

from tests.scripted_site import Answer

NAME = "Stadt Musterbrück"
_PAGE = 5


@dataclass(frozen=True, slots=True)
class Release:
    """One invented release as it is on the site."""

    slug: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    day: str
    shown: str
    caption: str
    credit: str

    @property
    def path(self) -> str:
        """Its path on the site."""
        return f"/rathaus/presse/mitteilung/{self.slug}"

    @property
    def text(self) -> str:
        """Its paragraphs, joined as extraction does."""
        return "\n\n".join(self.paragraphs)


_SUBJECTS = (
    ("Uferweg", "am Fluss", "Spaziergänger", "Bänke"), ("Stadtbücherei", "in der Altstadt", "Leserinnen und Leser", "Regale"),
    ("Spielplatz", "am Nordpark", "Kinder", "Schaukeln"), ("Schwimmbad", "an der Ringstraße", "Badegäste", "Bahnen"),
    ("Wochenmarkt", "auf dem Domplatz", "Marktleute", "Stände"),
    ("Radweg", "nach Oberbrück", "Pendlerinnen und Pendler", "Schilder"),
    ("Feuerwache", "im Süden", "Einsatzkräfte", "Fahrzeuge"),
    ("Theatersaal", "im Kulturhaus", "Besucherinnen und Besucher", "Plätze"),
    ("Busbahnhof", "am Tor", "Fahrgäste", "Steige"), ("Schulhof", "der Lindenschule", "Schülerinnen und Schüler", "Bäume"),
    ("Stadtarchiv", "im Zeughaus", "Forscherinnen und Forscher", "Akten"), ("Sportplatz", "an der Aue", "Vereine", "Tore"),
)  # fmt: skip


def make_releases() -> list[Release]:
    """Return the releases, the newest first."""
    releases = []
    for number, (what, where, who, things) in enumerate(_SUBJECTS):
        month = 12 - number
        releases.append(
            Release(
                slug=f"{what.lower().replace('ü', 'ue')}-wird-bis-zum-sommer-erneuert-{month}",
                title=f"{what} {where} wird bis zum Sommer erneuert",
                lead=f"Die Arbeiten beginnen am Montag. {who} müssen sich auf Lärm einstellen, "
                f"können den Ort aber weiter nutzen.",
                paragraphs=(
                    f"Der Rat hat dafür {number + 2}00.000 Euro bewilligt. Ersetzt werden die {things}, die noch aus den "
                    "siebziger Jahren stammen und oft geflickt wurden.",
                    f"„Wir haben lange darauf gewartet, dass {where} etwas geschieht“, "
                    "sagte die Leiterin des Bauamts im Ausschuss.",
                    f"Fertig soll alles in {number + 3} Monaten sein. Danach lädt die Stadt zu einem Fest ein, "
                    "das die Vereine gestalten.",
                ),
                day=f"2025-{month:02}-{number + 10:02}",
                shown=f"{number + 10:02}.{month:02}.2025",
                caption=f"So sieht es heute {where} aus.",
                credit="Stadt Musterbrück, Bauamt",
            )
        )
    return releases


def make_answers(releases: list[Release], address: str = "", feed: bool = True) -> dict[str, Answer]:
    """Return all pages of the site by path."""
    answers = {
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /intern/\nCrawl-delay: 0.1\nSitemap: /sitemap-fehlt.xml\n"),
        "/": _page("Willkommen", '<p>Guten Tag in Musterbrück.</p><a href="/rathaus/presse">Presse</a>', feed),
        "/rathaus/presse": _list(releases, 1, feed),
    }
    for number in range(2, (len(releases) + _PAGE - 1) // _PAGE + 1):
        answers[f"/rathaus/presse?blatt={number}"] = _list(releases, number, feed)
    for place, release in enumerate(releases):
        answers[release.path] = _release(release, releases[(place + 3) % len(releases)], feed)
    if feed:
        items = "".join(
            f"<item><title>{release.title}</title><link>{address}{release.path}</link></item>"
            for release in releases[:3]
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{NAME}</title>{items}</channel></rss>'
        answers["/meldungen.rss"] = Answer(body.encode(), headers={"Content-Type": "application/rss+xml"})
    return answers


def _page(title: str, body: str, feed: bool) -> Answer:
    link = '<link rel="alternate" type="application/rss+xml" href="/meldungen.rss">' if feed else ""
    menu = "".join(
        f'<li class="mb-menue__punkt"><a href="{path}">{label}</a></li>'
        for path, label in (
            ("/", "Start"), ("/rathaus/oeffnungszeiten-und-kontakt", "Öffnungszeiten"), ("/rathaus/presse", "Presse"),
            ("/leben/kitas-und-schulen-in-der-stadt", "Kitas und Schulen"), ("/intern/anmeldung", "Anmeldung"),
        )
    )  # fmt: skip
    html = (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{title} | {NAME}</title>{link}</head><body>'
        f'<div class="mb-kopf"><nav class="mb-menue"><ul>{menu}</ul></nav></div><div class="mb-seite">{body}</div>'
        f'<footer class="mb-fuss"><a href="/impressum">Impressum</a><p>{NAME}, Am Markt 1</p></footer></body></html>'
    )
    return Answer(html.encode())


def _list(releases: list[Release], number: int, feed: bool) -> Answer:
    rows = "".join(
        f'<li class="mb-reihe"><span class="mb-reihe__tag">{release.shown}</span> '
        f'<a href="{release.path}?von=liste">{release.title}</a>'
        f"<p>{release.lead}</p></li>"
        for release in releases[(number - 1) * _PAGE : number * _PAGE]
    )
    last = (len(releases) + _PAGE - 1) // _PAGE
    pager = "".join(
        f'<a href="/rathaus/presse?blatt={page}">{page}</a> ' for page in range(1, last + 1) if page != number
    )
    body = f'<h1>Pressemitteilungen</h1><ul class="mb-reihen">{rows}</ul><div class="mb-blaettern">{pager}</div>'
    return _page("Pressemitteilungen", body, feed)


def _release(release: Release, other: Release, feed: bool) -> Answer:
    prose = "".join(f"<p>{text}</p>" for text in release.paragraphs)
    body = (
        f'<div class="mb-bericht"><div class="mb-bericht__tag">{release.shown}</div>'
        f'<h1 class="mb-bericht__titel">{release.title}</h1><div class="mb-bericht__anriss">{release.lead}</div>'
        f'<div class="mb-foto"><img src="/bilder/{release.slug}.jpg" alt=""><div class="mb-foto__zeile">{release.caption} '
        f'Foto: {release.credit}</div></div><div class="mb-bericht__rumpf">{prose}</div>'
        '<div class="mb-bericht__teilen"><a href="#">Seite drucken</a></div></div>'
        f'<div class="mb-mehr"><h2>Weitere Meldungen</h2><a href="{other.path}"><h3>{other.title}</h3></a>'
        f"<p>{other.lead}</p></div>"
    )
    return _page(release.title, body, feed)
