"""What the coach says in the composer: through the door that the page uses."""

import pytest
from django.test import Client

from muhatap.conversations.models import Channel, Conversation
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(elif_: Agent) -> Client:
    client = Client()
    client.force_login(elif_)
    return client


@pytest.fixture
def angry(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel, text="Üç haftadır kargom gelmedi, rezalet! Nerede bu sipariş?")


def advice(browser: Client, conversation: Conversation, text: str) -> str:
    answer = browser.post(f"/conversations/{conversation.pk}/coach/", {"text": text})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content.decode()


def test_a_burden_is_offered_back_as_our_own(browser: Client, angry: Conversation) -> None:
    drawn = advice(browser, angry, "Kargo firmasını aramanız gerekebilir.")

    assert 'data-text="Kargo firmasını aramanız gerekebilir"' in drawn
    assert "Kargo firmasını sizin için biz arıyoruz" in drawn


def test_an_upset_customer_is_answered_in_five_parts(browser: Client, angry: Conversation) -> None:
    assert drawn_marks(advice(browser, angry, "Hemen kargo firmasını arıyorum.")) == 5


def test_a_gap_is_no_word_of_the_writer_s(browser: Client, angry: Conversation) -> None:
    assert "order" not in advice(browser, angry, "{{ order.number }} numaralı siparişiniz bugün yola çıktı.")


def test_a_calm_one_needs_none(browser: Client, mailbox_channel: Channel) -> None:
    calm = make.conversation(channel=mailbox_channel, text="Merhaba, bu kazak yıkanabilir mi?")

    assert drawn_marks(advice(browser, calm, "Evet, 30 derecede yıkayabilirsiniz.")) == 0


def test_the_first_words_are_not_told_what_the_whole_lacks(browser: Client, angry: Conversation) -> None:
    assert "coach-findings" not in advice(browser, angry, "Merhaba Zeynep Hanım,")
    assert advice(browser, angry, "   ").strip() == ""


def test_what_a_draft_holds_is_never_markup(browser: Client, angry: Conversation) -> None:
    drawn = advice(browser, angry, "<script>alert(1)</script> iade yapamıyoruz <b>maalesef</b>")

    assert "<script>" not in drawn


def test_another_brands_conversation_gets_no_advice(angry: Conversation) -> None:
    stranger = make.agent(name="Can Su")
    stranger.brands.add(make.brand(name="Başka"))
    client = Client()
    client.force_login(stranger)

    assert client.post(f"/conversations/{angry.pk}/coach/", {"text": "Merhaba"}).status_code == 404


def drawn_marks(drawn: str) -> int:
    return drawn.count('<span aria-hidden="true">')
