"""Pages of measures by mail: due when, sent to whom, each once."""

import io
import threading
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from muhatap.causes.models import Reason
from muhatap.conversations.models import Channel
from muhatap.reports import counting, schedule, subscribing
from muhatap.reports.contents import news
from muhatap.reports.contents.news import Change
from muhatap.reports.models import Dispatch, Subscription
from muhatap.reports.schedule import MONTHLY, WEEKLY, Period
from muhatap.team import actions as team
from muhatap.team.models import Agent, AuditEntry, Role
from tests import make
from tests.reports.test_pages import answered, monday

ISTANBUL, BERLIN, NEW_YORK = (ZoneInfo(name) for name in ("Europe/Istanbul", "Europe/Berlin", "America/New_York"))
# A Monday, seven in the morning in Istanbul.
DUE = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Pure ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency", "zone", "now", "since", "until", "due"),
    [
        # The very moment, and the one before it.
        (WEEKLY, ISTANBUL, "2026-11-23T04:00", "2026-11-16", "2026-11-22", "2026-11-23T04:00"),
        (WEEKLY, ISTANBUL, "2026-11-23T03:59", "2026-11-09", "2026-11-15", "2026-11-16T04:00"),
        # Down on Monday: still due on Wednesday, and on Sunday.
        (WEEKLY, ISTANBUL, "2026-11-25T15:00", "2026-11-16", "2026-11-22", "2026-11-23T04:00"),
        (WEEKLY, ISTANBUL, "2026-11-29T20:59", "2026-11-16", "2026-11-22", "2026-11-23T04:00"),
        # Monday by the desk's clock while it is Sunday in Greenwich, and the other way round.
        (WEEKLY, ISTANBUL, "2026-11-22T22:30", "2026-11-09", "2026-11-15", "2026-11-16T04:00"),
        (WEEKLY, NEW_YORK, "2026-11-23T04:30", "2026-11-09", "2026-11-15", "2026-11-16T12:00"),
        (WEEKLY, NEW_YORK, "2026-11-23T12:00", "2026-11-16", "2026-11-22", "2026-11-23T12:00"),
        # Clocks go forward and back in Berlin on the Sunday before: the Monday is mailed at seven all the same.
        (WEEKLY, BERLIN, "2026-03-30T05:00", "2026-03-23", "2026-03-29", "2026-03-30T05:00"),
        (WEEKLY, BERLIN, "2026-03-30T04:59", "2026-03-16", "2026-03-22", "2026-03-23T06:00"),
        (WEEKLY, BERLIN, "2026-10-26T06:00", "2026-10-19", "2026-10-25", "2026-10-26T06:00"),
        (WEEKLY, BERLIN, "2026-10-26T05:59", "2026-10-12", "2026-10-18", "2026-10-19T05:00"),
        # A month, the shortest one, one over the turn of the year.
        (MONTHLY, ISTANBUL, "2026-12-01T04:00", "2026-11-01", "2026-11-30", "2026-12-01T04:00"),
        (MONTHLY, ISTANBUL, "2026-12-01T03:59", "2026-10-01", "2026-10-31", "2026-11-01T04:00"),
        (MONTHLY, ISTANBUL, "2026-03-15T00:00", "2026-02-01", "2026-02-28", "2026-03-01T04:00"),
        (MONTHLY, ISTANBUL, "2028-03-01T12:00", "2028-02-01", "2028-02-29", "2028-03-01T04:00"),
        (MONTHLY, ISTANBUL, "2027-01-01T04:00", "2026-12-01", "2026-12-31", "2027-01-01T04:00"),
        (MONTHLY, ISTANBUL, "2027-01-01T03:59", "2026-11-01", "2026-11-30", "2026-12-01T04:00"),
        (MONTHLY, BERLIN, "2026-04-01T05:00", "2026-03-01", "2026-03-31", "2026-04-01T05:00"),
    ],
)
def test_a_period_is_due_in_the_morning_after_it(
    frequency: str, zone: ZoneInfo, now: str, since: str, until: str, due: str
) -> None:
    wanted = Period(date.fromisoformat(since), date.fromisoformat(until), at(due))

    assert schedule.latest(frequency, now=at(now), zone=zone) == wanted


@pytest.mark.parametrize("frequency", [WEEKLY, MONTHLY])
@pytest.mark.parametrize("zone", [ISTANBUL, BERLIN, NEW_YORK])
def test_periods_follow_each_other_without_gap_or_overlap(frequency: str, zone: ZoneInfo) -> None:
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number) for number in range(24 * 400)]
    found = list(dict.fromkeys(schedule.latest(frequency, now=hour, zone=zone) for hour in hours))

    assert all(later.since == earlier.until + timedelta(days=1) for earlier, later in pairwise(found))
    assert {period.at.astimezone(zone).time().hour for period in found} == {7}
    assert len(found) >= 400 // (7 if frequency == WEEKLY else 31)


