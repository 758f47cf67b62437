"""Asking somebody else for a customer: in a side conversation of its own, with a time by which we want an answer.

The customer's conversation rests on hold meanwhile, and comes back with the answer or when the time has passed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from muhatap.conversations import events, queries
from muhatap.conversations.actions.clocks import set_solving_clock
from muhatap.conversations.actions.common import STANDING, id_of, locked_survivor, ring, stir
from muhatap.conversations.actions.deleting import restore
from muhatap.conversations.actions.pacing import set_status
from muhatap.conversations.actions.replying import reply
from muhatap.conversations.models import Attachment, Channel, Chase, ChaseQuerySet, Conversation, Message, Status, Woken
from muhatap.core.events import announce
from muhatap.customers.actions import identify
from muhatap.team.models import Agent


class CannotChase(Exception):
    """Nobody was asked. `why`: "aside", "spam", "no_channel", "ourselves" or "customer"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def chase(
    conversation: Conversation,
    *,
    by: Agent,
    kind: str,
    to: Mapping[str, str],
    subject: str,
    text: str,
    due_at: datetime,
    files: Sequence[Attachment] = (),
    key: str,
    now: datetime,
) -> Chase:
    """Ask somebody for the customer and put the conversation on hold. A repeated key returns the first chase.

    `to` is {"name", "address"}, `kind` one of `Party`. `files` stand in the thread and go along. Raises CannotChase.
    """
    conversation = locked_survivor(conversation)
    # The lock makes a second click wait for the first, so its message is seen here.
    if done := Chase.objects.filter(aside__messages__idempotency_key=key).first():
        return done
    channel = _channel_for(conversation)
    _check(conversation, to["address"])
    made = _begin(conversation, channel, by=by, kind=kind, to=to, subject=subject, due_at=due_at, now=now)
    _say(made, by=by, text=text, files=files, key=key, now=now)
    if not conversation.has_asides:
        conversation.has_asides = True
        conversation.save(update_fields=["has_asides"])
    announce(
        events.ChaseBegun(
            conversation_id=conversation.pk, chase_id=made.pk, party=made.party_name, due=due_at.isoformat()
        ),
        by=by.pk,
    )
    set_status(conversation, status=Status.ON_HOLD, by=by, now=now)
    ring(conversation)
    return made


@transaction.atomic
def chase_again(
    chase: Chase,
    *,
    by: Agent,
    text: str,
    due_at: datetime,
    files: Sequence[Attachment] = (),
    key: str,
    now: datetime,
) -> Chase:
    """Write to them once more, and wait anew. Takes up a chase that was ended."""
    conversation, chase = _held(chase)
    if Message.objects.filter(idempotency_key=key).exists():
        return chase
    _say(chase, by=by, text=text, files=files, key=key, now=now)
    chase.due_at, chase.answered_at, chase.reminded_at = due_at, None, None
    chase.ended_at, chase.ended_by = None, None
    chase.save()
    announce(
        events.ChaseWritten(
            conversation_id=conversation.pk, chase_id=chase.pk, party=chase.party_name, due=due_at.isoformat()
        ),
        by=by.pk,
    )
    set_status(conversation, status=Status.ON_HOLD, by=by, now=now)
    ring(conversation)
    return chase


@transaction.atomic
def end_chase(chase: Chase, *, by: Agent, now: datetime) -> Chase:
    """Say that nothing more is wanted of them. Where nobody else is being waited for, the conversation goes on."""
    conversation, chase = _held(chase)
    if chase.ended_at is not None:
        return chase
    chase.ended_at, chase.ended_by = now, by
    chase.save(update_fields=["ended_at", "ended_by"])
    announce(events.ChaseEnded(conversation_id=conversation.pk, chase_id=chase.pk, party=chase.party_name), by=by.pk)
    is_awaited = any(each.ended_at is None and each.answered_at is None for each in queries.chases_of(conversation))
    if conversation.status == Status.ON_HOLD and not is_awaited:
        set_status(conversation, status=Status.OPEN, by=by, now=now)
    ring(conversation)
    return chase


def note_answer(aside: Conversation, message: Message, *, at: datetime) -> None:
    """Bring the customer's conversation back, because whom we asked has written. The caller holds the side's row.

    A machine that has taken our question in has not answered it.
    """
    assert aside.aside_of is not None
    conversation = locked_survivor(aside.aside_of)
    if message.is_automatic:
        ring(conversation)
        return
    chase = Chase.objects.select_for_update(no_key=True).get(aside=aside)
    chase.answered_at = max(at, chase.answered_at or at)
    # One that was ended goes on: they have more to say.
    chase.ended_at, chase.ended_by = None, None
    chase.save(update_fields=["answered_at", "ended_at", "ended_by"])
    if conversation.deleted_at is not None:
        # Whoever deleted it did not know that they would answer.
        conversation = restore(conversation, by=None, why=Woken.ANSWERED)
    _bring_back(conversation, why=Woken.ANSWERED)
    conversation.last_message_at = max(at, conversation.last_message_at)
    conversation.save(update_fields=["last_message_at", *STANDING])
    announce(
        events.ChaseAnswered(
            conversation_id=conversation.pk, chase_id=chase.pk, message_id=message.pk, party=chase.party_name
        )
    )
    ring(conversation)


