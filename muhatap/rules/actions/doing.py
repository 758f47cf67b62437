"""Each thing that a rule can do, by the acts of conversations. What cannot be done says why and stops nothing else."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext

from muhatap.conversations import actions as conversations
from muhatap.conversations import channels
from muhatap.conversations.models import Conversation, Direction, Label, Machine, Message
from muhatap.core.models import Event
from muhatap.rules import deeds, payload, queries, sentences
from muhatap.rules.actions import calling
from muhatap.rules.deeds import Deed
from muhatap.rules.models import Rule, RuleRun
from muhatap.team.models import Agent, Team

log = logging.getLogger(__name__)

T = TypeVar("T")

# It was so already; that is no failure.
ALREADY = "already"
UNFORESEEN = "unforeseen"
LANGUAGES = ("tr", "en")


class CannotDo(Exception):
    """This deed is not possible here; `why` is a code that `sentences.why_not` puts into words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What a rule runs for: an event, or a spell (without one). `depth` counts the rules before it in the chain."""

    name: str
    now: datetime
    event: Event | None = None
    depth: int = 0
    message: Message | None = None

    @property
    def added_label_id(self) -> int | None:
        return self.event.data.get("label_id") if self.event and self.event.name == "ConversationLabelled" else None


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Where a deed is done: the run it belongs to and the conversation as it is after the deeds before it."""

    rule: Rule
    run: RuleRun
    occasion: Occasion
    conversation: Conversation

    @property
    def now(self) -> datetime:
        return self.occasion.now


# What is kept of a deed beside its name, for the line about it: the names of then.
Told = Mapping[str, Any]


def prepare(todo: Sequence[Deed], occasion: Occasion) -> None:
    """Find out what takes time: who really wrote the mail that is about to be answered."""
    message = occasion.message
    if message is not None and message.direction == Direction.IN and any(deed.act == "reply" for deed in todo):
        channels.adapter_of(message.channel).examine(message)


def do(deed: Deed, *, rule: Rule, run: RuleRun, occasion: Occasion) -> dict[str, Any]:
    """Do one deed and return what to keep of it, with a "why" when it was not done."""
    told = {"act": deed.act, **_named(deed)}
    try:
        with transaction.atomic():
            conversation = Conversation.objects.select_related("brand", "channel", "customer").get(
                pk=run.conversation_id
            )
            scene = Scene(rule=rule, run=run, occasion=occasion, conversation=conversation)
            return {**told, **_DOERS[deed.act](deed, scene)}
    except CannotDo as cannot:
        return {**told, "why": cannot.why}
    except (OperationalError, InterfaceError):
        # The database went away: nothing of this run has happened, and the job is done again.
        raise
    except Exception:
        log.exception("rule %s could not %s for a reason nobody thought of", rule.pk, deed.act)
        return {**told, "why": UNFORESEEN}


def _label(deed: Deed, scene: Scene) -> Told:
    label = _found(Label.objects.filter(pk=_number(deed["label"]), is_archived=False).first(), "no_label")
    if label.pk in scene.conversation.label_ids:
        raise CannotDo(ALREADY)
    conversations.label(scene.conversation, label=label, by=None)
    return {}


def _unlabel(deed: Deed, scene: Scene) -> Told:
    label = _found(Label.objects.filter(pk=_number(deed["label"])).first(), "no_label")
    if label.pk not in scene.conversation.label_ids:
        raise CannotDo(ALREADY)
    conversations.unlabel(scene.conversation, label=label, by=None)
    return {}


def _assign(deed: Deed, scene: Scene) -> Told:
    agent = _found(Agent.objects.filter(pk=_number(deed["agent"])).first(), "no_agent")
    if not agent.sees(scene.conversation.brand_id):
        raise CannotDo("no_agent")
    if scene.conversation.assigned_to_id == agent.pk:
        raise CannotDo(ALREADY)
    conversations.assign(scene.conversation, to=agent, by=None)
    return {}


def _team(deed: Deed, scene: Scene) -> Told:
    team = _found(Team.objects.filter(pk=_number(deed["team"])).first(), "no_team")
    if scene.conversation.team_id == team.pk and scene.conversation.assigned_to_id is None:
        raise CannotDo(ALREADY)
    conversations.give_to_team(scene.conversation, team=team, by=None)
    return {}


def _free(deed: Deed, scene: Scene) -> Told:
    if scene.conversation.assigned_to_id is None:
        raise CannotDo(ALREADY)
    conversations.assign(scene.conversation, to=None, by=None)
    return {}


