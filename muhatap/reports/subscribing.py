"""Pages of measures by mail: who gets which, when, and each once.

As the mails of the loop (docs/build/decisions/0031) and with what it takes from the outbox (0006): a dispatch is
written down once for each subscription and period, in the transaction that plans its job; claimed in a commit before
the first byte, under a lock that dies with its worker; marked when it was taken. What a server refused is tried again.
"""

from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from muhatap.core.alone import alone
from muhatap.core.jobs import defer
from muhatap.reports import choosing, queries, schedule
from muhatap.reports.choosing import Choice, Offered
from muhatap.reports.contents import news
from muhatap.reports.models import Dispatch, Page, Subscription
from muhatap.reports.papers import writing
from muhatap.team import queries as team
from muhatap.team.audit import record
from muhatap.team.models import Agent
from muhatap.team.permissions import allowed

MAIL = "muhatap.reports.jobs.mail_page"
_LOCK_SPACE = 0x9A6E


class NotForThem(Exception):
    """This page cannot be sent to this reader by this person."""


@transaction.atomic
def subscribe(*, by: Agent, reader: Agent, page: str, asked: str, frequency: str, now: datetime) -> Subscription:
    """Have a page mailed from the next due day on; asked for twice it is one. Raises NotForThem."""
    if not may_send(by=by, to=reader, page=page):
        raise NotForThem
    made, is_new = Subscription.objects.get_or_create(
        reader=reader, page=page, asked=asked, frequency=frequency, defaults={"made_by": by, "counts_from": now}
    )
    if not is_new and not may_send(by=made.made_by, to=reader, page=page):
        # Who had wanted it may not any more; now somebody else does.
        made.made_by, made.counts_from = by, now
        made.save(update_fields=["made_by", "counts_from"])
        is_new = True
    if is_new:
        _record("reports.subscribed", made, by=by)
    return made


@transaction.atomic
def pause(subscription: Subscription, *, by: Agent, now: datetime) -> None:
    if Subscription.objects.filter(pk=subscription.pk, paused_at=None).update(paused_at=now):
        _record("reports.paused", subscription, by=by)


@transaction.atomic
def resume(subscription: Subscription, *, by: Agent, now: datetime) -> None:
    """Let it come again; what was due meanwhile stays unsent."""
    paused = Subscription.objects.filter(pk=subscription.pk).exclude(paused_at=None)
    if paused.update(paused_at=None, counts_from=now):
        _record("reports.resumed", subscription, by=by)


@transaction.atomic
def end(subscription: Subscription, *, by: Agent) -> None:
    _record("reports.unsubscribed", subscription, by=by)
    subscription.delete()


def may_send(*, by: Agent, to: Agent, page: str) -> bool:
    """Whether a person may have a page mailed to a reader: to oneself, and to others as a lead.

    One's own page is of its reader and goes to nobody but them.
    """
    if not allowed(to, "reports.read"):
        return False
    return by.pk == to.pk or (page != Page.OWN and allowed(by, "reports.manage"))


def seen_by(agent: Agent) -> list[Subscription]:
    """Return what comes to an agent and what they have sent to others; to leads everything but own pages."""
    every = Subscription.objects.select_related("reader", "made_by").prefetch_related("dispatches")
    found = every.filter(reader__is_active=True).order_by("reader__name", "pk")
    seen = [one for one in found if one.reader_id == agent.pk or _may_change(agent, one)]
    # What each of them may see is told of all of them at once.
    people = {each.pk: each for each in team.everyone()}
    for one in seen:
        one.reader = people.get(one.reader_id, one.reader)
    return seen


def _may_change(agent: Agent, one: Subscription) -> bool:
    return one.page != Page.OWN and (one.made_by_id == agent.pk or allowed(agent, "reports.manage"))


# What is due --------------------------------------------------------------------------------------------------------


def plan(*, now: datetime) -> int:
    """Plan the mails that are due and were not planned yet; return how many."""
    count = 0
    for one in Subscription.objects.filter(paused_at=None).select_related("reader", "made_by"):
        period = schedule.latest(one.frequency, now=now, zone=timezone.get_default_timezone())
        if period.at < one.counts_from or not may_send(by=one.made_by, to=one.reader, page=one.page):
            continue
        with transaction.atomic():
            dispatch, is_new = Dispatch.objects.get_or_create(
                subscription=one, since=period.since, defaults={"until": period.until}
            )
            if is_new:
                defer(MAIL, dispatch_id=dispatch.pk)
                count += 1
    return count


def mail(dispatch_id: int, *, now: datetime) -> bool:
    """Mail a page unless it went before, or perhaps did; return whether it went now.

    Who has left, lost the permission, paused or ended it meanwhile gets nothing. Raises what the way out raises
    (OSError) when it was not taken, to be tried again.
    """
    with alone(_LOCK_SPACE, dispatch_id) as is_alone:
        if not is_alone:
            return False
        people = Dispatch.objects.select_related("subscription__reader", "subscription__made_by")
        dispatch = people.filter(pk=dispatch_id).first()
        if dispatch is None or dispatch.sent_at or dispatch.is_uncertain:
            return False
        if dispatch.claimed_at:
            _note(dispatch, is_uncertain=True)
            return False
        one = dispatch.subscription
        if one.paused_at or not may_send(by=one.made_by, to=one.reader, page=one.page):
            return False
        # Written before it is claimed: what cannot be written was not sent.
        letter = written(dispatch, now=now)
        _note(dispatch, claimed_at=now)
        try:
            letter.send()
        except OSError:
            _note(dispatch, claimed_at=None)
            raise
        _note(dispatch, sent_at=now)
        return True


def written(dispatch: Dispatch, *, now: datetime) -> EmailMessage:
    """Write the mail in its reader's language: what changed most, where it stands, the page as a PDF."""
    from muhatap.reports.papers import pdf

    one = dispatch.subscription
    reader = one.reader
    with override(reader.language):
        choice, known = chosen(one, since=str(dispatch.since), until=str(dispatch.until), now=now)
        paper = writing.PAGES[one.page](choice, known, reader, now=now)
        facts = {
            "subscription": one,
            "paper": paper,
            "sentences": news.sentences(one.page, choice, reader),
            "link": f"{settings.SITE_URL}{reverse(f'reports:{one.page}')}?{choice.asked()}",
            "settings_link": settings.SITE_URL + reverse("reports:mailed"),
        }
        text = render_to_string("reports/mail/page.txt", facts)
        letter = EmailMessage(f"{paper.title}: {paper.period}", text, to=[reader.email])
        letter.attach(paper.name, pdf.print_(paper), "application/pdf")
    letter.extra_headers["Message-ID"] = _message_id(dispatch)
    return letter


def chosen(one: Subscription, *, now: datetime, **days: str) -> tuple[Choice, Offered]:
    """Return the choices of a subscription as its reader may see them."""
    asked = dict(parse_qsl(one.asked)) | days
    known = choosing.offered(one.reader, asked)
    return choosing.read(asked, one.reader, known, today=queries.today(now)), known


def _record(act: str, one: Subscription, *, by: Agent) -> None:
    record(act, by=by, subject=f"agent:{one.reader_id}", page=one.page, frequency=one.frequency)


def _message_id(dispatch: Dispatch) -> str:
    """Return the Message-ID, the same at every try."""
    return f"<page.{dispatch.uid.hex}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _note(dispatch: Dispatch, **fields: object) -> None:
    Dispatch.objects.filter(pk=dispatch.pk).update(**fields)
