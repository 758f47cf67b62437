"""What a receiver has to know of a conversation, gathered for the giver to read and change."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from muhatap.conversations import queries as conversations
from muhatap.conversations.actions import preview_of
from muhatap.conversations.models import Conversation, DeliveryState, Direction, Message
from muhatap.promises import queries
from muhatap.web.templatetags.web import clock, short_day

MOST_STEPS = 6
LONGEST = 140
_QUESTION = re.compile(r"[^.!?\n]{3,240}\?")


@dataclass(frozen=True)
class Brief:
    """Each a few lines of plain text, perhaps none."""

    happened: str
    wanted: str
    tried: str
    promised: str


def of(conversation: Conversation) -> Brief:
    said = (
        conversation.messages.exclude(delivery__state=DeliveryState.UNDONE).filter(machine="").select_related("author")
    )
    messages = list(said.order_by("at", "pk"))
    theirs = [message for message in messages if message.direction == Direction.IN]
    ours = [message for message in messages if message.author is not None]
    return Brief(
        happened="\n".join(filter(None, [conversation.subject, _first_words(theirs)])),
        wanted=_wanted(theirs),
        tried="\n".join([*map(_step, ours[-MOST_STEPS:]), *_asked_others(conversation)]),
        promised="\n".join(_owed(conversation)),
    )


def _first_words(theirs: list[Message]) -> str:
    if not theirs:
        return ""
    first = theirs[0]
    return f"{short_day(first.at)}: “{_shortened(first.text)}”"


def _wanted(theirs: list[Message]) -> str:
    """What they ask; without a question, the last they said."""
    if not theirs:
        return ""
    asked = [" ".join(found.split()) for found in _QUESTION.findall(theirs[-1].text[:4000])]
    return "\n".join(asked) or _shortened(theirs[-1].text)


def _step(message: Message) -> str:
    who = message.author.get_short_name() if message.author else ""
    kind = _("note") if message.direction == Direction.NOTE else _("reply")
    return f"{short_day(message.at)} {clock(message.at)}, {who} ({kind}): {_shortened(message.text)}"


def _asked_others(conversation: Conversation) -> list[str]:
    return [
        _("%(day)s: %(party)s was asked") % {"day": short_day(chase.asked_at), "party": chase.party_name}
        for chase in conversations.chases_of(conversation)
    ]


def _owed(conversation: Conversation) -> list[str]:
    return [
        f"“{one.text}”" + (f" ({short_day(one.due_at)} {clock(one.due_at)})" if one.due_at else "")
        for one in queries.open_in(conversation)
    ]


def _shortened(text: str) -> str:
    words = preview_of(text)
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + "…"
