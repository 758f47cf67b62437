"""A cause on its way: every way there is; what its department says by its link; verified, or back again."""

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from muhatap.causes import actions, jobs, measured, queries, watching
from muhatap.causes.actions import reporting
from muhatap.causes.actions.causing import WAYS
from muhatap.causes.models import Asked, Cause, Department, Report, State, Turn
from muhatap.conversations.models import Channel
from muhatap.core.models import Event
from muhatap.orders.models import DayCount, Shop
from muhatap.team.models import Agent, Brand
from tests.causes import desk
from tests.causes.desk import DAY, NOW, TODAY
from tests.orders import desk as orders

pytestmark = pytest.mark.django_db

# Written down a second time, so that a way that is opened by mistake is seen.
ALLOWED = {
    ("proposed", "heard"), ("proposed", "dismissed"), ("dismissed", "heard"),
    ("heard", "reported"), ("heard", "accepted"), ("heard", "refused"), ("heard", "fixing"), ("heard", "fixed"),
    ("heard", "dismissed"),
    ("reported", "reported"), ("reported", "accepted"), ("reported", "refused"), ("reported", "fixing"),
    ("reported", "fixed"), ("reported", "dismissed"),
    ("accepted", "reported"), ("accepted", "fixing"), ("accepted", "fixed"), ("accepted", "refused"),
    ("refused", "reported"), ("refused", "accepted"), ("refused", "fixing"), ("refused", "fixed"),
    ("refused", "dismissed"),
    ("fixing", "reported"), ("fixing", "fixed"), ("fixing", "refused"),
    ("fixed", "verified"), ("fixed", "heard"), ("verified", "heard"),
}  # fmt: skip
PAIRS = [(was, to) for was in State.values for to in State.values]


@pytest.fixture
def depot(db: None) -> Department:
    return desk.department("Depo", head_name="Hasan Usta")


@pytest.fixture
def hub(elif_: Agent, depot: Department) -> Cause:
    return desk.cause(elif_, department=depot)


@pytest.fixture
def sent(hub: Cause, elif_: Agent) -> Report:
    return actions.report(hub, by=elif_, now=NOW)


@pytest.fixture
def department() -> Client:
    """Somebody of the department: a browser nobody signed in to."""
    return Client()


@pytest.fixture
def browser(elif_: Agent) -> Client:
    client = Client()
    client.force_login(elif_)
    return client


def link(sent: Report) -> str:
    return f"/report/{reporting.token_of(sent)}/"


def state(cause: Cause) -> str:
    cause.refresh_from_db()
    return cause.state


def says(client: Client, sent: Report, act: str, **fields: object) -> str:
    return unescape(client.post(link(sent), {"act": act, **fields}).content.decode())


@pytest.mark.parametrize(("was", "to"), [pair for pair in PAIRS if pair in ALLOWED])
def test_a_way_that_there_is(hub: Cause, elif_: Agent, was: str, to: str) -> None:
    Cause.objects.filter(pk=hub.pk).update(state=was)

    actions.turn(hub, to=to, by=elif_, now=NOW, text="sebebi")

    assert state(hub) == to
    last = Turn.objects.order_by("pk").last()
    assert last is not None
    assert (last.state, last.by, last.text, last.is_departments) == (to, elif_, "sebebi", False)
    event = Event.objects.filter(name="CauseTurned").order_by("pk").last()
    assert event is not None
    assert (event.subject, event.data) == (f"cause:{hub.pk}", {"state": to, "was": was, "is_by_itself": False})


@pytest.mark.parametrize(("was", "to"), [pair for pair in PAIRS if pair not in ALLOWED])
def test_a_way_that_there_is_not(hub: Cause, elif_: Agent, was: str, to: str) -> None:
    Cause.objects.filter(pk=hub.pk).update(state=was)

    with pytest.raises(actions.CannotTurn):
        actions.turn(hub, to=to, by=elif_, now=NOW)

    assert (state(hub), Turn.objects.count()) == (was, 1)