@transaction.atomic
def note_unreached(aside: Conversation) -> None:
    """Bring the customer's conversation back, because what we wrote to somebody else did not arrive."""
    assert aside.aside_of is not None
    conversation = locked_survivor(aside.aside_of)
    if _is_done_with(conversation):
        return
    _bring_back(conversation, why=Woken.UNREACHED)
    conversation.save(update_fields=STANDING)
    ring(conversation)


def remind_of_chases(*, now: datetime) -> int:
    """Bring back every conversation whose question was not answered in time, once each; return how many."""
    due: ChaseQuerySet = Chase.objects.all()
    return sum(_remind(chase, now=now) for chase in due.unanswered_by(now).order_by("due_at")[:1000])


@transaction.atomic
def _remind(chase: Chase, *, now: datetime) -> bool:
    conversation, chase = _held(chase)
    if chase.ended_at or chase.answered_at or chase.reminded_at or chase.due_at > now:
        return False
    chase.reminded_at = now
    chase.save(update_fields=["reminded_at"])
    if _is_done_with(conversation):
        return False
    _bring_back(conversation, why=Woken.OVERDUE)
    conversation.save(update_fields=STANDING)
    announce(events.ChaseOverdue(conversation_id=conversation.pk, chase_id=chase.pk, party=chase.party_name))
    ring(conversation)
    return True


def _is_done_with(conversation: Conversation) -> bool:
    """Whether somebody closed it, or put it into the bin: only an answer is a reason to look at it again."""
    return conversation.is_closed or conversation.deleted_at is not None


def _held(chase: Chase) -> tuple[Conversation, Chase]:
    """Return the customer's conversation and the chase as they are now, both held: in this order everywhere."""
    conversation = locked_survivor(Conversation.objects.get(pk=chase.conversation_id))
    return conversation, Chase.objects.select_for_update(no_key=True).select_related("aside").get(pk=chase.pk)


def _channel_for(conversation: Conversation) -> Channel:
    """Return what we write to them by: the conversation's own channel, or any of the brand's that sends mail."""
    if conversation.channel.kind == "mail":
        return conversation.channel
    found = Channel.objects.filter(brand=conversation.brand_id, kind="mail").order_by("pk").first()
    if found is None:
        raise CannotChase("no_channel")
    return found


def _check(conversation: Conversation, address: str) -> None:
    if conversation.aside_of_id:
        raise CannotChase("aside")
    if conversation.is_spam:
        raise CannotChase("spam")
    if Channel.objects.filter(kind="mail", address__iexact=address).exists():
        raise CannotChase("ourselves")
    if conversation.customer.identities.filter(value__iexact=address).exists():
        raise CannotChase("customer")


def _begin(
    conversation: Conversation,
    channel: Channel,
    *,
    by: Agent,
    kind: str,
    to: Mapping[str, str],
    subject: str,
    due_at: datetime,
    now: datetime,
) -> Chase:
    identity = identify(kind="email", value=to["address"], name=to.get("name", ""))
    name = to.get("name") or str(identity.customer)
    aside = Conversation.objects.create(
        brand=conversation.brand,
        channel=channel,
        customer=identity.customer,
        customer_name=name[:200],
        subject=subject[:500],
        status=Status.CLOSED,
        aside_of=conversation,
        opened_at=now,
        last_message_at=now,
    )
    return Chase.objects.create(
        conversation=conversation,
        aside=aside,
        kind=kind,
        party_name=name[:200],
        party_address=to["address"][:320],
        asked_by=by,
        asked_at=now,
        due_at=due_at,
    )


def _say(chase: Chase, *, by: Agent, text: str, files: Sequence[Attachment], key: str, now: datetime) -> None:
    # The same blob under another message: the customer's own stays where it is.
    copies = [
        Attachment(
            uploaded_by=by, filename=file.filename, content_type=file.content_type, size=file.size, blob=file.blob
        )
        for file in files
    ]
    Attachment.objects.bulk_create(copies)
    whom = {"name": chase.party_name, "address": chase.party_address}
    reply(
        chase.aside,
        by=by,
        text=text,
        people={"to": [whom], "cc": [], "bcc": []},
        attachments=copies,
        now=now,
        # Its words would come back as a draft of a conversation that nobody opens.
        undo_seconds=0,
        idempotency_key=key,
    )


def _bring_back(conversation: Conversation, *, why: str) -> None:
    """Put a resting conversation back among the open ones, and say why on its row. The caller saves `STANDING`."""
    if conversation.status != Status.OPEN:
        stir(conversation, why=why)
        conversation.woken_why = why
        set_solving_clock(conversation, now=timezone.now())


def owner_of(chase: Chase) -> int | None:
    """Return whom a chase concerns: who has the conversation now, else who asked."""
    return chase.conversation.survivor.assigned_to_id or id_of(chase.asked_by)
