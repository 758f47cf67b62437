"""Drafts follow a merged conversation, and go back with it when the merge is taken back."""

import pytest
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.actions import Words
from muhatap.conversations.models import Attachment, Channel, Conversation, Draft
from muhatap.team.models import Agent
from tests import make
from tests.conversations.test_drafts import WHOM, save, words_of


@pytest.fixture
def first(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel, subject="Siparişim nerede?")


@pytest.fixture
def second(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel, subject="Hâlâ gelmedi")


def newest_of(conversation: Conversation, by: Agent) -> Draft:
    return Draft.objects.get(conversation=conversation, agent=by, kind="reply")


def test_what_was_begun_on_the_merged_one_goes_back_with_what_was_written_on(
    first: Conversation, second: Conversation, elif_: Agent, onur: Agent
) -> None:
    draft = save(second, elif_, "Yarın")
    save(second, onur, "Depoya sor", kind="note")
    actions.share_draft(draft, by=elif_, asking=onur)
    move = actions.merge(second, into=first, by=elif_)
    assert words_of(first) == {("Elif", "reply"): "Yarın", ("Onur", "note"): "Depoya sor"}
    save(first, elif_, "Yarın kapınızda", revision=newest_of(first, elif_).revision)

    actions.undo_move(move, by=elif_, now=timezone.now())
    actions.undo_move(move, by=elif_, now=timezone.now())

    assert words_of(second) == {("Elif", "reply"): "Yarın kapınızda", ("Onur", "note"): "Depoya sor"}
    assert words_of(first) == {}
    back = newest_of(second, elif_)
    assert (back.is_shared, back.shared_with) == (True, onur)


def test_two_that_became_one_are_parted_again(first: Conversation, second: Conversation, elif_: Agent) -> None:
    file = Attachment.objects.create(filename="fatura.pdf", size=3, blob="0" * 64, uploaded_by=elif_)
    now = timezone.now()
    actions.save_draft(first, by=elif_, kind="reply", words=Words(text="İlki", to="a@b.co"), revision=0, now=now)
    actions.save_draft(
        second, by=elif_, kind="reply", words=Words(text="İkincisi", to="c@d.co", files=[file]), revision=0, now=now
    )
    move = actions.merge(second, into=first, by=elif_)
    merged = newest_of(first, elif_)
    assert (merged.text, merged.to) == ("İkincisi\n\nİlki", "c@d.co")

    # What was written on below is part of what stood there.
    more = Words(text="İkincisi\n\nİlki ve dahası", to="c@d.co", files=[file])
    actions.save_draft(first, by=elif_, kind="reply", words=more, revision=merged.revision, now=now)
    actions.undo_move(move, by=elif_, now=timezone.now())

    assert words_of(first) == {("Elif", "reply"): "İlki ve dahası"}
    assert words_of(second) == {("Elif", "reply"): "İkincisi"}
    assert (newest_of(first, elif_).to, newest_of(second, elif_).to) == ("a@b.co", "c@d.co")
    assert list(newest_of(second, elif_).files.all()) == [file]


def test_words_that_can_no_longer_be_told_apart_stay_where_they_are(
    first: Conversation, second: Conversation, elif_: Agent
) -> None:
    save(first, elif_, "İlki")
    save(second, elif_, "İkincisi")
    move = actions.merge(second, into=first, by=elif_)
    save(first, elif_, "Hepsi birden, baştan yazıldı", revision=newest_of(first, elif_).revision)

    actions.undo_move(move, by=elif_, now=timezone.now())

    assert words_of(first) == {("Elif", "reply"): "Hepsi birden, baştan yazıldı"}
    assert words_of(second) == {}


def test_formatted_words_are_parted_exactly(first: Conversation, second: Conversation, elif_: Agent) -> None:
    now = timezone.now()
    actions.save_draft(first, by=elif_, kind="reply", words=Words(text="İlki"), revision=0, now=now)
    formatted = Words(text="İkincisi", html="<p><b>İkincisi</b></p>")
    actions.save_draft(second, by=elif_, kind="reply", words=formatted, revision=0, now=now)

    actions.undo_move(actions.merge(second, into=first, by=elif_), by=elif_, now=timezone.now())

    assert [(one.text, one.html) for one in (newest_of(first, elif_), newest_of(second, elif_))] == [
        ("İlki", ""),
        ("İkincisi", "<p><b>İkincisi</b></p>"),
    ]


def test_what_was_sent_or_dropped_meanwhile_does_not_come_back(
    first: Conversation, second: Conversation, elif_: Agent, onur: Agent
) -> None:
    save(second, elif_, "Yarın")
    save(second, onur, "Boş verin")
    move = actions.merge(second, into=first, by=elif_)
    revision = newest_of(first, elif_).revision
    actions.reply(first, by=elif_, text="Yarın", people=WHOM, now=timezone.now(), draft_revision=revision)
    actions.drop_draft(newest_of(first, onur), by=onur)

    actions.undo_move(move, by=elif_, now=timezone.now())

    assert words_of(first) == words_of(second) == {}
