from tests.doors import Door, door

PERIMETER = {"piece": lambda world: "perimetre"}

#                                              anon lead off  mbr  dir  part adm  hub  fund comm dpo  neighbour
DOORS: dict[str, Door] = {
    # The sheet
    "territories:territory_list": door("302  200  200  403  403  403  200  200  403  403  403  404"),
    "territories:territory_detail": door("302  200  200  200  200  200  200  200  200  200  200  404"),
    "territories:territory_edit": door("302  200  403  403  403  403  200  403  403  403  403  404"),
    "territories:phase_open": door("302  200  403  403  403  403  200  403  403  403  403  404"),
    "territories:piece_create": door("302  200  403  403  403  403  200  403  403  403  403  404", args=PERIMETER),
    "territories:piece_edit": door("302  200  403  403  403  403  200  403  403  403  403  404", row="perimeterunit", args=PERIMETER),
    "territories:piece_delete": door("302  200  403  403  403  403  200  403  403  403  403  404", row="perimeterunit", args=PERIMETER),
    # Stakeholders
    "territories:organisation_list": door("302  200  200  403  403  403  200  200  403  403  403  404"),
    "territories:organisation_create": door("302  200  200  403  403  403  403  403  403  403  403  404"),
    "territories:organisation_detail": door("302  200  200  403  403  403  200  200  403  403  403  404", row="organisation"),
    "territories:organisation_edit": door("302  200  200  403  403  403  403  403  403  403  403  404", row="organisation"),
    "territories:contact_create": door("302  200  200  403  403  403  403  403  403  403  403  404", row="organisation"),
    "territories:contact_edit": door("302  200  200  403  403  403  403  403  403  403  403  404", row="contact"),
    "territories:contact_delete": door("302  200  200  403  403  403  403  403  403  403  403  404", row="contact"),
}
