from django.urls import path

from ebe.directions import views as directions
from ebe.plans.views import plan_edit
from ebe.returns import views as returns
from ebe.staff import views as staff
from ebe.views import (
    closings,
    contracts,
    conventions,
    departures,
    enterprises,
    list_sheets,
    persons,
    posts,
    proposals,
    rates,
    statements,
)

app_name = "ebe"

HERE = "t/<slug:territory>/entreprises/"
RATES = "t/<slug:territory>/taux/"

enterprise_urls = [
    path(HERE, enterprises.enterprise_list, name="enterprise_list"),
    path(f"{HERE}nouvelle/", enterprises.enterprise_create, name="enterprise_create"),
    path(f"{HERE}<int:pk>/", enterprises.enterprise_detail, name="enterprise_detail"),
    path(f"{HERE}<int:pk>/modifier/", enterprises.enterprise_edit, name="enterprise_edit"),
    path(f"{HERE}<int:pk>/supprimer/", closings.enterprise_delete, name="enterprise_delete"),
    path(f"{HERE}<int:pk>/fermer/", closings.enterprise_close, name="enterprise_close"),
    path(f"{HERE}<int:pk>/rouvrir/", closings.enterprise_reopen, name="enterprise_reopen"),
    path(f"{HERE}<int:pk>/convention/", conventions.convention_create, name="convention_create"),
    path(
        f"{HERE}conventions/<int:pk>/avenant/",
        conventions.convention_amend,
        name="convention_amend",
    ),
    path(f"{HERE}conventions/<int:pk>/fin/", conventions.convention_end, name="convention_end"),
    path(
        f"{HERE}conventions/<int:pk>/corriger/",
        conventions.convention_correct,
        name="convention_correct",
    ),
    path(
        f"{HERE}conventions/<int:pk>/retirer/",
        conventions.convention_withdraw,
        name="convention_withdraw",
    ),
    path(f"{HERE}<int:pk>/direction/", directions.direction_create, name="direction_create"),
    path(
        f"{HERE}<int:pk>/direction/inviter/", directions.direction_invite, name="direction_invite"
    ),
    path(f"{HERE}directions/<int:pk>/fin/", directions.direction_end, name="direction_end"),
    path(f"{HERE}<int:pk>/embauches-prevues/", plan_edit, name="plan_edit"),
]
contract_urls = [
    path(f"{HERE}contrats/", contracts.contract_list, name="contract_list"),
    path(f"{HERE}registre-du-personnel/", staff.staff_list, name="staff_list"),
    path(f"{HERE}<int:pk>/embaucher/", contracts.contract_create, name="contract_create"),
    path(f"{HERE}contrats/<int:pk>/", contracts.contract_detail, name="contract_detail"),
    path(f"{HERE}contrats/<int:pk>/heures/", contracts.contract_hours, name="contract_hours"),
    path(f"{HERE}contrats/<int:pk>/corriger/", contracts.contract_correct, name="contract_correct"),
    path(f"{HERE}contrats/<int:pk>/depart/", departures.contract_end, name="contract_end"),
    path(
        f"{HERE}contrats/<int:pk>/depart/corriger/",
        departures.departure_correct,
        name="departure_correct",
    ),
    path(
        f"{HERE}contrats/<int:pk>/depart/annuler/",
        departures.departure_take_back,
        name="departure_take_back",
    ),
    path(f"{HERE}contrats/<int:pk>/annuler/", contracts.contract_cancel, name="contract_cancel"),
]
proposal_urls = [
    path(f"{HERE}propositions/", proposals.proposal_list, name="proposal_list"),
    path(f"{HERE}propositions/ecarts/", proposals.exception_list, name="exception_list"),
    path(f"{HERE}propositions/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path(f"{HERE}propositions/<int:pk>/renoncer/", proposals.proposal_drop, name="proposal_drop"),
    path(
        f"{HERE}propositions/<int:pk>/employeur-prevenu/",
        proposals.proposal_told,
        name="proposal_told",
    ),
    path(f"{HERE}propositions/personnes/", proposals.proposal_persons, name="proposal_persons"),
    path(f"{HERE}propositions/<int:pk>/embauche/", proposals.proposal_hired, name="proposal_hired"),
    path(
        f"{HERE}propositions/<int:pk>/reponse/", proposals.proposal_answer, name="proposal_answer"
    ),
    path(
        f"{HERE}propositions/<int:pk>/corriger/",
        proposals.proposal_correct,
        name="proposal_correct",
    ),
    path(
        f"{HERE}propositions/<int:pk>/retirer/",
        proposals.proposal_withdraw,
        name="proposal_withdraw",
    ),
]
person_urls = [
    path(
        "t/<slug:territory>/personnes/<int:pk>/propositions/",
        persons.person_proposals,
        name="person_proposals",
    ),
]
post_urls = [
    path(f"{HERE}postes/", posts.post_list, name="post_list"),
    path(f"{HERE}postes/nouveau/", posts.post_create, name="post_create"),
    path(f"{HERE}postes/<int:pk>/", posts.post_detail, name="post_detail"),
    path(f"{HERE}postes/<int:pk>/modifier/", posts.post_edit, name="post_edit"),
    path(f"{HERE}postes/<int:pk>/fermer/", posts.post_close, name="post_close"),
    path(f"{HERE}postes/<int:pk>/rouvrir/", posts.post_reopen, name="post_reopen"),
    path(f"{HERE}postes/<int:pk>/proposer/", proposals.proposal_create, name="proposal_create"),
    path(f"{HERE}postes/<int:pk>/premiere/", proposals.proposal_first, name="proposal_first"),
]
statement_urls = [
    path(f"{HERE}cde/", statements.statement_list, name="statement_list"),
    path(f"{HERE}cde/<int:pk>/", statements.statement_detail, name="statement_detail"),
    path(f"{HERE}<int:pk>/cde/calcul/", statements.statement_compute, name="statement_compute"),
    path(
        f"{HERE}<int:pk>/cde/recalcul/", statements.statement_recompute, name="statement_recompute"
    ),
]
return_urls = [
    path(f"{HERE}chiffres/", returns.return_list, name="return_list"),
    path(f"{HERE}chiffres/<int:pk>/", returns.return_detail, name="return_detail"),
    path(f"{HERE}chiffres/<int:pk>/corriger/", returns.return_correct, name="return_correct"),
    path(f"{HERE}<int:pk>/chiffres/saisir/", returns.return_create, name="return_create"),
]
rate_urls = [
    path(RATES, rates.rate_list, name="rate_list"),
    path(f"{RATES}nouveau/<slug:kind>/", rates.rate_create, name="rate_create"),
    path(f"{RATES}<slug:kind>/<int:pk>/retirer/", rates.rate_withdraw, name="rate_withdraw"),
    path("t/<slug:territory>/liste-par-numero/", list_sheets.list_sheet, name="list_sheet"),
    path(
        "t/<slug:territory>/liste-par-numero/pdf/",
        list_sheets.list_sheet_pdf,
        name="list_sheet_pdf",
    ),
    path(
        "t/<slug:territory>/liste-par-numero/arreter/",
        list_sheets.list_sheet_freeze,
        name="list_sheet_freeze",
    ),
]
urlpatterns = (
    enterprise_urls
    + contract_urls
    + post_urls
    + proposal_urls
    + person_urls
    + statement_urls
    + return_urls
    + rate_urls
)
