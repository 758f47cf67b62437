"""What customers say when asked whether all is well: looking records nothing, pressing does, and a mail counts too."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation, Status
from muhatap.core.models import Event
from muhatap.notices.models import Kind, Notice
from muhatap.promises import actions
from muhatap.promises.checking_back import answering, letters, listing, tokens
from muhatap.promises.models import CheckBack, CheckBackState, Origin, Promise, Wellbeing
from muhatap.surveys.models import SurveyRefusal
from muhatap.team.models import Agent
from tests.promises import check_back_desk as desk
from tests.promises.check_back_desk import DAY, HOUR, THURSDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(mailbox_channel: Channel, elif_: Agent) -> CheckBack:
    """Asked as the clock stands now, so that the page of the mail is open."""
    check_back = desk.asked(mailbox_channel, by=elif_, because=desk.reason(), language="tr")
    now = timezone.now()
    CheckBack.objects.update(asked_at=now - HOUR, waits_until=now + 7 * DAY, closed_at=now - 4 * DAY)
    check_back.refresh_from_db()
    return check_back


def fresh(check_back: CheckBack) -> CheckBack:
    return CheckBack.objects.select_related("conversation", "promise").get(pk=check_back.pk)


def test_looking_records_nothing_however_the_link_is_opened(client: Client, asked: CheckBack) -> None:
    place = desk.place(asked)

    for address in (place, f"{place}?answer=fine", f"{place}?answer=not_fine", f"{place}?stop=1"):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200

    assert fresh(asked).state == CheckBackState.ASKED
    assert not SurveyRefusal.objects.exists()
    # What was pressed in the mail is chosen already; the button alone says it.
    assert 'value="not_fine" checked' in client.get(f"{place}?answer=not_fine").content.decode()


def test_fine_is_noted_and_opens_nothing(client: Client, asked: CheckBack) -> None:
    answer = client.post(desk.place(asked), {"answer": "fine", "words": ""}, follow=True)

    assert "Buna çok sevindik" in answer.content.decode()
    found = fresh(asked)
    assert (found.state, found.answer) == (CheckBackState.ANSWERED, Wellbeing.FINE)
    assert found.conversation.is_closed
    assert not Promise.objects.exists()
    assert Event.objects.get(name="CheckBackAnswered").data["how"] == "page"


def test_not_fine_comes_back_to_its_owner_with_something_owed(client: Client, asked: CheckBack, elif_: Agent) -> None:
    client.post(desk.place(asked), {"answer": "not_fine", "words": "Yenisi de kırık geldi."})

    found = fresh(asked)
    assert (found.answer, found.words) == (Wellbeing.NOT_FINE, "Yenisi de kırık geldi.")
    conversation = found.conversation
    assert (conversation.status, conversation.assigned_to, conversation.owed_count) == (Status.OPEN, elif_, 1)
    promise = Promise.objects.get()
    assert (promise.owner, promise.origin, found.promise) == (elif_, Origin.CHECK_BACK, promise)
    assert "Yenisi de kırık geldi." in promise.text
    assert promise.due_at is not None
    assert promise.due_at > timezone.now()
    assert list(Notice.objects.filter(kind=Kind.LOW_SCORE).values_list("agent__name", flat=True)) == ["Elif Kaya"]


def test_pressed_twice_it_is_owed_once(client: Client, asked: CheckBack) -> None:
    for words in ("Kırık.", "Kırık.", "Kapağı da eksik."):
        client.post(desk.place(asked), {"answer": "not_fine", "words": words})

    assert Promise.objects.count() == 1
    assert Event.objects.filter(name="CheckBackAnswered").count() == 2
    assert fresh(asked).words == "Kapağı da eksik."


def test_a_mind_may_be_changed_for_a_week(client: Client, asked: CheckBack) -> None:
    client.post(desk.place(asked), {"answer": "fine"})
    client.post(desk.place(asked), {"answer": "not_fine"})
    assert fresh(asked).answer == Wellbeing.NOT_FINE

    CheckBack.objects.update(answered_at=timezone.now() - timedelta(days=8))
    assert client.post(desk.place(asked), {"answer": "fine"}).status_code == 410
    assert fresh(asked).answer == Wellbeing.NOT_FINE


def test_the_owner_who_left_is_followed_by_whoever_is_there(
    client: Client, asked: CheckBack, elif_: Agent, onur: Agent
) -> None:
    Conversation.objects.update(assigned_to=None)
    Agent.objects.filter(pk=elif_.pk).update(is_active=False)

    client.post(desk.place(asked), {"answer": "not_fine"})

    assert Promise.objects.get().owner is None
    # Nobody's: the leads hear of it.
    assert list(Notice.objects.filter(kind=Kind.LOW_SCORE).values_list("agent__name", flat=True)) == ["Onur Bal"]


def test_an_answer_after_no_answer_still_counts(client: Client, asked: CheckBack) -> None:
    CheckBack.objects.update(state=CheckBackState.SILENT)

    client.post(desk.place(asked), {"answer": "fine"})

    assert (fresh(asked).state, fresh(asked).answer) == (CheckBackState.ANSWERED, Wellbeing.FINE)


def test_a_month_later_the_question_is_closed(client: Client, asked: CheckBack) -> None:
    CheckBack.objects.update(asked_at=timezone.now() - timedelta(days=31))

    assert client.get(desk.place(asked)).status_code == 200
    assert client.post(desk.place(asked), {"answer": "fine"}).status_code == 410
    assert fresh(asked).answer == ""


def test_whoever_wants_no_such_questions_gets_none_of_surveys_either(client: Client, asked: CheckBack) -> None:
    answer = client.post(f"{desk.place(asked)}?stop=1", {"act": "stop"}, follow=True)

    assert "Bir daha sormayacağız" in answer.content.decode()
    assert SurveyRefusal.objects.get().customer == asked.conversation.customer


@pytest.mark.parametrize("token", ["", "x" * 42, "x" * 4000, "ğ" * 42, "fine"])
def test_a_made_up_link_is_nobodys(client: Client, asked: CheckBack, token: str) -> None:
    for method in (client.get, client.post):
        assert method(f"/check-back/{token or 'a'}/").status_code == 404


def test_a_token_names_one_and_nobody_makes_one_up() -> None:
    uid, key = uuid4(), letters.key()
    token = tokens.make(uid, key=key)

    assert tokens.read(token, key=key) == uid
    assert tokens.read(token.upper(), key=key) == uid
    assert tokens.read(token, key=b"another") is None
    for at in range(len(token)):
        changed = token[:at] + ("b" if token[at] == "a" else "a") + token[at + 1 :]
        assert tokens.read(changed, key=key) is None


def test_a_colleague_cannot_answer_for_the_customer(client: Client, asked: CheckBack, elif_: Agent) -> None:
    client.force_login(elif_)

    assert client.post(desk.place(asked), {"answer": "fine"}).status_code == 403
    assert fresh(asked).answer == ""


def test_of_one_that_was_not_asked_there_is_no_page(client: Client, mailbox_channel: Channel, elif_: Agent) -> None:
    desk.solved(mailbox_channel, by=elif_, because=desk.reason())

    assert client.post(desk.place(CheckBack.objects.get()), {"answer": "fine"}).status_code == 404


def test_too_many_presses_wait_an_hour(client: Client, asked: CheckBack) -> None:
    statuses = [client.post(desk.place(asked), {"answer": "neither"}).status_code for _ in range(31)]

    assert statuses == [422] * 30 + [429]


def test_a_mail_that_is_certain_is_sorted(asked: CheckBack) -> None:
    desk.writes(asked.conversation, "Her şey yolunda, sorduğunuz için teşekkürler!", at=timezone.now())

    found = fresh(asked)
    assert (found.state, found.answer) == (CheckBackState.ANSWERED, Wellbeing.FINE)
    assert not Promise.objects.exists()


def test_a_mail_that_says_no_is_owed(asked: CheckBack, elif_: Agent) -> None:
    desk.writes(asked.conversation, "Maalesef yenisi de kırık geldi.", at=timezone.now())

    assert fresh(asked).answer == Wellbeing.NOT_FINE
    assert Promise.objects.get().owner == elif_


def test_any_other_mail_is_for_a_person_to_read(client: Client, asked: CheckBack, elif_: Agent) -> None:
    reply = desk.writes(asked.conversation, "İkinci vazo ne zaman gelir?", at=timezone.now())
    found = fresh(asked)
    assert (found.answer, found.reply) == (Wellbeing.UNCLEAR, reply)
    assert listing.unread(elif_) == [found]

    client.force_login(elif_)
    at = f"/conversations/{asked.conversation_id}/check-back/"
    shown = client.get(at, headers={"HX-Request": "true", "HX-Target": "check-back"}).content.decode()
    assert "Ne demek istiyor?" in shown
    client.post(f"{at}sort/", {"answer": "not_fine"})

    assert fresh(asked).answer == Wellbeing.NOT_FINE
    assert Promise.objects.get().owner == elif_
    assert Event.objects.filter(name="CheckBackAnswered", data__how="agent", by_id=elif_.pk).exists()


def test_an_answering_machine_says_nothing(asked: CheckBack) -> None:
    desk.writes(asked.conversation, "Her şey yolunda.", at=timezone.now(), machine="auto_reply")

    assert fresh(asked).state == CheckBackState.ASKED


def test_the_mailers_unsubscribe_is_no_answer(asked: CheckBack) -> None:
    desk.writes(asked.conversation, "", at=timezone.now(), subject="Unsubscribe")

    assert fresh(asked).state == CheckBackState.ASKED
    assert SurveyRefusal.objects.get().how == "mail"


def test_fine_is_not_asked_again_and_not_fine_is(client: Client, asked: CheckBack, elif_: Agent) -> None:
    client.post(desk.place(asked), {"answer": "fine"})
    _solve_again(asked.conversation, elif_)
    assert CheckBack.objects.count() == 1

    client.post(desk.place(asked), {"answer": "not_fine"})
    actions.keep(Promise.objects.get(), by=elif_, now=timezone.now())
    _solve_again(asked.conversation, elif_)
    assert CheckBack.objects.filter(state=CheckBackState.PLANNED).count() == 1


def test_the_answer_goes_along_when_conversations_become_one(asked: CheckBack, elif_: Agent) -> None:
    other = desk.solved(asked.conversation.channel, by=elif_)

    conversations.merge(Conversation.objects.get(pk=asked.conversation_id), into=other, by=elif_)

    assert fresh(asked).conversation == other
    assert answering.find(desk.token(asked)).conversation == other


def test_how_customers_are_is_counted_by_reason_and_silence_is_no_yes(
    client: Client, mailbox_channel: Channel, elif_: Agent, onur: Agent
) -> None:
    damaged, wrong = desk.reason(), desk.reason(name="Yanlış ürün")
    for number, (reason, answer) in enumerate(
        [(damaged, "fine"), (damaged, "fine"), (damaged, "not_fine"), (damaged, ""), (wrong, "fine")]
    ):
        one = desk.asked(
            mailbox_channel, by=elif_, because=reason, sender=desk.make_person(number), subject=f"Vazo {number}"
        )
        state = CheckBackState.ANSWERED if answer else CheckBackState.SILENT
        CheckBack.objects.filter(pk=one.pk).update(
            state=state, answer=answer, answered_at=THURSDAY if answer else None, asked_at=THURSDAY
        )

    every, by_reason = listing.shares(elif_, now=THURSDAY + DAY)

    assert (every.n, every.fine, every.fine_percent) == (5, 3, 60)
    assert [(one.name, one.n, one.fine, one.not_fine, one.silent) for one in by_reason] == [
        ("Yolda zarar görmüş", 4, 2, 1, 1),
        ("Yanlış ürün", 1, 1, 0, 0),
    ]
    # One answer of one says little.
    assert by_reason[1].between.low_percent == 20
    assert listing.shares(elif_, now=THURSDAY + 91 * DAY)[0].n == 0
    client.force_login(onur)
    assert "Hâl hatır" in client.get("/promises/check-backs/").content.decode()


def _solve_again(conversation: Conversation, by: Agent) -> None:
    now = timezone.now()
    conversations.reopen(conversation, by=by)
    desk.answer(conversation, by=by, now=now)
    conversations.close(Conversation.objects.get(pk=conversation.pk), by=by, now=now)
