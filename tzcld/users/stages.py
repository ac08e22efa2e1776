"""The second step of a sign-in."""

from allauth.mfa.stages import AuthenticateStage

from tzcld.users import proconnect


class SecondStep(AuthenticateStage):
    """allauth's; not asked again of who has just given two factors to ProConnect."""

    def _should_handle(self, request) -> bool:
        if self.login.user and proconnect.vouches(request, self.login.user):
            return False
        return super()._should_handle(request)
