"""What conversations do when their customers are renamed, merged, split, or put back: they go along."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from muhatap.conversations import search
from muhatap.conversations.models import Conversation, Direction, Message, MovedConversation
from muhatap.core.jobs import defer
from muhatap.customers import queries as customers
from muhatap.customers.events import CustomerMerged, CustomerMoveUndone, CustomerRenamed, CustomerSplit
from muhatap.customers.models import Customer, CustomerMove, MovedIdentity

INDEX = "muhatap.conversations.jobs.index_customer"


def rename(event: CustomerRenamed) -> None:
    """Call the customer in every list as they are called now."""
    _call_by_name([event.customer_id])


def follow_merge(event: CustomerMerged) -> None:
    """Let all conversations of a merged customer be the survivor's."""
    _carry(Conversation.objects.filter(customer=event.customer_id).values_list("pk", flat=True), event.move_id)


def follow_split(event: CustomerSplit) -> None:
    """Let those conversations go along in which nobody but the split-off addresses wrote to us."""
    gone = MovedIdentity.objects.filter(move=event.move_id).values("identity")
    written = Message.objects.filter(conversation=OuterRef("pk"), direction=Direction.IN)
    theirs = Conversation.objects.filter(
        Exists(written.filter(identity__in=gone)),
        ~Exists(written.exclude(identity__in=gone)),
        customer=event.customer_id,
    )
    _carry(theirs.values_list("pk", flat=True), event.move_id)


def follow_back(event: CustomerMoveUndone) -> None:
    """Give the conversations of a merge or split back to whom they belong by the moves that still hold."""
    rows = MovedConversation.objects.filter(conversation__customer_moves__move=event.move_id).select_related("move")
    places = customers.places([(row.conversation_id, row.move) for row in rows])
    late = [
        MovedConversation(move=move, conversation_id=number) for number, place in places.items() for move in place.late
    ]
    MovedConversation.objects.bulk_create(late, ignore_conflicts=True)
    for customer_id in {place.at for place in places.values()}:
        numbers = [number for number, place in places.items() if place.at == customer_id]
        Conversation.objects.filter(pk__in=numbers).update(customer=customer_id)
    _call_by_name({event.customer_id, event.other_id, *(place.at for place in places.values())})


def _carry(conversations: Iterable[int], move_id: int) -> None:
    move = CustomerMove.objects.get(pk=move_id)
    numbers = list(conversations)
    MovedConversation.objects.bulk_create([MovedConversation(move=move, conversation_id=number) for number in numbers])
    Conversation.objects.filter(pk__in=numbers).update(customer=move.target_id)
    _call_by_name([move.target_id])


def _call_by_name(numbers: Iterable[int]) -> None:
    for customer in Customer.objects.filter(pk__in=list(numbers)).prefetch_related("identities"):
        named = Conversation.objects.filter(customer=customer).exclude(customer_name=str(customer)[:200])
        if named.update(customer_name=str(customer)[:200]):
            # The search finds by the name, too; someone with a thousand messages must not wait for that.
            defer(INDEX, customer_id=customer.pk)


def index(customer_id: int) -> None:
    """Let the conversations of a customer be found by the name they have now."""
    for conversation in Conversation.objects.filter(customer=customer_id, deleted_at=None).iterator():
        search.index_conversation(conversation)
