"""Saved replies at work: written, filled, sent with what comes along, counted, taken back, looked after."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from muhatap.conversations import actions as conversations
from muhatap.conversations import values
from muhatap.conversations.models import Channel, Conversation, Label, Message, Status
from muhatap.customers.models import Customer
from muhatap.knowledge import actions, offering, queries
from muhatap.knowledge.actions import Written
from muhatap.knowledge.models import SavedReply, Situation, Use, Voice
from muhatap.team.models import Agent, AuditEntry, Brand
from tests import make

pytestmark = pytest.mark.django_db

LATE = """{{ customer.greeting }},

Paketiniz gecikti; özür dileriz. {{ order.number }} için taşıyıcıya sorduk.

Teşekkürler."""


@pytest.fixture
def asked(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=zeynep, assigned_to=elif_, text="Kargom nerede?")


def reply_of(by: Agent, **fields: object) -> SavedReply:
    fields.setdefault("names", {"tr": "Kargo gecikti", "en": "The parcel is late"})
    fields.setdefault("shortcut", "kargo-gecikti")
    fields.setdefault("situation", Situation.LATE_PARCEL)
    fields.setdefault("wordings", {("tr", ""): LATE})
    return actions.write(Written(**fields), by=by, now=timezone.now())  # type: ignore[arg-type]


def send(conversation: Conversation, by: Agent, text: str, *came: dict[str, object], undo_seconds: int = 0) -> Message:
    return conversations.reply(
        conversation,
        by=by,
        text=text,
        people={"to": [{"name": "", "address": "zeynep@example.com"}], "cc": [], "bcc": []},
        now=timezone.now(),
        undo_seconds=undo_seconds,
        along={"replies": list(came)} if came else None,
    )


FILLED = "Merhaba Zeynep,\n\nPaketiniz gecikti; özür dileriz. 8812 için taşıyıcıya sorduk.\n\nTeşekkürler."


def test_a_reply_is_offered_with_what_is_known_and_its_gaps_marked(asked: Conversation, elif_: Agent) -> None:
    reply_of(elif_)

    (offer,) = offering.offers(queries.usable(elif_, asked), asked, elif_)

    assert offer.text.startswith("Merhaba Zeynep,\n\nPaketiniz")
    assert offer.gaps == ["{{ order.number }}"]
    assert '<mark class="gap">{{ order.number }}</mark>' in offer.preview
    assert "<mark" not in offer.html


def test_the_words_follow_the_language_of_the_customer_and_the_voice_of_the_brand(
    asked: Conversation, elif_: Agent, onur: Agent
) -> None:
    reply_of(elif_, wordings={("tr", ""): "Selam.", ("tr", "formal"): "Saygılar.", ("en", ""): "Hello."})

    def said() -> str:
        return offering.offers(queries.usable(elif_, asked), asked, elif_)[0].text

    assert said() == "Selam."
    actions.set_voice(asked.brand, voice=Voice.FORMAL, by=onur)
    assert said() == "Saygılar."
    asked.language = "en"
    assert said() == "Hello."
    asked.language = "de"
    assert said() == "Hello."


@pytest.mark.parametrize(
    ("name", "signed", "hail"),
    [
        ("Ayşe Yılmaz", "", "Sayın Ayşe Yılmaz"),
        ("Ayşe Yılmaz", "Selamlar\nAyşe Hanım", "Ayşe Hanım"),
        ("Ayşe Yılmaz", "Elif Hanım'a teşekkürler", "Sayın Ayşe Yılmaz"),
    ],
)
def test_hanim_and_bey_stand_only_where_the_customer_said_so(
    mailbox_channel: Channel, elif_: Agent, name: str, signed: str, hail: str
) -> None:
    customer = make.customer(name=name)
    asked = make.conversation(channel=mailbox_channel, customer=customer, text=f"Kargom nerede?\n\n{signed}")

    assert values.fill("{{ customer.hail }}", "", asked, elif_).text == hail


def test_what_was_sent_is_counted_and_told_apart_from_what_was_changed(asked: Conversation, elif_: Agent) -> None:
    reply = reply_of(elif_)
    came = {"id": reply.pk, "wording": reply.wordings.get().pk}

    send(asked, elif_, FILLED, came)
    send(asked, elif_, FILLED.replace("özür dileriz", "çok üzgünüz"), came)
    send(asked, elif_, "Bambaşka bir şey yazdım; hiçbiri kalmadı.", came)
    send(asked, elif_, FILLED)

    reply.refresh_from_db()
    assert (reply.use_count, reply.edited_count, reply.edited_percent) == (2, 1, 50)
    assert reply.last_used_at is not None


def test_what_comes_with_it_happens_with_the_sending_and_goes_back_with_it(
    asked: Conversation, elif_: Agent, onur: Agent
) -> None:
    label = Label.objects.create(name="kargo")
    acts = [{"act": "label", "label": label.pk}, {"act": "assign_me"}, {"act": "status", "status": "waiting"}]
    reply = reply_of(elif_, acts=acts)

    message = send(asked, onur, FILLED, {"id": reply.pk}, undo_seconds=60)
    asked.refresh_from_db()
    assert (asked.label_ids, asked.assigned_to, asked.status) == ([label.pk], onur, Status.WAITING)

    conversations.undo_send(message, by=onur, now=timezone.now())
    asked.refresh_from_db()
    reply.refresh_from_db()
    assert (asked.label_ids, asked.assigned_to, asked.status) == ([], elif_, Status.OPEN)
    assert (reply.use_count, Use.objects.count()) == (0, 0)


def test_what_was_taken_off_before_sending_does_not_happen(asked: Conversation, elif_: Agent) -> None:
    label = Label.objects.create(name="kargo")
    reply = reply_of(elif_, acts=[{"act": "label", "label": label.pk}, {"act": "status", "status": "waiting"}])

    send(asked, elif_, FILLED, {"id": reply.pk, "without": [0]})

    asked.refresh_from_db()
    assert (asked.label_ids, asked.status) == ([], Status.WAITING)


def test_a_label_that_is_out_of_use_stops_neither_the_reply_nor_the_rest(asked: Conversation, elif_: Agent) -> None:
    label = Label.objects.create(name="eski", is_archived=True)
    acts = [{"act": "label", "label": label.pk}, {"act": "team", "team": 999}, {"act": "snooze", "days": 1}]
    reply = reply_of(elif_, acts=acts)

    message = send(asked, elif_, FILLED, {"id": reply.pk})

    asked.refresh_from_db()
    assert message.pk
    assert (asked.label_ids, asked.status) == ([], Status.SNOOZED)
    assert asked.snoozed_until is not None
    assert timezone.localtime(asked.snoozed_until).hour == 9


@pytest.mark.parametrize(
    "came",
    [None, 5, "x", {"id": "1"}, {"id": 2**70}, {"id": True}, {"id": -1}, {"id": 10**6, "without": "0", "wording": []}],
)
def test_wild_words_beside_a_message_are_left_alone(asked: Conversation, elif_: Agent, came: object) -> None:
    message = send(asked, elif_, FILLED, came)  # type: ignore[arg-type]

    assert message.pk
    assert Use.objects.count() == 0


def test_a_reply_of_another_brand_is_neither_offered_nor_counted(asked: Conversation, onur: Agent) -> None:
    reply = reply_of(onur, brand=make.brand("Liman"))

    send(asked, onur, FILLED, {"id": reply.pk})

    assert queries.usable(onur, asked) == []
    assert Use.objects.count() == 0


def test_a_shortcut_is_one_reply_s_until_it_is_put_away(onur: Agent) -> None:
    first = reply_of(onur)
    with pytest.raises(actions.ShortcutTaken):
        reply_of(onur)

    actions.put_away(first, by=onur, now=timezone.now())
    reply_of(onur)
    with pytest.raises(actions.ShortcutTaken):
        actions.bring_back(first, by=onur)

    acts = list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["replies.written", "replies.put_away", "replies.written"]


def test_the_model_replies_are_taken_over_once(onur: Agent) -> None:
    count = actions.plant(by=onur, now=timezone.now())

    assert count >= 44
    assert actions.plant(by=onur, now=timezone.now()) == 0
    assert SavedReply.objects.count() == count


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("Sipariş ettiğim sürahi KIRIK geldi, çok üzüldüm.", Situation.DAMAGED),
        ("kargom hala gelmedi 5 gun oldu nerede", Situation.LATE_PARCEL),
        ("Siparişimi iptal etmek istiyorum, vazgeçtim", Situation.CANCELLATION),
        ("Faturam şirket adına olacaktı, vergi no: 1234567890", Situation.BILLING),
        ("The jug arrived broken, pieces everywhere", Situation.DAMAGED),
        ("You charged me, I was charged twice for the order", Situation.BILLING),
        ("Which size should I take? I am 170 cm", Situation.SIZE),
        ("Çok teşekkür ederim, harikasınız", Situation.THANKS),
    ],
)
def test_what_fits_the_customers_words_is_suggested(
    mailbox_channel: Channel, onur: Agent, written: str, first: str
) -> None:
    actions.plant(by=onur, now=timezone.now())
    asked = make.conversation(channel=mailbox_channel, text=written, subject="Merhaba")

    client = Client()
    client.force_login(onur)
    answer = client.get(f"/conversations/{asked.pk}/replies/suggested/")

    numbers = [int(part.split('"')[0]) for part in answer.content.decode().split('data-number="')[1:]]
    suggested = list(dict.fromkeys(numbers))
    assert 1 <= len(suggested) <= 3
    assert SavedReply.objects.get(pk=suggested[0]).situation == first


def test_nothing_is_suggested_where_nothing_fits(mailbox_channel: Channel, onur: Agent) -> None:
    actions.plant(by=onur, now=timezone.now())
    asked = make.conversation(channel=mailbox_channel, text="qwerty 🙂 مرحبا", subject="…")

    client = Client()
    client.force_login(onur)

    assert client.get(f"/conversations/{asked.pk}/replies/suggested/").content.strip() == b""


def test_acts_are_done_at_once_and_taken_back_by_the_undo_of_every_act(asked: Conversation, elif_: Agent) -> None:
    reply = reply_of(elif_, acts=[{"act": "status", "status": "on_hold"}])
    client = Client()
    client.force_login(elif_)

    client.post(f"/conversations/{asked.pk}/replies/acts/", {"reply": reply.pk})
    asked.refresh_from_db()
    assert asked.status == Status.ON_HOLD

    run = Use.objects.get().run
    assert run is not None
    conversations.undo_bulk(run, now=timezone.now())
    asked.refresh_from_db()
    assert asked.status == Status.OPEN


def test_the_page_has_what_is_due_for_a_look_first_and_finds_by_any_spelling(onur: Agent) -> None:
    reply_of(onur)
    old = reply_of(
        onur,
        names={"tr": "İade kabul"},
        shortcut="iade-kabul",
        situation=Situation.REFUND,
        review_on=timezone.localdate() - timedelta(days=1),
    )
    client = Client()
    client.force_login(onur)

    page = client.get("/settings/replies/").content.decode()
    assert page.index("Yeniden bakılacaklar") < page.index("İade kabul") < page.index("Kargo gecikti")
    found = client.get("/settings/replies/", {"q": "IADE"}).content.decode()
    assert old.name in found
    assert "Kargo gecikti" not in found


def form(**fields: object) -> dict[str, object]:
    given = {"name_tr": "Kargo gecikti", "text_tr": LATE, "situation": "late_parcel", "status": "", "rest": ""}
    return {**given, **fields}


def test_a_lead_writes_changes_and_puts_away_by_the_page(onur: Agent) -> None:
    client = Client()
    client.force_login(onur)

    client.post("/settings/replies/new/", form(text_en="Hello {{ customer.name }}", status="waiting", rest=""))
    reply = SavedReply.objects.get()
    assert (reply.shortcut, reply.acts) == ("kargo-gecikti", [{"act": "status", "status": "waiting"}])
    assert reply.wordings.count() == 2

    client.post(f"/settings/replies/{reply.pk}/", form(shortcut="/Geç Kargo", keywords="gelmedi, nerede ,gelmedi"))
    reply.refresh_from_db()
    assert (reply.shortcut, reply.keywords, reply.wordings.count()) == ("gec-kargo", ["gelmedi", "nerede"], 1)

    client.post(f"/settings/replies/{reply.pk}/use/", {"_method": "DELETE"})
    reply.refresh_from_db()
    assert reply.is_put_away


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"text_tr": "{{ siparis.no }} yolda"}, "{{ siparis.no }} diye bir değer yok"),
        ({"text_tr": ""}, "en az bir dilde yazın"),
        ({"name_tr": ""}, "En az bir dilde ad verin"),
        ({"shortcut": "a/b"}, "yalnızca harf, rakam ve tire"),
        ({"status": "closed", "rest": "1"}, "Kapanan ertelenmez"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(onur: Agent, fields: dict[str, object], problem: str) -> None:
    client = Client()
    client.force_login(onur)

    answer = client.post("/settings/replies/new/", form(**fields))

    assert answer.status_code == 422
    assert problem in answer.content.decode().replace("&#x27;", "'")
    assert SavedReply.objects.count() == 0


def test_the_preview_speaks_both_languages_in_a_chosen_conversation(asked: Conversation, onur: Agent) -> None:
    client = Client()
    client.force_login(onur)

    given = {
        "conversation": asked.pk,
        "text_tr": "{{ customer.greeting }} <b>",
        "text_en": "{{ customer.greeting }} {{ order.number }}",
    }
    drawn = client.post("/settings/replies/preview/", given).content.decode()

    assert "Merhaba Zeynep &lt;b&gt;" in drawn
    assert 'Hello Zeynep <mark class="gap">{{ order.number }}</mark>' in drawn


def test_what_came_along_reaches_the_message_beside_what_others_sent(asked: Conversation, elif_: Agent) -> None:
    reply = reply_of(elif_, wordings={("tr", ""): "Taşıyıcıya sorduk, yarın yazacağız."})
    client = Client()
    client.force_login(elif_)
    along = [json.dumps({"replies": [{"id": reply.pk}]}), json.dumps({"promises": []}), "[1]", '{"a": "\\u0000"}']

    client.post(
        f"/conversations/{asked.pk}/messages/",
        {
            "kind": "reply",
            "text": "Taşıyıcıya sorduk, yarın yazacağız.",
            "key": "a1",
            "to": "zeynep@example.com",
            "along": along,
        },
    )

    message = asked.messages.get(direction="out")
    assert message.extras["along"] == {"replies": [{"id": reply.pk}], "promises": []}
    assert Use.objects.get().reply == reply


def test_the_list_asks_as_often_for_three_replies_as_for_one(asked: Conversation, onur: Agent) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked_for:
            offering.offers(queries.usable(onur, asked), asked, onur)
        return len(asked_for)

    reply_of(onur)
    count()
    once = count()
    reply_of(onur, shortcut="iki")
    reply_of(onur, shortcut="uc")
    assert count() == once


def test_a_reply_is_called_by_its_name_in_the_language_of_the_page(onur: Agent) -> None:
    reply = reply_of(onur)
    with translation.override("en"):
        assert str(reply) == "The parcel is late"
    assert str(SavedReply(names={"en": "Late"})) == "Late"


def test_a_working_day_is_the_brands(carsi: Brand, asked: Conversation, elif_: Agent) -> None:
    asked.brand.opening_hours = {"weekly": [[], [], [], [], [], ["10:00-14:00"], []], "holidays": ""}

    said = values.fill("{{ day.in_1_working_day }}", "", asked, elif_).text

    assert said.endswith("Cumartesi")
