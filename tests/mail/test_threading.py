"""Where a letter belongs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation, Message
from muhatap.mail import threading
from muhatap.mail.actions import receive
from muhatap.mail.signing import signer
from muhatap.mail.threading import Clues, Known, Mark, candidates, digest
from muhatap.mail.tokens import Signer, plain_address
from muhatap.team.models import Agent, Brand
from tests import make
from tests.mail.letters import letter

MARKS = Signer(b"a key of the tests")
UID = UUID("0190f3a0000070008000000000000001")
OWN_ID = MARKS.message_id(UID, 7, "carsi.example")
OUTLOOK = "AdX0Lk9wYw4m6tY3Q1C7mZ0nq2s8HA=="
OUTLOOK_LATER = "AdX0Lk9wYw4m6tY3Q1C7mZ0nq2s8HAABAgMEBQ=="


@pytest.mark.parametrize(
    ("clues", "known", "found"),
    [
        (Clues(in_reply_to="bir@x"), {"bir@x": Known(1, is_firm=True)}, [(1, Mark.MESSAGE_ID, False)]),
        (Clues(references=["bir@x", "yok@x"]), {"bir@x": Known(1, is_firm=True)}, [(1, Mark.MESSAGE_ID, False)]),
        # The nearest id says it, then the older ones.
        (
            Clues(in_reply_to="iki@x", references=["bir@x", "iki@x"]),
            {"bir@x": Known(1, is_firm=True), "iki@x": Known(2, is_firm=True)},
            [(2, Mark.MESSAGE_ID, False), (1, Mark.MESSAGE_ID, False)],
        ),
        # Known from hearsay, or sent to a whole list: only for those who take part.
        (Clues(in_reply_to="bülten@x"), {"bülten@x": Known(1, is_firm=False)}, [(1, Mark.HEARSAY_ID, True)]),
        # Our own id, even when the table is lost; never a forged one.
        (Clues(in_reply_to=OWN_ID), {}, [(7, Mark.OWN_MESSAGE_ID, False)]),
        (Clues(in_reply_to=OWN_ID.replace(".7.", ".8.")), {}, []),
        (Clues(in_reply_to=OWN_ID.upper()), {}, [(7, Mark.OWN_MESSAGE_ID, False)]),
        # The signed address, in whatever case; not the plain one, not a forged one, not a bounce's.
        (Clues(addresses=[MARKS.reply_address("destek@carsi.example", 7)]), {}, [(7, Mark.REPLY_ADDRESS, False)]),
        (
            Clues(addresses=[MARKS.reply_address("destek@carsi.example", 7).upper()]),
            {},
            [(7, Mark.REPLY_ADDRESS, False)],
        ),
        (Clues(addresses=["destek@carsi.example"]), {}, []),
        (Clues(addresses=["destek+7-aaaaaaaaaaaa@carsi.example"]), {}, []),
        (Clues(addresses=[MARKS.return_address("destek@carsi.example", 7)]), {}, []),
        # An id says more than an address.
        (
            Clues(in_reply_to="bir@x", addresses=[MARKS.reply_address("destek@carsi.example", 7)]),
            {"bir@x": Known(1, is_firm=True)},
            [(1, Mark.MESSAGE_ID, False), (7, Mark.REPLY_ADDRESS, False)],
        ),
        (Clues(subject="Re: [#4821] iade"), {}, [(4821, Mark.SUBJECT, True)]),
        (Clues(subject="Re: iade"), {}, []),
        (
            Clues(thread_index=OUTLOOK_LATER),
            {Clues(thread_index=OUTLOOK).thread_root: Known(1, is_firm=False)},
            [(1, Mark.THREAD_INDEX, True)],
        ),
        (Clues(thread_index="not base64"), {}, []),
        # An answer that overtook its letter named it; a mailer that repeats itself did not.
        (Clues(message_id="bir@x"), {"bir@x": Known(1, is_firm=False, is_held=False)}, [(1, Mark.HEARSAY_ID, True)]),
        (Clues(message_id="bir@x"), {"bir@x": Known(1, is_firm=True)}, []),
        (Clues(message_id="bir@x", in_reply_to="bir@x"), {"bir@x": Known(1, is_firm=True)}, []),
    ],
)
def test_marks_count_in_their_order(clues: Clues, known: dict[str, Known], found: list[tuple[int, Mark, bool]]) -> None:
    by_digest = {digest(one): row for one, row in known.items()}
    asked = candidates(clues, known=by_digest, signer=MARKS)
    assert [(one.conversation_id, one.mark, one.for_participants) for one in asked] == found


def test_a_long_chain_is_read_at_its_ends() -> None:
    clues = Clues(references=[f"{number}@x" for number in range(100)])
    assert (len(clues.named_ids), clues.named_ids[0], clues.named_ids[-1]) == (
        threading.REFERENCES_READ,
        "99@x",
        "0@x",
    )


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        (MARKS.reply_address("destek@carsi.example", 7), "destek@carsi.example"),
        (MARKS.return_address("destek@carsi.example", 7), "destek@carsi.example"),
        ("Destek@Carsi.Example", "destek@carsi.example"),
        ("zeynep+alisveris@example.com", "zeynep+alisveris@example.com"),
    ],
)
def test_our_marks_come_off_an_address(address: str, plain: str) -> None:
    assert plain_address(address) == plain


Take = Callable[..., Message]


@pytest.fixture
def take(mailbox_channel: Channel) -> Take:
    def _take(text: str = "Merhaba", *, channel: Channel | None = None, **given: Any) -> Message:
        raw = letter(text, **given)
        row = receive(raw, channel=channel or mailbox_channel, source="lmtp", now=timezone.now())
        assert row.message is not None
        return row.message

    return _take


@pytest.fixture
def first(take: Take) -> Message:
    """Zeynep's first mail, with Murat in copy."""
    return take(message_id="<bir@example.com>", Cc="Murat <murat@example.com>")


