from django.urls import include, path, re_path

from territories.views import (
    departments,
    exchange,
    grants,
    home,
    imports,
    invitation,
    journal,
    legal,
    opening,
    organisations,
    outlines,
    phases,
    sheet,
    team,
)

app_name = "territories"
IMPORT = "t/<slug:territory>/importer/<slug:kind>/"
urlpatterns = [
    path("accueil/", home.home, name="home"),
    path("t/<slug:territory>/entrer/", home.territory_enter, name="territory_enter"),
    # t/<territoire>/equipe/
    path("t/<slug:territory>/equipe/", team.team_list, name="team_list"),
    path("t/<slug:territory>/equipe/inviter/", team.invitation_create, name="invitation_create"),
    path(
        "t/<slug:territory>/equipe/invitations/<int:pk>/renvoyer/",
        team.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "t/<slug:territory>/equipe/invitations/<int:pk>/annuler/",
        team.invitation_revoke,
        name="invitation_revoke",
    ),
    path("t/<slug:territory>/equipe/<int:pk>/", team.membership_edit, name="membership_edit"),
    path("t/<slug:territory>/equipe/<int:pk>/fin/", team.membership_end, name="membership_end"),
    path(
        "t/<slug:territory>/equipe/<int:pk>/prolonger/",
        team.membership_prolong,
        name="membership_prolong",
    ),
    # t/<territoire>/acces-nominatifs/
    path("t/<slug:territory>/acces-nominatifs/", grants.grant_list, name="grant_list"),
    path(
        "t/<slug:territory>/acces-nominatifs/duree/",
        grants.grant_rule_create,
        name="grant_rule_create",
    ),
    path("t/<slug:territory>/acces-nominatifs/ouvrir/", grants.grant_create, name="grant_create"),
    path(
        "t/<slug:territory>/acces-nominatifs/<int:pk>/fermer/",
        grants.grant_close,
        name="grant_close",
    ),
    # invitation/
    re_path(
        r"^invitation/(?P<token>\d+-[\w-]+)/$",
        invitation.invitation_accept,
        name="invitation_accept",
    ),
    # t/<territoire>/journal/
    path("t/<slug:territory>/journal/", journal.journal_list, name="journal_list"),
    # t/<territoire>/fiche/
    path("t/<slug:territory>/territoires/", sheet.territory_list, name="territory_list"),
    path(
        "t/<slug:territory>/territoires/ouvrir/", opening.territory_create, name="territory_create"
    ),
    path("t/<slug:territory>/contours/", outlines.outline_file, name="outline_file"),
    path("t/<slug:territory>/contours/retirer/", outlines.outline_remove, name="outline_remove"),
    path("t/<slug:territory>/fiche/", sheet.territory_detail, name="territory_detail"),
    path("t/<slug:territory>/fiche/modifier/", sheet.territory_edit, name="territory_edit"),
    path(
        "t/<slug:territory>/fiche/seuil/", opening.masking_rule_create, name="masking_rule_create"
    ),
    path(
        "t/<slug:territory>/fiche/reperes/",
        legal.legal_figure_create,
        name="legal_figure_create",
    ),
    path(
        "t/<slug:territory>/fiche/reperes/<int:pk>/retirer/",
        legal.legal_figure_withdraw,
        name="legal_figure_withdraw",
    ),
    path(
        "t/<slug:territory>/fiche/departement/",
        departments.department_create,
        name="department_create",
    ),
    path(
        "t/<slug:territory>/fiche/departement/<int:pk>/retirer/",
        departments.department_withdraw,
        name="department_withdraw",
    ),
    path("t/<slug:territory>/fiche/nom/", opening.territory_rename, name="territory_rename"),
    path("t/<slug:territory>/fiche/phase/", phases.phase_open, name="phase_open"),
    path("t/<slug:territory>/fiche/phase/<int:pk>/", phases.phase_edit, name="phase_edit"),
    path(
        "t/<slug:territory>/fiche/phase/<int:pk>/supprimer/",
        phases.phase_delete,
        name="phase_delete",
    ),
    path("t/<slug:territory>/fiche/dates-retirees/", sheet.removed_dates, name="removed_dates"),
    path(
        "t/<slug:territory>/fiche/dates-retirees/<int:pk>/remettre/",
        sheet.date_restore,
        name="date_restore",
    ),
    path("t/<slug:territory>/fiche/<slug:piece>/ajouter/", sheet.piece_create, name="piece_create"),
    path("t/<slug:territory>/fiche/<slug:piece>/<int:pk>/", sheet.piece_edit, name="piece_edit"),
    path(
        "t/<slug:territory>/fiche/<slug:piece>/<int:pk>/supprimer/",
        sheet.piece_delete,
        name="piece_delete",
    ),
    # t/<territoire>/organisations/
    path(
        "t/<slug:territory>/organisations/",
        organisations.organisation_list,
        name="organisation_list",
    ),
    path(
        "t/<slug:territory>/organisations/ajouter/",
        organisations.organisation_create,
        name="organisation_create",
    ),
    path(
        "t/<slug:territory>/organisations/<int:pk>/",
        organisations.organisation_detail,
        name="organisation_detail",
    ),
    path(
        "t/<slug:territory>/organisations/<int:pk>/modifier/",
        organisations.organisation_edit,
        name="organisation_edit",
    ),
    path(
        "t/<slug:territory>/organisations/<int:pk>/contacts/ajouter/",
        organisations.contact_create,
        name="contact_create",
    ),
    path("t/<slug:territory>/contacts/<int:pk>/", organisations.contact_edit, name="contact_edit"),
    path(
        "t/<slug:territory>/contacts/<int:pk>/confirmer/",
        organisations.contact_confirm,
        name="contact_confirm",
    ),
    path(
        "t/<slug:territory>/contacts/<int:pk>/supprimer/",
        organisations.contact_delete,
        name="contact_delete",
    ),
    # t/<territoire>/importer/
    path("t/<slug:territory>/importer/", imports.import_list, name="import_list"),
    path(IMPORT, imports.import_start, name="import_start"),
    path(IMPORT + "modele/", imports.import_template, name="import_template"),
    path(IMPORT + "<int:pk>/", imports.import_batch, name="import_batch"),
    path(IMPORT + "<int:pk>/avancement/", imports.import_progress, name="import_progress"),
    path(IMPORT + "<int:pk>/colonnes/", imports.import_columns, name="import_columns"),
    path(IMPORT + "<int:pk>/corriger/", imports.import_correct, name="import_correct"),
    path(IMPORT + "<int:pk>/lignes/", imports.import_rows, name="import_rows"),
    path(IMPORT + "<int:pk>/lignes/<int:line>/", imports.import_row, name="import_row"),
    path(IMPORT + "<int:pk>/lignes/<int:line>/ecarter/", imports.import_leave, name="import_leave"),
    path(IMPORT + "<int:pk>/confirmer/", imports.import_confirm, name="import_confirm"),
    path(IMPORT + "<int:pk>/a-corriger/", imports.import_failed, name="import_failed"),
    path(IMPORT + "<int:pk>/annuler/", imports.import_undo, name="import_undo"),
    path(IMPORT + "<int:pk>/clore/", imports.import_close, name="import_close"),
    path(IMPORT + "<int:pk>/reessayer/", imports.import_retry, name="import_retry"),
    # t/<territoire>/besoins-et-ressources/
    path("t/<slug:territory>/besoins-et-ressources/", exchange.exchange_list, name="exchange_list"),
    path(
        "t/<slug:territory>/besoins-et-ressources/ajouter/",
        exchange.exchange_create,
        name="exchange_create",
    ),
    path(
        "t/<slug:territory>/besoins-et-ressources/<int:pk>/",
        exchange.exchange_detail,
        name="exchange_detail",
    ),
    path(
        "t/<slug:territory>/besoins-et-ressources/<int:pk>/modifier/",
        exchange.exchange_edit,
        name="exchange_edit",
    ),
    path(
        "t/<slug:territory>/besoins-et-ressources/<int:pk>/repondre/",
        exchange.exchange_answer,
        name="exchange_answer",
    ),
    path(
        "t/<slug:territory>/besoins-et-ressources/contributions/",
        exchange.contribution_list,
        name="contribution_list",
    ),
    path(
        "t/<slug:territory>/besoins-et-ressources/contributions/ajouter/",
        exchange.contribution_create,
        name="contribution_create",
    ),
    path(
        "t/<slug:territory>/besoins-et-ressources/contributions/<int:pk>/",
        exchange.contribution_detail,
        name="contribution_detail",
    ),
    path(
        "t/<slug:territory>/besoins-et-ressources/contributions/<int:pk>/modifier/",
        exchange.contribution_edit,
        name="contribution_edit",
    ),
    # Messages to the information systems
    path("", include("territories.webhooks.urls")),
    # Tokens by which the information systems read the API
    path("", include("territories.tokens.urls")),
    # Levers, commitments, news
    path("", include("territories.resources.urls")),
]