def test_every_state_has_its_ways() -> None:
    assert set(WAYS) == set(State)
    assert {(was.value, to.value) for was, ways in WAYS.items() for to in ways} == ALLOWED


def test_what_comes_back_begins_anew(hub: Cause, elif_: Agent) -> None:
    desk.turned(hub, State.ACCEPTED, State.FIXED, by=elif_, on=TODAY)

    desk.turned(hub, State.HEARD, by=elif_)

    hub.refresh_from_db()
    assert (hub.reopen_count, hub.fixed_on, hub.promised_on, hub.verified_at) == (1, None, None, None)


def test_a_proposed_one_becomes_theirs_who_takes_it_up(elif_: Agent) -> None:
    proposed = desk.cause(None, "Önerilen")
    assert (proposed.state, proposed.owner) == (State.PROPOSED, None)
    assert list(queries.proposed(elif_)) == [proposed]
    assert not queries.board(elif_).exists()

    desk.turned(proposed, State.HEARD, by=elif_)

    proposed.refresh_from_db()
    assert (proposed.owner, proposed.reopen_count) == (elif_, 0)


@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_take_one_step(hub: Cause, elif_: Agent, onur: Agent) -> None:
    failures = desk.side_by_side(
        lambda: actions.turn(hub, to=State.ACCEPTED, by=elif_, now=NOW),
        lambda: actions.turn(hub, to=State.DISMISSED, by=onur, now=NOW),
    )

    assert [type(failure) for failure in failures] == [actions.CannotTurn]
    assert Turn.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_reports_at_once_are_one(hub: Cause, elif_: Agent, onur: Agent) -> None:
    failures = desk.side_by_side(*[lambda by=by: actions.report(hub, by=by, now=NOW) for by in (elif_, onur)])

    assert failures == []
    assert Report.objects.count() == 1


def test_the_pages_show_how_it_stands_when_somebody_was_quicker(hub: Cause, elif_: Agent, browser: Client) -> None:
    desk.turned(hub, State.FIXED, by=elif_, on=TODAY)

    page = unescape(browser.post(f"/causes/{hub.pk}/turn/", {"to": "accepted"}, follow=True).content.decode())

    assert "Bu arada ilerlemiş" in page
    assert state(hub) == State.FIXED
    for wrong in ("", "reported", "verified", "proposed", "nowhere", "fixed\0"):
        assert browser.post(f"/causes/{hub.pk}/turn/", {"to": wrong}).status_code in {302, 422}
    for day in ("1066-01-01", "9999-12-31", "2026-02-30", "x"):
        assert browser.post(f"/causes/{hub.pk}/turn/", {"to": "heard", "on": day}).status_code == 422
    assert state(hub) == State.FIXED


def test_nobody_reports_to_nobody(elif_: Agent, browser: Client) -> None:
    alone = desk.cause(elif_)

    with pytest.raises(actions.NoDepartment):
        actions.report(alone, by=elif_, now=NOW)
    assert browser.get(f"/causes/{alone.pk}/report/").status_code == 200
    assert browser.post(f"/causes/{alone.pk}/report/")["Location"] == f"/causes/{alone.pk}/edit/"
    assert state(alone) == State.HEARD


def test_the_department_accepts_by_a_day(sent: Report, hub: Cause, department: Client) -> None:
    on = timezone.localdate() + 9 * DAY

    page = says(department, sent, "accept", who="Hasan", on=on.isoformat(), text="Şubeyle konuştuk")

    assert "Teşekkür" in page
    hub.refresh_from_db()
    assert (hub.state, hub.promised_on) == (State.ACCEPTED, on)
    last = hub.turns.last()
    assert (last.text, last.is_departments, last.by) == ("Hasan: Şubeyle konuştuk", True, None)
    sent.refresh_from_db()
    assert sent.answer == "accepted"
    assert sent.answered_at


