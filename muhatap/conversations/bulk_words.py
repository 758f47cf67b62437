"""What a run over many conversations says of itself: how far it is, what it did, what it could not do and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from muhatap.conversations.actions.bulk_acts import ACTS, WHYS
from muhatap.conversations.models import BulkRun, BulkState


@dataclass(frozen=True)
class Told:
    """`headline` and `details` are sentences; `done` of `of` says how far it is while it goes."""

    headline: str
    details: list[str]
    done: int
    of: int


def told(run: BulkRun) -> Told:
    if run.is_here:
        return Told(_said_here(run), [], 1, 1)
    if run.state == BulkState.UNDOING:
        over = run.undone_count + run.kept_count
        going = _("Being undone: %(done)s of %(all)s") % {"done": said(over), "all": said(run.done_count)}
        return Told(going, [], over, run.done_count)
    if run.state == BulkState.UNDONE:
        return Told(_("%(count)s put back as they were.") % {"count": said(run.undone_count)}, list(_left(run)), 1, 1)
    over = run.done_count + run.same_count + run.failed_count
    if run.state in (BulkState.WAITING, BulkState.RUNNING):
        going = _("%(done)s of %(all)s done") % {"done": said(over), "all": said(run.item_count)}
        return Told(going, list(_failed(run)), over, run.item_count)
    return Told(_outcome(run), list(_exceptions(run)), over, run.item_count)


def said(count: int) -> str:
    """Write a number for reading: 1,240 in English, 1.240 in Turkish."""
    return str(formats.number_format(count, use_l10n=True, force_grouping=True))


def _said_here(run: BulkRun) -> str:
    """Say in two words what was done to the open conversation, or what became of the undo."""
    if run.state != BulkState.UNDONE:
        return str(ACTS[run.act].done_here)
    if run.kept_count:
        return _("Left as it is: somebody has changed it since.")
    return _("Put back as it was.") if run.undone_count else _("That did not work. Nothing was changed.")


def _outcome(run: BulkRun) -> str:
    if not run.done_count:
        return _("Nothing to change.") if not run.failed_count else _("Nothing was changed.")
    done = str(ACTS[run.act].done) % {"count": said(run.done_count)}
    return _("%(done)s. Stopped.") % {"done": done} if run.state == BulkState.CANCELLED else f"{done}."


def _exceptions(run: BulkRun) -> Iterator[str]:
    if run.same_count:
        yield _("%(count)s were so already.") % {"count": said(run.same_count)}
    yield from _failed(run)
    if run.state == BulkState.CANCELLED:
        rest = run.item_count - run.done_count - run.same_count - run.failed_count
        yield _("%(count)s were left alone.") % {"count": said(rest)}


def _failed(run: BulkRun) -> Iterator[str]:
    for why, count in sorted(run.failures.items(), key=lambda one: -one[1]):
        yield _("%(count)s not: %(why)s.") % {"count": said(count), "why": WHYS.get(why, why)}


def _left(run: BulkRun) -> Iterator[str]:
    if run.kept_count:
        yield _("%(count)s left as they are: somebody changed them since.") % {"count": said(run.kept_count)}
