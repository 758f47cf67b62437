"""Choosing how one is told, quiet hours, and the mail of what was not read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.conversations.models import Channel, Conversation
from muhatap.notices import actions, digest, queries
from muhatap.notices.models import Digest, Kind, Notice
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(mailbox_channel: Channel, elif_: Agent) -> Conversation:
    return make.conversation(channel=mailbox_channel, assigned_to=elif_)


def told(conversation: Conversation, agent: Agent, *, at: datetime) -> Notice:
    pk = conversation.pk
    actions.tell([agent.pk], kind=Kind.CUSTOMER_WROTE, conversation_id=pk, by_id=None, at=at)
    return Notice.objects.get(conversation=pk, agent=agent, read_at=None)


def prefers(agent: Agent, when: Digest, *, is_quiet: bool = False) -> None:
    actions.choose(agent, ways={}, digest=when, is_quiet_off_shift=is_quiet, is_naming=False)


def test_the_page_keeps_what_is_ticked(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)
    ticked = {"new_unassigned.bell": "on", "assigned.push": "on", "digest": "hourly", "is_naming": "on"}

    assert client.post("/settings/notices/", ticked).status_code == 302

    chosen = queries.choices_of(elif_)
    assert (chosen["new_unassigned"].bell, chosen["new_unassigned"].push) == (True, False)
    assert (chosen["assigned"].push, chosen["assigned"].bell) == (True, False)
    manners = queries.manners_of(elif_)
    assert (manners.digest, manners.is_naming, manners.is_quiet_off_shift) == ("hourly", True, False)


def test_a_choice_there_is_not_changes_nothing(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    assert client.post("/settings/notices/", {"digest": "weekly"}).status_code == 422

    assert queries.manners_of(elif_).digest == "never"


@pytest.mark.parametrize(("clock", "is_heard"), [("10:00", True), ("22:00", False)])
def test_outside_the_shift_it_is_quiet_for_those_who_want_it(
    elif_: Agent, conversation: Conversation, clock: str, is_heard: bool
) -> None:
    monday = datetime.fromisoformat(f"2026-11-23T{clock}:00+03:00")
    elif_.shifts, elif_.time_zone = {"mon": ["09:00-18:00"]}, "Europe/Istanbul"
    # Whoever switches after their shift says that they are here: it is not to be the clock of this machine that does.
    elif_.presence_at = monday - timedelta(days=1)
    elif_.save()
    assert told(conversation, elif_, at=monday).is_heard, "nobody asked for quiet"
    actions.read(elif_, now=monday)

    prefers(elif_, Digest.NEVER, is_quiet=True)
    notice = told(conversation, elif_, at=monday)

    assert (notice.is_shown, notice.is_heard) == (True, is_heard)


def test_what_was_not_read_is_mailed_once(elif_: Agent, conversation: Conversation) -> None:
    now = timezone.now()
    prefers(elif_, Digest.HOURLY)
    told(conversation, elif_, at=now - timedelta(minutes=6))
    told(conversation, elif_, at=now - timedelta(minutes=6))

    assert digest.plan(now=now) == 1
    job = ProcrastinateJob.objects.get(task_name=digest.MAIL)
    assert digest.mail(**job.args, now=now) == 1

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["elif@carsi.example"], "Okumadığınız 1 bildirim var")
    assert "Zeynep Aksoy 2 kez yazdı" in letter.body
    assert f"/conversations/{conversation.pk}/" in letter.body
    assert (digest.plan(now=now), digest.mail(elif_.pk, now=now)) == (0, 0)


def test_what_was_read_or_came_just_now_is_not_mailed(elif_: Agent, conversation: Conversation) -> None:
    now = timezone.now()
    prefers(elif_, Digest.HOURLY)
    told(conversation, elif_, at=now)
    assert digest.plan(now=now) == 0

    actions.read(elif_, now=now)
    assert digest.plan(now=now + timedelta(hours=1)) == 0


def test_a_mail_that_could_not_go_is_tried_in_the_next_hour(
    elif_: Agent, conversation: Conversation, settings: object
) -> None:
    settings.EMAIL_BACKEND = "muhatap.mail.out.backend.DeskMailBackend"  # type: ignore[attr-defined]
    now = timezone.now()
    prefers(elif_, Digest.HOURLY)
    told(conversation, elif_, at=now - timedelta(hours=1))

    with pytest.raises(OSError, match="no mailbox"):
        digest.mail(elif_.pk, now=now)

    assert Notice.objects.get().mailed_at is None


@pytest.mark.parametrize(
    ("wanted", "at", "zone", "is_now"),
    [
        (Digest.NEVER, "05:07", "", False),
        (Digest.HOURLY, "05:07", "", True),
        (Digest.HOURLY, "23:07", "", True),
        (Digest.DAILY, "05:07", "", True),  # eight in Istanbul
        (Digest.DAILY, "06:07", "", False),
        (Digest.DAILY, "07:07", "Europe/Berlin", True),
    ],
)
def test_the_hour_of_the_mail(wanted: str, at: str, zone: str, is_now: bool) -> None:
    moment = datetime.fromisoformat(f"2026-11-23T{at}:00").replace(tzinfo=UTC)

    assert digest.is_time(wanted, now=moment, zone=zone) is is_now
