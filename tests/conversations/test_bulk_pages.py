"""The pages of an act on many: what is asked for, what is told, who may."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from muhatap.conversations import bulk_words, moments
from muhatap.conversations.models import BulkRun, BulkState, Channel, Conversation
from muhatap.team.models import Agent
from tests import make

NOW = timezone.now()
PART = {"HX-Request": "true", "HX-Target": "bulk-runs"}
ISTANBUL = ZoneInfo("Europe/Istanbul")


@pytest.fixture
def browser(elif_: Agent) -> Client:
    client = Client()
    client.force_login(elif_)
    return client


@pytest.fixture
def sixty(mailbox_channel: Channel) -> list[Conversation]:
    return [make.conversation(channel=mailbox_channel, at=NOW - timedelta(hours=hours)) for hours in range(1, 61)]


def test_elif_closes_two_and_undoes_it(browser: Client, mailbox_channel: Channel) -> None:
    two = [make.conversation(channel=mailbox_channel).pk for _ in range(2)]

    answer = browser.post("/bulk/", {"act": "close", "ids": ",".join(map(str, two))}, headers=PART)

    assert "2 görüşme kapandı." in answer.content.decode()
    assert answer.headers["HX-Trigger-After-Settle"] == "bulk-done"
    run = BulkRun.objects.get()
    answer = browser.post("/bulk/undo/", {"run": run.pk}, headers=PART)
    assert "2 görüşme eski durumuna döndü." in answer.content.decode()
    assert not Conversation.objects.filter(status="closed").exists()


def test_a_moment_of_ones_own_is_meant_by_the_clock_of_the_desk(browser: Client, mailbox_channel: Channel) -> None:
    two = [make.conversation(channel=mailbox_channel).pk for _ in range(2)]
    asked = {"act": "snooze:until", "ids": ",".join(map(str, two)), "until": "2126-11-24T09:30"}

    assert "2 görüşme ertelendi." in browser.post("/bulk/", asked, headers=PART).content.decode()

    until = datetime(2126, 11, 24, 9, 30, tzinfo=ISTANBUL)
    assert set(Conversation.objects.values_list("snoozed_until", flat=True)) == {until}
    passed = browser.post("/bulk/", asked | {"until": "2020-01-01T09:30"}, headers=PART).content.decode()
    assert "2 görüşmede olmadı: erteleme zamanı geçmiş." in passed


def test_all_of_a_view_are_taken_as_they_are_at_that_moment(
    browser: Client, sixty: list[Conversation], mailbox_channel: Channel, elif_: Agent
) -> None:
    make.conversation(channel=mailbox_channel, assigned_to=elif_)
    assert "60 görüşmenin hepsini" in browser.get("/bulk/count/?view=unassigned").content.decode()

    answer = browser.post("/bulk/", {"act": f"assign:agent:{elif_.pk}", "all": "1", "view": "unassigned"}, headers=PART)

    run = BulkRun.objects.get()
    assert (run.item_count, run.asked["view"], run.state) == (60, "unassigned", BulkState.WAITING)
    page = answer.content.decode()
    assert "0 / 60 tamam" in page
    assert "Durdur" in page
    # What comes in later is not part of it.
    make.conversation(channel=mailbox_channel)
    assert run.items.count() == 60


def test_a_large_run_stays_in_sight_until_it_is_put_away(browser: Client, sixty: list[Conversation]) -> None:
    browser.post("/bulk/", {"act": "close", "all": "1", "view": "unassigned"}, headers=PART)
    run = BulkRun.objects.get()
    browser.post("/bulk/stop/", {"run": run.pk}, headers=PART)

    page = browser.get("/inbox/unassigned/").content.decode()
    assert "Hiçbir şey değişmedi" in page or "Durduruldu" in page or "Değiştirecek" in page
    browser.post("/bulk/dismissal/", {"run": run.pk}, headers=PART)
    assert f"bulk-run-{run.pk}" not in browser.get("/bulk/").content.decode()


def test_nobody_stops_or_undoes_anothers_run(browser: Client, onur: Agent, sixty: list[Conversation]) -> None:
    browser.post("/bulk/", {"act": "close", "all": "1", "view": "unassigned"}, headers=PART)
    run = BulkRun.objects.get()
    onurs = Client()
    onurs.force_login(onur)

    for address in ("stop", "undo", "dismissal"):
        assert onurs.post(f"/bulk/{address}/", {"run": run.pk}, headers=PART).status_code == 422
    run.refresh_from_db()
    assert run.state == BulkState.WAITING


@pytest.mark.parametrize(
    ("posted", "status"),
    [
        ({}, 422),
        ({"act": "close"}, 422),
        ({"act": "close", "ids": "1,x"}, 422),
        ({"act": "close", "ids": "99999999"}, 422),
        ({"act": "close", "ids": "9" * 30}, 422),
        ({"act": "close", "all": "1", "view": "nowhere"}, 422),
        ({"act": "snooze:until:yarın", "ids": "1"}, 422),
        ({"act": "snooze:until", "ids": "1", "until": ""}, 422),
        ({"act": "assign:agent:x", "ids": "1"}, 422),
        ({"act": "label:label:99999999999999999999", "ids": "1"}, 422),
        ({"act": "delete", "ids": "1"}, 403),
    ],
)
def test_bad_input_gets_a_sentence(browser: Client, posted: dict[str, str], status: int) -> None:
    answer = browser.post("/bulk/", posted, headers=PART)

    assert answer.status_code == status
    assert "Hiçbir şey değişmedi" in (said := answer.content.decode()) or "hiçbir şey değişmedi" in said
    assert not BulkRun.objects.exists()


@pytest.mark.parametrize(
    ("run", "headline", "details"),
    [
        ({"state": "running", "item_count": 10_000, "done_count": 1_237, "failed_count": 3, "failures": {"gone": 3}},
         "1,240 of 10,000 done", ["3 not: deleted, or no longer yours to see."]),
        ({"state": "done", "item_count": 12, "done_count": 10, "same_count": 2}, "10 closed.", ["2 were so already."]),
        ({"state": "done", "item_count": 2, "same_count": 2}, "Nothing to change.", ["2 were so already."]),
        ({"state": "done", "item_count": 1, "failed_count": 1, "failures": {"merged": 1}},
         "Nothing was changed.", ["1 not: merged into another meanwhile."]),
        ({"state": "cancelled", "item_count": 100, "done_count": 20}, "20 closed. Stopped.", ["80 were left alone."]),
        ({"state": "undoing", "item_count": 100, "done_count": 100, "undone_count": 40, "kept_count": 2},
         "Being undone: 42 of 100", []),
        ({"state": "undone", "done_count": 100, "undone_count": 98, "kept_count": 2},
         "98 put back as they were.", ["2 left as they are: somebody changed them since."]),
    ],
)  # fmt: skip
def test_a_run_tells_of_itself(run: dict[str, object], headline: str, details: list[str]) -> None:
    with translation.override("en"):
        told = bulk_words.told(BulkRun(act="close", **run))

    assert (told.headline, told.details) == (headline, details)


@pytest.mark.parametrize(
    ("now", "morning", "monday"),
    [
        ("2026-11-24T15:20", "2026-11-25T09:00", "2026-11-30T09:00"),  # Tuesday
        ("2026-11-28T23:59", "2026-11-29T09:00", "2026-11-30T09:00"),  # Saturday
        ("2026-11-29T12:00", None, "2026-11-30T09:00"),  # Sunday: tomorrow is Monday
        ("2026-11-30T07:00", "2026-12-01T09:00", "2026-12-07T09:00"),  # Monday means the next one
    ],
)
def test_moments_to_rest_until(now: str, morning: str | None, monday: str) -> None:
    offered = moments.to_rest_until(datetime.fromisoformat(now).replace(tzinfo=ISTANBUL))

    assert [moment.at for moment in offered][2:] == [
        *([datetime.fromisoformat(morning).replace(tzinfo=ISTANBUL)] if morning else []),
        datetime.fromisoformat(monday).replace(tzinfo=ISTANBUL),
        None,
    ]
