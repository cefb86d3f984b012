"""The pages on the partner cities: one per place, what they tell on a given day, and the places of their news blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

CITY_FOLDER = "/de/oberbuergermeister/"
MORE_PARTNERS = f"{CITY_FOLDER}...mehr-partner/"
CLOSING_LINE = "Das sind Krefelds Partnerstädte:"

SUSPENDED_SINCE = date(2022, 3, 31)
PROJECT_PARTNER_SINCE = date(2023, 9, 11)


@dataclass(frozen=True, slots=True)
class CityPage:
    """A page on one place, or on several: address, headline, paragraphs (a `|` is a hard line break), places.

    A paragraph that begins with `## ` is a sub-headline. `heading` stands over its related news.
    """

    path: str
    title: str
    paragraphs: tuple[str, ...]
    places: tuple[str, ...]
    heading: str
    link_text: str


def list_city_pages(day: date) -> Mapping[str, CityPage]:
    """Return the pages on the partner cities as on that day, by address, in the order of their charters."""
    pages = [_page(*row) for row in _CITIES]
    pages[6] = _page(*_CITIES[6], *(_RESTING if day >= SUSPENDED_SINCE else _ACTIVE))
    project = _PROJECT_PARTNER if day >= PROJECT_PARTNER_SINCE else ()
    pages.append(
        CityPage(
            MORE_PARTNERS,
            "Weitere Städte, mit denen Krefeld verbunden ist",
            (*_MORE, *project),
            ("kropyvnytskyi", "xuzhou", "hangzhou"),
            "Nachrichten aus dem Pressearchiv rund um Städtepartnerschaften:",
            "... mehr Partner",
        )
    )
    return {page.path: page for page in pages}


def _page(place: str, slug: str, name: str, title: str, *paragraphs: str) -> CityPage:
    subject = "dem Landkreis Oder-Spree" if place == "oder-spree" else name
    heading = _HEADINGS.get(place, f"Weitere Beiträge rund um die Städtepartnerschaft mit {subject}:")
    return CityPage(f"{CITY_FOLDER}{slug}/", title, paragraphs, (place,), heading, name)


_HEADINGS = {
    "duenkirchen": "Nachrichten aus dem Pressearchiv rund um die Städtepartnerschaft mit Dünkirchen:",
    "charlotte": "Nachrichten aus dem Pressearchiv rund um die Städtepartnerschaft mit Charlotte:",
    "leicester": "Weitere Beiträge zur Städtepartnerschaft mit Leicester aus dem Pressearchiv:",
}

_CITIES: tuple[tuple[str, ...], ...] = (
    (
        "venlo",
        "venlo",
        "Venlo",
        "Venlo: Nachbarin an der Maas",
        "Am 21. November 1964 unterzeichneten Krefeld und Venlo die Urkunde ihrer|Städtepartnerschaft. Es war die"
        " erste, die Krefeld einging, und bis heute ist sie|die mit dem kürzesten Weg: Keine vierzig Kilometer liegen"
        " zwischen beiden Rathäusern.",
        "## Ein Alltag über die Grenze",
        "Die Stadt an der Maas ist für viele Krefelderinnen und Krefelder Einkaufsort, Ausflugsziel|und Arbeitsplatz."
        " Die Verwaltungen treffen sich in einem gemeinsamen Ausschuss, die|Feuerwehren üben zusammen, und die Museen"
        " beider Städte zeigen einander ihre Sammlungen.",
        "Anders als die Venloer Straße im Krefelder Norden, die nur den Namen trägt, führt der|Radweg der Partnerschaft"
        " wirklich bis in die Venloer Innenstadt.",
    ),
    (
        "leicester",
        "leicester",
        "Leicester",
        "Leicester: Freundschaft mit den Midlands",
        "Seit dem 14. Mai 1969 sind Krefeld und Leicester Partnerstädte. Am Anfang standen|Schulen und Chöre, die"
        " einander in den Sommerferien besuchten.",
        "## Junge Leute auf Reisen",
        "Auszubildende der Stadtverwaltung arbeiten einige Wochen bei der Leicester City Council mit,|und die Kadetten"
        " der Seefahrtjugend kommen jedes zweite Jahr an den Rhein.",
        "Leicester pflegt daneben Partnerschaften mit Straßburg, Masaya, Chongqing und Rajkot.|Wer nur an Fußball denkt,"
        " dem fällt Leicester City ein; die Stadt hat aber auch|eine der größten Markthallen des Landes.",
    ),
    (
        "duenkirchen",
        "duenkirchen",
        "Dünkirchen",
        "Dünkirchen: Hafenstadt im Norden Frankreichs",
        "Dünkirchen, französisch Dunkerque, ist seit dem 15. Juni 1974 Partnerstadt von Krefeld.|Im Hafen an der Nordsee"
        " arbeiten Menschen, deren Großeltern noch das Leiden der|Belagerung erlebt haben.",
        "## Erinnern und feiern",
        "Beide Städte wurden im Krieg schwer zerstört. Gemeinsam erinnern sie im Netz der|Cities of Memory daran, das"
        " von der Ville de Dunkerque angestoßen wurde.",
        "Zum Karneval an der Küste reist Jahr für Jahr eine Gruppe aus Krefeld.",
    ),
    (
        "leiden",
        "leiden",
        "Leiden",
        "Leiden: Universitätsstadt zwischen Grachten",
        "Am 3. Oktober 1974, dem Tag des Leidener Stadtfestes, wurde die Partnerschaft mit|Leiden besiegelt. Die Stadt"
        " hat die älteste Universität der Niederlande.",
        "## Tuch und Seide",
        "Leidens Tuchmacher und Krefelds Seidenweber hatten lange vor der Urkunde|miteinander zu tun: Muster und"
        " Werkzeuge wanderten von Stadt zu Stadt.",
        "Weitere Partner von Leiden sind Oxford und Torun.",
    ),
    (
        "charlotte",
        "charlotte",
        "Charlotte",
        "Charlotte: Die Queen City in North Carolina",
        "Die Partnerschaft mit Charlotte wurde am 23. Mai 1986 geschlossen. Ihren Beinamen hat|die Queen City von"
        " Königin Charlotte, nach der die Siedler ihre Stadt benannten.",
        "## Schüleraustausch",
        "In jedem Herbst nehmen Familien beider Städte Jugendliche auf. Die Charlotte Sister|Cities betreuen das"
        " Programm auf amerikanischer Seite.",
        "Zu den Partnern von Charlotte gehören auch Limoges und Wroclaw.",
    ),
    (
        "oder-spree",
        "oder-spreekreis",
        "Landkreis Oder-Spree",
        "Der Landkreis Oder-Spree: Partnerschaft seit der Wendezeit",
        "Am 22. September 1990, wenige Tage vor der Deutschen Einheit, verbanden sich Krefeld|und der Kreis Beeskow."
        " Seit der Kreisreform führt der Landkreis Oder-Spree die|Partnerschaft fort.",
        "## Hilfe beim Aufbau",
        "In den ersten Jahren berieten Krefelder Ämter den Partnerkreis beim Aufbau seiner|Verwaltung. Heute treffen"
        " sich Sportvereine und Musikschulen.",
        "Der Oder-Spree-Kreis ist auch mit Celle und Sulecin verbunden.",
    ),
    (
        "uljanowsk",
        "uljanowsk",
        "Uljanowsk",
        "Uljanowsk: Stadt an der Wolga",
        "Uljanowsk, das alte Simbirsk, liegt hoch über der Wolga. Die Urkunde wurde am|19. Mai 1993 unterzeichnet.",
    ),
    (
        "kayseri",
        "kayseri",
        "Kayseri",
        "Kayseri: Jüngste Partnerin im Herzen Anatoliens",
        "Seit dem 25. Juni 2008 ist Kayseri Partnerstadt von Krefeld. Viele Familien, die in|Krefeld leben, stammen aus"
        " der Provinz Kayseri.",
        "## Am Fuß des Erciyes",
        "Handwerk und Handel prägen die Stadt, deren Basar seit Jahrhunderten besteht. Fachleute|der Feuerwehren haben"
        " sich über Erdbeben und ihre Folgen ausgetauscht.",
        "Weitere Partner von Kayseri sind Yongin, Mostar, Homs, Naltschik und Saarbrücken.",
    ),
)
_ACTIVE = (
    "## Begegnungen",
    "Ärztinnen und Ärzte, Chöre und Schulklassen besuchen einander. Im Seidenweberhaus trägt|ein Saal den Namen der"
    " Wolgastadt.",
)
_RESTING = (
    "## Die Partnerschaft ruht",
    "Der Rat der Stadt hat am 31. März 2022 beschlossen, die Partnerschaft wegen des Angriffs|auf die Ukraine ruhen zu"
    " lassen. Die Kontakte zwischen den Menschen bleiben möglich.",
)
_MORE = (
    "Nicht jede Verbindung hat eine Urkunde. Mit den chinesischen Städten Xuzhou und|Hangzhou steht Krefeld seit Jahren"
    " im Austausch über Umwelttechnik und Seide.",
    "Schulen beider Länder schreiben einander, und Fachleute der Wasserwirtschaft haben|einander besucht.",
)
_PROJECT_PARTNER = (
    "## Projektpartnerschaft mit Kropyvnytskyi",
    "Am 11. September 2023 haben Krefeld und Venlo gemeinsam mit der ukrainischen Stadt|Kropyvnytskyi eine"
    " Projektpartnerschaft vereinbart. Sie dient dem Wiederaufbau und der|Hilfe im Alltag des Krieges.",
)
