"""Addresses of the skills, the training and the levers asked."""

from django.urls import path

from ppde.views import requests, skills, training

HERE = "t/<slug:territory>/personnes/"
TRAINING = "t/<slug:territory>/formations/"
LEVERS = "t/<slug:territory>/leviers/"
SKILLS = "t/<slug:territory>/competences/liste/"

urlpatterns = [
    # Skills
    path(HERE + "competences/", skills.skill_matrix, name="skill_matrix"),
    path(SKILLS, skills.skill_list, name="skill_list"),
    path(SKILLS + "ajouter/", skills.skill_create, name="skill_create"),
    path(SKILLS + "fichier/", skills.skill_import, name="skill_import"),
    path(SKILLS + "<int:pk>/", skills.skill_edit, name="skill_edit"),
    # Training
    path(TRAINING, training.training_list, name="training_list"),
    path(TRAINING + "ajouter/", training.training_create, name="training_create"),
    path(TRAINING + "calendrier/", training.session_list, name="session_list"),
    path(TRAINING + "<int:pk>/", training.training_detail, name="training_detail"),
    path(TRAINING + "<int:pk>/modifier/", training.training_edit, name="training_edit"),
    path(TRAINING + "<int:pk>/session/", training.session_create, name="session_create"),
    path(TRAINING + "sessions/<int:pk>/", training.session_detail, name="session_detail"),
    path(TRAINING + "sessions/<int:pk>/modifier/", training.session_edit, name="session_edit"),
    path(TRAINING + "sessions/<int:pk>/inscrire/", training.session_enrol, name="session_enrol"),
    path(
        TRAINING + "sessions/<int:pk>/presence/", training.session_presence, name="session_presence"
    ),
    path(TRAINING + "sessions/<int:pk>/annuler/", training.session_cancel, name="session_cancel"),
    path(
        TRAINING + "sessions/<int:pk>/rendre/", training.session_give_back, name="session_give_back"
    ),
    path(
        TRAINING + "inscriptions/<int:pk>/desinscrire/",
        training.enrolment_withdraw,
        name="enrolment_withdraw",
    ),
    path(
        TRAINING + "inscriptions/<int:pk>/fin/", training.enrolment_finish, name="enrolment_finish"
    ),
    path(
        TRAINING + "inscriptions/<int:pk>/reprendre/",
        training.enrolment_reopen,
        name="enrolment_reopen",
    ),
    # Levers asked, places given
    path(LEVERS + "demandes/", requests.scheme_request_list, name="scheme_request_list"),
    path(
        LEVERS + "<int:pk>/demander/", requests.scheme_request_create, name="scheme_request_create"
    ),
    path(LEVERS + "demandes/<int:pk>/", requests.scheme_request_close, name="scheme_request_close"),
    path(
        LEVERS + "demandes/<int:pk>/corriger/",
        requests.scheme_request_correct,
        name="scheme_request_correct",
    ),
    path(
        "t/<slug:territory>/engagements/tenus/<int:pk>/",
        requests.delivery_persons,
        name="delivery_persons",
    ),
    path(
        "t/<slug:territory>/engagements/tenus/<int:pk>/corriger/",
        requests.delivery_correct,
        name="delivery_correct",
    ),
]