@pytest.mark.parametrize(
    ("now", "before", "z"),
    [(0, 0, 0.0), (150, 150, 0.0), (60, 40, 2.0), (40, 60, -2.0), (20, 0, 4.47)],
)
def test_counts_are_held_against_each_other(now: int, before: int, z: float) -> None:
    assert round(news.z_of_counts(now, before), 2) == z


@pytest.mark.parametrize(
    ("hits", "n", "hits_before", "n_before", "z"),
    [(50, 100, 50, 100, 0.0), (100, 100, 50, 50, 0.0), (0, 20, 0, 20, 0.0), (60, 100, 40, 100, 2.83)],
)
def test_shares_are_held_against_each_other(hits: int, n: int, hits_before: int, n_before: int, z: float) -> None:
    assert round(news.z_of_shares(hits, n, hits_before, n_before), 2) == z


def test_what_may_be_chance_is_called_that() -> None:
    with override("en"):
        assert str(Change("Contacts", "60", "40", 2.0)) == "Contacts: 60, before 40 (may be chance)"
        assert str(Change("Contacts", "40", "90", -4.4)) == "Contacts: 40, before 90"


# Sent ---------------------------------------------------------------------------------------------------------------


def subscribed(agent: Agent, *, by: Agent | None = None, page: str = "overview", **fields: Any) -> Subscription:
    asked = {"asked": "", "frequency": WEEKLY, "now": DUE - timedelta(days=3)} | fields
    return subscribing.subscribe(by=by or agent, reader=agent, page=page, **asked)


def planned(*, now: datetime = DUE) -> list[int]:
    before = set(Dispatch.objects.values_list("pk", flat=True))
    subscribing.plan(now=now)
    return sorted(set(Dispatch.objects.values_list("pk", flat=True)) - before)


def sent(*, now: datetime = DUE) -> int:
    """Plan and run what is due, twice; return how many mails that made."""
    before = len(mail.outbox)
    for _ in range(2):
        subscribing.plan(now=now)
        for number in Dispatch.objects.values_list("pk", flat=True):
            subscribing.mail(number, now=now)
    return len(mail.outbox) - before


def test_a_mail_says_what_changed_and_carries_the_page(mailbox_channel: Channel, elif_: Agent) -> None:
    for number in range(24):
        answered(mailbox_channel, elif_, after=20 + number)
    counting.fold(now=timezone.now())
    monday_after = (monday() + timedelta(days=7)).replace(hour=5)
    subscribed(elif_, now=monday(), asked=f"channel={mailbox_channel.pk}")

    assert sent(now=monday_after) == 1

    (letter,) = mail.outbox
    assert letter.to == ["elif@carsi.example"]
    assert letter.subject.startswith("Ölçümler: ")
    assert "Merhaba Elif Kaya," in letter.body
    assert "– Yeni bir konuyla gelen: 24, önce 0" in letter.body
    since = timezone.localtime(monday()).date()
    assert f"/measures/?since={since}&until={since + timedelta(days=6)}&channel={mailbox_channel.pk}" in letter.body
    attached: Any = letter.attachments[0]
    name, content, kind = attached
    assert (name, kind) == (f"muhatap-overview-{since}-{since + timedelta(days=6)}.pdf", "application/pdf")
    assert isinstance(content, bytes)
    words = " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    assert "İlk yanıt" in words
    assert "Kanal: destek@carsi.example" in words


@pytest.mark.parametrize("page", ["overview", "load", "said", "own"])
def test_each_page_comes_in_the_language_of_its_reader(onur: Agent, page: str) -> None:
    onur.language = "en"
    onur.save()
    subscribed(onur, page=page)

    assert sent() == 1

    assert "The whole page is attached" in mail.outbox[0].body


def test_a_desk_that_was_down_sends_the_last_one_only(elif_: Agent) -> None:
    subscribed(elif_, now=DUE - timedelta(days=30))

    assert sent(now=DUE + timedelta(days=2)) == 1
    assert Dispatch.objects.get().since == date(2026, 11, 16)
    assert sent(now=DUE + timedelta(days=6)) == 0
    assert sent(now=DUE + timedelta(days=7)) == 1


def test_a_page_about_a_reason_stays_about_it_when_that_is_put_away(elif_: Agent) -> None:
    late = Reason.objects.create(name_tr="Gecikti", name_en="Late", is_archived=True)
    one = subscribed(elif_, asked=f"reason={late.pk}")

    choice, _ = subscribing.chosen(one, now=DUE)

    assert choice.reason == late.pk


