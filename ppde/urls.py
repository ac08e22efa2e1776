from django.urls import include, path, re_path

from ppde.duplicates import views as duplicates
from ppde.retention import views as retention
from ppde.views import (
    after,
    criteria,
    eligibility,
    journey,
    letters,
    list_rules,
    lists,
    notes,
    orientations,
    persons,
    privacy,
    queue,
    referents,
    refusals,
    register,
    sessions,
    timeline,
    watch,
    watch_rules,
)

app_name = "ppde"
HERE = "t/<slug:territory>/personnes/"
ONE = HERE + "<int:pk>/"
RULE = HERE + "regle-eligibilite/"
REQUEST = HERE + "demandes/<int:pk>/"
WATCH = "t/<slug:territory>/donnees/"
SENT = "t/<slug:territory>/orientations/"
SESSION = HERE + "rencontres/<int:pk>/"

urlpatterns = [
    # Lists
    path(HERE + "a-faire/", queue.work_queue, name="work_queue"),
    path(HERE, lists.person_list, name="person_list"),
    path(HERE + "liste-de-mobilisation/", lists.mobilisation_list, name="mobilisation_list"),
    path(HERE + "examens/", lists.review_list, name="review_list"),
    # Data and rights
    path(ONE + "donnees/", privacy.person_privacy, name="person_privacy"),
    path(ONE + "accord/", privacy.consent_record, name="consent_record"),
    path(HERE + "accords/<int:pk>/retirer/", privacy.consent_withdraw, name="consent_withdraw"),
    path(ONE + "demande/", privacy.rights_record, name="rights_record"),
    path(ONE + "degeler/", privacy.limitation_lift, name="limitation_lift"),
    path(ONE + "note-reservee/", notes.note_write, name="note_write"),
    path(HERE + "notes-reservees/<int:pk>/", notes.note_open, name="note_open"),
    path(HERE + "notes-reservees/<int:pk>/effacer/", notes.note_erase, name="note_erase"),
    path(HERE + "textes/<int:pk>/", notes.text_review, name="text_review"),
    path(HERE + "notice/", privacy.notice, name="notice"),
    path(REQUEST, privacy.rights_detail, name="rights_detail"),
    path(REQUEST + "identite/", privacy.rights_identity, name="rights_identity"),
    path(REQUEST + "corriger/", privacy.rights_correct, name="rights_correct"),
    path(REQUEST + "annuler/", privacy.rights_cancel, name="rights_cancel"),
    path(REQUEST + "rouvrir/", privacy.rights_reopen, name="rights_reopen"),
    path(REQUEST + "delai/", privacy.rights_extend, name="rights_extend"),
    path(REQUEST + "reponse/", privacy.rights_answer, name="rights_answer"),
    path(REQUEST + "copie/", privacy.access_ask, name="access_ask"),
    re_path(
        r"^t/(?P<territory>[-\w]+)/personnes/copies/(?P<pk>\d+)\.(?P<form>pdf|json)$",
        privacy.access_download,
        name="access_download",
    ),
    # Watching over the data, by number
    path(WATCH, watch.alerts, name="privacy_alerts"),
    path(WATCH + "alertes/<int:pk>/", watch.alert_settle, name="privacy_alert_settle"),
    path(WATCH + "fin-de-conservation/", watch.past_times, name="privacy_past"),
    path(WATCH + "demandes/", watch.requests, name="privacy_requests"),
    path(WATCH + "textes/", watch.texts, name="privacy_texts"),
    path(WATCH + "registre/", watch.register, name="privacy_register"),
    path(WATCH + "registre/fiche/", register.register_sheet, name="register_sheet"),
    path(WATCH + "registre/fiche/pdf/", register.register_pdf, name="register_pdf"),
    path(WATCH + "durees/", watch.duration_create, name="duration_create"),
    path(WATCH + "responsable/", register.controller_edit, name="controller_edit"),
    path(WATCH + "registre/<slug:code>/", watch.processing_edit, name="privacy_processing"),
    path(WATCH + "consultations/", watch.readings, name="privacy_readings"),
    path(WATCH + "mots/", watch_rules.word_list, name="word_list"),
    path(WATCH + "mots/ajouter/", watch_rules.word_add, name="word_add"),
    path(WATCH + "mots/<int:pk>/retirer/", watch_rules.word_remove, name="word_remove"),
    path(WATCH + "seuils/", watch_rules.reading_rule_list, name="reading_rule_list"),
    path(WATCH + "seuils/changer/", watch_rules.reading_rule_create, name="reading_rule_create"),
    # The file
    path(HERE + "inscrire/", persons.person_create, name="person_create"),
    path(ONE, persons.person_detail, name="person_detail"),
    path(ONE + "modifier/", persons.person_edit, name="person_edit"),
    path(ONE + "ouvertures/", lists.person_readings, name="person_readings"),
    path(ONE + "parcours/", timeline.person_timeline, name="person_timeline"),
    path(ONE + "parcours.pdf", timeline.person_timeline_pdf, name="person_timeline_pdf"),
    # The journey
    path(ONE + "fait/", journey.event_add, name="event_add"),
    path(HERE + "faits/<int:pk>/corriger/", journey.event_correct, name="event_correct"),
    path(ONE + "volontariat/", journey.volunteer_record, name="volunteer_record"),
    path(ONE + "volontariat/nouveau/", journey.volunteer_renew, name="volunteer_renew"),
    path(ONE + "volontariat/corriger/", journey.volunteer_correct, name="volunteer_correct"),
    path(ONE + "volontariat/retirer/", journey.volunteer_withdraw, name="volunteer_withdraw"),
    path(ONE + "pause/", journey.pause_start, name="pause_start"),
    path(HERE + "pauses/<int:pk>/prolonger/", journey.pause_extend, name="pause_extend"),
    path(HERE + "pauses/<int:pk>/reprendre/", journey.pause_end, name="pause_end"),
    path(HERE + "pauses/<int:pk>/corriger/", journey.pause_correct, name="pause_correct"),
    path(ONE + "sortie/non-eligible/", eligibility.ineligible_record, name="ineligible_record"),
    path(ONE + "sortie/", journey.outcome_record, name="outcome_record"),
    path(HERE + "sorties/<int:pk>/corriger/", journey.outcome_correct, name="outcome_correct"),
    path(HERE + "sorties/<int:pk>/annuler/", journey.outcome_cancel, name="outcome_cancel"),
    path(HERE + "sorties/<int:pk>/retour/", journey.return_record, name="return_record"),
    path(HERE + "retours/<int:pk>/annuler/", journey.return_cancel, name="return_cancel"),
    # The rules of the list
    path(HERE + "regle-de-la-liste/", list_rules.list_rule_list, name="list_rule_list"),
    path(
        HERE + "regle-de-la-liste/nouvelle/", list_rules.list_rule_create, name="list_rule_create"
    ),
    path(
        HERE + "regle-de-la-liste/<int:pk>/retirer/",
        list_rules.list_rule_withdraw,
        name="list_rule_withdraw",
    ),
    path(HERE + "pauses/", lists.pause_list, name="pause_list"),
    path(HERE + "refus/", refusals.refusal_list, name="refusal_list"),
    path(HERE + "refus/seance/", refusals.refusals_decide, name="refusals_decide"),
    path(HERE + "refus/<int:pk>/corriger/", refusals.refusal_reopen, name="refusal_reopen"),
    # Retention
    path(HERE + "conservation/", retention.retention_view, name="retention_view"),
    path(HERE + "conservation/a-recontacter/", retention.retention_due, name="retention_due"),
    path(
        HERE + "conservation/duree/", retention.retention_rule_create, name="retention_rule_create"
    ),
    path(
        HERE + "eliminations/preparer/", retention.elimination_prepare, name="elimination_prepare"
    ),
    path(HERE + "eliminations/<int:pk>/", retention.elimination_detail, name="elimination_detail"),
    path(
        HERE + "eliminations/<int:pk>/approuver/",
        retention.elimination_approve,
        name="elimination_approve",
    ),
    path(
        HERE + "eliminations/<int:pk>/abandonner/",
        retention.elimination_give_up,
        name="elimination_give_up",
    ),
    path(
        HERE + "eliminations/dossiers/<int:pk>/garder/",
        retention.elimination_keep,
        name="elimination_keep",
    ),
    # Duplicates
    path(HERE + "doublons/", duplicates.duplicate_list, name="duplicate_list"),
    path(HERE + "doublons/<int:pk>/", duplicates.duplicate_compare, name="duplicate_compare"),
    path(HERE + "doublons/<int:pk>/separer/", duplicates.duplicate_apart, name="duplicate_apart"),
    path(HERE + "fusions/", duplicates.merge_list, name="merge_list"),
    path(HERE + "fusions/<int:pk>/defaire/", duplicates.merge_undo, name="merge_undo"),
    path(HERE + "ailleurs/", duplicates.inquiry_list, name="inquiry_list"),
    path(HERE + "ailleurs/<int:pk>/repondre/", duplicates.inquiry_answer, name="inquiry_answer"),
    path(HERE + "ailleurs/<int:pk>/redemander/", duplicates.inquiry_again, name="inquiry_again"),
    path(ONE + "ailleurs/demander/", duplicates.inquiry_ask, name="inquiry_ask"),
    # Partners' orientations
    path(SENT, orientations.orientation_sent, name="orientation_sent"),
    path(SENT + "nouvelle/", orientations.orientation_send, name="orientation_send"),
    path(HERE + "orientations/", orientations.orientation_list, name="orientation_list"),
    path(
        HERE + "orientations/<int:pk>/",
        orientations.orientation_answer,
        name="orientation_answer",
    ),
    path(
        HERE + "orientations/<int:pk>/delier/",
        orientations.orientation_unlink,
        name="orientation_unlink",
    ),
    path(
        HERE + "orientations/<int:pk>/rouvrir/",
        orientations.orientation_reopen,
        name="orientation_reopen",
    ),
    path(
        HERE + "orientations/<int:pk>/corriger/",
        orientations.orientation_correct,
        name="orientation_correct",
    ),
    path(
        HERE + "orientations/<int:pk>/demande/",
        privacy.orientation_rights,
        name="orientation_rights",
    ),
    # Who follows whom
    path(HERE + "referents/", referents.referent_list, name="referent_list"),
    path(HERE + "referents/changer/", referents.referent_change, name="referent_change"),
    path(HERE + "referents/<int:pk>/", referents.referent_handover, name="referent_handover"),
    path(
        HERE + "referents/<int:pk>/passation.pdf",
        referents.referent_handover_pdf,
        name="referent_handover_pdf",
    ),
    # Meetings
    path(HERE + "rencontres/", sessions.gathering_list, name="gathering_list"),
    path(HERE + "rencontres/prevoir/", sessions.gathering_create, name="gathering_create"),
    path(
        HERE + "rencontres/personnes/",
        sessions.gathering_person_options,
        name="gathering_person_options",
    ),
    path(SESSION, sessions.gathering_detail, name="gathering_detail"),
    path(SESSION + "modifier/", sessions.gathering_edit, name="gathering_edit"),
    path(SESSION + "dates/", sessions.gathering_repeat, name="gathering_repeat"),
    path(SESSION + "annuler/", sessions.gathering_cancel, name="gathering_cancel"),
    path(SESSION + "retablir/", sessions.gathering_restore, name="gathering_restore"),
    path(SESSION + "reprendre/", sessions.gathering_reopen, name="gathering_reopen"),
    path(SESSION + "ajouter/", sessions.gathering_add, name="gathering_add"),
    path(SESSION + "preciser/", sessions.gathering_doubts, name="gathering_doubts"),
    path(SESSION + "feuille.pdf", sessions.gathering_paper, name="gathering_paper"),
    # Eligibility
    path(ONE + "eligibilite/", eligibility.review_prepare, name="review_prepare"),
    path(HERE + "examens/<int:pk>/decider/", eligibility.review_decide, name="review_decide"),
    path(HERE + "examens/<int:pk>/corriger/", eligibility.review_reopen, name="review_reopen"),
    path(HERE + "examens/seance/", eligibility.reviews_decide, name="reviews_decide"),
    # What is asked: the hub's rule, what a territory makes precise
    path(RULE, criteria.criteria_view, name="criteria_view"),
    path(RULE + "preparer/", criteria.version_prepare, name="version_prepare"),
    path(RULE + "<int:pk>/", criteria.version_detail, name="version_detail"),
    path(RULE + "<int:pk>/retirer/", criteria.version_withdraw, name="version_withdraw"),
    path(RULE + "<int:pk>/critere/", criteria.criterion_add, name="criterion_add"),
    path(
        RULE + "criteres/<int:pk>/retirer/", criteria.criterion_withdraw, name="criterion_withdraw"
    ),
    # What the person reads
    path(ONE + "courrier/", letters.person_letter, name="person_letter"),
    path(ONE + "courrier/pdf/", letters.person_letter_pdf, name="person_letter_pdf"),
    path(ONE + "page/", letters.person_page_give, name="person_page_give"),
    path(HERE + "pages/<int:pk>/fermer/", letters.person_page_close, name="person_page_close"),
    path(HERE + "accueil/", letters.desk_edit, name="desk_edit"),
    path("ma-page/<str:token>/", letters.person_page, name="person_page"),
    # After the list
    path(HERE + "suivis/", after.follow_up_list, name="follow_up_list"),
    path(HERE + "suivis/<int:pk>/", after.follow_up_record, name="follow_up_record"),
    path(ONE + "apres/", after.person_after, name="person_after"),
    path(ONE + "mobilite/", after.mobility_open, name="mobility_open"),
    path(HERE + "mobilites/", after.mobility_list, name="mobility_list"),
    path(HERE + "mobilites/<int:pk>/etape/", after.mobility_step, name="mobility_step"),
    path(HERE + "mobilites/<int:pk>/essai/", after.trial_start, name="trial_start"),
    path(HERE + "mobilites/<int:pk>/clore/", after.mobility_close, name="mobility_close"),
    path(HERE + "mobilites/<int:pk>/rouvrir/", after.mobility_reopen, name="mobility_reopen"),
    path(
        HERE + "etapes/<int:pk>/corriger/",
        after.mobility_step_correct,
        name="mobility_step_correct",
    ),
    path(HERE + "essais/<int:pk>/issue/", after.trial_end, name="trial_end"),
    path(HERE + "essais/<int:pk>/corriger/", after.trial_correct, name="trial_correct"),
    # Skills, training, levers
    path("", include("ppde.resources.urls")),
]
