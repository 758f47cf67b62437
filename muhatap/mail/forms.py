"""What people fill in about mailboxes and blocked senders."""

import re
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Channel
from muhatap.core.secrets import SealBroken
from muhatap.mail import set_up
from muhatap.mail.models import BlockedSender, Incoming, Mailbox, SignIn
from muhatap.mail.providers import BY_KEY, Provider, suggest
from muhatap.mail.sources.check import MailboxSettings
from muhatap.mail.sources.connect import Server
from muhatap.team.models import Brand

KEEPS = _("Leave empty to keep the stored one; it is never shown.")
_DOMAIN = re.compile(r"@(?:[a-z0-9-]+\.)+[a-z]{2,}")


class AddressForm(forms.Form):
    """The first question: which address. Everything else can be guessed from it."""

    address = forms.EmailField(
        label=_("The address customers write to"),
        widget=forms.EmailInput(attrs={"placeholder": "destek@…", "autocomplete": "off"}),
    )
    provider = forms.ChoiceField(label=_("Provider"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(provider.key, provider.name) for provider in BY_KEY.values()]
        self.fields["provider"].choices = [("", _("Find out by itself")), *named]  # type: ignore[attr-defined]

    def found(self) -> Provider:
        """Return the provider chosen, or the one that the address suggests."""
        address = self.cleaned_data["address"]
        chosen = BY_KEY.get(self.cleaned_data["provider"])
        return chosen.for_domain(address.rpartition("@")[2]) if chosen else suggest(address)


class MailboxForm(forms.ModelForm):  # type: ignore[type-arg]
    address = forms.EmailField(label=_("Address"))
    name = forms.CharField(
        label=_("Name inside the desk"), max_length=80, required=False, help_text=_("Empty: the address itself.")
    )
    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.none(), empty_label=None)
    imap_password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    smtp_password = forms.CharField(
        label=_("Password for sending"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Mailbox
        fields = list(set_up.FIELDS)
        labels = {
            "incoming": _("How mail comes in"),
            "sign_in": _("How we sign in"),
            "imap_host": _("Incoming server (IMAP)"),
            "imap_port": _("Port"),
            "imap_security": _("Encryption"),
            "imap_username": _("User name"),
            "imap_folder": _("Folder"),
            "smtp_host": _("Outgoing server (SMTP)"),
            "smtp_port": _("Port"),
            "smtp_security": _("Encryption"),
            "smtp_username": _("User name for sending"),
            "is_reply_address_signed": _("Sign the reply address"),
            "earlier_messages": _("Earlier messages below a reply"),
            "trusted_authserv_id": _("Mail server whose checks we trust"),
        }
        help_texts = {
            "imap_username": _("Empty: the address."),
            "smtp_username": _("Empty: as for incoming mail."),
            "is_reply_address_signed": _(
                "Answers find their conversation even if a mail program loses the thread. Switch it off when your "
                "server does not deliver plus addresses (destek+1@…)."
            ),
            "trusted_authserv_id": _(
                "The name it writes into Authentication-Results, such as mx.google.com. Empty: we check senders "
                "ourselves."
            ),
        }

    def __init__(self, *args: Any, brands: QuerySet[Brand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = brands  # type: ignore[attr-defined]
        self.fields["imap_host"].required = self.fields["smtp_host"].required = False
        self.is_new = self.instance.pk is None
        if self.is_new:
            if brands.count() == 1:
                self.fields["brand"].initial = brands.get()
            self.fields["smtp_password"].help_text = _("Empty: the same password.")
        else:
            channel = self.instance.channel
            self.initial.update(address=channel.address, name=channel.name, brand=channel.brand_id)
            # Mail under way is answered to this address: another one is another mailbox.
            self.fields["address"].disabled = True
            self.fields["imap_password"].help_text = self.fields["smtp_password"].help_text = KEEPS
        self.stored = {name: "" if self.is_new else _stored(self.instance, name) for name in set_up.PASSWORDS}
        self.was = {name: getattr(self.instance, name) for name in set_up.FIELDS}

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].lower()
        if self.is_new and Channel.objects.filter(kind="mail", address=address).exists():
            raise forms.ValidationError(_("This address has a mailbox already."))
        return address

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        address = data.get("address", "")
        data["imap_username"] = data.get("imap_username") or address
        data["smtp_username"] = data.get("smtp_username") or data["imap_username"]
        is_fetched = data.get("incoming") == Incoming.IMAP
        if is_fetched and not data.get("imap_host"):
            self.add_error("imap_host", _("Enter the server that mail is fetched from."))
        if is_fetched and data.get("sign_in") == SignIn.PASSWORD:
            self._need_password("imap", data)
        if self.is_new and not data.get("smtp_password"):
            data["smtp_password"] = data.get("imap_password", "")
        if data.get("smtp_host") and data.get("sign_in") == SignIn.PASSWORD:
            self._need_password("smtp", data)
        if data.get("sign_in") == SignIn.NONE:
            data["smtp_username"] = ""
        return data

    def values(self) -> dict[str, Any]:
        """Return what the acts of `set_up` take."""
        data = self.cleaned_data
        return {
            "brand": data["brand"],
            "name": data["name"],
            "passwords": {name: data[name] for name in set_up.PASSWORDS},
            **{name: data[name] for name in set_up.FIELDS},
        }

    def to_check(self, *, access_token: str = "") -> MailboxSettings:
        """Return both servers as the form says them, with the stored password where none was typed."""
        data = self.cleaned_data
        return MailboxSettings(
            imap=self._server("imap", access_token) if data["incoming"] == Incoming.IMAP else None,
            smtp=self._server("smtp", access_token) if data["smtp_host"] else None,
        )

    def _server(self, side: str, access_token: str) -> Server:
        data = self.cleaned_data
        folder = {"folder": data["imap_folder"]} if side == "imap" else {}
        return Server(
            host=data[f"{side}_host"],
            port=data[f"{side}_port"],
            security=data[f"{side}_security"],
            username=data[f"{side}_username"],
            password="" if access_token else self.password(side),
            access_token=access_token,
            **folder,
        )

    def password(self, side: str) -> str:
        typed: str = self.cleaned_data.get(f"{side}_password") or ""
        return typed or ("" if self.is_door_changed(side) else self.stored[f"{side}_password"])

    def is_door_changed(self, side: str) -> bool:
        return any(self.cleaned_data.get(field) != self.was[field] for field in set_up.DOORS[side])

    def _need_password(self, side: str, data: dict[str, Any]) -> None:
        name = f"{side}_password"
        if data.get(name):
            return
        if not self.stored[name]:
            if side == "imap" or data.get("smtp_username"):
                self.add_error(name, _("Enter the password."))
        elif self.is_door_changed(side):
            # Else whoever may change a server could have the stored password sent to one of their own.
            self.add_error(name, _("The server is another one now: enter the password again."))


def _stored(mailbox: Mailbox, name: str) -> str:
    try:
        return mailbox.secret(name)
    except SealBroken:
        # Sealed with another secret key: it opens nothing any more, so it is asked for again.
        return ""


class BlockForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = BlockedSender
        fields = ["brand", "pattern"]
        labels = {"brand": _("Brand"), "pattern": _("Address, or @domain")}

    def __init__(self, *args: Any, brands: QuerySet[Brand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = brands  # type: ignore[attr-defined]
        self.fields["brand"].empty_label = None  # type: ignore[attr-defined]

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"].strip().lower().removeprefix("*")
        if not _DOMAIN.fullmatch(pattern):
            try:
                validate_email(pattern)
            except forms.ValidationError as error:
                raise forms.ValidationError(
                    _("Write an address (name@example.com) or a whole domain (@example.com).")
                ) from error
        return pattern

    def validate_unique(self) -> None:
        """Blocking twice is no error: the sender is blocked, as asked."""
