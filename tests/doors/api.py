from tests.doors import Door, door, public

HOME = {"slug": lambda world: world.home.slug}

#                                     anon lead off  mbr  dir  part adm  hub  fund comm dpo  neighbour
DOORS: dict[str, Door] = {
    "api:schema": public(),
    "api:territory-list": door(
        "403  200  200  200  200  200  200  200  200  200  200  200", territory=False
    ),
    "api:territory-detail": door(
        "403  200  200  200  200  200  200  200  200  200  200  404", territory=False, args=HOME
    ),
    "api:activity-list": door(
        "403  200  200  200  200  200  200  200  200  200  403  200", territory=False
    ),
    "api:activity-detail": door(
        "403  200  200  200  200  200  200  200  200  200  403  200",
        row="activity",
        territory=False,
    ),
    "api:api-root": door(
        "403  200  200  200  200  200  200  200  200  200  200  200", territory=False
    ),
    "api:indicator-list": door(
        "403  200  200  200  200  200  200  200  200  200  200  200", territory=False
    ),
    "api:indicator-detail": door(
        "403  200  200  200  200  403  200  200  200  403  403  404", territory=False, args=HOME
    ),
}
