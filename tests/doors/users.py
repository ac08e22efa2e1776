"""Sign-in and account: the same for every kind of person, once signed in."""

from tests.doors import Door, door, public


def signed(status: int = 200, **options) -> Door:
    """Anonymous is sent to the sign-in page; everybody else reads their own account."""
    return door(" ".join(["302", *[str(status)] * 11]), territory=False, **options)


def entrance(**options) -> Door:
    """A page of the way in: who is already signed in goes home."""
    return door(" ".join(["200", *["302"] * 11]), territory=False, **options)


DOORS: dict[str, Door] = {
    "account_home": signed(),
    # Without what a page signed, no list is known.
    "account_columns": signed(404, method="POST"),
    "account_login": entrance(),
    "account_request_login_code": entrance(),
    "signed_in_again": signed(),
    "account_signup": entrance(),
    # Steps of a sign-in that has not begun.
    "account_confirm_login_code": public(302),
    "mfa_authenticate": public(302),
    "mfa_login_webauthn": public(302),
    # Closed unless a deployment has its ProConnect: tests/users/test_proconnect.py opens them.
    "proconnect_login": public(404),
    "proconnect_callback": public(404),
    "proconnect_end": public(302),
    "proconnect_ended": public(302),
    "proconnect_unlink": signed(404, method="POST"),
    "account_logout": signed(),
    "account_inactive": public(),
    "account_reset_password": public(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": public(
        args={"uidb36": lambda world: "1", "key": lambda world: "perime"}
    ),
    "account_reset_password_from_key_done": public(),
    "account_email_verification_sent": public(),
    "account_confirm_email": public(args={"key": lambda world: "perime"}),
    "account_email": signed(),
    "account_change_password": signed(),
    # They have one already: sent to the page that changes it.
    "account_set_password": signed(302),
    "account_reauthenticate": signed(),
    # Without a second step there is nothing to confirm with: sent to the password.
    "mfa_reauthenticate": signed(302),
    "mfa_reauthenticate_webauthn": signed(302),
    "mfa_index": signed(),
    # What touches the security of the account asks for the password again.
    "mfa_activate_totp": signed(302),
    "mfa_deactivate_totp": signed(404),
    "mfa_view_recovery_codes": signed(404),
    "mfa_generate_recovery_codes": signed(302),
    "mfa_download_recovery_codes": signed(404),
    "mfa_list_webauthn": signed(),
    "mfa_add_webauthn": signed(302),
    "mfa_edit_webauthn": signed(302, args={"pk": lambda world: 1}),
    "mfa_remove_webauthn": signed(302, args={"pk": lambda world: 1}),
    "usersessions_list": signed(),
}
