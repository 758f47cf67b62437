"""Two matters become one, one becomes two, and each of these acts is taken back as if it had never been."""

import contextlib
import random
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from muhatap.conversations import actions, finding
from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Channel, Conversation, ConversationLink, Label, Message, Move, Status
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.team.models import Agent, Brand
from tests import make

pytestmark = pytest.mark.django_db
WHOM = {"to": [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}], "cc": [], "bcc": []}


def texts(conversation: Conversation) -> list[str]:
    return list(Message.objects.filter(conversation=conversation.pk).values_list("text", flat=True))


def row(conversation: Conversation) -> dict[str, Any]:
    """Everything the lists know of a conversation."""
    return Conversation.objects.filter(pk=conversation.pk).values().get()


def undo(move: Move, by: Agent) -> Move:
    return actions.undo_move(move, by=by, now=timezone.now())


def found(words: str, agent: Agent) -> list[int]:
    return [hit.conversation.pk for hit in finding.search(words, agent=agent, now=timezone.now()).rows]


@pytest.fixture
def order(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel, subject="Sipariş 8812", text="Kargom nerede?")


@pytest.fixture
def invoice(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel, subject="Fatura", text="Faturam yok.")


@pytest.fixture
def thanks(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel, subject="Teşekkür", text="Elinize sağlık.")


# Merging -------------------------------------------------------------------------------------------------------


def test_a_merge_taken_back_leaves_both_as_they_were(order: Conversation, invoice: Conversation, elif_: Agent) -> None:
    as_they_were = [row(order), row(invoice)]

    move = actions.merge(invoice, into=order, by=elif_)

    assert texts(order) == ["Kargom nerede?", "Faturam yok."]
    merged, survivor = row(invoice), row(order)
    assert (merged["merged_into_id"], merged["waiting_since"]) == (order.pk, None)
    assert (survivor["message_count"], survivor["preview"]) == (2, "Faturam yok.")
    assert survivor["waiting_since"] == as_they_were[0]["waiting_since"]

    undo(move, elif_)

    assert [row(order), row(invoice)] == as_they_were
    assert (texts(order), texts(invoice)) == (["Kargom nerede?"], ["Faturam yok."])


def test_what_arrived_in_the_survivor_stays_there(
    order: Conversation, invoice: Conversation, elif_: Agent, mailbox_channel: Channel
) -> None:
    move = actions.merge(invoice, into=order, by=elif_)
    make.message(mailbox_channel, conversation=Conversation.objects.get(pk=invoice.pk), text="Bir de ödeme.")

    undo(move, elif_)

    assert texts(order) == ["Kargom nerede?", "Bir de ödeme."]
    assert texts(invoice) == ["Faturam yok."]
    again = make.message(mailbox_channel, conversation=Conversation.objects.get(pk=invoice.pk), text="Fatura?")
    assert again.conversation_id == invoice.pk


def test_undoing_twice_changes_nothing(order: Conversation, invoice: Conversation, elif_: Agent) -> None:
    move = actions.merge(invoice, into=order, by=elif_)
    undo(move, elif_)
    once = [row(order), row(invoice)]

    undo(move, elif_)

    assert [row(order), row(invoice)] == once
    assert Event.objects.filter(name="MoveUndone").count() == 2


@pytest.mark.parametrize("first_undone", ["the first", "the second"])
def test_a_chain_is_undone_in_any_order(
    order: Conversation, invoice: Conversation, thanks: Conversation, elif_: Agent, first_undone: str
) -> None:
    as_they_were = [row(order), row(invoice), row(thanks)]
    first = actions.merge(invoice, into=order, by=elif_)
    second = actions.merge(order, into=thanks, by=elif_)
    assert sorted(texts(thanks)) == ["Elinize sağlık.", "Faturam yok.", "Kargom nerede?"]

    undo(first if first_undone == "the first" else second, elif_)
    if first_undone == "the first":
        assert texts(invoice) == ["Faturam yok."]
        assert sorted(texts(thanks)) == ["Elinize sağlık.", "Kargom nerede?"]
    else:
        assert sorted(texts(order)) == ["Faturam yok.", "Kargom nerede?"]
    undo(second if first_undone == "the first" else first, elif_)

    assert [row(order), row(invoice), row(thanks)] == as_they_were


