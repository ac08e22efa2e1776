from django.urls import path

from activities import views

app_name = "activities"
urlpatterns = [
    # /t/<territoire>/activites/
    path("t/<slug:territory>/activites/", views.activity_list, name="activity_list"),
    path("t/<slug:territory>/activites/ajouter/", views.activity_create, name="activity_create"),
    path("t/<slug:territory>/activites/<int:pk>/", views.activity_detail, name="activity_detail"),
    path(
        "t/<slug:territory>/activites/<int:pk>/modifier/", views.activity_edit, name="activity_edit"
    ),
]
