"""Messages that changed their conversation, row by row, so that each such act can be taken back exactly."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models.conversation import Conversation
from muhatap.conversations.models.message import Message
from muhatap.customers.models import CustomerMove
from muhatap.team.models import Agent


class MoveKind(models.TextChoices):
    MERGE = "merge", _("merged")
    SPLIT = "split", _("split off")
    MOVE = "move", _("moved")


class Move(models.Model):
    """One act that brought messages from one conversation to another. Taken back, it stays as a row."""

    kind = models.CharField(max_length=10, choices=MoveKind.choices)
    source = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="moves_out")
    target = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="moves_in")
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)
    # What the act changed beside the messages, as it was: {"source": {"waiting_since": …}, "target": {"status": …}}
    before = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(source=F("target")), name="move_between_two")]

    @property
    def is_merge(self) -> bool:
        return self.kind == MoveKind.MERGE


class MovedMessage(models.Model):
    """That a message went along with a move."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="rows")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "message"], name="moved_once_a_move")]


class ConversationLink(models.Model):
    """That two conversations have to do with each other. The one with the lower number stands first."""

    first = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="links_up")
    second = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="links_down")
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="linked_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="link_in_order"),
        ]


class MovedConversation(models.Model):
    """That a conversation went along when its customer was merged into another, or split."""

    move = models.ForeignKey(CustomerMove, on_delete=models.CASCADE, related_name="conversation_rows")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="customer_moves")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "conversation"], name="conversation_once_a_move")]
