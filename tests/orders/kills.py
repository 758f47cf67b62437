"""Kill the worker at every step of an act, and let another one go on: the shop has done it once in the end."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.utils import timezone

from muhatap.orders import actions
from muhatap.orders.models import ActState, OrderAct
from tests.servers.desk import database_url

# Longer than the shops of the tests need for a refund; a real desk waits a minute.
SETTLE_SECONDS = 3.0
PATIENCE_SECONDS = 60.0
ENDED = (ActState.DONE, ActState.REFUSED, ActState.UNKNOWN, ActState.DROPPED)


def kill_at(step: str, act: OrderAct) -> OrderAct:
    """Let a process go on with an act until it dies at a step, and return the act as it is left."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.orders.dying", str(act.pk), step],
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "MUHATAP_SHOPS_INSIDE": "yes",
            "MUHATAP_ACTS_SETTLE_SECONDS": str(SETTLE_SECONDS),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    # Who asked to die late may have been done before.
    is_late = step.startswith("meanwhile:") and process.returncode == 0
    assert is_late or process.returncode == -signal.SIGKILL, process.stderr
    act.refresh_from_db()
    return act


def go_on(act: OrderAct, settings: Any) -> OrderAct:
    """Do what the jobs do that are planned for an act, until it has ended."""
    settings.ACTS_SETTLE_SECONDS = SETTLE_SECONDS
    settings.SHOPS_MAY_STAY_INSIDE = True
    deadline = time.monotonic() + PATIENCE_SECONDS
    while act.state not in ENDED:
        assert time.monotonic() < deadline, act.state
        OrderAct.objects.filter(pk=act.pk, next_at__gt=timezone.now()).update(next_at=timezone.now())
        actions.perform(act.pk)
        act.refresh_from_db()
        time.sleep(0.05)
    return act
