"""What a customer does with the link of their mail: looks, presses, changes their mind; and what nobody else can do."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.surveys.models import FollowUp, Origin, State, Survey, SurveyRefusal
from muhatap.surveys.views import public
from muhatap.team.models import Agent
from tests import make
from tests.surveys import desk
from tests.surveys.desk import DAY, HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> Survey:
    """Asked an hour ago."""
    cache.clear()
    desk.settings(mailbox_channel.brand, after_hours=0)
    now = timezone.now().replace(hour=9) - DAY
    return desk.asked(mailbox_channel, by=elif_, customer=zeynep, now=now)


@pytest.fixture
def place(survey: Survey) -> str:
    return f"/survey/{desk.token(survey)}/"


@pytest.fixture
def browser() -> Client:
    """A customer's: it refuses cookies, and checks that no form of ours needs one."""
    return Client(enforce_csrf_checks=True)


def fresh(survey: Survey) -> Survey:
    return Survey.objects.get(pk=survey.pk)


def lines() -> list[str]:
    names = Event.objects.filter(name__regex="^(Survey|FollowUp)").order_by("pk")
    return list(names.values_list("name", flat=True))


def test_a_press_in_the_mail_and_one_on_the_page_are_an_answer(browser: Client, survey: Survey, place: str) -> None:
    page = browser.get(f"{place}?score=4")

    assert page.status_code == 200
    assert 'value="4" checked' in page.content.decode()
    assert "Size nasıl yardımcı olduk?" in page.content.decode()
    assert not page.cookies

    answer = browser.post(place, {"act": "rate", "score": "4"})

    assert (answer.status_code, answer.headers["Location"]) == (302, place)
    assert (fresh(survey).state, fresh(survey).score) == (State.ANSWERED, 4)
    thanks = browser.get(place).content.decode()
    assert "Teşekkür ederiz" in thanks
    assert "Çözüme ulaşmak sizi ne kadar uğraştırdı?" in thanks
    browser.post(place, {"act": "more", "effort": "2", "comment": " Elif Hanım çok yardımcı oldu. "})
    assert (fresh(survey).effort, fresh(survey).comment) == (2, "Elif Hanım çok yardımcı oldu.")
    assert lines() == ["SurveyAnswered", "SurveyCommented"]


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_every_link_records_nothing(
    method: str, browser: Client, survey: Survey, place: str
) -> None:
    for link in (place, *(f"{place}?score={score}" for score in range(1, 6)), f"{place}?stop=1", f"{place}?change=1"):
        assert getattr(browser, method)(link).status_code == 200

    assert (fresh(survey).state, fresh(survey).score) == (State.SENT, None)
    assert not SurveyRefusal.objects.exists()
    assert lines() == []


def test_the_page_has_no_script_that_could_answer(browser: Client, place: str) -> None:
    assert "<script" not in browser.get(f"{place}?score=5").content.decode()


def test_the_same_press_twice_is_one_answer(browser: Client, place: str) -> None:
    for _ in range(2):
        browser.post(place, {"act": "rate", "score": "5"})

    assert lines() == ["SurveyAnswered"]


def test_an_answer_can_be_changed_for_a_week(browser: Client, survey: Survey, place: str) -> None:
    browser.post(place, {"act": "rate", "score": "5"})

    again = browser.get(f"{place}?score=3").content.decode()
    assert 'value="3" checked' in again
    assert "Yanıtımı değiştir" in again
    browser.post(place, {"act": "rate", "score": "3"})
    assert fresh(survey).score == 3

    Survey.objects.update(answered_at=timezone.now() - timedelta(days=8))
    late = browser.post(place, {"act": "rate", "score": "1"})
    assert late.status_code == 410
    assert "Yanıtınız bizde: İdare eder" in late.content.decode()
    assert fresh(survey).score == 3


def test_a_question_of_last_month_is_closed(browser: Client, survey: Survey, place: str) -> None:
    Survey.objects.update(sent_at=timezone.now() - timedelta(days=31))

    for answer in (browser.get(f"{place}?score=5"), browser.post(place, {"act": "rate", "score": "5"})):
        assert "Bu anket artık kapandı" in answer.content.decode()
    assert fresh(survey).score is None


@pytest.mark.parametrize(
    "token", ["x", "s" * 43, "s" + "a" * 42, "%00", "ş" * 43, "..%2f..%2f", "9" * 4000], ids=range(7)
)
def test_a_forged_link_gets_a_kind_sentence(token: str, browser: Client, survey: Survey) -> None:
    for answer in (browser.get(f"/survey/{token}/"), browser.post(f"/survey/{token}/", {"act": "rate", "score": "1"})):
        assert answer.status_code == 404
    assert fresh(survey).score is None


def test_a_link_with_one_letter_changed_is_none_of_ours(browser: Client, survey: Survey, place: str) -> None:
    forged = place[:-3] + ("a" if place[-3] != "a" else "b") + "/"

    answer = browser.get(forged, headers={"Accept-Language": "tr"})

    assert answer.status_code == 404
    assert "Bu bağlantıyı tanımıyoruz" in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"act": "rate"}, {"act": "rate", "score": "6"}, {"act": "x", "score": "1"}])
def test_what_makes_no_sense_is_asked_again(sent: dict[str, str], browser: Client, survey: Survey, place: str) -> None:
    answer = browser.post(place, sent)

    assert answer.status_code == 422
    assert "Önce beş yüzden birini seçin." in answer.content.decode()
    assert fresh(survey).score is None


