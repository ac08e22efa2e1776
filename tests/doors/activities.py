from tests.doors import Door, door

#                                         anon lead off  mbr  dir  part adm  hub  fund comm dpo  neighbour
DOORS: dict[str, Door] = {
    "activities:activity_list": door("302  200  200  200  200  200  200  200  200  200  403  404"),
    "activities:activity_create": door(
        "302  200  200  403  200  403  403  403  403  403  403  404"
    ),
    "activities:activity_detail": door(
        "302  200  200  200  200  200  200  200  200  200  403  404", row="activity"
    ),
    "activities:activity_edit": door(
        "302  200  200  403  200  403  403  403  403  403  403  404", row="activity"
    ),
}
