"""What people fill in about themselves, colleagues and brands."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from muhatap.team.models import Agent, Brand, Invitation, Language, Role

ROLE_HELP = _(
    "An agent answers. A lead also sets up mailboxes and brands and invites. An owner also decides who may what."
)
TITLE_HELP = _("Customers see it beside your name, for example “Happiness hero”.")


class NewPassword(forms.CharField):
    """A password chosen now, checked by the rules in the settings."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Password"))
        options.setdefault("help_text", _("At least 10 characters. Three words you remember are better than one."))
        super().__init__(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), **options)


class _Joining(forms.Form):
    """What everybody says who takes a seat."""

    name = forms.CharField(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    title = forms.CharField(label=_("Title"), max_length=80, required=False, help_text=TITLE_HELP)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def new_agent_email(self) -> str:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if password := data.get("password"):
            person = Agent(email=self.new_agent_email(), name=data.get("name", ""))
            try:
                validate_password(password, user=person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class OwnerForm(_Joining):
    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text=_("You sign in with it. Your own, not the one customers write to."),
    )
    password = NewPassword()
    field_order = ("name", "email", "password", "language", "title")

    def new_agent_email(self) -> str:
        return str(self.cleaned_data.get("email", ""))


class AcceptForm(_Joining):
    password = NewPassword()
    field_order = ("name", "password", "language", "title")

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.invitation = invitation
        kwargs.setdefault("initial", {"name": invitation.name, "language": invitation.language})
        super().__init__(*args, **kwargs)

    def new_agent_email(self) -> str:
        return self.invitation.email


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Agent
        fields = ["name", "title", "language", "theme", "has_hotkeys"]
        labels = {"theme": _("Theme"), "has_hotkeys": _("Keys that are a single letter")}
        help_texts = {
            "title": TITLE_HELP,
            "has_hotkeys": _("J moves through the list, R replies, and so on. Ctrl K works either way."),
        }


class BrandForm(forms.ModelForm):  # type: ignore[type-arg]
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    undo_seconds = forms.IntegerField(
        label=_("Seconds to undo a sent reply"),
        min_value=0,
        max_value=120,
        initial=10,
        help_text=_("A reply waits this long on the server before it leaves. 0 sends at once."),
    )

    class Meta:
        model = Brand
        fields = ["name", "language", "website", "signature", "undo_seconds", "is_acknowledging", "assignment"]
        labels = {
            "name": _("Name of the brand"),
            "language": _("Language of its customers"),
            "is_acknowledging": _("Acknowledge a customer's first mail"),
            "assignment": _("New conversations go"),
        }
        help_texts = {
            "assignment": _("Only to people who are here and have room. A team can have a way of its own."),
            "is_acknowledging": _("One short answer to the first mail of a conversation, never to machines."),
        }
        widgets = {
            "signature": forms.Textarea(attrs={"rows": 4}),
        }


class FirstBrandForm(BrandForm):
    """As much of a brand as a newcomer can say in a minute."""

    class Meta(BrandForm.Meta):
        fields = ["name", "language", "signature"]

    website = None  # type: ignore[assignment]
    undo_seconds = None  # type: ignore[assignment]


class AgentForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Agent
        fields = ["role", "title", "brands"]
        help_texts = {"role": ROLE_HELP, "brands": _("None chosen: all brands, also future ones.")}
        widgets = {"brands": forms.CheckboxSelectMultiple}


class InvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    role = forms.ChoiceField(label=_("Role"), help_text=ROLE_HELP)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [choice for choice in Role.choices if choice[0] in roles]
        self.fields["role"].choices = chosen  # type: ignore[attr-defined]
        self.fields["role"].initial = Role.AGENT
