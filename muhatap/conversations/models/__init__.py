"""What a conversation is: one matter with one customer, its messages and what became of them."""

from muhatap.conversations.models.asking import AskedTwice
from muhatap.conversations.models.assignment import Breach, BreachKind, SkillRule, Turn
from muhatap.conversations.models.bulk import BulkItem, BulkItemState, BulkRun, BulkState
from muhatap.conversations.models.channel import Channel
from muhatap.conversations.models.chase import Chase, ChaseQuerySet, Party
from muhatap.conversations.models.conversation import Closure, Conversation, ConversationQuerySet, Status, Woken
from muhatap.conversations.models.draft import Draft, DraftKind, DraftQuerySet
from muhatap.conversations.models.expectation import Expectation
from muhatap.conversations.models.label import Label, LabelColour
from muhatap.conversations.models.message import (
    Attachment,
    Delivery,
    DeliveryState,
    Direction,
    Machine,
    Message,
)
from muhatap.conversations.models.moving import ConversationLink, Move, MovedConversation, MovedMessage, MoveKind
from muhatap.conversations.models.saved_view import SavedView, SavedViewQuerySet, Scope
from muhatap.conversations.models.search import RecentSearch, SearchEntry, SearchWeek, SearchWord

__all__ = [
    "AskedTwice",
    "Attachment",
    "Breach",
    "BreachKind",
    "BulkItem",
    "BulkItemState",
    "BulkRun",
    "BulkState",
    "Channel",
    "Chase",
    "ChaseQuerySet",
    "Closure",
    "Conversation",
    "ConversationLink",
    "ConversationQuerySet",
    "Delivery",
    "DeliveryState",
    "Direction",
    "Draft",
    "DraftKind",
    "DraftQuerySet",
    "Expectation",
    "Label",
    "LabelColour",
    "Machine",
    "Message",
    "Move",
    "MoveKind",
    "MovedConversation",
    "MovedMessage",
    "Party",
    "RecentSearch",
    "SavedView",
    "SavedViewQuerySet",
    "Scope",
    "SearchEntry",
    "SearchWeek",
    "SearchWord",
    "SkillRule",
    "Status",
    "Turn",
    "Woken",
]