def test_who_subscribes_gets_nothing_that_was_due_before(elif_: Agent) -> None:
    subscribed(elif_, now=DUE + timedelta(minutes=1))

    assert sent(now=DUE + timedelta(hours=2)) == 0
    assert sent(now=DUE + timedelta(days=7)) == 1


def test_paused_pages_wait_and_send_nothing_afterwards(elif_: Agent) -> None:
    one = subscribed(elif_)
    subscribing.pause(one, by=elif_, now=DUE - timedelta(days=1))
    assert sent() == 0

    subscribing.resume(one, by=elif_, now=DUE + timedelta(days=1))

    assert sent(now=DUE + timedelta(days=1)) == 0
    assert sent(now=DUE + timedelta(days=7)) == 1


def test_what_was_paused_after_it_was_planned_does_not_leave(elif_: Agent) -> None:
    one = subscribed(elif_)
    (number,) = planned()
    subscribing.pause(one, by=elif_, now=DUE)

    assert not subscribing.mail(number, now=DUE)


@pytest.mark.parametrize("when", ["before it is planned", "before it is sent"])
@pytest.mark.parametrize("what", ["leaves", "lead leaves", "lead is no lead"])
def test_who_may_not_any_more_gets_no_more(elif_: Agent, onur: Agent, deniz: Agent, when: str, what: str) -> None:
    subscribed(elif_, by=onur)
    if when == "before it is sent":
        assert len(planned()) == 1
    if what == "lead is no lead":
        team.change_agent(onur, by=deniz, role=Role.AGENT, title="", brands=[])
    else:
        team.deactivate(elif_ if what == "leaves" else onur, by=deniz)

    assert sent() == 0


