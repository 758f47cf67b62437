"""A cause told to its department: by page, mail and webhook; answered by a link; told again when nobody answers."""

import json
import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from django.utils.translation import override
from procrastinate.types import JSONValue

from muhatap.causes import figures, measured
from muhatap.causes.actions.causing import turn
from muhatap.causes.actions.owning import ASKED, tell_owner
from muhatap.causes.actions.posting import Post, send_once, waits, went
from muhatap.causes.actions.reasons import manner
from muhatap.causes.models import SETTLED, Answer, Asked, Cause, Department, Evidence, Heard, LetterKind, Report, State
from muhatap.core import outgoing
from muhatap.core.jobs import defer
from muhatap.core.signing import headers
from muhatap.realtime.actions import publish
from muhatap.team.models import Agent

log = logging.getLogger(__name__)

SEND = "muhatap.causes.jobs.send_report"
ANSWER = "muhatap.causes.jobs.mail_answer"
UNSHOWN = "muhatap.causes.jobs.mail_unshown"
DIGEST = "muhatap.causes.jobs.mail_digest"
QUOTES = 5
MOST_QUESTIONS = 20
SAME_REPORT = timedelta(minutes=5)
_SALT = "causes.report"

NO_WAY = _("This department has neither an e-mail address nor a webhook. The page can be handed over by its link.")
NOT_MAILED = _("The mail could not be sent; it is tried again.")
NOT_CALLED = _("The webhook was not taken; it is tried again.")


class NoDepartment(Exception):
    """Nobody is named who could fix it."""


class AlreadyAnswered(Exception):
    """Somebody has answered this report before."""


class NotTaken(Exception):
    """The other side of a webhook answered with something else than yes."""


# What the ways out raise; a mail server's words are OSErrors, too.
UNDELIVERED = (OSError, NotTaken, outgoing.NoAnswer, outgoing.NotOutside, outgoing.NotAnAddress)


@transaction.atomic
def report(cause: Cause, *, by: Agent, now: datetime) -> Report:
    """Send a cause to its department, with its numbers as they are now. Raises NoDepartment, CannotTurn.

    Sent twice within a few minutes, by a second click or a second person, it is one report.
    """
    cause = Cause.objects.select_for_update(of=("self",)).select_related("department").get(pk=cause.pk)
    if cause.department is None:
        raise NoDepartment
    last = cause.reports.filter(department=cause.department, answer="", sent_at__gt=now - SAME_REPORT).first()
    if last and cause.state == State.REPORTED:
        return last
    turn(cause, to=State.REPORTED, by=by, now=now, text=cause.department.name)
    cause.refresh_from_db()
    sent = Report.objects.create(
        cause=cause,
        department=cause.department,
        sent_by=by,
        sent_at=now,
        facts=facts_of(cause, now=now),
        answer_by=timezone.localtime(now).date() + timedelta(days=cause.department.answer_days),
        problem="" if cause.department.email or cause.department.webhook_url else NO_WAY,
    )
    defer(SEND, report_id=sent.pk)
    return sent


def facts_of(cause: Cause, *, now: datetime) -> dict[str, Any]:
    """Return what a report says: how many, since when, how often, what it costs, what it would save, five quotes."""
    own = manner()
    trend = figures.trends([cause], now=now)[cause.pk]
    burden = figures.burdens([cause], manner=own, now=now).get(cause.pk) or figures.nothing()
    silent = Heard.objects.filter(cause=cause).exclude(kind=Evidence.CONVERSATION)
    return {
        "count": cause.evidence_count,
        "silent": sum(silent.values_list("count", flat=True)),
        "since": cause.first_heard_at.isoformat() if cause.first_heard_at else "",
        "month": burden.count,
        "hours": round(burden.hours, 3),
        "money": str(burden.money),
        "currency": own.currency,
        "effort": round(burden.effort, 1) if burden.effort is not None else None,
        "is_per_order": trend.is_per_order,
        "weeks": [
            {"until": week.until.isoformat(), "count": week.count, "orders": week.orders} for week in trend.weeks
        ],
        "quotes": quotes_of(cause),
    }


def quotes_of(cause: Cause, *, most: int = QUOTES) -> list[str]:
    """Return the newest telling words of different customers, masked."""
    said: dict[object, str] = {}
    for heard in cause.evidence.exclude(quote="").order_by("-at")[: most * 6]:
        said.setdefault(heard.customer_id or f"heard {heard.pk}", heard.quote)
        if len(said) == most:
            break
    return list(dict.fromkeys(said.values()))


