"""The second step of a sign-in, and whether a session has given one."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage

from tzcld.users import proconnect

METHOD = "mfa"


class SecondStep(AuthenticateStage):
    """allauth's; not asked again of who has just given two factors to ProConnect."""

    def _should_handle(self, request) -> bool:
        if self.login.user and proconnect.vouches(request, self.login.user):
            return False
        return super()._should_handle(request)


def second_step_given(request, user) -> bool:
    """This session gave a second factor of ours: application, key, recovery code."""
    records = get_authentication_records(request, user)
    return any(record["method"] == METHOD for record in records)


def record_set_up(request) -> None:
    """Setting up a means takes using it, which allauth does not write down."""
    means = Authenticator.objects.filter(user=request.user)
    latest = means.exclude(type=Authenticator.Type.RECOVERY_CODES).order_by("pk").last()
    record_authentication(request, request.user, METHOD, id=latest.pk, type=latest.type)
