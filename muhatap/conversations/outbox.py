"""The durable outbox: what was said goes out once, or is visibly not gone.

A delivery is claimed with a conditional update under a lock that dies with its worker, so however many workers look,
one sends. The number of the attempt fences off a worker that was thought dead: it may not send the last byte any more.
Between the other side's "accepted" and our commit lies the one moment that no protocol closes;
docs/build/decisions/0006-outbox.md says what we do about it.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from muhatap.conversations import channels, events, wording
from muhatap.conversations.channels import ClaimLost, DeliveryError, DeliveryUncertain, Receipt
from muhatap.conversations.models import Conversation, Delivery, DeliveryState, Message
from muhatap.core.alone import alone
from muhatap.core.events import announce
from muhatap.core.jobs import defer
from muhatap.realtime.actions import publish_all
from muhatap.team.models import Agent

log = logging.getLogger(__name__)

WAITS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))
PATIENCE = timedelta(days=2)
# A job that has not come by then is lost (a worker killed, a database restored): the sweep plans another.
LOST_AFTER = timedelta(seconds=15)
SWEPT_AT_ONCE = 500
# How long an answer is held in memory while the database is away: longer than its restart takes.
NOTING_SECONDS = 90.0
UNCERTAIN = _(
    "The connection broke while the mail was being handed over. It has perhaps arrived. "
    "Sending it again keeps its Message-ID, so that most mailboxes show it once."
)
UNFORESEEN = _("Something went wrong in the desk itself; its log says more. It is tried again by itself.")
wording.tell_with(lambda kept: gettext(kept) if kept in (UNCERTAIN, UNFORESEEN) else kept)

DELIVER = "muhatap.conversations.jobs.deliver"
_LOCK_SPACE = 0x0B0C
_ON_THE_WAY = (DeliveryState.HELD, DeliveryState.QUEUED)


def put(message: Message, *, not_before: datetime, is_held: bool, is_scheduled: bool = False) -> Delivery:
    """Put a message in the outbox, in the transaction that wrote it, and plan the job that sends it.

    A scheduled one stays until `actions.leave` lets it go.
    """
    delivery = Delivery.objects.create(
        message=message,
        not_before=not_before,
        state=DeliveryState.HELD if is_held else DeliveryState.QUEUED,
        is_scheduled=is_scheduled,
    )
    _plan(delivery.pk, at=not_before)
    return delivery


def plan(delivery: Delivery, *, at: datetime | None = None) -> None:
    """Plan the job that sends it, now or at a moment."""
    _plan(delivery.pk, at=at)


def deliver(delivery_id: int, *, now: datetime) -> None:
    """Send one message if it is due and nobody else is sending it. Running twice, or at the wrong time, is harmless."""
    with alone(_LOCK_SPACE, delivery_id) as is_alone:
        if not is_alone:
            return
        _recover(delivery_id, now=now)
        delivery = _claim(delivery_id, now=now)
        if delivery is not None:
            _send(delivery)


def sweep(*, now: datetime) -> int:
    """Plan a job for each delivery that is due and has none; return how many. What makes a lost job harmless."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    lost = now - LOST_AFTER
    is_due = Q(state__in=_ON_THE_WAY, not_before__lt=lost) | Q(state=DeliveryState.SENDING, claimed_at__lt=lost)
    due = list(Delivery.objects.filter(is_due).order_by("not_before").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    planned = set(
        ProcrastinateJob.objects.filter(task_name=DELIVER, status="todo", args__delivery_id__in=due).values_list(
            "args__delivery_id", flat=True
        )
    )
    for delivery_id in due:
        if delivery_id not in planned:
            _plan(delivery_id, at=None)
    return len(set(due) - planned)


@transaction.atomic
def retry(delivery: Delivery, *, by: Agent | None = None, now: datetime) -> Delivery:
    """Send a failed or bounced message again, to those it did not reach. Another state stays as it is."""
    delivery = Delivery.objects.select_for_update().select_related("message__channel").get(pk=delivery.pk)
    if delivery.state not in (DeliveryState.FAILED, DeliveryState.BOUNCED):
        return delivery
    message = delivery.message
    delivery.only_to = delivery.only_to or list(channels.adapter_of(message.channel).unreached(message))
    delivery.state, delivery.not_before = DeliveryState.QUEUED, now
    delivery.tried_since = delivery.claimed_at = delivery.handed_over_at = delivery.failed_at = None
    delivery.reason = delivery.answer = ""
    delivery.is_permanent = delivery.is_uncertain = False
    delivery.save()
    _plan(delivery.pk, at=None)
    _note_failures(message)
    announce(
        events.DeliveryRetried(conversation_id=message.conversation_id, message_id=message.pk), by=by.pk if by else None
    )
    _ring(message)
    return delivery


def wait_after(attempt_count: int) -> timedelta:
    """Return how long to wait after so many attempts."""
    return WAITS[min(attempt_count, len(WAITS)) - 1]


def _recover(delivery_id: int, *, now: datetime) -> None:
    """Take care of a delivery whose worker died while sending. Only for who holds its lock."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(pk=delivery_id, state=DeliveryState.SENDING).first()
        if row is None:
            return
        if row.handed_over_at is not None:
            _note_uncertain(row, now=now)
            return
        # The last byte never went, so the other side has thrown away what it had.
        row.state = DeliveryState.QUEUED
        row.save(update_fields=["state"])


def _claim(delivery_id: int, *, now: datetime) -> Delivery | None:
    due = Delivery.objects.filter(pk=delivery_id, state__in=_ON_THE_WAY, not_before__lte=now, is_scheduled=False)
    claimed = due.update(
        state=DeliveryState.SENDING,
        attempt_count=F("attempt_count") + 1,
        claimed_at=now,
        handed_over_at=None,
    )
    if not claimed:
        return None
    Delivery.objects.filter(pk=delivery_id, tried_since=None).update(tried_since=now)
    return Delivery.objects.select_related("message__channel__brand", "message__conversation__brand").get(
        pk=delivery_id
    )


def _send(delivery: Delivery) -> None:
    attempt, message = delivery.attempt_count, delivery.message
    is_handed_over = False

    def handing_over() -> None:
        nonlocal is_handed_over
        marked = Delivery.objects.filter(
            pk=delivery.pk, state=DeliveryState.SENDING, attempt_count=attempt, handed_over_at=None
        ).update(handed_over_at=timezone.now())
        if not marked:
            raise ClaimLost
        is_handed_over = True

    try:
        adapter = channels.adapter_of(message.channel)
        receipt = adapter.deliver(message, only_to=delivery.only_to, handing_over=handing_over)
    except ClaimLost:
        log.warning("delivery %s was taken over by another worker before its last byte", delivery.pk)
    except DeliveryError as error:
        refused = error
        _note(delivery, lambda row: _note_refused(row, refused, now=timezone.now()))
    except DeliveryUncertain:
        _note(delivery, lambda row: _note_uncertain(row, now=timezone.now()))
    except (OperationalError, InterfaceError):
        # The database went away before the mark: nothing was sent, and the sweep finds the row.
        raise
    except Exception:
        log.exception("delivery %s failed for a reason nobody thought of", delivery.pk)
        if is_handed_over:
            _note(delivery, lambda row: _note_uncertain(row, now=timezone.now()))
        else:
            unexpected = DeliveryError(UNFORESEEN, permanent=False)
            _note(delivery, lambda row: _note_refused(row, unexpected, now=timezone.now()))
    else:
        _note(delivery, lambda row: _note_accepted(row, receipt, now=timezone.now()))


def _note(delivery: Delivery, write: Callable[[Delivery], None]) -> None:
    """Write down how an attempt ended, patiently: the answer is known here only, and the database may be restarting."""
    give_up_at = time.monotonic() + NOTING_SECONDS
    while True:
        try:
            with transaction.atomic():
                row = (
                    Delivery.objects.select_for_update(of=("self",))
                    .select_related("message__channel", "message__conversation")
                    .get(pk=delivery.pk)
                )
                # Whoever took it over in the meantime without having sent yet gives way to a known answer.
                if row.attempt_count == delivery.attempt_count:
                    write(row)
                return
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > give_up_at:
                raise
            connection.close()
            time.sleep(0.5)


def _note_accepted(row: Delivery, receipt: Receipt, *, now: datetime) -> None:
    message = row.message
    channels.adapter_of(message.channel).note_accepted(message, receipt)
    later = [refusal for refusal in receipt.refusals if not refusal.is_permanent]
    if later:
        row.only_to = [refusal.address for refusal in later]
        words = "; ".join(f"{refusal.address}: {refusal.answer}" for refusal in later)
        _note_refused(row, DeliveryError(words, permanent=False, answer=words), now=now)
        return
    never = [refusal for refusal in receipt.refusals if refusal.is_permanent]
    refused = {refusal.address for refusal in never}
    came_back = [each for each in channels.adapter_of(message.channel).unreached(message) if each not in refused]
    if came_back:
        # The notice was quicker than this note, or spoke of an earlier try while the others were still to come.
        row.reason = row.reason if row.state == DeliveryState.BOUNCED else ", ".join(came_back)[:300]
    else:
        row.reason = "; ".join(f"{refusal.address}: {refusal.answer}" for refusal in never)[:300]
    row.state = DeliveryState.BOUNCED if came_back else DeliveryState.SENT
    row.sent_at, row.only_to, row.answer, row.failed_at = now, [], receipt.answer, None
    row.is_permanent, row.is_uncertain = bool(came_back), False
    row.save()
    if never or came_back:
        Conversation.objects.filter(pk=message.conversation_id).update(has_failure=True)
    else:
        _note_failures(message)
    announce(events.MessageDelivered(conversation_id=message.conversation_id, message_id=message.pk))
    _ring(message)


def _note_refused(row: Delivery, error: DeliveryError, *, now: datetime) -> None:
    is_late = row.tried_since is not None and now - row.tried_since >= PATIENCE
    row.answer, row.reason, row.handed_over_at = error.answer, error.reason[:300], None
    if error.permanent or is_late:
        _note_failed(row, now=now, is_permanent=error.permanent)
        return
    row.state, row.not_before = DeliveryState.QUEUED, now + wait_after(row.attempt_count)
    row.save()
    _plan(row.pk, at=row.not_before)
    _ring(row.message)


def _note_uncertain(row: Delivery, *, now: datetime) -> None:
    row.reason, row.is_uncertain = UNCERTAIN, True
    _note_failed(row, now=now, is_permanent=False)


def _note_failed(row: Delivery, *, now: datetime, is_permanent: bool) -> None:
    row.state, row.failed_at, row.is_permanent = DeliveryState.FAILED, now, is_permanent
    row.save()
    Conversation.objects.filter(pk=row.message.conversation_id).update(has_failure=True)
    announce(
        events.DeliveryFailed(conversation_id=row.message.conversation_id, message_id=row.message.pk, reason=row.reason)
    )
    _ring(row.message)


def _note_failures(message: Message) -> None:
    """Bring the conversation's mark in line with its deliveries."""
    # Another of its replies may be failing at this moment: who looks before that is committed, and marks after it,
    # would take the mark away again.
    Conversation.objects.select_for_update(no_key=True).only("pk").get(pk=message.conversation_id)
    failed = Delivery.objects.filter(
        message__conversation=message.conversation_id, state__in=(DeliveryState.FAILED, DeliveryState.BOUNCED)
    )
    Conversation.objects.filter(pk=message.conversation_id).update(has_failure=failed.exists())


def _plan(delivery_id: int, *, at: datetime | None) -> None:
    defer(DELIVER, at=at, delivery_id=delivery_id)


def _ring(message: Message) -> None:
    topics = {f"conversation:{message.conversation_id}", f"conversation:{message.conversation.page.pk}"}
    publish_all(["inbox", *sorted(topics)], "changed")
