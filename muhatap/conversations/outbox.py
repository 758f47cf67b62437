"""The durable outbox: what was said goes out once, or is visibly not gone.

A delivery is claimed with a conditional update, so however many workers look, one sends. Between the other side's
"accepted" and our commit lies the one moment that no protocol closes; docs/build/decisions/0006-outbox.md says what we
do about it.
"""

from datetime import datetime

from muhatap.conversations.models import Delivery, DeliveryState, Message


def put(message: Message, *, not_before: datetime, is_held: bool) -> Delivery:
    """Put a message in the outbox, in the transaction that wrote it, and plan the job that sends it."""
    from muhatap.conversations.jobs import deliver

    delivery = Delivery.objects.create(
        message=message,
        not_before=not_before,
        state=DeliveryState.HELD if is_held else DeliveryState.QUEUED,
    )
    deliver.configure(schedule_at=not_before).defer(delivery_id=delivery.pk)
    return delivery
