"""Where the language model is, and whether it answers there."""

import time
from typing import Any

from django.db import transaction

from muhatap.language_model import speaking
from muhatap.language_model.models import ONLY, Endpoint
from muhatap.team import audit
from muhatap.team.models import Agent

PROBE = ({"role": "user", "content": "Answer with the one word: ready"},)
# Whoever writes a reply waits for it.
SLOW_SECONDS = 8.0


def endpoint() -> Endpoint:
    """Return where the model is; off and empty until somebody has set it up."""
    return Endpoint.objects.filter(pk=ONLY).first() or Endpoint()


@transaction.atomic
def set_up(*, by: Agent, key: str = "", **fields: Any) -> Endpoint:
    """Keep the settings. An empty key leaves the stored one, unless the address changes: it goes to nobody else."""
    found = endpoint()
    former = {name: getattr(found, name) for name in fields}
    for name, value in fields.items():
        setattr(found, name, value)
    if key:
        found.key = key
    elif former.get("address", found.address) != found.address:
        found.sealed_key = ""
    found.save()
    changed = [name for name, value in fields.items() if former[name] != value]
    audit.record("language_model.set_up", by=by, fields=changed + (["key"] if key else []))
    return found


def check(found: Endpoint) -> float:
    """Ask for one word and return how many seconds that took. Raises NotAnswered."""
    begun = time.monotonic()
    speaking.ask(found, PROBE)
    return time.monotonic() - begun
