"""One act on many conversations: as a whole, in steps, with a stop and one undo."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.actions import bulk
from muhatap.conversations.models import (
    BulkItem,
    BulkRun,
    BulkState,
    Channel,
    Conversation,
    Label,
    Status,
)
from muhatap.realtime.models import Ring
from muhatap.team.models import Agent, Role
from tests import make

NOW = timezone.now()


def some(channel: Channel, count: int, **fields: object) -> list[Conversation]:
    """Conversations of one customer each, opened an hour apart."""
    return [
        make.conversation(channel=channel, at=NOW - timedelta(hours=number + 1), **fields)  # type: ignore[arg-type]
        for number in range(count)
    ]


def chosen(conversations: list[Conversation]) -> object:
    return Conversation.objects.filter(pk__in=[conversation.pk for conversation in conversations])


def start(conversations: list[Conversation], act: str, by: Agent, now: datetime = NOW, **arguments: object) -> BulkRun:
    return actions.start_bulk(chosen(conversations), act=act, arguments=arguments, by=by, now=now)  # type: ignore[arg-type]


def statuses(conversations: list[Conversation]) -> Counter[str]:
    return Counter(chosen(conversations).values_list("status", flat=True))  # type: ignore[attr-defined]


def work_off(run: BulkRun) -> BulkRun:
    actions.go_on_with_bulk(run.pk, now=NOW, seconds=None)
    run.refresh_from_db()
    return run


def test_elif_closes_three_at_once_and_takes_it_back(elif_: Agent, mailbox_channel: Channel) -> None:
    three = some(mailbox_channel, 3)
    waiting = {one.pk: one.waiting_since for one in three}
    actions.close(three[0], by=elif_, now=NOW)

    run = start(three, "close", elif_)

    assert (run.state, run.done_count, run.same_count, run.failed_count) == (BulkState.DONE, 2, 1, 0)
    assert statuses(three) == {"closed": 3}

    run = actions.undo_bulk(run, now=NOW)

    assert (run.state, run.undone_count, run.kept_count) == (BulkState.UNDONE, 2, 0)
    assert statuses(three) == {"closed": 1, "open": 2}
    # They have waited all the time.
    open_ones = Conversation.objects.filter(status=Status.OPEN)
    assert {one.pk: one.waiting_since for one in open_ones} == {one.pk: waiting[one.pk] for one in three[1:]}


def test_an_undo_leaves_alone_what_somebody_changed_since(elif_: Agent, onur: Agent, mailbox_channel: Channel) -> None:
    untouched, taken = some(mailbox_channel, 2)
    run = start([untouched, taken], "assign", elif_, agent=elif_.pk)
    actions.assign(taken, to=onur, by=onur)
    actions.close(untouched, by=onur, now=NOW)

    run = actions.undo_bulk(run, now=NOW)

    assert (run.undone_count, run.kept_count) == (1, 1)
    untouched.refresh_from_db()
    taken.refresh_from_db()
    assert (untouched.assigned_to, untouched.status) == (None, "closed")
    assert taken.assigned_to == onur


@pytest.mark.parametrize(
    ("act", "arguments"),
    [
        ("close", {}),
        ("status", {"status": "on_hold"}),
        ("snooze", {"until": (NOW + timedelta(days=1)).isoformat()}),
        ("snooze", {}),
        ("spam", {}),
        ("delete", {}),
        ("label", {"label": "!"}),
        ("assign", {"agent": "!"}),
    ],
)
def test_every_act_can_be_undone(onur: Agent, mailbox_channel: Channel, act: str, arguments: dict[str, object]) -> None:
    label = Label.objects.create(name="Kargo")
    known = {"label": label.pk, "agent": onur.pk}
    arguments = {name: known[name] if value == "!" else value for name, value in arguments.items()}
    (one,) = some(mailbox_channel, 1)
    before = Conversation.objects.filter(pk=one.pk).values().get()

    run = start([one], act, onur, **arguments)
    during = Conversation.objects.filter(pk=one.pk).values().get()
    actions.undo_bulk(run, now=NOW)

    after = Conversation.objects.filter(pk=one.pk).values().get()
    assert during != before
    # How often it was taken up again stays, and with it how much it presses: that is history.
    history = {"reopen_count": 0, "pressing_at": None}
    assert after | history == before | history


def test_a_large_run_goes_in_steps_and_stops_on_request(elif_: Agent, mailbox_channel: Channel) -> None:
    many = some(mailbox_channel, bulk.AT_ONCE + 5)
    run = start(many, "close", elif_)
    assert (run.state, run.item_count) == (BulkState.WAITING, 55)

    actions.go_on_with_bulk(run.pk, now=NOW, seconds=0)
    run.refresh_from_db()
    assert (run.state, run.done_count) == (BulkState.RUNNING, bulk.STEP)

    actions.stop_bulk(run, now=NOW)
    work_off(run)
    assert (run.state, run.done_count) == (BulkState.CANCELLED, bulk.STEP)
    assert statuses(many) == {"closed": bulk.STEP, "open": 55 - bulk.STEP}

    actions.undo_bulk(run, now=NOW)
    assert statuses(many) == {"open": 55}


def test_one_that_cannot_be_done_says_why_and_holds_nobody_up(
    elif_: Agent, onur: Agent, mailbox_channel: Channel
) -> None:
    many = some(mailbox_channel, bulk.AT_ONCE + 3)
    run = start(many, "close", elif_)
    actions.delete(many[0], by=onur, now=NOW)
    actions.merge(many[1], into=many[2], by=onur)

    work_off(run)

    assert (run.state, run.done_count, run.failed_count) == (BulkState.DONE, 51, 2)
    assert run.failures == {"gone": 1, "merged": 1}


def test_an_agent_touches_only_what_they_see(elif_: Agent, mailbox_channel: Channel) -> None:
    theirs = some(mailbox_channel, 1)
    elsewhere = some(make.channel(brand=make.brand("Liman"), address="destek@liman.example"), 2)
    elif_.brands.add(mailbox_channel.brand)
    elif_ = Agent.objects.get(pk=elif_.pk)

    run = start(theirs + elsewhere, "close", elif_)

    assert (run.item_count, run.done_count) == (1, 1)
    assert statuses(elsewhere) == {"open": 2}
    with pytest.raises(actions.NothingChosen):
        start(elsewhere, "close", elif_)


def test_work_goes_only_to_those_who_see_it(elif_: Agent, onur: Agent, mailbox_channel: Channel) -> None:
    liman = make.channel(brand=make.brand("Liman"), address="destek@liman.example")
    onur.brands.add(liman.brand)
    both = [*some(mailbox_channel, 1), *some(liman, 1)]

    run = start(both, "assign", elif_, agent=onur.pk)

    assert (run.done_count, run.failures) == (1, {"not_theirs": 1})


def test_an_agent_may_not_delete(elif_: Agent, mailbox_channel: Channel) -> None:
    with pytest.raises(actions.NotAllowed):
        start(some(mailbox_channel, 2), "delete", elif_)

    assert not Conversation.objects.filter(deleted_at__isnull=False).exists()


def test_a_lead_who_is_none_any_more_deletes_no_further(onur: Agent, mailbox_channel: Channel) -> None:
    many = some(mailbox_channel, bulk.AT_ONCE + 1)
    run = start(many, "delete", onur)
    actions.go_on_with_bulk(run.pk, now=NOW, seconds=0)
    Agent.objects.filter(pk=onur.pk).update(role=Role.AGENT)

    work_off(run)

    assert (run.done_count, run.failures) == (bulk.STEP, {"not_allowed": 51 - bulk.STEP})


@pytest.mark.parametrize(
    ("act", "arguments"),
    [
        ("fly", {}),
        ("label", {}),
        ("label", {"label": 999_999}),
        ("status", {"status": "closed"}),
        ("assign", {"agent": 999_999}),
        ("snooze", {"until": "yarın"}),
    ],
)
def test_what_is_not_understood_changes_nothing(
    elif_: Agent, mailbox_channel: Channel, act: str, arguments: dict[str, object]
) -> None:
    with pytest.raises(actions.NotUnderstood):
        start(some(mailbox_channel, 1), act, elif_, **arguments)

    assert not BulkRun.objects.exists()


def test_a_run_that_nobody_carries_on_is_planned_again(elif_: Agent, mailbox_channel: Channel) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    run = start(some(mailbox_channel, bulk.AT_ONCE + 1), "close", elif_)
    mine = ProcrastinateJob.objects.filter(task_name=bulk.JOB, args={"run_id": run.pk})
    assert mine.count() == 1
    assert actions.sweep_bulk(now=NOW + timedelta(minutes=1)) == 0
    mine.update(args={"run_id": 0})

    assert actions.sweep_bulk(now=NOW + timedelta(minutes=1)) == 1
    assert mine.count() == 1


def test_the_bell_rings_once_for_all(elif_: Agent, mailbox_channel: Channel) -> None:
    three = some(mailbox_channel, 3)
    Ring.objects.all().delete()

    start(three, "close", elif_)

    rung = Counter(Ring.objects.values_list("topic", flat=True))
    topics = [f"conversation:{one.pk}" for one in three] + [f"customer:{three[0].customer_id}"]
    # All three are of one customer, whose page hears of it once.
    assert rung == dict.fromkeys(["inbox", f"agent:{elif_.pk}", *topics], 1)


def test_runs_of_a_month_ago_are_forgotten(elif_: Agent, mailbox_channel: Channel) -> None:
    old = start(some(mailbox_channel, 1), "close", elif_, now=NOW - timedelta(days=31))
    start(some(mailbox_channel, 1), "close", elif_)

    assert actions.forget_bulk_runs(now=NOW) == 1
    assert not BulkItem.objects.filter(run_id=old.pk).exists()
    assert BulkItem.objects.count() == 1


def test_three_are_merged_into_the_first_and_parted_again(elif_: Agent, mailbox_channel: Channel) -> None:
    first, second, third = some(mailbox_channel, 3)

    run = start([first, second, third], "merge", elif_, into=first.pk)

    assert (run.done_count, run.same_count) == (2, 1)
    assert first.messages.count() == 3
    assert set(first.merged.all()) == {second, third}

    run = actions.undo_bulk(run, now=NOW)

    assert (run.undone_count, run.kept_count) == (2, 0)
    assert [one.messages.count() for one in (first, second, third)] == [1, 1, 1]
    assert not first.merged.exists()
