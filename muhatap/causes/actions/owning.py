"""Word to whoever follows a cause or has a task: what came of it, what its department said."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from procrastinate.types import JSONValue

from muhatap.causes import measured
from muhatap.causes.actions.posting import Post, send_once
from muhatap.causes.models import Cause, LetterKind, Task, TaskState
from muhatap.core.jobs import defer
from muhatap.team.models import Agent

MAIL = "muhatap.causes.jobs.mail_owner"
MAIL_TASK = "muhatap.causes.jobs.mail_task"
GIVEN, DUE, WORKED, NOT_WORKED = "given", "due", "worked", "not_worked"
# What is told of a task is told while it still is so.
STATE_OF = {
    GIVEN: TaskState.TAKEN,
    DUE: TaskState.TAKEN,
    WORKED: TaskState.DONE,
    NOT_WORKED: TaskState.DONE,
}
BACK, HOLDS, UNSHOWN, ACCEPTED, REFUSED, ASKED = "back", "holds", "unshown", "accepted", "refused", "asked"


def tell_owner(cause: Cause, what: str, *, mark: int) -> None:
    """Plan a mail to the owner, in the transaction of what happened; nobody's cause is on the board for everybody.

    `mark` is the number of what happened, a turn or a question: it is told once.
    """
    if cause.owner_id is not None:
        defer(MAIL, cause_id=cause.pk, what=what, mark=mark)


def mail_owner(cause_id: int, *, what: str, mark: int = 0, now: datetime | None = None) -> bool:
    """Send it in the owner's language; not to somebody who has left. Raises what the way out raises."""
    cause = Cause.objects.select_related("owner", "department").get(pk=cause_id)
    owner = cause.owner
    if owner is None or not owner.is_active:
        return False
    about = f"{cause.pk} {what} {mark}"
    arguments: dict[str, JSONValue] = {"cause_id": cause.pk, "what": what, "mark": mark}
    post = Post(LetterKind.OWNER, about, owner.email, MAIL, arguments, cause)
    return send_once(post, lambda: _written(cause, owner, what), now=now or timezone.now())


def tell_task_owner(task: Task, what: str, *, mark: int) -> None:
    """Plan a mail to the owner of a task, in the transaction of what happened: once for each `mark`, a day."""
    if task.owner_id is not None:
        defer(MAIL_TASK, task_id=task.pk, what=what, mark=mark)


def mail_task(task_id: int, *, what: str, mark: int, now: datetime) -> bool:
    """Send it in the owner's language; not to somebody who has left, nor of a task that has gone on since."""
    task = Task.objects.select_related("owner", "reason").filter(pk=task_id).first()
    owner = task.owner if task else None
    if task is None or owner is None or not owner.is_active or task.state != STATE_OF[what]:
        return False
    about = f"{task.pk} {owner.pk} {what} {mark}"
    arguments: dict[str, JSONValue] = {"task_id": task.pk, "what": what, "mark": mark}
    post = Post(LetterKind.TASK, about, owner.email, MAIL_TASK, arguments)
    return send_once(post, lambda: _written_task(task, owner, what, now=now), now=now)


def _written_task(task: Task, owner: Agent, what: str, *, now: datetime) -> EmailMessage:
    link = settings.SITE_URL + reverse("causes:task", args=[task.pk])
    with override(owner.language):
        facts = {"task": task, "what": what, "link": link, "effect": measured.effect_of_task(task, now=now)}
        subject = " ".join(render_to_string("causes/mail/task_subject.txt", facts).split())
        return EmailMessage(subject, render_to_string("causes/mail/task.txt", {**facts, "subject": subject}))


def _written(cause: Cause, owner: Agent, what: str) -> EmailMessage:
    facts = {"cause": cause, "what": what, "link": settings.SITE_URL + reverse("causes:show", args=[cause.pk])}
    with override(owner.language):
        subject = " ".join(render_to_string("causes/mail/owner_subject.txt", facts).split())
        return EmailMessage(
            subject, render_to_string("causes/mail/owner.txt", {**facts, "subject": subject, "owner": owner})
        )