def test_it_refuses_with_a_reason(sent: Report, hub: Cause, department: Client) -> None:
    assert department.post(link(sent), {"act": "refuse", "text": " "}).status_code == 422
    assert state(hub) == State.REPORTED

    says(department, sent, "refuse", text="Sözleşme yıl sonuna dek sürüyor")

    hub.refresh_from_db()
    assert (hub.state, hub.refusal) == (State.REFUSED, "Sözleşme yıl sonuna dek sürüyor")


def test_a_day_that_has_passed_is_no_promise(sent: Report, hub: Cause, department: Client) -> None:
    for on in ("2020-01-01", "9999-01-01", "yarın"):
        assert department.post(link(sent), {"act": "accept", "on": on}).status_code == 422
    assert state(hub) == State.REPORTED


def test_it_asks_and_is_answered_once(
    sent: Report, hub: Cause, department: Client, browser: Client, elif_: Agent, onur: Agent
) -> None:
    says(department, sent, "ask", who="Hasan", text="Hangi şube?")
    asked = Asked.objects.get()
    assert state(hub) == State.REPORTED
    assert "Hasan: Hangi şube?" in unescape(browser.get(f"/causes/{hub.pk}/").content.decode())

    browser.post(f"/causes/questions/{asked.pk}/answer/", {"text": "\0 "})
    browser.post(f"/causes/questions/{asked.pk}/answer/", {"text": "Kartal"})
    browser.post(f"/causes/questions/{asked.pk}/answer/", {"text": "Yanlış"})
    assert not actions.answer_question(asked, text="Bir daha", by=onur, now=NOW)
    reporting.mail_answer(asked.pk)

    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("Kartal", elif_)
    page = unescape(department.get(link(sent)).content.decode())
    assert ("Kartal" in page, "Yanlış" in page) == (True, False)
    (letter,) = mail.outbox
    assert letter.to == ["depo@carsi.example"]
    assert "Kartal" in letter.body


def test_a_department_that_only_asks_is_stopped_kindly(sent: Report, department: Client) -> None:
    for number in range(reporting.MOST_QUESTIONS):
        says(department, sent, "ask", text=f"{number}.")

    assert "çok soru" in says(department, sent, "ask", text="Bir tane daha")
    assert Asked.objects.count() == reporting.MOST_QUESTIONS


def test_it_is_answered_once(sent: Report, hub: Cause, department: Client) -> None:
    says(department, sent, "accept")
    page = says(Client(), sent, "refuse", text="Olmaz")

    assert "daha önce yanıtlandı" in page
    assert state(hub) == State.ACCEPTED


@pytest.mark.django_db(transaction=True)
def test_two_of_the_department_at_once_give_one_answer(sent: Report, hub: Cause) -> None:
    failures = desk.side_by_side(
        lambda: actions.accept(sent, on=None, who="Hasan", text="", now=NOW),
        lambda: actions.refuse(sent, who="Ayla", text="Olmaz", now=NOW),
    )

    assert [type(failure) for failure in failures] == [actions.AlreadyAnswered]
    sent.refresh_from_db()
    assert sent.answer == state(hub)


def test_a_link_that_was_passed_on_works_for_whoever_has_it(sent: Report, hub: Cause) -> None:
    forwarded = Client()
    assert hub.name in unescape(forwarded.get(link(sent)).content.decode())

    says(forwarded, sent, "accept", who="Nakliyeci")

    assert state(hub) == State.ACCEPTED


def test_a_link_that_is_not_ours_leads_nowhere(sent: Report, hub: Cause, elif_: Agent, department: Client) -> None:
    good = reporting.token_of(sent)
    other = reporting.token_of(actions.report(desk.cause(elif_, department=sent.department), by=elif_, now=NOW))
    uid, _, signature = good.partition(":")
    forged = [
        good[:-1], good[1:], good[:20], uid, f"{uid}:", f":{signature}", f"{uid}:{other.partition(':')[2]}",
        good.swapcase(), good + "x", "x" * 5000, f"{good}%00", "%00", "report", "a:b:c", "ı:ş",
    ]  # fmt: skip

    for token in forged:
        for answer in (department.get(f"/report/{token}/"), department.post(f"/report/{token}/", {"act": "accept"})):
            assert answer.status_code == 404, token
    assert state(hub) == State.REPORTED


