"""Who is asked, when, and by what mail; who is not; and that nobody is asked twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation, Direction, Message, Move
from muhatap.customers import actions as customers
from muhatap.customers.models import ConsentKind, Customer
from muhatap.mail.models import AutomaticMail, BouncedRecipient
from muhatap.surveys import asking, jobs, timing
from muhatap.surveys.models import Origin, State, Survey, SurveyRefusal, Why
from muhatap.team.models import Agent
from tests import make
from tests.surveys import desk
from tests.surveys.desk import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db

LATER = NOW + 2 * HOUR


@pytest.fixture(autouse=True)
def _asks(mailbox_channel: Channel) -> None:
    desk.settings(mailbox_channel.brand)


def only() -> Survey:
    return Survey.objects.get()


def sent() -> list[Message]:
    return list(Message.objects.filter(direction=Direction.OUT, machine="auto_reply"))


def test_closing_asks_the_customer_how_it_went(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> None:
    conversation = desk.closed(mailbox_channel, by=elif_, customer=zeynep)

    survey = only()
    assert (survey.state, survey.episode, survey.agent, survey.language) == (State.PLANNED, 1, elif_, "tr")
    assert survey.planned_at == LATER
    assert asking.ask_due(now=LATER - timedelta(minutes=1)) == 0
    assert asking.ask_due(now=LATER) == 1
    (mail,) = sent()
    survey.refresh_from_db()
    assert (survey.state, survey.sent_at, survey.message) == (State.SENT, LATER, mail)
    assert mail.people["to"] == [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}]
    assert "“Siparişim hâlâ gelmedi” konusunda size Elif Kaya yardımcı oldu" in mail.text
    conversation.refresh_from_db()
    assert conversation.is_closed


def test_the_mail_holds_five_links_that_the_thread_does_not(
    mailbox_channel: Channel, zeynep: Customer, elif_: Agent
) -> None:
    survey = desk.asked(mailbox_channel, by=elif_, customer=zeynep)
    assert survey.message is not None

    mail = desk.left(survey.message, now=LATER)

    place = f"/survey/{desk.token(survey)}/"
    wanted = [f"{place}?score={score}" for score in (5, 4, 3, 2, 1)]
    assert desk.links(desk.part(mail, "plain")) == [*wanted, f"{place}?stop=1"]
    for link in wanted:
        assert link in desk.part(mail, "html")
    assert "Size nasıl yardımcı olduk?" in desk.part(mail, "plain")
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["In-Reply-To"]
    assert "/survey/" not in survey.message.text + survey.message.html


def test_a_customer_who_wrote_in_english_is_asked_in_english(mailbox_channel: Channel, elif_: Agent) -> None:
    desk.settings(mailbox_channel.brand, question_en="Was our answer a good one?")
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_, at=NOW - HOUR)
    Conversation.objects.filter(pk=conversation.pk).update(language="en")
    desk.answer(conversation, by=elif_)
    conversations.close(conversation, by=elif_, now=NOW)

    asking.ask_due(now=LATER)

    (mail,) = sent()
    assert mail.text.startswith("Hello ")
    assert "Was our answer a good one?" in desk.part(desk.left(mail, now=LATER), "plain")


def test_a_brand_that_does_not_ask_plans_nothing(mailbox_channel: Channel, elif_: Agent) -> None:
    desk.settings(mailbox_channel.brand, is_on=False)

    desk.closed(mailbox_channel, by=elif_)

    assert not Survey.objects.exists()


def test_closing_without_an_answer_of_ours_is_no_episode(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, at=NOW - HOUR)

    conversations.close(conversation, by=elif_, now=NOW)

    assert not Survey.objects.exists()


def test_a_reply_that_was_taken_back_is_none(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, at=NOW - HOUR)
    message = desk.answer(conversation, by=elif_, undo_seconds=10)
    conversations.undo_send(message, by=elif_, now=NOW)

    conversations.close(conversation, by=elif_, now=NOW)

    assert not Survey.objects.exists()


def test_whoever_writes_again_is_asked_when_that_is_over_and_once(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = desk.closed(mailbox_channel, by=elif_)
    conversations.reopen(conversation, by=elif_)
    assert only().state == State.CANCELLED
    assert asking.ask_due(now=LATER) == 0

    # Nobody had to answer again: it is the same episode.
    conversations.close(conversation, by=elif_, now=NOW + HOUR)

    survey = only()
    assert (survey.state, survey.episode, survey.planned_at) == (State.PLANNED, 1, NOW + 3 * HOUR)
    assert asking.ask_due(now=NOW + 3 * HOUR) == 1


def test_a_conversation_has_as_many_episodes_as_it_was_solved(mailbox_channel: Channel, elif_: Agent) -> None:
    desk.settings(mailbox_channel.brand, throttle_days=0)
    conversation = desk.closed(mailbox_channel, by=elif_)
    asking.ask_due(now=LATER)
    conversations.reopen(conversation, by=elif_)
    conversations.close(conversation, by=elif_, now=NOW + DAY)
    assert Survey.objects.count() == 1

    conversations.reopen(conversation, by=elif_)
    desk.answer(conversation, by=elif_, now=NOW + 2 * DAY)
    conversations.close(conversation, by=elif_, now=NOW + 2 * DAY)
    asking.ask_due(now=NOW + 3 * DAY)

    states = Survey.objects.order_by("pk").values_list("episode", "state")
    assert list(states) == [(1, State.SENT), (2, State.SENT)]


def test_the_same_customer_is_left_in_peace_for_a_while(
    mailbox_channel: Channel, zeynep: Customer, elif_: Agent
) -> None:
    desk.asked(mailbox_channel, by=elif_, customer=zeynep)
    # Another record of the same person, found to be one.
    other = make.customer(name="Zeynep A.", email="zeynep.aksoy@example.org")
    again = desk.closed(mailbox_channel, by=elif_, customer=other, now=NOW + DAY)
    customers.merge(other, into=zeynep, by=elif_)

    asking.ask_due(now=NOW + 2 * DAY)

    survey = Survey.objects.get(conversation=again)
    assert (survey.state, survey.why) == (State.SKIPPED, Why.THROTTLED)
    month_later = desk.closed(mailbox_channel, by=elif_, customer=zeynep, now=NOW + 31 * DAY)
    asking.ask_due(now=NOW + 32 * DAY)
    assert Survey.objects.get(conversation=month_later).state == State.SENT


def test_of_a_sample_only_some_are_asked_and_always_the_same(mailbox_channel: Channel, elif_: Agent) -> None:
    desk.settings(mailbox_channel.brand, percent=50)
    # The sample goes by number: of these two one is in it.
    uids = ["00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"]
    states = []
    for uid in uids:
        conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_, at=NOW - HOUR)
        Conversation.objects.filter(pk=conversation.pk).update(uid=uid)
        desk.answer(conversation, by=elif_)
        conversations.close(conversation, by=elif_, now=NOW)
        survey = Survey.objects.get(conversation=conversation)
        assert (survey.state == State.PLANNED) == timing.is_sampled(uid, 1, percent=50)
        states.append((survey.state, survey.why))

    assert sorted(states) == [(State.PLANNED, ""), (State.SKIPPED, Why.SAMPLED_OUT)]


@pytest.mark.parametrize("what", sorted(set(Why) - {Why.SAMPLED_OUT, Why.THROTTLED}))
def test_who_is_not_asked(what: str, mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> None:
    conversation = desk.closed(mailbox_channel, by=elif_, customer=zeynep)
    at = LATER
    match what:
        case Why.MACHINE:
            conversation.messages.filter(direction=Direction.IN).update(machine="list")
        case Why.SPAM:
            Conversation.objects.update(is_spam=True)
        case Why.GONE:
            conversations.delete(conversation, by=elif_, now=NOW)
        case Why.NO_ADDRESS:
            type(mailbox_channel).objects.update(kind="phone")
        case Why.BOUNCED:
            reply = conversation.messages.filter(direction=Direction.OUT).get()
            BouncedRecipient.objects.create(message=reply, address="Zeynep@example.com", reason="no such user")
        case Why.REFUSED:
            SurveyRefusal.objects.create(customer=zeynep, how="page")
        case Why.NO_CONSENT:
            customers.record_consent(zeynep, kind=ConsentKind.EMAIL, is_given=False, source="telefon", at=NOW, by=elif_)
        case Why.OFF:
            desk.settings(mailbox_channel.brand, is_on=False)
        case Why.TOO_LATE:
            at = NOW + 20 * DAY

    assert asking.ask_due(now=at) == 0

    survey = only()
    assert (survey.state, survey.why) == (State.SKIPPED, what)
    assert sent() == []


def test_an_address_that_had_its_share_of_automatic_mail_is_asked_an_hour_later(
    mailbox_channel: Channel, zeynep: Customer, elif_: Agent
) -> None:
    desk.closed(mailbox_channel, by=elif_, customer=zeynep)
    for _ in range(3):
        AutomaticMail.objects.create(address="zeynep@example.com", at=LATER)

    assert asking.ask_due(now=LATER) == 0
    assert asking.ask_due(now=LATER + HOUR + timedelta(minutes=1)) == 1


def test_a_night_is_no_time_to_ask(mailbox_channel: Channel, elif_: Agent) -> None:
    desk.closed(mailbox_channel, by=elif_, now=NOW.replace(hour=21))

    assert only().planned_at == NOW.replace(hour=9) + DAY


def test_asking_twice_asks_once(mailbox_channel: Channel, elif_: Agent) -> None:
    desk.closed(mailbox_channel, by=elif_)
    number = only().pk

    assert asking.ask(number, now=LATER) is not None
    assert asking.ask(number, now=LATER) is None
    assert len(sent()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_the_same_moment_one_asks(mailbox_channel: Channel, elif_: Agent) -> None:
    desk.closed(mailbox_channel, by=elif_)
    number, start = only().pk, threading.Barrier(2)

    def work() -> None:
        start.wait()
        asking.ask(number, now=LATER)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(sent()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_before_its_commit_has_asked_nobody(
    mailbox_channel: Channel, elif_: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.closed(mailbox_channel, by=elif_)
    with monkeypatch.context() as dying:
        dying.setattr(Survey, "save", lambda *_args, **_kwargs: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            asking.ask_due(now=LATER)
    assert (only().state, sent()) == (State.PLANNED, [])

    assert asking.ask_due(now=LATER) == 1
    assert len(sent()) == 1


def test_one_that_cannot_be_asked_does_not_keep_the_others_from_it(mailbox_channel: Channel, elif_: Agent) -> None:
    broken = desk.closed(mailbox_channel, by=elif_)
    other = desk.closed(mailbox_channel, by=elif_, customer=make.customer("Murat Demir"))
    # Its mailbox was taken away under it.
    lost = make.channel(brand=mailbox_channel.brand, address="eski@carsi.example")
    lost.mailbox.delete()
    Conversation.objects.filter(pk=broken.pk).update(channel=lost)

    assert asking.ask_due(now=LATER) == 1

    assert Survey.objects.get(conversation=other).state == State.SENT
    assert Survey.objects.get(conversation=broken).planned_at == LATER + HOUR


def test_an_unsubscribe_by_mail_is_heard(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> None:
    survey = desk.asked(mailbox_channel, by=elif_, customer=zeynep)

    make.message(mailbox_channel, conversation=survey.conversation, subject="Unsubscribe", text="")

    assert SurveyRefusal.objects.get().customer == zeynep


def test_what_was_asked_goes_along_with_a_merge_and_back(
    mailbox_channel: Channel, zeynep: Customer, elif_: Agent
) -> None:
    survey = desk.asked(mailbox_channel, by=elif_, customer=zeynep)
    source = survey.conversation
    target = make.conversation(channel=mailbox_channel, customer=zeynep)

    conversations.merge(source, into=target, by=elif_)
    survey.refresh_from_db()
    assert survey.conversation == target

    conversations.undo_move(Move.objects.get(), by=elif_, now=NOW + 3 * HOUR)
    survey.refresh_from_db()
    assert survey.conversation == source


def test_what_was_planned_ends_with_a_merge(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> None:
    source = desk.closed(mailbox_channel, by=elif_, customer=zeynep)
    target = make.conversation(channel=mailbox_channel, customer=zeynep)

    conversations.merge(source, into=target, by=elif_)

    assert (only().state, only().why) == (State.SKIPPED, Why.GONE)


def test_a_conversation_deleted_for_good_takes_its_survey_along(mailbox_channel: Channel, elif_: Agent) -> None:
    survey = desk.asked(mailbox_channel, by=elif_)

    conversations.delete(survey.conversation, by=elif_, now=NOW)
    conversations.purge_bin(now=NOW + 40 * DAY)

    assert not Survey.objects.exists()


def test_the_job_asks_what_is_due(mailbox_channel: Channel, elif_: Agent) -> None:
    desk.closed(mailbox_channel, by=elif_)
    Survey.objects.update(planned_at=timezone.now())

    jobs.watch_surveys(timestamp=0)

    assert only().state == State.SENT


def test_a_reply_has_faces_where_the_brand_wants_them(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, at=NOW - HOUR)
    message = desk.answer(conversation, by=elif_)
    assert desk.links(desk.part(desk.left(message, now=NOW), "plain")) == []

    desk.settings(mailbox_channel.brand, is_on=False, in_signature=True)
    rated = desk.answer(conversation, by=elif_)

    plain = desk.part(desk.left(rated, now=NOW), "plain")
    assert desk.links(plain)[0] == f"/survey/{desk.reply_token(rated)}/?score=5"
    assert "Bu yanıt işinize yaradı mı?" in plain
    assert not Survey.objects.filter(origin=Origin.SIGNATURE).exists()