def test_wild_words_are_kept_as_they_are_and_shown_as_text(browser: Client, survey: Survey, place: str) -> None:
    browser.post(place, {"act": "rate", "score": "3"})
    wild = "<script>alert(1)</script>\x00 {{ 7 * 7 }} İĞÜŞÖÇ 🙁" + "a" * 5000

    browser.post(place, {"act": "more", "effort": "9", "comment": wild})

    assert fresh(survey).comment == wild.replace("\x00", "")[:2000]
    assert fresh(survey).effort is None
    assert "<script>alert" not in browser.get(place).content.decode()


def test_words_without_a_score_are_not_taken(browser: Client, survey: Survey, place: str) -> None:
    assert browser.post(place, {"act": "more", "comment": "Merhaba"}).status_code == 404
    assert fresh(survey).comment == ""


def test_a_colleague_who_is_signed_in_rates_nobody(survey: Survey, place: str, elif_: Agent) -> None:
    colleague = Client()
    colleague.force_login(elif_)

    assert "yalnızca müşteri" in colleague.get(f"{place}?score=5").content.decode()
    assert colleague.post(place, {"act": "rate", "score": "5"}).status_code == 403
    assert fresh(survey).score is None


def test_whoever_presses_too_often_waits(browser: Client, place: str) -> None:
    answers = [browser.post(place, {"act": "rate", "score": "4"}).status_code for _ in range(public.MOST_BY_LINK + 2)]

    assert answers == [302] * public.MOST_BY_LINK + [429] * 2


def test_one_address_cannot_try_link_after_link(
    browser: Client, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "MOST_BY_ADDRESS", 3)

    answers = [browser.post(f"/survey/s{number:042}/", {"act": "rate"}).status_code for number in range(4)]

    assert answers == [404, 404, 404, 429]


def test_whoever_wants_no_more_questions_says_so_once(browser: Client, place: str, zeynep: Customer) -> None:
    assert "Bir daha sormayın" in browser.get(f"{place}?stop=1").content.decode()

    for _ in range(2):
        browser.post(place, {"act": "stop"})

    assert SurveyRefusal.objects.get().customer == zeynep
    assert "Bir daha sormayacağız" in browser.get(f"{place}?stop=1").content.decode()
    assert lines() == ["SurveyRefused"]


def test_the_link_of_a_deleted_conversation_leads_nowhere(
    browser: Client, survey: Survey, place: str, elif_: Agent
) -> None:
    conversations.delete(survey.conversation, by=elif_, now=timezone.now())

    assert browser.post(place, {"act": "rate", "score": "1"}).status_code == 404
    assert fresh(survey).score is None


def test_the_answer_to_a_merged_conversation_stands_in_the_survivor(
    browser: Client, survey: Survey, place: str, mailbox_channel: Channel, zeynep: Customer, elif_: Agent
) -> None:
    survivor = make.conversation(channel=mailbox_channel, customer=zeynep)
    conversations.merge(survey.conversation, into=survivor, by=elif_)

    browser.post(place, {"act": "rate", "score": "2"})

    assert (fresh(survey).score, fresh(survey).conversation) == (2, survivor)
    assert Event.objects.get(name="SurveyAnswered").subject == f"conversation:{survivor.pk}"


def test_a_reply_is_rated_below_itself(
    browser: Client, mailbox_channel: Channel, zeynep: Customer, elif_: Agent
) -> None:
    desk.settings(mailbox_channel.brand, is_on=False, in_signature=True)
    conversation = make.conversation(channel=mailbox_channel, customer=zeynep)
    reply = desk.answer(conversation, by=elif_, now=timezone.now() - HOUR)
    place = f"/survey/{desk.reply_token(reply)}/"
    assert browser.get(f"{place}?score=2").status_code == 200
    assert not Survey.objects.exists()

    for score in ("2", "5"):
        browser.post(place, {"act": "rate", "score": score})

    (rated,) = Survey.objects.all()
    assert (rated.origin, rated.score, rated.agent, rated.message) == (Origin.SIGNATURE, 5, elif_, reply)
    assert FollowUp.objects.get().outcome == "overtaken"


def test_the_page_speaks_english_to_whoever_does(browser: Client, survey: Survey, place: str) -> None:
    Survey.objects.update(language="en")

    page = browser.get(f"{place}?score=1", headers={"Accept-Language": "tr"}).content.decode()

    assert '<html lang="en">' in page
    assert "How did we do?" in page
    assert "Send my answer" in page


def test_the_comment_goes_with_a_conversation_that_is_deleted_for_good(
    browser: Client, survey: Survey, place: str, elif_: Agent
) -> None:
    browser.post(place, {"act": "rate", "score": "1"})
    browser.post(place, {"act": "more", "comment": "Telefonum 0532 123 45 67"})
    number = survey.conversation_id
    conversations.delete(Conversation.objects.get(pk=number), by=elif_, now=timezone.now())

    conversations.purge_bin(now=timezone.now() + 40 * DAY)

    assert not Survey.objects.exists()
    assert not FollowUp.objects.exists()
    assert "comment" not in Event.objects.get(name="SurveyCommented").data
    assert Event.objects.get(name="SurveyAnswered").data["score"] == 1
