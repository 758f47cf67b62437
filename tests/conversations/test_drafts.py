"""What is being written is never lost: kept on the server, told apart between tabs, given back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.actions import ChangedElsewhere, SomethingNew, Words
from muhatap.conversations.models import Attachment, Channel, Conversation, Draft, Machine, Message
from muhatap.team.models import Agent
from tests import make

WHOM = {"to": [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}], "cc": [], "bcc": []}


@pytest.fixture
def browser(elif_: Agent) -> Client:
    """Elif, signed in."""
    client = Client()
    client.force_login(elif_)
    return client


@pytest.fixture
def asked(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel, subject="Siparişim nerede?")


def save(conversation: Conversation | None, by: Agent, text: str, *, kind: str = "reply", **more: object) -> Draft:
    fields = {"revision": 0, "now": timezone.now(), **more}
    return actions.save_draft(conversation, by=by, kind=kind, words=Words(text=text), **fields)  # type: ignore[arg-type]


def words_of(conversation: Conversation | None) -> dict[tuple[str, str], str]:
    """What stands in the live drafts of a conversation, by writer and kind."""
    live = Draft.objects.filter(conversation=conversation, is_live=True)
    return {(draft.agent.get_short_name(), draft.kind): draft.text for draft in live}


def test_each_agent_has_a_reply_and_a_note_of_their_own(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    save(asked, elif_, "Merhaba Zeynep Hanım")
    save(asked, elif_, "Depoya sordum", kind="note")
    save(asked, onur, "Selam")

    assert words_of(asked) == {
        ("Elif", "reply"): "Merhaba Zeynep Hanım",
        ("Elif", "note"): "Depoya sordum",
        ("Onur", "reply"): "Selam",
    }


def test_a_tab_that_has_not_seen_the_newest_words_writes_over_nothing(asked: Conversation, elif_: Agent) -> None:
    first = save(asked, elif_, "Birinci sekme", key="a")

    with pytest.raises(ChangedElsewhere) as refused:
        save(asked, elif_, "İkinci sekme", key="b")

    assert refused.value.draft.text == "Birinci sekme"
    assert save(asked, elif_, "İkinci sekme", key="b", revision=first.revision).text == "İkinci sekme"


def test_the_same_words_twice_are_no_quarrel(asked: Conversation, elif_: Agent) -> None:
    save(asked, elif_, "Aynı", key="a")

    assert save(asked, elif_, "Aynı", key="b").text == "Aynı"


def test_sending_ends_the_draft_and_a_slow_save_does_not_bring_it_back(asked: Conversation, elif_: Agent) -> None:
    key = uuid4().hex
    save(asked, elif_, "Yarın kapınızda", key=key)
    actions.reply(asked, by=elif_, text="Yarın kapınızda.", people=WHOM, now=timezone.now(), idempotency_key=key)

    save(asked, elif_, "Yarın kapınızda", key=key, revision=1)

    assert words_of(asked) == {}


def test_what_another_tab_wrote_since_survives_the_sending(asked: Conversation, elif_: Agent) -> None:
    first = save(asked, elif_, "Yarın kapınızda", key="a")
    save(asked, elif_, "Yarın kapınızda, söz", key="b", revision=first.revision)

    actions.reply(asked, by=elif_, text="Yarın", people=WHOM, now=timezone.now(), idempotency_key="a", draft_revision=1)

    assert words_of(asked) == {("Elif", "reply"): "Yarın kapınızda, söz"}


def test_a_tab_left_open_over_a_sent_draft_is_told(asked: Conversation, elif_: Agent) -> None:
    save(asked, elif_, "Yarın", key="a")
    actions.reply(asked, by=elif_, text="Yarın", people=WHOM, now=timezone.now(), idempotency_key="a")

    with pytest.raises(ChangedElsewhere) as refused:
        save(asked, elif_, "Yarın belki", key="b", revision=1)

    assert not refused.value.draft.is_live


def test_a_dropped_draft_comes_back(asked: Conversation, elif_: Agent) -> None:
    draft = actions.drop_draft(save(asked, elif_, "Boş verin"), by=elif_)
    assert words_of(asked) == {}

    actions.restore_draft(draft, by=elif_, now=timezone.now())

    assert words_of(asked) == {("Elif", "reply"): "Boş verin"}


def test_what_is_taken_back_stands_above_what_was_begun_since(
    asked: Conversation, elif_: Agent, onur: Agent, mailbox_channel: Channel
) -> None:
    sent = actions.reply(asked, by=elif_, text="Yarın kapınızda.", people=WHOM, now=timezone.now(), undo_seconds=10)
    save(asked, elif_, "Bir de şu var")

    # Whoever presses the button: the words are their writer's.
    actions.undo_send(sent, by=onur, now=timezone.now())

    assert words_of(asked) == {("Elif", "reply"): "Yarın kapınızda.\n\nBir de şu var"}
    assert Draft.objects.get(agent=elif_).to == "Zeynep Aksoy <zeynep@example.com>"


def test_files_of_a_draft_stay_as_long_as_it_lives(browser: Client, asked: Conversation, elif_: Agent) -> None:
    address = f"/conversations/{asked.pk}/drafts/reply/"
    file = SimpleUploadedFile("fatura.pdf", b"%PDF", "application/pdf")
    saved = browser.post(address, {"text": "Ekte", "files": file, "revision": 0}).json()
    long_after = timezone.now() + timedelta(days=5)

    assert actions.forget_unsent_files(now=long_after) == 0

    kept = saved["files"][0]["uid"]
    browser.post(
        f"/conversations/{asked.pk}/messages/",
        {"kind": "reply", "to": "zeynep@example.com", "text": "Ekte", "key": "k", "kept": kept},
    )
    assert Message.objects.get(direction="out").attachments.get().filename == "fatura.pdf"


def test_files_taken_off_a_draft_are_forgotten(browser: Client, asked: Conversation) -> None:
    address = f"/conversations/{asked.pk}/drafts/reply/"
    file = SimpleUploadedFile("fatura.pdf", b"%PDF", "application/pdf")
    browser.post(address, {"text": "Ekte", "files": file, "revision": 0})
    browser.post(address, {"text": "Vazgeçtim", "revision": 1})

    assert actions.forget_unsent_files(now=timezone.now() + timedelta(days=5)) == 1
    assert not Attachment.objects.exists()


def test_an_opened_conversation_shows_what_was_written_last(browser: Client, asked: Conversation, elif_: Agent) -> None:
    save(asked, elif_, "Merhaba")
    save(asked, elif_, "Depoya sordum", kind="note")

    compose = browser.get(f"/conversations/{asked.pk}/").context["compose"]

    assert (compose["kind"], compose["text"], compose["revision"]) == ("note", "Depoya sordum", 1)
    assert '"text": "Merhaba"' in compose["drafts"]


def test_rows_mark_where_one_is_writing(browser: Client, asked: Conversation, elif_: Agent, onur: Agent) -> None:
    save(asked, onur, "Onun taslağı")
    assert "taslak" not in browser.get("/inbox/unassigned/").content.decode()

    save(asked, elif_, "Benim taslağım")

    assert "taslak" in browser.get("/inbox/unassigned/").content.decode()


def test_the_losing_tab_gets_the_other_text(browser: Client, asked: Conversation) -> None:
    address = f"/conversations/{asked.pk}/drafts/reply/"
    browser.post(address, {"text": "Birinci", "revision": 0, "key": "a"})

    answer = browser.post(address, {"text": "İkinci", "revision": 0, "key": "b"})

    assert answer.status_code == 409
    assert (answer.json()["text"], answer.json()["revision"], answer.json()["isLive"]) == ("Birinci", 1, True)


def test_a_draft_too_long_to_keep_is_refused_with_a_sentence(browser: Client, asked: Conversation) -> None:
    answer = browser.post(f"/conversations/{asked.pk}/drafts/reply/", {"text": "a" * 600_000, "revision": 0})

    assert answer.status_code == 422
    assert answer.json()["problem"]


def test_drafts_of_a_conversation_one_cannot_see_are_not_there(
    browser: Client, elif_: Agent, asked: Conversation
) -> None:
    elif_.brands.add(make.brand(name="Bahçe"))

    assert browser.post(f"/conversations/{asked.pk}/drafts/reply/", {"text": "x"}).status_code == 404
    assert browser.post(f"/conversations/{asked.pk}/drafts/sms/", {"text": "x"}).status_code == 404


def test_a_first_mail_is_gone_on_with(browser: Client, mailbox_channel: Channel, elif_: Agent) -> None:
    first = {"text": "Merhaba", "subject": "Kazak geldi", "to": "murat@example.com", "revision": 0, "key": "a"}
    browser.post("/conversations/new/draft/", first)

    page = browser.get("/conversations/new/?to=zeynep@example.com")

    assert page.context["form"]["subject"].value() == "Kazak geldi"
    assert "gönderilmemiş bir ilk iletiniz" in page.content.decode().lower()
    browser.post("/conversations/new/", {**first, "channel": mailbox_channel.pk, "revision": 1})
    assert words_of(None) == {}


# Held: something came meanwhile -----------------------------------------------------------------------------------


def test_a_reply_past_a_new_message_is_held(asked: Conversation, elif_: Agent, mailbox_channel: Channel) -> None:
    seen = asked.messages.get().pk
    news = make.message(mailbox_channel, conversation=asked, text="Bulundu, teşekkürler")

    with pytest.raises(SomethingNew) as held:
        actions.reply(asked, by=elif_, text="Arıyoruz", people=WHOM, now=timezone.now(), seen_id=seen)

    assert list(held.value.messages) == [news]
    sent = actions.reply(asked, by=elif_, text="Arıyoruz", people=WHOM, now=timezone.now(), seen_id=news.pk)
    assert sent.text == "Arıyoruz"


def test_a_colleagues_note_and_reply_hold_too_but_not_ones_own_nor_machines(
    asked: Conversation, elif_: Agent, onur: Agent, mailbox_channel: Channel
) -> None:
    seen = asked.messages.get().pk
    actions.note(asked, by=elif_, text="Kendime not", now=timezone.now())
    make.message(mailbox_channel, conversation=asked, machine=Machine.AUTO_REPLY, text="Ofis dışındayım")
    taken_back = actions.reply(asked, by=onur, text="Yanlış", people=WHOM, now=timezone.now(), undo_seconds=10)
    actions.undo_send(taken_back, by=onur, now=timezone.now())
    actions.reply(asked, by=elif_, text="Bir", people=WHOM, now=timezone.now(), seen_id=seen)
    noted = actions.note(asked, by=onur, text="Kargo kayıp", now=timezone.now())
    answered = actions.reply(asked, by=onur, text="Ben baktım", people=WHOM, now=timezone.now())

    with pytest.raises(SomethingNew) as held:
        actions.reply(asked, by=elif_, text="İki", people=WHOM, now=timezone.now(), seen_id=seen)

    assert list(held.value.messages) == [noted, answered]


def test_what_holds_a_reply_is_shown_above_it(browser: Client, asked: Conversation, onur: Agent) -> None:
    seen = asked.messages.get().pk
    actions.note(asked, by=onur, text="Kargo kayıp, iade edelim", now=timezone.now())
    typed = {"kind": "reply", "to": "zeynep@example.com", "text": "Yolda", "key": "k", "revision": 0}

    held = browser.post(
        f"/conversations/{asked.pk}/messages/",
        {**typed, "seen": seen},
        headers={"HX-Request": "true", "HX-Target": "composer"},
    )

    assert held.status_code == 409
    assert "Kargo kayıp, iade edelim" in held.content.decode()
    assert held.context["compose"]["text"] == "Yolda"
    again = held.context["compose"]["seen"]
    assert browser.post(f"/conversations/{asked.pk}/messages/", {**typed, "seen": again}).status_code == 302
    assert Message.objects.filter(direction="out").count() == 1


def test_a_draft_opened_after_something_came_shows_it_at_once(
    browser: Client, asked: Conversation, elif_: Agent, mailbox_channel: Channel
) -> None:
    save(asked, elif_, "Arıyoruz", seen_id=asked.messages.get().pk)
    make.message(mailbox_channel, conversation=asked, text="Bulundu, teşekkürler")

    compose = browser.get(f"/conversations/{asked.pk}/").context["compose"]

    assert [shown.message.text for shown in compose["unseen"]] == ["Bulundu, teşekkürler"]
