from tests.doors import Door, door, public

HOME = {"slug": lambda world: world.home.slug}

#                                     anon lead off  mbr  dir  part adm  hub  fund comm dpo  neighbour
DOORS: dict[str, Door] = {
    "api:schema": public(),
    "api:territory-list": door(
        "401  200  200  200  200  200  200  200  200  200  200  200", territory=False
    ),
    "api:territory-detail": door(
        "401  200  200  200  200  200  200  200  200  200  200  404", territory=False, args=HOME
    ),
    "api:activity-list": door(
        "401  200  200  200  200  200  200  200  200  200  403  200", territory=False
    ),
    "api:activity-detail": door(
        "401  200  200  200  200  200  200  200  200  200  403  200",
        row="activity",
        territory=False,
    ),
    "api:api-root": door(
        "401  200  200  200  200  200  200  200  200  200  200  200", territory=False
    ),
    "api:indicator-list": door(
        "401  200  200  200  200  200  200  200  200  200  200  200", territory=False
    ),
    "api:indicator-detail": door(
        "401  200  200  200  200  403  200  200  200  403  403  404", territory=False, args=HOME
    ),
    "api:indicator-one": door(
        "401  200  200  200  403  403  200  200  200  403  403  404",
        territory=False,
        args=HOME | {"code": lambda world: "E5"},
    ),
    "api:report-list": door(
        "401  200  200  200  403  403  200  200  200  200  403  200", territory=False
    ),
    "api:report-detail": door(
        "401  404  404  404  403  403  404  404  404  404  403  404", row="report", territory=False
    ),
    "api:letter-list": door(
        "401  200  200  200  200  200  200  200  200  200  200  200", territory=False
    ),
    "api:letter-detail": door(
        "401  404  404  404  404  404  404  404  404  404  404  404",
        row="newsletter",
        territory=False,
    ),
}
