"""Draws the Städtekompass: every place in its true direction from home, on rings of logarithmic distance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archive.place_records import Place

WIDTH, HEIGHT = 680, 530
RADIUS = 236.0
NEAREST_KM, FARTHEST_KM = 15.0, 12000.0
RINGS_KM = (50, 200, 1000, 4000, 10000)
EARTH_KM = 6371.0
LINE = 19.0  # height of a label in units of the view box
LETTER = 9.2  # width of its letters, on the generous side: fonts differ by machine


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the chart: where its dot lies, how large it is, where its label stands, how far and whither."""

    place: Place
    x: float
    y: float
    radius: float
    label_x: float
    label_y: float
    anchor: str
    count: int
    kilometres: int
    bearing: float


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring of equal distance."""

    kilometres: int
    radius: float


@dataclass(frozen=True, slots=True)
class Compass:
    """The whole chart in the units of its view box."""

    width: int
    height: int
    centre_x: float
    centre_y: float
    dots: tuple[Dot, ...]
    rings: tuple[Ring, ...]


def draw_compass(latitude: float, longitude: float, places: Sequence[Place], counts: Mapping[str, int]) -> Compass:
    """Return the chart around home (degrees WGS 84); the area of a dot grows with its count of articles."""
    centre_x, centre_y = WIDTH / 2, HEIGHT / 2
    highest = max(counts.values(), default=0) or 1
    dots: list[Dot] = []
    for place in places:
        kilometres, bearing = measure_way(latitude, longitude, place.latitude, place.longitude)
        distance = scale_distance(kilometres)
        x = centre_x + distance * math.sin(bearing)
        y = centre_y - distance * math.cos(bearing)
        count = counts.get(place.id, 0)
        radius = 5 + 7 * math.sqrt(count / highest)
        right = x >= centre_x
        dots.append(
            Dot(
                place=place,
                x=round(x, 1),
                y=round(y, 1),
                radius=round(radius, 1),
                label_x=round(x + (radius + 6) * (1 if right else -1), 1),
                label_y=round(y + 5, 1),
                anchor="start" if right else "end",
                count=count,
                kilometres=_round_distance(kilometres),
                bearing=math.degrees(bearing) % 360,
            )
        )
    rings = tuple(Ring(kilometres, round(scale_distance(kilometres), 1)) for kilometres in RINGS_KM)
    return Compass(WIDTH, HEIGHT, centre_x, centre_y, tuple(_place_labels(dots)), rings)


def measure_way(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """Return the great-circle distance in kilometres and the initial bearing in radians, clockwise from north."""
    phi1, phi2, delta = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    haversine = math.sin((phi2 - phi1) / 2) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(delta / 2) ** 2
    kilometres = 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, haversine)))
    bearing = math.atan2(
        math.sin(delta) * math.cos(phi2),
        math.cos(phi1) * math.sin(phi2) - math.sin(phi1) * math.cos(phi2) * math.cos(delta),
    )
    return kilometres, bearing


def scale_distance(kilometres: float) -> float:
    """Return how far from the centre a distance is drawn: logarithmic, so that neighbours and China fit one chart."""
    clamped = min(max(kilometres, NEAREST_KM), FARTHEST_KM)
    return RADIUS * math.log(clamped / NEAREST_KM * math.e) / math.log(FARTHEST_KM / NEAREST_KM * math.e)


def _place_labels(dots: list[Dot]) -> list[Dot]:
    """Give each label the first place beside its dot where it covers no dot and no other label."""
    taken = [(dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius) for dot in dots]
    taken.append((WIDTH / 2 - 8, HEIGHT / 2 - 8, WIDTH / 2 + 75, HEIGHT / 2 + 26))  # home and its name
    placed: list[Dot] = []
    for dot in dots:
        own = (dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius)
        length = LETTER * len(dot.place.name)
        best, least = dot, math.inf
        for label_x, label_y, anchor in _try_places(dot):
            left = label_x if anchor == "start" else label_x - length
            box = (left, label_y - 14, left + length, label_y + 5)
            overlaps = sum(1 for other in taken if other != own and _overlap(box, other))
            overlaps += 2 * (left < 0 or left + length > WIDTH)
            if overlaps < least:
                best, least = (
                    replace(dot, label_x=round(label_x, 1), label_y=round(label_y, 1), anchor=anchor),
                    overlaps,
                )
        length_left = best.label_x if best.anchor == "start" else best.label_x - length
        taken.append((length_left, best.label_y - 14, length_left + length, best.label_y + 5))
        placed.append(best)
    return placed


def _try_places(dot: Dot) -> list[tuple[float, float, str]]:
    """Return where a label may stand, best first: outwards on the level of its dot, then above, below, inwards."""
    sides = ("start", "end") if dot.x >= WIDTH / 2 else ("end", "start")
    places: list[tuple[float, float, str]] = []
    for anchor in sides:
        sign = 1 if anchor == "start" else -1
        near, far = dot.x + sign * (dot.radius + 6), dot.x + sign * (dot.radius + 22)
        places += [(near, dot.y + 5, anchor), (near, dot.y + 5 - LINE, anchor), (near, dot.y + 5 + LINE, anchor)]
        places += [(far, dot.y + 5 - LINE * 1.6, anchor), (far, dot.y + 5 + LINE * 1.6, anchor)]
    return places


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _round_distance(kilometres: float) -> int:
    step = 1 if kilometres < 100 else 10 if kilometres < 1000 else 100
    return int(round(kilometres / step) * step)
