app_name = "ppde"
urlpatterns = []
