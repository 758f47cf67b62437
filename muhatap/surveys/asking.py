"""When an episode is over, who is asked about it, and the mail that does: planned when it closes, decided when sent.

An episode is a closing with at least one reply of a person since the last one. Reopened before the question left, it
was not over: the same survey is planned anew when it closes again.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from muhatap.conversations import actions as conversations
from muhatap.conversations.actions.common import locked_survivor
from muhatap.conversations.models import Conversation, Delivery, DeliveryState, Direction, Machine, Message
from muhatap.customers.models import ConsentKind, Customer
from muhatap.customers.queries import consents_of, family
from muhatap.mail.models import BouncedRecipient
from muhatap.mail.out import acknowledge
from muhatap.surveys import letters, timing
from muhatap.surveys.letters import settings_of
from muhatap.surveys.models import Origin, State, Survey, SurveyRefusal, SurveySettings, Why
from muhatap.team.opening import hours_of

log = logging.getLogger(__name__)

AT_ONCE = 500
# To an address that has had its share of automatic mail for this hour.
LATER = timedelta(hours=1)
_LOCK_SPACE = 3

# When the customer was last asked something else by us, given the numbers of all that live on in them.
LastAsked = Callable[[Sequence[int]], datetime | None]
_others: list[LastAsked] = []


def keep_apart_from(last_asked_at: LastAsked) -> None:
    """Let an app above say of its own questions when they went, so that no survey comes on top of one."""
    _others[:] = [last_asked_at]


def plan(conversation: Conversation, *, now: datetime) -> Survey | None:
    """Plan the question about the episode that has just ended, inside the transaction that closed it."""
    settings = settings_of(conversation.brand_id)
    if not settings.is_on or conversation.aside_of_id or conversation.is_spam:
        return None
    # Rated replies are no episodes.
    episodes = list(conversation.surveys.filter(origin=Origin.MAIL).order_by("-closed_at", "-pk")[:20])
    begun = next((one for state in (State.PLANNED, State.CANCELLED) for one in episodes if one.state == state), None)
    last = next((one for one in episodes if one != begun), None)
    reply = _last_reply(conversation, after=last.closed_at if last else None)
    if reply is None and (begun is None or begun.again_of_id is None):
        return None
    survey = begun or Survey(
        conversation=conversation,
        brand=conversation.brand,
        episode=(last.episode if last else 0) + 1,
        again_of=last if last and _was_low(last, settings) else None,
    )
    _prepare(survey, conversation, reply=reply, settings=settings, now=now)
    return survey


def ask_again(first: Survey, *, now: datetime) -> Survey | None:
    """Plan the second question to a customer whose low score was followed up, where none is under way."""
    conversation = locked_survivor(first.conversation)
    settings = settings_of(conversation.brand_id)
    is_under_way = conversation.surveys.filter(state__in=(State.PLANNED, State.CANCELLED)).exists()
    if not settings.is_on or is_under_way or first.seconds.exists():
        return None
    survey = Survey(
        conversation=conversation, brand=conversation.brand, episode=first.episode, again_of=first, agent=first.agent
    )
    _prepare(survey, conversation, reply=None, settings=settings, now=now)
    if not conversation.is_closed:
        # Whoever is being talked to is asked when that is over.
        survey.state, survey.planned_at = State.CANCELLED, None
        survey.save(update_fields=["state", "planned_at"])
    return survey


def cancel(conversation_id: int) -> int:
    """Take back what was planned for a conversation that was opened again; return how many."""
    planned = Survey.objects.filter(conversation=conversation_id, state=State.PLANNED)
    return planned.update(state=State.CANCELLED, planned_at=None)


def ask_due(*, now: datetime) -> int:
    """Send what is due, each question in a transaction of its own; return how many left."""
    due = Survey.objects.due(now).order_by("planned_at")
    count = 0
    for number in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        try:
            count += ask(number, now=now) is not None
        except Exception:
            # One that cannot be asked must not keep the others from it.
            log.exception("survey %s could not be sent", number)
            Survey.objects.filter(pk=number, state=State.PLANNED).update(planned_at=now + LATER)
    return count


@transaction.atomic
def ask(survey_id: int, *, now: datetime) -> Message | None:
    """Send one question if it is due and may be asked. Running twice sends one: outbox row and state are one act.

    The conversation is held first, as in every act on it.
    """
    found = Survey.objects.select_related("conversation").filter(pk=survey_id, state=State.PLANNED).first()
    if found is None:
        return None
    conversation = locked_survivor(found.conversation)
    survey = Survey.objects.select_for_update(of=("self",)).select_related("agent").get(pk=survey_id)
    if survey.state != State.PLANNED or survey.planned_at is None or survey.planned_at > now:
        return None
    if not conversation.is_closed:
        cancel(survey.conversation_id)
        return None
    _one_at_a_time(conversation.customer_id)
    settings = settings_of(survey.brand_id)
    address = address_of(conversation)
    why = why_not(survey, conversation, address=address, settings=settings, now=now)
    if why:
        _skip(survey, why)
        return None
    moment = _better_moment(conversation, now=now)
    if moment > now:
        Survey.objects.filter(pk=survey.pk).update(planned_at=moment)
        return None
    if not acknowledge.take_turn(address, now=now):
        Survey.objects.filter(pk=survey.pk).update(planned_at=now + LATER)
        return None
    message = conversations.reply(
        conversation,
        by=None,
        text=letters.text_of(survey, conversation),
        people={"to": [{"name": conversation.customer.name, "address": address}], "cc": [], "bcc": []},
        now=now,
        undo_seconds=0,
        idempotency_key=f"survey:{survey.uid}",
        machine=Machine.AUTO_REPLY,
    )
    survey.message, survey.state, survey.sent_at = message, State.SENT, now
    survey.save(update_fields=["message", "state", "sent_at"])
    return message


def why_not(
    survey: Survey, conversation: Conversation, *, address: str, settings: SurveySettings, now: datetime
) -> str:
    """Return why this customer is not asked, one of `Why`, or nothing."""
    assert survey.planned_at is not None
    if not settings.is_on:
        return Why.OFF
    if conversation.deleted_at or conversation.merged_into_id:
        return Why.GONE
    if conversation.is_spam:
        return Why.SPAM
    if now - survey.planned_at > timing.PATIENCE:
        return Why.TOO_LATE
    heard = _heard(conversation)
    if heard is None or acknowledge.why_not(heard):
        return Why.MACHINE
    if not address or conversation.channel.kind != "mail":
        return Why.NO_ADDRESS
    if BouncedRecipient.objects.filter(address__iexact=address, is_permanent=True).exists():
        return Why.BOUNCED
    people = family(conversation.customer.survivor)
    if SurveyRefusal.objects.filter(customer__in=people).exists():
        return Why.REFUSED
    if _has_withdrawn(people):
        return Why.NO_CONSENT
    # Whether a matter was put right is asked of everybody it went wrong for.
    if survey.again_of_id is None and _was_asked(people, settings, now=now):
        return Why.THROTTLED
    return ""


def address_of(conversation: Conversation) -> str:
    """Return where the customer wrote from last, or nothing."""
    heard = _heard(conversation)
    identity = heard.identity if heard else None
    return identity.value if identity and "@" in identity.value else ""


def _prepare(
    survey: Survey, conversation: Conversation, *, reply: Message | None, settings: SurveySettings, now: datetime
) -> None:
    survey.agent = reply.author if reply else survey.agent
    survey.channel = conversation.channel
    survey.language = letters.language_of(conversation)
    survey.closed_at, survey.state, survey.why = now, State.PLANNED, ""
    zone = hours_of(conversation.brand).zone
    survey.planned_at = timing.asked_at(now, after_hours=settings.after_hours, zone=zone)
    is_asked = survey.again_of_id is not None or timing.is_sampled(
        str(conversation.uid), survey.episode, percent=settings.percent
    )
    if not is_asked:
        survey.state, survey.why, survey.planned_at = State.SKIPPED, Why.SAMPLED_OUT, None
    survey.save()


def _skip(survey: Survey, why: str) -> None:
    survey.state, survey.why, survey.planned_at = State.SKIPPED, why, None
    survey.save(update_fields=["state", "why", "planned_at"])


def _last_reply(conversation: Conversation, *, after: datetime | None) -> Message | None:
    """Return the last reply that a person wrote since a moment; what was taken back or waits for its hour is none."""
    said = conversation.messages.filter(direction=Direction.OUT, machine="", author__isnull=False)
    replies = said.exclude(delivery__state=DeliveryState.UNDONE).exclude(delivery__is_scheduled=True)
    if after is not None:
        replies = replies.filter(at__gt=after)
    return replies.select_related("author").order_by("-at", "-pk").first()


def _heard(conversation: Conversation) -> Message | None:
    """Return the last message that the customer wrote in person."""
    heard = conversation.messages.filter(direction=Direction.IN, machine="")
    return heard.select_related("identity").order_by("-at", "-pk").first()


def _was_low(survey: Survey, settings: SurveySettings) -> bool:
    return survey.score is not None and survey.score <= settings.low_score


def _was_asked(people: Sequence[int], settings: SurveySettings, *, now: datetime) -> bool:
    since = now - timedelta(days=settings.throttle_days)
    asked = Survey.objects.filter(conversation__customer__in=people, origin=Origin.MAIL, sent_at__gt=since)
    # A mail that never arrived has asked nobody.
    lost = Delivery.objects.filter(state__in=(DeliveryState.FAILED, DeliveryState.BOUNCED)).values("message")
    return asked.exclude(message__in=lost).exists()


def _better_moment(conversation: Conversation, *, now: datetime) -> datetime:
    """Return when to ask: now, or by day some days after another question of ours."""
    people = family(conversation.customer.survivor)
    last = max((asked for last_asked_at in _others if (asked := last_asked_at(people))), default=None)
    if last is None or last + timing.APART <= now:
        return now
    return timing.asked_at(last + timing.APART, after_hours=0, zone=hours_of(conversation.brand).zone)


def _has_withdrawn(people: Sequence[int]) -> bool:
    """Say whether the last word on mail or personal data was no. A question after service needs no yes."""
    last = {kind: consent for kind, consent in consents_of(people) if consent is not None}
    return any(kind in last and not last[kind].is_given for kind in (ConsentKind.EMAIL, ConsentKind.DATA))


def _one_at_a_time(customer_id: int) -> None:
    """Hold the customer: of two questions at the same moment the second sees the first."""
    survivor = Customer.objects.get(pk=customer_id).survivor
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"survey:{survivor.pk}", _LOCK_SPACE])
