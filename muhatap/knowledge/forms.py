"""What is filled in for a saved reply, and what may be wrong with it."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muhatap.conversations import values
from muhatap.conversations.models import Conversation, Label, Status
from muhatap.core.turkish import fold
from muhatap.knowledge import macros, queries, saying
from muhatap.knowledge.actions import Written
from muhatap.knowledge.macros import Act
from muhatap.knowledge.models import BrandVoice, Contact, OrderStanding, SavedReply, Situation, Tone, Voice
from muhatap.team.models import Agent, Brand, Team
from muhatap.team.queries import brands_of

LONGEST = 10_000
MOST_KEYWORDS = 40
_VALUE = re.compile(r"\{\{\s*([\w.]{1,60})\s*\}\}")
_SHORTCUT = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
RESTS = (0, 1, 2, 3, 5, 10)
LANGUAGES = ("tr", "en")


class ReplyForm(forms.Form):
    """A saved reply with both languages, every voice, conditions and acts."""

    name_tr = forms.CharField(label=gettext_lazy("Name in Turkish"), max_length=80, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    shortcut = forms.CharField(
        label=gettext_lazy("Shortcut"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("What one types after the slash. Without one it is made from the name."),
    )
    situation = forms.ChoiceField(label=gettext_lazy("Group"), choices=Situation.choices)
    brand = forms.ModelChoiceField(
        Brand.objects.none(), label=gettext_lazy("Brand"), required=False, empty_label=gettext_lazy("Every brand")
    )
    review_on = forms.DateField(
        label=gettext_lazy("Look at it again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("From that day on it stands first on the page."),
    )
    keywords = forms.CharField(
        label=gettext_lazy("Words of customers"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Between commas. It is suggested where a customer writes them; beginnings are enough."),
    )
    channel_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Channels"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tones = forms.MultipleChoiceField(
        label=gettext_lazy("When the customer is"),
        choices=Tone.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    order_standings = forms.MultipleChoiceField(
        label=gettext_lazy("When the order is"),
        choices=OrderStanding.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contact = forms.ChoiceField(label=gettext_lazy("Suggested"), choices=Contact.choices, required=False)

    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    labels = forms.ModelMultipleChoiceField(
        Label.objects.none(), label=gettext_lazy("Labels"), required=False, widget=forms.CheckboxSelectMultiple
    )
    given_to = forms.ChoiceField(label=gettext_lazy("Give to"), required=False)
    rest = forms.ChoiceField(label=gettext_lazy("Snooze"), required=False)

    def __init__(self, data: Any = None, *, agent: Agent, reply: SavedReply | None = None) -> None:
        super().__init__(data, initial=_initial(reply) if reply else {}, use_required_attribute=False)
        self.agent, self.reply = agent, reply
        for language in LANGUAGES:
            for voice in ("", *Voice.values):
                self.fields[place(language, voice)] = _text_field(language, voice)
        brand = self.fields["brand"]
        brand.queryset = brands_of(agent)  # type: ignore[attr-defined]
        if agent.brand_ids:
            brand.required, brand.empty_label = True, None  # type: ignore[attr-defined]
        kinds = queries.channel_kinds()
        self._choose("channel_kinds", [(kind, kind_in_words(kind)) for kind in kinds])
        self._choose(
            "status", [("", _("Leave it as it is")), *((one.value, str(one.label)) for one in macros.STATUSES)]
        )
        self._choose("given_to", [("", _("Leave it as it is")), ("me", _("Whoever sends it")), *_teams()])
        self._choose("rest", [("", _("No")), *((str(days), _rest(days)) for days in RESTS)])
        self.fields["labels"].queryset = Label.objects.filter(is_archived=False)  # type: ignore[attr-defined]

    def texts(self, language: str) -> Iterator[forms.BoundField]:
        """Yield the fields of the voices in one language; that for every voice stands elsewhere."""
        yield from (self[place(language, voice)] for voice in Voice.values)

    def texts_tr(self) -> list[forms.BoundField]:
        return list(self.texts("tr"))

    def texts_en(self) -> list[forms.BoundField]:
        return list(self.texts("en"))

    @property
    def has_voices(self) -> bool:
        return any(field.value() or field.errors for field in (*self.texts_tr(), *self.texts_en()))

    @property
    def has_acts(self) -> bool:
        return any(self[name].value() for name in ("status", "labels", "given_to", "rest"))

    @property
    def has_conditions(self) -> bool:
        return any(self[name].value() for name in ("channel_kinds", "tones", "order_standings", "contact"))

    def clean_shortcut(self) -> str:
        typed = fold(self.cleaned_data["shortcut"]).strip().lstrip("/")
        shortcut = "-".join(typed.split())
        if shortcut and not _SHORTCUT.match(shortcut):
            raise forms.ValidationError(_("A shortcut has letters, digits and dashes only, such as kargo-gecikti."))
        return shortcut

    def clean_keywords(self) -> list[str]:
        words = (" ".join(word.split())[:60] for word in re.split(r"[,\n]", self.cleaned_data["keywords"]))
        return list(dict.fromkeys(filter(None, words)))[:MOST_KEYWORDS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = {language: cleaned.get(f"name_{language}", "") for language in LANGUAGES}
        if not any(names.values()):
            self.add_error("name_tr", _("Give it a name in at least one language."))
        if not any(cleaned.get(place(language, "")) for language in LANGUAGES):
            self.add_error(place("tr", ""), _("Write what it says in at least one language."))
        for name in [name for name in self.fields if name.startswith("text_")]:
            self._check_values(name, cleaned.get(name, ""))
        if cleaned.get("status") == Status.CLOSED and cleaned.get("rest"):
            self.add_error("rest", _("What is closed cannot rest as well. Choose one of both."))
        if not cleaned.get("shortcut") and "shortcut" not in self.errors:
            made = slugify(fold(next(filter(None, names.values()), "")))[:40].strip("-")
            cleaned["shortcut"] = made or "yanit"
        return cleaned

    def refuse_shortcut(self) -> None:
        self.add_error("shortcut", _("Another reply has this shortcut. Choose another; nothing is lost."))

    def written(self) -> Written:
        """Return what was filled in. Only of a valid form."""
        given = self.cleaned_data
        plain = ("shortcut", "situation", "brand", "keywords", "channel_kinds", "tones", "contact", "order_standings")
        return Written(
            names={language: name for language in LANGUAGES if (name := given[f"name_{language}"].strip())},
            wordings={
                (language, voice): given[place(language, voice)].replace("\r\n", "\n")
                for language in LANGUAGES
                for voice in ("", *Voice.values)
            },
            acts=macros.written(self._acts()),
            review_on=given["review_on"],
            **{name: given[name] for name in plain},
        )

    def _acts(self) -> list[Act]:
        given = self.cleaned_data
        acts = [Act("label", label=label.pk) for label in given["labels"]]
        if given["given_to"]:
            acts.append(Act("assign_me") if given["given_to"] == "me" else Act("team", team=int(given["given_to"])))
        if given["status"]:
            acts.append(Act("status", status=given["status"]))
        if given["rest"]:
            acts.append(Act("snooze", days=int(given["rest"])))
        return acts

    def _check_values(self, name: str, text: str) -> None:
        unknown = [found for found in dict.fromkeys(_VALUE.findall(text)) if not saying.is_known(found)]
        if unknown:
            told = ", ".join(f"{{{{ {each} }}}}" for each in unknown)
            self.add_error(
                name, _("Nothing is known by the name %(names)s. Choose one from the list.") % {"names": told}
            )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class VoicesForm(forms.Form):
    """How each brand of the agent speaks."""

    def __init__(self, data: Any = None, *, agent: Agent) -> None:
        super().__init__(data)
        self.brands = list(brands_of(agent))
        voices = dict(BrandVoice.objects.values_list("brand", "voice"))
        for brand in self.brands:
            self.fields[f"voice_{brand.pk}"] = forms.ChoiceField(
                label=brand.name, choices=Voice.choices, initial=voices.get(brand.pk, Voice.WARM)
            )

    def chosen(self) -> Iterator[tuple[Brand, str]]:
        for brand in self.brands:
            yield brand, self.cleaned_data[f"voice_{brand.pk}"]


def place(language: str, voice: str) -> str:
    """Return the name of the field that holds one wording."""
    return f"text_{language}_{voice}" if voice else f"text_{language}"


def preview_of(text: str, language: str, conversation: Conversation, agent: Agent) -> str:
    """Return a text filled as if the conversation were held in that language."""
    conversation.language = language
    return values.fill_each([text], conversation, agent)[0]


def kind_in_words(kind: str) -> str:
    return {
        "mail": _("E-mail"),
        "chat": _("Live chat"),
        "form": _("Form"),
        "social": _("Social"),
        "voice": _("Phone"),
    }.get(kind, kind)


def _text_field(language: str, voice: str) -> forms.CharField:
    label = Voice(voice).label if voice else {"tr": "Türkçe", "en": "English"}[language]
    widget = forms.Textarea(attrs={"rows": 6 if voice else 11, "lang": language, "spellcheck": "true"})
    return forms.CharField(label=label, max_length=LONGEST, required=False, strip=True, widget=widget)


def _teams() -> list[tuple[str, str]]:
    return [(str(pk), _("Queue: %(team)s") % {"team": name}) for pk, name in Team.objects.values_list("pk", "name")]


def _rest(days: int) -> str:
    return macros.in_words(Act("snooze", days=days), macros.Names({}, {}))


def _initial(reply: SavedReply) -> dict[str, Any]:
    acts = macros.read(reply.acts)
    first = {one.act: one for one in acts}
    given = "me" if "assign_me" in first else str(first["team"].team) if "team" in first else ""
    plain = ("shortcut", "situation", "brand", "contact", "review_on", "channel_kinds", "tones", "order_standings")
    return {
        **{name: getattr(reply, name) for name in plain},
        **{f"name_{language}": reply.names.get(language, "") for language in LANGUAGES},
        **{place(one.language, one.voice): one.text for one in reply.wordings.all()},
        "keywords": ", ".join(reply.keywords),
        "status": first["status"].status if "status" in first else "",
        "labels": [one.label for one in acts if one.act == "label"],
        "given_to": given,
        "rest": str(first["snooze"].days) if "snooze" in first else "",
    }
