"""Leads write rules in words, try them on the past, put them in order and read what they did."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation, Label
from muhatap.core.models import Event
from muhatap.rules import actions
from muhatap.rules.actions.running import MOST_IN_AN_HOUR
from muhatap.rules.conditions import COMPARISONS, FIELDS, Group
from muhatap.rules.deeds import ACTS
from muhatap.rules.models import Rule, RuleRun, Trigger
from muhatap.team.models import Agent, AuditEntry, Brand, Team
from tests import make
from tests.rules.desk import rule, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(onur: Agent) -> Client:
    onur.language = "en"
    onur.save()
    client = Client()
    client.force_login(onur)
    return client


def filled(**changed: Any) -> dict[str, Any]:
    return {
        "act": "save",
        "name": "Faturalar",
        "event": "received",
        "all-0-field": "subject",
        "all-0-is": "contains",
        "all-0-value": "fatura",
        "do-0-act": "close",
        **changed,
    }


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_lead_writes_a_rule_and_switches_it_on(lead: Client, mailbox_channel: Channel, elif_: Agent) -> None:
    team = Team.objects.create(name="Muhasebe")
    answer = lead.post(
        "/settings/rules/new/",
        filled(
            **{
                "any-0-field": "language",
                "any-0-is": "is",
                "any-0-value": "tr",
                "any-7-field": "attachment",
                "any-7-is": "yes",
                "do-0-act": "team",
                "do-0-team": str(team.pk),
                "stops_here": "on",
            }
        ),
    )

    made = Rule.objects.get()
    assert answer.headers["Location"] == f"/settings/rules/{made.pk}/"
    assert (made.is_enabled, made.stops_here, made.event) == (False, True, Trigger.RECEIVED)
    assert made.conditions == {
        "all": [
            {"field": "subject", "is": "contains", "value": "fatura"},
            {
                "any": [
                    {"field": "language", "is": "is", "value": "tr"},
                    {"field": "attachment", "is": "yes", "value": ""},
                ]
            },
        ]
    }
    words = (
        "When a customer writes and the subject contains “fatura” and (the language is Türkçe or a file is attached): "
        "give it to the team Muhasebe."
    )
    assert words in text_of(lead.get(f"/settings/rules/{made.pk}/"))

    lead.post(f"/settings/rules/{made.pk}/switch/", {"on": "yes"})
    conversation = make.conversation(channel=mailbox_channel, subject="Fatura", language="tr")
    work()
    conversation.refresh_from_db()
    assert conversation.team == team
    assert words in text_of(lead.get("/settings/rules/"))
    history = text_of(lead.get(f"/settings/rules/{made.pk}/runs/"))
    assert "Given to the team Muhasebe" in history
    assert "Why: the subject contains “fatura” and the language is Türkçe" in history
    audited = AuditEntry.objects.filter(act__startswith="rules.").order_by("id")
    assert list(audited.values_list("act", flat=True)) == [
        "rules.written",
        "rules.switched_on",
    ]


@pytest.mark.parametrize(
    ("changed", "where", "said"),
    [
        ({"name": " "}, "name", "Give the rule a name"),
        ({"event": "earthquake"}, "event", "Choose when"),
        ({"event": "silent", "amount": "many", "unit": "days"}, "amount", "Write a number from 1"),
        ({"event": "silent", "amount": "0", "unit": "days"}, "amount", "Write a number from 1"),
        ({"event": "silent", "amount": "3", "unit": "aeons"}, "amount", "Write a number from 1"),
        ({"brand": "999999"}, "brand", "Choose one of your brands"),
        ({"all-0-value": " , "}, "all-0-value", "Write what to look for"),
        ({"all-0-field": "messages", "all-0-is": "at_least", "all-0-value": "ten"}, "all-0-value", "a whole number"),
        ({"all-0-field": "label", "all-0-is": "has", "all-0-value": "77"}, "all-0-value", "one that is there"),
        ({"all-0-field": "colour"}, "all-0-value", "Choose what is compared"),
        ({"do-0-act": "explode"}, "do-0-act", "Choose what is to be done"),
        ({"do-0-act": "assign", "do-0-agent": "424242"}, "do-0-agent", "one that is there"),
        ({"do-0-act": "status", "do-0-status": "closed"}, "do-0-status", "one that is there"),
        ({"do-0-act": "reply", "do-0-tr": " "}, "do-0-tr", "at least one language"),
        ({"do-0-act": "note"}, "do-0-text", "Write the note"),
        ({"do-0-act": "snooze", "do-0-amount": "-2", "do-0-unit": "days"}, "do-0-amount", "Write a number"),
        ({"do-0-act": "webhook", "do-0-url": "file:///etc/passwd"}, "do-0-url", "Write a whole address"),
        ({"do-0-act": "webhook", "do-0-url": "https://a:b@c.example/"}, "do-0-url", "without a password"),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(
    lead: Client, mailbox_channel: Channel, changed: dict[str, str], where: str, said: str
) -> None:
    answer = lead.post("/settings/rules/new/", filled(**changed))

    assert answer.status_code == 422
    assert said in answer.context["editor"].errors[where]
    assert said in text_of(answer)
    assert not Rule.objects.exists()


def test_a_rule_without_an_action_is_refused(lead: Client) -> None:
    asked = filled()
    del asked["do-0-act"]

    assert "add at least one action" in text_of(lead.post("/settings/rules/new/", asked))


def test_rows_come_and_go_without_losing_what_is_written(lead: Client) -> None:
    more = lead.post("/settings/rules/new/", filled(act="add-all", name=""), headers={"HX-Request": "true"})
    editor = more.context["editor"]
    assert [row["field"] for row in editor.rows["all"]] == ["subject", "subject"]
    assert (editor.errors, more.context["go_on_with"]) == ({}, "all-1-field")
    assert text_of(more).startswith("<form")

    gone = lead.post("/settings/rules/new/", filled(act="drop-all-0"))
    assert gone.context["editor"].rows["all"] == []
    assert "it always applies" in text_of(gone)

    for nonsense in ("drop-all-9", "add-moon", "drop-", "-", "add-all-all"):
        assert lead.post("/settings/rules/new/", filled(act=nonsense)).status_code == 200


def test_another_field_has_other_comparisons(lead: Client, mailbox_channel: Channel) -> None:
    asked = filled(act="look", **{"all-0-field": "messages"})

    (row,) = lead.post("/settings/rules/new/", asked).context["editor"].rows["all"]

    assert row == {"field": "messages", "is": "at_least", "value": ""}


@pytest.mark.parametrize("language", ["tr", "en"])
def test_everything_that_can_be_chosen_can_be_shown_and_said(
    lead: Client, onur: Agent, mailbox_channel: Channel, language: str
) -> None:
    onur.language = language
    onur.save()
    label, team = Label.objects.create(name="fatura"), Team.objects.create(name="Muhasebe")
    values = {"brand": str(mailbox_channel.brand_id), "channel": str(mailbox_channel.pk), "label": str(label.pk)}
    values |= {"added_label": str(label.pk), "team": str(team.pk), "assignee": "", "status": "open", "hours": "open"}
    values |= {"language": "tr"}
    rows: dict[str, str] = {}
    for number, (field, kind) in enumerate(FIELDS.items()):
        for turn, comparison in enumerate(COMPARISONS[kind]):
            place = f"{'all' if turn % 2 else 'any'}-{number * 10 + turn}"
            rows |= {f"{place}-field": field, f"{place}-is": comparison, f"{place}-value": values.get(field, "7")}
    for number, act in enumerate(ACTS):
        rows |= {f"do-{number}-act": act, f"do-{number}-label": str(label.pk), f"do-{number}-team": str(team.pk)}
    for event in Trigger.values:
        answer = lead.post("/settings/rules/new/", {"act": "look", "event": event, "name": "Hepsi", **rows})
        assert answer.status_code == 200
        assert "%(" not in text_of(answer)
        assert answer.context["words"]


def test_trying_a_rule_on_the_past_does_nothing(lead: Client, mailbox_channel: Channel, onur: Agent) -> None:
    for number in range(3):
        make.conversation(channel=mailbox_channel, subject=f"FATURA {number}")
    make.conversation(channel=mailbox_channel, subject="Kargo")
    before = (list(Conversation.objects.order_by("pk").values()), Event.objects.count())

    answer = lead.post("/settings/rules/new/", filled(act="try"))

    assert "It would have applied to 3 of the last 4 conversations" in text_of(answer)
    assert "FATURA 2" in text_of(answer)
    assert (list(Conversation.objects.order_by("pk").values()), Event.objects.count()) == before
    assert not RuleRun.objects.exists()


def test_trying_asks_as_many_questions_for_one_as_for_many(
    lead: Client, mailbox_channel: Channel, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        make.conversation(channel=mailbox_channel, subject=f"Fatura {number}")

    with django_assert_max_num_queries(32):
        assert "30 of the last 30" in text_of(lead.post("/settings/rules/new/", filled(act="try")))


def test_asking_about_one_conversation_says_which_condition_does_not_hold(
    lead: Client, mailbox_channel: Channel
) -> None:
    conversation = make.conversation(channel=mailbox_channel, subject="Fatura")
    asked = filled(
        act="try-one",
        try_on=f"#{conversation.pk}",
        **{"all-1-field": "attachment", "all-1-is": "yes"},
    )

    answer = lead.post("/settings/rules/new/", asked)

    assert f"It would not apply to #{conversation.pk}" in text_of(answer)
    assert answer.context["answer_lines"] == [("the subject contains “fatura”", True), ("a file is attached", False)]
    conversation.refresh_from_db()
    assert not conversation.is_closed


@pytest.mark.parametrize("typed", ["", "abc", "99999999", "٣", "9" * 40])
def test_a_number_that_is_no_conversation(lead: Client, typed: str) -> None:
    answer = lead.post("/settings/rules/new/", filled(act="try-one", try_on=typed))

    assert answer.status_code == 422
    assert "There is no conversation with this number." in text_of(answer)


def test_rules_are_put_in_order_by_button_and_by_hand(lead: Client, onur: Agent) -> None:
    one, two, three = (rule(name) for name in ("Bir", "İki", "Üç"))

    lead.post(f"/settings/rules/{three.pk}/move/", {"to": "up"})
    assert [made.name for made in Rule.objects.all()] == ["Bir", "Üç", "İki"]
    lead.post(f"/settings/rules/{one.pk}/move/", {"to": "up"})
    assert [made.name for made in Rule.objects.all()] == ["Bir", "Üç", "İki"]
    lead.post("/settings/rules/order/", {"order": f"{two.pk},{one.pk},x,{two.pk},4242"})
    assert [made.name for made in Rule.objects.all()] == ["İki", "Bir", "Üç"]


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("starter", ["invoices", "closed", "forgotten", "silent"])
def test_an_empty_page_offers_rules_to_begin_with(
    lead: Client, onur: Agent, mailbox_channel: Channel, starter: str, language: str
) -> None:
    onur.language = language
    onur.save()
    assert f"?starter={starter}" in text_of(lead.get("/settings/rules/"))
    editor = lead.get("/settings/rules/new/", {"starter": starter}).context["editor"]
    sent = {"act": "save", "name": editor.name, "event": editor.event, "amount": editor.amount, "unit": editor.unit}
    sent |= {"is_business_time": "on"} if editor.is_business_time else {}
    for place, rows in editor.rows.items():
        for number, row in enumerate(rows):
            sent |= {f"{place}-{number}-{key}": value for key, value in row.items()}

    assert lead.post("/settings/rules/new/", sent).status_code == 302

    made = Rule.objects.get()
    assert made.actions
    if starter == "invoices":
        assert Label.objects.get().name == ("fatura" if language == "tr" else "invoice")
    assert lead.get("/settings/rules/new/", {"starter": "coffee"}).status_code == 404


def test_a_saved_rule_opens_as_it_was_written(lead: Client, mailbox_channel: Channel) -> None:
    lead.post("/settings/rules/new/", filled(event="silent", amount="36", unit="hours"))
    made = Rule.objects.get()

    editor = lead.get(f"/settings/rules/{made.pk}/").context["editor"]

    assert (editor.name, editor.event, editor.amount, editor.unit) == ("Faturalar", "silent", "36", "hours")
    lead.post(f"/settings/rules/{made.pk}/", filled(name="Hesap", event="closed"))
    made.refresh_from_db()
    assert (made.name, made.event, made.after_minutes, made.version) == ("Hesap", "closed", 0, 2)


SUBJECT = {"field": "subject", "is": "contains", "value": "fatura"}
TEXT = {"field": "text", "is": "contains", "value": "fatura"}
TURKISH = {"field": "language", "is": "is", "value": "tr"}
ENGLISH = {"field": "language", "is": "is", "value": "en"}
FIRST = {"field": "first", "is": "yes", "value": ""}
LONG = {"field": "text", "is": "contains", "value": ", ".join(["fatura"] * 200)}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (
            {"any": [{"all": [SUBJECT, TURKISH]}, {"all": [TEXT, ENGLISH]}]},
            "language is Türkçe) or (the message contains “fatura” and the language is English):",
        ),
        (
            {"all": [FIRST, {"any": [SUBJECT, TEXT]}, {"any": [TURKISH, ENGLISH]}]},
            "and (the language is Türkçe or the language is English):",
        ),
        ({"any": [{"all": [SUBJECT, {"any": [TURKISH, ENGLISH]}]}, FIRST]}, "or "),
        (
            {"all": [{"all": [{"any": [SUBJECT, TEXT]}]}, FIRST]},
            "(the subject contains “fatura” or the message contains",
        ),
        ({"any": []}, "never"),
        ({"all": [LONG]}, "“fatura” or “fatura”"),
        ({"all": [{"field": "messages", "is": "at_least", "value": str(number)} for number in range(25)]}, "24"),
        ({"any": [SUBJECT]}, "the subject contains “fatura”:"),
    ],
)
def test_conditions_within_conditions_mean_the_same_after_saving(
    lead: Client, onur: Agent, written: dict[str, Any], words: str
) -> None:
    made = rule(conditions=written)
    page = lead.get(f"/settings/rules/{made.pk}/")
    assert words in text_of(page)

    answer = lead.post(f"/settings/rules/{made.pk}/", {**as_sent(page), "name": "Hesap"})

    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.name == "Hesap"
    was, now = Group.read(written), Group.read(made.conditions)
    cases = [
        {"subject": subject, "text": text, "language": language, "first": first, "messages": messages}
        for subject in ("fatura", "")
        for text in ("fatura", "")
        for language in ("tr", "en", "de")
        for first in (True, False)
        for messages in (0, 24)
    ]
    assert [now.matches(facts) for facts in cases] == [was.matches(facts) for facts in cases]


def test_a_group_that_came_from_elsewhere_is_taken_out_whole(lead: Client, onur: Agent) -> None:
    made = rule(conditions={"all": [FIRST, {"any": [{"all": [SUBJECT, TURKISH]}, TEXT]}]})
    place = f"/settings/rules/{made.pk}/"
    sent = as_sent(lead.get(place))

    shaped = lead.post(place, {**sent, "act": "drop-kept-0"})

    assert "And this as well" not in text_of(shaped)
    lead.post(place, as_sent(shaped))
    made.refresh_from_db()
    assert made.conditions == {"all": [FIRST]}


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{",
        '{"any": [{"field": "colour"}]}',
        '{"any": [' * 100_000,
        '{"all": [{"field": "label", "is": "has", "value": "7"}]}',
    ],
)
def test_what_was_kept_and_cannot_be_read_is_not_saved_without_it(lead: Client, onur: Agent, broken: str) -> None:
    written = {"all": [FIRST, {"any": [{"all": [SUBJECT, TURKISH]}, TEXT]}]}
    made = rule(conditions=written)
    place = f"/settings/rules/{made.pk}/"

    answer = lead.post(place, {**as_sent(lead.get(place)), "kept-0": broken})

    assert answer.status_code == 422
    assert answer.context["editor"].errors["kept"]
    made.refresh_from_db()
    assert made.conditions == written


def test_conditions_as_deep_as_can_be_are_kept_but_not_put_deeper(lead: Client, onur: Agent) -> None:
    deep: dict[str, Any] = {"all": [SUBJECT, TEXT]}
    for number in range(7):
        deep = {"any" if number % 2 == 0 else "all": [deep, FIRST]}
    made = rule(conditions=deep)
    place = f"/settings/rules/{made.pk}/"
    sent = as_sent(lead.get(place))

    refused = lead.post(place, {**sent, "all-0-field": "first", "all-0-is": "yes"})
    taken = lead.post(place, {**sent, "name": "Hesap"})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "nested too deeply" in text_of(refused)
    made.refresh_from_db()
    assert (made.name, made.conditions) == ("Hesap", deep)


def as_sent(page: Any) -> dict[str, str]:
    """What a browser sends back of an editor when nobody touches it."""
    editor = page.context["editor"]
    sent = {"act": "save", "name": editor.name, "event": editor.event}
    for place, rows in editor.rows.items():
        for number, row in enumerate(rows):
            sent |= {f"{place}-{number}-{key}": value for key, value in row.items()}
    return sent | {f"kept-{number}": written for number, (_words, written) in enumerate(page.context["kept"])}


def test_a_lead_of_one_brand_has_the_rules_of_that_brand(
    lead: Client, onur: Agent, carsi: Brand, mailbox_channel: Channel
) -> None:
    everywhere, ours, theirs = rule("Her yer"), rule("Bizim", brand=carsi), rule("Onların", brand=make.brand("Liman"))
    onur.brands.add(carsi)

    page = text_of(lead.get("/settings/rules/"))

    assert ("Bizim" in page, "Her yer" in page, "Onların" in page) == (True, False, False)
    assert [lead.get(f"/settings/rules/{made.pk}/").status_code for made in (everywhere, ours, theirs)] == [
        404,
        200,
        404,
    ]
    assert lead.post("/settings/rules/new/", filled()).context["editor"].errors["brand"]
    assert lead.post("/settings/rules/new/", filled(brand=str(carsi.pk))).status_code == 302


def test_a_stopped_rule_is_an_alarm_for_leads(lead: Client, elif_: Agent, mailbox_channel: Channel) -> None:
    rule(actions=[{"act": "note", "text": "Yine"}])
    conversation = make.conversation(channel=mailbox_channel)
    for number in range(MOST_IN_AN_HOUR + 1):
        make.message(mailbox_channel, conversation=conversation, text=f"Merhaba {number}?")
    work()

    said = f"“Faturalar” ran too often in #{conversation.pk}"
    assert said in text_of(lead.get("/inbox/all/"))
    agent = Client()
    agent.force_login(elif_)
    assert said not in text_of(agent.get("/inbox/all/"))

    stop = Rule.objects.get().stops.get()
    lead.post(f"/settings/rules/stops/{stop.pk}/settle/")
    assert said not in text_of(lead.get("/inbox/all/"))


def test_a_deleted_rule_leaves_its_lines(lead: Client, mailbox_channel: Channel) -> None:
    made = rule()
    conversation = make.conversation(channel=mailbox_channel)
    work()

    lead.post(f"/settings/rules/{made.pk}/deletion/")

    assert not Rule.objects.exists()
    assert "Rule “Faturalar”: closed" in text_of(lead.get(f"/conversations/{conversation.pk}/"))


def test_a_rule_that_cannot_be_read_says_so_and_does_nothing(lead: Client, mailbox_channel: Channel) -> None:
    made = rule()
    Rule.objects.update(conditions={"all": [{"field": "colour", "is": "is", "value": "red"}]})
    conversation = make.conversation(channel=mailbox_channel)
    work()

    conversation.refresh_from_db()
    assert not conversation.is_closed
    assert "cannot be read any more" in text_of(lead.get("/settings/rules/"))
    assert lead.get(f"/settings/rules/{made.pk}/").status_code == 200


def test_rules_written_by_hand_stay_what_they_are_when_nothing_was_changed(lead: Client, onur: Agent) -> None:
    made = rule(all=[("subject", "contains", "fatura")])
    actions.change(made, by=onur, now=made.created_at, **{name: getattr(made, name) for name in ("name", "conditions")})

    made.refresh_from_db()
    assert made.version == 1


def test_the_list_asks_as_many_questions_for_one_rule_as_for_ten(lead: Client, onur: Agent) -> None:
    def count(client: Client) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/settings/rules/")
        return len(asked)

    rule("Bir")
    count(lead)
    for_one = count(lead)
    for number in range(9):
        rule(f"Kural {number}")

    assert count(lead) == for_one


def test_closing_by_rule_and_by_hand_read_apart(lead: Client, onur: Agent, mailbox_channel: Channel) -> None:
    rule()
    conversation = make.conversation(channel=mailbox_channel)
    work()
    conversations.reopen(conversation, by=onur)

    page = text_of(lead.get(f"/conversations/{conversation.pk}/"))

    assert "Rule “Faturalar”: closed" in page
    assert "Reopened by Onur Bal" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"event": "silent", "amount": "000000005999999", "unit": "days", "act": "try"},
        {"event": "silent", "amount": "9999", "unit": "days", "act": "try"},
        {"brand": "9" * 60, "act": "try"},
        {"brand": "٣", "act": "try"},
        {"all-0-field": "messages", "all-0-is": "at_least", "all-0-value": "9" * 400, "act": "try"},
        {"all-0-field": "text", "all-0-value": "x," * 1000, "act": "try"},
        {"name": "a" * 5000, "do-0-act": "note", "do-0-text": "b" * 200_000},
        {"name": "\x00", "all-0-value": "a\x00b"},
    ],
)
def test_wild_input_is_an_answer_and_not_a_fault(lead: Client, mailbox_channel: Channel, asked: dict[str, str]) -> None:
    make.conversation(channel=mailbox_channel)

    assert lead.post("/settings/rules/new/", filled(**asked)).status_code in {200, 302, 422}
