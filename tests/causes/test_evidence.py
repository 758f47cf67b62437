"""What counts on a cause: conversations once each, silent contacts, and what goes away again."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.causes import actions, queries
from muhatap.causes.models import Cause, Choice, Evidence, Heard, State
from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.team.models import Agent
from tests import make
from tests.causes import desk
from tests.causes.desk import DAY, NOW, TODAY

pytestmark = pytest.mark.django_db

WHY = {"HX-Request": "true", "HX-Target": "why"}
PICKS = {"HX-Request": "true", "HX-Target": "picks"}


@pytest.fixture
def asked(mailbox_channel: Channel, zeynep: Customer) -> Conversation:
    said = "Merhaba, ben Zeynep. Siparişim dokuz gündür aktarmada bekliyor."
    return make.conversation(channel=mailbox_channel, customer=zeynep, at=NOW - DAY, text=said)


@pytest.fixture
def second(mailbox_channel: Channel, murat: Customer) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=murat, at=NOW)


@pytest.fixture
def hub(elif_: Agent) -> Cause:
    return desk.cause(elif_)


@pytest.fixture
def browser(elif_: Agent) -> Client:
    client = Client()
    client.force_login(elif_)
    return client


def kept(cause: Cause) -> tuple[int, object, object]:
    cause.refresh_from_db()
    return cause.evidence_count, cause.first_heard_at, cause.last_heard_at


def lines(conversation: Conversation) -> list[str]:
    events = Event.objects.filter(subject=f"conversation:{conversation.pk}", name__startswith="Cause")
    return list(events.order_by("pk").values_list("name", flat=True))


def test_a_cause_begins_with_the_conversation_it_was_heard_in(asked: Conversation, elif_: Agent) -> None:
    cause = desk.cause(elif_, "Aktarmada bekleyen paketler", conversation=asked)

    heard = Heard.objects.get()
    assert (cause.state, cause.owner, cause.brand) == (State.HEARD, elif_, asked.brand)
    assert heard.quote == "Siparişim dokuz gündür aktarmada bekliyor."
    assert (heard.customer, heard.at, heard.by) == (asked.customer, asked.opened_at, elif_)
    assert kept(cause) == (1, asked.opened_at, asked.opened_at)
    assert lines(asked) == ["CauseHeard"]


def test_a_conversation_counts_once_and_can_leave(
    asked: Conversation, second: Conversation, hub: Cause, elif_: Agent
) -> None:
    for conversation in (asked, asked, second):
        actions.join(hub, conversation, by=elif_, now=NOW)
    assert kept(hub) == (2, asked.opened_at, second.opened_at)

    actions.leave(hub, second, by=elif_)
    actions.leave(hub, second, by=elif_)

    assert kept(hub) == (1, asked.opened_at, asked.opened_at)
    assert lines(second) == ["CauseHeard", "CauseUnheard"]
    actions.leave(hub, asked, by=elif_)
    assert kept(hub) == (0, None, None)


def test_one_without_words_counts_all_the_same(mailbox_channel: Channel, hub: Cause, elif_: Agent) -> None:
    silent = make.conversation(channel=mailbox_channel, text="")

    actions.join(hub, silent, by=elif_, now=NOW)

    assert Heard.objects.get().quote == ""
    assert kept(hub)[0] == 1


def test_a_merge_takes_the_evidence_along_once(
    asked: Conversation, second: Conversation, hub: Cause, elif_: Agent
) -> None:
    other = desk.cause(elif_, "Takip sayfası güncellenmiyor", conversation=second)
    for conversation in (asked, second):
        actions.join(hub, conversation, by=elif_, now=NOW)
    actions.choose(second, reason=desk.reason(), by=elif_, now=NOW)

    conversations.merge(second, into=asked, by=elif_)

    assert {(each.cause_id, each.conversation_id) for each in Heard.objects.all()} == {
        (hub.pk, asked.pk),
        (other.pk, asked.pk),
    }
    assert (kept(hub)[0], kept(other)[0]) == (1, 1)
    assert Choice.objects.get().conversation == asked


def test_the_survivor_keeps_its_own_reason(asked: Conversation, second: Conversation, elif_: Agent) -> None:
    own, theirs = desk.reason("Kargo aktarmada bekliyor"), desk.reason("Yolda zarar görmüş")
    actions.choose(asked, reason=own, by=elif_, now=NOW)
    actions.choose(second, reason=theirs, by=elif_, now=NOW)

    conversations.merge(second, into=asked, by=elif_)

    assert Choice.objects.get(conversation=asked).reason == own


def test_silent_contacts_count_by_day(hub: Cause) -> None:
    def silent(day: date, count: int = 1, kind: str = Evidence.ARTICLE_READ, key: str = "kargo-nerede") -> None:
        actions.count_silently(hub, kind=kind, key=key, day=day, count=count)

    for count in (1, 4):
        silent(TODAY, count)
    silent(TODAY - DAY, 2)
    silent(TODAY, 3, Evidence.FAILED_SEARCH)
    silent(TODAY, 1, Evidence.CHAT_ANSWER, "ı" * 500)

    assert kept(hub)[0] == 11
    assert Heard.objects.count() == 4
    assert hub.first_heard_at is not None
    assert timezone.localtime(hub.first_heard_at).date() == TODAY - DAY


@pytest.mark.parametrize(
    ("kind", "count"),
    [("conversation", 1), ("", 1), ("article", 1), ("article_read", 0), ("article_read", -3)],
)
def test_what_is_no_silent_contact_is_refused(hub: Cause, kind: str, count: int) -> None:
    with pytest.raises(ValueError, match="no silent contact"):
        actions.count_silently(hub, kind=kind, key="k", day=TODAY, count=count)
    assert not Heard.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2024, 2, 29)])
def test_the_day_of_a_silent_contact_is_that_day_whatever_the_clocks_do(
    hub: Cause, day: date, settings: object
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"  # type: ignore[attr-defined]
    with timezone.override("Europe/Berlin"):
        actions.count_silently(hub, kind=Evidence.NOT_HELPED, key="iade", day=day)
        actions.count_silently(hub, kind=Evidence.NOT_HELPED, key="iade", day=day)

        heard = Heard.objects.get()
        assert (timezone.localtime(heard.at).date(), heard.count) == (day, 2)


def test_what_goes_for_good_no_longer_counts(
    asked: Conversation, second: Conversation, hub: Cause, elif_: Agent, deniz: Agent
) -> None:
    for conversation in (asked, second):
        actions.join(hub, conversation, by=elif_, now=NOW)
    conversations.delete(asked, by=deniz, now=NOW)
    conversations.purge_bin(now=NOW + timedelta(days=60))

    actions.recount_all()

    assert kept(hub) == (1, second.opened_at, second.opened_at)


def test_two_causes_become_one(asked: Conversation, second: Conversation, hub: Cause, elif_: Agent) -> None:
    other = desk.cause(elif_, "Şubede bekletiyorlar", conversation=second)
    for cause in (hub, other):
        actions.join(cause, asked, by=elif_, now=NOW)
    actions.count_silently(other, kind=Evidence.ARTICLE_READ, key="k", day=TODAY, count=5)

    actions.merge_causes(other, into=hub, by=elif_, now=NOW)

    assert (kept(hub)[0], kept(other)[0]) == (7, 0)
    assert other.state == State.DISMISSED
    assert other.turns.last().text == hub.name


def test_search_as_you_type_finds_what_it_may_join(
    asked: Conversation, hub: Cause, elif_: Agent, browser: Client
) -> None:
    desk.cause(elif_, "Başka markanın işi", brand=make.brand("Başka"))
    desk.turned(desk.cause(elif_, "Değilmiş"), State.DISMISSED, by=elif_)
    place = f"/conversations/{asked.pk}/why/cause/"

    def found(typed: str) -> list[str]:
        assert browser.get(place, {"q": typed}, headers=PICKS).status_code == 200
        return [each.name for each in queries.matching(elif_, asked, typed)]

    assert found("") == [hub.name]
    assert found("AKTARMA paket") == [hub.name]
    assert found("aktarmadabekl") == []
    for hostile in ("\0", "%", "'; --", "a" * 10_000, "İIıi", "<script>"):
        assert found(hostile) in ([], [hub.name])
    actions.join(hub, asked, by=elif_, now=NOW)
    assert found("aktarma") == []


def test_joining_and_leaving_on_the_page(asked: Conversation, hub: Cause, browser: Client) -> None:
    place = f"/conversations/{asked.pk}/why/cause/"
    page = unescape(browser.post(place, {"cause": hub.pk}, headers=WHY).content.decode())
    assert hub.name in page
    assert kept(hub)[0] == 1

    page = unescape(browser.post(f"/conversations/{asked.pk}/why/causes/{hub.pk}/leave/", headers=WHY).content.decode())

    assert hub.name not in page
    assert kept(hub)[0] == 0
    assert browser.post(place, {"cause": hub.pk}).status_code == 302, "without scripts, too"
    assert kept(hub)[0] == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "a\0b"])
def test_a_cause_without_a_name_is_not_opened(asked: Conversation, browser: Client, name: str) -> None:
    answer = browser.post(f"/conversations/{asked.pk}/why/cause/", {"name": name}, headers=WHY)

    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#dialogs")
    assert not Cause.objects.exists()


def test_a_name_is_shown_as_it_was_typed_and_does_nothing(asked: Conversation, browser: Client) -> None:
    name = "<img src=x onerror=alert(1)> {{ settings }}"
    page = browser.post(f"/conversations/{asked.pk}/why/cause/", {"name": name, "wish": name}, headers=WHY)
    one = Cause.objects.get()

    for content in (page, browser.get("/causes/"), browser.get(f"/causes/{one.pk}/")):
        text = content.content.decode()
        assert "<img src=x" not in text
        assert "&lt;img src=x onerror=alert(1)&gt; {{ settings }}" in text


def test_another_brand_s_causes_are_not_there(asked: Conversation, elif_: Agent) -> None:
    own = desk.cause(elif_, "Çarşı'nın işi", conversation=asked)
    everyone = desk.cause(elif_, "Herkesin işi")
    actions.join(everyone, asked, by=elif_, now=NOW)
    other = make.brand("Başka")
    theirs = make.conversation(
        channel=make.channel(brand=other, address="b@baska.example"), text="Bizim sözümüz buydu."
    )
    actions.join(everyone, theirs, by=elif_, now=NOW)
    stranger = make.agent("Yabancı")
    stranger.brands.add(other)
    client = Client()
    client.force_login(stranger)

    assert [each.name for each in queries.board(stranger)] == ["Herkesin işi"]
    assert own.name not in unescape(client.get("/causes/").content.decode())
    for place in ("", "edit/", "report/"):
        assert client.get(f"/causes/{own.pk}/{place}").status_code == 404
    assert client.post(f"/causes/{own.pk}/turn/", {"to": "fixed"}).status_code == 404
    # Of a cause of every brand, the conversations of one's own.
    shown = unescape(client.get(f"/causes/{everyone.pk}/").content.decode())
    assert ("Bizim sözümüz buydu" in shown, "aktarmada bekliyor" in shown) == (True, False)
    assert client.post(f"/conversations/{theirs.pk}/why/cause/", {"cause": own.pk}, headers=WHY).status_code == 404
    assert client.post(f"/conversations/{theirs.pk}/why/causes/{own.pk}/leave/").status_code == 404


def test_a_cause_of_one_brand_takes_no_conversation_of_another(asked: Conversation, elif_: Agent) -> None:
    foreign = desk.cause(elif_, "Başka markanın işi", brand=make.brand("Başka"))
    client = Client()
    client.force_login(elif_)

    answer = client.post(f"/conversations/{asked.pk}/why/cause/", {"cause": foreign.pk}, headers=WHY)

    assert answer.status_code == 404
    assert kept(foreign)[0] == 0


def test_a_reason_that_was_put_away_stays_with_its_cause(hub: Cause, onur: Agent, browser: Client) -> None:
    reason, department = desk.reason(), desk.department()
    actions.describe(hub, fields={"reason": reason, "department": department, "gathers": True}, by=onur)
    actions.put_away(reason, by=onur)
    department.is_archived = True
    department.save()

    browser.post(
        f"/causes/{hub.pk}/edit/",
        {"name": "Yeni ad", "reason": reason.pk, "department": department.pk, "gathers": "on"},
    )

    hub.refresh_from_db()
    assert (hub.name, hub.reason, hub.department, hub.gathers) == ("Yeni ad", reason, department, True)


@pytest.mark.django_db(transaction=True)
def test_two_who_join_at_once_are_both_counted(
    asked: Conversation, second: Conversation, hub: Cause, elif_: Agent, onur: Agent
) -> None:
    failures = desk.side_by_side(
        lambda: actions.join(hub, asked, by=elif_, now=NOW),
        lambda: actions.join(hub, asked, by=onur, now=NOW),
        lambda: actions.join(hub, second, by=onur, now=NOW),
        lambda: actions.count_silently(hub, kind=Evidence.ARTICLE_READ, key="k", day=TODAY),
        lambda: actions.count_silently(hub, kind=Evidence.ARTICLE_READ, key="k", day=TODAY),
    )

    assert failures == []
    assert kept(hub)[0] == 4
    assert sorted(Heard.objects.values_list("count", flat=True)) == [1, 1, 2]


def test_a_cause_is_not_merged_into_itself_or_into_another_brands(hub: Cause, elif_: Agent) -> None:
    foreign = desk.cause(elif_, "Depo kapalı", brand=make.brand(name="Harbour"))

    for into in (hub, foreign):
        with pytest.raises(actions.CannotTurn):
            actions.merge_causes(hub, into=into, by=elif_, now=NOW)

    hub.refresh_from_db()
    assert hub.state == State.HEARD


def test_two_causes_are_made_one_from_the_page(hub: Cause, elif_: Agent) -> None:
    twin = desk.cause(elif_, "Aktarmada kalan kargolar")
    actions.join(twin, make.conversation(), by=elif_, now=NOW)
    client = Client()
    client.force_login(elif_)

    answer = client.post(f"/causes/{twin.pk}/merge/", {"into": hub.pk})

    assert answer.headers["Location"] == f"/causes/{hub.pk}/"
    hub.refresh_from_db()
    twin.refresh_from_db()
    assert (hub.evidence_count, twin.evidence_count, twin.state) == (1, 0, State.DISMISSED)


def test_evidence_goes_on_as_far_as_somebody_looks(hub: Cause, elif_: Agent) -> None:
    desk.contacts(hub, [30] * 4, since=(NOW - 4 * desk.DAY).date())
    client = Client()
    client.force_login(elif_)

    first = client.get(f"/causes/{hub.pk}/").content.decode()
    whole = client.get(f"/causes/{hub.pk}/?shown=150").content.decode()
    wild = client.get(f"/causes/{hub.pk}/?shown=999999999999")

    assert 'href="?shown=100"' in first
    assert 'href="?shown=' not in whole
    assert wild.status_code == 200
