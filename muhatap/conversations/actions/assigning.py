"""Work that finds its people by itself.

Whoever gives out work of a queue holds its turn and then the agents they may choose: two arrivals at one moment take
turns, and nobody is given more than they can take. What cannot be given at once stays in its queue, and is given as
soon as somebody comes or has room: `give_out_waiting` asks that again and again, so no lost job can strand it.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from muhatap.conversations.actions.common import locked
from muhatap.conversations.actions.keeping import assign
from muhatap.conversations.assignment import AUTOMATIC, Candidate, Choice, Stays, choose
from muhatap.conversations.models import Conversation, Status, Turn
from muhatap.conversations.ownership import Because, facts_of
from muhatap.conversations.queues import Queue, candidates, open_ones, skill_rules, wanted
from muhatap.team import queries as team
from muhatap.team.models import Agent, Assignment, Brand, Team

# So many are looked at in one go, the longest waiting first; the next go comes in seconds.
AT_ONCE = 2000


@transaction.atomic
def give_out(conversation: Conversation, *, now: datetime, mode: str = "") -> Choice | Stays | None:
    """Give a conversation that nobody has to whom its queue chooses; None when it goes by hand or has somebody.

    `mode` is used instead of the queue's own, for a lead who has one given out.
    """
    queue = Queue.of(conversation)
    if (mode := mode or queue.mode) not in AUTOMATIC:
        return None
    turn = _turn_of(queue)
    held = _held(queue.members())
    able = candidates(held, now=now)
    conversation = locked(conversation)
    if conversation.status != Status.OPEN or not _is_free(conversation):
        return None
    choice = choose(mode, able, wanted(conversation, skill_rules()), last_id=turn.last_agent_id)
    if isinstance(choice, Choice):
        turn.last_agent_id = choice.agent_id
        turn.save(update_fields=["last_agent_id"])
        chosen = next(agent for agent in held if agent.pk == choice.agent_id)
        assign(conversation, to=chosen, by=None, why=choice.mode, facts=facts_of(choice))
    return choice


def give_out_waiting(*, now: datetime) -> int:
    """Give out what stands in automatic queues and return how many that were.

    Whom nobody can take is passed over by what is known of everyone at the start; only a hit is asked again with
    everything held.
    """
    if not _is_anything_automatic():
        return 0
    given, rules = 0, skill_rules()
    known: dict[Queue, list[Candidate]] = {}
    for conversation in _waiting_to_be_given():
        queue = Queue.of(conversation)
        if queue not in known:
            known[queue] = candidates(list(queue.members()), now=now)
        if isinstance(choose(queue.mode, known[queue], wanted(conversation, rules)), Stays):
            continue
        found = give_out(conversation, now=now)
        if isinstance(found, Choice):
            given += 1
            known = {each: _with_one_more(able, found.agent_id) for each, able in known.items()}
    return given


@transaction.atomic
def take_on_opening(conversation: Conversation, *, by: Agent, now: datetime) -> bool:
    """Make the conversation the agent's who opened it, where its queue works that way; say whether it is now."""
    queue = Queue.of(conversation)
    if queue.mode != Assignment.ON_OPENING or not queue.members().filter(pk=by.pk).exists():
        return False
    (opener,) = candidates(_held(Agent.objects.filter(pk=by.pk)), now=now)
    conversation = locked(conversation)
    if conversation.is_closed or not _is_free(conversation):
        return False
    if not opener.has_room or team.own_standing(by, now=now).is_off:
        return False
    assign(conversation, to=by, by=by, why=Because.OPENED)
    return True


def _is_free(conversation: Conversation) -> bool:
    is_standing = not conversation.is_spam and conversation.merged_into_id is None and conversation.deleted_at is None
    return is_standing and conversation.assigned_to_id is None


def _turn_of(queue: Queue) -> Turn:
    """Return the turn of a queue, held."""
    which: dict[str, Any] = {"team_id": queue.team_id} if queue.team_id else {"brand_id": queue.brand_id}
    held = Turn.objects.select_for_update().filter(**which).first()
    if held is None:
        Turn.objects.get_or_create(**which)
        held = Turn.objects.select_for_update().get(**which)
    return held


def _held(agents: QuerySet[Agent]) -> list[Agent]:
    """Hold agents, always in the same order: nobody counts their work or gives them anything meanwhile."""
    return list(Agent.objects.select_for_update(no_key=True).filter(pk__in=agents.values("pk")).order_by("pk"))


def _is_anything_automatic() -> bool:
    by_itself = Q(assignment__in=AUTOMATIC)
    return Brand.objects.filter(by_itself).exists() or Team.objects.filter(by_itself).exists()


def _waiting_to_be_given() -> list[Conversation]:
    of_team = Q(team__assignment__in=AUTOMATIC)
    of_brand = (Q(team=None) | Q(team__assignment="")) & Q(brand__assignment__in=AUTOMATIC)
    free = open_ones().filter(of_team | of_brand, assigned_to=None)
    return list(free.select_related("team", "brand").order_by("opened_at", "pk")[:AT_ONCE])


def _with_one_more(able: list[Candidate], agent_id: int) -> list[Candidate]:
    return [replace(each, open_count=each.open_count + (each.id == agent_id)) for each in able]
