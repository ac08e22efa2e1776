"""Addresses of the committee room, under /t/<territory>/comite/."""

from django.urls import include, path

from cle.answers import views as answers
from cle.convocations import views as convocations
from cle.views import committees, decisions, meetings

app_name = "cle"

room = [
    path("", meetings.meeting_list, name="meeting_list"),
    path("seances/nouvelle/", meetings.meeting_create, name="meeting_create"),
    path("seances/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("seances/<int:pk>/modifier/", meetings.meeting_edit, name="meeting_edit"),
    path("seances/<int:pk>/agenda.ics", meetings.meeting_ics, name="meeting_ics"),
    path("seances/<int:pk>/ordre-du-jour/", meetings.agenda_edit, name="agenda_edit"),
    path("seances/<int:pk>/convoquer/", meetings.meeting_convene, name="meeting_convene"),
    path("seances/<int:pk>/convocation/", convocations.convocation_send, name="convocation_send"),
    path("seances/<int:pk>/ma-reponse/", answers.answer_mine, name="answer_mine"),
    path("seances/<int:pk>/reponses/<int:seat>/", answers.answer_note, name="answer_note"),
    path(
        "convocations/<int:pk>/reprendre/",
        convocations.convocation_resume,
        name="convocation_resume",
    ),
    path("seances/<int:pk>/tenue/", meetings.meeting_hold, name="meeting_hold"),
    path("seances/<int:pk>/non-tenue/", meetings.meeting_not_held, name="meeting_not_held"),
    path("seances/<int:pk>/annuler/", meetings.meeting_cancel, name="meeting_cancel"),
    path("seances/<int:pk>/presences/", meetings.attendance_edit, name="attendance_edit"),
    path("seances/<int:pk>/compte-rendu/", meetings.minutes_edit, name="minutes_edit"),
    path(
        "seances/<int:pk>/compte-rendu/approuver/", meetings.minutes_approve, name="minutes_approve"
    ),
    path("seances/<int:pk>/decisions/nouvelle/", decisions.decision_record, name="decision_record"),
    path("ordre-du-jour/<int:pk>/modifier/", meetings.agenda_item_edit, name="agenda_item_edit"),
    path("ordre-du-jour/<int:pk>/", meetings.agenda_change, name="agenda_change"),
    path("decisions/", decisions.decision_list, name="decision_list"),
    path("decisions/<int:pk>/", decisions.decision_detail, name="decision_detail"),
    path(
        "decisions/<int:pk>/rectifier/",
        decisions.decision_rectify,
        name="decision_rectify",
    ),
    path("instances/", committees.committee_list, name="committee_list"),
    path("instances/nouvelle/", committees.committee_create, name="committee_create"),
    path("instances/<int:pk>/", committees.committee_detail, name="committee_detail"),
    path("instances/<int:pk>/modifier/", committees.committee_edit, name="committee_edit"),
    path("instances/<int:pk>/sieges/nouveau/", committees.seat_create, name="seat_create"),
    path("instances/<int:pk>/quorum/", committees.quorum_rule_create, name="quorum_rule_create"),
    path("instances/<int:pk>/delai/", convocations.notice_rule_create, name="notice_rule_create"),
    path("sieges/<int:pk>/adresse/", convocations.seat_address, name="seat_address"),
    path("sieges/<int:pk>/modifier/", committees.seat_edit, name="seat_edit"),
    path("sieges/<int:pk>/supprimer/", committees.seat_delete, name="seat_delete"),
    path("sieges/<int:pk>/fin/", committees.seat_end, name="seat_end"),
]
urlpatterns = [
    path("t/<slug:territory>/comite/", include(room)),
    path("comite/reponse/<str:token>/", answers.answer_by_link, name="answer_by_link"),
]
