"""A conversation as it is read: messages, what happened between them, and the days they stand under."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Self

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import escape, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from muhatap.conversations import happenings, ownership, queries, rearranged, recipients, unsent, writing
from muhatap.conversations.models import Attachment, Chase, Conversation, Delivery, DeliveryState, Message
from muhatap.core.compiled import Fixed, compiled
from muhatap.core.models import Event
from muhatap.team.models import Agent

LATEST = 60
# How many more come with each look further back.
STEP = 200
ANNOUNCED_LENGTH = 120
_REMOTE_PICTURE = re.compile(r"<img[^>]+src\s*=\s*[\"']?\s*(?:https?:)?//|url\(\s*[\"']?https?://", re.IGNORECASE)
# What every address has: a dot, a colon or an @ between two other characters.
_LIKE_AN_ADDRESS = re.compile(r"\S[.:@]\S")
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})


@dataclass(frozen=True)
class Shown:
    """A message with what the page needs of it."""

    message: Message
    author: Agent | None
    files: list[Attachment]
    new_people: list[str]
    # Whom it was said to or by, when that is not the customer.
    chase: Chase | None = None

    @classmethod
    def alone(cls, message: Message) -> Self:
        """Show a message outside its thread."""
        conversation = message.conversation
        chase = conversation.chase if conversation.aside_of_id else None
        return cls(message, author=message.author, files=list(message.attachments.all()), new_people=[], chase=chase)

    @property
    def delivery(self) -> Delivery | None:
        return getattr(self.message, "delivery", None)

    @property
    def held_seconds(self) -> float:
        """Seconds until a held message leaves; none left once it may go."""
        delivery = self.delivery
        if delivery is None or delivery.state != DeliveryState.HELD:
            return 0
        return max((delivery.not_before - timezone.now()).total_seconds(), 0)

    @cached_property
    def body(self) -> SafeString:
        """Return what was written now: an agent's own formatting, a customer's words as text with live links."""
        message = self.message
        if message.html and (message.is_note or message.is_ours):
            return mark_safe(writing.shown(message.html, self._addresses()))  # noqa: S308 - cleaned just now
        return as_html(message.text)

    @property
    def has_formatted(self) -> bool:
        """Whether the sender's own layout can be looked at beside the plain words."""
        return bool(self.message.html) and not self.message.is_note and not self.message.is_ours

    @property
    def has_remote_pictures(self) -> bool:
        return bool(_REMOTE_PICTURE.search(self.message.html))

    @property
    def folded(self) -> str:
        return "\n\n".join(part for part in (self.message.signature, self.message.quoted_text) if part)

    @property
    def pictures(self) -> list[Attachment]:
        shown_above = self.message.is_ours or self.message.is_note
        return [file for file in self.files if is_picture(file) and not (file.is_inline and shown_above)]

    @property
    def other_files(self) -> list[Attachment]:
        return [file for file in self.files if not is_picture(file)]

    @property
    def beginning(self) -> str:
        """The first words, as a screen reader announces a message."""
        text = self.message.text
        return text if len(text) <= ANNOUNCED_LENGTH else f"{text[:ANNOUNCED_LENGTH]}…"

    @property
    def sender(self) -> Mapping[str, str]:
        return self.message.people.get("from") or {}

    @property
    def who(self) -> str:
        """Who wrote it, as the thread says it."""
        message, sender = self.message, self.sender
        if self.author:
            return self.author.name
        if name := sender.get("name") or sender.get("address"):
            return name
        conversation = message.conversation
        return conversation.brand.name if message.is_ours else conversation.customer_name

    @property
    def initials(self) -> str:
        """Two letters of who wrote it: in one thread several customers may write."""
        parts = self.who.split("@")[0].replace(".", " ").split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper() or "?"

    def _addresses(self) -> dict[str, str]:
        return {
            file.content_id: reverse("conversations:attachment", args=[file.uid])
            for file in self.files
            if file.content_id
        }


@dataclass(frozen=True)
class Line:
    """Something that happened, in words."""

    at: datetime
    words: str
    icon: str
    # Where it can be taken back, while it can.
    undo: str = ""


@dataclass(frozen=True)
class Day:
    at: datetime
    items: list[Shown | Line] = field(default_factory=list)


