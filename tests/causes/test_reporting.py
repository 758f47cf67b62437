"""A report on its way: by mail and webhook, once each, tried again while a way is shut, in the reader's language."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.causes import actions
from muhatap.causes.actions import departments, reporting
from muhatap.causes.models import Cause, Department, Evidence, Heard, Manner, Report
from muhatap.conversations.models import Channel
from muhatap.core import signing
from muhatap.team.models import Agent
from tests import make
from tests.causes import desk
from tests.causes.desk import DAY, NOW, TODAY
from tests.orders import desk as orders
from tests.rules.test_webhooks import Warehouse, warehouse  # noqa: F401

pytestmark = pytest.mark.django_db

SAID = "Merhaba, ben Zeynep Aksoy. Siparişim dokuz gündür aktarmada bekliyor, 0532 123 45 67 numaramı arayın."


class ShutDoor(EmailBackend):
    """A mail server that is down until somebody opens it."""

    is_shut = True

    def send_messages(self, messages: Any) -> int:
        if ShutDoor.is_shut:
            raise ConnectionRefusedError("the mail server is down")
        return int(super().send_messages(messages))


@pytest.fixture
def shut(settings: Any) -> type[ShutDoor]:
    settings.EMAIL_BACKEND = f"{__name__}.ShutDoor"
    ShutDoor.is_shut = True
    return ShutDoor


@pytest.fixture
def depot(db: None) -> Department:
    return desk.department("Depo", head_name="Hasan Usta")


@pytest.fixture
def hub(elif_: Agent, depot: Department, mailbox_channel: Channel) -> Cause:
    conversation = make.conversation(channel=mailbox_channel, text=SAID, at=NOW - DAY)
    return desk.cause(
        elif_, "Paketler aktarmada bekliyor", department=depot, conversation=conversation, wish="Nerede olduğunu görmek"
    )


def report(cause: Cause, by: Agent, *, now: datetime = NOW) -> Report:
    return actions.report(cause, by=by, now=now)


def test_the_head_of_the_warehouse_understands_it(hub: Cause, elif_: Agent) -> None:
    sent = report(hub, elif_)
    job = ProcrastinateJob.objects.get(task_name=reporting.SEND)

    reporting.send(**job.args, now=NOW)

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["depo@carsi.example"], "Paketler aktarmada bekliyor: 1 temas")
    for words in (
        "Merhaba Hasan Usta,",
        "Paketler aktarmada bekliyor",
        "aktarmada bekliyor, ••• numaramı arayın.",
        "Nerede olduğunu görmek",
        "28 Kasım 2026",
        reporting.link_to(sent),
    ):
        assert words in letter.body, words
    for personal in ("Zeynep", "Aksoy", "0532", "45 67", "zeynep@example.com"):
        assert personal not in letter.body
    assert "<" not in letter.body
    sent.refresh_from_db()
    assert (sent.mailed_at, sent.problem) == (NOW, "")


def test_a_job_that_runs_twice_mails_once(hub: Cause, elif_: Agent) -> None:
    sent = report(hub, elif_)

    for _ in range(3):
        reporting.send(sent.pk, now=NOW)

    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_down_loses_no_report(
    hub: Cause, elif_: Agent, shut: type[ShutDoor], client: Client
) -> None:
    sent = report(hub, elif_)
    with pytest.raises(ConnectionRefusedError):
        reporting.send(sent.pk, now=NOW)
    sent.refresh_from_db()
    assert (sent.mailed_at, sent.problem) == (None, reporting.NOT_MAILED)
    client.force_login(elif_)
    assert "E-posta gönderilemedi" in client.get(f"/causes/{hub.pk}/").content.decode()

    shut.is_shut = False
    reporting.send(sent.pk, now=NOW + DAY)
    reporting.send(sent.pk, now=NOW + DAY)

    sent.refresh_from_db()
    assert (sent.mailed_at, sent.problem, len(mail.outbox)) == (NOW + DAY, "", 1)


def test_the_job_is_tried_again() -> None:
    from muhatap.causes import jobs

    for task in (jobs.send_report, jobs.mail_answer, jobs.mail_digest, jobs.tell_one):
        assert task.retry_strategy is not None
        assert task.retry_strategy.max_attempts >= 5


def test_a_digest_that_could_not_go_goes_later(hub: Cause, depot: Department, shut: type[ShutDoor]) -> None:
    with pytest.raises(ConnectionRefusedError):
        reporting.mail_digest(depot.pk, now=NOW)
    shut.is_shut = False

    assert reporting.mail_digest(depot.pk, now=NOW)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mail_once(hub: Cause, elif_: Agent) -> None:
    sent = report(hub, elif_)

    failures = desk.side_by_side(*[lambda: reporting.send(sent.pk, now=NOW)] * 3)

    assert failures == []
    assert len(mail.outbox) == 1


def test_an_english_department_reads_english(hub: Cause, elif_: Agent, depot: Department, client: Client) -> None:
    Department.objects.update(language="en", name="Warehouse")
    hub.refresh_from_db()
    sent = report(hub, elif_)
    reporting.send(sent.pk, now=NOW)
    reporting.mail_digest(depot.pk, now=NOW)

    letter, digest = mail.outbox
    assert letter.subject == "Paketler aktarmada bekliyor: 1 contact"
    assert "Hello Hasan Usta," in letter.body
    assert "Customers write to us because of this" in letter.body
    assert "Nov" in letter.body
    assert "Open with you:" in digest.body
    assert "1 contact in 30 days" in digest.body
    page = client.get(f"/report/{reporting.token_of(sent)}/", headers={"Accept-Language": "tr"}).content.decode()
    assert "What do you say?" in page
    assert '<html lang="en"' in page


def test_a_subject_stays_one_line(hub: Cause, elif_: Agent) -> None:
    Cause.objects.update(name="Birinci satır\nBcc: herkes@example.com")
    hub.refresh_from_db()

    reporting.send(report(hub, elif_).pk, now=NOW)

    (letter,) = mail.outbox
    assert letter.subject.startswith("Birinci satır Bcc: herkes@example.com")
    assert letter.recipients() == ["depo@carsi.example"]


def test_a_department_without_an_address_has_a_page(hub: Cause, elif_: Agent, client: Client) -> None:
    Department.objects.update(email="")
    hub.refresh_from_db()
    sent = report(hub, elif_)
    reporting.send(sent.pk, now=NOW)

    sent.refresh_from_db()
    assert (mail.outbox, sent.mailed_at, sent.problem) == ([], None, reporting.NO_WAY)
    client.force_login(elif_)
    assert reporting.link_to(sent) in client.get(f"/causes/{hub.pk}/").content.decode()


def test_a_webhook_is_signed_and_called_once(
    hub: Cause,
    elif_: Agent,
    onur: Agent,
    depot: Department,
    warehouse: Warehouse,  # noqa: F811
) -> None:
    depot.webhook_url = warehouse.url
    departments.keep(depot, by=onur)
    hub.refresh_from_db()
    sent = report(hub, elif_)
    now = timezone.now()

    for _ in range(2):
        reporting.send(sent.pk, now=now)

    ((headers, body),) = warehouse.taken
    depot.refresh_from_db()
    assert signing.verify(depot.webhook_secret, given=headers, body=body, now=now) == f"msg_{sent.uid.hex}"
    with pytest.raises(signing.Forged):
        signing.verify(depot.webhook_secret, given=headers, body=body + b" ", now=now)
    said = json.loads(body)
    assert said["type"] == "cause.reported"
    data = said["data"]
    assert (data["cause"]["name"], data["count"], data["link"]) == (hub.name, 1, reporting.link_to(sent))
    assert len(data["weeks"]) == 8
    assert "Zeynep" not in body.decode()
    assert depot.webhook_secret not in depot.sealed_webhook_secret
    assert len(mail.outbox) == 1


def test_a_webhook_that_is_not_taken_is_called_again_and_keeps_no_mail_back(
    hub: Cause,
    elif_: Agent,
    onur: Agent,
    depot: Department,
    warehouse: Warehouse,  # noqa: F811
) -> None:
    depot.webhook_url = warehouse.url
    departments.keep(depot, by=onur)
    warehouse.answers = [500, 302, 204]
    hub.refresh_from_db()
    sent = report(hub, elif_)

    for _ in range(2):
        with pytest.raises(reporting.NotTaken):
            reporting.send(sent.pk, now=NOW)
        sent.refresh_from_db()
        assert (sent.called_at, sent.problem) == (None, reporting.NOT_CALLED)
    reporting.send(sent.pk, now=NOW)

    sent.refresh_from_db()
    assert (sent.called_at, sent.problem, len(mail.outbox)) == (NOW, "", 1)
    assert len({headers["webhook-id"] for headers, _ in warehouse.taken}) == 1


def test_a_mail_server_that_is_down_keeps_no_webhook_back(
    hub: Cause,
    elif_: Agent,
    onur: Agent,
    depot: Department,
    shut: type[ShutDoor],
    warehouse: Warehouse,  # noqa: F811
) -> None:
    depot.webhook_url = warehouse.url
    departments.keep(depot, by=onur)
    hub.refresh_from_db()
    sent = report(hub, elif_)

    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            reporting.send(sent.pk, now=NOW)

    assert len(warehouse.taken) == 1
    sent.refresh_from_db()
    assert sent.problem == reporting.NOT_MAILED


def test_our_own_walls_are_not_called(hub: Cause, elif_: Agent, onur: Agent, depot: Department, settings: Any) -> None:
    settings.WEBHOOKS_MAY_STAY_INSIDE = False
    depot.webhook_url = "http://127.0.0.1:1/"
    departments.keep(depot, by=onur)
    hub.refresh_from_db()

    with pytest.raises(reporting.UNDELIVERED):
        reporting.send(report(hub, elif_).pk, now=NOW)


def test_a_report_is_not_rewritten_behind_its_reader(
    hub: Cause, elif_: Agent, mailbox_channel: Channel, client: Client
) -> None:
    sent = report(hub, elif_)
    before = client.get(f"/report/{reporting.token_of(sent)}/").content.decode()
    desk.contacts(hub, [30], since=TODAY)

    after = client.get(f"/report/{reporting.token_of(sent)}/").content.decode()

    assert sent.facts["count"] == 1
    assert before.count("<b>1</b>") == after.count("<b>1</b>") > 0


def test_a_report_says_how_many_how_often_and_what_it_costs(hub: Cause, elif_: Agent) -> None:
    Manner.objects.create(minutes_each=12, hour_costs=250, currency="TRY")
    desk.contacts(hub, [2] * 28, since=TODAY - 27 * DAY)
    actions.count_silently(hub, kind=Evidence.ARTICLE_READ, key="k", day=TODAY, count=40)
    hub.refresh_from_db()
    desk.ordered(orders.shop(hub.brand), [200] * 60, since=TODAY - 59 * DAY)  # type: ignore[arg-type]

    facts = reporting.facts_of(hub, now=NOW)

    assert (facts["count"], facts["silent"], facts["month"]) == (97, 40, 97)
    # 57 conversations of 12 minutes; nobody answered the silent ones.
    assert (facts["hours"], facts["money"], facts["currency"]) == (11.4, "2850", "TRY")
    assert facts["is_per_order"]
    assert [week["count"] for week in facts["weeks"]] == [0, 0, 0, 0, 14, 14, 14, 55]
    assert {week["orders"] for week in facts["weeks"]} == {1400}
    json.dumps(facts)


def test_five_quotes_of_five_people(hub: Cause, elif_: Agent, mailbox_channel: Channel) -> None:
    talker = make.customer("Çok Yazan")
    for number in range(4):
        said = f"Siparişim yine bekliyor, bu {number}. yazışım artık."
        one = make.conversation(channel=mailbox_channel, customer=talker, text=said, at=NOW)
        actions.join(hub, one, by=elif_, now=NOW)
    for number in range(7):
        customer = make.customer(f"Müşteri{number}")
        said = f"Paketim {number} gündür aktarma merkezinde duruyor."
        one = make.conversation(channel=mailbox_channel, customer=customer, text=said, at=NOW - 2 * DAY)
        actions.join(hub, one, by=elif_, now=NOW)

    quotes = reporting.quotes_of(hub)

    assert len(quotes) == len(set(quotes)) == reporting.QUOTES
    assert sum("yazışım" in quote for quote in quotes) == 1


def test_departments_are_kept_by_leads(onur: Agent, elif_: Agent, client: Client) -> None:
    form = {"name": "Depo", "language": "tr", "answer_days": "7", "email": "depo@carsi.example"}
    client.force_login(elif_)
    assert client.post("/settings/departments/new/", form).status_code == 403
    client.force_login(onur)

    assert client.post("/settings/departments/new/", form | {"webhook_url": "depo.example/x"}).status_code == 302
    one = Department.objects.get()
    assert (one.webhook_url, one.answer_days) == ("https://depo.example/x", 7)
    assert one.webhook_secret.startswith("whsec_")
    secret = one.webhook_secret
    client.post(f"/settings/departments/{one.pk}/", form | {"webhook_url": "https://depo.example/y"})
    one.refresh_from_db()
    assert (one.webhook_url, one.webhook_secret) == ("https://depo.example/y", secret)
    for wrong in (
        {"answer_days": "0"},
        {"answer_days": "91"},
        {"answer_days": "-1"},
        {"email": "depo"},
        {"email": "a@b.example\nBcc: c@d.example"},
        {"name": ""},
        {"name": "a\0"},
        {"language": "xx"},
        {"webhook_url": "ftp://depo.example/"},
        {"webhook_url": "javascript:alert(1)"},
        {"webhook_url": "https://a:b@depo.example/"},
    ):
        assert client.post("/settings/departments/new/", form | wrong).status_code == 422, wrong
    assert Department.objects.count() == 1
    assert not Heard.objects.exists()
