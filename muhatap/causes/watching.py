"""What the desk looks after by itself: whether a fix holds, what jumps, what is new among what nobody explained."""

import logging
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from muhatap.causes import actions, measured
from muhatap.causes.models import Cause, State
from muhatap.causes.thinking.effect import Effect
from muhatap.causes.thinking.enough import NotEnough

log = logging.getLogger(__name__)

VERIFIED = _("The numbers say that it holds.")
CAME_BACK = _("It came back: the contacts are above the level after the fix.")


def verify(*, now: datetime) -> tuple[int, int]:
    """Verify what is fixed and better, reopen what came back; return how many of each."""
    verified = reopened = 0
    for cause in Cause.objects.filter(state=State.FIXED, fixed_on__lt=timezone.localtime(now).date()):
        shown = measured.effect_of(cause, now=now)
        if shown and isinstance(shown.found, Effect) and shown.found.is_better:
            actions.turn(cause, to=State.VERIFIED, by=None, now=now, text=VERIFIED)
            verified += 1
    for cause in Cause.objects.filter(state=State.VERIFIED):
        back = measured.return_of(cause, now=now)
        if not isinstance(back, NotEnough) and back.is_back:
            actions.turn(cause, to=State.HEARD, by=None, now=now, text=CAME_BACK)
            reopened += 1
    return verified, reopened
