"""The question as it leaves: decided at that moment, sent once, and called unanswered when its time is over."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from muhatap.conversations import actions as conversations
from muhatap.conversations.actions.common import locked_survivor, ring
from muhatap.conversations.models import Conversation, Delivery, DeliveryState, Direction, Machine, Message
from muhatap.core.events import announce
from muhatap.customers.models import ConsentKind, Customer
from muhatap.customers.queries import consents_of, family
from muhatap.mail.models import BouncedRecipient
from muhatap.mail.out import acknowledge
from muhatap.promises import events, timing
from muhatap.promises.checking_back import letters, planning, sources
from muhatap.promises.checking_back.letters import settings_of
from muhatap.promises.models import CheckBack, CheckBackQuerySet, CheckBackSettings, CheckBackState, WhyNotAsked
from muhatap.team.opening import hours_of

log = logging.getLogger(__name__)

AT_ONCE = 500
# To an address that has had its share of automatic mail for this hour, and after one that could not be written.
LATER = timedelta(hours=1)
# A question that comes weeks late (the desk was off) asks about something forgotten.
PATIENCE = timedelta(days=7)
# Between this question and another of ours, such as a survey.
APART = timedelta(days=2)
_LOCK_SPACE = 3
_LOST = (DeliveryState.FAILED, DeliveryState.BOUNCED)


def ask_due(*, now: datetime) -> int:
    """Send what is due, each question in a transaction of its own; return how many left."""
    every: CheckBackQuerySet = CheckBack.objects.all()
    due = every.due(now).order_by("planned_at").values_list("pk", flat=True)
    count = 0
    for number in list(due[:AT_ONCE]):
        try:
            count += ask(number, now=now) is not None
        except Exception:
            # One that cannot be asked must not keep the others from it.
            log.exception("check-back %s could not be sent", number)
            CheckBack.objects.filter(pk=number, state=CheckBackState.PLANNED).update(planned_at=now + LATER)
    return count


@transaction.atomic
def ask(number: int, *, now: datetime) -> Message | None:
    """Send one question if it is due and may be asked. Running twice sends one: outbox row and state are one act.

    The conversation is held first, as in every act on it.
    """
    found = CheckBack.objects.select_related("conversation").filter(pk=number, state=CheckBackState.PLANNED).first()
    if found is None:
        return None
    conversation = locked_survivor(found.conversation)
    check_back = CheckBack.objects.select_for_update(of=("self",)).select_related("agent").get(pk=number)
    if check_back.state != CheckBackState.PLANNED or check_back.planned_at is None or check_back.planned_at > now:
        return None
    if not conversation.is_closed:
        planning.put_off(check_back.conversation_id)
        return None
    _one_at_a_time(conversation.customer_id)
    settings = settings_of(conversation.brand_id)
    address = address_of(conversation)
    if why := why_not(check_back, conversation, address=address, settings=settings, now=now):
        _skip(check_back, why)
        return None
    later = _better_moment(conversation, now=now)
    if later > now or not acknowledge.take_turn(address, now=now):
        CheckBack.objects.filter(pk=number).update(planned_at=max(later, now + LATER))
        return None
    return _send(check_back, conversation, address=address, settings=settings, now=now)


def why_not(
    check_back: CheckBack, conversation: Conversation, *, address: str, settings: CheckBackSettings, now: datetime
) -> str:
    """Return why this customer is not asked, one of `WhyNotAsked`, or nothing."""
    assert check_back.planned_at is not None
    is_by_hand = check_back.origin == CheckBack.Origin.BY_HAND
    if not (settings.is_on or is_by_hand):
        return WhyNotAsked.OFF
    if conversation.deleted_at or conversation.merged_into_id:
        return WhyNotAsked.GONE
    if conversation.is_spam:
        return WhyNotAsked.SPAM
    if now - check_back.planned_at > PATIENCE:
        return WhyNotAsked.TOO_LATE
    heard = _heard(conversation)
    if heard is None or acknowledge.why_not(heard):
        return WhyNotAsked.MACHINE
    if check_back.closed_at is not None and heard.at > check_back.closed_at:
        return WhyNotAsked.WROTE
    if not address or conversation.channel.kind != "mail":
        return WhyNotAsked.NO_ADDRESS
    if BouncedRecipient.objects.filter(address__iexact=address, is_permanent=True).exists():
        return WhyNotAsked.BOUNCED
    return _why_not_these(check_back, conversation, settings=settings, now=now)


def address_of(conversation: Conversation) -> str:
    """Return where the customer wrote from last, or nothing."""
    heard = _heard(conversation)
    identity = heard.identity if heard else None
    return identity.value if identity and "@" in identity.value else ""


def call_silent(*, now: datetime) -> int:
    """Write down where no answer came, which is no yes; return how many."""
    every: CheckBackQuerySet = CheckBack.objects.all()
    ripe = every.to_call_silent(now).order_by("waits_until").values_list("pk", flat=True)
    return sum(_call_silent(number, now=now) for number in list(ripe[:AT_ONCE]))


def _why_not_these(
    check_back: CheckBack, conversation: Conversation, *, settings: CheckBackSettings, now: datetime
) -> str:
    """Return what of these people, all that live on in the customer, speaks against it."""
    people = family(conversation.customer.survivor)
    others = sources.others()
    if others is not None and others.has_refused(people):
        return WhyNotAsked.REFUSED
    if _has_withdrawn(people):
        return WhyNotAsked.NO_CONSENT
    if others is not None and check_back.closed_at and others.has_answered(conversation, check_back.closed_at):
        return WhyNotAsked.SAID
    # Whether a matter was put right is asked of everybody it went wrong for, and whoever asks by hand knows why.
    is_again = conversation.check_backs.filter(answer="not_fine").exists()
    is_by_hand = check_back.origin == CheckBack.Origin.BY_HAND
    if not (is_again or is_by_hand) and _was_asked(people, settings, now=now):
        return WhyNotAsked.THROTTLED
    return ""


def _send(
    check_back: CheckBack, conversation: Conversation, *, address: str, settings: CheckBackSettings, now: datetime
) -> Message:
    message = conversations.reply(
        conversation,
        by=None,
        text=letters.text_of(check_back, conversation),
        people={"to": [{"name": conversation.customer.name, "address": address}], "cc": [], "bcc": []},
        now=now,
        undo_seconds=0,
        idempotency_key=f"check-back:{check_back.uid}",
        machine=Machine.AUTO_REPLY,
    )
    check_back.message, check_back.state, check_back.asked_at = message, CheckBackState.ASKED, now
    check_back.waits_until = now + timedelta(days=settings.silent_days)
    check_back.save(update_fields=["message", "state", "asked_at", "waits_until"])
    ring(conversation)
    return message


@transaction.atomic
def _call_silent(number: int, *, now: datetime) -> bool:
    found = CheckBack.objects.select_related("conversation").get(pk=number)
    conversation = locked_survivor(found.conversation)
    held = CheckBack.objects.select_for_update(of=("self",)).get(pk=number)
    if held.state != CheckBackState.ASKED or held.waits_until is None or held.waits_until > now:
        return False
    if Delivery.objects.filter(message=held.message_id, state__in=_LOST).exists():
        _skip(held, WhyNotAsked.LOST)
        return False
    held.state = CheckBackState.SILENT
    held.save(update_fields=["state"])
    announce(events.CheckBackUnanswered(conversation_id=conversation.pk, check_back_id=held.pk))
    ring(conversation)
    return True


def _skip(check_back: CheckBack, why: str) -> None:
    check_back.state, check_back.why, check_back.planned_at = CheckBackState.SKIPPED, why, None
    check_back.save(update_fields=["state", "why", "planned_at"])


def _better_moment(conversation: Conversation, *, now: datetime) -> datetime:
    """Return when to ask: while somebody is there who could read the answer, and not on top of another question."""
    others = sources.others()
    last = others.last_asked_at(family(conversation.customer.survivor)) if others else None
    earliest = max(now, last + APART) if last is not None else now
    return timing.open_at(earliest, hours_of(conversation.brand))


def _heard(conversation: Conversation) -> Message | None:
    """Return the last message that the customer wrote in person."""
    heard = conversation.messages.filter(direction=Direction.IN, machine="")
    return heard.select_related("identity").order_by("-at", "-pk").first()


def _was_asked(people: Sequence[int], settings: CheckBackSettings, *, now: datetime) -> bool:
    since = now - timedelta(days=settings.throttle_days)
    asked = CheckBack.objects.filter(conversation__customer__in=people, asked_at__gt=since)
    # A mail that never arrived has asked nobody.
    return asked.exclude(message__in=Delivery.objects.filter(state__in=_LOST).values("message")).exists()


def _has_withdrawn(people: Sequence[int]) -> bool:
    """Say whether the last word on mail or personal data was no. A question after service needs no yes."""
    last = {kind: consent for kind, consent in consents_of(people) if consent is not None}
    return any(kind in last and not last[kind].is_given for kind in (ConsentKind.EMAIL, ConsentKind.DATA))


def _one_at_a_time(customer_id: int) -> None:
    """Hold the customer, under the name that surveys hold them by: of two questions the second sees the first."""
    survivor = Customer.objects.get(pk=customer_id).survivor
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"survey:{survivor.pk}", _LOCK_SPACE])
