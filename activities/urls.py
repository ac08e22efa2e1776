from django.urls import path

from activities import views
from activities.skills import views as skills

app_name = "activities"
urlpatterns = [
    # /t/<territoire>/activites/
    path("t/<slug:territory>/activites/", views.activity_list, name="activity_list"),
    path("t/<slug:territory>/activites/ajouter/", views.activity_create, name="activity_create"),
    path("t/<slug:territory>/activites/<int:pk>/", views.activity_detail, name="activity_detail"),
    path(
        "t/<slug:territory>/activites/<int:pk>/modifier/", views.activity_edit, name="activity_edit"
    ),
    path(
        "t/<slug:territory>/activites/<int:pk>/supprimer/",
        views.activity_delete,
        name="activity_delete",
    ),
    path(
        "t/<slug:territory>/activites/<int:pk>/decision/",
        views.activity_decide,
        name="activity_decide",
    ),
    path(
        "t/<slug:territory>/activites/<int:pk>/competences/",
        skills.activity_skills,
        name="activity_skills",
    ),
    # /t/<territoire>/competences/ and the file of a person
    path("t/<slug:territory>/competences/chercher/", skills.skill_suggest, name="skill_suggest"),
    path(
        "t/<slug:territory>/personnes/<int:pk>/competences/",
        skills.person_skills,
        name="person_skills",
    ),
]
