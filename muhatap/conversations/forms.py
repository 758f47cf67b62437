"""What is typed into the composer, and what may be wrong with it."""

import json
from datetime import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muhatap.conversations import leaving, missing_file, recipients, values, writing
from muhatap.conversations.actions import Words
from muhatap.conversations.models import Attachment, Channel, Conversation, Status
from muhatap.core import blobs
from muhatap.team.models import Agent

NEXT = "next"
LONGEST_ALONG = 20_000


class RecipientsField(forms.CharField):
    """Addresses between commas; cleans to a list of {"name", "address"}."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return recipients.read(typed)
        except recipients.NotAnAddress as error:
            raise forms.ValidationError(
                _("“%(text)s” is not an e-mail address. Write addresses with a comma between them.")
                % {"text": error.args[0]}
            ) from error


class WritingForm(forms.Form):
    """Text with its rich form and files; the base of replies, notes, first messages and drafts."""

    needs_words = True

    text = forms.CharField(required=False, strip=True, max_length=500_000)
    html = forms.CharField(required=False, strip=False, max_length=1_000_000)
    key = forms.CharField(max_length=64)
    # Of the draft that the form shows.
    revision = forms.IntegerField(required=False, min_value=0)
    # Files of an earlier try that was refused: they are kept, not asked for again.
    kept = forms.ModelMultipleChoiceField(Attachment.objects.none(), required=False, to_field_name="uid")

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agent = agent
        # What goes with the message, of earlier tries and of this one.
        self.attached: list[Attachment] = []
        kept = cast("forms.ModelMultipleChoiceField[Attachment]", self.fields["kept"])
        kept.queryset = Attachment.objects.filter(uploaded_by=agent, message=None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["html"] = writing.clean(cleaned.get("html", ""))
        cleaned["revision"] = cleaned.get("revision") or 0
        if self.needs_words and not cleaned.get("text") and "<img" not in cleaned["html"] and not self._uploads():
            self.add_error(None, _("There is nothing to send yet: write a few words or attach a file."))
        total = sum(upload.size or 0 for upload in self._uploads())
        if total > settings.UPLOAD_LIMIT_BYTES:
            limit = filesizeformat(settings.UPLOAD_LIMIT_BYTES)
            self.add_error(
                None,
                _("The files are larger than %(limit)s together. Your text is kept; attach less or send a link.")
                % {"limit": limit},
            )
        else:
            # A picture that was taken out of the text again goes nowhere.
            standing = [file for file in cleaned.get("kept", []) if self._stands(file, cleaned["html"])]
            self.attached = [*standing, *self._stored()]
        return cleaned

    def _stands(self, file: Attachment, html: str) -> bool:
        return not file.is_inline or f"cid:{file.content_id}" in html

    def _uploads(self) -> "list[UploadedFile[bytes]]":
        return [*self.files.getlist("files"), *self.files.getlist("inline")] if self.files else []

    def _stored(self) -> list[Attachment]:
        if not self.files:
            return []
        files = [self._keep(upload, is_inline=False) for upload in self.files.getlist("files")]
        pictures = [self._keep(upload, is_inline=True) for upload in self.files.getlist("inline")]
        return [*files, *pictures]

    def _keep(self, upload: "UploadedFile[bytes]", *, is_inline: bool) -> Attachment:
        name = (upload.name or "").strip() or _("file")
        return Attachment.objects.create(
            uploaded_by=self.agent,
            filename=name[-255:],
            content_type=(upload.content_type or "application/octet-stream")[:120],
            size=upload.size or 0,
            blob=blobs.put(upload.read()),
            # The editor names a pasted picture by the id that its text refers to.
            content_id=name.rpartition(".")[0][:255] if is_inline else "",
            is_inline=is_inline,
        )


class MessageForm(WritingForm):
    """A reply or an internal note."""

    kind = forms.ChoiceField(choices=[("reply", ""), ("note", "")])
    to = RecipientsField(required=False)
    cc = RecipientsField(required=False)
    bcc = RecipientsField(required=False)
    # The newest message that was seen while it was written; empty for a form that does not say.
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**62)

    # What happens after it was sent: a status of the conversation, or on to the next one.
    then = forms.ChoiceField(choices=[("", ""), (Status.WAITING, ""), (Status.CLOSED, ""), (NEXT, "")], required=False)
    # When it leaves: at once, at a moment of the menu, or at the one in `leave_on`.
    leave = forms.CharField(required=False, max_length=40)
    leave_on = forms.CharField(required=False, max_length=40)
    # What apps above want to know of it later, by their names, as JSON; what is none says nothing.
    along = forms.CharField(required=False)
    # It goes although it speaks of a file that it does not have.
    without_file = forms.BooleanField(required=False)
    # What held it and was answered: the name of a `holding.Hold`.
    past = forms.CharField(required=False, max_length=1000)

    @property
    def lacks_file(self) -> bool:
        given = self.cleaned_data
        may_lack = given["kind"] == "note" or given["without_file"] or bool(self.attached)
        return not may_lack and missing_file.is_promised(given["text"])

    def clean_along(self) -> dict[str, Any]:
        """Return what each of the apps above sent under its own name: every one of them has a field of its own."""
        given: dict[str, Any] = {}
        for written in self.data.getlist("along") if hasattr(self.data, "getlist") else [self.data.get("along", "")]:
            if len(written) <= LONGEST_ALONG:
                given |= _object(written)
        return given

    def clean_leave(self) -> datetime | None:
        chosen = self.cleaned_data["leave"]
        if not chosen:
            return None
        try:
            return leaving.read(self.data.get("leave_on", "") if chosen == "chosen" else chosen, now=timezone.now())
        except leaving.NotAMoment as error:
            raise forms.ValidationError(str(error.args[0])) from error

    def __init__(self, *args: Any, conversation: Conversation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conversation = conversation

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == "reply":
            self._fill(cleaned)
        if cleaned.get("kind") == "reply" and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _("Nobody would get this: fill in the address it goes to."))
        return cleaned

    def _fill(self, cleaned: dict[str, Any]) -> None:
        """Put in the values that were written by name; one that is missing stops the reply."""
        filled = values.fill(cleaned.get("text", ""), cleaned["html"], self.conversation, self.agent)
        if filled.gaps:
            told = {"names": ", ".join(filled.gaps)}
            self.add_error(
                None, _("Nothing is known for %(names)s here. Fill it in or take it out; nothing was sent.") % told
            )
        else:
            cleaned["text"], cleaned["html"] = filled.text, filled.html


def _object(written: str) -> dict[str, Any]:
    """Return the JSON object of a text, empty for what is none or what the database could not keep."""
    try:
        given = json.loads(written, parse_constant=_refuse) if written.strip() else {}
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) and "\\u0000" not in written else {}


def _refuse(constant: str) -> None:
    raise ValueError(constant)


class DraftForm(WritingForm):
    """What is being written: anything goes, half an address and no word at all."""

    needs_words = False
    key = forms.CharField(max_length=64, required=False)
    to = forms.CharField(required=False, max_length=20_000)
    cc = forms.CharField(required=False, max_length=20_000)
    bcc = forms.CharField(required=False, max_length=20_000)
    subject = forms.CharField(required=False, max_length=500)
    channel = forms.ModelChoiceField(Channel.objects.all(), required=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**62)

    @property
    def words(self) -> Words:
        given = self.cleaned_data
        names = ("text", "html", "to", "cc", "bcc", "subject", "channel")
        return Words(**{name: given[name] for name in names}, files=self.attached)


class StartForm(WritingForm):
    """Writing to a customer first."""

    channel = forms.ModelChoiceField(Channel.objects.none(), label=gettext_lazy("From"), empty_label=None)
    to = RecipientsField(label=gettext_lazy("To"))
    cc = RecipientsField(label=gettext_lazy("Cc"), required=False)
    bcc = RecipientsField(label=gettext_lazy("Bcc"), required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=500)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, agent=agent, **kwargs)
        channels = Channel.objects.filter(is_enabled=True, kind="mail").select_related("brand")
        if brands := list(agent.brands.values_list("pk", flat=True)):
            channels = channels.filter(brand__in=brands)
        cast("forms.ModelChoiceField[Channel]", self.fields["channel"]).queryset = channels
