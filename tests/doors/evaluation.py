from tests.doors import Door, door, public

#                                              anon lead off  mbr  dir  part adm  hub  fund comm dpo  neighbour
DOORS: dict[str, Door] = {
    "evaluation:dashboard": door("302  200  200  200  200  403  200  200  200  403  403  404"),
    "evaluation:comparison": door("302  200  200  403  403  403  200  200  403  403  403  404"),
    "evaluation:indicator_list": door("302  200  200  200  403  403  200  200  200  403  403  404"),
    "evaluation:indicator_detail": door("302  200  200  200  403  403  200  200  200  403  403  404", args={"code": lambda world: "E5"}),
}  # fmt: skip

# What the public reads
PUBLIC: dict[str, Door] = {
    "evaluation:public_home": door("200" + " 302" * 11, territory=False),
    "evaluation:public_territory": public(args={"slug": lambda world: world.home.slug}),
    "evaluation:public_activities": public(),
    "evaluation:legal": public(args={"page": lambda world: "aide"}),
}
DOORS |= PUBLIC

# Reports; the world's own is internal and waits for a worker: nothing to read yet, for nobody
#                                              anon lead off  mbr  dir  part adm  hub  fund comm dpo  neighbour
REPORTS: dict[str, Door] = {
    "evaluation:report_list": door("302  200  200  200  403  403  200  200  200  403  403  404"),
    "evaluation:report_request": door("302  200  403  403  403  403  200  200  403  403  403  404"),
    "evaluation:report_detail": door("302  200  200  404  403  403  404  404  404  403  403  404", row="report"),
    "evaluation:report_progress": door("302  200  200  404  403  403  404  404  404  403  403  404", row="report"),
    "evaluation:report_html": door("302  404  404  404  403  403  404  404  404  403  403  404", row="report"),
    "evaluation:report_pdf": door("302  404  404  404  403  403  404  404  404  403  403  404", row="report"),
    "evaluation:report_xlsx": door("302  404  404  404  403  403  404  404  404  403  403  404", row="report"),
    "evaluation:report_retry": door("302  302  403  403  403  403  404  404  403  403  403  404", row="report", method="POST"),
    "evaluation:report_cancel": door("302  302  403  403  403  403  404  404  403  403  403  404", row="report", method="POST"),
    "evaluation:public_report_list": public(),
    "evaluation:public_report_html": public(404, row="report"),
    "evaluation:public_report_pdf": public(404, row="report"),
    "evaluation:public_report_xlsx": public(404, row="report"),
}  # fmt: skip
DOORS |= REPORTS