def _status(deed: Deed, scene: Scene) -> Told:
    if scene.conversation.status == deed["status"]:
        raise CannotDo(ALREADY)
    conversations.set_status(scene.conversation, status=deed["status"], by=None, now=scene.now)
    return {}


def _snooze(deed: Deed, scene: Scene) -> Told:
    if scene.conversation.is_closed:
        raise CannotDo("closed")
    conversations.snooze(scene.conversation, until=scene.now + deed.duration, by=None, now=scene.now)
    return {}


def _close(deed: Deed, scene: Scene) -> Told:
    if scene.conversation.is_closed:
        raise CannotDo(ALREADY)
    conversations.close(scene.conversation, by=None, now=scene.now)
    return {}


def _spam(deed: Deed, scene: Scene) -> Told:
    conversations.mark_as_spam(scene.conversation, by=None)
    return {}


def _reply(deed: Deed, scene: Scene) -> Told:
    conversation = scene.conversation
    message = _answered(scene)
    if message is None or message.identity is None:
        raise CannotDo("nobody")
    if conversation.is_spam:
        raise CannotDo("spam")
    if why := channels.adapter_of(conversation.channel).claim_automatic_answer(message, now=scene.now):
        raise CannotDo(why)
    language = language_for(deed, conversation)
    person = {"name": conversation.customer_name, "address": message.identity.value}
    conversations.reply(
        conversation,
        by=None,
        text=deeds.fill_in(deed[language], template_facts(conversation, language)),
        people={"to": [person], "cc": [], "bcc": []},
        now=scene.now,
        undo_seconds=0,
        idempotency_key=f"rule-run:{scene.run.pk}:{language}",
        machine=Machine.AUTO_REPLY,
    )
    return {}


def _note(deed: Deed, scene: Scene) -> Told:
    facts = template_facts(scene.conversation, scene.conversation.brand.language)
    with translation.override(scene.conversation.brand.language):
        signed = gettext("Rule “%(rule)s”") % {"rule": scene.rule.name}
    conversations.note(
        scene.conversation, by=None, signed=signed, text=deeds.fill_in(deed["text"], facts), now=scene.now
    )
    return {}


def _webhook(deed: Deed, scene: Scene) -> Told:
    body = payload.of(scene.rule, scene.conversation, scene.occasion.message, now=scene.now)
    calling.put(scene.run, url=deed["url"], body=json.dumps(body, ensure_ascii=False), now=scene.now)
    return {}


_DOERS: Mapping[str, Callable[[Deed, Scene], Told]] = {
    "label": _label,
    "unlabel": _unlabel,
    "assign": _assign,
    "team": _team,
    "free": _free,
    "status": _status,
    "snooze": _snooze,
    "close": _close,
    "spam": _spam,
    "reply": _reply,
    "note": _note,
    "webhook": _webhook,
}


def language_for(deed: Deed, conversation: Conversation) -> str:
    """Return the language of a template's words: the customer's, else the brand's, else whichever has any."""
    wanted = (conversation.language, conversation.brand.language, *LANGUAGES)
    return next(language for language in wanted if language in LANGUAGES and deed[language].strip())


def template_facts(conversation: Conversation, language: str) -> dict[str, object]:
    """Return what a template's variables stand for."""
    with translation.override(language):
        expected = sentences.duration(conversation.channel.expected_minutes)
    return {
        "customer": conversation.customer_name,
        "number": conversation.pk,
        "brand": conversation.brand.name,
        "expected": expected,
    }


def _answered(scene: Scene) -> Message | None:
    """Return what is answered: the mail that came, else the customer's last words."""
    message = scene.occasion.message
    if message is not None and message.direction == Direction.IN:
        return message
    return queries.last_words([scene.conversation.pk]).get(scene.conversation.pk)


def _named(deed: Deed) -> dict[str, Any]:
    """Return the names of what a deed speaks of, as they are now."""
    match deed.act:
        case "label" | "unlabel":
            return {"name": _name(Label, deed["label"])}
        case "assign":
            return {"name": _name(Agent, deed["agent"])}
        case "team":
            return {"name": _name(Team, deed["team"])}
        case "status":
            return {"status": deed["status"]}
        case "snooze":
            return {"minutes": int(deed.duration.total_seconds() // 60)}
        case "webhook":
            return {"host": urlsplit(deed["url"]).hostname or ""}
    return {}


def _name(kind: type[Label] | type[Agent] | type[Team], number: str) -> str:
    return kind.objects.filter(pk=_number(number)).values_list("name", flat=True).first() or ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _found(thing: T | None, why: str) -> T:
    if thing is None:
        raise CannotDo(why)
    return thing
