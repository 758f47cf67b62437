"""Two causes that were made one come apart again, each with what it brought; groups keep their reasons in sight."""

from html import unescape

import pytest
from django.test import Client

from muhatap.causes import actions, proposals, queries
from muhatap.causes.actions import reporting
from muhatap.causes.models import Cause, Department, Evidence, Heard, Reason, State
from muhatap.conversations.models import Channel, Conversation
from muhatap.team.models import Agent, Language
from tests import make
from tests.causes import desk
from tests.causes.desk import DAY, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(mailbox_channel: Channel) -> list[Conversation]:
    return [make.conversation(channel=mailbox_channel, at=NOW - number * DAY) for number in range(6)]


def made(by: Agent, name: str, heard: list[Conversation]) -> Cause:
    cause = desk.cause(by, name)
    for each in heard:
        actions.join(cause, each, by=by, now=NOW)
    return cause


def evidence(*causes: Cause) -> list[tuple[int, set[tuple[int | None, str, int]]]]:
    """What each has, as its list counts it and row by row."""
    found = []
    for cause in causes:
        cause.refresh_from_db()
        rows = Heard.objects.filter(cause=cause).values_list("conversation", "kind", "count")
        found.append((cause.evidence_count, set(rows)))
    return found


@pytest.fixture
def browser(elif_: Agent) -> Client:
    client = Client()
    client.force_login(elif_)
    return client


def test_taken_apart_each_has_what_it_brought(letters: list[Conversation], elif_: Agent) -> None:
    one, two = made(elif_, "Biri", letters[:3]), made(elif_, "Öbürü", letters[2:5])
    actions.count_silently(one, kind=Evidence.ARTICLE_READ, key="k", day=TODAY, count=7)
    actions.count_silently(two, kind=Evidence.ARTICLE_READ, key="k", day=TODAY, count=2)
    before = evidence(one, two)

    actions.merge_causes(one, into=two, by=elif_, now=NOW)
    assert [each[0] for each in evidence(one, two)] == [0, 5 + 9]
    desk.turned(one, State.HEARD, by=elif_)

    assert evidence(one, two) == before
    one.refresh_from_db()
    assert (one.state, one.merged_into) == (State.HEARD, None)


def test_what_came_meanwhile_stays_with_the_other(letters: list[Conversation], elif_: Agent) -> None:
    one, two = made(elif_, "Biri", letters[:1]), made(elif_, "Öbürü", letters[1:2])
    actions.count_silently(one, kind=Evidence.ARTICLE_READ, key="k", day=TODAY, count=7)
    actions.merge_causes(one, into=two, by=elif_, now=NOW)

    actions.join(two, letters[2], by=elif_, now=NOW)
    actions.count_silently(two, kind=Evidence.ARTICLE_READ, key="k", day=TODAY, count=3)
    actions.leave(two, letters[0], by=elif_)
    desk.turned(one, State.HEARD, by=elif_)

    (first, _), (second, rows) = evidence(one, two)
    assert (first, second) == (7, 2 + 3), "taken off by a person it is nobody's"
    assert letters[2].pk in {row[0] for row in rows}


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_merged_twice_they_come_apart_in_any_order(
    letters: list[Conversation], elif_: Agent, order: tuple[str, str]
) -> None:
    causes = {
        "one": made(elif_, "Biri", letters[:3]),
        "two": made(elif_, "Öbürü", letters[2:4]),
        "three": made(elif_, "Üçüncüsü", [letters[0], letters[3], letters[5]]),
    }
    before = evidence(*causes.values())
    actions.merge_causes(causes["one"], into=causes["two"], by=elif_, now=NOW)
    actions.merge_causes(causes["two"], into=causes["three"], by=elif_, now=NOW)
    assert evidence(causes["three"])[0][0] == 5

    for name in order:
        desk.turned(causes[name], State.HEARD, by=elif_)

    assert evidence(*causes.values()) == before


def test_what_its_reason_heard_meanwhile_is_its_own(letters: list[Conversation], elif_: Agent) -> None:
    why = desk.reason()
    one = desk.cause(elif_, "Biri", reason=why, gathers=True)
    two = desk.cause(elif_, "Öbürü")
    actions.merge_causes(one, into=two, by=elif_, now=NOW - 3 * DAY)
    actions.choose(letters[1], reason=why, by=elif_, now=NOW)

    desk.turned(one, State.HEARD, by=elif_)

    assert [each[0] for each in evidence(one, two)] == [1, 0]


def test_nothing_is_merged_into_what_is_merged_itself(letters: list[Conversation], elif_: Agent) -> None:
    one, two, three = (made(elif_, name, []) for name in ("Biri", "Öbürü", "Üçüncüsü"))
    actions.merge_causes(one, into=two, by=elif_, now=NOW)

    with pytest.raises(actions.CannotTurn):
        actions.merge_causes(three, into=one, by=elif_, now=NOW)


