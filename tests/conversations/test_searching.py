"""What the one box understands and what it offers, as agents use it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from muhatap.conversations import actions, completing, finding
from muhatap.conversations.filters import Group
from muhatap.conversations.finding import Found
from muhatap.conversations.inbound import InboundFile, Person
from muhatap.conversations.models import Channel, Conversation, Label, RecentSearch
from muhatap.core import blobs
from muhatap.customers import actions as people
from muhatap.customers.models import Customer, Identity
from muhatap.team.models import Agent
from tests import make

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
NOW = NOON + timedelta(hours=2)


def search(question: str, agent: Agent, **options: Any) -> Found:
    with translation.override("en"):
        return finding.search(question, agent=agent, now=NOW, **{"seconds": 5.0, **options})


@pytest.fixture
def desk(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> dict[str, Conversation]:
    """Four matters: Zeynep's return with a photo, her old parcel, Murat's invoice, and spam."""
    zeynep, murat = Person("zeynep@example.com", "Zeynep Aksoy"), Person("murat@liman.example", "Murat Demir")
    photo = InboundFile("kirik-vazo.jpg", "image/jpeg", 3, blobs.put(b"jpg"))

    def write(sender: Person, subject: str, text: str, days: int, **fields: Any) -> Conversation:
        at = NOON - timedelta(days=days)
        return make.conversation(channel=mailbox_channel, sender=sender, subject=subject, text=text, at=at, **fields)

    made = {
        "return": write(zeynep, "İade talebi", "Vazo kırık çıktı, iki gün oldu, iade istiyorum", 0, files=[photo]),
        "invoice": write(murat, "Fatura", "Faturayı bekliyorum, iade değil", 1, assigned_to=elif_),
        "parcel": write(zeynep, "Kargo", "İki koli, bir gün arayla geldi, iadesi yok", 9, assigned_to=onur),
        "spam": write(Person("win@spam.example", "Win"), "Iade", "İade kazandınız", 2),
    }
    actions.mark_as_spam(made["spam"], by=elif_)
    actions.note(made["invoice"], by=elif_, text="Muhasebeye sordum", now=NOON)
    to_murat = {"to": [{"name": "Murat Demir", "address": "murat@liman.example"}]}
    actions.reply(made["invoice"], by=elif_, people=to_murat, text="Yarın yollarız", now=NOON)
    actions.label(made["return"], label=Label.objects.create(name="Hasarlı ürün"), by=elif_)
    actions.close(made["parcel"], by=onur, now=NOON)
    return made


OPERATORS = [
    ("iade", {"return", "invoice", "parcel", "spam"}),
    ("iade kimden:zeynep", {"return", "parcel"}),
    ("iade FROM:ZEYNEP", {"return", "parcel"}),
    ("iade -kimden:zeynep", {"invoice", "spam"}),
    ("kimden:@liman.example", {"invoice"}),
    ("kimden:elif", {"invoice"}),
    ("kime:murat", {"invoice"}),
    ("iade durum:kapandı", {"parcel"}),
    ("durum:açık -durum:spam", {"return", "invoice"}),
    ("status:open status:closed iade", {"return", "invoice", "parcel"}),
    ("durum:spam", {"spam"}),
    ("atanan:ben", {"invoice"}),
    ("atanan:onur", {"parcel"}),
    ("assigned:nobody", {"return"}),
    ("atanan:hiç kimse", {"return"}),
    ("etiket:hasarli", {"return"}),
    ("iade -label:hasarlı", {"invoice", "parcel", "spam"}),
    ("marka:çarşı fatura", {"invoice"}),
    ("kanal:destek fatura", {"invoice"}),
    ("konu:iade", {"return", "spam"}),
    ("-konu:iade iade", {"invoice", "parcel"}),
    ("ek:dosya", {"return"}),
    ("has:note", {"invoice"}),
    ("iade -has:attachment", {"invoice", "parcel", "spam"}),
    ("tarih:2026-11-18 iade", {"return"}),
    ("iade tarih:dün", {"invoice"}),
    ("iade tarih:geçen hafta", {"parcel"}),
    ("iade date:<2026-11-10", {"parcel"}),
    ("iade tarih:2026-11-17..2026-11-18", {"return", "invoice"}),
    ("iade -tarih:2026-11-17..", {"parcel", "spam"}),
    ('"iki gün"', {"return"}),
    ("iki gün", {"return", "parcel"}),
    ("iade -vazo -fatura", {"parcel", "spam"}),
    ('iade -"iki koli"', {"return", "invoice", "spam"}),
    ("-iade", {"invoice"}),
]


def test_operators_leave_what_they_say(desk: dict[str, Conversation], elif_: Agent) -> None:
    named = {conversation.pk: name for name, conversation in desk.items()}

    answers, problems = {}, []
    for question, _ in OPERATORS:
        found = search(question, elif_)
        answers[question] = {named[hit.conversation.pk] for hit in found.rows}
        problems += found.problems

    assert (answers, problems) == (dict(OPERATORS), [])


UNKNOWN = [
    ("iade durum:uçtu", "There is no status “uçtu”, so it was left out."),
    ("iade atanan:barış", "Nobody here is called “barış”, so it was left out."),
    ("iade etiket:yok", "There is no label “yok”, so it was left out."),
    ("iade marka:öteki", "There is no brand “öteki” among yours, so it was left out."),
    ("iade kanal:faks", "There is no channel “faks” among yours, so it was left out."),
    ("iade ek:sucuk", "“has:” knows attachment, note and failure; “sucuk” was left out."),
    ("iade tarih:elma", "“elma” is no day that search knows"),
]


def test_what_is_not_understood_is_said_and_the_rest_is_still_looked_for(
    desk: dict[str, Conversation], elif_: Agent
) -> None:
    for question, sentence in UNKNOWN:
        found = search(question, elif_)

        assert len(found.rows) == 4, question
        assert found.problems[0].startswith(sentence)


def test_an_unknown_operator_is_looked_for_as_a_word(desk: dict[str, Conversation], elif_: Agent) -> None:
    found = search("renk:mavi", elif_)

    assert found.problems == ["“renk:” is nothing that search knows, so it was looked for as a word."]


def test_a_phrase_in_quotes_goes_on_from_page_to_page(mailbox_channel: Channel, elif_: Agent) -> None:
    texts = ["Mavi vazo kırık", "Vazo mavi değil", "Bir mavi vazo daha", "vazo ve mavi", "MAVİ VAZO"]
    made = [
        make.conversation(channel=mailbox_channel, text=text, at=NOON - timedelta(days=3 * age))
        for age, text in enumerate(texts)
    ]

    first = search('"mavi vazo"', elif_, limit=2)
    second = search('"mavi vazo"', elif_, limit=2, before=first.next)

    assert [hit.conversation for hit in first.rows] == [made[0], made[2]]
    assert [hit.conversation for hit in second.rows] == [made[4]]


def test_a_search_whose_time_is_over_says_how_far_it_came_and_goes_on(mailbox_channel: Channel, elif_: Agent) -> None:
    old = make.conversation(channel=mailbox_channel, text="Sürahi", at=NOON - timedelta(weeks=30))
    for age in range(30):
        make.conversation(channel=mailbox_channel, text="Bardak", at=NOON - timedelta(weeks=age))

    seen, page, steps = [], search("sürahi", elif_, seconds=0), 1
    first = page
    while page.next:
        page = search("sürahi", elif_, seconds=0, before=page.next)
        seen += [hit.conversation for hit in page.rows]
        steps += 1

    assert (first.rows, first.is_unfinished) == ([], True)
    assert first.searched_since is not None
    assert NOON - timedelta(weeks=9) < first.searched_since < NOON - timedelta(weeks=6)
    assert seen == [old]
    assert steps > 3


def test_best_first_puts_what_was_asked_before_what_is_newer(mailbox_channel: Channel, elif_: Agent) -> None:
    older = make.conversation(channel=mailbox_channel, subject="Kırık vazo", text="Yardım edin", at=NOON)
    newer = make.conversation(
        channel=mailbox_channel, subject="Soru", text="Vazo güzel ama kutusu kırıktı", at=NOON + timedelta(hours=1)
    )

    recent, best = (search("kırık vazo", elif_, order=order) for order in finding.ORDERS)

    assert [hit.conversation for hit in recent.rows] == [newer, older]
    assert [hit.conversation for hit in best.rows] == [older, newer]


def test_customers_stand_above_what_they_wrote(desk: dict[str, Conversation], elif_: Agent) -> None:
    def named(question: str) -> list[str]:
        return [customer.name for customer in search(question, elif_).customers]

    assert named("zeynep aksoy") == ["Zeynep Aksoy"]
    assert named("MURAT@liman.example") == ["Murat Demir"]
    assert named("iade") == []
    zeynep = Customer.objects.get(name="Zeynep Aksoy")
    people.add_identity(zeynep, kind=Identity.PHONE, value="0532 123 45 67", by=elif_)
    for written in ("+90 532 123 45 67", "0532 1234567", "(532) 123-45-67", "5321234567"):
        assert named(written) == ["Zeynep Aksoy"], written


def test_operators_can_be_kept_as_a_view(client: Client, desk: dict[str, Conversation], elif_: Agent) -> None:
    client.force_login(elif_)
    label = Label.objects.get()

    page = client.get("/search/", {"q": "iade durum:açık -atanan:ben etiket:hasarlı tarih:2026-11-01.. konu:iade"})
    words = client.get("/search/", {"q": "iade"})

    line = "and(status.is.open,assignee.is_not.me,label.is.%d,last_message.after.2026-11-01,subject.contains.iade)"
    assert page.context["filter"] == line % label.pk
    assert [*Group.read(page.context["filter"]).apply(Conversation.objects.all(), elif_, NOW)] == [desk["return"]]
    assert "/views/new/?filter=and" in page.content.decode()
    assert "/views/new/" not in words.content.decode().split("<main")[1]


def test_a_deleted_conversation_is_not_found(desk: dict[str, Conversation], elif_: Agent) -> None:
    Conversation.objects.filter(pk=desk["return"].pk).update(deleted_at=NOW)

    assert desk["return"] not in [hit.conversation for hit in search("vazo", elif_).rows]


def labels(written: str, agent: Agent, language: str = "tr") -> list[str]:
    with translation.override(language):
        return [offer.label for offer in completing.offers(written, agent=agent)]


def test_operators_and_their_values_are_offered_in_the_language_of_the_desk(
    desk: dict[str, Conversation], elif_: Agent
) -> None:
    assert labels("iade dur", elif_) == ["durum:"]
    assert labels("iade dur", elif_, "en") == ["durum:"]
    assert labels("-sta", elif_) == ["status:"]
    assert labels("durum:ka", elif_) == ["kapandı"]
    assert labels("durum:clo", elif_, "en") == ["closed"]
    assert labels("atanan:", elif_) == ["ben", "hiç-kimse", "Elif Kaya", "Onur Bal"]
    assert labels("etiket:has", elif_) == ["Hasarlı ürün"]
    assert labels("marka:", elif_) == ["Çarşı"]
    assert labels("kimden:kaya", elif_) == ["Elif Kaya"]


def test_an_offer_is_the_whole_text_up_to_the_caret(desk: dict[str, Conversation], elif_: Agent) -> None:
    with translation.override("tr"):
        (label,) = completing.offers("kargo -etiket:hasar", agent=elif_)
        (operator,) = completing.offers("kargo -eti", agent=elif_)

    assert (label.text, label.goes_on) == ('kargo -etiket:"Hasarlı ürün" ', False)
    assert (operator.text, operator.goes_on) == ("kargo -etiket:", True)


def test_recent_searches_are_the_agent_s_own_and_the_newest_stand_first(
    client: Client, desk: dict[str, Conversation], elif_: Agent, onur: Agent
) -> None:
    client.force_login(elif_)
    for question in ("vazo", "fatura", "vazo", "hiçbir yerde yok"):
        client.get("/search/", {"q": question})

    assert labels("", elif_)[:2] == ["vazo", "fatura"]
    assert labels("fat", elif_) == ["fatura"]
    assert "vazo" not in labels("", onur)
    for number in range(completing.REMEMBERED + 5):
        completing.remember(f"soru {number}", agent=elif_, now=NOW + timedelta(minutes=number))
    assert RecentSearch.objects.filter(agent=elif_).count() == completing.REMEMBERED


def test_the_page_shows_hits_problems_customers_and_the_way_to_the_other_order(
    client: Client, desk: dict[str, Conversation], elif_: Agent
) -> None:
    client.force_login(elif_)

    page = client.get("/search/", {"q": "zeynep renk:mavi"}).content.decode()
    found = client.get("/search/", {"q": "Zeynep Aksoy"}).content.decode()
    best = client.get("/search/", {"q": "iade", "order": "best"}).content.decode()

    assert "Arama “renk:” diye bir şey bilmiyor" in page
    assert "<mark>Zeynep</mark>" in found or "zeynep@example.com" in found
    assert f"/conversations/{desk['return'].pk}/?all&amp;find=Zeynep%20Aksoy#message-" in found
    assert "order=best" in found
    assert 'aria-current="page">Önce en uygun' in best


def test_the_thread_opened_from_a_hit_knows_what_to_mark(
    client: Client, desk: dict[str, Conversation], elif_: Agent
) -> None:
    client.force_login(elif_)

    marked = client.get(f"/conversations/{desk['return'].pk}/", {"all": "", "find": "iadem durum:açık"})
    plain = client.get(f"/conversations/{desk['return'].pk}/")

    assert 'data-controller="marks"' in marked.content.decode()
    assert "iadem" in marked.content.decode().split("data-marks-pattern-value=")[1][:120]
    assert 'data-controller="marks"' not in plain.content.decode()


def test_customers_are_offered_by_a_part_of_their_name(elif_: Agent, zeynep: Customer) -> None:
    Customer.objects.filter(pk=zeynep.pk).update(found_by="zeynep aksoy zeynep@example.com")

    with translation.override("tr"):
        offers = completing.offers("zey", agent=elif_)

    assert [(offer.text, offer.hint) for offer in offers] == [('kimden:"Zeynep Aksoy" ', "zeynep@example.com")]
