"""Work finds its people: in turn, by load, on opening; it waits while nobody can take it, and returns when they go."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.conversations import actions, jobs, reactions, thread
from muhatap.conversations.actions import assigning, returning
from muhatap.conversations.models import Channel, Conversation, Label, SkillRule, Status, Turn
from muhatap.realtime.models import Listener
from muhatap.team import actions as seats
from muhatap.team import working
from muhatap.team.models import Agent, Assignment, Brand, Team
from tests import make

ISTANBUL = ZoneInfo("Europe/Istanbul")
# A Monday, by the clock on the wall of the shop.
MONDAY_NOON = datetime(2026, 11, 16, 12, 0, tzinfo=ISTANBUL)
OFFICE = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
FIRST_MAIL = "Merhaba, siparişim nerede?"


@pytest.fixture
def ece(db: None) -> Agent:
    return make.agent("Ece Can", email="ece@carsi.example")


def goes(brand: Brand, mode: str) -> None:
    brand.assignment = mode
    brand.save()


def works(agent: Agent, days: dict[str, list[str]]) -> None:
    """Give an agent shifts, long after they last touched the switch."""
    agent.presence_at = datetime(2026, 1, 1, tzinfo=UTC)
    agent.save()
    working.set_shifts(agent, days=days, time_zone="", by=agent)


def owner_of(conversation: Conversation) -> Agent | None:
    return Conversation.objects.select_related("assigned_to").get(pk=conversation.pk).assigned_to


def last_line(conversation: Conversation) -> str:
    agents = Agent.objects.with_brands()
    with translation.override("en"):
        days = thread.of(Conversation.objects.get(pk=conversation.pk), agents=agents).days
        return [item.words for day in days for item in day.items if isinstance(item, thread.Line)][-1]


def test_by_hand_a_new_conversation_is_nobodys(carsi: Brand, mailbox_channel: Channel, elif_: Agent) -> None:
    make.here(elif_)

    assert owner_of(make.conversation(channel=mailbox_channel)) is None


def test_in_turn_new_conversations_go_round(carsi: Brand, mailbox_channel: Channel, elif_: Agent, ece: Agent) -> None:
    make.here(elif_, ece)
    goes(carsi, Assignment.ROUND_ROBIN)

    owners = [owner_of(make.conversation(channel=mailbox_channel)) for _ in range(4)]

    assert owners == [elif_, ece, elif_, ece]


def test_by_load_the_one_with_the_fewest_gets_it_and_the_thread_says_so(
    carsi: Brand, mailbox_channel: Channel, elif_: Agent, ece: Agent
) -> None:
    make.here(elif_, ece)
    for _ in range(2):
        make.conversation(channel=mailbox_channel, assigned_to=elif_)
    make.conversation(channel=mailbox_channel, assigned_to=ece)
    goes(carsi, Assignment.BY_LOAD)

    arrived = make.conversation(channel=mailbox_channel)

    assert owner_of(arrived) == ece
    assert last_line(arrived) == "Given to Ece Can: fewest open ones (1)"


def test_what_the_customer_and_the_channel_ask_for_is_said_too(
    carsi: Brand, mailbox_channel: Channel, elif_: Agent, ece: Agent
) -> None:
    make.here(elif_, ece)
    goes(carsi, Assignment.ROUND_ROBIN)
    SkillRule.objects.create(skill="Gümrük", channel=mailbox_channel)
    working.set_load(ece, capacity=None, languages=["en"], skills=["gumruk"], by=ece)
    working.set_load(elif_, capacity=None, languages=["tr"], skills=["gümrük"], by=elif_)

    arrived = make.conversation(channel=mailbox_channel, language="en")

    assert owner_of(arrived) == ece
    assert last_line(arrived) == "Given to Ece Can: it was their turn · answers in English"


def test_spam_and_machines_are_given_to_nobody(carsi: Brand, mailbox_channel: Channel, elif_: Agent) -> None:
    make.here(elif_)
    goes(carsi, Assignment.ROUND_ROBIN)

    assert owner_of(make.conversation(channel=mailbox_channel, is_spam=True)) is None
    assert owner_of(make.conversation(channel=mailbox_channel, machine="list")) is None


def test_what_nobody_can_take_waits_until_somebody_comes(carsi: Brand, mailbox_channel: Channel, elif_: Agent) -> None:
    goes(carsi, Assignment.BY_LOAD)
    arrived = make.conversation(channel=mailbox_channel)
    assert owner_of(arrived) is None
    assert assigning.give_out_waiting(now=timezone.now()) == 0

    make.here(elif_)
    jobs.give_out_waiting(0)

    assert owner_of(arrived) == elif_


def test_closing_one_makes_room_for_the_longest_waiting(carsi: Brand, mailbox_channel: Channel, elif_: Agent) -> None:
    make.here(elif_)
    working.set_load(elif_, capacity=2, languages=[], skills=[], by=elif_)
    goes(carsi, Assignment.ROUND_ROBIN)
    first, second, third, fourth = (
        make.conversation(channel=mailbox_channel, at=timezone.now() - timedelta(hours=age)) for age in (4, 3, 2, 1)
    )
    assert [owner_of(each) for each in (first, second, third, fourth)] == [elif_, elif_, None, None]

    actions.close(first, by=elif_, now=timezone.now())
    given = assigning.give_out_waiting(now=timezone.now())

    assert given == 1
    assert [owner_of(each) for each in (third, fourth)] == [elif_, None]


def test_one_that_needs_a_skill_does_not_hold_up_the_others(
    carsi: Brand, mailbox_channel: Channel, elif_: Agent
) -> None:
    goes(carsi, Assignment.BY_LOAD)
    label = Label.objects.create(name="İade")
    SkillRule.objects.create(skill="iade", label=label)
    difficult = make.conversation(channel=mailbox_channel, at=timezone.now() - timedelta(hours=2))
    actions.label(difficult, label=label, by=elif_)
    easy = make.conversation(channel=mailbox_channel)
    make.here(elif_)

    assigning.give_out_waiting(now=timezone.now())

    assert owner_of(difficult) is None
    assert owner_of(easy) == elif_


def test_a_teams_queue_goes_to_its_own_in_its_own_way(
    carsi: Brand, mailbox_channel: Channel, elif_: Agent, ece: Agent
) -> None:
    make.here(elif_, ece)
    warehouse = working.create_team(name="Depo", agents=[ece], assignment=Assignment.ROUND_ROBIN, by=elif_)
    conversation = make.conversation(channel=mailbox_channel)

    actions.give_to_team(conversation, team=warehouse, by=elif_)
    assigning.give_out_waiting(now=timezone.now())

    assert owner_of(conversation) == ece


def test_nobody_is_given_what_they_may_not_see(carsi: Brand, elif_: Agent, ece: Agent) -> None:
    make.here(elif_, ece)
    harbour = make.brand("Harbour")
    elif_.brands.add(harbour)
    goes(carsi, Assignment.ROUND_ROBIN)
    channel = make.channel(brand=carsi)

    assert {owner_of(make.conversation(channel=channel)) for _ in range(3)} == {ece}


def test_who_opens_it_gets_it(carsi: Brand, mailbox_channel: Channel, elif_: Agent, ece: Agent) -> None:
    goes(carsi, Assignment.ON_OPENING)
    conversation = make.conversation(channel=mailbox_channel)

    assert assigning.take_on_opening(conversation, by=elif_, now=timezone.now())
    assert not assigning.take_on_opening(conversation, by=ece, now=timezone.now())

    assert owner_of(conversation) == elif_
    assert last_line(conversation) == "Elif Kaya opened it and took it on"


def test_opening_gives_nothing_to_one_who_has_enough_or_is_off(
    carsi: Brand, mailbox_channel: Channel, elif_: Agent, ece: Agent
) -> None:
    goes(carsi, Assignment.ON_OPENING)
    conversation = make.conversation(channel=mailbox_channel)
    working.set_load(elif_, capacity=0, languages=[], skills=[], by=elif_)
    working.choose_presence(ece, presence="off", now=timezone.now())

    assert not assigning.take_on_opening(conversation, by=elif_, now=timezone.now())
    assert not assigning.take_on_opening(conversation, by=ece, now=timezone.now())
    assert owner_of(conversation) is None


@pytest.mark.django_db(transaction=True)
def test_arrivals_at_one_moment_take_turns_and_keep_to_the_cap() -> None:
    channel = make.channel()
    channel.brand.assignment = Assignment.BY_LOAD
    channel.brand.save()
    crew = [make.agent(name, capacity=3) for name in ("Elif Kaya", "Ece Can", "Onur Bal")]
    make.here(*crew)
    ready = threading.Barrier(6)

    def arrive() -> None:
        ready.wait()
        for _ in range(2):
            make.conversation(channel=channel)
        connection.close()

    workers = [threading.Thread(target=arrive) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    got = Counter(Conversation.objects.values_list("assigned_to", flat=True))
    shares: dict[int | None, int] = {agent.pk: 3 for agent in crew}
    assert got == shares | {None: 3}


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_somebody_holds_does_not_hold_up_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "PATIENCE", "200ms")
    channel = make.channel()
    goes(channel.brand, Assignment.ROUND_ROBIN)
    elif_ = make.agent()
    make.here(elif_)
    Turn.objects.create(brand=channel.brand)
    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Turn.objects.select_for_update().get()
            is_held.set()
            is_over.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(20)
    arrived = make.conversation(channel=channel)
    is_over.set()
    holder.join()

    assert owner_of(arrived) is None
    assert assigning.give_out_waiting(now=timezone.now()) == 1
    assert owner_of(arrived) == elif_


def test_at_the_end_of_a_shift_open_work_returns_and_resting_work_stays(mailbox_channel: Channel, elif_: Agent) -> None:
    works(elif_, OFFICE)
    opened, waiting = (make.conversation(channel=mailbox_channel, assigned_to=elif_) for _ in range(2))
    actions.set_status(waiting, status=Status.WAITING, by=elif_, now=MONDAY_NOON)

    at_six = MONDAY_NOON + timedelta(hours=6)
    assert returning.return_work_of_those_gone(now=at_six + timedelta(minutes=10)) == 0
    assert returning.return_work_of_those_gone(now=at_six + timedelta(minutes=15)) == 1

    assert owner_of(opened) is None
    assert owner_of(waiting) == elif_
    assert last_line(opened) == "Back in the queue: the shift of Elif Kaya is over"


def test_what_a_lead_gives_to_one_who_is_off_stays_theirs(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    works(elif_, OFFICE)
    in_the_evening = MONDAY_NOON + timedelta(hours=8)
    returning.return_work_of_those_gone(now=in_the_evening)
    conversation = make.conversation(channel=mailbox_channel)

    actions.assign(conversation, to=elif_, by=onur)
    returning.return_work_of_those_gone(now=in_the_evening + timedelta(minutes=1))
    # The clock is put right.
    returning.return_work_of_those_gone(now=in_the_evening - timedelta(minutes=30))
    assert owner_of(conversation) == elif_

    # At the end of her next shift it is work like any other.
    returning.return_work_of_those_gone(now=in_the_evening + timedelta(days=1))
    assert owner_of(conversation) is None


def test_an_absence_that_begins_returns_work(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    working.note_absence(elif_, kind="leave", starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 20), by=onur)

    jobs_ran = returning.return_work_of_those_gone(now=MONDAY_NOON)

    assert jobs_ran == 1
    assert last_line(conversation) == "Back in the queue: Elif Kaya is absent"


def test_lunch_keeps_ones_work(mailbox_channel: Channel, elif_: Agent) -> None:
    works(elif_, {"mon": ["09:00-12:00", "13:00-18:00"]})
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)

    returning.return_work_of_those_gone(now=MONDAY_NOON + timedelta(minutes=40))

    assert owner_of(conversation) == elif_


def test_a_customer_who_writes_to_one_who_has_gone_reaches_the_queue(
    carsi: Brand, mailbox_channel: Channel, elif_: Agent, ece: Agent
) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    actions.set_status(conversation, status=Status.WAITING, by=elif_, now=timezone.now())
    today = timezone.localdate()
    working.note_absence(elif_, kind="sick", starts_on=today, ends_on=today + timedelta(days=1), by=elif_)
    goes(carsi, Assignment.BY_LOAD)
    make.here(ece)

    make.message(mailbox_channel, conversation=conversation)
    job = ProcrastinateJob.objects.get(task_name=returning.LOOK_AFTER_JOB)
    jobs.look_after(**job.args)

    assert owner_of(conversation) == ece


def test_one_who_leaves_the_team_leaves_nothing_behind(mailbox_channel: Channel, elif_: Agent, deniz: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    actions.snooze(conversation, until=None, by=elif_, now=timezone.now())

    seats.deactivate(elif_, by=deniz)

    assert owner_of(conversation) is None
    assert last_line(conversation) == "Back in the queue: Elif Kaya has left the team"


def test_a_desk_that_goes_by_hand_pays_one_question_for_it(
    carsi: Brand, mailbox_channel: Channel, elif_: Agent, django_assert_num_queries: object
) -> None:
    make.conversation(channel=mailbox_channel)

    with django_assert_num_queries(2):  # type: ignore[operator]
        assigning.give_out_waiting(now=timezone.now())


def test_somebody_seen_long_ago_is_not_here(carsi: Brand, mailbox_channel: Channel, elif_: Agent) -> None:
    Listener.objects.create(agent_id=elif_.pk, seen_at=datetime(2026, 1, 1, tzinfo=UTC))
    goes(carsi, Assignment.ROUND_ROBIN)

    assert owner_of(make.conversation(channel=mailbox_channel)) is None
    assert Team.objects.count() == 0
