"""Figures, reports and letters: dashboards first, then a section for each."""

from django.urls import path

from evaluation.views import (
    comparison,
    counts,
    dashboard,
    exhaustivity,
    extracts,
    forecasts,
    indicators,
    open_data,
    public,
    resources,
    skills,
)
from evaluation.views import newsletters as letters
from evaluation.views import questionnaires as asking
from evaluation.views import reports as views
from evaluation.views import subscribers as readers

app_name = "evaluation"

_HERE = "t/<slug:territory>/"
dashboards: list = [
    path(_HERE, dashboard.dashboard, name="dashboard"),
    path(f"{_HERE}comparaison/", comparison.comparison, name="comparison"),
    path(f"{_HERE}exhaustivite/", exhaustivity.exhaustivity, name="exhaustivity"),
    path(f"{_HERE}exhaustivite/delai/", exhaustivity.delay_create, name="delay_create"),
    path(f"{_HERE}chiffres-du-mois/", counts.count_list, name="count_list"),
    path(f"{_HERE}chiffres-du-mois/<int:year>/<int:month>/", counts.count_edit, name="count_edit"),
    path(f"{_HERE}chiffres-du-mois/avant/", counts.count_before, name="count_before"),
    path(f"{_HERE}chiffres-du-mois/sans-noms/", counts.count_begin, name="count_begin"),
    path(
        f"{_HERE}chiffres-du-mois/sans-noms/annuler/",
        counts.count_take_back,
        name="count_take_back",
    ),
    path(f"{_HERE}chiffres-du-mois/noms/", counts.count_announce, name="count_announce"),
    path(
        f"{_HERE}chiffres-du-mois/noms/annuler/", counts.count_names_back, name="count_names_back"
    ),
    path(f"{_HERE}chiffres-du-mois/rapprochement/", counts.count_reconcile, name="count_reconcile"),
    path(
        f"{_HERE}chiffres-du-mois/rapprochement/rouvrir/", counts.count_reopen, name="count_reopen"
    ),
    path(f"{_HERE}prevision/", forecasts.forecast, name="forecast"),
    path(f"{_HERE}prevision/comite/", forecasts.forecast_shared, name="forecast_shared"),
    path(f"{_HERE}prevision/<int:pk>/", forecasts.forecast_detail, name="forecast_detail"),
    path(f"{_HERE}indicateurs/", indicators.indicator_list, name="indicator_list"),
    path(f"{_HERE}indicateurs/<slug:code>/", indicators.indicator_detail, name="indicator_detail"),
]

_REPORT = "t/<slug:territory>/rapports/"
reports: list = [
    path(_REPORT, views.report_list, name="report_list"),
    path(f"{_REPORT}nouveau/", views.report_request, name="report_request"),
    path(f"{_REPORT}<int:pk>/", views.report_detail, name="report_detail"),
    path(f"{_REPORT}<int:pk>/avancement/", views.report_progress, name="report_progress"),
    path(f"{_REPORT}<int:pk>/page/", views.report_html, name="report_html"),
    path(f"{_REPORT}<int:pk>/pdf/", views.report_pdf, name="report_pdf"),
    path(f"{_REPORT}<int:pk>/xlsx/", views.report_xlsx, name="report_xlsx"),
    path(f"{_REPORT}<int:pk>/reessayer/", views.report_retry, name="report_retry"),
    path(f"{_REPORT}<int:pk>/arreter/", views.report_cancel, name="report_cancel"),
    path(f"{_REPORT}<int:pk>/elargir/", views.report_widen, name="report_widen"),
    path(f"{_REPORT}<int:pk>/accord/", views.report_agree, name="report_agree"),
    path(f"{_REPORT}<int:pk>/retirer/", views.report_withdraw, name="report_withdraw"),
    path(f"{_REPORT}<int:pk>/remettre/", views.report_restore, name="report_restore"),
    path("rapports-publies/", views.public_report_list, name="public_report_list"),
    path("rapports-publies/<int:pk>/", views.public_report_html, name="public_report_html"),
    path("rapports-publies/<int:pk>/pdf/", views.public_report_pdf, name="public_report_pdf"),
    path("rapports-publies/<int:pk>/xlsx/", views.public_report_xlsx, name="public_report_xlsx"),
]

