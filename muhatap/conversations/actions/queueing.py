"""In which queue a conversation stands."""

from django.db import transaction

from muhatap.conversations import events
from muhatap.conversations.actions.common import id_of, locked, ring
from muhatap.conversations.models import Conversation
from muhatap.core.events import announce
from muhatap.team.models import Agent, Team


@transaction.atomic
def give_to_team(conversation: Conversation, *, team: Team | None, by: Agent | None) -> Conversation:
    """Put the conversation into a team's queue, for any of them to take; without a team, into everyone's."""
    conversation = locked(conversation)
    if conversation.team_id == (team.pk if team else None) and conversation.assigned_to_id is None:
        return conversation
    was_id = conversation.assigned_to_id
    conversation.team, conversation.assigned_to = team, None
    conversation.save(update_fields=["team", "assigned_to"])
    announce(
        events.GivenToTeam(
            conversation_id=conversation.pk,
            team_id=team.pk if team else None,
            name=team.name if team else "",
            was_id=was_id,
        ),
        by=id_of(by),
    )
    ring(conversation)
    return conversation
