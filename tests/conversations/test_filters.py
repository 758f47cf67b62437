"""Filters: what they say, what they hold, and what is refused."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from django.db import connection
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muhatap.conversations import actions
from muhatap.conversations.filters import FIELDS, BadFilter, Condition, Group
from muhatap.conversations.models import Channel, Conversation, Label, Status
from muhatap.core.turkish import fold
from muhatap.team.models import Agent, Team
from tests import make


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


LINES = [
    "and(status.is.open)",
    "and(status.is.open|waiting,assignee.is.me)",
    "or(label.is.3,subject.contains.kargo no)",
    "and(status.is_not.closed,or(team.is.mine,assignee.is.nobody),waiting.longer_than.4h)",
    "and(last_message.within.7d,opened.before.2026-11-01,messages.at_least.3,overdue.is.yes)",
    "and(subject.contains.3%2E5 kg%2C %28kırık%29%7C%25)",
]


@pytest.mark.parametrize("line", LINES)
def test_a_filter_is_written_as_it_is_read(line: str) -> None:
    read = Group.read(line)

    assert Group.read(str(read)) == read
    assert Group.read(unquote(quote(str(read)))) == read
    assert Group.from_json(read.as_json()) == read


def test_signs_in_a_text_stay_in_the_text() -> None:
    (condition,) = Group.read(LINES[-1]).conditions()

    assert condition.values == ("3.5 kg, (kırık)|%",)


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40)
conditions = st.builds(Condition, st.just("subject"), st.just("contains"), st.tuples(texts.filter(str.strip)))
groups = st.recursive(
    st.builds(Group, st.sampled_from(["and", "or"]), st.tuples(conditions)),
    lambda inner: st.builds(Group, st.sampled_from(["and", "or"]), st.tuples(inner, conditions)),
    max_leaves=3,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(groups)
def test_any_text_survives_the_address(group: Group) -> None:
    assert Group.read(str(group)) == group
    assert Group.from_json(group.as_json()) == group


@given(st.text(max_size=60))
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        read = Group.read(line)
    except BadFilter:
        return
    assert Group.read(str(read)) == read


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("and(mood.is.angry)", "Nothing is called “mood”"),
        ("and(status.contains.open)", "cannot be asked"),
        ("and(status.is.lost)", "cannot be “lost”"),
        ("and(waiting.longer_than.4)", "cannot be “4”"),
        ("and(opened.before.2026-02-31)", "cannot be “2026-02-31”"),
        ("and(opened.after.0001-01-01)", "cannot be"),
        ("and(label.is.seven)", "cannot be"),
        ("and(subject.contains.)", "cannot be"),
        ("and(status.is.open", "cannot be read after"),
        ("and(status.is.open))", "cannot be read after"),
        ("xor(status.is.open)", "cannot be read after"),
        ("status", "cannot be read after"),
        ("; DROP TABLE", "cannot be read after"),
        ("and(" * 9 + "status.is.open" + ")" * 9, "nested too deeply"),
        ("and(" + ",".join(["status.is.open"] * 41) + ")", "at most 40"),
        ("x" * 5000, "too long"),
        ("and(messages.at_least.99999999999999999999)", "cannot be"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_with_a_sentence(line: str, words: str) -> None:
    with pytest.raises(BadFilter, match=words):
        Group.read(line)


@pytest.mark.parametrize(
    "data",
    [
        [],
        "and(status.is.open)",
        {"join": "and"},
        {"join": "and", "parts": [7]},
        {"join": "xor", "parts": []},
        {"field": "status", "operator": "is", "values": [7]},
        {"field": "status", "operator": "is", "values": []},
        {
            "join": "and",
            "parts": [{"join": "and", "parts": [{"join": "and", "parts": [{"join": "or", "parts": [{}]}]}]}],
        },
    ],
)
def test_json_that_is_no_filter_is_refused(data: object) -> None:
    if data == []:
        assert not Group.from_json(data)
    else:
        with pytest.raises(BadFilter):
            Group.from_json(data)


@pytest.mark.django_db
def test_every_field_asks_the_question_that_it_says(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    now = timezone.now()
    depot, label = Team.objects.create(name="Depo"), Label.objects.create(name="kargo")
    depot.agents.add(elif_)
    old = make.conversation(channel=mailbox_channel, at=now - timedelta(days=9), subject="KARGO gecikti", language="tr")
    fresh = make.conversation(
        channel=mailbox_channel,
        subject="Invoice 100%",
        at=now - timedelta(minutes=1),
        language="en",
        assigned_to=onur,
    )
    old = actions.give_to_team(old, team=depot, by=onur)
    actions.label(old, label=label, by=onur)
    make.message(mailbox_channel, conversation=old, at=now - timedelta(days=8), text="?")
    actions.set_status(fresh, status=Status.ON_HOLD, by=onur, now=now)
    Conversation.objects.filter(pk=fresh.pk).update(has_failure=True, has_attachments=True, read_at=now)

    def held(line: str) -> set[str]:
        found = Group.read(line).apply(Conversation.objects.visible_to(elif_), elif_, now)
        return {"old" if one.pk == old.pk else "fresh" for one in found}

    year_ago = (now - timedelta(days=300)).date()
    expectations: dict[str, set[str]] = {
        "status.is.on_hold": {"fresh"},
        "status.is.open|on_hold": {"old", "fresh"},
        "status.is_not.open": {"fresh"},
        f"assignee.is.{onur.pk}": {"fresh"},
        "assignee.is.nobody": {"old"},
        "assignee.is.me": set(),
        "assignee.is_not.nobody": {"fresh"},
        f"assignee.is.nobody|{onur.pk}": {"old", "fresh"},
        "team.is.mine": {"old"},
        "team.is.none": {"fresh"},
        f"team.is.{depot.pk}": {"old"},
        f"team.is_not.{depot.pk}": {"fresh"},
        f"label.is.{label.pk}": {"old"},
        "label.is.none": {"fresh"},
        f"label.is_not.{label.pk}": {"fresh"},
        f"brand.is.{mailbox_channel.brand_id}": {"old", "fresh"},
        f"channel.is_not.{mailbox_channel.pk}": set(),
        "language.is.en": {"fresh"},
        "customer.contains.zeynep ak": {"old", "fresh"},
        "subject.contains.kargo": {"old"},
        "subject.contains.0%25": {"fresh"},
        "subject.contains_not.KARGO": {"fresh"},
        "waiting.longer_than.2d": {"old"},
        "is_waiting.is.yes": {"old", "fresh"},
        "is_waiting.is.no": set(),
        "overdue.is.yes": {"old"},
        "overdue.is.no": {"fresh"},
        "last_message.within.1h": {"fresh"},
        "last_message.longer_ago.1h": {"old"},
        f"opened.after.{year_ago}": {"old", "fresh"},
        f"opened.before.{now.date() - timedelta(days=5)}": {"old"},
        "attachment.is.yes": {"fresh"},
        "failure.is.no": {"old"},
        "unread.is.yes": {"old"},
        "unread.is.no": {"fresh"},
        "messages.at_least.2": {"old"},
        "written.at_most.1": {"fresh"},
        "reopened.at_least.1": set(),
        f"or(label.is.{label.pk},failure.is.yes)": {"old", "fresh"},
        f"and(label.is.{label.pk},failure.is.yes)": set(),
    }
    assert {line: held(line) for line in expectations} == expectations
    assert {condition.field for line in expectations for condition in Group.read(line).conditions()} == {*FIELDS}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["İADE", "iade", "ÇĞÖŞÜ", "Âlâ", "SIĞ", "ílk", "E\u0301"])
def test_the_database_folds_as_python_does(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT muhatap_fold(%s)", [text])
        assert cursor.fetchone() == (fold(text),)
