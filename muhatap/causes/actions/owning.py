"""Word to whoever follows a cause: it came back, it holds, its fix has not shown, its department answered or asks."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from procrastinate.types import JSONValue

from muhatap.causes.actions.posting import Post, send_once
from muhatap.causes.models import Cause, LetterKind
from muhatap.core.jobs import defer
from muhatap.team.models import Agent

MAIL = "muhatap.causes.jobs.mail_owner"
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


def _written(cause: Cause, owner: Agent, what: str) -> EmailMessage:
    facts = {"cause": cause, "what": what, "link": settings.SITE_URL + reverse("causes:show", args=[cause.pk])}
    with override(owner.language):
        subject = " ".join(render_to_string("causes/mail/owner_subject.txt", facts).split())
        return EmailMessage(
            subject, render_to_string("causes/mail/owner.txt", {**facts, "subject": subject, "owner": owner})
        )
