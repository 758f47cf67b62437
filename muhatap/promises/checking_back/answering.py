"""What a customer says to "is everything all right?": on the page of the mail, by a mail, or as one of us reads it.

"Not everything" brings the conversation back to whoever has it, with something owed.

Every answer is checked anew here, whatever page it came from: links are forwarded, kept for months, and pressed twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from muhatap.conversations import actions as conversations
from muhatap.conversations.actions.common import id_of, locked_survivor, ring
from muhatap.conversations.models import Conversation, Message
from muhatap.core.events import announce
from muhatap.promises import actions, events, timing
from muhatap.promises.checking_back import letters, sources, tokens, wording
from muhatap.promises.checking_back.sorting import sorted_answer
from muhatap.promises.models import CheckBack, CheckBackState, Origin, Wellbeing
from muhatap.team.models import Agent
from muhatap.team.opening import hours_of

LONGEST_WORDS = 2000
# Open time within which we get back to somebody for whom not everything is all right.
BACK_IN_MINUTES = 9 * 60
# So long a question can be answered, and so long what was said can be changed.
OPEN_FOR = timedelta(days=30)
CHANGED_FOR = timedelta(days=7)
BY_PAGE, BY_MAIL, BY_AGENT = "page", "mail", "agent"
# The whole subject of the mail that a mailer writes for its "unsubscribe" button (see mail/out/compose.py).
UNSUBSCRIBE = "unsubscribe"
_SORTED = (Wellbeing.FINE, Wellbeing.NOT_FINE)


class NotAsked(Exception):
    """The link names nothing that was asked: made up, or of a conversation that is gone."""


class Over(Exception):
    """The time to answer, or to change an answer, has passed. What was said before stands."""


@dataclass(frozen=True)
class Asked:
    """What the link of a customer is about."""

    conversation: Conversation
    check_back: CheckBack

    @property
    def language(self) -> str:
        return self.check_back.language

    def is_open(self, *, now: datetime) -> bool:
        answered, asked = self.check_back.answered_at, self.check_back.asked_at
        assert asked is not None
        return now < (answered + CHANGED_FOR if answered else asked + OPEN_FOR)


def find(token: str) -> Asked:
    """Return what a link is about. Raises NotAsked."""
    uid = tokens.read(token, key=letters.key())
    asked = CheckBack.objects.exclude(asked_at=None).select_related("conversation__brand", "agent")
    found = asked.filter(uid=uid).first() if uid else None
    if found is None:
        raise NotAsked
    survivor = found.conversation.survivor
    if survivor.deleted_at is not None or survivor.is_spam:
        raise NotAsked
    return Asked(survivor, found)


@transaction.atomic
def say(token: str, *, answer: str, words: str, now: datetime) -> CheckBack:
    """Write down what the customer said on the page; the same once more changes nothing.

    Raises NotAsked, Over, and ValueError for an answer that is none.
    """
    if answer not in _SORTED:
        raise ValueError(f"no answer: {answer}")
    conversation = locked_survivor(find(token).conversation)
    # Held now: of two presses at the same moment the second finds the answer of the first.
    asked = find(token)
    if not asked.is_open(now=now):
        raise Over
    held = _held(asked.check_back)
    words = words.strip()[:LONGEST_WORDS]
    if (held.answer, held.words) != (answer, words):
        held.words = words
        _answer(held, conversation, Wellbeing(answer), how=BY_PAGE, now=now)
    return held


@transaction.atomic
def hear(message: Message, *, now: datetime) -> CheckBack | None:
    """Take a mail of the customer's for the answer, where one is awaited; sort it as far as that is certain."""
    conversation = locked_survivor(message.conversation)
    awaited = conversation.check_backs.filter(
        state__in=(CheckBackState.ASKED, CheckBackState.SILENT), asked_at__gt=now - OPEN_FOR, asked_at__lt=message.at
    )
    found = awaited.order_by("-asked_at").first()
    if found is None:
        return None
    if message.subject.strip().lower() == UNSUBSCRIBE:
        _refuse(conversation, is_by_mail=True, now=now)
        return None
    held = _held(found)
    held.reply = message
    _answer(held, conversation, sorted_answer(message.text), how=BY_MAIL, now=now)
    return held


@transaction.atomic
def sort(check_back: CheckBack, *, answer: str, by: Agent, now: datetime) -> CheckBack:
    """Say what a mail meant that could not be sorted, or was sorted wrongly. Raises NotAsked without an answer."""
    conversation = locked_survivor(check_back.conversation)
    held = _held(check_back)
    if held.state != CheckBackState.ANSWERED or answer not in _SORTED:
        raise NotAsked
    if held.answer != answer:
        _answer(held, conversation, Wellbeing(answer), how=BY_AGENT, by=by, now=now)
    return held


@transaction.atomic
def refuse(token: str, *, now: datetime) -> None:
    """Ask this customer no more, by surveys either. Raises NotAsked."""
    _refuse(find(token).conversation, is_by_mail=False, now=now)


def _refuse(conversation: Conversation, *, is_by_mail: bool, now: datetime) -> None:
    others = sources.others()
    if others is not None:
        others.refuse(conversation, is_by_mail, now)


def _answer(
    held: CheckBack,
    conversation: Conversation,
    answer: Wellbeing,
    *,
    how: str,
    by: Agent | None = None,
    now: datetime,
) -> None:
    held.answer, held.state, held.answered_at = answer, CheckBackState.ANSWERED, held.answered_at or now
    held.save()
    owner = _owner(held, conversation)
    announce(
        events.CheckBackAnswered(
            conversation_id=conversation.pk,
            check_back_id=held.pk,
            answer=answer,
            how=how,
            words=held.words if how == BY_PAGE else "",
            owner_id=id_of(owner),
        ),
        by=id_of(by),
    )
    if answer == Wellbeing.NOT_FINE:
        _owe(held, conversation, owner, now=now)
    ring(conversation)


def _owe(held: CheckBack, conversation: Conversation, owner: Agent | None, *, now: datetime) -> None:
    """Bring the conversation back to its owner with something owed, unless that is owed already."""
    if owner is not None and conversation.assigned_to_id is None:
        conversations.assign(conversation, to=owner, by=None)
    if held.promise is not None and held.promise.is_open:
        return
    said = wording.words(conversation.brand.language)
    text = said.owed_words.format(words=held.words) if held.words else said.owed
    due_at = timing.in_open_minutes(BACK_IN_MINUTES, hours_of(conversation.brand), now=now)
    held.promise = actions.owe(conversation, text=text, due_at=due_at, owner=owner, origin=Origin.CHECK_BACK, now=now)
    held.save(update_fields=["promise"])


def _owner(held: CheckBack, conversation: Conversation) -> Agent | None:
    """Return who gets back to the customer: whoever has the conversation, else whoever helped; nobody who left."""
    for agent in (conversation.assigned_to, held.agent):
        if agent is not None and agent.sees(conversation.brand_id) and agent.is_active:
            return agent
    return None


def _held(check_back: CheckBack) -> CheckBack:
    held = CheckBack.objects.select_for_update(of=("self",)).select_related("promise", "agent")
    return held.get(pk=check_back.pk)