def test_after_a_refusal_it_is_reported_anew(sent: Report, hub: Cause, elif_: Agent, department: Client) -> None:
    says(department, sent, "refuse", text="Bizim işimiz değil")

    again = actions.report(hub, by=elif_, now=NOW + DAY)

    assert again != sent
    assert state(hub) == State.REPORTED
    assert "daha önce yanıtlandı" in says(department, sent, "accept")
    says(department, again, "accept")
    assert state(hub) == State.ACCEPTED


def test_a_second_click_sends_no_second_report(sent: Report, hub: Cause, browser: Client, elif_: Agent) -> None:
    assert actions.report(hub, by=elif_, now=NOW + timedelta(minutes=1)) == sent
    assert actions.report(hub, by=elif_, now=NOW + timedelta(hours=1)) != sent


def test_what_nobody_answers_goes_to_the_leads(sent: Report, hub: Cause, onur: Agent, elif_: Agent) -> None:
    assert sent.answer_by == TODAY + 5 * DAY
    assert reporting.escalate(now=NOW + 5 * DAY) == 0, "the last day is not over"

    assert reporting.escalate(now=NOW + 6 * DAY) == 1
    assert reporting.escalate(now=NOW + 7 * DAY) == 0

    assert queries.late_reports(onur) == [sent]
    lead = Client()
    lead.force_login(onur)
    assert "Depo" in unescape(lead.get("/causes/").content.decode())
    actions.accept(sent, on=None, who="", text="", now=NOW + 8 * DAY)
    assert queries.late_reports(onur) == []


def test_what_was_answered_or_is_over_is_not_late(sent: Report, hub: Cause, elif_: Agent, depot: Department) -> None:
    actions.accept(sent, on=None, who="", text="", now=NOW)
    other = desk.cause(elif_, "Başka", department=depot)
    actions.report(other, by=elif_, now=NOW)
    desk.turned(other, State.DISMISSED, by=elif_)

    assert reporting.escalate(now=NOW + 30 * DAY) == 0


def measured_cause(elif_: Agent, carsi: Brand, *, after: int, later: int = 0, days_later: int = 0) -> Cause:
    """Sixty days of twenty contacts each on 500 orders, fixed, then thirty days of `after`; then `later`."""
    fixed_on = TODAY - (31 + days_later) * DAY
    cause = desk.fixed(elif_, on=fixed_on, brand=carsi)
    since = fixed_on - 60 * DAY
    desk.contacts(cause, [20] * 60 + [after] * 31 + [later] * days_later, since=since)
    desk.ordered(orders.shop(carsi), [500] * (91 + days_later), since=since)
    return cause


def test_a_fix_that_holds_is_verified_by_the_numbers(elif_: Agent, carsi: Brand) -> None:
    cause = measured_cause(elif_, carsi, after=5)

    assert watching.verify(now=NOW) == (1, 0)
    assert watching.verify(now=NOW) == (0, 0)

    cause.refresh_from_db()
    assert (cause.state, cause.verified_at) == (State.VERIFIED, NOW)
    last = cause.turns.last()
    assert (last.by, last.is_departments, last.text) == (None, False, watching.VERIFIED)
    shown = measured.effect_of(cause, now=NOW)
    assert shown
    assert shown.is_per_order
    assert round(shown.before) == 40
    assert round(shown.after) == 10
    assert shown.low <= shown.avoided <= shown.high
    assert 400 < shown.avoided < 500


def test_a_fix_that_changed_nothing_is_not_verified(elif_: Agent, carsi: Brand) -> None:
    cause = measured_cause(elif_, carsi, after=20)

    assert watching.verify(now=NOW) == (0, 0)

    assert state(cause) == State.FIXED