def test_a_reader_of_one_brand_reads_of_no_other(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    answered(mailbox_channel, elif_, after=20)
    counting.fold(now=timezone.now())
    onur.brands.add(make.brand("Harbour"))
    subscribed(onur, asked=f"brand={mailbox_channel.brand_id}")

    assert sent() == 1

    attached: Any = mail.outbox[0].attachments[0]
    _, content, _ = attached
    assert "Çarşı" not in PdfReader(io.BytesIO(content)).pages[0].extract_text()


# Once ---------------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The worker is gone: nothing of ours catches it."""


class Way(EmailBackend):
    """A way out that refuses, or kills its worker after the mail was taken; or takes its time."""

    does: str = ""
    meeting: threading.Barrier | None = None

    def send_messages(self, messages: Any) -> int:
        if Way.does == "refuses":
            raise ConnectionRefusedError("the mail server is down")
        if Way.meeting is not None:
            Way.meeting.wait(20)
        taken = int(super().send_messages(messages))
        if Way.does == "dies":
            raise Killed
        return taken


@pytest.fixture
def way(settings: Any) -> type[Way]:
    settings.EMAIL_BACKEND = f"{__name__}.Way"
    Way.does, Way.meeting = "", None
    return Way


def test_a_job_is_planned_once_with_its_row(elif_: Agent) -> None:
    subscribed(elif_)

    assert [len(planned()), len(planned())] == [1, 0]

    assert ProcrastinateJob.objects.filter(task_name=subscribing.MAIL).count() == 1


def test_what_was_refused_is_tried_again_with_the_same_id(elif_: Agent, way: type[Way]) -> None:
    subscribed(elif_)
    (number,) = planned()
    way.does = "refuses"
    with pytest.raises(OSError, match="down"):
        subscribing.mail(number, now=DUE)
    assert Dispatch.objects.get().claimed_at is None
    way.does = ""

    assert subscribing.mail(number, now=DUE)
    assert not subscribing.mail(number, now=DUE)

    assert [letter.extra_headers["Message-ID"] for letter in mail.outbox] == [
        f"<page.{Dispatch.objects.get().uid.hex}@localhost>"
    ]


def test_a_worker_that_dies_while_handing_over_repeats_nothing(elif_: Agent, way: type[Way]) -> None:
    subscribed(elif_)
    (number,) = planned()
    way.does = "dies"
    with pytest.raises(Killed):
        subscribing.mail(number, now=DUE)
    way.does = ""

    assert sent() == 0

    assert len(mail.outbox) == 1
    assert Dispatch.objects.get().is_uncertain


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one(elif_: Agent, way: type[Way]) -> None:
    subscribed(elif_)
    (number,) = planned()
    way.meeting = threading.Barrier(2)
    found: list[bool] = []

    def work() -> None:
        try:
            found.append(subscribing.mail(number, now=DUE))
        finally:
            connection.close()

    first = threading.Thread(target=work)
    first.start()
    # The second one comes while the first is handing over, and lets it go on only when it has given up.
    while not Dispatch.objects.exclude(claimed_at=None).exists():
        pass
    second = threading.Thread(target=work)
    second.start()
    second.join(20)
    way.meeting.wait(20)
    first.join(20)

    assert sorted(found) == [False, True]
    assert len(mail.outbox) == 1
    assert not Dispatch.objects.get().is_uncertain


# The page -----------------------------------------------------------------------------------------------------------


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def test_an_agent_has_a_page_mailed_to_themselves_alone(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    client = signed_in(elif_)
    address = f"/measures/mail/?page=said&since=2026-01-01&until=2026-01-31&channel={mailbox_channel.pk}"

    assert "Onur Bal" not in client.get(address).content.decode()
    assert client.post(address, {"frequency": "weekly", "readers": [onur.pk]}).status_code == 422
    assert client.post(address, {"frequency": "weekly", "readers": [elif_.pk]}).status_code == 302
    assert client.post(address, {"frequency": "weekly", "readers": [elif_.pk]}).status_code == 302

    one = Subscription.objects.get()
    # The days are those of each mail.
    assert (one.reader, one.page, one.asked) == (elif_, "said", f"channel={mailbox_channel.pk}")
    said = client.get("/measures/mail/").content.decode()
    assert "her pazartesi · Elif Kaya" in said
    assert "Kanal: destek@carsi.example" in said
    assert "henüz gönderilmedi" in said


def test_a_long_list_asks_no_more_of_the_database_than_a_short_one(mailbox_channel: Channel, deniz: Agent) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert signed_in(deniz).get("/measures/mail/").status_code == 200
        return len(asked)

    for number in range(2):
        subscribed(make.agent(f"Okur {number}"), by=deniz)
    count()
    few = count()
    for number in range(20):
        subscribed(make.agent(f"Yeni okur {number}"), by=deniz, asked=f"brand={mailbox_channel.brand_id}")

    assert count() == few


def test_a_stock_number_of_eighty_letters_is_kept(elif_: Agent) -> None:
    subscribed(elif_, asked=f"product={quote('Ş' * 80)}")

    assert Subscription.objects.get().asked.count("%C5%9E") == 80


def test_a_lead_has_it_mailed_to_others_but_nobody_elses_own_page(elif_: Agent, onur: Agent) -> None:
    client = signed_in(onur)
    given = {"frequency": "monthly", "readers": [elif_.pk, onur.pk]}

    assert client.post("/measures/mail/?page=overview", given).status_code == 302
    assert client.post("/measures/mail/?page=own", given).status_code == 422

    assert Subscription.objects.count() == 2
    with pytest.raises(subscribing.NotForThem):
        subscribing.subscribe(by=onur, reader=elif_, page="own", asked="", frequency=WEEKLY, now=DUE)
    with pytest.raises(subscribing.NotForThem):
        subscribing.subscribe(by=elif_, reader=onur, page="overview", asked="", frequency=WEEKLY, now=DUE)


def test_it_is_paused_resumed_and_ended_and_the_audit_log_knows(elif_: Agent, onur: Agent, deniz: Agent) -> None:
    one = subscribed(elif_, by=onur)
    colleague = signed_in(make.agent("Ayşe Taş"))
    client = signed_in(elif_)

    colleague.post(f"/measures/mail/{one.pk}/", {"act": "end"})
    assert "Elif Kaya" not in colleague.get("/measures/mail/").content.decode()
    client.post(f"/measures/mail/{one.pk}/", {"act": "pause"})
    assert Subscription.objects.get().paused_at is not None
    client.post(f"/measures/mail/{one.pk}/", {"act": "resume"})
    assert Subscription.objects.get().paused_at is None
    signed_in(onur).post(f"/measures/mail/{one.pk}/", {"act": "end"})
    # Pressed twice.
    client.post(f"/measures/mail/{one.pk}/", {"act": "end"})

    assert not Subscription.objects.exists()
    acts = AuditEntry.objects.filter(act__startswith="reports.").order_by("pk").values_list("act", "by__name")
    assert list(acts) == [
        ("reports.subscribed", "Onur Bal"),
        ("reports.paused", "Elif Kaya"),
        ("reports.resumed", "Elif Kaya"),
        ("reports.unsubscribed", "Onur Bal"),
    ]
    said = signed_in(deniz).get("/settings/audit/").content.decode()
    assert "bir ölçüm sayfasını e-postayla istedi" in said
    assert "sayfa: Ölçümler" in said


def test_a_lead_does_not_see_that_a_colleague_reads_their_own_page(elif_: Agent, onur: Agent) -> None:
    subscribed(elif_, page="own")

    assert "Elif Kaya" not in signed_in(onur).get("/measures/mail/").content.decode()
