"""A file of outlines, read: communes, or one French sentence that says why not. Nothing here writes.

Accepted: a GeoJSON FeatureCollection of polygons in longitude and latitude (RFC 7946), each with its INSEE code. Rounding
to five decimals is the only simplification made: two neighbours keep the very points they share, so no gap opens.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError

from tzcld.imports.reader import UNREADABLE
from tzcld.ui import french
from tzcld.ui.nir import looks_like_nir

# Limits, told on the page. A department at full precision fits; the whole country does not.
MAX_BYTES = 10_000_000
MAX_COMMUNES = 2_000
MAX_POINTS = 400_000
MAX_POINTS_OF_ONE = 40_000
DECIMALS = 5
CODE = re.compile(r"\d[\dAB]\d{3}")
# How producers call the code and the name, the most precise first; case, accents and punctuation do not count.
CODE_NAMES = (
    "insee com",
    "code insee",
    "insee",
    "codgeo",
    "code commune",
    "code com",
    "com insee",
    "insee code",
    "code geo",
    "ref insee",
    "code",
    "com",
    "depcom",
    "id",
)
NAME_NAMES = (
    "nom com",
    "nom officiel",
    "nom commune",
    "nom",
    "libgeo",
    "libelle",
    "name",
    "com nom",
)
# Longitudes and latitudes written the other way round, in mainland France.
SWAPPED = (41.0, -5.5, 51.5, 10.0)


@dataclass(frozen=True)
class Commune:
    """An outline as it will be kept: polygons of rings of [longitude, latitude], and the box around them."""

    code: str
    name: str
    polygons: list
    west: float
    south: float
    east: float
    north: float


def read(data: bytes) -> list[Commune]:
    """The communes of the file, in its order.

    Raises:
        ValidationError: one sentence for its author, whatever the file is.
    """
    features = _features(_parsed(data))
    code_name = _property(features, CODE_NAMES, lambda value: bool(_code(value)))
    if code_name is None:
        raise ValidationError(
            "Aucune propriété de ce fichier ne porte le code INSEE des communes. Nommez-la «\u00a0insee\u00a0» ou "
            "«\u00a0code\u00a0»\u00a0: cinq caractères, par exemple 69259."
        )
    label_name = _property(features, NAME_NAMES, lambda value: isinstance(value, str))
    budget = _Budget()
    found = [_commune(n, f, code_name, label_name, budget) for n, f in enumerate(features, 1)]
    twice = sorted(code for code, times in Counter(c.code for c in found).items() if times > 1)
    if twice:
        raise ValidationError(
            f"Le code INSEE {twice[0]} est écrit sur plusieurs contours. Gardez un contour par commune, "
            "au besoin fait de plusieurs parties (MultiPolygon)."
        )
    return found


def _refused_constant(word: str):
    raise ValueError(f"{word} is no JSON number")


def _parsed(data: bytes):
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refused_constant)
    except (ValueError, RecursionError) as error:
        raise ValidationError(
            "Ce fichier n’est pas un GeoJSON lisible. Choisissez un fichier .geojson ou .json, "
            "enregistré en UTF-8 par un logiciel de cartes."
        ) from error


def _features(parsed) -> list[dict]:
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(features, list) or parsed.get("type") != "FeatureCollection":
        raise ValidationError(
            "Ce fichier n’est pas une collection de contours. Il faut un GeoJSON de type «\u00a0FeatureCollection\u00a0», "
            "avec un contour par commune."
        )
    if not features:
        raise ValidationError("Ce fichier ne contient aucun contour.")
    if len(features) > MAX_COMMUNES:
        raise ValidationError(
            f"Ce fichier contient {french.number(len(features))} contours, la limite est de "
            f"{french.number(MAX_COMMUNES)}. Gardez les communes de la métropole et de ses alentours."
        )
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            raise ValidationError(
                f"Le contour n°\u00a0{number} du fichier n’a pas de propriétés\u00a0: son code INSEE manque."
            )
    return features


def _property(features: list[dict], names: Iterable[str], fits) -> str | None:
    """The property of these names that fits on the most features; at equal numbers, the first of the names."""
    wanted = list(names)
    counted: Counter[str] = Counter()
    for feature in features:
        for key, value in feature["properties"].items():
            if _plain(key) in wanted and fits(value):
                counted[key] += 1
    return max(counted, key=lambda k: (counted[k], -wanted.index(_plain(k))), default=None)


def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", french.plain(key[:60])).strip()


def _code(value) -> str:
    """Five characters; a spreadsheet may have made a number of them and lost the zero in front."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100_000:
        value = f"{value:05d}"
    if not isinstance(value, str):
        return ""
    code = value.strip().upper()
    return code if CODE.fullmatch(code) else ""


