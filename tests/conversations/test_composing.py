"""What goes with sending: a status, a later moment, a colleague's eye, a file that is missing."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions, jobs, leaving, mentions, missing_file
from muhatap.conversations.actions import AlreadySent, AlreadyTaken, Words
from muhatap.conversations.models import (
    Channel,
    Conversation,
    Delivery,
    DeliveryState,
    Draft,
    Machine,
    Message,
    Status,
)
from muhatap.core.models import Event
from muhatap.team.models import Agent
from tests import make

WHOM = {"to": [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
TYPED = {"kind": "reply", "to": "zeynep@example.com", "text": "Yarın kapınızda.", "key": "k", "revision": 0}
PART = {"HX-Request": "true", "HX-Target": "composer"}


@pytest.fixture
def browser(elif_: Agent) -> Client:
    """Elif, signed in."""
    client = Client()
    client.force_login(elif_)
    return client


@pytest.fixture
def asked(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel)


def scheduled(conversation: Conversation, by: Agent, *, text: str = "Günaydın") -> Message:
    now = timezone.now()
    return actions.reply(conversation, by=by, text=text, people=WHOM, now=now, leave_at=now + timedelta(hours=8))


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


# A file that is missing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_promised"),
    [
        ("Faturanız ekte.", True),
        ("Ekteki faturaya bakar mısınız?", True),
        ("EKTEDİR", True),
        ("Faturayı ekledim", True),
        ("Fotoğrafı ekliyorum.", True),
        ("Belgeler ilişikte", True),
        ("Mailin ekinde bulabilirsiniz", True),
        ("Please find attached the invoice.", True),
        ("The invoice is attached", True),
        ("See the attachment", True),
        ("I'm attaching the label", True),
        ("Label enclosed please print", True),
        ("Ek olarak kargo ücreti de iade edilir", False),
        ("Ekim ayında gelir", False),
        ("Ekibimiz bakıyor", False),
        ("Sepete ekleyebilirsiniz", False),
        ("Eksik parça yolda", False),
        ("We are attached to our customers in spirit only", True),
        ("Attach the label to the parcel", False),
        ("Yolda.\n> Faturam ekte mi?", False),
        ("", False),
    ],
)
def test_words_that_point_at_a_file_are_noticed(text: str, is_promised: bool) -> None:
    assert missing_file.is_promised(text) is is_promised


def test_a_reply_that_speaks_of_a_missing_file_waits_for_a_second_word(browser: Client, asked: Conversation) -> None:
    address = f"/conversations/{asked.pk}/messages/"
    typed = {**TYPED, "text": "Faturanız ekte."}

    held = browser.post(address, typed, headers=PART)

    assert held.status_code == 409
    assert "ekli dosya yok" in held.content.decode()
    assert browser.post(address, {**typed, "without_file": "1"}, headers=PART).status_code == 200
    assert Message.objects.filter(direction="out").count() == 1


# And then ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.WAITING, Status.CLOSED])
def test_a_status_is_sent_along_and_comes_back_with_an_undo(asked: Conversation, elif_: Agent, status: str) -> None:
    now = timezone.now()
    sent = actions.reply(asked, by=elif_, text="Yolda", people=WHOM, now=now, undo_seconds=10, then=status)
    assert fresh(asked).status == status

    actions.undo_send(sent, by=elif_, now=now)

    assert (fresh(asked).status, fresh(asked).waiting_since is not None) == (Status.OPEN, True)


def test_an_undo_leaves_alone_what_was_done_since(asked: Conversation, elif_: Agent) -> None:
    now = timezone.now()
    sent = actions.reply(asked, by=elif_, text="Yolda", people=WHOM, now=now, undo_seconds=10, then=Status.WAITING)
    actions.set_status(asked, status=Status.ON_HOLD, by=elif_, now=now)

    actions.undo_send(sent, by=elif_, now=now)

    assert fresh(asked).status == Status.ON_HOLD


def test_send_and_next_says_so_to_the_page(browser: Client, asked: Conversation) -> None:
    answer = browser.post(f"/conversations/{asked.pk}/messages/", {**TYPED, "then": "next"}, headers=PART)

    assert answer.headers["X-Go-Next"] == "1"


def test_an_undo_from_another_conversation_leads_back_to_its_own(
    browser: Client, asked: Conversation, elif_: Agent
) -> None:
    sent = actions.reply(asked, by=elif_, text="Yolda", people=WHOM, now=timezone.now(), undo_seconds=10)
    elsewhere = {**PART, "HX-Current-URL": "http://desk/conversations/999/?view=mine"}

    answer = browser.post(f"/messages/{sent.pk}/undo/", headers=elsewhere)

    assert answer.headers["HX-Redirect"] == f"/conversations/{asked.pk}/"


# Later ------------------------------------------------------------------------------------------------------------

SUNDAY_EVENING = datetime.fromisoformat("2026-11-22T20:00:00+03:00")


@pytest.mark.parametrize(
    ("now", "moments"),
    [
        ("2026-11-22T20:00:00+03:00", ["2026-11-23T09:00", "2026-11-23T14:00"]),
        ("2026-11-24T08:00:00+03:00", ["2026-11-24T14:00", "2026-11-25T09:00", "2026-11-25T14:00", "2026-11-30T09:00"]),
        ("2026-11-27T15:00:00+03:00", ["2026-11-28T09:00", "2026-11-28T14:00", "2026-11-30T09:00"]),
    ],
)
def test_the_menu_offers_moments_that_people_mean(now: str, moments: list[str]) -> None:
    offered = leaving.offered(datetime.fromisoformat(now))

    assert [timezone.localtime(each.at).strftime("%Y-%m-%dT%H:%M") for each in offered] == moments


@pytest.mark.parametrize("typed", ["", "yarın", "2026-11-22T19:59", "2030-01-01T09:00", "2026-02-30T09:00", "0"])
def test_what_is_no_moment_ahead_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(leaving.NotAMoment) as refused:
        leaving.read(typed, now=SUNDAY_EVENING)

    assert str(refused.value.args[0]).endswith((".", "duruyor."))


def test_a_scheduled_reply_waits_and_so_does_the_customer(asked: Conversation, elif_: Agent) -> None:
    later = scheduled(asked, elif_)

    jobs.deliver(later.delivery.pk)

    assert later.delivery.state == DeliveryState.HELD
    assert fresh(asked).waiting_since is not None
    assert fresh(asked).preview != "Günaydın"


def test_it_leaves_when_its_moment_has_come(asked: Conversation, elif_: Agent) -> None:
    later = scheduled(asked, elif_)
    at = timezone.now() + timedelta(hours=9)

    actions.leave(later.delivery.pk, now=at)
    actions.leave(later.delivery.pk, now=at)

    assert Delivery.objects.get(message=later).state == DeliveryState.QUEUED
    assert (fresh(asked).waiting_since, fresh(asked).preview) == (None, "Günaydın")
    assert Event.objects.filter(name="MessageSent").count() == 1


def test_the_customer_who_writes_first_gives_it_back_to_its_writer(
    asked: Conversation, elif_: Agent, mailbox_channel: Channel
) -> None:
    later = scheduled(asked, elif_)
    make.message(mailbox_channel, conversation=asked, machine=Machine.AUTO_REPLY, text="Ofis dışındayım")
    assert Delivery.objects.get(message=later).state == DeliveryState.HELD

    make.message(mailbox_channel, conversation=asked, text="Bulundu, teşekkürler!")

    assert Delivery.objects.get(message=later).state == DeliveryState.UNDONE
    assert Draft.objects.get(agent=elif_, is_live=True).text == "Günaydın"
    assert fresh(asked).preview == "Bulundu, teşekkürler!"
    assert Event.objects.filter(name="ScheduledTakenBack").count() == 1
    # Its moment comes, and nothing leaves.
    actions.leave(later.delivery.pk, now=timezone.now() + timedelta(hours=9))
    assert Delivery.objects.get(message=later).state == DeliveryState.UNDONE


def test_it_can_be_sent_now_or_taken_back(browser: Client, asked: Conversation, elif_: Agent) -> None:
    first, second = scheduled(asked, elif_), scheduled(asked, elif_, text="İyi akşamlar")

    browser.post(f"/messages/{first.pk}/leaving/", headers=PART)
    browser.post(f"/messages/{second.pk}/undo/", headers=PART)

    assert Delivery.objects.get(message=first).state == DeliveryState.QUEUED
    assert Draft.objects.get(agent=elif_, is_live=True).text == "İyi akşamlar"
    with pytest.raises(AlreadySent):
        actions.send_now(second, by=elif_, now=timezone.now())


def test_elif_moves_it_to_another_moment(browser: Client, asked: Conversation, elif_: Agent) -> None:
    later = scheduled(asked, elif_)
    at = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)

    answer = browser.post(
        f"/messages/{later.pk}/schedule/", {"leave_on": at.strftime("%Y-%m-%dT%H:%M")}, headers=PART
    ).content.decode()

    later.refresh_from_db()
    assert (later.at, Delivery.objects.get().not_before) == (at, at)
    assert f'value="{at:%Y-%m-%dT%H:%M}"' in answer
    assert "Elif Kaya planlanan yanıtı erteledi ya da öne aldı" in answer
    # Its former moment comes, and nothing leaves; at the new one it does, once.
    actions.leave(later.delivery.pk, now=timezone.now() + timedelta(hours=9))
    assert Delivery.objects.get().state == DeliveryState.HELD
    actions.leave(later.delivery.pk, now=at)
    assert Delivery.objects.get().state == DeliveryState.QUEUED
    assert Event.objects.filter(name="MessageSent").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "gideceği günü"),
        ("yarın", "gideceği günü"),
        ("2020-01-01T09:00", "O an geçti"),
        ("2190-01-01T09:00", "Bir yıldan"),
    ],
)
def test_a_moment_that_is_none_leaves_it_where_it_was(
    browser: Client, asked: Conversation, elif_: Agent, typed: str, said: str
) -> None:
    later = scheduled(asked, elif_)
    was = later.delivery.not_before

    answer = browser.post(f"/messages/{later.pk}/schedule/", {"leave_on": typed}, headers=PART)

    assert said in answer.content.decode()
    assert answer.headers["HX-Reswap"] == "none"
    assert Delivery.objects.get().not_before == was


def test_one_that_has_left_or_whose_moment_has_come_is_not_moved(
    browser: Client, asked: Conversation, elif_: Agent
) -> None:
    left, due = scheduled(asked, elif_), scheduled(asked, elif_)
    actions.send_now(left, by=elif_, now=timezone.now())
    Delivery.objects.filter(message=due).update(not_before=timezone.now() - timedelta(seconds=1))
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")

    for message in (left, due):
        answer = browser.post(f"/messages/{message.pk}/schedule/", {"leave_on": tomorrow}, headers=PART)
        assert "Değiştirmek için geç" in answer.content.decode()

    assert Delivery.objects.get(message=left).state == DeliveryState.QUEUED
    assert Delivery.objects.get(message=due).not_before < timezone.now()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_sends_meanwhile_and_a_move_do_not_both_win(asked: Conversation, elif_: Agent) -> None:
    """Whoever comes first decides: it leaves at its old moment or at the new one, never at both, nor not at all."""
    for _ in range(12):
        later = scheduled(asked, elif_)
        due = later.delivery.not_before
        told: list[str] = []

        def move(message: Message = later, told: list[str] = told, due: datetime = due) -> None:
            try:
                actions.reschedule(message, leave_at=due + timedelta(days=1), by=elif_, now=due - timedelta(seconds=1))
                told.append("moved")
            except actions.AlreadySent:
                told.append("late")
            finally:
                connection.close()

        def work(pk: int = later.delivery.pk, due: datetime = due) -> None:
            try:
                actions.leave(pk, now=due)
            finally:
                connection.close()

        both = [Thread(target=move), Thread(target=work)]
        for one in both:
            one.start()
        for one in both:
            one.join()

        delivery = Delivery.objects.get(pk=later.delivery.pk)
        if told == ["moved"]:
            assert (delivery.state, delivery.not_before) == (DeliveryState.HELD, due + timedelta(days=1))
        else:
            assert (told, delivery.state) == (["late"], DeliveryState.QUEUED)


def test_the_form_schedules(browser: Client, asked: Conversation) -> None:
    address = f"/conversations/{asked.pk}/messages/"
    refused = browser.post(address, {**TYPED, "leave": "chosen", "leave_on": "2020-01-01T09:00"}, headers=PART)
    assert refused.status_code == 422
    assert "O an geçti" in refused.content.decode()

    on = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = browser.post(address, {**TYPED, "leave": "chosen", "leave_on": on}, headers=PART)

    assert "için planlandı" in answer.content.decode()
    assert Delivery.objects.get().is_scheduled
    assert "Şimdi gönder" in browser.get(f"/conversations/{asked.pk}/").content.decode()


# Colleagues -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Onur Bal bakar mısın?", [1]),
        ("Bunu @onur bal'a sor", [1]),
        ("(@Onur Baltacı) sen bak", [2]),
        ("@Onur", []),
        ("onur@onur bal.example", []),
        ("@ İnci Işık", []),
        ("@İNCİ IŞIK ve @Onur Bal", [3, 1]),
        ("@Onur Bal @Onur Bal", [1]),
        ("@", []),
    ],
)
def test_a_note_calls_whom_it_names_in_full(text: str, called: list[int]) -> None:
    assert mentions.named_in(text, {1: "Onur Bal", 2: "Onur Baltacı", 3: "İnci Işık"}) == called


def test_a_note_announces_whom_it_names_if_they_can_see_it(
    asked: Conversation, elif_: Agent, onur: Agent, deniz: Agent
) -> None:
    deniz.brands.add(make.brand(name="Bahçe"))

    actions.note(asked, by=elif_, text="@Onur Bal @Deniz Er @Elif Kaya bakalım", now=timezone.now())

    assert [event.data["agent_id"] for event in Event.objects.filter(name="Mentioned")] == [onur.pk]


def test_onur_looks_at_elifs_draft_and_takes_it_over(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    now = timezone.now()
    words = Words(text="Paranızı iade edelim", to="zeynep@example.com")
    draft = actions.save_draft(asked, by=elif_, kind="reply", words=words, revision=0, now=now)
    actions.share_draft(draft, by=elif_, asking=onur)
    his = Client()
    his.force_login(onur)
    page = his.get(f"/conversations/{asked.pk}/").content.decode()
    assert "Elif Kaya bu yanıta bakmanızı istiyor" in page
    assert "Paranızı iade edelim" in page

    his.post(f"/conversations/{asked.pk}/taking/", {"draft": draft.pk}, headers=PART)

    assert Draft.objects.get(agent=onur, is_live=True).text == "Paranızı iade edelim"
    assert not Draft.objects.filter(agent=elif_, is_live=True).exists()
    with pytest.raises(AlreadyTaken):
        actions.take_over_draft(draft, by=onur, now=now)


def test_a_draft_that_is_not_shared_is_seen_by_its_writer_alone(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    draft = actions.save_draft(
        asked, by=elif_, kind="reply", words=Words(text="Gizli düşünce"), revision=0, now=timezone.now()
    )
    actions.share_draft(draft, by=elif_)
    actions.keep_to_oneself(draft, by=elif_)
    his = Client()
    his.force_login(onur)

    assert "Gizli düşünce" not in his.get(f"/conversations/{asked.pk}/").content.decode()
    his.post(f"/conversations/{asked.pk}/taking/", {"draft": draft.pk}, headers=PART)
    assert Draft.objects.get(is_live=True).agent == elif_