def test_they_are_taken_apart_from_either_page(letters: list[Conversation], elif_: Agent, browser: Client) -> None:
    one, two = made(elif_, "Biri", letters[:2]), made(elif_, "Öbürü", letters[2:3])
    actions.merge_causes(one, into=two, by=elif_, now=NOW)
    for cause in (one, two):
        page = unescape(browser.get(f"/causes/{cause.pk}/").content.decode())
        assert f'action="/causes/{one.pk}/turn/"' in page
        assert "Yeniden ayır" in page

    browser.post(f"/causes/{one.pk}/turn/", {"to": "heard"})

    assert [each[0] for each in evidence(one, two)] == [2, 1]
    assert "Yeniden ayır" not in unescape(browser.get(f"/causes/{two.pk}/").content.decode())


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 1, "1 contact in all, 1 of it in the last 30 days."),
        ("en", 2, "2 contacts in all, 2 of them in the last 30 days."),
        ("tr", 1, "Toplam 1 temas; son 30 günde 1."),
        ("tr", 2, "Toplam 2 temas; 2 tanesi son 30 günde."),
    ],
)
def test_a_report_counts_in_words_that_fit(
    letters: list[Conversation], elif_: Agent, mailoutbox: list[object], language: str, count: int, words: str
) -> None:
    depot = Department.objects.create(name="Depo", email="depo@carsi.example", language=language)
    cause = made(elif_, "Biri", letters[:count])
    actions.describe(cause, fields={"department": depot}, by=elif_)

    reporting.send(actions.report(cause, by=elif_, now=NOW).pk, now=NOW)

    assert words in mailoutbox[0].body  # type: ignore[attr-defined]


# Groups of reasons --------------------------------------------------------------------------------------------------


@pytest.fixture
def way(db: None) -> Reason:
    group = desk.reason("Yolda")
    for name in ("Aktarmada bekliyor", "Kurye uğramıyor"):
        desk.reason(name, parent=group)
    return group


def chosen_from() -> set[str]:
    return {each.name for each in queries.leaves()}


def test_a_group_that_is_put_away_leaves_its_reasons_in_sight(way: Reason, onur: Agent) -> None:
    actions.put_away(way, by=onur)

    assert chosen_from() == {"Aktarmada bekliyor", "Kurye uğramıyor"}
    assert [(group.name, len(own)) for group, own in queries.tree()] == [("Yolda", 2)]
    for each in way.children.all():
        actions.put_away(each, by=onur)
    assert queries.tree() == []


def test_whoever_puts_a_group_away_is_asked(way: Reason, onur: Agent) -> None:
    other = desk.reason("Teslimat")
    client = Client()
    client.force_login(onur)
    page = unescape(client.get(f"/settings/reasons/{way.pk}/").content.decode())
    assert "Altındaki 2 sebep ne olsun?" in page
    assert "“Teslimat” altına geçsin" in page

    client.post(f"/settings/reasons/{way.pk}/away/", {"becomes": other.pk})

    assert [(group.name, len(own)) for group, own in queries.tree()] == [("Teslimat", 2)]
    client.post(f"/settings/reasons/{other.pk}/away/", {"becomes": "away"})
    assert queries.tree() == []
    client.post(f"/settings/reasons/{other.pk}/away/", {"becomes": "9" * 40})
    assert chosen_from() == {"Teslimat"}


@pytest.mark.parametrize("kind", ["group", "own", "plain"])
def test_a_group_that_is_merged_hides_nothing(way: Reason, onur: Agent, kind: str) -> None:
    other = desk.reason("Teslimat")
    if kind == "group":
        desk.reason("Adres yanlış", parent=other)
    into = way.children.all()[0] if kind == "own" else other

    actions.merge_reasons(way, into=into, by=onur)

    assert chosen_from() >= {"Aktarmada bekliyor", "Kurye uğramıyor"}
    if kind == "group":
        assert [group.name for group, _ in queries.tree()] == ["Teslimat"]


def test_a_reason_stays_in_its_group_that_was_put_away(way: Reason, onur: Agent) -> None:
    actions.put_away(way, by=onur)
    one = way.children.all()[0]
    client = Client()
    client.force_login(onur)
    form = {"name_tr": "Aktarmada bekletiliyor", "parent": way.pk, "stage": "after_sale"}

    assert client.post(f"/settings/reasons/{one.pk}/", form).status_code == 302

    one.refresh_from_db()
    assert one.parent == way


# Names in the reader's language -------------------------------------------------------------------------------------


def jumped() -> Cause:
    why = desk.reason("Kargo aktarmada bekliyor", name_en="The parcel stands still at a hub")
    seen = {"kind": proposals.SPIKE, "id": f"reason:{why.pk}", "name": why.name_tr, "count": 9, "expected": 2.0}
    return actions.open_cause(name=why.name_tr, by=None, now=NOW, reason=why, proposal=seen)


@pytest.mark.parametrize(
    ("language", "name"),
    [(Language.TURKISH, "Kargo aktarmada bekliyor"), (Language.ENGLISH, "The parcel stands still at a hub")],
)
def test_what_has_jumped_is_called_as_its_reader_calls_it(elif_: Agent, language: str, name: str) -> None:
    cause = jumped()
    elif_.language = language
    elif_.save()
    client = Client()
    client.force_login(elif_)
    for place in ("/causes/", f"/causes/{cause.pk}/"):
        page = unescape(client.get(place).content.decode())
        assert page.count(name) >= 2, place

    desk.turned(cause, State.HEARD, by=elif_)

    cause.refresh_from_db()
    assert (cause.name, cause.title) == (name, name)


def test_a_thread_says_why_in_the_readers_language(letters: list[Conversation], elif_: Agent) -> None:
    why = desk.reason("Kargo aktarmada bekliyor", name_en="The parcel stands still at a hub")
    actions.choose(letters[0], reason=why, by=elif_, now=NOW)
    elif_.language = Language.ENGLISH
    elif_.save()
    client = Client()
    client.force_login(elif_)

    assert why.name_en in client.get(f"/conversations/{letters[0].pk}/").content.decode()
    Reason.objects.update(name_tr="Başka", name_en="Another")
    assert "Kargo aktarmada bekliyor" in client.get(f"/conversations/{letters[0].pk}/").content.decode()