def test_days_after_a_fix_there_is_nothing_to_say_yet(elif_: Agent, carsi: Brand) -> None:
    cause = desk.fixed(elif_, on=TODAY - 3 * DAY, brand=carsi)
    desk.contacts(cause, [20] * 60 + [0] * 3, since=TODAY - 63 * DAY)
    desk.ordered(orders.shop(carsi), [500] * 63, since=TODAY - 63 * DAY)

    assert watching.verify(now=NOW) == (0, 0)
    shown = measured.effect_of(cause, now=NOW)
    assert shown
    assert not shown.is_measured


def test_what_comes_back_is_opened_again_by_the_numbers(elif_: Agent, carsi: Brand) -> None:
    cause = measured_cause(elif_, carsi, after=2)
    assert watching.verify(now=NOW) == (1, 0)
    later = NOW + 14 * DAY
    # First it stays away, then it is as before.
    desk.contacts(cause, [2] * 7 + [20] * 7, since=TODAY)
    desk.ordered(Shop.objects.get(), [500] * 14, since=TODAY)

    assert watching.verify(now=NOW + 7 * DAY) == (0, 0)
    assert watching.verify(now=later) == (0, 1)
    assert watching.verify(now=later) == (0, 0)

    cause.refresh_from_db()
    assert (cause.state, cause.reopen_count, cause.fixed_on) == (State.HEARD, 1, None)
    assert cause.turns.last().text == watching.CAME_BACK


def test_the_morning_job_does_it_all(sent: Report, elif_: Agent, carsi: Brand, mailbox_channel: Channel) -> None:
    cause = measured_cause(elif_, carsi, after=5)
    # The clock has moved on to today, whenever that is.
    moved = timezone.localdate() - TODAY
    for heard in cause.evidence.all():
        heard.at += moved
        heard.save()
    for row in DayCount.objects.order_by("-day" if moved > 0 * DAY else "day"):
        row.day += moved
        row.save()
    Cause.objects.filter(pk=cause.pk).update(fixed_on=cause.fixed_on + moved)
    Report.objects.update(answer_by=timezone.localdate() - DAY)

    for _ in range(2):
        jobs.look_in_the_morning(timestamp=0)

    assert state(cause) == State.VERIFIED
    sent.refresh_from_db()
    assert sent.escalated_at
    assert cause.turns.filter(state=State.VERIFIED).count() == 1


@pytest.mark.parametrize("month", [11, 12])
def test_a_department_reads_its_month_once(
    sent: Report, hub: Cause, depot: Department, elif_: Agent, month: int
) -> None:
    first = datetime(2026, month, 28, 5, 30, tzinfo=desk.ISTANBUL)

    assert reporting.mail_digest(depot.pk, now=first)
    assert not reporting.mail_digest(depot.pk, now=first + 2 * DAY)
    assert reporting.mail_digest(depot.pk, now=first + 7 * DAY)

    assert [letter.to for letter in mail.outbox] == [["depo@carsi.example"]] * 2
    assert "Hasan Usta" in mail.outbox[0].body
    assert hub.name in mail.outbox[0].body
    assert link(sent) in mail.outbox[0].body


def test_a_department_with_nothing_open_is_left_in_peace(depot: Department, elif_: Agent) -> None:
    desk.cause(None, "Önerilen", department=depot)
    away = desk.department("Kapalı", is_archived=True)
    none = desk.department("Adressiz", email="")
    quiet = desk.department("Sessiz", has_digest=False)
    for each in (away, none, quiet):
        desk.cause(elif_, department=each)

    assert list(reporting.departments_for_digest(now=NOW)) == [depot.pk]
    assert not reporting.mail_digest(depot.pk, now=NOW)
    assert mail.outbox == []


def test_a_digest_says_what_a_fix_spared(elif_: Agent, carsi: Brand, depot: Department) -> None:
    cause = measured_cause(elif_, carsi, after=5)
    Cause.objects.filter(pk=cause.pk).update(department=depot)

    reporting.mail_digest(depot.pk, now=NOW)

    (letter,) = mail.outbox
    assert cause.name in letter.body
    assert "75" in letter.body
