"""Which events of conversations set rules off."""

from collections.abc import Mapping
from typing import Any

from muhatap.conversations import events
from muhatap.core.events import Announcement
from muhatap.rules.models import Trigger

# What an event may be for rules; `of` says which it is.
POSSIBLE: Mapping[type[Announcement], tuple[Trigger, ...]] = {
    events.ConversationOpened: (Trigger.OPENED,),
    events.MessageReceived: (Trigger.OPENED, Trigger.RECEIVED, Trigger.MACHINE),
    events.MessageSent: (Trigger.SENT,),
    events.StatusChanged: (Trigger.STATUS,),
    events.ConversationSnoozed: (Trigger.STATUS,),
    events.ConversationWoken: (Trigger.WOKEN, Trigger.STATUS),
    events.ConversationClosed: (Trigger.CLOSED, Trigger.STATUS),
    events.ConversationReopened: (Trigger.REOPENED, Trigger.STATUS),
    events.ConversationAssigned: (Trigger.ASSIGNED,),
    events.GivenToTeam: (Trigger.ASSIGNED,),
    events.ConversationLabelled: (Trigger.LABELLED,),
}
_BY_NAME = {kind.__name__: triggers for kind, triggers in POSSIBLE.items()}


def of(name: str, data: Mapping[str, Any], *, is_by_agent: bool) -> tuple[Trigger, ...]:
    """Return what a kept event is for rules; nothing for those that must not set any off.

    Imported history announces that a conversation was opened, but nothing was received: no rule works on it. A reply
    that nobody wrote (an acknowledgement, a rule's own) is no reply to go by.
    """
    possible = _BY_NAME.get(name, ())
    match name:
        case "ConversationOpened" | "MessageSent":
            return possible if is_by_agent else ()
        case "MessageReceived" if data.get("is_automatic"):
            return (Trigger.MACHINE,)
        case "MessageReceived":
            return (Trigger.OPENED, Trigger.RECEIVED) if data.get("is_first") else (Trigger.RECEIVED,)
        case "ConversationAssigned":
            return possible if data.get("agent_id") else ()
        case "GivenToTeam":
            return possible if data.get("team_id") else ()
    return possible
