"""Mails of the loop go once: whoever dies between handing over and writing it down repeats nothing by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.causes import actions, jobs
from muhatap.causes.actions import owning, posting, reporting
from muhatap.causes.models import Cause, Department, Letter, LetterKind, Report
from muhatap.team.models import Agent
from tests.causes import desk
from tests.causes.desk import DAY, NOW

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker is gone: nothing of ours catches it."""


class DyingWorker(EmailBackend):
    """Hands the mail over, and dies before anybody can write that down; or dies before it."""

    dies: str = ""

    def send_messages(self, messages: Any) -> int:
        if DyingWorker.dies == "refused":
            raise ConnectionRefusedError("the mail server is down")
        taken = int(super().send_messages(messages))
        if DyingWorker.dies:
            raise Killed
        return taken


@pytest.fixture
def worker(settings: Any) -> type[DyingWorker]:
    settings.EMAIL_BACKEND = f"{__name__}.DyingWorker"
    DyingWorker.dies = "handed over"
    return DyingWorker


@pytest.fixture
def depot(db: None) -> Department:
    return desk.department("Depo")


@pytest.fixture
def sent(elif_: Agent, depot: Department) -> Report:
    return actions.report(desk.cause(elif_, department=depot), by=elif_, now=NOW)


Ways = dict[str, Callable[[], object]]


@pytest.fixture
def ways(sent: Report, elif_: Agent, depot: Department) -> Ways:
    """Every mail that the loop sends, as its job does it."""
    asked = reporting.ask(sent, who="Hasan", text="Hangi şube?", now=NOW)
    assert asked
    actions.answer_question(asked, text="Kartal", by=elif_, now=NOW)
    return {
        LetterKind.REPORT: lambda: reporting.send(sent.pk, now=NOW),
        LetterKind.ANSWER: lambda: jobs.mail_answer(asked.pk),
        LetterKind.DIGEST: lambda: reporting.mail_digest(depot.pk, now=NOW),
        LetterKind.OWNER: lambda: jobs.mail_owner(sent.cause_id, owning.ASKED, asked.pk),
    }


EVERY = [LetterKind.REPORT, LetterKind.ANSWER, LetterKind.DIGEST, LetterKind.OWNER]


@pytest.mark.parametrize("kind", EVERY)
def test_a_job_that_runs_three_times_mails_once(ways: Ways, kind: str) -> None:
    for _ in range(3):
        ways[kind]()

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("kind", EVERY)
def test_a_worker_that_dies_after_handing_over_repeats_nothing(
    ways: Ways, kind: str, worker: type[DyingWorker]
) -> None:
    with pytest.raises(Killed):
        ways[kind]()
    worker.dies = ""

    for _ in range(2):
        ways[kind]()

    assert len(mail.outbox) == 1
    letter = Letter.objects.get()
    assert (letter.kind, letter.is_uncertain, letter.sent_at) == (kind, True, None)


@pytest.mark.parametrize("kind", EVERY)
def test_what_was_refused_goes_later_as_the_same_letter(ways: Ways, kind: str, worker: type[DyingWorker]) -> None:
    worker.dies = "refused"
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            ways[kind]()
    worker.dies = ""

    for _ in range(2):
        ways[kind]()

    (one,) = mail.outbox
    assert one.extra_headers["Message-ID"] == posting.message_id(Letter.objects.get())
    assert not Letter.objects.get().is_uncertain


def test_what_perhaps_went_is_shown_and_goes_again_when_somebody_says(
    sent: Report, elif_: Agent, worker: type[DyingWorker]
) -> None:
    with pytest.raises(Killed):
        reporting.send(sent.pk, now=NOW)
    worker.dies = ""
    reporting.send(sent.pk, now=NOW)
    client = Client()
    client.force_login(elif_)
    place = f"/causes/{sent.cause_id}/"
    letter = Letter.objects.get()
    again = f"/causes/letters/{letter.pk}/again/"
    assert again in client.get(place).content.decode()
    ProcrastinateJob.objects.all().delete()

    for _ in range(2):
        assert client.post(again)["Location"] == place
    (job,) = ProcrastinateJob.objects.filter(task_name=reporting.SEND)
    reporting.send(**job.args, now=NOW + DAY)

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    sent.refresh_from_db()
    assert sent.mailed_at == NOW + DAY
    assert again not in client.get(place).content.decode()


def test_a_digest_that_perhaps_went_is_shown_to_the_leads(
    sent: Report, depot: Department, elif_: Agent, onur: Agent, worker: type[DyingWorker]
) -> None:
    actions.plant(by=onur, language="tr")
    with pytest.raises(Killed):
        reporting.mail_digest(depot.pk, now=NOW)
    worker.dies = ""
    assert not reporting.mail_digest(depot.pk, now=NOW)
    again = f"/causes/letters/{Letter.objects.get().pk}/again/"
    client = Client()
    client.force_login(elif_)
    assert client.post(again).status_code == 404
    client.force_login(onur)

    assert again in client.get("/settings/reasons/").content.decode()
    assert client.post(again).status_code == 302

    assert ProcrastinateJob.objects.filter(task_name=reporting.DIGEST).exists()
    # The month that perhaps went is the one that goes: it is not kept back by itself.
    assert reporting.mail_digest(depot.pk, now=NOW)


def test_a_mail_that_cannot_be_written_was_not_sent(sent: Report) -> None:
    post = posting.Post(LetterKind.ANSWER, "1", "depo@carsi.example", reporting.ANSWER, {"asked_id": 1})

    def fails() -> mail.EmailMessage:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        posting.send_once(post, fails, now=NOW)
    assert posting.send_once(post, lambda: mail.EmailMessage("Konu", "Metin"), now=NOW)

    assert [each.to for each in mail.outbox] == [["depo@carsi.example"]]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_one(sent: Report) -> None:
    failures = desk.side_by_side(*[lambda: jobs.mail_owner(sent.cause_id, owning.BACK, 1)] * 4)

    assert failures == []
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_the_claim_is_committed_before_the_mail_leaves(sent: Report, worker: type[DyingWorker]) -> None:
    """What a worker wrote that was killed is all that the next one knows."""
    failures = desk.side_by_side(lambda: jobs.mail_owner(sent.cause_id, owning.BACK, 1))
    worker.dies = ""

    assert [type(each) for each in failures] == [Killed]
    assert Letter.objects.get().claimed_at is not None
    jobs.mail_owner(sent.cause_id, owning.BACK, 1)
    assert len(mail.outbox) == 1


def test_two_turns_are_two_mails(elif_: Agent) -> None:
    cause = Cause.objects.get(pk=desk.cause(elif_).pk)

    for mark in (1, 2, 2):
        jobs.mail_owner(cause.pk, owning.BACK, mark)

    assert len(mail.outbox) == 2
