"""Taking over the model replies."""

from datetime import datetime

from django.db import transaction

from muhatap.knowledge.actions.writing import Written, write
from muhatap.knowledge.models import SavedReply, Voice
from muhatap.knowledge.seeds import SEEDS, Seed
from muhatap.team import audit
from muhatap.team.models import Agent


@transaction.atomic
def plant(*, by: Agent | None, now: datetime) -> int:
    """Make the model replies whose shortcuts nobody has, put away or not, for every brand; return how many."""
    there = set(SavedReply.objects.values_list("shortcut", flat=True))
    missing = [seed for seed in SEEDS if seed.shortcut not in there]
    for seed in missing:
        write(written(seed), by=by, now=now)
    if missing:
        audit.record("replies.planted", by=by, count=len(missing))
    return len(missing)


def written(seed: Seed) -> Written:
    formal = {("tr", Voice.FORMAL.value): seed.formal_tr, ("en", Voice.FORMAL.value): seed.formal_en}
    return Written(
        names={"tr": seed.tr[0], "en": seed.en[0]},
        shortcut=seed.shortcut,
        situation=seed.situation,
        wordings={("tr", ""): seed.tr[1], ("en", ""): seed.en[1], **formal},
        keywords=list(seed.keywords),
        tones=list(seed.tones),
        order_standings=list(seed.order_standings),
        contact=seed.contact,
        acts=[dict(act) for act in seed.acts],
    )
