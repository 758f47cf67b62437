"""The pages of the inbox: what they show, to whom, and at what cost."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from muhatap.conversations import actions, listing
from muhatap.conversations.inbound import InboundFile
from muhatap.conversations.models import Attachment, Channel, Conversation, Delivery, DeliveryState, Message
from muhatap.core import blobs
from muhatap.customers.models import Customer
from muhatap.team.models import Agent
from tests import make

WHOM = {"to": [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}], "cc": [], "bcc": []}


@pytest.fixture
def browser(elif_: Agent) -> Client:
    """Elif, signed in."""
    client = Client()
    client.force_login(elif_)
    return client


def part(target: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target}


def typed(**fields: str) -> dict[str, str]:
    return {"kind": "reply", "to": "zeynep@example.com", "text": "Yarın kapınızda.", "key": uuid4().hex, **fields}


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


# Lists ---------------------------------------------------------------------------------------------------------


def test_each_view_holds_its_own(browser: Client, elif_: Agent, onur: Agent, mailbox_channel: Channel) -> None:
    mine = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    his = make.conversation(channel=mailbox_channel, assigned_to=onur)
    nobodys = make.conversation(channel=mailbox_channel)
    closed = actions.close(make.conversation(channel=mailbox_channel), by=elif_, now=timezone.now())
    spam = actions.mark_as_spam(make.conversation(channel=mailbox_channel), by=elif_)

    shown = {view: {row.pk for row in browser.get(f"/inbox/{view}/").context["page"].rows} for view in listing.VIEWS}

    assert shown == {
        "mine": {mine.pk},
        "unassigned": {nobodys.pk},
        "to_answer": {mine.pk, his.pk, nobodys.pk},
        "waiting": set(),
        "on_hold": set(),
        "snoozed": set(),
        "all": {mine.pk, his.pk, nobodys.pk, closed.pk},
        "closed": {closed.pk},
        "spam": {spam.pk},
    }


def test_a_list_costs_the_same_with_one_row_and_with_three(browser: Client, mailbox_channel: Channel) -> None:
    make.conversation(channel=mailbox_channel)
    browser.get("/inbox/unassigned/")
    one = queries_of(lambda: browser.get("/inbox/unassigned/"))
    make.conversation(channel=mailbox_channel)
    make.conversation(channel=mailbox_channel)

    assert queries_of(lambda: browser.get("/inbox/unassigned/")) == one


def test_a_thread_costs_the_same_with_one_message_and_with_three(
    browser: Client, elif_: Agent, zeynep: Customer, mailbox_channel: Channel
) -> None:
    conversation = make.conversation(channel=mailbox_channel, customer=zeynep)
    first = actions.reply(conversation, by=elif_, text="Bakıyorum.", people=WHOM, now=timezone.now())
    Attachment.objects.create(message=first, filename="a.pdf", content_type="application/pdf", size=1, blob="0" * 64)
    address = f"/conversations/{conversation.pk}/"
    browser.get(address)
    few = queries_of(lambda: browser.get(address))
    for _ in range(2):
        more = actions.reply(conversation, by=elif_, text="Bir dakika.", people=WHOM, now=timezone.now())
        Attachment.objects.create(message=more, filename="b.pdf", content_type="application/pdf", size=1, blob="1" * 64)
        make.message(mailbox_channel, conversation=conversation)
    # Whoever opens it first notes that it was read.
    browser.get(address)

    assert queries_of(lambda: browser.get(address)) == few


def test_pages_go_on_by_key_and_lose_none(browser: Client, mailbox_channel: Channel) -> None:
    now = timezone.now()
    # Three of each moment, so that pages break among equals.
    made = [make.conversation(channel=mailbox_channel, at=now - timedelta(hours=n // 3)).pk for n in range(110)]
    seen: list[int] = []
    address: str | None = "/inbox/unassigned/"
    while address:
        page = browser.get(address, headers=part("more")).context["page"]
        seen += [row.pk for row in page.rows]
        address = f"/inbox/unassigned/?before={page.next}" if page.next else None

    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("key", ["", "x", "1-", "99999999999999999999-1", "-5", "1-2-3", "²-1"])
def test_a_broken_key_shows_the_first_page(browser: Client, mailbox_channel: Channel, key: str) -> None:
    conversation = make.conversation(channel=mailbox_channel)

    rows = browser.get("/inbox/unassigned/", {"before": key}).context["page"].rows

    assert [row.pk for row in rows] == [conversation.pk]


def test_a_refetch_brings_all_that_the_page_showed(browser: Client, mailbox_channel: Channel) -> None:
    for hours in range(40):
        make.conversation(channel=mailbox_channel, at=timezone.now() - timedelta(hours=hours))
    first = browser.get("/inbox/unassigned/").context["page"]
    second = browser.get(f"/inbox/unassigned/?before={first.next}").context["page"]
    again = browser.get(f"/inbox/unassigned/?through={second.last}", headers=part("list")).context["page"]

    assert [row.pk for row in again.rows] == [row.pk for row in [*first.rows, *second.rows]]


def test_counts_stop_at_ninety_nine(browser: Client, mailbox_channel: Channel) -> None:
    for _ in range(101):
        make.conversation(channel=mailbox_channel)

    assert "99+" in browser.get("/inbox/counts/").content.decode()


# Whose it is ---------------------------------------------------------------------------------------------------


def test_a_conversation_of_another_brand_is_not_there(browser: Client, elif_: Agent, mailbox_channel: Channel) -> None:
    elif_.brands.add(make.brand(name="Bahçe"))
    conversation = make.conversation(channel=mailbox_channel, html="<p>Merhaba</p>")
    message = conversation.messages.get()
    file = Attachment.objects.create(
        message=message, filename="a.txt", content_type="text/plain", size=1, blob=blobs.put(b"a")
    )
    addresses = {
        f"/conversations/{conversation.pk}/": "get",
        f"/messages/{message.pk}/frame/": "get",
        f"/attachments/{file.uid}/": "get",
        f"/conversations/{conversation.pk}/messages/": "post",
        f"/conversations/{conversation.pk}/assignment/": "post",
        f"/conversations/{conversation.pk}/closure/": "post",
        f"/conversations/{conversation.pk}/spam/": "post",
        f"/conversations/{conversation.pk}/subject/": "post",
        f"/messages/{message.pk}/undo/": "post",
        f"/messages/{message.pk}/retry/": "post",
    }

    answers = {address: getattr(browser, verb)(address).status_code for address, verb in addresses.items()}

    assert set(answers.values()) == {404}
    assert browser.get("/inbox/all/").context["page"].rows == []


@pytest.mark.parametrize("address", ["/inbox/mine/", "/conversations/1/", "/conversations/new/", "/search/?q=a"])
def test_strangers_are_asked_to_sign_in(db: None, address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_an_unknown_view_is_not_there(browser: Client) -> None:
    assert browser.get("/inbox/nonsense/").status_code == 404


# Answering -----------------------------------------------------------------------------------------------------


def test_a_reply_goes_to_the_writer_and_keeps_the_copies(browser: Client, mailbox_channel: Channel) -> None:
    conversation = make.conversation(
        channel=mailbox_channel,
        people={
            "to": [{"name": "Çarşı", "address": "destek+a1@carsi.example"}],
            "cc": [{"name": "Ahmet Aksoy", "address": "ahmet@example.com"}],
        },
    )

    compose = browser.get(f"/conversations/{conversation.pk}/").context["compose"]

    assert compose["to"] == "Zeynep Aksoy <zeynep@example.com>"
    assert compose["cc"] == "Ahmet Aksoy <ahmet@example.com>"


def test_a_double_click_sends_once(browser: Client, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    form = typed()
    for _ in range(2):
        browser.post(f"/conversations/{conversation.pk}/messages/", form)

    assert Message.objects.filter(direction="out").count() == 1
    assert Delivery.objects.count() == 1


def test_an_old_form_with_other_words_is_another_message(browser: Client, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    first = typed(text="Bakıyorum.")
    second = first | {"text": "Kargonuz bugün çıktı."}

    for said in (first, second, second):
        browser.post(f"/conversations/{conversation.pk}/messages/", said)

    texts = conversation.messages.filter(direction="out").values_list("text", flat=True)
    assert list(texts) == ["Bakıyorum.", "Kargonuz bugün çıktı."]


@pytest.mark.parametrize(
    ("address", "said", "status"),
    [("subject", {"subject": "İade\0"}, 302), ("assignment", {"agent": "²"}, 302)],
)
def test_what_no_form_would_send_is_no_fault_of_ours(
    browser: Client, mailbox_channel: Channel, address: str, said: dict[str, str], status: int
) -> None:
    conversation = make.conversation(channel=mailbox_channel)

    assert browser.post(f"/conversations/{conversation.pk}/{address}/", said).status_code == status


def test_a_reply_with_a_file_and_a_pasted_picture(browser: Client, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    form = typed(html='<p>Ekte<img src="cid:abc"><img src="https://izleyen.example/x.png"><script>1</script></p>')
    files = {
        "files": SimpleUploadedFile("fatura.pdf", b"%PDF", "application/pdf"),
        "inline": SimpleUploadedFile("abc.png", b"\x89PNG", "image/png"),
    }

    answer = browser.post(f"/conversations/{conversation.pk}/messages/", {**form, **files})

    assert answer.status_code == 302
    reply = Message.objects.get(direction="out")
    assert "izleyen" not in reply.html
    assert "script" not in reply.html
    assert 'src="cid:abc"' in reply.html
    kept = {(file.filename, file.content_id, file.is_inline) for file in reply.attachments.all()}
    assert kept == {("fatura.pdf", "", False), ("abc.png", "abc", True)}
    picture = reply.attachments.get(is_inline=True)
    assert f'src="/attachments/{picture.uid}/"' in browser.get(f"/conversations/{conversation.pk}/").content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "  "}, "Gönderilecek bir şey yok"),
        ({"to": "zeynep"}, "“zeynep” bir e-posta adresi değil"),
        ({"to": ""}, "Bu kimseye gitmez"),
        ({"cc": "ahmet@example.com, olmadı"}, "“olmadı” bir e-posta adresi değil"),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(
    browser: Client, mailbox_channel: Channel, fields: dict[str, str], sentence: str
) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    form = typed(html="<p>Yarın <b>kapınızda</b>.</p>" if "text" not in fields else "", **fields)

    answer = browser.post(f"/conversations/{conversation.pk}/messages/", form, headers=part("composer"))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.context["compose"]["text"] == form["text"]
    assert not Message.objects.filter(direction="out").exists()


def test_files_that_are_too_large_are_refused_with_the_limit(
    browser: Client, mailbox_channel: Channel, settings: object
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1_000  # type: ignore[attr-defined]
    conversation = make.conversation(channel=mailbox_channel)
    big = SimpleUploadedFile("film.mp4", b"0" * 2_000, "video/mp4")

    answer = browser.post(f"/conversations/{conversation.pk}/messages/", {**typed(), "files": big})

    assert answer.status_code == 422
    assert "sınırını aşıyor" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_files_of_a_refused_try_need_not_be_chosen_again(browser: Client, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    address = f"/conversations/{conversation.pk}/messages/"
    file = SimpleUploadedFile("fatura.pdf", b"%PDF", "application/pdf")
    refused = browser.post(address, {**typed(to=""), "files": file}, headers=part("composer"))
    kept = refused.context["compose"]["files"]

    browser.post(address, typed(kept=kept[0]["uid"]))

    assert Message.objects.get(direction="out").attachments.get().filename == "fatura.pdf"


def test_a_note_goes_nowhere(browser: Client, elif_: Agent, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    browser.post(f"/conversations/{conversation.pk}/messages/", typed(kind="note", to=""))

    note = Message.objects.get(direction="note")
    assert (note.text, note.author) == ("Yarın kapınızda.", elif_)
    assert not Delivery.objects.exists()


def test_what_was_taken_back_returns_to_the_composer(browser: Client, mailbox_channel: Channel) -> None:
    mailbox_channel.brand.undo_seconds = 10
    mailbox_channel.brand.save()
    conversation = make.conversation(channel=mailbox_channel)
    browser.post(f"/conversations/{conversation.pk}/messages/", typed(cc="ahmet@example.com"))
    reply = Message.objects.get(direction="out")

    answer = browser.post(f"/messages/{reply.pk}/undo/", headers=part("composer"))

    compose = answer.context["compose"]
    # Both offers to take it back, in the thread and above it, are over.
    assert answer["HX-Trigger-After-Settle"] == f"undone-{reply.pk}"
    assert (compose["text"], compose["cc"]) == ("Yarın kapınızda.", "ahmet@example.com")
    assert Delivery.objects.get().state == DeliveryState.UNDONE


def test_taking_back_too_late_says_so(browser: Client, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    browser.post(f"/conversations/{conversation.pk}/messages/", typed())
    reply = Message.objects.get(direction="out")

    answer = browser.post(f"/messages/{reply.pk}/undo/", headers=part("composer"))

    assert "Geri almak için geç" in answer.content.decode()
    assert Delivery.objects.get().state == DeliveryState.QUEUED


def test_a_failed_reply_shows_the_servers_words_and_can_be_sent_again(
    browser: Client, elif_: Agent, mailbox_channel: Channel
) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    reply = actions.reply(conversation, by=elif_, text="Yolda.", people=WHOM, now=timezone.now())
    Delivery.objects.filter(message=reply).update(state=DeliveryState.FAILED, answer="550 5.1.1 User unknown")

    assert "550 5.1.1 User unknown" in browser.get(f"/conversations/{conversation.pk}/").content.decode()
    browser.post(f"/messages/{reply.pk}/retry/")

    assert Delivery.objects.get().state == DeliveryState.QUEUED


def test_elif_writes_first(browser: Client, elif_: Agent, mailbox_channel: Channel) -> None:
    form = {
        "channel": str(mailbox_channel.pk),
        "to": "Murat Demir <murat@example.com>",
        "subject": "Faturanız",
        "text": "Merhaba Murat Bey",
        "key": uuid4().hex,
    }

    answer = browser.post("/conversations/new/", form)

    conversation = Conversation.objects.get()
    assert answer["Location"] == f"/conversations/{conversation.pk}/"
    assert (conversation.subject, conversation.assigned_to, str(conversation.customer)) == (
        "Faturanız",
        elif_,
        "Murat Demir",
    )


# Acts ----------------------------------------------------------------------------------------------------------


def test_a_conversation_is_closed_and_reopened_at_one_address(browser: Client, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    browser.post(f"/conversations/{conversation.pk}/closure/")
    conversation.refresh_from_db()
    assert conversation.is_closed

    browser.delete(f"/conversations/{conversation.pk}/closure/", headers=part("conversation"))

    conversation.refresh_from_db()
    assert not conversation.is_closed


def test_spam_is_put_aside_and_brought_back(browser: Client, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    browser.post(f"/conversations/{conversation.pk}/spam/")
    conversation.refresh_from_db()
    assert conversation.is_spam

    browser.post(f"/conversations/{conversation.pk}/spam/", {"_method": "DELETE"})

    conversation.refresh_from_db()
    assert not conversation.is_spam


def test_a_merged_conversation_leads_to_the_one_it_lives_on_in(
    browser: Client, elif_: Agent, mailbox_channel: Channel
) -> None:
    old, new = make.conversation(channel=mailbox_channel), make.conversation(channel=mailbox_channel)
    actions.merge(old, into=new, by=elif_)

    assert browser.get(f"/conversations/{old.pk}/")["Location"] == f"/conversations/{new.pk}/"


# Files and layouts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/pdf", "text/javascript"])
def test_nothing_that_a_browser_could_run_is_shown_from_here(
    browser: Client, mailbox_channel: Channel, content_type: str
) -> None:
    file = InboundFile("kötü.html", content_type, 8, blobs.put(b"<script>"))
    conversation = make.conversation(channel=mailbox_channel, files=[file])

    answer = browser.get(f"/attachments/{conversation.messages.get().attachments.get().uid}/")

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_layout_is_a_document_that_can_run_nothing(browser: Client, mailbox_channel: Channel) -> None:
    html = '<p onclick="x()">Merhaba</p><script>x()</script><img src="https://izleyen.example/a.png" width="90">'
    conversation = make.conversation(channel=mailbox_channel, html=html)
    address = f"/messages/{conversation.messages.get().pk}/frame/"

    blocked, asked_for = browser.get(address), browser.get(address, {"images": "1"})

    assert "sandbox" in blocked["Content-Security-Policy"]
    assert "allow-scripts" not in blocked["Content-Security-Policy"]
    assert "default-src 'none'; img-src data:; style-src" in blocked["Content-Security-Policy"]
    assert "script-src 'none'" in blocked["Content-Security-Policy"]
    assert "<script" not in blocked.content.decode()
    assert "onclick" not in blocked.content.decode()
    assert ' src="https://izleyen.example' not in blocked.content.decode()
    assert ' src="https://izleyen.example' in asked_for.content.decode()


def test_a_picture_of_the_mail_itself_stands_in_its_layout(browser: Client, mailbox_channel: Channel) -> None:
    picture = InboundFile("logo.png", "image/png", 4, blobs.put(b"\x89PNG"), content_id="logo@x", is_inline=True)
    conversation = make.conversation(channel=mailbox_channel, html='<img src="cid:logo@x">', files=[picture])

    document = browser.get(f"/messages/{conversation.messages.get().pk}/frame/").content.decode()

    assert 'src="data:image/png;base64,iVBORw=="' in document


def test_a_conversation_is_given_to_those_who_see_it(browser: Client, onur: Agent, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    onur.brands.add(make.brand(name="Başka"))

    answer = browser.post(f"/conversations/{conversation.pk}/assignment/", {"agent": onur.pk})

    assert answer.status_code == 404
    assert onur not in browser.get(f"/conversations/{conversation.pk}/").context["agents"]
