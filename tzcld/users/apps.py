from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "tzcld.users"
    label = "users"
    verbose_name = "comptes"

    def ready(self):
        from tzcld.users import checks  # noqa: F401
