app_name = "ebe"
urlpatterns = []
