"""A small archive of invented notices for the tests of searching; each has a name by which the tests call it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from archive.gazetteer import load_gazetteer
from archive.settings import Settings
from indexer.engine import Engine, open_engine, start_index
from indexer.query_cities import collect_city_names
from indexer.records import ABOUT, MENTIONED, Evidence, FilePassage, IndexDocument, OldPassage, Tag


def notice(
    name: str,
    title: str,
    text: str,
    day: str = "",
    about: str = "",
    mentioned: str = "",
    **more: object,
) -> IndexDocument:
    """Return an invented notice; cities are given as ids with spaces between."""
    tags = [
        Tag(city, city.title(), ABOUT, 0.9, (Evidence("title", 0, 5, title[:5], "test"),)) for city in about.split()
    ]
    tags += [Tag(city, city.title(), MENTIONED, 0.4) for city in mentioned.split()]
    return IndexDocument(
        id=name,
        site=str(more.pop("site", "krefeld")),
        url=f"https://www.example.org/{name}/",
        title=title,
        text=text,
        published=date.fromisoformat(day) if day else None,
        tags=tuple(tags),
        **more,  # type: ignore[arg-type]
    )


NOTICES = (
    notice(
        "austausch",
        "Austausch mit Venlo geht in die nächste Runde",
        "Schulen beider Städte planen gemeinsame Tage an der Maas. Das Schulamt nimmt Anmeldungen entgegen.",
        "2019-03-14",
        about="venlo",
    ),
    notice(
        "schueleraustausch",
        "Schüleraustausch führt 24 Jugendliche nach Dünkirchen",
        "Die Gastfamilien holten die Gruppe am Bahnhof ab. Auf dem Programm stehen Hafen und Strand.\n\n"
        "Der Schüleraustausch besteht seit vielen Jahren.",
        "2018-05-02",
        about="duenkirchen",
    ),
    notice(
        "dunkerque",
        "Besuch aus der Communauté urbaine",
        "Eine Delegation aus Dunkerque informierte sich über die Stadtbibliothek und den Radverkehr.",
        "2021-09-10",
        mentioned="duenkirchen",
    ),
    notice(
        "leiden_stadt",
        "Delegation aus Leiden im Rathaus empfangen",
        "Der Oberbürgermeister begrüßte die Gäste. Leiden und Krefeld verbindet eine lange Freundschaft.",
        "2016-06-20",
        about="leiden",
    ),
    notice(
        "leiden_verb",
        "Hilfe für Menschen mit Asthma",
        "Viele Menschen leiden im Frühjahr unter Pollen. Das Gesundheitsamt berät.",
        "2017-04-01",
    ),
    notice(
        "kooperation",
        "Städte-Kooperation wird ausgebaut",
        "Die Verwaltungen wollen bei der Abfallwirtschaft zusammenarbeiten. Es ist die erste Kooperation dieser Art.",
        "2020-02-29",
        mentioned="venlo leicester",
    ),
    notice(
        "partnerschaft",
        "Fünfzig Jahre Städtepartnerschaft mit Leicester",
        "Zum Jubiläum gibt es ein Konzert. Die Urkunde der Partnerschaft hängt im Rathaus. Es spielt das Sinfonieorchester.",
        "2019-05-14",
        about="leicester",
        captions="Im Sitzungssaal: die Urkunde von damals.",
        credits="Foto: Stadtarchiv",
        has_pdf=True,
    ),
    notice(
        "strasse",
        "Sperrung der Rheinstraße",
        "Auf der großen Straße am Rathaus wird gebaut. Der Maßstab des Plans ist 1:500. Die Kosten betragen 12.500 Euro.",
        "2022-11-03",
    ),
    notice(
        "ukraine",
        "Hilfstransport erreicht Kropywnyzkyj",
        "Feuerwehrfahrzeuge wurden an die Stadt Кропивницький übergeben. Es war der dritte Hilfstransport.",
        "2023-08-24",
        about="kropyvnytskyi",
        state="moved",
    ),
    notice(
        "uljanowsk",
        "Partnerschaft mit Uljanowsk ruht",
        "Der Rat der Stadt beschloss am 31.03.2022, die Partnerschaft ruhen zu lassen.",
        "2022-04-01",
        about="uljanowsk",
        state="gone",
    ),
    notice(
        "china",
        "Delegation aus 徐州市 besucht die Hochschule",
        "Die Gäste aus China sprachen über Textiltechnik.",
        "2015-10-05",
        about="xuzhou",
    ),
    notice(
        "oderspree",
        "Landkreis Oder-Spree lädt zum Kreisfest",
        "Auch eine Gruppe aus Krefeld reist nach Beeskow. Das Stadt- und Kreisarchiv zeigt Bilder.",
        "2014-08-15",
        about="oder-spree",
        site="demo",
    ),
    notice(
        "buerger",
        "Bürgerinnen und Bürger fragen den Oberbürgermeister",
        "In der Sprechstunde geht es um Spielplätze. Die Burg Linn bleibt an diesem Tag geschlossen.",
        "2020-07-07",
    ),
    notice(
        "burg",
        "Ritterspiele auf Burg Linn",
        "Gaukler und Händler kommen auf die Vorburg. Der Eintritt kostet 8 Euro.",
        "2021-06-11",
        versions=2,
        seen=(date(2021, 6, 11), date(2021, 6, 15)),
        since=(1, 2),
        old=(OldPassage("Die Eintrittspreise standen am Montag noch nicht fest."),),
        files=(FilePassage("Der Weg zur Burg", "Der Lageplan zeigt den Weg vom Bahnhof zum Museum."),),
    ),
    notice(
        "bibliothek",
        "Mediothek verlängert Öffnungszeiten",
        "Die Bibliothek am Theaterplatz öffnet künftig auch sonntags. Die Aus­leihe bleibt kostenlos. "
        "Wir bezeu\u00adgen das gern, so die Leitung.",
        "2023-01-15",
    ),
    notice(
        "spaltensatz",
        "Rettungsdienst- bedarfsplan liegt aus",
        "Die Hoch-schulen und Kliniken wurden be-teiligt. Der Plan gilt ab 2024.",
        "2023-12-01",
    ),
    notice(
        "undatiert",
        "Brief an die Partner",
        "Ein offener Brief über Frieden und Freundschaft, unterschrieben vom Rat.",
    ),
    notice(
        "orchester",
        "Jugendsinfonieorchester reist nach Kayseri",
        "Drei Konzerte stehen an. Die jungen Musikerinnen und Musiker wohnen bei Familien.",
        "2018-10-09",
        about="kayseri",
        mentioned="venlo",
    ),
    notice(
        "charlotte",
        "Virtuelles Treffen mit Charlotte",
        "Wegen der Corona-Pandemie trafen sich Vertretungen von Krefeld und Charlotte per Video. Covid-19 prägte das Jahr.",
        "2020-11-20",
        about="charlotte",
        kicker="Partnerstadt in den USA",
        lead="Das Treffen ersetzte den geplanten Besuch.",
    ),
    notice(
        "demo",
        "Neue Radwege im Norden",
        "Der Radweg an der Niepkuhle wird erneuert. Fördermittel des Landes decken den größten Teil der Kosten.",
        "2024-04-04",
        site="demo",
    ),
)


def fill_index(data: Path, notices: tuple[IndexDocument, ...] = NOTICES) -> Engine:
    """Return an engine, open for searching, over a fresh index of these notices with Krefeld's cities."""
    settings = Settings(data=data)
    writer = start_index(settings, "test", cities=collect_city_names([load_gazetteer("krefeld")]))
    try:
        writer.add(notices)
        writer.commit(len(notices))
    finally:
        writer.close()
    return open_engine(settings)
