"""Whoever follows a cause hears what its department and the numbers say, and not what colleagues or they do."""

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.causes import actions, jobs
from muhatap.causes.actions import owning, reporting
from muhatap.causes.models import Cause, State
from muhatap.team.models import Agent, Language
from tests.causes import desk
from tests.causes.desk import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(elif_: Agent) -> Cause:
    return desk.cause(elif_, department=desk.department("Depo"))


def planned() -> list[str]:
    """What owners are to be told, in order."""
    told = ProcrastinateJob.objects.filter(task_name=owning.MAIL).order_by("pk")
    return [job.args["what"] for job in told]


def test_the_owner_hears_what_the_department_says(hub: Cause, elif_: Agent) -> None:
    sent = actions.report(hub, by=elif_, now=NOW)

    reporting.ask(sent, who="Hasan", text="Hangi şube?", now=NOW)
    reporting.accept(sent, on=TODAY, who="Hasan", text="", now=NOW)

    assert planned() == ["asked", "accepted"]


def test_the_owner_hears_what_the_numbers_say(hub: Cause, elif_: Agent) -> None:
    desk.turned(hub, State.FIXED, by=elif_)
    actions.turn(hub, to=State.VERIFIED, by=None, now=NOW)
    actions.turn(hub, to=State.HEARD, by=None, now=NOW)

    assert planned() == ["holds", "back"]


def test_nobody_hears_of_what_the_desk_did(hub: Cause, elif_: Agent) -> None:
    desk.turned(hub, State.FIXING, State.FIXED, State.HEARD, by=elif_)

    assert planned() == []


@pytest.mark.parametrize(
    ("language", "subject"),
    [(Language.TURKISH, "“Paketler aktarmada bekliyor” geri geldi"),
     (Language.ENGLISH, "“Paketler aktarmada bekliyor” has come back")],
)  # fmt: skip
def test_it_is_a_mail_in_the_owners_language(hub: Cause, elif_: Agent, language: str, subject: str) -> None:
    elif_.language = language
    elif_.save()

    jobs.mail_owner(hub.pk, owning.BACK)

    (letter,) = mail.outbox
    assert (letter.subject, letter.to) == (subject, [elif_.email])
    assert f"/causes/{hub.pk}/" in letter.body


def test_somebody_who_has_left_is_not_written_to(hub: Cause, elif_: Agent) -> None:
    elif_.is_active = False
    elif_.save()

    assert not owning.mail_owner(hub.pk, what=owning.BACK)
    assert mail.outbox == []
