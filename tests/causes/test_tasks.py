"""What is done about a reason: proposed by its quarter, taken by somebody, done or dropped, and measured."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.causes import actions, jobs, measured, placing, queries
from muhatap.causes.actions import owning, treating
from muhatap.causes.models import Choice, Reason, Stage, State, Task, TaskState, Treatment
from muhatap.conversations.models import Channel, Conversation
from muhatap.core.models import Event
from muhatap.surveys.models import State as SurveyState
from muhatap.surveys.models import Survey
from muhatap.team.models import Agent, Brand, Language
from tests import make
from tests.causes import desk
from tests.causes.desk import DAY, NOW, TODAY
from tests.orders import desk as orders

pytestmark = pytest.mark.django_db

Wrote = Callable[..., list[Conversation]]


@pytest.fixture
def why(db: None) -> Reason:
    return desk.reason("Takip numarası gelmedi", value_to_customer=-1, value_to_us=1)


@pytest.fixture
def wrote(mailbox_channel: Channel, elif_: Agent) -> Wrote:
    """So many conversations of a day with a reason, written without the way of a mail: it is about thousands."""
    one = make.conversation(channel=mailbox_channel, at=NOW - 200 * DAY)

    def write(reason: Reason, counts: list[int], *, since: object) -> list[Conversation]:
        ats = [
            timezone.make_aware(timezone.datetime.combine(since + number * DAY, timezone.datetime.min.time()))  # type: ignore[attr-defined,operator]
            + timedelta(hours=12)
            for number, count in enumerate(counts)
            for _ in range(count)
        ]
        made = Conversation.objects.bulk_create(
            Conversation(brand=one.brand, channel=one.channel, customer=one.customer, opened_at=at) for at in ats
        )
        Choice.objects.bulk_create(
            Choice(conversation=each, reason=reason, by=elif_, at=each.opened_at, heard_at=each.opened_at)
            for each in made
        )
        return made

    return write


def answered(conversations: list[Conversation], *, score: int, effort: int | None = None) -> None:
    Survey.objects.bulk_create(
        Survey(
            conversation=each,
            brand=each.brand,
            channel=each.channel,
            language="tr",
            state=SurveyState.ANSWERED,
            score=score,
            effort=effort,
            answered_at=NOW - DAY,
        )
        for each in conversations
    )


def taken(reason: Reason, by: Agent, *, treatment: str = Treatment.SIMPLIFY, owner: Agent | None = None) -> Task:
    return treating.open_task(
        reason=reason, treatment=treatment, owner=owner or by, what="SMS kendiliğinden gitsin", due_on=TODAY + 9 * DAY,
        by=by, now=NOW,
    )  # fmt: skip


def lately(wrote: Wrote, reason: Reason, count: int = treating.FEWEST_CONTACTS) -> list[Conversation]:
    return wrote(reason, [count], since=TODAY - 5 * DAY)


# Where a reason stands ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("customer", "us", "treatment"),
    [(2, 1, "encourage"), (1, -1, "automate"), (-1, 1, "simplify"), (-2, -2, "eliminate"), (0, 0, "eliminate")],
)
def test_a_quarter_is_a_treatment(customer: int, us: int, treatment: str) -> None:
    place = placing.place_of_reason(desk.reason(value_to_customer=customer, value_to_us=us), {})

    assert place.treatment == treatment


@pytest.mark.parametrize(("stage", "us"), [(Stage.PRE_SALE, 1.0), (Stage.ORDER, 0.0), (Stage.AFTER_SALE, -1.0)])
def test_where_nobody_said_the_stage_says_what_it_is_worth_to_us(stage: str, us: float) -> None:
    place = placing.place_of_reason(desk.reason(stage=stage), {})

    assert (place.us, place.customer, place.is_known) == (us, 0.0, False)


def test_what_customers_say_counts_where_enough_do(wrote: Wrote, why: Reason) -> None:
    heard = lately(wrote, why, 40)
    answered(heard[:19], score=5, effort=1)
    assert placing.place_of_reason(why, placing.said_of([why.pk], now=NOW)).customer == -1.0

    answered(heard[19:20], score=5, effort=1)

    place = placing.place_of_reason(why, placing.said_of([why.pk], now=NOW))
    # Half the setting, −1, and half what they say: content by two, effort of none by two.
    assert place.customer == 0.5
    assert place.treatment == Treatment.ENCOURAGE
    for words in ("sebep ayarı −1", "memnuniyet 5 üzerinden 5,0 (20 yanıt)", "çaba puanı 5 üzerinden 1,0 (20 yanıt)"):
        assert words in place.words
    assert placing.said_of([why.pk], now=NOW + placing.SAID_WITHIN) == {}


def test_what_was_set_by_hand_stays_above(wrote: Wrote, why: Reason, elif_: Agent) -> None:
    answered(lately(wrote, why, 40), score=5, effort=1)
    said = placing.said_of([why.pk], now=NOW)
    cause = desk.cause(elif_, reason=why)
    actions.describe(cause, fields={"value_to_customer": -2}, by=elif_)

    place = placing.place_of(cause, said)

    assert (place.customer, place.us) == (-2.0, 1.0)
    assert "elle −2" in place.words
    assert "memnuniyet" not in place.words
    cause.treatment = Treatment.AUTOMATE
    assert placing.treatment_of(cause, said) == Treatment.AUTOMATE


# Proposed -----------------------------------------------------------------------------------------------------------


def test_what_many_write_about_is_proposed_once(wrote: Wrote, why: Reason) -> None:
    lately(wrote, why)

    assert treating.propose(now=NOW) == 1
    assert treating.propose(now=NOW) == 0

    task = Task.objects.get()
    assert (task.reason, task.treatment, task.state, task.owner) == (why, Treatment.SIMPLIFY, "proposed", None)
    assert task.seen == {"count": treating.FEWEST_CONTACTS, "customer": -1.0, "us": 1.0}


def test_nothing_is_proposed_on_little(wrote: Wrote, why: Reason, elif_: Agent) -> None:
    lately(wrote, why, treating.FEWEST_CONTACTS - 1)
    unknown = desk.reason("Değeri bilinmeyen")
    lately(wrote, unknown)
    hated = desk.reason("Nedeni yolda", value_to_customer=-2, value_to_us=-2)
    lately(wrote, hated)
    desk.turned(desk.cause(elif_, reason=hated), State.FIXING, by=elif_)

    assert treating.propose(now=NOW) == 0


def test_a_proposal_goes_with_its_quarter(wrote: Wrote, why: Reason) -> None:
    lately(wrote, why)
    treating.propose(now=NOW)
    Reason.objects.update(value_to_customer=2)

    assert treating.propose(now=NOW) == 1
    assert Task.objects.get().treatment == Treatment.ENCOURAGE
    Choice.objects.all().delete()
    treating.propose(now=NOW)
    assert not Task.objects.exists()


def test_the_weightiest_are_proposed_and_no_more(wrote: Wrote) -> None:
    for number in range(treating.MOST_PROPOSED + 2):
        lately(wrote, desk.reason(f"{number}.", value_to_customer=1, value_to_us=1), 10 + number)

    assert treating.propose(now=NOW) == treating.MOST_PROPOSED

    assert {task.reason.name for task in Task.objects.all()} == {f"{number}." for number in range(2, 7)}


@pytest.mark.parametrize("end", ["done", "dropped"])
def test_what_has_ended_is_not_proposed_for_half_a_year(wrote: Wrote, why: Reason, elif_: Agent, end: str) -> None:
    lately(wrote, why)
    task = taken(why, elif_)
    assert treating.propose(now=NOW) == 0
    if end == "done":
        treating.finish(task, on=TODAY, by=elif_, now=NOW)
    else:
        treating.drop(task, why="Bu yıl olmaz", by=elif_, now=NOW)

    assert treating.propose(now=NOW) == 0
    Task.objects.update(state_at=NOW - treating.QUIET - DAY)
    assert treating.propose(now=NOW) == 1


# Taken, done, dropped -----------------------------------------------------------------------------------------------


def test_it_is_taken_done_and_taken_up_again(why: Reason, elif_: Agent) -> None:
    task = taken(why, elif_)
    assert (task.state, task.owner, task.what) == (TaskState.TAKEN, elif_, "SMS kendiliğinden gitsin")

    task = treating.finish(task, on=TODAY - DAY, by=elif_, now=NOW)
    assert (task.state, task.done_on) == (TaskState.DONE, TODAY - DAY)
    with pytest.raises(treating.CannotTreat):
        treating.drop(task, why="x", by=elif_, now=NOW)
    task = treating.take(task, owner=elif_, what="Bir daha", due_on=None, by=elif_, now=NOW)

    assert (task.state, task.done_on) == (TaskState.TAKEN, None)
    turned = Event.objects.filter(name="TaskTurned").order_by("pk").values_list("data__was", "data__state")
    assert list(turned) == [("proposed", "taken"), ("taken", "done"), ("done", "taken")]


def test_one_treatment_of_a_reason_is_open_once(why: Reason, elif_: Agent) -> None:
    task = taken(why, elif_)
    with pytest.raises(treating.CannotTreat):
        taken(why, elif_)
    taken(why, elif_, treatment=Treatment.AUTOMATE)
    treating.drop(task, why="Olmadı", by=elif_, now=NOW)
    taken(why, elif_)

    with pytest.raises(treating.CannotTreat):
        treating.take(task, owner=elif_, what="x", due_on=None, by=elif_, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_up_one(elif_: Agent, onur: Agent) -> None:
    why = desk.reason()

    failures = desk.side_by_side(lambda: taken(why, elif_), lambda: taken(why, onur))

    assert [type(each) for each in failures] == [treating.CannotTreat]
    assert Task.objects.count() == 1


# Measured -----------------------------------------------------------------------------------------------------------


def done(
    wrote: Wrote, carsi: Brand, reason: Reason, by: Agent, *, before: int, after: int, days: int = 40,
    treatment: str = Treatment.SIMPLIFY,
) -> Task:  # fmt: skip
    on = TODAY - (days + 1) * DAY
    wrote(reason, [before] * 60 + [after] * (days + 1), since=on - 60 * DAY)
    desk.ordered(orders.shop(carsi), [500] * (61 + days), since=on - 60 * DAY)
    return treating.finish(taken(reason, by, treatment=treatment), on=on, by=by, now=NOW)


def test_what_it_changed_is_measured_as_a_fix_is(wrote: Wrote, carsi: Brand, why: Reason, elif_: Agent) -> None:
    task = done(wrote, carsi, why, elif_, before=10, after=5)

    shown = measured.effect_of_task(task, now=NOW)

    assert shown
    assert (round(shown.before), round(shown.after), shown.is_per_order, shown.is_wanted) == (20, 10, True, True)
    assert shown.brief == "↓ %50"
    # The last week is not everybody's yet.
    assert shown.whole.days_after == 40 - measured.UNSAID.days


def test_encouraged_more_is_what_was_wanted(wrote: Wrote, carsi: Brand, why: Reason, elif_: Agent) -> None:
    task = done(wrote, carsi, why, elif_, before=5, after=10, treatment=Treatment.ENCOURAGE)

    shown = measured.effect_of_task(task, now=NOW)

    assert shown
    assert (shown.is_wanted, shown.brief) == (True, "↑ %100")
    assert "istediğimiz buydu" in shown.words


def test_days_after_there_is_nothing_to_say_yet(wrote: Wrote, carsi: Brand, why: Reason, elif_: Agent) -> None:
    task = done(wrote, carsi, why, elif_, before=10, after=0, days=15)

    shown = measured.effect_of_task(task, now=NOW)

    assert shown
    assert (shown.is_measured, shown.brief) == (False, "henüz yeterli veri yok")
    assert measured.effect_of_task(taken(desk.reason(), elif_), now=NOW) is None


def test_what_was_before_anybody_said_why_is_not_known(wrote: Wrote, carsi: Brand, why: Reason, elif_: Agent) -> None:
    on = TODAY - 41 * DAY
    wrote(why, [10] * 30 + [5] * 41, since=on - 30 * DAY)
    desk.ordered(orders.shop(carsi), [500] * 200, since=TODAY - 199 * DAY)
    task = treating.finish(taken(why, elif_), on=on, by=elif_, now=NOW)

    shown = measured.effect_of_task(task, now=NOW)

    assert shown
    assert (shown.whole.days_before, round(shown.before)) == (30, 20)


# Told ---------------------------------------------------------------------------------------------------------------


def letters() -> list[str]:
    """Send what is planned, twice each, as a job that ran twice; return the subjects."""
    planned = ProcrastinateJob.objects.filter(task_name=owning.MAIL_TASK).order_by("pk")
    for job in [*planned, *planned]:
        jobs.mail_task(**job.args)
    return [letter.subject for letter in mail.outbox]


def test_whoever_is_given_a_task_hears_of_it(why: Reason, elif_: Agent, onur: Agent) -> None:
    taken(why, elif_)
    task = taken(why, onur, treatment=Treatment.AUTOMATE, owner=elif_)

    assert letters() == ["Size bir iş: Takip numarası gelmedi"]
    assert mail.outbox[0].to == [elif_.email]
    assert f"/causes/tasks/{task.pk}/" in mail.outbox[0].body
    assert "2 Aralık 2026" in mail.outbox[0].body


def test_the_day_comes_once(why: Reason, elif_: Agent) -> None:
    task = taken(why, elif_)
    assert treating.remind(now=NOW + 8 * DAY) == 0

    assert treating.remind(now=NOW + 9 * DAY) == 1
    assert treating.remind(now=NOW + 10 * DAY) == 0

    assert letters() == ["İşinizin günü geldi: Takip numarası gelmedi"]
    treating.take(task, owner=elif_, what="x", due_on=TODAY + 20 * DAY, by=elif_, now=NOW + 10 * DAY)
    assert treating.remind(now=NOW + 20 * DAY) == 1


@pytest.mark.parametrize(("after", "subject"), [(5, "Sonuç görünüyor"), (10, "Sonuç görünmüyor")])
def test_what_came_of_it_is_told_once(
    wrote: Wrote, carsi: Brand, why: Reason, elif_: Agent, after: int, subject: str
) -> None:
    done(wrote, carsi, why, elif_, before=10, after=after, days=60)

    assert treating.remind(now=NOW) == 1
    assert treating.remind(now=NOW + DAY) == 0

    assert letters() == [f"{subject}: Takip numarası gelmedi"]


def test_what_has_gone_on_is_not_told_any_more(why: Reason, elif_: Agent) -> None:
    task = taken(why, elif_)
    treating.remind(now=NOW + 9 * DAY)
    treating.drop(task, why="Olmadı", by=elif_, now=NOW)

    assert letters() == []


def test_the_morning_proposes(wrote: Wrote, why: Reason) -> None:
    wrote(why, [treating.FEWEST_CONTACTS], since=timezone.localdate() - DAY)

    jobs.look_in_the_morning(timestamp=0)

    assert Task.objects.get().reason == why


# On the pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def browser(elif_: Agent) -> Client:
    client = Client()
    client.force_login(elif_)
    return client


def test_it_goes_its_way_on_the_pages(wrote: Wrote, why: Reason, elif_: Agent, browser: Client) -> None:
    lately(wrote, why)
    treating.propose(now=NOW)
    task = Task.objects.get()
    place = f"/causes/tasks/{task.pk}/"
    assert place in browser.get("/causes/").content.decode()
    assert place not in browser.get("/causes/?tasks=mine").content.decode()
    page = unescape(browser.get(place).content.decode())
    assert "müşteri bu sebeple yazdı" in page
    assert "müşteri için: sebep ayarı −1" in page

    form = {"to": "taken", "what": "SMS", "owner": elif_.pk, "due_on": (timezone.localdate() + DAY).isoformat()}
    assert browser.post(f"{place}turn/", form)["Location"] == place
    assert place in browser.get("/causes/?tasks=mine").content.decode()
    assert browser.post(f"{place}turn/", {"to": "done", "text": "Dünden beri gidiyor"}).status_code == 302

    task.refresh_from_db()
    assert (task.state, task.owner, task.done_on) == ("done", elif_, timezone.localdate())
    page = unescape(browser.get(place).content.decode())
    for words in ("Neyi değiştirdi", "Dünden beri gidiyor"):
        assert words in page


def test_dropping_wants_words(why: Reason, elif_: Agent, browser: Client) -> None:
    place = f"/causes/tasks/{taken(why, elif_).pk}/"

    assert browser.post(f"{place}turn/", {"to": "dropped", "text": " "}).status_code == 422
    assert browser.post(f"{place}turn/", {"to": "dropped", "text": "Kargo değişiyor"}).status_code == 302

    assert "Vazgeçildi: Kargo değişiyor" in unescape(browser.get(place).content.decode())
    late = unescape(browser.post(f"{place}turn/", {"to": "done"}, follow=True).content.decode())
    assert "Bu arada ilerlemiş" in late


@pytest.mark.parametrize("sent", [
    {}, {"to": "proposed"}, {"to": "nowhere"}, {"to": "taken"}, {"to": "taken", "what": "x", "owner": "0"},
    {"to": "taken", "what": "x\0", "owner": "1"}, {"to": "taken", "what": "x", "owner": "9" * 40},
    {"to": "done", "on": "9999-01-01"}, {"to": "done", "on": "2026-02-30"}, {"to": "done\0"},
])  # fmt: skip
def test_what_makes_no_sense_changes_nothing(why: Reason, elif_: Agent, browser: Client, sent: dict[str, str]) -> None:
    task = taken(why, elif_)

    assert browser.post(f"/causes/tasks/{task.pk}/turn/", sent).status_code == 422

    task.refresh_from_db()
    assert (task.state, task.what) == ("taken", "SMS kendiliğinden gitsin")


def test_somebody_takes_one_up_that_nobody_proposed(why: Reason, elif_: Agent, browser: Client) -> None:
    page = unescape(browser.get(f"/causes/tasks/new/?reason={why.pk}").content.decode())
    assert f'<option value="{why.pk}" selected>' in page
    assert '<option value="simplify" selected>' in page
    for wild in ("x", "9" * 30, "0", "\0", ""):
        assert browser.get("/causes/tasks/new/", {"reason": wild}).status_code == 200
    form = {"reason": why.pk, "treatment": "simplify", "what": "SMS", "owner": elif_.pk}

    first, second = (browser.post("/causes/tasks/new/", form) for _ in range(2))

    assert first["Location"] == f"/causes/tasks/{Task.objects.get().pk}/"
    assert second.status_code == 422
    assert "zaten sürüyor" in unescape(second.content.decode())


def test_the_matrix_says_what_it_was_made_from(wrote: Wrote, why: Reason, elif_: Agent, browser: Client) -> None:
    cause = desk.cause(elif_, reason=why)
    elif_.language = Language.ENGLISH
    elif_.save()

    for place in ("/causes/", f"/causes/{cause.pk}/"):
        page = unescape(browser.get(place).content.decode())
        assert "for the customer: the reason’s setting −1 · for us: the reason’s setting +1" in page, place


def test_a_list_is_in_the_order_of_the_work(elif_: Agent) -> None:
    made = {}
    for name, due in (("sonra", 9), ("önce", 2), ("bitti", 1)):
        task = taken(desk.reason(name), elif_)
        made[name] = treating.take(
            task, owner=elif_, what=name, due_on=TODAY + due * DAY, by=elif_, now=NOW + DAY
        )  # fmt: skip
    treating.finish(made["bitti"], on=TODAY, by=elif_, now=NOW)
    Task.objects.create(reason=desk.reason("öneri"), treatment=Treatment.AUTOMATE)
    treating.drop(taken(desk.reason("olmaz"), elif_), why="x", by=elif_, now=NOW)

    assert [task.reason.name for task in queries.tasks()] == ["önce", "sonra", "öneri", "bitti"]
    assert [task.reason.name for task in queries.tasks(of=elif_)] == ["önce", "sonra", "bitti"]
