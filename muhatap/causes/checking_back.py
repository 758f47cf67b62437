"""What promises, which lie below, want to know for check-backs: why a customer wrote, and what surveys ask them.

And what surveys want to know of check-backs: neither sees the other.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from muhatap.causes.events import ReasonChosen
from muhatap.causes.models import Choice, Reason
from muhatap.conversations.models import Conversation
from muhatap.promises.checking_back import planning, sources
from muhatap.promises.models import CheckBack
from muhatap.surveys import answering
from muhatap.surveys import asking as surveys
from muhatap.surveys.models import Origin, State, Survey, SurveyRefusal


def register() -> None:
    sources.offer_reasons(sources.Reasons(asks=_asks, of=_reason_of, names=_names))
    sources.offer_other_questions(
        sources.OtherQuestions(
            has_refused=_has_refused, last_asked_at=_last_asked_at, has_answered=_has_answered, refuse=_refuse
        )
    )
    surveys.keep_apart_from(_last_checked_at)


def follow_reason(event: ReasonChosen) -> None:
    """A reason that is said after closing asks for a check-back as well, or asks for none any more."""
    planning.look_again(Conversation.objects.get(pk=event.conversation_id), now=timezone.now())


def _asks(conversation: Conversation) -> bool:
    return Choice.objects.filter(conversation=conversation, reason__asks_check_back=True).exists()


def _reason_of(path: str) -> Subquery:
    return Subquery(Choice.objects.filter(conversation=OuterRef(path)).values("reason")[:1])


def _names(numbers: Collection[int]) -> Mapping[int, str]:
    return {reason.pk: reason.name for reason in Reason.objects.filter(pk__in=numbers)}


def _has_refused(people: Sequence[int]) -> bool:
    return SurveyRefusal.objects.filter(customer__in=people).exists()


def _last_asked_at(people: Sequence[int]) -> datetime | None:
    asked = Survey.objects.filter(conversation__customer__in=people, origin=Origin.MAIL)
    last: datetime | None = asked.aggregate(last=Max("sent_at"))["last"]
    return last


def _last_checked_at(people: Sequence[int]) -> datetime | None:
    asked = CheckBack.objects.filter(conversation__customer__in=people)
    last: datetime | None = asked.aggregate(last=Max("asked_at"))["last"]
    return last


def _has_answered(conversation: Conversation, since: datetime) -> bool:
    said = Survey.objects.filter(conversation=conversation, state=State.ANSWERED, origin=Origin.MAIL)
    return said.filter(answered_at__gt=since).exists()


def _refuse(conversation: Conversation, is_by_mail: bool, now: datetime) -> None:
    how = SurveyRefusal.How.MAIL if is_by_mail else SurveyRefusal.How.PAGE
    answering.refuse_for(conversation, survey=None, how=how, now=now)
