"""What is filled in to ask a carrier or a supplier."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muhatap.conversations import chase_texts, queries, values
from muhatap.conversations.models import Attachment, Chase, Conversation, Party
from muhatap.core import business_time
from muhatap.core.business_time import NeverOpen
from muhatap.core.turkish import fold
from muhatap.team.models import Agent
from muhatap.team.opening import hours_of

# One working day of nine hours: what one may ask of a carrier.
USUAL_PATIENCE_MINUTES = 9 * 60
AT_LATEST = timedelta(days=90)
LONGEST = 20_000
OFFERED_PARTIES = 12
OFFERED_FILES = 20
CARRIER = "{{ order.carrier }}"


class AgainForm(forms.Form):
    """Writing to them once more."""

    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    text = forms.CharField(label=gettext_lazy("Message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 9}))
    due_at = forms.DateTimeField(
        label=gettext_lazy("Answer wanted by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Without an answer until then, the conversation comes back to you."),
    )

    attached = forms.MultipleChoiceField(
        label=gettext_lazy("Send along"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, conversation: Conversation, by: Agent, **initial: str) -> None:
        usual = {"key": uuid4().hex, "due_at": usual_time(conversation), **initial}
        super().__init__(data, initial=usual, use_required_attribute=False)
        self.conversation, self.by = conversation, by
        self.offered = files_of(conversation)
        self.fields["attached"].choices = [(str(file.pk), file.filename) for file in self.offered]  # type: ignore[attr-defined]

    @property
    def chosen_files(self) -> list[Attachment]:
        chosen = set(self.cleaned_data["attached"])
        return [file for file in self.offered if str(file.pk) in chosen]

    def clean_due_at(self) -> datetime:
        due: datetime = self.cleaned_data["due_at"]
        now = timezone.now()
        if due <= now:
            raise forms.ValidationError(_("That moment has passed. Choose a later one; your text is kept."))
        if due > now + AT_LATEST:
            raise forms.ValidationError(_("That is more than three months away. Choose an earlier moment."))
        return due

    def clean_text(self) -> str:
        return self._filled("text")

    def _filled(self, name: str) -> str:
        """Return a text with its values. One with a gap is not sent."""
        filled = values.fill(str(self.cleaned_data[name]), "", self.conversation, self.by)
        if filled.gaps:
            raise forms.ValidationError(
                _("Nothing is known for %(gaps)s. Write it yourself, or take it out.")
                % {"gaps": ", ".join(filled.gaps)}
            )
        return filled.text


class ChaseForm(AgainForm):
    """Asking somebody for the first time."""

    kind = forms.ChoiceField(label=gettext_lazy("Who is it?"), choices=Party.choices)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    address = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=320)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=500)

    field_order = ("kind", "name", "address", "subject", "text", "attached", "due_at")

    def clean_subject(self) -> str:
        return " ".join(self._filled("subject").split())

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


def begun(conversation: Conversation, by: Agent, *, name: str = "", typed: Mapping[str, str]) -> dict[str, str]:
    """Return what the form begins with: a text, and whom it would go to when that can be known.

    `typed` is who stood in the form before another text was chosen; it stays for the same kind of party.
    """
    text = chase_texts.BY_NAME.get(name, chase_texts.TEXTS[0])
    written = text.said.get(conversation.brand.language) or text.said["en"]
    subject, words, carrier = values.fill_each([*written, CARRIER], conversation, by)
    said = {"kind": text.kind.value, "subject": subject, "text": words}
    if typed.get("kind") == text.kind and (typed.get("name") or typed.get("address")):
        return {**said, "name": typed.get("name", ""), "address": typed.get("address", "")}
    known = [chase for chase in parties(conversation) if chase.kind == text.kind]
    if text.kind == Party.CARRIER and carrier != CARRIER:
        found = [chase for chase in known if fold(chase.party_name) == fold(carrier)]
        return {**said, "name": carrier[:200], "address": found[0].party_address if found else ""}
    if len(known) == 1:
        return {**said, "name": known[0].party_name, "address": known[0].party_address}
    return said


def files_of(conversation: Conversation) -> Sequence[Attachment]:
    """Return the latest files of the thread, which a carrier may have to see: a photo of the damage."""
    there = Attachment.objects.filter(message__conversation__in=queries.thread_ids(conversation), is_inline=False)
    return list(there.order_by("-id")[:OFFERED_FILES])


def parties(conversation: Conversation) -> Iterator[Chase]:
    """Yield whom the brand asked before, each once as they were asked last, the latest first."""
    of_brand = Chase.objects.filter(conversation__brand=conversation.brand_id)
    last = of_brand.values("kind", "party_address").annotate(last=Max("pk")).order_by("-last")[:OFFERED_PARTIES]
    found = Chase.objects.in_bulk([row["last"] for row in last])
    yield from (found[row["last"]] for row in last)


def usual_time(conversation: Conversation) -> datetime:
    """Return when one may expect an answer: a working day from now, on the half hour."""
    now = timezone.localtime()
    try:
        due = timezone.localtime(business_time.add(now, USUAL_PATIENCE_MINUTES, hours_of(conversation.brand)))
    except NeverOpen:
        due = timezone.make_aware(datetime.combine(now.date() + timedelta(days=1), time(17)))
    return due.replace(minute=30 if due.minute >= 30 else 0, second=0, microsecond=0)
