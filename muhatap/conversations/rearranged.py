"""What was merged, split off, moved or linked, as lines of the thread: in words, and with the way to take it back."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muhatap.conversations.happenings import Told
from muhatap.conversations.models import ConversationLink, Move, MoveKind
from muhatap.core.models import Event
from muhatap.web.addresses import numbered


def told(event: Event, who: str) -> Told | None:
    """Return an event in words, the other conversation as a link; None for one of another kind."""
    data: dict[str, Any] = event.data
    who = who or _("The desk")
    match event.name:
        case "ConversationMerged":
            return _told(_("{who} merged this into {other}"), who, data["into_id"], icon="merge")
        case "MessagesMovedHere" if data["kind"] == MoveKind.MERGE:
            return _told(_("{who} merged {other} into this conversation"), who, data["other_id"], icon="merge")
        case "MessagesMovedHere" if data["kind"] == MoveKind.SPLIT:
            return _told(_("{who} split this off from {other}"), who, data["other_id"], icon="split")
        case "MessagesMovedHere":
            return _told(_("{who} moved a message here from {other}"), who, data["other_id"], icon="arrow-right")
        case "MessagesMovedAway" if data["kind"] == MoveKind.SPLIT:
            words = ngettext(
                "{who} split a message off into {other}", "{who} split {count} messages off into {other}", data["count"]
            )
            return _told(words, who, data["other_id"], icon="split", count=data["count"])
        case "MessagesMovedAway":
            return _told(_("{who} moved a message to {other}"), who, data["other_id"], icon="arrow-right")
        case "MoveUndone":
            return _told(_undone(data), who, data["other_id"], icon="undo-2")
        case "ConversationLinked":
            return _told(_("{who} linked this with {other}"), who, data["other_id"], icon="link")
        case "ConversationUnlinked":
            return _told(_("{who} removed the link with {other}"), who, data["other_id"], icon="unlink")
    return None


def ways_back(events: Iterable[Event]) -> dict[int, str]:
    """Return where each act can be taken back that still holds, by the number of its event."""
    moves = {event.pk: number for event in events if (number := event.data.get("move_id"))}
    links = {event.pk: number for event in events if (number := event.data.get("link_id"))}
    if not moves and not links:
        return {}
    holding = set(Move.objects.filter(pk__in=moves.values(), undone_at=None).values_list("pk", flat=True))
    linked = set(ConversationLink.objects.filter(pk__in=links.values()).values_list("pk", flat=True))
    return {
        **{pk: reverse("conversations:undo_move", args=[number]) for pk, number in moves.items() if number in holding},
        **{pk: reverse("conversations:unlink", args=[number]) for pk, number in links.items() if number in linked},
    }


def _undone(data: dict[str, Any]) -> str:
    match (data["kind"], data["is_back_here"]):
        case (MoveKind.MERGE, True):
            return _("{who} took the merge into {other} back")
        case (MoveKind.MERGE, False):
            return _("{who} took the merge of {other} back")
        case (MoveKind.SPLIT, True):
            return _("{who} took the split into {other} back")
        case (MoveKind.SPLIT, False):
            return _("{who} took the split from {other} back")
        case (_kind, True):
            return _("{who} brought a message back from {other}")
    return _("{who} gave a message back to {other}")


def _told(words: str, who: str, other: int, *, icon: str, count: int = 1) -> Told:
    return Told(format_html(words, who=who, other=_link(other), count=count), icon=icon)


def _link(number: int) -> SafeString:
    return format_html('<a class="link" href="{}">#{}</a>', numbered("conversations:show", number), number)