def send(report_id: int, *, now: datetime) -> None:
    """Hand a report over by mail and webhook, each once. Raises what the way out raises, to be tried again.

    One way that is shut does not keep the report from the other.
    """
    failures: list[Exception] = []
    for way, words in ((_mail, NOT_MAILED), (_call, NOT_CALLED)):
        try:
            way(report_id, now=now)
        except UNDELIVERED as error:
            failures.append(error)
            Report.objects.filter(pk=report_id).update(problem=words)
    if failures:
        raise failures[0]


def link_to(sent: Report) -> str:
    return settings.SITE_URL + reverse("causes:report", args=[token_of(sent)])


def token_of(sent: Report) -> str:
    return signing.Signer(salt=_SALT).sign(sent.uid.hex)


def by_token(token: str) -> Report | None:
    """Return the report that a link leads to; nothing when the link is not ours."""
    try:
        uid = UUID(hex=signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Report.objects.filter(uid=uid).select_related("cause__brand", "department").first()


@transaction.atomic
def accept(sent: Report, *, on: date | None, who: str, text: str, now: datetime) -> None:
    """The department will fix it, by a day if it named one. Raises AlreadyAnswered."""
    _answer(sent, Answer.ACCEPTED, now=now)
    said = _said(who, text)
    turn(sent.cause, to=State.ACCEPTED, by=None, now=now, text=said, is_departments=True, on=on)


@transaction.atomic
def refuse(sent: Report, *, who: str, text: str, now: datetime) -> None:
    """The department will not fix it, and says why. Raises AlreadyAnswered."""
    _answer(sent, Answer.REFUSED, now=now)
    turn(sent.cause, to=State.REFUSED, by=None, now=now, text=_said(who, text), is_departments=True)


@transaction.atomic
def ask(sent: Report, *, who: str, text: str, now: datetime) -> Asked | None:
    """Keep a question of the department for the cause's owner; nothing once there are more than anybody reads."""
    if sent.questions.count() >= MOST_QUESTIONS:
        return None
    asked = Asked.objects.create(report=sent, text=_said(who, text), at=now)
    tell_owner(sent.cause, ASKED, mark=asked.pk)
    publish("causes", "changed")
    return asked


@transaction.atomic
def answer_question(asked: Asked, *, text: str, by: Agent, now: datetime) -> bool:
    """Answer what the department asked: on the report's page, and by mail where they have an address.

    Returns whether this is the answer: of two who answer at once the first one does.
    """
    open_ones = Asked.objects.filter(pk=asked.pk, answer="")
    if not open_ones.update(answer=text.strip()[:1000], answered_by=by, answered_at=now):
        return False
    defer(ANSWER, asked_id=asked.pk)
    publish("causes", "changed")
    return True


def mail_answer(asked_id: int, *, now: datetime | None = None) -> None:
    asked = Asked.objects.select_related("report__department", "report__cause").get(pk=asked_id)
    department = asked.report.department
    if not department.email:
        return
    facts = {"asked": asked, "report": asked.report, "link": link_to(asked.report)}
    post = Post(LetterKind.ANSWER, str(asked.pk), department.email, ANSWER, {"asked_id": asked.pk}, asked.report.cause)
    send_once(post, lambda: _written(department, "answer", facts), now=now or timezone.now())


def tell_unshown(cause: Cause) -> None:
    """Plan word to the department that its fix has not shown, in the transaction of the turn that says so."""
    if cause.department_id is not None:
        turn_id = cause.turns.order_by("-pk").values_list("pk", flat=True)[0]
        defer(UNSHOWN, cause_id=cause.pk, turn_id=turn_id)


def mail_unshown(cause_id: int, turn_id: int, *, now: datetime) -> bool:
    """Tell a department with an address what became of its fix; nothing where it is marked as fixed again."""
    cause = Cause.objects.select_related("department").get(pk=cause_id)
    department = cause.department
    if department is None or not department.email or cause.unshown_on is None or cause.state in SETTLED:
        return False
    facts = {"cause": cause, "effect": measured.effect_of(cause, now=now), "link": _latest_link(cause)}
    arguments: dict[str, JSONValue] = {"cause_id": cause.pk, "turn_id": turn_id}
    post = Post(LetterKind.UNSHOWN, str(turn_id), department.email, UNSHOWN, arguments, cause)
    return send_once(post, lambda: _written(department, "unshown", facts), now=now)


@transaction.atomic
def escalate(*, now: datetime) -> int:
    """Call the reports that nobody answered in time late; the leads see them until somebody does. Return how many."""
    today = timezone.localtime(now).date()
    late = Report.objects.filter(answer="", escalated_at=None, answer_by__lt=today, cause__state=State.REPORTED)
    count = late.update(escalated_at=now)
    if count:
        publish("causes", "changed")
    return count


def mail_digest(department_id: int, *, now: datetime) -> bool:
    """Mail a department its month: what is open with its numbers, what was fixed and what that spared."""
    department = Department.objects.get(pk=department_id)
    today = timezone.localtime(now).date()
    about = f"{department.pk} {today:%Y-%m}"
    is_read = department.digest_at is not None and department.digest_at.replace(day=1) == today.replace(day=1)
    if is_read and not waits(LetterKind.DIGEST, about):
        return False
    facts = _month_of(department, now=now)
    arguments: dict[str, JSONValue] = {"department_id": department.pk}
    post = Post(LetterKind.DIGEST, about, department.email, DIGEST, arguments, department=department)
    is_sent = False
    if department.email and (facts["rows"] or facts["fixed"]):
        is_sent = send_once(post, lambda: _written(department, "digest", facts), now=now)
        if not is_sent and not went(post.kind, about):
            # Another worker is at it.
            return False
    Department.objects.filter(pk=department.pk).update(digest_at=today)
    return is_sent


def _month_of(department: Department, *, now: datetime) -> dict[str, Any]:
    causes = list(Cause.objects.filter(department=department).exclude(state__in=[State.PROPOSED, State.DISMISSED]))
    open_ones = [each for each in causes if each.is_active]
    month = timezone.localtime(now).date() - timedelta(days=31)
    fixed = [each for each in causes if each.state in SETTLED and each.fixed_on and each.fixed_on >= month]
    burdens = figures.burdens(open_ones, manner=manner(), now=now)
    rows = sorted(
        ((each, burdens.get(each.pk) or figures.nothing(), _latest_link(each)) for each in open_ones),
        key=lambda row: -row[1].count,
    )
    spared = [(each, measured.effect_of(each, now=now)) for each in fixed]
    return {"department": department, "rows": rows, "fixed": spared}


def departments_for_digest(*, now: datetime) -> Sequence[int]:
    wanted = Department.objects.filter(has_digest=True, is_archived=False).exclude(email="")
    return list(wanted.values_list("pk", flat=True))


def _latest_link(cause: Cause) -> str:
    sent = cause.reports.first()
    return link_to(sent) if sent else ""


def _answer(sent: Report, answer: str, *, now: datetime) -> None:
    # Two of a department at once, by one link or by two, wait for each other here.
    cause = Cause.objects.select_for_update(of=("self",)).get(pk=sent.cause_id)
    fresh = Report.objects.filter(pk=sent.pk, answer="")
    if cause.state != State.REPORTED or not fresh.update(answer=answer, answered_at=now):
        raise AlreadyAnswered


def _said(who: str, text: str) -> str:
    who, text = who.strip(), text.strip()
    return f"{who}: {text}"[:1000] if who and text else (who or text)[:1000]


def _mail(report_id: int, *, now: datetime) -> None:
    sent = Report.objects.select_related("department", "cause").get(pk=report_id)
    department = sent.department
    if sent.mailed_at or not department.email:
        return
    taken = Report.objects.filter(pk=report_id)
    post = Post(
        LetterKind.REPORT,
        str(sent.pk),
        department.email,
        SEND,
        {"report_id": sent.pk},
        sent.cause,
        mark=lambda: taken.update(mailed_at=now, problem=""),
    )
    facts = {"report": sent, "cause": sent.cause, "facts": sent.facts, "link": link_to(sent)}
    send_once(post, lambda: _written(department, "report", facts), now=now)


def _written(department: Department, name: str, facts: dict[str, Any]) -> EmailMessage:
    """Write a mail in the department's language."""
    with override(department.language):
        subject = " ".join(render_to_string(f"causes/mail/{name}_subject.txt", facts).split())
        return EmailMessage(subject, render_to_string(f"causes/mail/{name}.txt", {"department": department, **facts}))


def _call(report_id: int, *, now: datetime) -> None:
    sent = Report.objects.select_related("department", "cause").get(pk=report_id)
    department = sent.department
    if sent.called_at or not department.webhook_url:
        return
    body = json.dumps({"type": "cause.reported", "timestamp": now.isoformat(), "data": payload_of(sent)}).encode()
    signed = headers(department.webhook_secret, uid=f"msg_{sent.uid.hex}", body=body, now=now)
    inside = settings.WEBHOOKS_MAY_STAY_INSIDE
    answer = outgoing.post(department.webhook_url, body=body, headers=signed, may_stay_inside=inside)
    if not answer.is_success:
        raise NotTaken(answer.status_code)
    Report.objects.filter(pk=report_id).update(called_at=now, problem="")


def payload_of(sent: Report) -> dict[str, Any]:
    """Return a report as a webhook says it."""
    cause = sent.cause
    return {
        "report": str(sent.uid),
        "cause": {"id": str(cause.uid), "name": cause.name, "description": cause.description, "wish": cause.wish},
        "department": sent.department.name,
        "answer_by": sent.answer_by.isoformat(),
        "link": link_to(sent),
        **sent.facts,
    }
