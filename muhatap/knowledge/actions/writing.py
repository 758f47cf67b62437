"""What leads do with saved replies: write, change, put away, bring back; and how their brands speak."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from muhatap.knowledge.models import BrandVoice, SavedReply, Wording
from muhatap.team import audit
from muhatap.team.models import Agent, Brand


class ShortcutTaken(Exception):
    """Another reply in use has this shortcut."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """All that one writes of a saved reply. `wordings` by (language, voice); those without a text are taken away."""

    names: Mapping[str, str]
    shortcut: str
    situation: str
    wordings: Mapping[tuple[str, str], str]
    brand: Brand | None = None
    keywords: Sequence[str] = ()
    channel_kinds: Sequence[str] = ()
    tones: Sequence[str] = ()
    contact: str = ""
    order_standings: Sequence[str] = ()
    acts: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    review_on: date | None = None

    def columns(self) -> dict[str, Any]:
        lists = ("keywords", "channel_kinds", "tones", "order_standings", "acts")
        plain = {name: getattr(self, name) for name in ("shortcut", "situation", "brand", "contact", "review_on")}
        return {**plain, "names": dict(self.names), **{name: list(getattr(self, name)) for name in lists}}


@transaction.atomic
def write(written: Written, *, by: Agent | None, now: datetime) -> SavedReply:
    """Make a saved reply. Raises ShortcutTaken."""
    reply = SavedReply(**written.columns(), created_by=by, created_at=now, changed_by=by, changed_at=now)
    _save(reply)
    _word(reply, written.wordings)
    audit.record("replies.written", by=by, subject=_subject(reply), name=reply.name)
    return reply


@transaction.atomic
def change(reply: SavedReply, written: Written, *, by: Agent, now: datetime) -> SavedReply:
    """Change what a saved reply says and where it fits. What was sent before stays as it was. Raises ShortcutTaken."""
    reply = SavedReply.objects.select_for_update().get(pk=reply.pk)
    changed = [name for name, value in written.columns().items() if getattr(reply, name) != value]
    for name in changed:
        setattr(reply, name, written.columns()[name])
    if _word(reply, written.wordings):
        changed.append("text")
    if changed:
        reply.changed_by, reply.changed_at = by, now
        _save(reply)
        audit.record("replies.changed", by=by, subject=_subject(reply), fields=changed)
    return reply


@transaction.atomic
def put_away(reply: SavedReply, *, by: Agent, now: datetime) -> None:
    """Take a reply out of use. Its figures stay; it can be brought back."""
    if SavedReply.objects.filter(pk=reply.pk, put_away_at=None).update(put_away_at=now, put_away_by=by):
        audit.record("replies.put_away", by=by, subject=_subject(reply))


@transaction.atomic
def bring_back(reply: SavedReply, *, by: Agent) -> None:
    """Use a reply again. Raises ShortcutTaken."""
    reply = SavedReply.objects.select_for_update().get(pk=reply.pk)
    if reply.is_put_away:
        reply.put_away_at = reply.put_away_by = None
        _save(reply)
        audit.record("replies.brought_back", by=by, subject=_subject(reply))


@transaction.atomic
def set_voice(brand: Brand, *, voice: str, by: Agent) -> None:
    """Say how a brand speaks."""
    held, _is_new = BrandVoice.objects.select_for_update().get_or_create(brand=brand)
    if held.voice != voice:
        held.voice = voice
        held.save(update_fields=["voice"])
        audit.record("replies.voice_set", by=by, subject=f"brand:{brand.pk}", voice=voice)


def _save(reply: SavedReply) -> None:
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as error:
        if "shortcut_once_in_use" in str(error):
            raise ShortcutTaken(reply.shortcut) from error
        raise


def _word(reply: SavedReply, wordings: Mapping[tuple[str, str], str]) -> bool:
    """Write its wordings; say whether one changed."""
    there = {(one.language, one.voice): one for one in reply.wordings.all()}
    texts = {place: text.strip() for place, text in wordings.items() if text.strip()}
    Wording.objects.filter(pk__in=[one.pk for place, one in there.items() if place not in texts]).delete()
    for (language, voice), text in texts.items():
        Wording.objects.update_or_create(reply=reply, language=language, voice=voice, defaults={"text": text})
    return texts != {place: one.text for place, one in there.items()}


def _subject(reply: SavedReply) -> str:
    return f"saved_reply:{reply.pk}"