def test_merging_into_one_that_is_merged_reaches_its_survivor(
    order: Conversation, invoice: Conversation, thanks: Conversation, elif_: Agent
) -> None:
    actions.merge(order, into=invoice, by=elif_)

    move = actions.merge(thanks, into=order, by=elif_)

    assert move.target_id == invoice.pk
    assert row(thanks)["merged_into_id"] == invoice.pk


def test_one_that_is_merged_already_cannot_go_elsewhere(
    order: Conversation, invoice: Conversation, thanks: Conversation, elif_: Agent
) -> None:
    first = actions.merge(invoice, into=order, by=elif_)

    with pytest.raises(actions.CannotMove) as refused:
        actions.merge(invoice, into=thanks, by=elif_)

    assert refused.value.why == "merged"
    # Those that are together already stay so, asked from either side.
    assert actions.merge(invoice, into=order, by=elif_) == first
    assert actions.merge(order, into=invoice, by=elif_) == first


def test_what_comes_out_of_a_chain_and_goes_elsewhere_is_left_there(
    order: Conversation, invoice: Conversation, thanks: Conversation, elif_: Agent
) -> None:
    first = actions.merge(invoice, into=order, by=elif_)
    second = actions.merge(order, into=thanks, by=elif_)
    undo(first, elif_)
    third = actions.merge(invoice, into=thanks, by=elif_)

    undo(second, elif_)
    assert sorted(texts(thanks)) == ["Elinize sağlık.", "Faturam yok."]
    undo(third, elif_)
    assert (texts(order), texts(invoice), texts(thanks)) == (["Kargom nerede?"], ["Faturam yok."], ["Elinize sağlık."])


def test_two_closed_ones_stay_closed(order: Conversation, invoice: Conversation, elif_: Agent) -> None:
    for one in (order, invoice):
        actions.close(one, by=elif_, now=timezone.now())

    move = actions.merge(invoice, into=order, by=elif_)
    assert row(order)["status"] == Status.CLOSED
    undo(move, elif_)

    assert [row(order)["status"], row(invoice)["status"]] == [Status.CLOSED, Status.CLOSED]
    assert row(order)["waiting_since"] is None


@pytest.mark.parametrize("rest", ["closed", "snoozed"])
def test_an_open_matter_wakes_the_one_it_goes_into_and_lets_it_rest_again(
    order: Conversation, invoice: Conversation, elif_: Agent, rest: str
) -> None:
    now = timezone.now()
    if rest == "closed":
        actions.close(order, by=elif_, now=now)
    else:
        actions.snooze(order, until=now + timedelta(days=2), by=elif_, now=now)
    as_they_were = [row(order), row(invoice)]

    move = actions.merge(invoice, into=order, by=elif_)
    assert row(order)["status"] == Status.OPEN
    assert row(order)["waiting_since"] is not None
    undo(move, elif_)

    assert [row(order), row(invoice)] == as_they_were
    assert hasattr(Conversation.objects.get(pk=order.pk), "closure") == (rest == "closed")


def test_what_was_said_meanwhile_keeps_the_survivor_awake(
    order: Conversation, invoice: Conversation, elif_: Agent, mailbox_channel: Channel
) -> None:
    actions.close(order, by=elif_, now=timezone.now())
    move = actions.merge(invoice, into=order, by=elif_)
    make.message(mailbox_channel, conversation=Conversation.objects.get(pk=order.pk), text="Hâlâ bekliyorum.")

    undo(move, elif_)

    assert row(order)["status"] == Status.OPEN
    assert row(order)["waiting_since"] is not None


