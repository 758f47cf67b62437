"""What stands in which list, and what stands first. Days are of November 2026; the 20th is a Friday."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from muhatap.conversations import actions, listing, standing
from muhatap.conversations.filters import Group
from muhatap.conversations.models import Channel, Conversation, SavedView, Scope, Status
from muhatap.team.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db

ISTANBUL = ZoneInfo("Europe/Istanbul")
NOW = datetime(2026, 11, 20, 15, tzinfo=ISTANBUL)
WHOM = {"to": [{"name": "", "address": "zeynep@example.com"}], "cc": [], "bcc": []}


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ISTANBUL)


@pytest.fixture
def four_hours(mailbox_channel: Channel) -> Channel:
    mailbox_channel.expected_minutes = 240
    mailbox_channel.save()
    return mailbox_channel


def listed(agent: Agent, view: str, order: str = "hurts", line: str = "") -> list[str]:
    """The subjects of a list in order, read page by page."""
    found = listing.view_named(agent, view)
    assert found
    agent.list_order = order
    asked = listing.asked(agent, found, line=line)
    subjects: list[str] = []
    before = None
    while True:
        page = listing.page(agent, asked, before=before, now=NOW)
        subjects += [row.subject for row in page.rows]
        if page.next is None:
            return subjects
        # As it comes back from an address.
        before = listing.Key.read(str(page.next))
        assert before == page.next


def story(channel: Channel, elif_: Agent) -> None:
    """Five conversations of a Friday, at three in the afternoon."""
    make.message(channel, subject="bir saat geçti", at=on(20, 10))
    asked_thrice = make.message(channel, subject="üç kez yazdı", at=on(20, 10, 30)).conversation
    for minute in (40, 50):
        make.message(channel, conversation=asked_thrice, at=on(20, 10, minute), text="Orada mısınız?")
    make.message(channel, subject="daha üç saat var", at=on(20, 14))
    pressed = make.message(channel, subject="daha iki saat var ama dört kez yazdı", at=on(20, 13)).conversation
    for minute in (10, 20, 30):
        make.message(channel, conversation=pressed, at=on(20, 13, minute), text="Acil.")
    answered = make.message(channel, subject="yanıtlandı", at=on(19, 9)).conversation
    actions.reply(answered, by=elif_, text="Yolda.", people=WHOM, now=on(20, 14, 30))


def test_what_hurts_most_stands_first(four_hours: Channel, elif_: Agent) -> None:
    story(four_hours, elif_)

    assert listed(elif_, "unassigned") == [
        # Overdue ones, the one that cost more effort before the one that waits longer.
        "üç kez yazdı",
        "bir saat geçti",
        # Then what becomes due, again with the effort taken off.
        "daha iki saat var ama dört kez yazdı",
        "daha üç saat var",
        # Nobody waits here.
        "yanıtlandı",
    ]


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("newest", "yanıtlandı", "bir saat geçti"),
        ("oldest", "bir saat geçti", "yanıtlandı"),
        ("waiting", "bir saat geçti", "yanıtlandı"),
        ("nonsense", "üç kez yazdı", "yanıtlandı"),
    ],
)
def test_other_orders_can_be_chosen(order: str, first: str, last: str, four_hours: Channel, elif_: Agent) -> None:
    story(four_hours, elif_)

    subjects = listed(elif_, "all", order)

    assert (subjects[0], subjects[-1], len(subjects)) == (first, last, 5)


@pytest.mark.parametrize("order", listing.ORDERS)
def test_pages_of_every_order_lose_none_and_repeat_none(order: str, four_hours: Channel, elif_: Agent) -> None:
    made = []
    for number in range(75):
        # Three of each moment, some of them answered, so that pages break among equals and between stretches.
        at = NOW - timedelta(hours=(number // 3) % 13)
        conversation = make.message(four_hours, subject=f"{number}", at=at).conversation
        if number % 5 == 0:
            actions.reply(conversation, by=elif_, text="Yolda.", people=WHOM, now=at)
        made.append(f"{number}")

    seen = listed(elif_, "unassigned", order)

    assert sorted(seen) == sorted(made)


def test_a_key_of_another_order_begins_anew(four_hours: Channel, elif_: Agent) -> None:
    story(four_hours, elif_)
    unassigned = listing.VIEWS["unassigned"]
    key = listing.page(elif_, listing.Asked(unassigned, order="newest"), now=NOW).last

    page = listing.page(elif_, listing.Asked(unassigned, order="oldest"), before=key, now=NOW)

    assert len(page.rows) == 5


def test_each_rest_has_its_list(mailbox_channel: Channel, elif_: Agent) -> None:
    made = {name: make.message(mailbox_channel, subject=name, at=on(20, 9)).conversation for name in "abcd"}
    actions.set_status(made["a"], status=Status.WAITING, by=elif_, now=NOW)
    actions.set_status(made["b"], status=Status.ON_HOLD, by=elif_, now=NOW)
    actions.snooze(made["c"], until=NOW + timedelta(days=3), by=elif_, now=NOW)

    views = ("to_answer", "waiting", "on_hold", "snoozed", "unassigned", "all")
    assert {view: listed(elif_, view, "oldest") for view in views} == {
        "to_answer": ["d"],
        "waiting": ["a"],
        "on_hold": ["b"],
        "snoozed": ["c"],
        "unassigned": ["a", "b", "d"],
        "all": ["a", "b", "c", "d"],
    }


def test_snoozed_ones_stand_as_they_wake(mailbox_channel: Channel, elif_: Agent) -> None:
    for name, hours in {"salı": 96, "pazartesi": 70, "yazınca": 0}.items():
        conversation = make.message(mailbox_channel, subject=name, at=on(20, 9)).conversation
        actions.snooze(conversation, until=NOW + timedelta(hours=hours) if hours else None, by=elif_, now=NOW)

    assert listed(elif_, "snoozed") == ["pazartesi", "salı", "yazınca"]


def test_a_queue_is_seen_by_its_team(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    depot = Team.objects.create(name="Depo")
    depot.agents.add(elif_)
    actions.give_to_team(make.message(mailbox_channel, subject="koli").conversation, team=depot, by=onur)
    make.message(mailbox_channel, subject="herkesin")

    assert listed(elif_, f"team-{depot.pk}") == ["koli"]
    assert listing.view_named(onur, f"team-{depot.pk}") is None
    assert listing.view_named(elif_, "team-99999999999999") is None


def test_a_saved_view_is_seen_by_those_it_is_for(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    make.message(mailbox_channel, subject="İade talebi")
    make.message(mailbox_channel, subject="Kargo")
    depot = Team.objects.create(name="Depo")
    refunds = Group.read("and(subject.contains.iade)").as_json()
    own, of_team, everyones = (
        SavedView.objects.create(owner=onur, name=scope, scope=scope, team=team, filter=refunds)
        for scope, team in ((Scope.MINE, None), (Scope.TEAM, depot), (Scope.EVERYONE, None))
    )

    def sees(agent: Agent) -> list[bool]:
        return [listing.view_named(agent, f"view-{view.uid}") is not None for view in (own, of_team, everyones)]

    assert (sees(onur), sees(elif_)) == ([True, True, True], [False, False, True])
    depot.agents.add(elif_)
    assert sees(elif_) == [False, True, True]
    assert listed(elif_, f"view-{everyones.uid}") == ["İade talebi"]
    assert listed(elif_, f"view-{everyones.uid}", line="and(subject.contains.kargo)") == []


def test_a_view_shows_only_the_brands_of_whoever_looks(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    make.message(mailbox_channel, subject="Çarşı’nın")
    elif_.brands.add(make.brand("Bahçe"))
    everyones = SavedView.objects.create(owner=onur, name="Hepsi", scope=Scope.EVERYONE)

    assert listed(elif_, f"view-{everyones.uid}") == []


def test_a_row_says_why_it_stands_where_it_stands(four_hours: Channel, elif_: Agent) -> None:
    story(four_hours, elif_)
    promised = {four_hours.pk: 240}

    with translation.override("en"):
        why = {row.subject: standing.of(row, now=NOW, promised=promised) for row in Conversation.objects.all()}

    assert {subject: (one.tone, one.why) for subject, one in why.items()} == {
        "bir saat geçti": ("late", "Overdue by 1 h: waiting 5 h, 4 h of opening time promised"),
        "üç kez yazdı": (
            "late",
            "Overdue by 30 min: waiting 4 h 30 min, 4 h of opening time promised; wrote 3 times",
        ),
        "daha üç saat var": ("", "Due in 3 h: waiting 1 h, 4 h of opening time promised"),
        "daha iki saat var ama dört kez yazdı": (
            "",
            "Due in 2 h: waiting 2 h, 4 h of opening time promised; wrote 4 times",
        ),
        "yanıtlandı": ("", "Nobody waits for us; last message 30 min ago"),
    }


def test_a_row_says_until_when_it_rests_and_why_it_woke(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.message(mailbox_channel, at=on(20, 9)).conversation
    asleep = actions.snooze(conversation, until=on(23, 9), by=elif_, now=NOW)
    with translation.override("en"):
        resting = standing.of(asleep, now=NOW, promised={})
    actions.wake_due(now=on(23, 10))
    conversation.refresh_from_db()
    with translation.override("en"):
        awake = standing.of(conversation, now=on(23, 10), promised={})

    assert "09:00" in resting.rest
    assert (awake.rest, awake.woken) == ("", "back: its time came")