@pytest.fixture
def answer(first: Message, elif_: Agent) -> Message:
    return conversations.reply(
        first.conversation,
        by=elif_,
        text="Yolda.",
        people={"to": [{"name": "Zeynep", "address": "zeynep@example.com"}], "cc": [], "bcc": []},
        now=timezone.now(),
    )


pytestmark = pytest.mark.django_db


def test_an_answer_comes_home(take: Take, answer: Message) -> None:
    back = take("Teşekkürler", In_Reply_To=f"<{answer.letter.header_message_id}>")
    assert back.conversation_id == answer.conversation_id


def test_those_in_copy_answer_in_the_same_conversation(take: Take, first: Message) -> None:
    back = take("Ben de bekliyorum", sender="murat@example.com", In_Reply_To="<bir@example.com>")
    assert back.conversation_id == first.conversation_id
    # …and whoever answers Murat.
    again = take("Ben de", sender="ayse@example.com", References=f"<{back.letter.header_message_id}>")
    assert again.conversation_id == first.conversation_id


def test_a_mailer_that_drops_all_ids_comes_home_by_the_address(take: Take, answer: Message) -> None:
    back = take(to=answer.letter.reply_to)
    assert back.conversation_id == answer.conversation_id


def test_a_forged_address_opens_a_conversation_of_its_own(take: Take, answer: Message) -> None:
    forged = f"destek+{answer.conversation_id}-aaaaaaaaaaaa@carsi.example"
    assert take(to=forged, sender="biri@example.com").conversation_id != answer.conversation_id


def test_our_plain_address_and_the_same_subject_open_a_new_one(take: Take, first: Message) -> None:
    assert take("Başka bir konu", subject=first.subject).conversation_id != first.conversation_id


@pytest.mark.parametrize(
    ("sender", "is_home"), [("zeynep@example.com", True), ("MURAT@example.com", True), ("biri@example.com", False)]
)
def test_the_number_in_the_subject_counts_for_who_takes_part(
    take: Take, first: Message, sender: str, is_home: bool
) -> None:
    back = take(sender=sender, subject=f"Ynt: [#{first.conversation_id}] Siparişim")
    assert (back.conversation_id == first.conversation_id) is is_home


def test_strangers_who_answer_one_newsletter_stay_apart(take: Take) -> None:
    one = take("Bu ürün var mı?", In_Reply_To="<bulten@carsi.example>")
    two = take("Kargo ücretli mi?", sender="murat@example.com", In_Reply_To="<bulten@carsi.example>")
    again = take("Mavisi?", In_Reply_To="<bulten@carsi.example>")

    assert one.conversation_id != two.conversation_id
    assert again.conversation_id == one.conversation_id


