"""What the desk learns at night: for each brand, which words go with which reason."""

import logging
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Subquery

from muhatap.causes.models import Choice, Lesson
from muhatap.causes.suggesting import MOST_READ
from muhatap.causes.thinking import school
from muhatap.causes.thinking.enough import NotEnough
from muhatap.causes.thinking.learning import Example
from muhatap.conversations.models import Direction, Message
from muhatap.orders.models import Tie
from muhatap.team.models import Brand

log = logging.getLogger(__name__)

# Older choices were made with another list, and for other products.
OLDEST = timedelta(days=730)
MOST_EXAMPLES = 50_000
# A child is not begun for less.
FEWEST_EXAMPLES = 20
# Lessons before the newest are kept as numbers for the page; their models are not.
KEPT_DAYS = timedelta(days=400)
# Less has not changed enough to learn it all again.
FEWEST_NEW = 5


def learn_all(*, now: datetime) -> int:
    """Learn for every brand with new choices since its last lesson; return how many lessons were written."""
    count = 0
    for brand in Brand.objects.all():
        try:
            count += bool(learn(brand, now=now))
        except school.SchoolFailed as error:
            # What was learned before stays good; the next night tries again.
            log.warning("brand %s has learned nothing tonight: %s", brand.pk, error)
    Lesson.objects.filter(at__lt=now - KEPT_DAYS).delete()
    return count


def learn(brand: Brand, *, now: datetime, is_forced: bool = False) -> Lesson | None:
    """Learn one brand's reasons. Returns None where nothing is new or there is too little. Raises SchoolFailed."""
    chosen = Choice.objects.filter(conversation__brand=brand, reason__isnull=False, reason__is_archived=False)
    last = Lesson.objects.filter(brand=brand).order_by("-at").first()
    if chosen.count() < FEWEST_EXAMPLES:
        return None
    if last and not is_forced and chosen.filter(at__gt=last.at).count() < FEWEST_NEW:
        return None
    learned = school.learn(examples_of(brand, now=now))
    if isinstance(learned, NotEnough):
        return None
    accuracy = learned.accuracy
    made = Lesson.objects.create(
        brand=brand,
        at=now,
        model=learned.model,
        example_count=learned.example_count,
        reason_count=learned.reason_count,
        top_1=accuracy.top_1,
        top_3=accuracy.top_3,
        unknown_share=accuracy.unknown,
        confusions=[asdict(each) for each in learned.confusions],
    )
    Lesson.objects.filter(brand=brand).exclude(pk=made.pk).update(model=b"")
    return made


def examples_of(brand: Brand, *, now: datetime) -> Iterator[Example]:
    """Yield what people confirmed, the newest first: subject and first message of the customer, with the reason."""
    first = Message.objects.filter(conversation=OuterRef("conversation"), direction=Direction.IN, machine="")
    state = Tie.objects.filter(conversation=OuterRef("conversation")).values("order__state")[:1]
    chosen = (
        Choice.objects.filter(conversation__brand=brand, reason__isnull=False, reason__is_archived=False)
        .filter(heard_at__gte=now - OLDEST, conversation__is_spam=False)
        .annotate(
            said=Subquery(first.order_by("at", "pk").values("text")[:1]),
            subject=F("conversation__subject"),
            spoken=F("conversation__language"),
            order_state=Subquery(state),
        )
        .order_by("-heard_at")
    )
    for row in chosen[:MOST_EXAMPLES].iterator(chunk_size=2000):
        yield Example(
            text=f"{row.subject}\n{(row.said or '')[:MOST_READ]}",
            reason_id=row.reason_id or 0,
            language=row.spoken,
            at=row.heard_at,
            hints=(f"order:{row.order_state}",) if row.order_state else (),
        )
