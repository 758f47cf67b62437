"""After a low score: who gets back to the customer, by when, what came of it, and what the second score says."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation
from muhatap.customers.models import Customer
from muhatap.notices.models import Kind, Notice
from muhatap.surveys import answering, asking, following, queries
from muhatap.surveys.models import FollowUp, Outcome, State, Survey
from muhatap.surveys.queries import Figure, Wanted
from muhatap.team.actions import deactivate
from muhatap.team.models import Agent, Brand, Role
from tests import make
from tests.surveys import desk
from tests.surveys.desk import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db

ASKED = NOW + 2 * HOUR


@pytest.fixture(autouse=True)
def _asks(mailbox_channel: Channel) -> None:
    desk.settings(mailbox_channel.brand)


@pytest.fixture
def survey(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> Survey:
    return desk.asked(mailbox_channel, by=elif_, customer=zeynep)


def rate(survey: Survey, score: int, *, comment: str = "", now: object = None) -> Survey:
    at = ASKED + HOUR if now is None else now
    answering.rate(desk.token(survey), score=score, now=at)  # type: ignore[arg-type]
    if comment:
        answering.tell_more(desk.token(survey), effort=None, comment=comment, now=at)  # type: ignore[arg-type]
    return Survey.objects.get(pk=survey.pk)


def told(kind: Kind) -> set[str]:
    return set(Notice.objects.filter(kind=kind, read_at=None).values_list("agent__name", flat=True))


def test_a_low_score_is_followed_up_by_who_answered_in_open_hours(survey: Survey, elif_: Agent, onur: Agent) -> None:
    rate(survey, 2)

    one = FollowUp.objects.get()
    assert one.owner == elif_
    # Nine open hours from Monday 13:00, of a desk that is open from nine to six.
    assert one.due_at == NOW.replace(hour=13) + DAY
    assert told(Kind.LOW_SCORE) == {"Elif Kaya"}
    following.call_late(now=one.due_at)
    following.call_late(now=one.due_at + HOUR)
    assert told(Kind.FOLLOW_UP_LATE) == {"Elif Kaya", "Onur Bal"}
    assert Notice.objects.filter(kind=Kind.FOLLOW_UP_LATE, count=1).count() == 2


@pytest.mark.parametrize(("limit", "score", "is_followed"), [(2, 3, False), (3, 3, True), (1, 2, False), (1, 1, True)])
def test_what_is_low_is_the_brands_to_say(
    limit: int, score: int, is_followed: bool, survey: Survey, carsi: Brand
) -> None:
    desk.settings(carsi, low_score=limit)

    rate(survey, score)

    assert FollowUp.objects.exists() == is_followed


def test_of_somebody_who_left_it_is_nobodys_and_the_leads_hear(survey: Survey, elif_: Agent, onur: Agent) -> None:
    deactivate(elif_, by=make.agent("Deniz Er", role=Role.OWNER))

    rate(survey, 1)

    assert FollowUp.objects.get().owner is None
    assert "Onur Bal" in told(Kind.LOW_SCORE)


def test_whoever_leaves_hands_it_on_to_who_has_the_conversation(survey: Survey, elif_: Agent, onur: Agent) -> None:
    rate(survey, 1)
    conversations.assign(survey.conversation, to=onur, by=elif_)

    deactivate(elif_, by=make.agent("Deniz Er", role=Role.OWNER))

    assert FollowUp.objects.get().owner == onur
    assert told(Kind.LOW_SCORE) == {"Onur Bal"}


def test_a_customer_who_thinks_better_of_it_needs_no_follow_up(survey: Survey) -> None:
    rate(survey, 1)
    rate(survey, 4)
    assert (FollowUp.objects.get().outcome, told(Kind.LOW_SCORE)) == (Outcome.OVERTAKEN, set())

    rate(survey, 2)

    assert FollowUp.objects.get().is_open
    assert told(Kind.LOW_SCORE) == {"Elif Kaya"}


def end(by: Agent, *, is_asked_again: bool = True) -> FollowUp:
    found = FollowUp.objects.get(ended_at=None)
    return following.end(
        found, outcome=Outcome.SOLVED, what="Aradım", is_asked_again=is_asked_again, by=by, now=ASKED + DAY
    )


def test_whoever_was_followed_up_is_asked_once_more_whatever_the_throttle(survey: Survey, elif_: Agent) -> None:
    desk.settings(survey.brand, percent=1, throttle_days=365)
    rate(survey, 1)

    end(elif_)

    assert told(Kind.LOW_SCORE) == set()
    second = Survey.objects.get(again_of=survey)
    assert second.state == State.PLANNED
    asking.ask_due(now=ASKED + 2 * DAY)
    second.refresh_from_db()
    assert second.message is not None
    assert "Geçen sefer sizi memnun edememiştik" in second.message.text
    rate(second, 5, now=ASKED + 2 * DAY)
    found = queries.recovery(elif_, now=ASKED + 3 * DAY)
    assert (found.low_count, found.followed_count, found.second.counts, found.recovered_count) == (1, 1, {5: 1}, 1)
    assert found.difference is None


def test_asked_once_more_means_once(survey: Survey, elif_: Agent) -> None:
    rate(survey, 1)
    end(elif_)
    asking.ask_due(now=ASKED + 2 * DAY)
    second = Survey.objects.get(again_of=survey)
    rate(second, 2, now=ASKED + 2 * DAY)
    end(elif_, is_asked_again=False)

    assert asking.ask_again(survey, now=ASKED + 3 * DAY) is None
    assert Survey.objects.count() == 2
    with pytest.raises(following.AlreadyEnded):
        following.end(
            FollowUp.objects.get(survey=survey),
            outcome=Outcome.SOLVED,
            what="",
            is_asked_again=True,
            by=elif_,
            now=ASKED + 4 * DAY,
        )


def test_of_a_conversation_that_goes_on_the_second_question_waits(survey: Survey, elif_: Agent) -> None:
    rate(survey, 1)
    conversation = conversations.reopen(survey.conversation, by=elif_)
    end(elif_)
    assert Survey.objects.get(again_of=survey).state == State.CANCELLED

    desk.answer(conversation, by=elif_, now=ASKED + 2 * DAY)
    conversations.close(Conversation.objects.get(pk=conversation.pk), by=elif_, now=ASKED + 2 * DAY)

    second = Survey.objects.get(again_of=survey)
    assert (second.state, Survey.objects.count()) == (State.PLANNED, 2)


def test_those_made_good_are_compared_once_there_are_enough(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()

    def answered(score: int, *, again_of: Survey | None = None) -> Survey:
        conversation = (
            again_of.conversation
            if again_of
            else make.conversation(
                channel=mailbox_channel, customer=make.customer(email=f"{Survey.objects.count()}@example.com")
            )
        )
        return Survey.objects.create(
            conversation=conversation,
            brand=mailbox_channel.brand,
            channel=mailbox_channel,
            language="tr",
            state=State.ANSWERED,
            score=score,
            sent_at=now,
            answered_at=now,
            again_of=again_of,
        )

    for number in range(20):
        first = answered(1)
        FollowUp.objects.create(survey=first, due_at=now, ended_at=now, outcome=Outcome.SOLVED)
        answered(5 if number % 10 else 4, again_of=first)
        answered(4 if number % 4 else 3)

    found = queries.recovery(elif_, now=now)

    assert (found.second.n, found.never_failed.n) == (20, 20)
    assert (found.second.mean, found.never_failed.mean) == (4.9, 3.75)
    assert found.is_paradox
    assert not found.is_worse


def test_figures_are_plain_sums_by_day(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    desk.settings(mailbox_channel.brand, throttle_days=0)
    for by, score, effort in ((elif_, 5, 1), (elif_, 2, None), (onur, 4, 3)):
        one = desk.asked(mailbox_channel, by=by, customer=make.customer(email=f"{score}@example.com"))
        answering.rate(desk.token(one), score=score, now=ASKED)
        answering.tell_more(desk.token(one), effort=effort, comment="", now=ASKED)
    day = date(2026, 11, 23)

    assert queries.daily(since=day, until=day) == [Figure(day, None, 3, 11, 2, 2, 4)]
    assert queries.daily(since=day, until=day, by="agent") == [
        Figure(day, elif_.pk, 2, 7, 1, 1, 1),
        Figure(day, onur.pk, 1, 4, 1, 1, 3),
    ]
    assert queries.daily(since=day + DAY, until=day + 2 * DAY) == []
    assert queries.daily(since=day - DAY, until=day - DAY) == []


def test_the_list_shows_newest_words_first_and_goes_on_by_key(
    mailbox_channel: Channel, elif_: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(3):
        one = desk.asked(mailbox_channel, by=elif_, customer=make.customer(email=f"{number}@example.com"))
        rate(one, 5 - number, comment="Güzel" if number else "", now=ASKED + number * HOUR)

    first = queries.answers(elif_, Wanted())
    assert [one.score for one in first] == [3, 4, 5]
    assert first[1].answered_at is not None
    rest = queries.answers(elif_, Wanted(), after=queries.Key(first[1].answered_at, first[1].pk))
    assert [one.score for one in rest] == [5]
    assert [one.score for one in queries.answers(elif_, Wanted(scores="middle"))] == [3]
    assert [one.score for one in queries.answers(elif_, Wanted(is_commented=True))] == [3, 4]
    other = make.agent("Tom", role=Role.AGENT)
    other.brands.add(make.brand("Harbour"))
    assert queries.answers(other, Wanted()) == []


@pytest.mark.parametrize("path", ["/surveys/", "/surveys/follow-ups/", "/surveys/recovery/", "/settings/surveys/"])
def test_pages_say_what_there_is_also_when_there_is_nothing(path: str, survey: Survey, onur: Agent) -> None:
    client = Client()
    client.force_login(onur)
    assert client.get(path, follow=True).status_code == 200
    rate(survey, 2, comment="Kargo geç geldi")

    page = client.get(path, follow=True)

    assert page.status_code == 200
    if path in ("/surveys/", "/surveys/follow-ups/"):
        assert "Kargo geç geldi" in page.content.decode()


@pytest.mark.parametrize(
    "query", ["brand=x", "brand=99999999999", "scores=?", "after=1~", "after=2026-01-01~9", "after=~"]
)
def test_a_wild_address_shows_the_list(query: str, survey: Survey, onur: Agent) -> None:
    client = Client()
    client.force_login(onur)

    assert client.get(f"/surveys/?{query}").status_code == 200


def test_score_and_follow_up_stand_in_the_thread_and_beside_it(survey: Survey, elif_: Agent) -> None:
    rate(survey, 2, comment="Kargo geç geldi")
    client = Client()
    client.force_login(elif_)

    page = client.get(f"/conversations/{survey.conversation_id}/").content.decode()

    for words in ("Müşterinin puanı: 5 üzerinden 2", "Son memnuniyet", "Kargo geç geldi", "Memnun kalmadı"):
        assert words in page
    assert "Memnuniyet" in client.get(f"/customers/{survey.conversation.customer_id}/").content.decode()
    one = FollowUp.objects.get()
    client.post(f"/surveys/follow-ups/{one.pk}/end/", {"outcome": "solved", "what": "Aradım", "is_asked_again": "on"})
    one.refresh_from_db()
    assert (one.outcome, one.what, one.ended_by) == (Outcome.SOLVED, "Aradım", elif_)
    page = client.get(f"/conversations/{survey.conversation_id}/").content.decode()
    assert "Elif Kaya ilgilendi, düzeltildi: Aradım" in page


def test_a_list_of_many_asks_as_little_as_a_list_of_one(mailbox_channel: Channel, onur: Agent) -> None:
    client = Client()
    client.force_login(onur)
    counts = []
    for number in range(3):
        one = desk.asked(mailbox_channel, by=onur, customer=make.customer(email=f"{number}@example.com"))
        rate(one, 1, comment="Olmadı")
        if number != 1:
            client.get("/surveys/")
            with CaptureQueriesContext(connection) as asked:
                client.get("/surveys/")
                client.get("/surveys/follow-ups/")
            counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_lead_says_how_a_brand_asks(carsi: Brand, onur: Agent) -> None:
    client = Client()
    client.force_login(onur)
    given = {
        "is_on": "on",
        "after_hours": "4",
        "percent": "50",
        "throttle_days": "14",
        "low_score": "3",
        "follow_up_hours": "6",
        "question_tr": "Gönlünüz oldu mu?",
        "colour": "nar",
    }

    assert client.post(f"/settings/surveys/{carsi.pk}/", {**given, "percent": "0"}).status_code == 422
    assert client.post(f"/settings/surveys/{carsi.pk}/", given).status_code == 302

    carsi.refresh_from_db()
    found = carsi.survey_settings
    assert (found.is_on, found.asks_effort, found.percent, found.low_score) == (True, False, 50, 3)
    assert found.question_tr == "Gönlünüz oldu mu?"