class _Budget:
    """How many points the file may still hold."""

    def __init__(self):
        self.left = MAX_POINTS

    def take(self, n: int) -> None:
        self.left -= n
        if self.left < 0:
            raise ValidationError(
                f"Ces contours ont plus de {french.number(MAX_POINTS)} points. Simplifiez-les, ou gardez les communes "
                "de la métropole et de ses alentours."
            )


def _commune(number: int, feature: dict, code_name: str, label_name: str | None, budget) -> Commune:
    code = _code(feature["properties"].get(code_name))
    if not code:
        raise ValidationError(
            f"Le contour n°\u00a0{number} du fichier n’a pas de code INSEE dans «\u00a0{code_name[:60]}\u00a0». "
            "Écrivez cinq caractères, par exemple 69259."
        )
    name = _name(feature["properties"].get(label_name or ""), code)
    geometry = feature.get("geometry")
    polygons = []
    for polygon in _polygons(geometry, code, budget):
        outer, *holes = [_ring(ring, code, is_hole=at > 0) for at, ring in enumerate(polygon)]
        if outer:
            polygons.append([outer, *filter(None, holes)])
    if not polygons:
        raise _broken(code)
    xs = [x for rings in polygons for x, _ in rings[0]]
    ys = [y for rings in polygons for _, y in rings[0]]
    return Commune(code, name, polygons, min(xs), min(ys), max(xs), max(ys))


def _name(value, code: str) -> str:
    said = " ".join(UNREADABLE.sub("", value[:500]).split()) if isinstance(value, str) else ""
    if looks_like_nir(said):
        raise ValidationError(
            f"Le nom du contour {code} ressemble à un numéro de sécurité sociale. Écrivez le nom de la commune."
        )
    return said[:120] or code


def _polygons(geometry, code: str, budget) -> Iterator[list]:
    """Each polygon as a list of rings, whose shape alone is known to be right."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValidationError(
            f"Le contour {code} n’est pas une surface. Chaque commune est un «\u00a0Polygon\u00a0» ou un «\u00a0MultiPolygon\u00a0»."
        )
    found = geometry.get("coordinates")
    polygons = [found] if kind == "Polygon" else found
    if not isinstance(polygons, list) or not polygons:
        raise _broken(code)
    points = 0
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _broken(code)
        for ring in polygon:
            if not isinstance(ring, list) or len(ring) < 4:
                raise _broken(code)
            budget.take(len(ring))
            points += len(ring)
            if points > MAX_POINTS_OF_ONE:
                raise ValidationError(
                    f"Le contour {code} a plus de {french.number(MAX_POINTS_OF_ONE)} points. Simplifiez-le."
                )
        yield polygon


def _broken(code: str) -> ValidationError:
    return ValidationError(
        f"Le contour {code} est abîmé\u00a0: il faut au moins un anneau fermé de quatre points, "
        "chacun avec une longitude et une latitude."
    )


def _ring(ring: list, code: str, *, is_hole: bool) -> list[list[float]]:
    """Rounded, closed, turning left (a hole turns right, so that it stays empty once filled); [] when nothing is left."""
    points: list[list[float]] = []
    for point in ring:
        at = _point(point, code)
        if not points or points[-1] != at:
            points.append(at)
    if points[0] != points[-1]:
        points.append(points[0])
    twice_area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(points))
    if not twice_area:
        return []
    return points if (twice_area > 0) is not is_hole else points[::-1]


def _point(point, code: str) -> list[float]:
    if not isinstance(point, list) or len(point) < 2:
        raise _broken(code)
    x, y = point[:2]
    if not all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (x, y)):
        raise _broken(code)
    # An int of a thousand digits is too large for a float; one like 1e999 was read as infinity.
    if not (abs(x) <= 10**9 and abs(y) <= 10**9 and math.isfinite(x) and math.isfinite(y)):
        raise _broken(code)
    if abs(x) > 180 or abs(y) > 90:
        raise ValidationError(
            "Les coordonnées de ce fichier ne sont pas des longitudes et des latitudes (sans doute des mètres, "
            "en Lambert 93). Enregistrez-le en WGS 84 (EPSG:4326), puis choisissez-le."
        )
    if SWAPPED[0] < x < SWAPPED[2] and SWAPPED[1] < y < SWAPPED[3]:
        raise ValidationError(
            "Dans ce fichier, la latitude est écrite avant la longitude. Un GeoJSON écrit la longitude d’abord\u00a0: "
            "enregistrez-le à nouveau depuis un logiciel de cartes."
        )
    return [round(x, DECIMALS), round(y, DECIMALS)]
