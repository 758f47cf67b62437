"""Something happens to a conversation and the rules of the desk do their part, once, in order, and tell of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from muhatap.conversations import actions as conversations
from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Channel, Conversation, Direction, Label, Message, Status
from muhatap.core.models import Event
from muhatap.customers.models import Segment
from muhatap.rules import actions
from muhatap.rules.actions.running import MOST_IN_AN_HOUR
from muhatap.rules.models import Look, Rule, RuleRun, RuleStop, Trigger
from muhatap.team.models import Agent, Brand, Team
from tests import make
from tests.rules.desk import lines, planned, rule, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def invoice(db: None) -> Label:
    return Label.objects.create(name="fatura")


@pytest.fixture
def accounting(elif_: Agent) -> Team:
    team = Team.objects.create(name="Muhasebe")
    team.agents.add(elif_)
    return team


def test_a_mail_about_an_invoice_finds_its_team(
    mailbox_channel: Channel, invoice: Label, accounting: Team, onur: Agent
) -> None:
    rule(
        all=[("subject", "contains", "fatura")],
        actions=[{"act": "label", "label": str(invoice.pk)}, {"act": "team", "team": str(accounting.pk)}],
    )
    asked = make.conversation(channel=mailbox_channel, subject="Eylül FATURASI")
    other = make.conversation(channel=mailbox_channel, subject="Kargom nerede?")

    work()

    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.label_ids, asked.team) == ([invoice.pk], accounting)
    assert (other.label_ids, other.team) == ([], None)
    run = RuleRun.objects.get()
    assert run.because == [{"field": "subject", "is": "contains", "value": "fatura"}]
    assert not run.has_failure
    assert lines(asked) == ["Rule “Faturalar”: labelled “fatura” and given to the team Muhasebe"]
    with translation.override("tr"):
        assert lines(asked) == ["“Faturalar” kuralı: “fatura” etiketi eklendi ve Muhasebe ekibine verildi"]


def test_nothing_is_planned_where_nobody_asks(mailbox_channel: Channel, onur: Agent) -> None:
    rule(is_enabled=False)
    rule(event=Trigger.CLOSED)

    make.conversation(channel=mailbox_channel)

    assert planned() == {}


def test_rules_are_asked_in_order_and_one_may_be_the_last(
    mailbox_channel: Channel, invoice: Label, elif_: Agent, onur: Agent
) -> None:
    rule("Sonra", actions=[{"act": "status", "status": "on_hold"}])
    second = rule("Üçüncü", actions=[{"act": "close"}])
    first = rule("Önce", actions=[{"act": "label", "label": str(invoice.pk)}])
    actions.move(first, by=onur, places=-2)
    Rule.objects.filter(name="Sonra").update(stops_here=True)

    conversation = make.conversation(channel=mailbox_channel)
    work()

    assert list(RuleRun.objects.order_by("id").values_list("rule__name", flat=True)) == ["Önce", "Sonra"]
    conversation.refresh_from_db()
    assert conversation.status == Status.ON_HOLD
    assert not second.runs.exists()


def test_a_rule_sees_what_the_rule_before_it_did(mailbox_channel: Channel, invoice: Label, onur: Agent) -> None:
    rule("Etiketle", actions=[{"act": "label", "label": str(invoice.pk)}])
    rule("Kapat", all=[("label", "has", str(invoice.pk))], actions=[{"act": "close"}])

    conversation = make.conversation(channel=mailbox_channel)
    work()

    conversation.refresh_from_db()
    assert conversation.is_closed


def test_two_rules_that_undo_each_other_come_to_rest(mailbox_channel: Channel, onur: Agent) -> None:
    back = [{"act": "status", "status": "open"}]
    rule(
        "Beklet", event=Trigger.STATUS, all=[("status", "is", "open")], actions=[{"act": "status", "status": "on_hold"}]
    )
    rule("Aç", event=Trigger.STATUS, all=[("status", "is", "on_hold")], actions=back)
    conversation = make.conversation(channel=mailbox_channel)

    conversations.set_status(conversation, status="on_hold", by=onur, now=timezone.now())
    work(most=10)

    # Three events deep, two rules each: 1 + 2 + 4 runs, and the eight that would follow are held back.
    runs = list(RuleRun.objects.values_list("held_back", flat=True))
    assert (runs.count(""), runs.count("too_deep")) == (7, len(runs) - 7)
    assert lines(conversation)[-1].endswith("not run: rules had set each other off three times in a row")
    assert planned() == {}


def test_a_rule_that_runs_too_often_is_stopped_there_until_a_lead_lets_it_go_on(
    mailbox_channel: Channel, invoice: Label, onur: Agent
) -> None:
    noisy = rule(actions=[{"act": "note", "text": "Yine yazdı"}])
    conversation = make.conversation(channel=mailbox_channel)
    for number in range(MOST_IN_AN_HOUR + 4):
        make.message(mailbox_channel, conversation=conversation, text=f"Merhaba {number}?")
    other = make.conversation(channel=mailbox_channel, sender=Person("murat@example.com"))

    work()

    assert RuleRun.objects.filter(conversation=conversation, held_back="").count() == MOST_IN_AN_HOUR
    assert RuleRun.objects.filter(conversation=other, held_back="").count() == 1
    stop = RuleStop.objects.get()
    assert (stop.rule, stop.conversation) == (noisy, conversation)
    assert lines(conversation)[-1].startswith("Rule “Faturalar”: stopped here: it ran too often")

    actions.let_go_on(stop, by=onur, now=timezone.now())
    make.message(mailbox_channel, conversation=conversation, text="Bir şey daha var mı?")
    work()
    assert RuleRun.objects.filter(conversation=conversation, held_back="").count() == MOST_IN_AN_HOUR + 1


def test_what_cannot_be_done_says_why_and_stops_nothing_else(
    mailbox_channel: Channel, invoice: Label, elif_: Agent, onur: Agent
) -> None:
    rule(
        actions=[
            {"act": "assign", "agent": str(elif_.pk)},
            {"act": "label", "label": str(invoice.pk)},
            {"act": "status", "status": "on_hold"},
        ]
    )
    Agent.objects.filter(pk=elif_.pk).update(is_active=False)
    Label.objects.update(is_archived=True)

    conversation = make.conversation(channel=mailbox_channel)
    work()

    run = RuleRun.objects.get()
    assert run.has_failure
    assert run.did == [
        {"act": "assign", "name": "Elif Kaya", "why": "no_agent"},
        {"act": "label", "name": "fatura", "why": "no_label"},
        {"act": "status", "status": "on_hold"},
    ]
    (line,) = lines(conversation)
    assert line == (
        "Rule “Faturalar”: not given to Elif Kaya (this agent does not answer for this brand any more), "
        "not labelled “fatura” (the label is not there any more) and set to On hold"
    )


def test_machines_imports_spam_and_other_brands_are_left_alone(
    mailbox_channel: Channel, carsi: Brand, onur: Agent
) -> None:
    rule("Her marka")
    rule("Başka marka", brand=make.brand("Liman"))
    make.conversation(channel=mailbox_channel, machine="auto_reply", sender=Person("robot@example.com"))
    make.conversation(channel=mailbox_channel, is_silent=True, sender=Person("eski@example.com"))
    make.conversation(channel=mailbox_channel, is_spam=True, sender=Person("reklam@example.com"))
    asked = make.conversation(channel=mailbox_channel)

    work()

    assert [(run.rule.name, run.conversation) for run in RuleRun.objects.all()] == [("Her marka", asked)]


def test_automatic_mail_has_an_event_of_its_own(mailbox_channel: Channel, invoice: Label, onur: Agent) -> None:
    rule(
        event=Trigger.MACHINE,
        actions=[{"act": "label", "label": str(invoice.pk)}, {"act": "reply", "tr": "Selam", "en": ""}],
    )
    conversation = make.conversation(channel=mailbox_channel, machine="list")

    work()

    conversation.refresh_from_db()
    assert conversation.label_ids == [invoice.pk]
    assert RuleRun.objects.get().did[1] == {"act": "reply", "why": "machine"}
    assert not Message.objects.filter(direction=Direction.OUT).exists()


def test_events_of_people_set_off_what_they_say(
    mailbox_channel: Channel, invoice: Label, elif_: Agent, onur: Agent, accounting: Team
) -> None:
    for kind in Trigger.values:
        rule(kind, event=kind, actions=[{"act": "note", "text": kind}], after_minutes=60)
    conversation = make.conversation(channel=mailbox_channel)
    now = timezone.now()
    conversations.assign(conversation, to=elif_, by=onur)
    conversations.label(conversation, label=invoice, by=elif_)
    conversations.reply(conversation, by=elif_, text="Bakıyorum.", people={"to": []}, now=now)
    conversations.snooze(conversation, until=now + timedelta(hours=1), by=elif_, now=now)
    conversations.wake(conversation, by=elif_, now=now)
    conversations.close(conversation, by=elif_, now=now)
    conversations.reopen(conversation, by=elif_)

    work()

    ran = list(RuleRun.objects.order_by("event_id", "id").values_list("rule__name", flat=True))
    assert ran == [
        "opened", "received", "assigned", "labelled", "sent",
        "status", "status", "woken", "status", "closed", "status", "reopened",
    ]  # fmt: skip
    assert Message.objects.filter(direction=Direction.NOTE, author=None).first().people == {  # type: ignore[union-attr]
        "from": {"name": "“opened” kuralı"}
    }


def test_a_template_is_filled_in_and_sent_once_to_a_person(mailbox_channel: Channel, onur: Agent) -> None:
    text = "Merhaba {customer}, #{number} bizde. {brand} {expected} içinde yazar. {bilinmeyen}"
    rule(event=Trigger.OPENED, actions=[{"act": "reply", "tr": text, "en": ""}])
    conversation = make.conversation(channel=mailbox_channel, language="en")

    work()

    (sent,) = Message.objects.filter(direction=Direction.OUT)
    assert sent.text == f"Merhaba Zeynep Aksoy, #{conversation.pk} bizde. Çarşı 8 saat içinde yazar. {{bilinmeyen}}"
    assert (sent.machine, sent.people["to"]) == (
        "auto_reply",
        [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}],
    )
    conversation.refresh_from_db()
    # A person still owes them an answer.
    assert conversation.waiting_since is not None


def test_one_address_gets_a_few_automatic_mails_an_hour_from_whatever_sends_them(
    mailbox_channel: Channel, onur: Agent
) -> None:
    rule(actions=[{"act": "reply", "tr": "Aldık.", "en": ""}])
    for number in range(5):
        make.conversation(
            channel=mailbox_channel, subject=f"Soru {number}", sender=Person(f"zeynep+{number}@example.com")
        )

    work()

    assert Message.objects.filter(direction=Direction.OUT).count() == 3
    assert [run.did[0].get("why") for run in RuleRun.objects.order_by("id")] == [None, None, None, "enough", "enough"]


def test_a_customer_who_waits_too_long_is_noticed_once_each_time(
    mailbox_channel: Channel, invoice: Label, elif_: Agent, onur: Agent
) -> None:
    began = timezone.now() - timedelta(hours=1)
    late = rule(
        "Geç kaldık",
        event=Trigger.UNANSWERED,
        after_minutes=120,
        now=began,
        all=[("subject", "contains", "acil")],
        actions=[{"act": "label", "label": str(invoice.pk)}],
    )
    urgent = make.conversation(channel=mailbox_channel, subject="ACİL", at=began + timedelta(minutes=5))
    make.conversation(
        channel=mailbox_channel, subject="Soru", at=began + timedelta(minutes=5), sender=Person("m@example.com")
    )
    before = make.conversation(
        channel=mailbox_channel, subject="Acil", at=began - timedelta(days=3), sender=Person("eski@example.com")
    )

    assert actions.run_due(now=began + timedelta(minutes=100)) == 0
    assert actions.run_due(now=began + timedelta(minutes=126)) == 1
    assert actions.run_due(now=began + timedelta(minutes=127)) == 0

    assert [run.conversation for run in late.runs.all()] == [urgent]
    assert Look.objects.filter(rule=late).count() == 2
    assert before.pk not in Look.objects.values_list("conversation", flat=True)

    answered = began + timedelta(minutes=130)
    conversations.reply(urgent, by=elif_, text="Geliyor.", people={"to": []}, now=answered, undo_seconds=0)
    make.message(mailbox_channel, conversation=urgent, text="Hâlâ gelmedi?", at=answered + timedelta(minutes=1))
    assert actions.run_due(now=answered + timedelta(minutes=122)) == 1
    assert late.runs.count() == 2


def test_a_customer_who_does_not_answer(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    rule(event=Trigger.SILENT, after_minutes=3 * 1440, actions=[{"act": "close"}])
    conversation = make.conversation(channel=mailbox_channel)
    now = timezone.now()
    conversations.reply(conversation, by=elif_, text="Adresiniz?", people={"to": []}, now=now, undo_seconds=0)
    conversations.set_status(conversation, status="waiting", by=elif_, now=now)

    actions.run_due(now=now + timedelta(days=2, hours=23))
    conversation.refresh_from_db()
    assert not conversation.is_closed

    actions.run_due(now=now + timedelta(days=3))
    conversation.refresh_from_db()
    assert conversation.is_closed


def test_what_happens_while_a_rule_waits_for_its_turn_is_seen(
    mailbox_channel: Channel, elif_: Agent, onur: Agent
) -> None:
    rule(all=[("assignee", "is", "")], actions=[{"act": "close"}])
    conversation = make.conversation(channel=mailbox_channel)
    conversations.assign(conversation, to=elif_, by=elif_)

    work()

    assert not RuleRun.objects.exists()


def test_a_merged_conversation_is_looked_at_where_it_lives_on(mailbox_channel: Channel, onur: Agent) -> None:
    rule()
    merged = make.conversation(channel=mailbox_channel, subject="Bir")
    survivor = make.conversation(channel=mailbox_channel, subject="İki")
    conversations.merge(merged, into=survivor, by=onur)

    work()

    assert set(RuleRun.objects.values_list("conversation", flat=True)) == {survivor.pk}


def test_each_event_of_a_rule_says_which_rule_it_was(mailbox_channel: Channel, onur: Agent) -> None:
    made = rule()
    conversation = make.conversation(channel=mailbox_channel)

    work()

    closed = Event.objects.get(name="ConversationClosed", subject=f"conversation:{conversation.pk}")
    assert (closed.by_id, closed.data) == (None, {"origin": {"rule": made.pk, "depth": 1}})


def test_what_lies_in_the_bin_and_whom_a_segment_names(mailbox_channel: Channel, deniz: Agent, onur: Agent) -> None:
    loyal = Segment.objects.create(name="Sadık")
    rule(all=[("segment", "has", str(loyal.pk))])
    asked = make.conversation(channel=mailbox_channel)
    asked.customer.segments.add(loyal)
    deleted = make.conversation(channel=mailbox_channel, subject="Silinen")
    make.conversation(channel=mailbox_channel, sender=Person("murat@example.com"))
    Conversation.objects.filter(pk=deleted.pk).update(deleted_at=timezone.now())

    work()

    assert [run.conversation for run in RuleRun.objects.all()] == [asked]


def test_waiting_can_be_counted_in_opening_hours(mailbox_channel: Channel, carsi: Brand, onur: Agent) -> None:
    friday = datetime(2026, 11, 20, 16, 0, tzinfo=timezone.get_default_timezone())
    late = rule(event=Trigger.UNANSWERED, after_minutes=240, is_business_time=True, now=friday)
    conversation = make.conversation(channel=mailbox_channel, at=friday + timedelta(minutes=1))

    # Two hours on Friday, two on Monday: the weekend does not count.
    assert actions.run_due(now=friday + timedelta(days=2)) == 0
    assert actions.run_due(now=friday + timedelta(days=2, hours=18, minutes=59)) == 0
    assert actions.run_due(now=friday + timedelta(days=2, hours=19, minutes=2)) == 1

    assert [run.conversation for run in late.runs.all()] == [conversation]


def test_an_answer_that_is_overdue_and_a_matter_that_stays_open(mailbox_channel: Channel, onur: Agent) -> None:
    now = timezone.now()
    late = rule("Geç", event=Trigger.OVERDUE, now=now, actions=[{"act": "note", "text": "Söz verilen saat geçti"}])
    old = rule("Eski", event=Trigger.OPEN_FOR, after_minutes=14 * 1440, now=now)
    conversation = make.conversation(channel=mailbox_channel)
    due_at = conversation.due_at
    assert due_at is not None

    assert actions.run_due(now=due_at - timedelta(minutes=1)) == 0
    assert actions.run_due(now=due_at + timedelta(minutes=1)) == 1
    assert actions.run_due(now=due_at + timedelta(minutes=2)) == 0
    actions.run_due(now=now + timedelta(days=14, minutes=1))

    conversation.refresh_from_db()
    assert (late.runs.count(), old.runs.count(), conversation.is_closed) == (1, 1, True)


def test_rules_that_do_not_apply_cost_no_questions(mailbox_channel: Channel, onur: Agent) -> None:
    def asked(subject: str) -> int:
        make.conversation(channel=mailbox_channel, subject=subject)
        (event,) = planned().values()
        with CaptureQueriesContext(connection) as seen:
            actions.run_for_event(event, now=timezone.now())
        work()
        return len(seen)

    rule("Bir", all=[("subject", "contains", "fatura"), ("label", "has", "7"), ("segment", "has", "7")])
    for_one = asked("Kargo")
    for number in range(9):
        rule(f"Kural {number}", all=[("text", "contains", "fatura"), ("hours", "is", "open"), ("first", "yes", "")])

    assert asked("Kargo yine") == for_one


def test_an_event_that_is_gone_sets_nothing_off(mailbox_channel: Channel, onur: Agent) -> None:
    rule()
    conversation = make.conversation(channel=mailbox_channel)
    Event.objects.filter(subject=f"conversation:{conversation.pk}").delete()

    work()

    assert not RuleRun.objects.exists()


def test_old_runs_are_forgotten(mailbox_channel: Channel, onur: Agent) -> None:
    rule()
    conversation = make.conversation(channel=mailbox_channel)
    work()

    assert actions.forget_runs(now=timezone.now() + timedelta(days=100)) == 0
    assert actions.forget_runs(now=timezone.now() + timedelta(days=181)) == 1
    assert lines(conversation) == ["Rule “Faturalar”: closed"]
