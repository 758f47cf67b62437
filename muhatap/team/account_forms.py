"""allauth's forms with our words: short labels in sentence case, no words inside the fields."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# allauth's own sentences that people meet here, so that their Turkish says "parola" as everywhere else.
SENTENCES = (
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("Incorrect password."),
    gettext_noop("Incorrect code."),
    gettext_noop("Please type your current password."),
    gettext_noop("You must type the same password each time."),
    gettext_noop("Use your password"),
    gettext_noop("Use authenticator app or code"),
    gettext_noop("Use a security key"),
)


class _OurWords:
    words: dict[str, str | Promise]
    helps: dict[str, str | Promise] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.words.items():
            field = self.fields[name]
            field.label = label
            field.help_text = self.helps.get(name, field.help_text)
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_OurWords, account.LoginForm):  # type: ignore[misc]
    words = {"login": _("E-mail"), "password": _("Password"), "remember": _("Stay signed in on this device")}


class ResetForm(_OurWords, account.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": _("E-mail")}


class NewPasswordForm(_OurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    words = {"password1": _("New password"), "password2": _("New password again")}
    helps = {"password1": _("At least 10 characters. Three words you remember are better than one.")}


class ChangePasswordForm(_OurWords, account.ChangePasswordForm):  # type: ignore[misc]
    words = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    helps = {"password1": _("At least 10 characters. Three words you remember are better than one.")}


class ConfirmForm(_OurWords, account.ReauthenticateForm):  # type: ignore[misc]
    words = {"password": _("Password")}


class CodeForm(_OurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    words = {"code": _("Code")}


class ConfirmByCodeForm(_OurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    words = {"code": _("Code")}


class AppCodeForm(_OurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": _("Code of the app")}


class KeyForm(_OurWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    words = {"name": _("Name"), "passwordless": _("Also sign in with it alone, without the password")}
    helps = {"passwordless": _("Asks for your fingerprint, face or PIN instead.")}


class KeyNameForm(_OurWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    words = {"name": _("Name")}
