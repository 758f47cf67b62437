"""What customers said, by place and reason: the same as counting the answers one by one."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.causes.models import Choice as ReasonChoice
from muhatap.causes.models import Reason
from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Closure, Conversation
from muhatap.core.models import Event
from muhatap.reports import counting, queries, satisfaction
from muhatap.reports.choosing import Choice
from muhatap.reports.coupling import NEEDED, Coupling, couple
from muhatap.surveys.models import Origin, State, Survey
from muhatap.team.models import Agent, Team
from tests import make
from tests.reports.histories import History, replies
from tests.reports.test_pages import TO, answered, page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_places_and_reasons_are_counted_from_the_answers(mailbox_channel: Channel, deniz: Agent) -> None:
    other = make.channel(brand=mailbox_channel.brand, address="iade@carsi.example")
    team = Team.objects.create(name="İade")
    late = Reason.objects.create(name_tr="Kargo geç kaldı", name_en="The parcel is late")
    told: list[dict[str, Any]] = []
    for number in range(40):
        told.append(
            {
                "channel": (mailbox_channel, other)[number % 2],
                "team": (None, team)[number % 3 == 0],
                "reason": (None, late)[number % 4 == 0],
                "score": 1 + number % 5,
                "effort": (None, 1 + number % 4)[number % 2],
            }
        )
        say(**told[-1])
    # None of these belongs here: before the days, not answered, below a reply.
    say(mailbox_channel, score=1, days_ago=40)
    say(mailbox_channel, score=None)
    say(mailbox_channel, score=1, origin=Origin.SIGNATURE)

    found = satisfaction.said(chosen())
    by_team = satisfaction.said_by(chosen(), satisfaction.TEAM)
    by_reason = satisfaction.said_by(chosen(), satisfaction.REASON)
    of_other = satisfaction.said(chosen(channel=other.pk))

    assert found.score_counts == Counter(each["score"] for each in told)
    assert found.effort_counts == Counter(each["effort"] for each in told if each["effort"])
    assert found.satisfied == sum(each["score"] >= 4 for each in told)
    assert found.easy == sum(each["effort"] in (1, 2) for each in told)
    assert by_team[team.pk].score_counts == Counter(each["score"] for each in told if each["team"])
    assert by_team[0].score_counts == Counter(each["score"] for each in told if not each["team"])
    assert by_reason[late.pk].score_counts == Counter(each["score"] for each in told if each["reason"])
    assert of_other.score_counts == Counter(each["score"] for each in told if each["channel"] == other)


def test_the_page_says_it_in_the_reader_s_language(mailbox_channel: Channel, deniz: Agent) -> None:
    late = Reason.objects.create(name_tr="Kargo geç kaldı", name_en="The parcel is late")
    for number in range(24):
        words = "Aynı gün geldi." if number == 1 else ""
        say(mailbox_channel, score=5 if number % 4 else 2, effort=1, reason=late, comment=words)

    turkish = " ".join(page(deniz, "/measures/said/").split())
    deniz.language = "en"
    deniz.save()
    english = " ".join(page(deniz, "/measures/said/").split())

    assert "Kargo geç kaldı" in turkish
    assert "<b>%75</b>" in turkish
    assert "The parcel is late" in english
    assert "<b>75%</b> <span>gave 4 or 5 of 5</span>" in english
    assert "<q>Aynı gün geldi.</q>" in english
    assert "Not enough answers yet to say it honestly: 0 of 200." in english


def test_words_of_brands_that_the_reader_does_not_see_stay_away(mailbox_channel: Channel, elif_: Agent) -> None:
    elif_.brands.add(make.brand("Başka"))
    say(mailbox_channel, score=2, comment="Kimse açmıyor.")

    assert "Kimse açmıyor." not in page(elif_, "/measures/said/")


def test_a_share_of_few_is_told_as_a_count(mailbox_channel: Channel, deniz: Agent) -> None:
    deniz.language = "en"
    deniz.save()
    for score in (5, 5, 1):
        say(mailbox_channel, score=score)

    said = " ".join(page(deniz, "/measures/said/").split())

    assert "<b>2 of 3</b>" in said
    assert "not enough data yet" in said


def test_waits_are_coupled_with_what_was_said_of_them(mailbox_channel: Channel, elif_: Agent, deniz: Agent) -> None:
    deniz.language = "en"
    deniz.save()
    for after, score in ((10, 5), (12, 4), (90, 3), (100, 2)):
        one = answered(mailbox_channel, elif_, after=after)
        for _ in range(60):
            say_of(one, score=score)
    # Never answered: it waited for nothing that could be coupled.
    say(mailbox_channel, score=1)
    counting.fold(now=timezone.now())

    found = satisfaction.coupled(chosen())

    assert isinstance(found, Coupling)
    assert [(step.up_to, step.scores.counts) for step in found.steps] == [(15, {5: 60, 4: 60}), (120, {3: 60, 2: 60})]
    assert found.border == 15
    assert "Up to 15 min it made no difference how quick the first reply was: 4.5 of 5. Behind it: 2.5." in page(
        deniz, "/measures/said/"
    )


def test_each_survey_is_coupled_with_the_first_reply_of_its_own_episode(
    mailbox_channel: Channel, elif_: Agent, deniz: Agent
) -> None:
    one = answered(mailbox_channel, elif_, after=10)
    first_closed = Closure.objects.get(conversation=one).closed_at
    again_at = first_closed + DAY
    told(again_at, lambda: make.message(mailbox_channel, conversation=one, at=again_at))
    answer = again_at + timedelta(minutes=100)
    told(answer, lambda: actions.reply(one, by=elif_, text="Yolda.", people=TO, now=answer, then="closed"))
    for closed_at, score in ((first_closed, 5), (answer, 2)):
        for _ in range(100):
            say_of(one, score=score, closed_at=closed_at)
    counting.fold(now=timezone.now())

    found = satisfaction.coupled(chosen())

    assert isinstance(found, Coupling)
    assert [(step.up_to, step.scores.counts) for step in found.steps] == [(15, {5: 100}), (120, {2: 100})]


@pytest.mark.parametrize("seed", range(3))
def test_waits_are_coupled_as_a_plain_recomputation_couples_them(db: None, seed: int) -> None:
    history = History(seed, begins=(timezone.now() - 120 * DAY).replace(second=0, microsecond=0))
    history.go_on(120)
    counting.fold(now=history.now)
    plain: list[tuple[int, int]] = []
    for score, ((number, closed_at), took) in zip(cycle((1, 2, 3, 4, 5)), replies().items(), strict=False):
        # Each so often that together they are enough, whatever came of the dice.
        for _ in range(NEEDED // 2):
            say_of(Conversation.objects.get(pk=number), score=score, closed_at=closed_at)
            plain += [] if took is None else [(took, score)]

    found = satisfaction.coupled(chosen())

    assert len(plain) >= NEEDED
    assert found == couple(plain)


def test_the_page_counts_what_could_be_coupled(mailbox_channel: Channel, elif_: Agent, deniz: Agent) -> None:
    deniz.language = "en"
    deniz.save()
    one = answered(mailbox_channel, elif_, after=10)
    for number in range(NEEDED + 50):
        # Of every tenth nobody knows how long it took.
        say_of(one, score=5) if number % 10 else say(mailbox_channel, score=5)
    counting.fold(now=timezone.now())

    assert "225 of 200" not in (said := page(deniz, "/measures/said/"))
    assert "n = 225" in said


@pytest.mark.parametrize("name", ["scores", "efforts", "coupling", "brands", "channels", "teams", "reasons"])
def test_each_table_is_a_file(mailbox_channel: Channel, deniz: Agent, name: str) -> None:
    say(mailbox_channel, score=5, effort=1)
    client = Client()
    client.force_login(deniz)

    answer = client.get(f"/measures/said/csv/{name}/")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    assert client.get("/measures/said/csv/nothing/").status_code == 404


def chosen(**more: Any) -> Choice:
    today = queries.today(timezone.now())
    return Choice(today - 29 * DAY, today, **more)


def told(at: datetime, act: Callable[[], object]) -> None:
    """Let something happen at a moment of the past."""
    last = Event.objects.latest("pk").pk
    act()
    Event.objects.filter(pk__gt=last).update(at=at)


def say(channel: Channel, *, team: Team | None = None, reason: Reason | None = None, **said: Any) -> None:
    conversation = make.conversation(channel=channel)
    if team is not None:
        Conversation.objects.filter(pk=conversation.pk).update(team=team)
    if reason is not None:
        ReasonChoice.objects.create(conversation=conversation, reason=reason, heard_at=conversation.opened_at)
    say_of(conversation, **said)


def say_of(conversation: Conversation, *, score: int | None, days_ago: int = 0, **said: Any) -> None:
    at = timezone.now() - days_ago * DAY
    Survey.objects.create(
        conversation=conversation,
        brand=conversation.brand,
        channel=conversation.channel,
        language="tr",
        state=State.ANSWERED if score else State.SENT,
        score=score,
        answered_at=at if score else None,
        **{"closed_at": at} | said,
    )
