"""A fix that changed nothing does not stay fixed: the numbers open it again, and those concerned are told."""

from datetime import date
from html import unescape

import pytest
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.causes import actions, jobs, measured, watching
from muhatap.causes.actions import owning, reporting
from muhatap.causes.models import Cause, Department, State
from muhatap.orders.models import Shop
from muhatap.team.models import Agent, Brand
from tests.causes import desk
from tests.causes.desk import DAY, NOW, TODAY
from tests.orders import desk as orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def depot(db: None) -> Department:
    return desk.department("Depo", head_name="Hasan Usta")


def fixed(by: Agent, brand: Brand, depot: Department | None, *, before: int, after: int, days: int) -> Cause:
    """Eighty-four days of `before` contacts each on 500 orders, a fix, and `days` whole ones of `after`."""
    on = TODAY - (days + 1) * DAY
    cause = desk.turned(desk.cause(by, brand=brand, department=depot), State.FIXED, by=by, on=on)
    desk.contacts(cause, [before] * 84 + [after] * (days + 1), since=on - 84 * DAY)
    shop = Shop.objects.first() or orders.shop(brand)
    desk.ordered(shop, [500] * (85 + days), since=on - 84 * DAY)
    return cause


def test_contacts_as_before_open_it_again(elif_: Agent, carsi: Brand, depot: Department) -> None:
    cause = fixed(elif_, carsi, depot, before=20, after=20, days=42)
    on = cause.fixed_on

    assert watching.verify(now=NOW) == (0, 1)
    assert watching.verify(now=NOW + DAY) == (0, 0)

    cause.refresh_from_db()
    assert (cause.state, cause.fixed_on, cause.unshown_on) == (State.HEARD, None, on)
    assert cause.reopen_count == 0, "what never left has not come back"
    last = cause.turns.last()
    assert (last.by, last.text) == (None, watching.AS_BEFORE)


@pytest.mark.parametrize(
    ("after", "days"),
    [
        (20, 41),  # parcels that left before may still speak
        (10, 84),  # better: verified, not doubted
        (17, 42),  # a seventh fewer: it may be a fifth, and may be nothing
    ],
)
def test_what_may_still_show_is_left(elif_: Agent, carsi: Brand, after: int, days: int) -> None:
    cause = fixed(elif_, carsi, None, before=20, after=after, days=days)

    assert watching.verify(now=NOW)[1] == 0

    cause.refresh_from_db()
    assert cause.state in {State.FIXED, State.VERIFIED}


def test_twelve_weeks_without_a_sign_are_an_answer(elif_: Agent, carsi: Brand) -> None:
    cause = fixed(elif_, carsi, None, before=1, after=1, days=84)
    # In single days it is nothing or much, so that the interval is wide.
    effect = measured.effect_of(cause, now=NOW)
    assert effect
    assert not effect.is_as_before
    assert watching.verify(now=NOW - DAY) == (0, 0)

    assert watching.verify(now=NOW) == (0, 1)

    assert cause.turns.last().text == watching.NEVER_SHOWN


def test_too_few_contacts_say_nothing_for_ever(elif_: Agent, carsi: Brand) -> None:
    on = TODAY - 120 * DAY
    cause = desk.turned(desk.cause(elif_, brand=carsi), State.FIXED, by=elif_, on=on)
    desk.contacts(cause, [1] * 10, since=on - 60 * DAY)
    desk.ordered(orders.shop(carsi), [500] * 180, since=on - 60 * DAY)

    assert watching.verify(now=NOW) == (0, 0)


def test_a_person_who_says_the_same_day_again_is_not_contradicted(elif_: Agent, carsi: Brand) -> None:
    cause = fixed(elif_, carsi, None, before=20, after=20, days=42)
    on = cause.fixed_on
    watching.verify(now=NOW)

    desk.turned(cause, State.FIXED, by=elif_, on=on)

    assert watching.verify(now=NOW) == (0, 0)
    other = date.fromordinal(on.toordinal() - 1)  # type: ignore[union-attr]
    desk.turned(cause, State.HEARD, State.FIXED, by=elif_, on=other)
    assert watching.verify(now=NOW) == (0, 1)


def test_owner_and_department_are_told_once(elif_: Agent, carsi: Brand, depot: Department) -> None:
    cause = fixed(elif_, carsi, depot, before=20, after=20, days=42)
    ProcrastinateJob.objects.all().delete()
    watching.verify(now=NOW)

    planned = ProcrastinateJob.objects.order_by("pk")
    for job in [*planned, *planned]:
        {owning.MAIL: jobs.mail_owner, reporting.UNSHOWN: jobs.mail_unshown}[job.task_name](**job.args)

    to_owner, to_department = mail.outbox
    assert to_owner.subject == f"“{cause.name}” düzeltmesi sonuç vermedi: temaslar azalmadı"
    assert (to_department.to, to_department.subject) == (
        ["depo@carsi.example"],
        f"“{cause.name}”: düzeltme henüz sonuç vermedi",
    )
    for words in ("Merhaba Hasan Usta,", "11 Ekim 2026", "Önce 40,0", cause.name):
        assert words in to_department.body, words


def test_a_department_without_an_address_hears_nothing(elif_: Agent, carsi: Brand, depot: Department) -> None:
    Department.objects.update(email="")
    fixed(elif_, carsi, depot, before=20, after=20, days=42)
    watching.verify(now=NOW)
    job = ProcrastinateJob.objects.get(task_name=reporting.UNSHOWN)

    jobs.mail_unshown(**job.args)

    assert mail.outbox == []


def test_the_page_says_so_with_its_numbers(elif_: Agent, carsi: Brand, depot: Department) -> None:
    cause = fixed(elif_, carsi, depot, before=20, after=20, days=42)
    watching.verify(now=NOW)
    client = Client()
    client.force_login(elif_)

    page = unescape(client.get(f"/causes/{cause.pk}/").content.decode())

    assert "11 Eki düzeltmesi sonuç vermedi" in page
    assert "Düzeltme sonuç vermedi: temaslar eskisi gibi." in page
    # Reported again it is on its way once more, and what came of the first fix stays to be seen.
    cause.refresh_from_db()
    actions.report(cause, by=elif_, now=NOW)
    assert "düzeltmesi sonuç vermedi" in unescape(client.get(f"/causes/{cause.pk}/").content.decode())
