"""Nothing that a model wrote goes out before somebody has read it, whatever the page says."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations.models import Conversation, Delivery, Direction, Message
from muhatap.language_model import actions
from muhatap.language_model.actions.reading import suggest
from muhatap.language_model.models import Suggestion
from muhatap.team.models import Agent

WRITTEN = "Merhaba Zeynep Hanım,\n\nSiparişiniz yolda; yarın elinizde."


@pytest.fixture
def suggested(asked: Conversation, elif_: Agent) -> str:
    return suggest(asked, WRITTEN, by=elif_, now=timezone.now())


def send(conversation: Conversation, by: Agent, text: str, **fields: object) -> tuple[int, str]:
    page = Client()
    page.force_login(by)
    form = {"kind": "reply", "to": "zeynep@example.com", "text": text, "key": uuid4().hex, **fields}
    answer = page.post(f"/conversations/{conversation.pk}/messages/", form)
    return answer.status_code, answer.content.decode()


def sent(conversation: Conversation) -> list[str]:
    return list(conversation.messages.filter(direction=Direction.OUT).values_list("text", flat=True))


def test_an_unread_suggestion_is_held_and_goes_when_it_was_read(
    asked: Conversation, elif_: Agent, suggested: str
) -> None:
    status, page = send(asked, elif_, WRITTEN)

    assert (status, sent(asked)) == (409, [])
    assert "Henüz gönderilmedi: öneriyi okuyan olmadı" in page
    assert f'name="past" value="{suggested}"' in page

    assert send(asked, elif_, WRITTEN, past=suggested)[0] == 302
    assert sent(asked) == [WRITTEN]
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        f"Selam!\n\n{WRITTEN}\n\nElif",
        WRITTEN.replace("Siparişiniz", "SİPARİŞİNİZ"),
        "Merhaba  Zeynep Hanım\nsiparişiniz yolda - yarın elinizde",
    ],
)
def test_words_around_it_or_other_marks_do_not_make_it_read(
    asked: Conversation, elif_: Agent, suggested: str, text: str
) -> None:
    assert send(asked, elif_, text)[0] == 409
    assert sent(asked) == []


def test_who_changed_a_word_has_read_it(asked: Conversation, elif_: Agent, suggested: str) -> None:
    assert send(asked, elif_, WRITTEN.replace("yarın", "cuma günü"))[0] == 302


def test_the_page_says_along_with_the_reply_that_it_was_read(asked: Conversation, elif_: Agent, suggested: str) -> None:
    along = json.dumps({"language_model": {"read": [suggested]}})

    assert send(asked, elif_, WRITTEN, along=along)[0] == 302


@pytest.mark.parametrize("along", ['{"language_model": 7}', '{"language_model": {"read": [[], null, "x"]}}', "[", ""])
def test_wild_words_along_confirm_nothing(asked: Conversation, elif_: Agent, suggested: str, along: str) -> None:
    assert send(asked, elif_, WRITTEN, along=along, past="x,,\x00")[0] in (409, 422)
    assert sent(asked) == []


def test_a_colleague_does_not_send_it_unread_either(
    asked: Conversation, elif_: Agent, onur: Agent, suggested: str
) -> None:
    assert send(asked, onur, WRITTEN)[0] == 409


def test_who_said_so_before_is_not_asked_again(asked: Conversation, elif_: Agent, suggested: str) -> None:
    page = Client()
    page.force_login(elif_)

    assert page.post(f"/conversations/{asked.pk}/language-model/reading/", {"uid": [suggested]}).status_code == 204
    assert send(asked, elif_, WRITTEN)[0] == 302


def test_a_suggestion_of_another_conversation_is_not_confirmed_from_here(
    asked: Conversation, elif_: Agent, suggested: str
) -> None:
    other = Conversation.objects.create(
        brand=asked.brand,
        channel=asked.channel,
        customer=asked.customer,
        opened_at=timezone.now(),
        last_message_at=timezone.now(),
    )

    actions.read(other, [suggested])

    assert Suggestion.objects.exists()


def test_a_note_is_not_held(asked: Conversation, elif_: Agent, suggested: str) -> None:
    assert send(asked, elif_, WRITTEN, kind="note")[0] == 302


def test_what_was_chosen_with_the_sending_is_kept_while_it_is_held(
    asked: Conversation, elif_: Agent, suggested: str
) -> None:
    _, page = send(asked, elif_, WRITTEN, then="closed")
    assert '<input type="hidden" name="then" value="closed">' in page

    _, page = send(asked, elif_, WRITTEN, leave="chosen", leave_on="2027-03-01T10:00")
    assert '<input type="hidden" name="leave" value="2027-03-01T10:00:00+03:00">' in page
    assert not Delivery.objects.exists()


def test_a_reply_that_has_gone_leaves_nothing_waiting(asked: Conversation, elif_: Agent, suggested: str) -> None:
    send(asked, elif_, "Kendi sözlerimle: yolda.")

    assert Message.objects.filter(conversation=asked, direction=Direction.OUT).count() == 1
    assert not Suggestion.objects.exists()
