"""From a reply to what is owed: written down on sending, kept, moved, given up, reminded of, never lost."""

import json
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation, Message, Status
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.notices.models import Kind, Notice
from muhatap.promises import actions, jobs, queries
from muhatap.promises.models import Origin, Promise, State
from muhatap.promises.queries import Key
from muhatap.team.actions import deactivate
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db

ISTANBUL = ZoneInfo("Europe/Istanbul")
# A Monday in the morning.
NOW = datetime(2026, 11, 23, 10, tzinfo=ISTANBUL)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = "Merhaba, depoya soruyorum; yarın 18.00'e kadar size yazacağım."


@pytest.fixture
def asked(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=zeynep, assigned_to=elif_, at=NOW - HOUR)


def answer(conversation: Conversation, text: str = TOMORROW, *, by: Agent, **fields: Any) -> Message:
    people = {"to": [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
    return conversations.reply(conversation, by=by, text=text, people=people, **{"now": NOW, **fields})


def owed(conversation: Conversation) -> tuple[int, datetime | None]:
    fresh = Conversation.objects.get(pk=conversation.pk)
    return fresh.owed_count, fresh.owed_at


def lines(conversation: Conversation) -> list[str]:
    names = Event.objects.filter(subject=f"conversation:{conversation.pk}", name__startswith="Promise")
    return list(names.order_by("pk").values_list("name", flat=True))


def told(kind: Kind) -> set[str]:
    return set(Notice.objects.filter(kind=kind, read_at=None).values_list("agent__name", flat=True))


def test_what_a_reply_promises_is_written_down_on_sending(asked: Conversation, elif_: Agent) -> None:
    message = answer(asked, by=elif_)

    (one,) = Promise.objects.all()
    assert one.due_at == datetime(2026, 11, 24, 18, tzinfo=ISTANBUL)
    assert one.warn_at == datetime(2026, 11, 24, 16, tzinfo=ISTANBUL)
    assert (one.conversation, one.message, one.owner, one.origin) == (asked, message, elif_, Origin.REPLY)
    assert "18.00" in one.text
    assert owed(asked) == (1, one.due_at)
    assert lines(asked) == ["PromiseMade"]


def test_a_day_is_promised_until_the_shop_closes(asked: Conversation, elif_: Agent) -> None:
    answer(asked, "Cuma gününe kadar paranızı iade edeceğiz.", by=elif_)

    (one,) = Promise.objects.all()
    assert (one.due_at, one.is_whole_day) == (datetime(2026, 11, 27, 18, tzinfo=ISTANBUL), True)


def test_a_promise_without_a_time_is_owed_all_the_same(asked: Conversation, elif_: Agent) -> None:
    answer(asked, "Konuyu araştırıp size döneceğim.", by=elif_)

    assert owed(asked) == (1, None)
    assert queries.count_due(elif_, now=NOW) == 1


def test_questions_and_facts_are_no_promises(asked: Conversation, elif_: Agent) -> None:
    answer(asked, "Paketiniz dün yola çıktı. Adresiniz değişti mi?", by=elif_)

    assert not Promise.objects.exists()
    assert owed(asked) == (0, None)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ({"due": "2026-11-25T12:30"}, datetime(2026, 11, 25, 12, 30, tzinfo=ISTANBUL)),
        ({"is_none": True}, None),
    ],
)
def test_the_writer_corrects_what_was_found(
    asked: Conversation, elif_: Agent, said: dict[str, Any], due: datetime | None
) -> None:
    answer(asked, by=elif_)
    found = Promise.objects.get().text
    other = make.conversation(channel=asked.channel, customer=make.customer(), at=NOW - HOUR)

    answer(other, by=elif_, along={"promises": [{"text": found, **said}]})

    assert [one.due_at for one in Promise.objects.filter(conversation=other)] == ([due] if due else [])


def test_an_undone_reply_promised_nothing(asked: Conversation, elif_: Agent) -> None:
    message = answer(asked, by=elif_, undo_seconds=30)
    assert owed(asked)[0] == 1

    conversations.undo_send(message, by=elif_, now=NOW)

    assert not Promise.objects.exists()
    assert owed(asked) == (0, None)


