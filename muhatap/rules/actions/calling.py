"""Webhooks on their way: kept with the run, called by a job, tried again for a day, and seen when they fail.

The other side gets each call at least once and knows a repeated one by its `webhook-id`.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop as _

from muhatap.core import outgoing, signing
from muhatap.core.jobs import defer
from muhatap.core.secrets import SealBroken
from muhatap.realtime.actions import publish
from muhatap.rules.kept import known, say
from muhatap.rules.models import Call, CallState, RuleRun
from muhatap.team import audit
from muhatap.team.models import Agent

log = logging.getLogger(__name__)

CALL = "muhatap.rules.jobs.call"
# Source of the steps: Standard Webhooks, "Retry schedule"; a little over a day in all.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
# Longer than one attempt can take: whoever died in the middle of one is not waited for any longer.
LEASE = timedelta(minutes=2)
SWEPT_AT_ONCE = 200
GONE = 410

REFUSED = known(_("The other side answered %(status)s."))
NOT_THERE_ANY_MORE = known(_("The other side says that this address is gone for good (410)."))
INSIDE = known(_("The address leads into a private network; such addresses are refused."))
NO_ADDRESS = known(_("This is not an address that can be called."))
NO_NAME = known(_("The name of the other side is not known."))
NO_CONNECTION = known(_("The other side could not be reached."))
TOO_SLOW = known(_("The other side did not answer in time."))
NO_SECRET = known(_("The secret of this rule cannot be read any more. Make a new one."))
UNFORESEEN = known(_("Something went wrong in the desk itself; its log says more."))
_SILENCES = {"name": NO_NAME, "connection": NO_CONNECTION, "time": TOO_SLOW}


class _NotTaken(Exception):
    def __init__(self, reason: str, *, is_final: bool = False, status_code: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
        self.status_code = status_code


def put(run: RuleRun, *, url: str, body: str, now: datetime) -> Call:
    """Keep a call and plan it, in the transaction of the run."""
    if not run.rule.sealed_secret:
        run.rule.secret = signing.new_secret()
        run.rule.save(update_fields=["sealed_secret"])
    made = Call.objects.create(run=run, url=url, body=body, next_at=now, created_at=now)
    defer(CALL, call_id=made.pk)
    return made


def call(call_id: int, *, now: datetime) -> None:
    """Make one attempt if it is due and nobody else is at it. Running twice, or at the wrong time, is harmless."""
    mine = Call.objects.filter(pk=call_id, state=CallState.WAITING, next_at__lte=now)
    if not mine.update(next_at=now + LEASE, attempt_count=F("attempt_count") + 1):
        return
    row = Call.objects.select_related("run__rule").get(pk=call_id)
    try:
        row.status_code = _attempt(row, now=now)
        # What a customer wrote is kept here no longer than it takes to hand it over.
        row.state, row.reason, row.body = CallState.TAKEN, "", ""
    except _NotTaken as refused:
        _note_refusal(row, refused, now=now)
    _save(row)


def sweep(*, now: datetime) -> int:
    """Plan calls whose job was lost with its worker; return how many."""
    lost = Call.objects.filter(state=CallState.WAITING, next_at__lt=now - LEASE)
    numbers = list(lost.order_by("next_at").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    for number in numbers:
        defer(CALL, call_id=number)
    return len(numbers)


@transaction.atomic
def call_again(row: Call, *, by: Agent, now: datetime) -> Call:
    """Start over with a call that failed. One that is on its way or taken stays as it is."""
    again = Call.objects.filter(pk=row.pk, state=CallState.FAILED)
    if again.update(state=CallState.WAITING, next_at=now, attempt_count=0, reason=""):
        defer(CALL, call_id=row.pk)
        audit.record("rules.call_repeated", by=by, subject=f"rule:{row.run.rule_id}")
    row.refresh_from_db()
    return row


def _attempt(row: Call, *, now: datetime) -> int:
    """Call and return the status of the answer. Raises _NotTaken."""
    body = row.body.encode()
    try:
        headers = signing.headers(row.run.rule.secret, uid=f"msg_{row.uid.hex}", body=body, now=now)
        answer = outgoing.post(row.url, body=body, headers=headers, may_stay_inside=settings.WEBHOOKS_MAY_STAY_INSIDE)
    except SealBroken as error:
        raise _NotTaken(NO_SECRET, is_final=True) from error
    except outgoing.NotAnAddress as error:
        raise _NotTaken(NO_ADDRESS, is_final=True) from error
    except outgoing.NotOutside as error:
        raise _NotTaken(INSIDE, is_final=True) from error
    except outgoing.NoAnswer as error:
        raise _NotTaken(_SILENCES[error.args[0]]) from error
    except Exception as error:
        log.exception("the call %s failed for a reason nobody thought of", row.pk)
        raise _NotTaken(UNFORESEEN) from error
    if answer.status_code == GONE:
        raise _NotTaken(NOT_THERE_ANY_MORE, is_final=True, status_code=GONE)
    if not answer.is_success:
        raise _NotTaken(say(REFUSED, status=answer.status_code), status_code=answer.status_code)
    return answer.status_code


def _note_refusal(row: Call, refused: _NotTaken, *, now: datetime) -> None:
    row.reason, row.status_code = refused.reason, refused.status_code
    if refused.is_final or row.attempt_count > len(WAITS):
        row.state = CallState.FAILED
        log.warning("the call %s of rule %s is given up", row.pk, row.run.rule_id)
    else:
        row.next_at = now + WAITS[row.attempt_count - 1]


@transaction.atomic
def _save(row: Call) -> None:
    row.save(update_fields=["state", "reason", "status_code", "next_at", "body"])
    if row.state == CallState.WAITING:
        defer(CALL, call_id=row.pk, at=row.next_at)
    publish(f"rules:{row.run.rule_id}", "changed")
