"""Asking a carrier or a supplier for a customer, whose answer comes home and never reaches the customer."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.conversations import actions, chase_texts, jobs, queries, thread
from muhatap.conversations.inbound import InboundFile
from muhatap.conversations.models import (
    Attachment,
    Channel,
    Chase,
    Conversation,
    Delivery,
    DeliveryState,
    Message,
    Party,
    SearchEntry,
    Status,
)
from muhatap.core import blobs
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.mail.actions import receive
from muhatap.mail.out.letters import draft_of
from muhatap.notices.models import Notice
from muhatap.team.models import Agent
from tests import make
from tests.mail.letters import letter

pytestmark = pytest.mark.django_db

CARRIER = {"name": "Yurtiçi Kargo", "address": "destek@yurtici.example"}
DAY = timedelta(days=1)


@pytest.fixture
def late(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> Conversation:
    return make.conversation(
        channel=mailbox_channel, customer=zeynep, assigned_to=elif_, text="Kargom nerede? Telefonum 0532 000 00 00."
    )


def ask(conversation: Conversation, by: Agent, *, key: str = "k1", due: timedelta = DAY, **to: str) -> Chase:
    now = timezone.now()
    return actions.chase(
        conversation,
        by=by,
        kind=Party.CARRIER,
        to={**CARRIER, **to},
        subject="8812 takip numaralı gönderi",
        text="Gönderi nerede?",
        due_at=now + due,
        key=key,
        now=now,
    )


def hear(chase: Chase, text: str = "Yarın dağıtıma çıkacak.", **headers: str) -> Message:
    """What the carrier answers, by mail, as their mailer would."""
    asked = chase.aside.messages.get(direction="out")
    draft = draft_of(asked, asked.channel.mailbox)
    raw = letter(
        text,
        sender="Yurtiçi Kargo <destek@yurtici.example>",
        subject="Re: 8812 takip numaralı gönderi",
        in_reply_to=f"<{draft.message_id}>",
        **headers,
    )
    message = receive(raw, channel=asked.channel, source="lmtp", now=timezone.now()).message
    assert message is not None
    return message


def shown(conversation: Conversation) -> list[tuple[str, bool]]:
    """The texts of a thread, and whether each stands on the side."""
    found = thread.of(Conversation.objects.get(pk=conversation.pk), agents=Agent.objects.all())
    items = [item for day in found.days for item in day.items if isinstance(item, thread.Shown)]
    return [(item.message.text.strip(), item.chase is not None) for item in items]


def test_asking_writes_a_mail_of_its_own_and_puts_the_conversation_on_hold(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)

    late.refresh_from_db()
    assert late.status == Status.ON_HOLD
    assert late.waiting_since is not None
    asked = chase.aside.messages.get()
    assert asked.people["to"] == [CARRIER]
    assert Delivery.objects.get(message=asked).state == DeliveryState.QUEUED
    assert shown(late) == [("Kargom nerede? Telefonum 0532 000 00 00.", False), ("Gönderi nerede?", True)]


def test_no_mail_carries_the_words_of_the_other_side(late: Conversation, elif_: Agent, zeynep: Customer) -> None:
    chase = ask(late, elif_)
    hear(chase)
    people = {"to": [{"name": "", "address": zeynep.address}], "cc": [], "bcc": []}
    reply = actions.reply(late, by=elif_, text="Yarın sizde.", people=people, now=timezone.now())

    to_carrier = draft_of(chase.aside.messages.get(direction="out"), late.channel.mailbox)
    to_customer = draft_of(reply, late.channel.mailbox)

    assert "0532" not in repr(to_carrier)
    assert "dağıtıma" not in repr(to_customer)
    assert "yurtici" not in repr(to_customer)
    found = thread.of(Conversation.objects.get(pk=late.pk), agents=[elif_])
    assert not [address for address in found.participants if "yurtici" in address]
    assert found.answered is not None
    assert found.answered.text.startswith("Kargom nerede?")


def test_their_answer_comes_home_and_brings_the_conversation_back(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)

    message = hear(chase)

    late.refresh_from_db()
    chase.refresh_from_db()
    assert message.conversation_id == chase.aside_id
    assert (late.status, late.woken_why) == (Status.OPEN, "answered")
    assert chase.answered_at is not None
    assert ("Yarın dağıtıma çıkacak.", True) in shown(late)
    assert [notice.conversation_id for notice in Notice.objects.filter(kind="chase_answered", agent=elif_)] == [late.pk]
    # Whoever writes to the customer at this moment is told of it before it goes.
    newest = late.messages.latest("pk").pk
    assert [each.pk for each in queries.unseen_by(elif_, late, seen_id=newest)] == [message.pk]


def test_a_machine_that_took_the_question_in_has_not_answered_it(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)

    hear(chase, "Talebiniz alındı.", auto_submitted="auto-replied")

    late.refresh_from_db()
    chase.refresh_from_db()
    assert (late.status, chase.answered_at) == (Status.ON_HOLD, None)
    assert ("Talebiniz alındı.", True) in shown(late)


def test_an_answer_reopens_what_was_closed(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)
    actions.close(late, by=elif_, now=timezone.now())

    hear(chase)

    late.refresh_from_db()
    assert (late.status, late.reopen_count) == (Status.OPEN, 1)


def test_a_second_click_asks_once(late: Conversation, elif_: Agent) -> None:
    first, second = ask(late, elif_), ask(late, elif_)

    assert first.pk == second.pk
    assert Message.objects.filter(direction="out").count() == 1


@pytest.mark.parametrize(
    ("address", "why"), [("destek@carsi.example", "ourselves"), ("ZEYNEP@example.com", "customer")]
)
def test_nobody_is_asked_who_should_not_be(late: Conversation, elif_: Agent, address: str, why: str) -> None:
    with pytest.raises(actions.CannotChase) as refused:
        ask(late, elif_, address=address)

    assert refused.value.why == why
    assert not Chase.objects.exists()


def test_without_an_answer_it_comes_back_once(late: Conversation, elif_: Agent) -> None:
    ask(late, elif_)
    later = timezone.now() + DAY + timedelta(minutes=1)

    assert [actions.remind_of_chases(now=later) for _ in range(2)] == [1, 0]

    late.refresh_from_db()
    assert (late.status, late.woken_why) == (Status.OPEN, "overdue")
    assert Notice.objects.filter(kind="chase_overdue", agent=elif_, conversation=late).count() == 1


def test_writing_again_waits_anew_and_being_done_ends_it(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)
    actions.remind_of_chases(now=timezone.now() + 2 * DAY)
    now = timezone.now()

    chase = actions.chase_again(chase, by=elif_, text="Hâlâ bekliyoruz.", due_at=now + 3 * DAY, key="k2", now=now)
    late.refresh_from_db()
    assert (late.status, chase.reminded_at) == (Status.ON_HOLD, None)
    assert chase.aside.messages.count() == 2
    assert not Notice.objects.filter(kind="chase_overdue", read_at=None).exists()

    actions.end_chase(chase, by=elif_, now=now)
    late.refresh_from_db()
    assert late.status == Status.OPEN
    assert actions.remind_of_chases(now=now + 9 * DAY) == 0


def test_a_question_that_never_arrived_brings_it_back(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)

    actions.note_bounce(chase.aside.messages.get(), reason="No such mailbox", is_permanent=True)
    job = ProcrastinateJob.objects.get(task_name="muhatap.conversations.jobs.note_unreached")
    jobs.note_unreached(**job.args)

    late.refresh_from_db()
    assert (late.status, late.woken_why) == (Status.OPEN, "unreached")


def test_a_question_that_never_arrived_leaves_a_closed_one_closed(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)
    actions.close(late, by=elif_, now=timezone.now())

    jobs.note_unreached(chase.aside_id)

    late.refresh_from_db()
    assert (late.status, late.reopen_count) == (Status.CLOSED, 0)


def test_no_list_and_no_queue_takes_it_for_work(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)
    hear(chase)

    everything = Conversation.objects.visible_to(elif_)
    assert chase.aside not in everything.standing()
    assert chase.aside not in everything.closed()
    assert list(everything.unassigned()) == []
    # Nothing that rules and measures listen to.
    told = Event.objects.filter(subject=f"conversation:{chase.aside_id}").values_list("name", flat=True)
    assert not {"ConversationOpened", "MessageSent", "MessageReceived"} & set(told)


def test_it_goes_into_the_bin_and_away_with_its_conversation(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)
    assert SearchEntry.objects.filter(conversation=chase.aside).exists()
    now = timezone.now()

    actions.delete(late, by=elif_, now=now)
    assert not SearchEntry.objects.filter(conversation=chase.aside).exists()
    actions.restore(late, by=elif_)
    assert SearchEntry.objects.filter(conversation=chase.aside).exists()
    actions.delete(late, by=elif_, now=now)
    actions.purge_bin(now=now + 60 * DAY)

    assert not Conversation.objects.filter(pk__in=[late.pk, chase.aside_id]).exists()


def test_an_answer_brings_it_back_from_the_bin_and_search_finds_both(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)
    actions.delete(late, by=elif_, now=timezone.now())

    hear(chase)

    late.refresh_from_db()
    assert (late.deleted_at, late.status, late.woken_why) == (None, Status.OPEN, "answered")
    found = SearchEntry.objects.values_list("conversation", flat=True)
    assert set(found) == {late.pk, chase.aside_id}


def test_a_photo_of_the_customers_goes_along_as_a_copy(
    mailbox_channel: Channel, zeynep: Customer, elif_: Agent
) -> None:
    photo = InboundFile("kirik-vazo.jpg", "image/jpeg", 3, blobs.put(b"jpg"))
    broken = make.conversation(channel=mailbox_channel, customer=zeynep, text="Vazo kırık geldi.", files=[photo])
    theirs = Attachment.objects.get()
    now = timezone.now()

    chase = actions.chase(
        broken,
        by=elif_,
        kind=Party.CARRIER,
        to=CARRIER,
        subject="Hasar",
        text="Fotoğraf ekte.",
        due_at=now + DAY,
        files=[theirs],
        key="k1",
        now=now,
    )

    asked = chase.aside.messages.get()
    assert [(file.filename, file.blob) for file in asked.attachments.all()] == [("kirik-vazo.jpg", theirs.blob)]
    theirs.refresh_from_db()
    assert theirs.message is not None
    assert theirs.message.conversation == broken
    assert [file.data for file in draft_of(asked, asked.channel.mailbox).files] == [b"jpg"]


def test_a_merge_takes_it_along(late: Conversation, elif_: Agent, mailbox_channel: Channel, zeynep: Customer) -> None:
    chase = ask(late, elif_)
    other = make.conversation(channel=mailbox_channel, customer=zeynep, text="Bir de fatura.")

    actions.merge(late, into=other, by=elif_)
    hear(chase)

    other.refresh_from_db()
    assert ("Yarın dağıtıma çıkacak.", True) in shown(other)
    assert Event.objects.get(name="ChaseAnswered").data["chase_id"] == chase.pk


def test_merges_of_merges_take_it_along_and_give_it_back(
    late: Conversation, elif_: Agent, mailbox_channel: Channel, zeynep: Customer
) -> None:
    ask(late, elif_)
    second, third = (make.conversation(channel=mailbox_channel, customer=zeynep, text=text) for text in ("Bir", "İki"))

    first_move = actions.merge(late, into=second, by=elif_)
    actions.merge(second, into=third, by=elif_)
    assert ("Gönderi nerede?", True) in shown(third)

    actions.undo_move(first_move, by=elif_, now=timezone.now())
    assert ("Gönderi nerede?", True) in shown(late)
    assert ("Gönderi nerede?", True) not in shown(third)


def test_what_is_said_to_a_third_party_cannot_be_moved(
    late: Conversation, elif_: Agent, mailbox_channel: Channel
) -> None:
    chase = ask(late, elif_)
    other = make.conversation(channel=mailbox_channel)

    for act in (
        lambda: actions.merge(other, into=chase.aside, by=elif_),
        lambda: actions.move_message(chase.aside.messages.get(), to=other, by=elif_),
        lambda: actions.split(chase.aside.messages.get(), is_alone=True, by=elif_),
    ):
        with pytest.raises(actions.CannotMove) as refused:
            act()
        assert refused.value.why == "aside"


@pytest.fixture
def browser(elif_: Agent) -> Client:
    elif_.language = "en"
    elif_.save()
    client = Client()
    client.force_login(elif_)
    return client


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(key|due_at)" value="([^"]+)"', page))


def test_the_form_asks_once_and_the_thread_says_so(browser: Client, late: Conversation) -> None:
    place = f"/conversations/{late.pk}/chases/"
    page = browser.get(place).content.decode()
    assert "{{ order.tracking_number }}" in page

    sent = {**fields(page), **CARRIER, "kind": "carrier", "subject": "Gönderi", "text": "Nerede?"}
    browser.post(place, sent)
    browser.post(place, sent)

    drawn = browser.get(f"/conversations/{late.pk}/").content.decode()
    assert Chase.objects.count() == 1
    assert "with Yurtiçi Kargo; the customer does not see it" in drawn
    assert "Waiting for <b>Yurtiçi Kargo</b>" in drawn
    assert browser.get(f"/conversations/{Chase.objects.get().aside_id}/").headers["Location"].endswith(f"/{late.pk}/")
    # Whom one asked is offered the next time.
    assert "destek@yurtici.example" in browser.get(place).content.decode()


def test_who_was_typed_stays_when_another_text_is_chosen(browser: Client, late: Conversation) -> None:
    typed = {"kind": "carrier", "name": "Hızlı Kargo", "address": "yaz@hizli.example"}
    place = f"/conversations/{late.pk}/chases/"

    same = browser.get(place, {**typed, "text": "damaged"}).content.decode()
    other = browser.get(place, {**typed, "text": "faulty"}).content.decode()

    assert "yaz@hizli.example" in same
    assert "yaz@hizli.example" not in other


def test_a_key_of_another_message_asks_anew(
    browser: Client, late: Conversation, elif_: Agent, zeynep: Customer
) -> None:
    people = {"to": [{"name": "", "address": zeynep.address}], "cc": [], "bcc": []}
    actions.reply(late, by=elif_, text="Bakıyorum.", people=people, now=timezone.now(), idempotency_key="k1")

    chase = ask(late, elif_, key="k1")

    assert [message.text for message in chase.aside.messages.all()] == ["Gönderi nerede?"]


def test_an_answer_that_comes_while_one_writes_is_told_from_the_customers(
    browser: Client, late: Conversation, elif_: Agent, zeynep: Customer
) -> None:
    chase = ask(late, elif_)
    seen = Message.objects.latest("pk").pk
    hear(chase)

    held = browser.post(
        f"/conversations/{late.pk}/messages/",
        {
            "kind": "reply",
            "to": zeynep.address,
            "text": "Soruyoruz.",
            "key": "k9",
            "seen": seen,
            "html": "",
            "then": "",
        },
    )

    assert held.status_code == 409
    assert "not from the customer" in held.content.decode()
    assert not late.messages.filter(direction="out").exists()


def test_a_text_with_a_gap_is_not_sent(browser: Client, late: Conversation) -> None:
    place = f"/conversations/{late.pk}/chases/"
    sent = {**fields(browser.get(place).content.decode()), **CARRIER, "kind": "carrier"}

    answer = browser.post(place, {**sent, "subject": "Gönderi", "text": "{{ order.tracking_number }} nerede?"})

    assert answer.status_code == 422
    assert "Nothing is known for {{ order.tracking_number }}" in answer.content.decode()
    assert not Chase.objects.exists()


def test_writing_again_and_done_from_the_page(browser: Client, late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)
    page = browser.get(f"/chases/{chase.pk}/").content.decode()

    browser.post(f"/chases/{chase.pk}/", {**fields(page), "text": "Hâlâ bekliyoruz."})
    browser.post(f"/chases/{chase.pk}/end/")

    chase.refresh_from_db()
    assert chase.ended_by == elif_
    assert "Elif Kaya is done with Yurtiçi Kargo" in browser.get(f"/conversations/{late.pk}/").content.decode()


def test_another_brands_chase_is_not_there(late: Conversation, elif_: Agent) -> None:
    chase = ask(late, elif_)
    stranger = make.agent(name="Can Su")
    stranger.brands.add(make.brand(name="Başka"))
    client = Client()
    client.force_login(stranger)

    assert client.get(f"/chases/{chase.pk}/").status_code == 404
    assert client.post(f"/chases/{chase.pk}/end/").status_code == 404


@pytest.mark.parametrize("text", chase_texts.TEXTS, ids=lambda text: text.name)
def test_every_text_is_there_in_both_languages(text: chase_texts.ChaseText) -> None:
    assert set(text.said) == {"tr", "en"}
    with translation.override("en"):
        english = str(text.label)
    with translation.override("tr"):
        assert str(text.label) != english