def test_the_survivor_takes_over_owner_and_labels_and_gives_them_back(
    order: Conversation, invoice: Conversation, elif_: Agent
) -> None:
    refund, urgent = Label.objects.create(name="İade"), Label.objects.create(name="Acil")
    actions.assign(invoice, to=elif_, by=elif_)
    for label in (refund, urgent):
        actions.label(invoice, label=label, by=elif_)
    actions.label(order, label=urgent, by=elif_)

    move = actions.merge(invoice, into=order, by=elif_)
    survivor = row(order)
    assert (survivor["assigned_to_id"], survivor["label_ids"]) == (elif_.pk, [urgent.pk, refund.pk])
    undo(move, elif_)

    survivor = row(order)
    assert (survivor["assigned_to_id"], survivor["label_ids"]) == (None, [urgent.pk])


def test_matters_of_two_customers_become_the_survivors(
    order: Conversation, mailbox_channel: Channel, murat: Customer, elif_: Agent
) -> None:
    his = make.conversation(channel=mailbox_channel, customer=murat, text="Eşimin siparişi.")

    actions.merge(his, into=order, by=elif_)

    assert row(order)["customer_name"] == "Zeynep Aksoy"
    assert texts(order) == ["Kargom nerede?", "Eşimin siparişi."]


def test_refusals(order: Conversation, invoice: Conversation, elif_: Agent) -> None:
    elsewhere = make.conversation(channel=make.channel(brand=make.brand("Liman"), address="iyi@liman.example"))
    spam = actions.mark_as_spam(invoice, by=elif_)

    for other, why in ((order, "itself"), (elsewhere, "brand"), (spam, "spam")):
        with pytest.raises(actions.CannotMove) as refused:
            actions.merge(order, into=other, by=elif_)
        assert refused.value.why == why
    assert not Move.objects.exists()


def test_the_survivor_is_found_by_what_came_with_the_merge(
    order: Conversation, invoice: Conversation, elif_: Agent
) -> None:
    move = actions.merge(invoice, into=order, by=elif_)
    assert found("faturam", elif_) == [order.pk]

    undo(move, elif_)

    assert found("faturam", elif_) == [invoice.pk]


def test_both_threads_tell_of_a_merge_and_of_its_undoing(
    order: Conversation, invoice: Conversation, elif_: Agent
) -> None:
    undo(actions.merge(invoice, into=order, by=elif_), elif_)

    told = Event.objects.filter(name__in=["ConversationMerged", "MessagesMovedHere", "MoveUndone"]).order_by("id")
    assert list(told.values_list("subject", "name")) == [
        (f"conversation:{invoice.pk}", "ConversationMerged"),
        (f"conversation:{order.pk}", "MessagesMovedHere"),
        (f"conversation:{invoice.pk}", "MoveUndone"),
        (f"conversation:{order.pk}", "MoveUndone"),
    ]


def test_an_undelivered_reply_shows_where_it_stands(order: Conversation, invoice: Conversation, elif_: Agent) -> None:
    reply = actions.reply(invoice, by=elif_, text="Ekte.", people=WHOM, now=timezone.now())
    actions.note_bounce(reply, reason="no such user", is_permanent=True)
    reply.delivery.state = "failed"
    reply.delivery.save()

    move = actions.merge(invoice, into=order, by=elif_)
    assert row(order)["has_failure"]
    undo(move, elif_)

    assert not row(order)["has_failure"]
    assert row(invoice)["has_failure"]


# Splitting and moving ------------------------------------------------------------------------------------------


@pytest.fixture
def long(order: Conversation, elif_: Agent, mailbox_channel: Channel) -> list[Message]:
    """A thread of three: a question, an answer, and something else altogether."""
    now = timezone.now()
    answer = actions.reply(order, by=elif_, text="Yarın kapınızda.", people=WHOM, now=now)
    other = make.message(
        mailbox_channel,
        conversation=Conversation.objects.get(pk=order.pk),
        at=now + timedelta(seconds=1),
        subject="Re: Sipariş 8812",
        text="Bir de iade nasıl olur?",
    )
    return [order.messages.get(text="Kargom nerede?"), answer, other]


