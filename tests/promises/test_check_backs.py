"""Check-backs: planned when a matter is solved, asked once and only whom it suits, never on top of anything else."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from muhatap.causes import actions as causes
from muhatap.causes.models import Reason
from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation, Delivery, Direction, Machine, Message
from muhatap.core.models import Event
from muhatap.mail.models import AutomaticMail
from muhatap.promises.checking_back import asking, planning
from muhatap.promises.models import CheckBack, CheckBackSettings, CheckBackState, WhyNotAsked
from muhatap.surveys import asking as surveys
from muhatap.surveys.models import State as SurveyState
from muhatap.surveys.models import Survey, SurveyRefusal, SurveySettings
from muhatap.team.models import Agent
from tests import make
from tests.promises import check_back_desk as desk
from tests.promises.check_back_desk import DAY, HOUR, NOW, THURSDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def damaged(db: None) -> Reason:
    return desk.reason()


def only() -> CheckBack:
    return CheckBack.objects.get()


def ask(now: datetime = THURSDAY) -> CheckBack:
    asking.ask_due(now=now)
    return only()


def test_a_reason_that_asks_for_it_is_checked_back_on_in_the_customers_words(
    mailbox_channel: Channel, elif_: Agent, damaged: Reason
) -> None:
    conversation = desk.solved(mailbox_channel, by=elif_, because=damaged, language="tr")

    assert only().planned_at == THURSDAY
    assert asking.ask_due(now=THURSDAY - HOUR) == 0
    assert asking.ask_due(now=THURSDAY) == 1
    assert asking.ask_due(now=THURSDAY + HOUR) == 0

    message = Message.objects.get(conversation=conversation, machine=Machine.AUTO_REPLY)
    assert message.subject == "Re: Vazo kırık geldi"
    assert "Elif Kaya yardımcı olmuştu" in message.text
    assert "her şey yolunda mı?" in message.text
    # It answers nobody and opens nothing: the matter stays settled.
    assert Conversation.objects.get(pk=conversation.pk).is_closed
    assert (only().state, only().message) == (CheckBackState.ASKED, message)
    sent = desk.left(message, now=THURSDAY)
    plain = str(sent.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert [link.split("?")[1] for link in desk.links(plain)] == ["answer=fine", "answer=not_fine", "stop=1"]
    assert sent["Auto-Submitted"] == "auto-replied"
    # What leaves is the reader's own: the thread has no links that a colleague could press.
    assert "/check-back/" not in message.text


def test_an_english_customer_is_asked_in_english_and_in_the_brands_own_words(
    mailbox_channel: Channel, elif_: Agent, damaged: Reason
) -> None:
    CheckBackSettings.objects.create(brand=mailbox_channel.brand, words_en="Is the piece as lovely as it should be?")
    desk.solved(mailbox_channel, by=elif_, because=damaged, language="en")

    message = ask().message

    assert message is not None
    assert message.text.startswith("Hello Zeynep Aksoy,\n\nIs the piece as lovely as it should be?")


def test_other_reasons_and_none_are_left_alone(mailbox_channel: Channel, elif_: Agent) -> None:
    desk.solved(mailbox_channel, by=elif_, because=desk.reason(asks=False))
    desk.solved(mailbox_channel, by=elif_)

    assert not CheckBack.objects.exists()


def test_a_brand_may_wait_longer_or_not_ask_at_all(mailbox_channel: Channel, elif_: Agent, damaged: Reason) -> None:
    settings = CheckBackSettings.objects.create(brand=mailbox_channel.brand, after_days=5)
    desk.solved(mailbox_channel, by=elif_, because=damaged)
    # Saturday and Sunday are none of the five.
    assert only().planned_at == datetime(2026, 11, 30, 10, tzinfo=desk.ISTANBUL)

    settings.is_on = False
    settings.save()
    asking.ask_due(now=NOW + 7 * DAY)
    assert (only().state, only().why) == (CheckBackState.SKIPPED, WhyNotAsked.OFF)


def test_it_goes_out_while_somebody_is_there(mailbox_channel: Channel, elif_: Agent, damaged: Reason) -> None:
    desk.solved(mailbox_channel, by=elif_, because=damaged)

    # The desk was off until late at night.
    assert asking.ask_due(now=THURSDAY + 13 * HOUR) == 0
    assert only().planned_at == datetime(2026, 11, 27, 9, tzinfo=desk.ISTANBUL)
    assert asking.ask_due(now=datetime(2026, 11, 27, 9, tzinfo=desk.ISTANBUL)) == 1


def test_whoever_wrote_since_is_not_asked(mailbox_channel: Channel, elif_: Agent, damaged: Reason) -> None:
    conversation = desk.solved(mailbox_channel, by=elif_, because=damaged)
    desk.writes(conversation, "Bir sorum daha var.", at=NOW + DAY)

    # Open again: it waits for the next closing.
    assert ask().planned_at is None
    assert not Message.objects.filter(machine=Machine.AUTO_REPLY).exists()

    desk.answer(conversation, by=elif_, now=NOW + DAY)
    conversations.close(Conversation.objects.get(pk=conversation.pk), by=elif_, now=NOW + DAY)
    assert only().planned_at == datetime(2026, 11, 27, 10, tzinfo=desk.ISTANBUL)


def test_what_was_written_into_a_closed_one_counts_as_well(
    mailbox_channel: Channel, elif_: Agent, damaged: Reason
) -> None:
    conversation = desk.solved(mailbox_channel, by=elif_, because=damaged)
    # Filed without opening it, as mail of before is.
    desk.writes(conversation, "Elime geçti.", at=NOW + DAY, is_silent=True)

    assert ask().why == WhyNotAsked.WROTE


@pytest.mark.parametrize("why", ["spam", "bin", "refused", "machine", "late"])
def test_it_is_never_sent_to_whom_it_does_not_suit(
    mailbox_channel: Channel, elif_: Agent, damaged: Reason, why: str
) -> None:
    conversation = desk.solved(mailbox_channel, by=elif_, because=damaged)
    now, wanted = THURSDAY, WhyNotAsked.SPAM
    match why:
        case "spam":
            conversations.mark_as_spam(conversation, by=elif_)
        case "bin":
            Conversation.objects.update(deleted_at=NOW)
            wanted = WhyNotAsked.GONE
        case "refused":
            SurveyRefusal.objects.create(customer=conversation.customer, how="page")
            wanted = WhyNotAsked.REFUSED
        case "machine":
            Message.objects.filter(direction=Direction.IN).update(warnings=["spoofed"])
            wanted = WhyNotAsked.MACHINE
        case "late":
            now, wanted = THURSDAY + 8 * DAY, WhyNotAsked.TOO_LATE

    asked = ask(now)

    assert (asked.state, asked.why) == (CheckBackState.SKIPPED, wanted)
    assert not Message.objects.filter(machine=Machine.AUTO_REPLY).exists()


def test_a_merged_one_is_the_survivors_to_ask(mailbox_channel: Channel, elif_: Agent, damaged: Reason) -> None:
    conversation = desk.solved(mailbox_channel, by=elif_, because=damaged)
    other = make.conversation(channel=mailbox_channel, assigned_to=elif_, at=NOW)
    conversations.merge(conversation, into=other, by=elif_)

    assert (ask().state, only().why, only().conversation) == (CheckBackState.SKIPPED, WhyNotAsked.GONE, other)


def test_the_same_customer_is_not_asked_twice_in_a_fortnight(
    mailbox_channel: Channel, elif_: Agent, damaged: Reason
) -> None:
    desk.asked(mailbox_channel, by=elif_, because=damaged)
    second = desk.solved(mailbox_channel, by=elif_, because=damaged, now=NOW + 7 * DAY)
    third = desk.solved(mailbox_channel, by=elif_, because=damaged, now=NOW + 21 * DAY)

    asking.ask_due(now=NOW + 10 * DAY)
    asking.ask_due(now=NOW + 24 * DAY)

    assert second.check_backs.get().why == WhyNotAsked.THROTTLED
    assert third.check_backs.get().state == CheckBackState.ASKED


def test_a_survey_of_the_same_days_goes_first(mailbox_channel: Channel, elif_: Agent, damaged: Reason) -> None:
    conversation = desk.solved(mailbox_channel, by=elif_, because=damaged)
    survey = _survey(conversation, sent_at=THURSDAY - HOUR)

    assert asking.ask_due(now=THURSDAY) == 0
    # Two days between two questions of ours, and that is a Saturday.
    assert only().planned_at == datetime(2026, 11, 30, 9, tzinfo=desk.ISTANBUL)

    Survey.objects.filter(pk=survey.pk).update(state=SurveyState.ANSWERED, score=5, answered_at=THURSDAY)
    assert ask(NOW + 7 * DAY).why == WhyNotAsked.SAID


def test_a_survey_waits_until_two_days_after_a_check_back(
    mailbox_channel: Channel, elif_: Agent, damaged: Reason
) -> None:
    checked = desk.asked(mailbox_channel, by=elif_, because=damaged)
    assert checked.asked_at is not None
    at = checked.asked_at + HOUR
    SurveySettings.objects.create(brand=mailbox_channel.brand, is_on=True, percent=100)
    survey = _survey(checked.conversation, sent_at=at)
    Survey.objects.update(state=SurveyState.PLANNED, planned_at=at, sent_at=None)

    assert surveys.ask_due(now=at) == 0

    survey.refresh_from_db()
    assert survey.planned_at == checked.asked_at + 2 * DAY
    assert surveys.ask_due(now=survey.planned_at) == 1


def test_an_address_that_had_its_share_of_machine_mail_waits(
    mailbox_channel: Channel, elif_: Agent, damaged: Reason
) -> None:
    desk.solved(mailbox_channel, by=elif_, because=damaged)
    for _ in range(3):
        AutomaticMail.objects.create(address="zeynep@example.com", at=THURSDAY)

    assert asking.ask_due(now=THURSDAY) == 0
    assert only().planned_at == THURSDAY + HOUR
    assert asking.ask_due(now=THURSDAY + HOUR) == 1


def test_one_is_planned_at_a_time_whatever_happens(mailbox_channel: Channel, elif_: Agent, damaged: Reason) -> None:
    conversation = desk.solved(mailbox_channel, by=elif_, because=damaged)

    with pytest.raises(IntegrityError), transaction.atomic():
        CheckBack.objects.create(conversation=conversation, origin=CheckBack.Origin.BY_HAND)
    assert planning.plan_by_hand(conversation, by=elif_, now=NOW) == only()


def test_do_not_ask_holds_for_later_closings(mailbox_channel: Channel, elif_: Agent, damaged: Reason) -> None:
    conversation = desk.solved(mailbox_channel, by=elif_, because=damaged)
    assert planning.call_off(conversation, by=elif_)
    assert not planning.call_off(conversation, by=elif_)

    conversations.reopen(conversation, by=elif_)
    desk.answer(conversation, by=elif_, now=NOW + HOUR)
    conversations.close(Conversation.objects.get(pk=conversation.pk), by=elif_, now=NOW + HOUR)

    assert ask().state == CheckBackState.CANCELLED
    assert Event.objects.filter(name="CheckBackCalledOff", by_id=elif_.pk).count() == 1


def test_by_hand_for_any_reason_at_closing_or_after(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_, at=NOW - HOUR)
    planned = planning.plan_by_hand(conversation, by=elif_, now=NOW)
    assert planned.planned_at is None

    desk.answer(conversation, by=elif_)
    conversations.close(Conversation.objects.get(pk=conversation.pk), by=elif_, now=NOW)

    assert only().planned_at == THURSDAY
    assert ask().state == CheckBackState.ASKED
    with pytest.raises(planning.AskedAlready):
        planning.plan_by_hand(conversation, by=elif_, now=THURSDAY)


def test_a_reason_said_after_closing_counts_too(mailbox_channel: Channel, elif_: Agent, damaged: Reason) -> None:
    conversation = desk.solved(mailbox_channel, by=elif_)
    causes.choose(conversation, reason=damaged, by=elif_, now=NOW + HOUR)
    assert only().planned_at == THURSDAY

    causes.choose(conversation, reason=desk.reason(asks=False, name="Stok"), by=elif_, now=NOW + HOUR)
    assert not CheckBack.objects.exists()


def test_no_answer_is_written_down_as_no_answer(mailbox_channel: Channel, elif_: Agent, damaged: Reason) -> None:
    check_back = desk.asked(mailbox_channel, by=elif_, because=damaged)

    assert asking.call_silent(now=THURSDAY + 6 * DAY) == 0
    assert asking.call_silent(now=THURSDAY + 7 * DAY) == 1
    assert asking.call_silent(now=THURSDAY + 8 * DAY) == 0

    check_back.refresh_from_db()
    assert (check_back.state, check_back.answer) == (CheckBackState.SILENT, "")
    assert Event.objects.filter(name="CheckBackUnanswered").count() == 1


def test_a_mail_that_never_arrived_asked_nobody(mailbox_channel: Channel, elif_: Agent, damaged: Reason) -> None:
    check_back = desk.asked(mailbox_channel, by=elif_, because=damaged)
    Delivery.objects.filter(message=check_back.message).update(state="bounced")

    assert asking.call_silent(now=THURSDAY + 7 * DAY) == 0
    check_back.refresh_from_db()
    assert (check_back.state, check_back.why) == (CheckBackState.SKIPPED, WhyNotAsked.LOST)


def test_it_is_planned_and_called_off_beside_the_conversation(
    client: Client, mailbox_channel: Channel, elif_: Agent, damaged: Reason
) -> None:
    conversation = desk.solved(mailbox_channel, by=elif_, because=damaged)
    client.force_login(elif_)
    at = f"/conversations/{conversation.pk}/check-back/"
    asked_for = {"HX-Request": "true", "HX-Target": "check-back"}

    shown = client.get(at, headers=asked_for).content.decode()
    assert "Sorulmasın" in shown

    client.post(f"{at}call-off/", headers=asked_for)
    assert only().state == CheckBackState.CANCELLED
    client.post(f"{at}plan/", headers=asked_for)
    assert CheckBack.objects.filter(state=CheckBackState.PLANNED, origin=CheckBack.Origin.BY_HAND).count() == 1


def _survey(conversation: Conversation, *, sent_at: datetime) -> Survey:
    return Survey.objects.create(
        conversation=conversation,
        brand=conversation.brand,
        channel=conversation.channel,
        language="tr",
        state=SurveyState.SENT,
        sent_at=sent_at,
    )