def test_a_scheduled_reply_promises_when_it_leaves(asked: Conversation, elif_: Agent) -> None:
    message = answer(asked, by=elif_, leave_at=NOW + DAY)
    assert not Promise.objects.exists()

    conversations.leave(message.delivery.pk, now=NOW + DAY)

    assert Promise.objects.get().due_at == datetime(2026, 11, 25, 18, tzinfo=ISTANBUL)


def test_a_repeated_click_promises_once(asked: Conversation, elif_: Agent) -> None:
    answer(asked, by=elif_, idempotency_key="k1")
    answer(asked, by=elif_, idempotency_key="k1")

    assert Promise.objects.count() == 1


def test_notes_promise_what_has_a_time(asked: Conversation, elif_: Agent) -> None:
    conversations.note(asked, by=elif_, text="Depoya soracağım.", now=NOW)
    assert not Promise.objects.exists()

    conversations.note(asked, by=elif_, text="Müşteriyi yarın 15.00'te arayacağım.", now=NOW)

    one = Promise.objects.get()
    assert (one.origin, one.due_at) == (Origin.NOTE, datetime(2026, 11, 24, 15, tzinfo=ISTANBUL))


def test_by_hand_it_is_whose_the_conversation_is(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    one = actions.promise(asked, text="Faturayı göndereceğiz", due_at=NOW + DAY, by=onur, now=NOW)

    assert (one.owner, one.made_by, owed(asked)) == (elif_, onur, (1, NOW + DAY))
    with pytest.raises(actions.TimePassed):
        actions.promise(asked, text="Dün gönderecektik", due_at=NOW - DAY, by=onur, now=NOW)


def test_keeping_settles_it_once(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    answer(asked, by=elif_)
    one = Promise.objects.get()

    actions.keep(one, by=elif_, now=NOW + HOUR)

    assert owed(asked) == (0, None)
    with pytest.raises(actions.AlreadyEnded):
        actions.keep(one, by=onur, now=NOW + HOUR)
    assert lines(asked) == ["PromiseMade", "PromiseKept"]
    rate = queries.own_rate(elif_, now=NOW + DAY)
    assert (rate.in_time, rate.late, rate.broken, rate.percent) == (1, 0, 0, 100)


def test_a_move_keeps_its_history(asked: Conversation, elif_: Agent) -> None:
    answer(asked, by=elif_)
    one = Promise.objects.get()
    first = one.due_at

    one = actions.move(one, due_at=NOW + 3 * DAY, why="Kargo şubede bekletiyor", by=elif_, now=NOW)

    assert (one.due_at, one.first_due_at, one.warned_at) == (NOW + 3 * DAY, first, None)
    assert [(move.was_due_at, move.why) for move in one.moves.all()] == [(first, "Kargo şubede bekletiyor")]
    assert owed(asked) == (1, NOW + 3 * DAY)
    with pytest.raises(actions.TimePassed):
        actions.move(one, due_at=NOW - HOUR, why="", by=elif_, now=NOW)


@pytest.mark.parametrize("state", [State.WAIVED, State.BROKEN])
def test_giving_up_needs_a_reason(asked: Conversation, elif_: Agent, state: str) -> None:
    answer(asked, by=elif_)
    one = Promise.objects.get()

    with pytest.raises(actions.NoReason):
        actions.give_up(one, state=state, why=" ", by=elif_, now=NOW)
    one = actions.give_up(one, state=state, why="Müşteri vazgeçti", by=elif_, now=NOW)

    assert (one.state, one.reason, owed(asked)[0]) == (state, "Müşteri vazgeçti", 0)
    # Waived ones say nothing about us.
    assert queries.own_rate(elif_, now=NOW + DAY).total == (1 if state == State.BROKEN else 0)
    actions.take_up(one, by=elif_, now=NOW)
    assert owed(asked)[0] == 1


def test_its_owner_is_reminded_before_and_the_leads_after(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    answer(asked, by=elif_, then=Status.WAITING)
    one = Promise.objects.get()
    assert one.warn_at
    assert one.due_at
    assert actions.warn(now=one.warn_at - HOUR) == 0

    assert actions.warn(now=one.warn_at) == 1
    assert actions.warn(now=one.warn_at) == 0

    asked.refresh_from_db()
    assert (asked.status, asked.woken_why) == (Status.OPEN, "owed")
    assert told(Kind.PROMISE_DUE) == {"Elif Kaya"}
    assert actions.call_late(now=one.due_at) == 1
    assert actions.call_late(now=one.due_at) == 0
    assert told(Kind.PROMISE_LATE) == {"Elif Kaya", "Onur Bal"}
    actions.keep(Promise.objects.get(), by=elif_, now=one.due_at + HOUR)
    assert told(Kind.PROMISE_DUE) == told(Kind.PROMISE_LATE) == set()
    assert queries.own_rate(elif_, now=one.due_at + DAY).late == 1


def test_the_job_does_both(asked: Conversation, elif_: Agent) -> None:
    answer(asked, by=elif_)
    Promise.objects.update(due_at=timezone.now() - HOUR, warn_at=timezone.now() - 2 * HOUR)

    jobs.watch_promises(timestamp=0)

    one = Promise.objects.get()
    assert one.warned_at
    assert one.called_late_at


def test_what_is_owed_brings_a_closed_one_back(asked: Conversation, elif_: Agent) -> None:
    answer(asked, by=elif_)
    conversations.close(asked, by=None, now=NOW)
    one = Promise.objects.get()
    assert one.warn_at

    actions.warn(now=one.warn_at)

    asked.refresh_from_db()
    assert asked.status == Status.OPEN


def test_nobody_closes_over_a_promise_without_being_asked(asked: Conversation, elif_: Agent) -> None:
    answer(asked, by=elif_)

    with pytest.raises(conversations.StillOwed):
        conversations.close(asked, by=elif_, now=NOW)
    assert conversations.close(asked, by=elif_, now=NOW, is_asked=True).is_closed


def test_send_and_close_stays_open_over_what_it_promises(asked: Conversation, elif_: Agent) -> None:
    answer(asked, by=elif_, then=Status.CLOSED)

    asked.refresh_from_db()
    assert asked.status == Status.OPEN
    assert owed(asked)[0] == 1


def test_many_are_closed_but_those_that_owe(asked: Conversation, elif_: Agent) -> None:
    free = make.conversation(channel=asked.channel, customer=make.customer(), assigned_to=elif_)
    answer(asked, by=elif_)

    run = conversations.start_bulk(
        Conversation.objects.filter(pk__in=[asked.pk, free.pk]), act="close", by=elif_, now=NOW
    )

    assert (run.done_count, run.failed_count) == (1, 1)
    assert run.items.get(conversation=asked).why == "still_owed"


def test_it_goes_along_with_the_conversation(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    answer(asked, by=elif_)

    conversations.assign(asked, to=onur, by=onur)
    assert Promise.objects.get().owner == onur
    conversations.assign(asked, to=None, by=onur)
    assert Promise.objects.get().owner is None
    conversations.assign(asked, to=elif_, by=onur)
    assert Promise.objects.get().owner == elif_


def test_one_who_leaves_hands_over_what_they_promised(
    asked: Conversation, elif_: Agent, onur: Agent, deniz: Agent
) -> None:
    # Onur answered in Elif's conversation.
    answer(asked, by=onur)
    assert Promise.objects.get().owner == onur

    deactivate(onur, by=deniz)

    assert Promise.objects.get().owner == elif_


def test_what_one_who_is_away_promised_is_handed_over_when_it_is_due(
    asked: Conversation, elif_: Agent, onur: Agent
) -> None:
    answer(asked, by=onur)
    one = Promise.objects.get()
    assert one.warn_at
    onur.absences.create(kind="leave", starts_on=one.warn_at.date() - DAY, ends_on=one.warn_at.date() + 5 * DAY)

    actions.warn(now=one.warn_at)

    assert Promise.objects.get().owner == elif_
    assert told(Kind.PROMISE_DUE) == {"Elif Kaya"}


def test_promises_follow_a_merge_and_come_back(asked: Conversation, elif_: Agent) -> None:
    other = make.conversation(channel=asked.channel, customer=asked.customer, assigned_to=elif_, at=NOW)
    answer(other, by=elif_)
    due = Promise.objects.get().due_at

    move = conversations.merge(other, into=asked, by=elif_)
    assert Promise.objects.get().conversation == asked
    assert (owed(asked), owed(other)[0]) == ((1, due), 1)

    conversations.undo_move(move, by=elif_, now=NOW)
    assert Promise.objects.get().conversation == other
    assert (owed(asked), owed(other)) == ((0, None), (1, due))


def test_its_words_go_for_good_with_the_conversation(asked: Conversation, elif_: Agent, deniz: Agent) -> None:
    answer(asked, by=elif_)
    conversations.rename(asked, subject="Başka", by=elif_)
    conversations.delete(asked, by=deniz, now=NOW)

    conversations.purge_bin(now=NOW + 60 * DAY)

    assert not Promise.objects.exists()
    kept = Event.objects.filter(subject=f"conversation:{asked.pk}")
    assert set(kept.get(name="PromiseMade").data) == {"promise_id", "due", "how"}
    assert kept.get(name="SubjectChanged").data == {}


def test_pages_go_on_by_key_and_show_whose_it_is(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    for hours in range(1, 4):
        actions.promise(asked, text=f"{hours}.", due_at=NOW + hours * HOUR, by=elif_, now=NOW)
    Promise.objects.create(conversation=asked, origin=Origin.REPLY, text="ne zaman?", owner=elif_)
    Promise.objects.create(conversation=asked, origin=Origin.REPLY, text="sahipsiz")

    assert [one.text for one in queries.owed(elif_, "mine")] == ["ne zaman?", "1.", "2.", "3."]
    assert {one.text for one in queries.owed(elif_, "team")} == {"ne zaman?", "sahipsiz", "1.", "2.", "3."}
    assert not queries.owed(onur, "mine").exists()
    first, *_ = queries.owed(elif_, "mine")
    key = Key.read(str(Key(first.due_at, first.pk)))
    assert [one.text for one in queries.page(queries.owed(elif_, "mine"), after=key).rows] == ["1.", "2.", "3."]
    second = queries.owed(elif_, "mine")[1]
    key = Key.read(str(Key(second.due_at, second.pk)))
    assert [one.text for one in queries.page(queries.owed(elif_, "mine"), after=key).rows] == ["2.", "3."]


@pytest.mark.parametrize("written", ["", "~", "x~1", "2026~", "~-1", "2026-11-24T18:00:00~9999999999999999999"])
def test_a_key_that_cannot_be_read_begins_anew(written: str) -> None:
    assert Key.read(written) is None


def test_another_brand_s_promises_are_not_there(asked: Conversation, elif_: Agent, client: Client) -> None:
    answer(asked, by=elif_)
    stranger = make.agent("Yabancı")
    stranger.brands.add(make.brand("Başka"))
    client.force_login(stranger)
    one = Promise.objects.get()

    assert client.post(f"/promises/{one.pk}/kept/").status_code == 404
    assert client.get(f"/promises/{one.pk}/move/").status_code == 404
    assert client.post(f"/conversations/{asked.pk}/promises/closing/").status_code == 404
    assert "yarın" not in client.get("/promises/all/").content.decode()


def test_the_page_and_its_acts(asked: Conversation, elif_: Agent, client: Client) -> None:
    answer(asked, by=elif_, now=timezone.now())
    one = Promise.objects.get()
    client.force_login(elif_)

    page = unescape(client.get("/promises/mine/").content.decode())
    assert one.text in page
    assert "Zeynep Aksoy" in page
    htmx = {"HX-Request": "true", "HX-Target": "owed"}
    after = client.post(f"/promises/{one.pk}/kept/", {"whose": "mine"}, headers=htmx)
    assert after.status_code == 200
    assert 'id="owed"' in after.content.decode()
    assert f"promise-{one.pk}" not in after.content.decode()
    assert client.get("/promises/ended/").status_code == 200
    rates = client.get("/promises/rates/").content.decode()
    assert "100" in rates
    assert client.get("/promises/nobody/").status_code == 404
    client.post(f"/promises/{one.pk}/again/")
    assert Promise.objects.get().is_open


def test_moving_tells_the_customer_once(asked: Conversation, elif_: Agent, client: Client) -> None:
    answer(asked, by=elif_, now=timezone.now())
    one = Promise.objects.get()
    client.force_login(elif_)
    drawn = client.get(f"/promises/{one.pk}/move/", headers={"HX-Request": "true", "HX-Target": "dialogs"})
    assert "Merhaba Zeynep Aksoy" in drawn.content.decode()
    due = (timezone.localtime() + 3 * DAY).strftime("%Y-%m-%dT%H:%M")
    sent = {"due_at": due, "why": "Depo sayımda", "is_told": "on", "text": "Yarın 12.00'de yazacağım.", "key": "k9"}

    for _ in range(2):
        client.post(f"/promises/{one.pk}/move/", sent)

    one.refresh_from_db()
    assert timezone.localtime(one.due_at).strftime("%Y-%m-%dT%H:%M") == due
    assert one.moves.count() == 1
    said = list(asked.messages.filter(direction="out").values_list("text", flat=True))
    assert said.count("Yarın 12.00'de yazacağım.") == 1
    # What tells of a move makes no second promise.
    assert Promise.objects.count() == 1


def test_closing_asks_and_then_closes(asked: Conversation, elif_: Agent, client: Client) -> None:
    answer(asked, by=elif_, now=timezone.now())
    kept, waived = (
        Promise.objects.get(),
        actions.promise(asked, text="Fatura", due_at=timezone.now() + DAY, by=elif_, now=timezone.now()),
    )
    client.force_login(elif_)
    htmx = {"HX-Request": "true", "HX-Target": "conversation"}

    asked_back = client.post(f"/conversations/{asked.pk}/closure/", headers=htmx)
    assert asked_back["HX-Retarget"] == "#dialogs"
    assert kept.text in unescape(asked_back.content.decode())
    place = f"/conversations/{asked.pk}/promises/closing/"
    silent = client.post(place, {f"fate-{kept.pk}": "kept", f"fate-{waived.pk}": "waived"}, headers=htmx)
    assert silent.status_code == 422
    asked.refresh_from_db()
    assert not asked.is_closed
    said = {f"fate-{kept.pk}": "kept", f"fate-{waived.pk}": "waived", f"why-{waived.pk}": "Geldi bile"}
    client.post(place, said, headers=htmx)

    assert Conversation.objects.get(pk=asked.pk).is_closed
    assert {one.text: one.state for one in Promise.objects.all()} == {kept.text: "kept", "Fatura": "waived"}


def test_closing_with_a_promise_moved_leaves_it_owed(asked: Conversation, elif_: Agent, client: Client) -> None:
    answer(asked, by=elif_, now=timezone.now())
    one = Promise.objects.get()
    client.force_login(elif_)
    place = f"/conversations/{asked.pk}/promises/closing/"
    past = (timezone.localtime() - DAY).strftime("%Y-%m-%dT%H:%M")
    assert client.post(place, {f"fate-{one.pk}": "moved", f"due-{one.pk}": past}).status_code == 422
    due = (timezone.localtime() + 2 * DAY).strftime("%Y-%m-%dT%H:%M")

    client.post(place, {f"fate-{one.pk}": "moved", f"due-{one.pk}": due})

    asked.refresh_from_db()
    assert (asked.is_closed, asked.owed_count) == (True, 1)


def test_send_and_close_asks_without_scripts_too(asked: Conversation, elif_: Agent, client: Client) -> None:
    client.force_login(elif_)
    sent = {"kind": "reply", "to": "zeynep@example.com", "text": TOMORROW, "key": "k1", "then": "closed"}

    answered = client.post(f"/conversations/{asked.pk}/messages/", sent, follow=True)

    assert "Burada tutulacak söz var" in answered.content.decode()
    assert not Conversation.objects.get(pk=asked.pk).is_closed


def test_chips_show_what_a_draft_promises(asked: Conversation, elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    def look(text: str, **more: Any) -> str:
        return client.post(f"/conversations/{asked.pk}/promises/look/", {"text": text, **more}).content.decode()

    assert "Söz:" in look(TOMORROW)
    assert "ne zamana kadar?" in look("Size döneceğim.")
    assert look("Paketiniz yolda.").strip() == ""
    assert look("Depoya soracağım.", kind="note").strip() == ""
    found = "yarın 18.00'e kadar size yazacağım"
    none = json.dumps({"promises": [{"text": found, "is_none": True}]})
    assert "<s " in look(TOMORROW, along=none) or found not in look(TOMORROW)
    for broken in ("[", "[]", "1", '{"promises": 4}', "x" * 30_000):
        assert "Söz:" in look(TOMORROW, along=broken)
