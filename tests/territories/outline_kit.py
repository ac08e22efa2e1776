"""Small countries for the tests of outlines: squares of a hundredth of a degree."""

import json


def square(code, west, south, size=0.05, **more):
    """A commune as a file holds it. `more`: other properties."""
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": f"Ville {code}", **more},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def written(parsed) -> bytes:
    return json.dumps(parsed).encode()


# Vénissieux (home), its neighbour in another territory, and two communes of nobody.
COUNTRY = collection(
    square("69259", 4.85, 45.65, nom="Vénissieux"),
    square("69266", 4.90, 45.65, nom="Villeurbanne"),
    square("69199", 4.80, 45.65, nom="Saint-Fons"),
    square("69123", 4.85, 45.70, nom="Lyon"),
)