@dataclass(frozen=True)
class Thread:
    conversation: Conversation
    days: list[Day]
    # How many of the newest messages were asked for; None for all.
    at_most: int | None
    earlier_count: int
    last_shown: Message | None
    answered: Message | None
    participants: frozenset[str]
    # Whom we asked for this customer, and are not done with.
    chases: list[Chase] = field(default_factory=list)

    @property
    def is_longer(self) -> bool:
        """Whether somebody has looked further back than the page does by itself."""
        return self.at_most is not None and self.at_most > LATEST

    @property
    def further(self) -> int:
        """How many to ask for to look further back."""
        return (self.at_most or 0) + STEP


def of(conversation: Conversation, *, agents: Iterable[Agent], at_most: int | None = LATEST) -> Thread:
    """Return so many of the newest messages of a conversation with the events between them; None for all.

    `agents` are all who may have written or acted here, those who left included.
    """
    chases = {chase.aside_id: chase for chase in queries.chases_of(conversation)}
    found = _newest([conversation.pk, *chases], Fixed(None if at_most is None else at_most + 1))
    has_earlier = at_most is not None and len(found) > at_most
    messages: list[Message] = found[:at_most][::-1]
    for message in messages:
        aside = chases.get(message.conversation_id)
        message.conversation = aside.aside if aside else conversation
    own = [message for message in messages if message.conversation_id == conversation.pk]
    by_number = {agent.pk: agent for agent in agents}
    names = {number: agent.name for number, agent in by_number.items()}
    happened = queries.events_of(conversation)
    back = rearranged.ways_back(happened)
    lines = [
        replace(line, undo=back.get(event.pk, "")) for event in happened if (line := describe(event, names)) is not None
    ]
    if has_earlier:
        lines = [line for line in lines if line.at >= messages[0].at]
    return Thread(
        conversation=conversation,
        days=_by_day([*_shown(messages, by_number, chases), *lines]),
        at_most=at_most,
        earlier_count=max(conversation.message_count - len(own), 1) if has_earlier else 0,
        last_shown=messages[-1] if messages else None,
        answered=_answered(own),
        # Someone who only slipped in (by an id that leaked, or in another's name) takes part once we have answered.
        participants=frozenset(
            address for message in own if _is_of_party(message, conversation) for address in _addresses_of(message)
        ),
        chases=[chase for chase in chases.values() if chase.ended_at is None],
    )


def as_html(text: str) -> SafeString:
    """Return plain text as paragraphs with live links."""
    # `urlize` looks at every word; most texts hold nothing that it could take for an address.
    escaped = urlize(text, nofollow=True, autoescape=True) if _LIKE_AN_ADDRESS.search(text) else escape(text)
    # The text is escaped, so `linebreaks` must not do it again.
    return mark_safe(linebreaks(mark_safe(escaped)))  # noqa: S308


def is_picture(file: Attachment) -> bool:
    return file.content_type.lower() in PICTURES


# Told an event and who did it, empty when nobody did.
Teller = Callable[[Event, str], Line | None]
_tellers: dict[str, Teller] = {}


def tell_with(name: str, teller: Teller) -> None:
    """Let a higher app put its own events on conversations into words."""
    _tellers[name] = teller


def describe(event: Event, names: Mapping[int, str]) -> Line | None:
    """Return an event as a line of the thread, or None for those that the messages themselves tell."""
    who = names.get(event.by_id or 0, "")
    data: dict[str, Any] = event.data
    if event.name in _tellers:
        return _tellers[event.name](event, who)
    if (origin := data.get("origin")) and not origin.get("by_reaction"):
        # What caused it has a line of its own, which tells all that it did.
        return None
    match event.name:
        case "ConversationAssigned":
            return Line(event.at, _assigned(event, who, names), icon="user-round")
        case "ConversationClosed":
            return Line(event.at, _by(_("Closed by %(who)s"), _("Closed"), who), icon="check")
        case "ConversationReopened" if data.get("why") == "customer_wrote":
            return Line(event.at, _("Reopened: the customer wrote again"), icon="rotate-ccw")
        case "ConversationReopened" if data.get("why") == "answered":
            return Line(event.at, _("Reopened: whom we asked answered"), icon="rotate-ccw")
        case "ConversationReopened" if data.get("why") == "owed":
            return Line(event.at, _("Reopened: what we promised is due"), icon="rotate-ccw")
        case "ConversationReopened":
            return Line(event.at, _by(_("Reopened by %(who)s"), _("Reopened"), who), icon="rotate-ccw")
        case "SubjectChanged":
            words = _("%(who)s changed the subject; it was “%(was)s”") % {"who": who, "was": data["was"]}
            return Line(event.at, words, icon="pencil")
        case "MarkedAsSpam":
            return Line(event.at, _by(_("Marked as spam by %(who)s"), _("Marked as spam"), who), icon="ban")
        case "MarkedAsNotSpam":
            return Line(event.at, _("%(who)s said this is not spam") % {"who": who}, icon="undo-2")
        case "SendingUndone":
            return Line(event.at, _("%(who)s took a reply back before it left") % {"who": who}, icon="undo-2")
    told = happenings.told(event, who) or rearranged.told(event, who) or unsent.told(event, who, names)
    return Line(event.at, told.words, icon=told.icon) if told else None


