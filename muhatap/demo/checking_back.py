"""How customers of the demo shop were some days after something had arrived broken: mostly well, once not, some silent.

Asked by the product's own mail and answered by its own links, at the moments of the stories.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from muhatap.conversations import actions as conversations
from muhatap.conversations import outbox
from muhatap.conversations.models import Channel, Closure, Conversation, Delivery
from muhatap.demo.telling import span
from muhatap.mail.models import AutomaticMail
from muhatap.notices.models import Kind, Notice
from muhatap.promises import actions as promises
from muhatap.promises.checking_back import answering, asking, letters, planning, tokens
from muhatap.promises.models import CheckBack, Promise, Wellbeing

Happened = Callable[[datetime], AbstractContextManager[None]]

REASON = "damaged"


@dataclass(frozen=True)
class Said:
    """What came back so long after it was asked; without an answer nothing did."""

    answer: str = ""
    words: str = ""
    after: str = "3h"


SAID: Sequence[Said] = (
    Said(Wellbeing.FINE, "Yenisi sapasağlam geldi. Kutunun içindeki not çok hoşumuza gitti."),
    Said(Wellbeing.FINE),
    Said(),
    Said(Wellbeing.FINE, "", "1d"),
    Said(Wellbeing.NOT_FINE, "Yenisi de kenarından çatlak çıktı. Kutu yine aynı kutu.", "2h"),
    Said(Wellbeing.FINE, "Sorduğunuz için sağ olun, her şey yerinde."),
    Said(),
    Said(Wellbeing.FINE, "", "5h"),
)


def ask(*, channel: Channel, now: datetime, happened: Happened) -> None:
    """Have the customers of one reason asked, as its agents wanted it, and tell what came back."""
    settled = Closure.objects.filter(
        conversation__channel=channel, conversation__reason_choice__reason__seed=REASON, closed_at__lt=now
    )
    newest = settled.select_related("conversation").order_by("-closed_at")[: len(SAID) + 4]
    for number, closure in enumerate(sorted(newest, key=lambda each: each.closed_at)):
        _ask(closure.conversation, closure.closed_at, SAID[number % len(SAID)], now=now, happened=happened)


def _ask(conversation: Conversation, closed_at: datetime, said: Said, *, now: datetime, happened: Happened) -> None:
    by = conversation.assigned_to
    if by is None:
        return
    with happened(closed_at):
        planned = planning.plan_by_hand(conversation, by=by, now=closed_at)
    at = planned.planned_at
    if at is None or at > now:
        return
    with happened(at):
        message = asking.ask(planned.pk, now=at)
        if message is None:
            return
        outbox.deliver(message.delivery.pk, now=now)
    Delivery.objects.filter(message=message, state="sent").update(sent_at=at)
    # It is long ago, and counts for nobody any more.
    AutomaticMail.objects.filter(address=asking.address_of(conversation).lower(), at=at).delete()
    planned.refresh_from_db()
    _answer(planned, said, at=at + span(said.after), now=now, happened=happened)


def _answer(asked: CheckBack, said: Said, *, at: datetime, now: datetime, happened: Happened) -> None:
    if not said.answer:
        waits_until = asked.waits_until or now
        if waits_until <= now:
            with happened(waits_until):
                asking.call_silent(now=waits_until)
        return
    if at > now:
        return
    link = tokens.make(asked.uid, key=letters.key())
    with happened(at):
        answering.say(link, answer=said.answer, words=said.words, now=at)
    Notice.objects.filter(kind=Kind.LOW_SCORE, conversation=asked.conversation_id).update(at=at, read_at=at)
    asked.refresh_from_db()
    if asked.promise is not None:
        _put_right(asked.conversation, asked.promise, at=at + timedelta(hours=3), now=now, happened=happened)


def _put_right(conversation: Conversation, owed: Promise, *, at: datetime, now: datetime, happened: Happened) -> None:
    """Whoever had it got back to the customer the same day."""
    if owed.owner is None or at > now:
        return
    with happened(at):
        promises.keep(owed, by=owed.owner, now=at)
        closed = conversations.close(Conversation.objects.get(pk=conversation.pk), by=owed.owner, now=at, is_asked=True)
    Closure.objects.filter(conversation=closed).update(closed_at=at)
