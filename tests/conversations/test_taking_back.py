"""An act on the open conversation says what it did, and is taken back exactly, as an act on many is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.actions.bulk_acts import facts_of
from muhatap.conversations.models import BulkRun, Channel, Conversation, Label
from muhatap.team.models import Agent, Team
from tests import make

PART = {"HX-Request": "true", "HX-Target": "conversation"}
RUNS = {"HX-Request": "true", "HX-Target": "bulk-runs"}


@pytest.fixture
def browser(onur: Agent) -> Client:
    client = Client()
    client.force_login(onur)
    return client


@pytest.fixture
def conversation(mailbox_channel: Channel, elif_: Agent) -> Conversation:
    """It has been waiting for a while, is Elif's and carries a label."""
    opened = make.conversation(channel=mailbox_channel, assigned_to=elif_, at=timezone.now() - timedelta(hours=5))
    actions.label(opened, label=Label.objects.create(name="Kargo"), by=elif_)
    return Conversation.objects.get(pk=opened.pk)


@pytest.mark.parametrize(
    ("place", "posted", "words"),
    [
        ("closure", {}, "Kapandı."),
        ("snooze", {"until": "2126-11-24T09:00"}, "Ertelendi."),
        ("snooze", {"until": ""}, "Ertelendi."),
        ("status", {"status": "on_hold"}, "Durumu değişti."),
        ("status", {"status": "waiting"}, "Durumu değişti."),
        ("assignment", {"agent": ""}, "Atandı."),
        ("assignment", {"agent": "me"}, "Atandı."),
        ("assignment", {"team": "kargo"}, "Kuyruğa verildi."),
        ("labels", {"label": "iade"}, "Etiketlendi."),
        ("labels", {"label": "kargo", "_method": "DELETE"}, "Etiketi çıkarıldı."),
        ("spam", {}, "Spam sayıldı."),
        ("deletion", {}, "Silindi."),
    ],
)
def test_what_was_done_to_the_open_conversation_is_taken_back(
    browser: Client, onur: Agent, conversation: Conversation, place: str, posted: dict[str, str], words: str
) -> None:
    numbers = {
        "me": onur.pk,
        "kargo": Label.objects.get().pk if place == "labels" else Team.objects.create(name="Kargo").pk,
        "iade": Label.objects.create(name="İade").pk,
    }
    before = facts_of(conversation)

    said = browser.post(
        f"/conversations/{conversation.pk}/{place}/",
        {name: str(numbers.get(value, value)) for name, value in posted.items()},
        headers=PART,
    ).content.decode()

    conversation.refresh_from_db()
    assert facts_of(conversation) != before
    run = BulkRun.objects.get()
    assert words in said
    assert f'name="run" value="{run.pk}" data-hotkey="z"' in said
    said = browser.post("/bulk/undo/", {"run": run.pk}, headers=RUNS).content.decode()
    assert "Eski durumuna döndü." in said
    conversation.refresh_from_db()
    assert facts_of(conversation) == before


@pytest.mark.parametrize(
    ("place", "act", "words"),
    [
        ("closure", "close", "Yeniden açıldı."),
        ("snooze", "snooze", "Uyandırıldı."),
        ("spam", "spam", "Spamdan çıkarıldı."),
    ],
)
def test_taking_up_again_is_taken_back_likewise(
    browser: Client, onur: Agent, conversation: Conversation, place: str, act: str, words: str
) -> None:
    now = timezone.now()
    {
        "close": lambda: actions.close(conversation, by=onur, now=now),
        "snooze": lambda: actions.snooze(conversation, until=now + timedelta(days=2), by=onur, now=now),
        "spam": lambda: actions.mark_as_spam(conversation, by=onur),
    }[act]()
    before = facts_of(Conversation.objects.get(pk=conversation.pk))

    said = browser.post(f"/conversations/{conversation.pk}/{place}/", {"_method": "DELETE"}, headers=PART)

    assert words in said.content.decode()
    browser.post("/bulk/undo/", {"run": BulkRun.objects.get().pk}, headers=RUNS)
    assert facts_of(Conversation.objects.get(pk=conversation.pk)) == before


def test_what_a_colleague_has_changed_since_stays(browser: Client, elif_: Agent, conversation: Conversation) -> None:
    browser.post(f"/conversations/{conversation.pk}/status/", {"status": "on_hold"}, headers=PART)
    actions.close(conversation, by=elif_, now=timezone.now())

    said = browser.post("/bulk/undo/", {"run": BulkRun.objects.get().pk}, headers=RUNS).content.decode()

    assert "Olduğu gibi kaldı: o arada biri değiştirmiş." in said
    assert Conversation.objects.get(pk=conversation.pk).is_closed


def test_nothing_is_offered_where_nothing_was_changed(browser: Client, conversation: Conversation) -> None:
    said = browser.post(f"/conversations/{conversation.pk}/status/", {"status": "open"}, headers=PART)

    assert 'data-hotkey="z"' not in said.content.decode()
    assert not BulkRun.objects.exists()


def test_a_moment_that_has_passed_is_said_at_once(browser: Client, conversation: Conversation) -> None:
    answer = browser.post(f"/conversations/{conversation.pk}/snooze/", {"until": "2020-01-01T09:00"}, headers=PART)

    assert "O an geçti bile." in answer.content.decode()
    assert not BulkRun.objects.exists()
    assert "O an geçti bile." not in browser.get(f"/conversations/{conversation.pk}/").content.decode()


def test_elif_undoes_no_act_of_onurs(browser: Client, elif_: Agent, conversation: Conversation) -> None:
    browser.post(f"/conversations/{conversation.pk}/closure/", headers=PART)
    elifs = Client()
    elifs.force_login(elif_)

    answer = elifs.post("/bulk/undo/", {"run": BulkRun.objects.get().pk}, headers=RUNS)

    assert answer.status_code == 422
    assert Conversation.objects.get(pk=conversation.pk).is_closed


def test_what_was_deleted_by_mistake_is_shown_again(browser: Client, conversation: Conversation) -> None:
    here = f"/conversations/{conversation.pk}/"
    said = browser.post(f"{here}deletion/", headers={"HX-Request": "true", "HX-Target": "work"}).content.decode()
    assert "Geri getir" in said

    run = BulkRun.objects.get().pk
    answer = browser.post("/bulk/undo/", {"run": run}, headers=RUNS | {"HX-Current-URL": f"http://testserver{here}"})

    assert answer.headers["HX-Retarget"] == "#work"
    assert 'id="composer"' in answer.content.decode()
