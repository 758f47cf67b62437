"""What a customer says by the link of a survey: a score, then effort and words; that they want no more questions.

Every answer is checked anew here, whatever page it came from: links are forwarded, kept for months, and pressed twice.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from muhatap.conversations.actions.common import locked_survivor, ring
from muhatap.conversations.models import Conversation, Direction, Message
from muhatap.core.events import announce
from muhatap.surveys import events, following, letters, timing, tokens
from muhatap.surveys.models import Origin, State, Survey, SurveyRefusal
from muhatap.team.models import Agent, Brand

LONGEST_COMMENT = 2000


class NotAsked(Exception):
    """The link names nothing that can be rated: made up, or of a conversation that is gone."""


class Over(Exception):
    """The time to answer, or to change an answer, has passed. What was said before stands."""


@dataclass(frozen=True)
class Asked:
    """What the link of a customer is about. `survey` is empty while a reply has not been rated."""

    conversation: Conversation
    brand: Brand
    language: str
    agent: Agent | None
    asked_at: datetime
    survey: Survey | None = None
    message: Message | None = None

    @property
    def score(self) -> int | None:
        return self.survey.score if self.survey else None

    def is_open(self, *, now: datetime) -> bool:
        answered = self.survey.answered_at if self.survey else None
        return timing.is_open(asked=self.asked_at, answered=answered, now=now)


def find(token: str) -> Asked:
    """Return what a link is about. Raises NotAsked."""
    rated = tokens.read(token, key=letters.key())
    if rated is None:
        raise NotAsked
    found = _survey(rated.uid.hex) if rated.kind == tokens.SURVEY else _reply(rated.uid.hex)
    survivor = found.conversation.survivor
    if survivor.deleted_at is not None or survivor.is_spam:
        raise NotAsked
    return replace(found, conversation=survivor)


@transaction.atomic
def rate(token: str, *, score: int, now: datetime) -> Survey:
    """Write a score down, or change it; the same once more changes nothing. Raises NotAsked, Over."""
    asked = find(token)
    conversation = locked_survivor(asked.conversation)
    # Held now: of two presses at the same moment the second finds the answer of the first.
    asked = find(token)
    if not asked.is_open(now=now):
        raise Over
    survey = _held(asked)
    was = survey.score or 0
    if was == score:
        return survey
    survey.score, survey.state = score, State.ANSWERED
    survey.answered_at, survey.changed_at = survey.answered_at or now, now if was else None
    survey.save()
    announce(
        events.SurveyAnswered(
            conversation_id=conversation.pk, survey_id=survey.pk, score=score, was=was, origin=survey.origin
        )
    )
    following.look_at(survey, conversation, now=now)
    ring(conversation)
    return survey


@transaction.atomic
def tell_more(token: str, *, effort: int | None, comment: str, now: datetime) -> Survey:
    """Write down effort (1 to 5, None: not said) and words. Raises NotAsked (also before there is a score), Over."""
    asked = find(token)
    conversation = locked_survivor(asked.conversation)
    asked = find(token)
    if asked.survey is None or asked.survey.score is None:
        raise NotAsked
    if not asked.is_open(now=now):
        raise Over
    survey = _held(asked)
    comment = comment.strip()[:LONGEST_COMMENT]
    if (survey.effort, survey.comment) == (effort, comment):
        return survey
    survey.effort, survey.comment, survey.changed_at = effort, comment, now
    survey.save(update_fields=["effort", "comment", "changed_at"])
    announce(
        events.SurveyCommented(
            conversation_id=conversation.pk, survey_id=survey.pk, effort=effort or 0, comment=comment
        )
    )
    ring(conversation)
    return survey


@transaction.atomic
def refuse(token: str, *, now: datetime) -> None:
    """Ask this customer no more. Raises NotAsked."""
    asked = find(token)
    refuse_for(asked.conversation, survey=asked.survey, how=SurveyRefusal.How.PAGE, now=now)


def refuse_for(conversation: Conversation, *, survey: Survey | None, how: str, now: datetime) -> None:
    """Ask the customer of a conversation no more; said twice is said once."""
    _, is_new = SurveyRefusal.objects.get_or_create(
        customer=conversation.customer.survivor, defaults={"how": how, "at": now}
    )
    if is_new:
        announce(
            events.SurveyRefused(conversation_id=conversation.pk, survey_id=survey.pk if survey else 0),
        )
        ring(conversation)


def has_refused(asked: Asked) -> bool:
    return SurveyRefusal.objects.filter(customer=asked.conversation.customer.survivor).exists()


def _survey(uid: str) -> Asked:
    asked = Survey.objects.filter(uid=uid, origin=Origin.MAIL).exclude(sent_at=None)
    survey = asked.select_related("conversation__customer", "brand", "agent").first()
    if survey is None or survey.sent_at is None:
        raise NotAsked
    return Asked(survey.conversation, survey.brand, survey.language, survey.agent, survey.sent_at, survey=survey)


def _reply(uid: str) -> Asked:
    replies = Message.objects.filter(uid=uid, direction=Direction.OUT, machine="", conversation__aside_of=None)
    message = replies.select_related("conversation__brand", "conversation__customer", "author").first()
    if message is None:
        raise NotAsked
    conversation = message.conversation
    rated = Survey.objects.filter(message=message, origin=Origin.SIGNATURE).select_related("agent").first()
    language = letters.language_of(conversation)
    return Asked(conversation, conversation.brand, language, message.author, message.at, rated, message)


def _held(asked: Asked) -> Survey:
    """Return the row to write to, held; of a reply that nobody rated yet, a new one."""
    if asked.survey is not None:
        return Survey.objects.select_for_update(of=("self",)).get(pk=asked.survey.pk)
    assert asked.message is not None
    return Survey(
        conversation=asked.conversation,
        message=asked.message,
        origin=Origin.SIGNATURE,
        agent=asked.agent,
        brand=asked.brand,
        channel=asked.message.channel,
        language=asked.language,
        closed_at=asked.asked_at,
        sent_at=asked.asked_at,
    )