_LETTER = "t/<slug:territory>/lettre/"
newsletters: list = [
    path(_LETTER, letters.newsletter_list, name="newsletter_list"),
    path(f"{_LETTER}nouvelle/", letters.newsletter_create, name="newsletter_create"),
    path(f"{_LETTER}<int:pk>/", letters.newsletter_detail, name="newsletter_detail"),
    path(f"{_LETTER}<int:pk>/modifier/", letters.newsletter_edit, name="newsletter_edit"),
    path(f"{_LETTER}<int:pk>/supprimer/", letters.newsletter_delete, name="newsletter_delete"),
    path(
        f"{_LETTER}<int:pk>/blocs/nouveau/",
        letters.newsletter_block_create,
        name="newsletter_block_create",
    ),
    path(f"{_LETTER}blocs/<int:pk>/", letters.newsletter_block_edit, name="newsletter_block_edit"),
    path(
        f"{_LETTER}blocs/<int:pk>/place/",
        letters.newsletter_block_change,
        name="newsletter_block_change",
    ),
    path(f"{_LETTER}<int:pk>/apercu/", letters.newsletter_preview, name="newsletter_preview"),
    path(f"{_LETTER}<int:pk>/corps/", letters.newsletter_body, name="newsletter_body"),
    path(f"{_LETTER}<int:pk>/essai/", letters.newsletter_test, name="newsletter_test"),
    path(f"{_LETTER}<int:pk>/envoyer/", letters.newsletter_send, name="newsletter_send"),
    path(f"{_LETTER}<int:pk>/avancement/", letters.newsletter_progress, name="newsletter_progress"),
    path(f"{_LETTER}<int:pk>/reprendre/", letters.newsletter_resume, name="newsletter_resume"),
    path(f"{_LETTER}<int:pk>/archives/", letters.newsletter_publish, name="newsletter_publish"),
    path(f"{_LETTER}abonnes/", readers.subscriber_list, name="subscriber_list"),
    path(f"{_LETTER}abonnes/proposer/", readers.subscriber_create, name="subscriber_create"),
    path(f"{_LETTER}abonnes/<int:pk>/desinscrire/", readers.subscriber_end, name="subscriber_end"),
    path("lettre/inscription/<slug:slug>/", readers.subscriber_ask, name="subscriber_ask"),
    path(
        "lettre/confirmation/<int:territory_id>/<str:token>/",
        readers.subscriber_confirm,
        name="subscriber_confirm",
    ),
    path(
        "lettre/renouvellement/<int:territory_id>/<str:token>/",
        readers.subscriber_renew,
        name="subscriber_renew",
    ),
    path(
        "lettre/retour/<int:territory_id>/<str:token>/",
        readers.subscriber_return,
        name="subscriber_return",
    ),
    path(
        "lettre/desinscription/<int:territory_id>/<str:token>/",
        readers.subscriber_leave,
        name="subscriber_leave",
    ),
    path(
        "lettre/archives/<slug:slug>/",
        readers.public_newsletter_list,
        name="public_newsletter_list",
    ),
    path(
        "lettre/archives/<slug:slug>/<int:pk>/", readers.public_newsletter, name="public_newsletter"
    ),
    path(
        "lettre/archives/<slug:slug>/<int:pk>/corps/",
        readers.public_newsletter_body,
        name="public_newsletter_body",
    ),
]

_ASKED = "t/<slug:territory>/questionnaires/"
questionnaires: list = [
    path(_ASKED, asking.questionnaire_list, name="questionnaire_list"),
    path(f"{_ASKED}nouveau/", asking.questionnaire_create, name="questionnaire_create"),
    path(f"{_ASKED}<int:pk>/", asking.questionnaire_detail, name="questionnaire_detail"),
    path(f"{_ASKED}<int:pk>/modifier/", asking.questionnaire_edit, name="questionnaire_edit"),
    path(f"{_ASKED}<int:pk>/version/", asking.questionnaire_copy, name="questionnaire_copy"),
    path(f"{_ASKED}<int:pk>/repondre/", asking.questionnaire_answer, name="questionnaire_answer"),
    path(f"{_ASKED}<int:pk>/reponses/", asking.answer_list, name="answer_list"),
    path(f"{_ASKED}reponses/<int:pk>/", asking.response_detail, name="response_detail"),
    path(f"{_ASKED}reponses/<int:pk>/modifier/", asking.response_edit, name="response_edit"),
    path(f"{_ASKED}reponses/<int:pk>/valider/", asking.response_validate, name="response_validate"),
]

public_pages: list = [
    path("", public.public_home, name="public_home"),
    path("territoires/<slug:slug>/", public.public_territory, name="public_territory"),
    path("territoires/<slug:slug>/vos-donnees/", public.public_notice, name="public_notice"),
    path("activites/", public.public_activities, name="public_activities"),
    path("donnees-ouvertes/", open_data.open_data, name="open_data"),
    path("donnees-ouvertes/chiffres.csv", open_data.open_data_csv, name="open_data_csv"),
    path("donnees-ouvertes/chiffres.json", open_data.open_data_json, name="open_data_json"),
    path("informations/<slug:page>/", public.legal, name="legal"),
    path("informations/aide/<slug:name>/", public.guide, name="guide"),
]

skill_pages: list = [
    path("t/<slug:territory>/competences/", skills.skill_supply, name="skill_supply"),
    path("t/<slug:territory>/competences/compte/", skills.skill_counts, name="skill_counts"),
    path("t/<slug:territory>/leviers/chiffres/", resources.scheme_figures, name="scheme_figures"),
    path(
        "t/<slug:territory>/formations/chiffres/",
        resources.training_figures,
        name="training_figures",
    ),
]

_EXTRACT = "t/<slug:territory>/extraits/"
extract_pages: list = [
    path(_EXTRACT, extracts.extract_list, name="extract_list"),
    path(f"{_EXTRACT}demander/", extracts.extract_ask, name="extract_ask"),
    path(f"{_EXTRACT}ouvrir/", extracts.extract_open, name="extract_open"),
    path(f"{_EXTRACT}<int:pk>/", extracts.extract_detail, name="extract_detail"),
    path(f"{_EXTRACT}<int:pk>/modifier/", extracts.extract_edit, name="extract_edit"),
    path(f"{_EXTRACT}<int:pk>/retirer/", extracts.extract_withdraw, name="extract_withdraw"),
    path(f"{_EXTRACT}<int:pk>/accepter/", extracts.extract_accept, name="extract_accept"),
    path(f"{_EXTRACT}<int:pk>/refuser/", extracts.extract_refuse, name="extract_refuse"),
    path(f"{_EXTRACT}<int:pk>/dernier-jour/", extracts.extract_move, name="extract_move"),
    path(f"{_EXTRACT}<int:pk>/fermer/", extracts.extract_revoke, name="extract_revoke"),
    path(f"{_EXTRACT}<int:pk>/rendre/", extracts.extract_give_back, name="extract_give_back"),
    path(f"{_EXTRACT}<int:pk>/fichier/<slug:fmt>/", extracts.extract_file, name="extract_file"),
]

urlpatterns = [
    *dashboards,
    *extract_pages,
    *reports,
    *newsletters,
    *questionnaires,
    *skill_pages,
    *public_pages,
]