def _by(by_somebody: str, by_itself: str, who: str) -> str:
    return by_somebody % {"who": who} if who else by_itself


def _assigned(event: Event, who: str, names: Mapping[int, str]) -> str:
    to_id = event.data.get("agent_id")
    to = names.get(to_id or 0, _("somebody"))
    if words := ownership.told(event.data, who=who, to=to, was=names.get(event.data.get("was_id") or 0, "")):
        return words
    if to_id is None:
        return _("%(who)s put it back for everyone") % {"who": who} if who else _("Put back for everyone")
    if to_id == event.by_id:
        return _("%(who)s took it on") % {"who": who}
    if who:
        return _("%(who)s gave it to %(to)s") % {"who": who, "to": to}
    return _("Given to %(to)s") % {"to": to}


def _shown(messages: list[Message], agents: Mapping[int, Agent], chases: Mapping[int, Chase]) -> Iterable[Shown]:
    seen: set[str] = set()
    files = _files_of(messages)
    for message in messages:
        chase = chases.get(message.conversation_id)
        # Whom we ask for a customer never becomes one of those that a reply may go to.
        addresses = [] if chase else _addresses_of(message)
        is_new = message.is_ours and bool(seen)
        yield Shown(
            message,
            author=agents.get(message.author_id) if message.author_id else None,
            files=files.get(message.pk, []),
            new_people=[address for address in addresses if is_new and recipients.plain(address) not in seen],
            chase=chase,
        )
        seen |= {recipients.plain(address) for address in addresses}


def _files_of(messages: list[Message]) -> dict[int | None, list[Attachment]]:
    files: dict[int | None, list[Attachment]] = {}
    for file in _files([message.pk for message in messages]) if messages else ():
        files.setdefault(file.message_id, []).append(file)
    return files


@compiled
def _newest(conversations: list[int], limit: Fixed[int | None]) -> QuerySet[Message]:
    newest_first = (
        Message.objects.filter(conversation__in=conversations)
        .exclude(delivery__state=DeliveryState.UNDONE)
        .select_related("delivery")
        .annotate(from_customer_id=F("identity__customer_id"))
        .defer("quoted_html")
        .order_by("-at", "-id")
    )
    return newest_first if limit.value is None else newest_first[: limit.value]


@compiled
def _files(messages: list[int]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(message__in=messages).order_by("id")


def _is_of_party(message: Message, conversation: Conversation) -> bool:
    return message.is_ours or getattr(message, "from_customer_id", None) == conversation.customer_id


def _addresses_of(message: Message) -> list[str]:
    people = message.people
    listed = [
        people.get("from") or {},
        *(people.get("to") or []),
        *(people.get("cc") or []),
        *(people.get("bcc") or []),
    ]
    return [person["address"] for person in listed if person.get("address")]


def _answered(messages: list[Message]) -> Message | None:
    """Return the message that a reply would answer: the last a person wrote to us, else the last of ours."""
    said = [message for message in messages if not message.is_note]
    by_people = [message for message in said if not message.is_automatic]
    incoming = [message for message in by_people if not message.is_ours]
    return next(iter((incoming or by_people or said)[::-1]), None)


def _by_day(items: list[Shown | Line]) -> list[Day]:
    days: dict[date, Day] = {}
    for item in sorted(items, key=_moment):
        moment = _moment(item)
        days.setdefault(timezone.localtime(moment).date(), Day(moment)).items.append(item)
    return list(days.values())


def _moment(item: Shown | Line) -> datetime:
    return item.at if isinstance(item, Line) else item.message.at