def test_a_message_gets_a_conversation_of_its_own_and_comes_back(
    order: Conversation, long: list[Message], elif_: Agent
) -> None:
    actions.assign(order, to=elif_, by=elif_)
    as_it_was = row(order)

    move = actions.split(long[2], is_alone=False, by=elif_)

    own = row(move.target)
    assert (own["status"], own["assigned_to_id"], own["message_count"]) == (Status.OPEN, elif_.pk, 1)
    assert (own["customer_name"], own["waiting_since"]) == ("Zeynep Aksoy", long[2].at)
    assert texts(order) == ["Kargom nerede?", "Yarın kapınızda."]
    assert row(order)["waiting_since"] is None

    undo(move, elif_)

    assert row(order) == as_it_was
    # Of the other nothing is left but its number, which leads back.
    assert row(move.target)["merged_into_id"] == order.pk


def test_what_follows_goes_along_or_stays(order: Conversation, long: list[Message], elif_: Agent) -> None:
    alone = actions.split(long[1], is_alone=True, by=elif_)
    assert texts(order) == ["Kargom nerede?", "Bir de iade nasıl olur?"]
    undo(alone, elif_)

    following = actions.split(long[1], is_alone=False, by=elif_)

    assert texts(order) == ["Kargom nerede?"]
    assert texts(following.target) == ["Yarın kapınızda.", "Bir de iade nasıl olur?"]


def test_a_split_of_all_there_is_would_leave_nothing(order: Conversation, long: list[Message], elif_: Agent) -> None:
    with pytest.raises(actions.CannotMove) as refused:
        actions.split(long[0], is_alone=False, by=elif_)

    assert refused.value.why == "nothing_left"


def test_somebody_elses_message_becomes_their_conversation(
    order: Conversation, mailbox_channel: Channel, murat: Customer, elif_: Agent
) -> None:
    his = make.message(
        mailbox_channel,
        conversation=Conversation.objects.get(pk=order.pk),
        sender=Person(murat.address, murat.name),
        text="Benimki de gelmedi.",
    )

    move = actions.split(his, is_alone=True, by=elif_)

    assert (move.target.customer_id, move.target.customer_name) == (murat.pk, "Murat Demir")


def test_what_was_written_to_the_split_off_one_stays_when_the_split_is_taken_back(
    order: Conversation, long: list[Message], elif_: Agent, mailbox_channel: Channel
) -> None:
    move = actions.split(long[2], is_alone=True, by=elif_)
    make.message(mailbox_channel, conversation=move.target, text="İade kargosu?")

    undo(move, elif_)

    assert texts(move.target) == ["İade kargosu?"]
    assert row(move.target)["merged_into_id"] is None


def test_a_split_whose_source_was_merged_returns_to_the_survivor_and_out_of_it_again(
    order: Conversation, invoice: Conversation, long: list[Message], elif_: Agent
) -> None:
    parted = actions.split(long[2], is_alone=True, by=elif_)
    joined = actions.merge(order, into=invoice, by=elif_)

    undo(parted, elif_)
    assert "Bir de iade nasıl olur?" in texts(invoice)
    undo(joined, elif_)

    assert texts(order) == ["Kargom nerede?", "Yarın kapınızda.", "Bir de iade nasıl olur?"]
    assert texts(invoice) == ["Faturam yok."]


def test_a_moved_message_comes_back_through_a_merge_undone_before(
    order: Conversation, invoice: Conversation, thanks: Conversation, elif_: Agent
) -> None:
    message = invoice.messages.get()
    joined = actions.merge(invoice, into=order, by=elif_)
    moved = actions.move_message(message, to=thanks, by=elif_)

    undo(joined, elif_)
    assert sorted(texts(thanks)) == ["Elinize sağlık.", "Faturam yok."]
    undo(moved, elif_)

    assert texts(invoice) == ["Faturam yok."]
    assert row(invoice)["merged_into_id"] is None


def test_the_last_message_takes_its_conversation_along(
    order: Conversation, invoice: Conversation, elif_: Agent
) -> None:
    move = actions.move_message(invoice.messages.get(), to=order, by=elif_)

    assert (move.kind, row(invoice)["merged_into_id"]) == ("merge", order.pk)
    undo(move, elif_)
    assert texts(invoice) == ["Faturam yok."]