def test_strangers_who_answer_a_list_that_we_read_stay_apart(take: Take) -> None:
    posted = take(message_id="<liste@x>", sender="liste@x.example", List_Id="<liste.x.example>")
    one = take("Beni de ekleyin", In_Reply_To="<liste@x>")
    assert one.conversation_id != posted.conversation_id


def test_a_letter_that_its_answer_overtook_joins_it(take: Take) -> None:
    answer = take("Ek bilgi", In_Reply_To="<once@example.com>")
    assert take(message_id="<once@example.com>").conversation_id == answer.conversation_id


def test_outlook_without_ids_comes_home_by_its_index(take: Take) -> None:
    first = take(Thread_Index=OUTLOOK)
    assert take(Thread_Index=OUTLOOK_LATER).conversation_id == first.conversation_id
    assert take(Thread_Index=OUTLOOK_LATER, sender="biri@x.example").conversation_id != first.conversation_id


def test_brands_do_not_mix(take: Take, answer: Message) -> None:
    other = make.channel(brand=make.brand(name="Pazar"), address="destek@pazar.example")
    back = take(channel=other, to="destek@pazar.example", In_Reply_To=f"<{answer.letter.header_message_id}>")
    assert back.conversation_id != answer.conversation_id
    assert back.conversation.brand == other.brand


def test_what_answers_a_merged_conversation_reaches_the_survivor(take: Take, answer: Message, elif_: Agent) -> None:
    survivor = take("Başka konu").conversation
    conversations.merge(answer.conversation, into=survivor, by=elif_)

    by_id = take("Teşekkürler", In_Reply_To=f"<{answer.letter.header_message_id}>")
    by_address = take("Teşekkürler", to=answer.letter.reply_to)

    assert {by_id.conversation_id, by_address.conversation_id} == {survivor.pk}


def test_what_answers_one_whose_merge_was_taken_back_reaches_it_again(
    take: Take, answer: Message, elif_: Agent
) -> None:
    home, other = answer.conversation, take("Başka konu").conversation
    move = conversations.merge(home, into=other, by=elif_)
    while_merged = take("Bir soru daha", In_Reply_To=f"<{answer.letter.header_message_id}>")
    conversations.undo_move(move, by=elif_, now=timezone.now())

    by_id = take("Teşekkürler", In_Reply_To=f"<{answer.letter.header_message_id}>")
    by_address = take("Sağ olun", to=answer.letter.reply_to)

    assert {by_id.conversation_id, by_address.conversation_id} == {home.pk}
    # What had come to the survivor stays there, and so do the answers to it.
    while_merged.refresh_from_db()
    to_that = take("Ek", In_Reply_To=f"<{while_merged.letter.header_message_id}>")
    assert {while_merged.conversation_id, to_that.conversation_id} == {other.pk}


def test_what_answers_a_message_that_was_split_off_follows_it(take: Take, answer: Message, elif_: Agent) -> None:
    move = conversations.split(answer, is_alone=True, by=elif_)
    parted = take("Teşekkürler", In_Reply_To=f"<{answer.letter.header_message_id}>")
    assert parted.conversation_id == move.target_id


def test_one_in_copy_takes_part_in_the_survivor_too(take: Take, first: Message, elif_: Agent) -> None:
    survivor = take("Başka konu").conversation
    conversations.merge(first.conversation, into=survivor, by=elif_)

    back = take(sender="MURAT@example.com", subject=f"Ynt: [#{first.conversation_id}] Siparişim")

    assert back.conversation_id == survivor.pk


def test_a_forged_id_of_ours_opens_a_new_one(take: Take, answer: Message) -> None:
    forged = answer.letter.header_message_id.replace(f".{answer.conversation_id}.", ".999.")
    assert take(In_Reply_To=f"<{forged}>").conversation_id != answer.conversation_id


def test_our_id_is_enough_when_the_table_is_lost(take: Take, answer: Message, carsi: Brand) -> None:
    answer.known_message_ids.all().delete()
    back = take(sender="biri@x.example", In_Reply_To=f"<{answer.letter.header_message_id}>")
    assert back.conversation_id == answer.conversation_id
    assert signer().read_message_id(answer.letter.header_message_id) is not None
    assert Conversation.objects.count() == 1
