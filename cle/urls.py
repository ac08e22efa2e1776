app_name = "cle"
urlpatterns = []