def test_links_are_made_once_from_either_side(order: Conversation, invoice: Conversation, elif_: Agent) -> None:
    tie = actions.link(invoice, to=order, by=elif_)
    assert actions.link(order, to=invoice, by=elif_) == tie

    actions.unlink(tie, by=elif_)

    assert not ConversationLink.objects.exists()
    told = Event.objects.filter(subject=f"conversation:{order.pk}", name__startswith="ConversationLink")
    assert told.count() == 1


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_done_is_undone_in_whatever_order(mailbox_channel: Channel, elif_: Agent, seed: int) -> None:
    dice = random.Random(seed)
    matters = [make.conversation(channel=mailbox_channel, text=f"Konu {n}") for n in range(4)]
    for n in range(4):
        make.message(mailbox_channel, conversation=dice.choice(matters), text=f"Ek {n}")
    as_they_were = [(row(one), texts(one)) for one in matters]
    moves: dict[int, Move] = {}
    for _ in range(10):
        with contextlib.suppress(actions.CannotMove):
            done = _something(dice, matters, elif_)
            moves[done.pk] = done
        if moves and dice.random() < 0.25:
            undo(dice.choice(list(moves.values())), elif_)
        everything = Conversation.objects.all()
        assert sum(one.message_count for one in everything.filter(merged_into=None)) == Message.objects.count()
        assert not Message.objects.exclude(conversation__merged_into=None).exists()

    for move in dice.sample(list(moves.values()), len(moves)):
        undo(move, elif_)

    for one, (facts, words) in zip(matters, as_they_were, strict=True):
        assert (row(one), texts(one)) == (facts, words)


def _something(dice: random.Random, matters: list[Conversation], by: Agent) -> Move:
    message = dice.choice(list(Message.objects.select_related("conversation__brand")))
    match dice.choice(["merge", "split", "move"]):
        case "merge":
            return actions.merge(dice.choice(matters), into=dice.choice(matters), by=by)
        case "split":
            return actions.split(message, is_alone=dice.random() < 0.5, by=by)
    return actions.move_message(message, to=dice.choice(matters), by=by)


# Many hands ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_merge_in_opposite_directions_end_with_one_conversation() -> None:
    brand: Brand = make.brand("Çarşı")
    channel = make.channel(brand=brand)
    agents = [make.agent("Elif Kaya"), make.agent("Onur Bal")]
    for _ in range(5):
        one, other = make.conversation(channel=channel), make.conversation(channel=channel)
        problems = at_once(
            lambda one=one, other=other: actions.merge(one, into=other, by=agents[0]),
            lambda one=one, other=other: actions.merge(other, into=one, by=agents[1]),
        )
        assert problems == []
        ends = [row(one)["merged_into_id"], row(other)["merged_into_id"]]
        assert sorted(end is None for end in ends) == [False, True]
        fresh = Conversation.objects.in_bulk([one.pk, other.pk]).values()
        assert len({each.survivor.pk for each in fresh}) == 1


@pytest.mark.django_db(transaction=True)
def test_mail_that_arrives_while_a_merge_is_undone_is_in_one_of_the_two() -> None:
    channel = make.channel(brand=make.brand("Çarşı"))
    elif_ = make.agent("Elif Kaya")
    # The survivor has the lower number, so that arrows and numbers point in opposite directions.
    survivor, merged = make.conversation(channel=channel), make.conversation(channel=channel)
    for round_ in range(5):
        move = actions.merge(merged, into=survivor, by=elif_)
        stale = Conversation.objects.get(pk=merged.pk)
        problems = at_once(
            lambda move=move: undo(move, elif_),
            lambda stale=stale, n=round_: make.message(channel, conversation=stale, text=f"Mail {n}"),
        )
        assert problems == []
        assert Message.objects.get(text=f"Mail {round_}").conversation_id in {survivor.pk, merged.pk}
        for one in (survivor, merged):
            assert row(one)["message_count"] == Message.objects.filter(conversation=one).count()


def at_once(*acts: Any) -> list[Exception]:
    """Run acts at the same moment, each on a connection of its own; return what went wrong."""
    begin, problems = threading.Barrier(len(acts)), []

    def run(act: Any) -> None:
        begin.wait()
        try:
            act()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return problems
