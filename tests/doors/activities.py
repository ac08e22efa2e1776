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
    "activities:activity_delete": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="activity"
    ),
    # Who records the decisions; a hub decides of none
    "activities:activity_decide": door(
        "302  200  403  403  403  403  403  403  403  403  403  404", row="activity"
    ),
    "activities:activity_skills": door(
        "302  200  200  403  200  403  403  403  403  403  403  404", row="activity"
    ),
    "activities:skill_suggest": door("302  200  200  403  200  403  403  403  403  403  403  404"),
    # In the file of a person
    "activities:person_skills": door(
        "302  200  200  403  403  403  403  403  403  403  403  404", row="person"
    ),
}
