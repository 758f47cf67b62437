"""Search over all messages: an entry for each, written with it, and the page of hits for a question.

Every lexeme carries the week of its message (`2951.iade`), so that one GIN index is a row of small ones: a question
looks into the newest week first and stops when its page is full. A common word costs one week, a rare one a look into
each week, and neither grows with the number of messages. The measurements are in docs/build/decisions/0005-search.md.
"""

import html
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from muhatap.conversations import lexemes
from muhatap.conversations.lexemes import Form, Term
from muhatap.conversations.models import Attachment, Conversation, Message
from muhatap.core.turkish import fold
from muhatap.team.models import Agent

WEEK_SECONDS = 7 * 24 * 3600
PAGE_LENGTH = 30
# How much of a long text is looked at for the words around a hit, in characters.
READ_LENGTH = 20_000
SNIPPET_BEFORE, SNIPPET_LENGTH = 60, 220
# A word with a slip in it is looked for in this many of the newest weeks.
CLOSE_WEEKS = 8
# Stands for the week in a question before it is asked of one; no lexeme holds it.
ANY_WEEK = "\x1f"
# No word begins with these marks' sign.
NOTE, FILE = "@note", "@file"


@dataclass(frozen=True)
class Key:
    """Where a hit stands: the time and number of its message."""

    at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the key of its written form, or None for anything else."""
        micros, _, pk = text.partition("-")
        try:
            return cls(datetime.fromtimestamp(0, tz=UTC) + timedelta(microseconds=int(micros)), int(pk))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{(self.at - datetime.fromtimestamp(0, tz=UTC)) // timedelta(microseconds=1)}-{self.pk}"


@dataclass(frozen=True)
class Hit:
    """A conversation and its newest message that answers the question, with the words around what was found."""

    conversation: Conversation
    message_id: int
    snippet: SafeString
    subject: SafeString
    at: datetime


@dataclass(frozen=True)
class SearchPage:
    rows: list[Hit]
    next: Key | None
    # Nothing was found as asked; these are for words one slip of the finger away.
    is_close: bool = False


def search(question: str, *, agent: Agent, before: Key | None = None, limit: int = PAGE_LENGTH) -> SearchPage:
    """Return the conversations whose messages hold all words of the question, newest first, each once."""
    terms = lexemes.of_question(question)
    if not terms:
        return SearchPage([], None)
    found = _Asked(terms, agent, before).page(limit)
    if found.rows or before:
        return found
    corrected = _corrected(terms)
    return _Asked(corrected, agent, None, weeks=CLOSE_WEEKS, is_close=True).page(limit) if corrected else found


def index(message: Message) -> None:
    """Write the entry of a message, or write it anew, in the transaction that changed it."""
    index_many([message])


def index_many(messages: Sequence[Message]) -> None:
    """Write the entries of some messages of any conversations."""
    # Our own automatic mails repeat what the customer wrote: found, they would stand where the customer's words belong.
    found_by = [message for message in messages if not (message.is_ours and message.is_automatic)]
    with connection.cursor() as cursor:
        for message in found_by:
            cursor.execute(
                """
                WITH week AS (
                    INSERT INTO conversations_searchweek (number) VALUES (%(week)s) ON CONFLICT DO NOTHING
                )
                INSERT INTO conversations_searchentry (message_id, conversation_id, at, words)
                VALUES (%(message)s, %(conversation)s, %(at)s, array_to_tsvector(%(words)s::text[]))
                ON CONFLICT (message_id) DO UPDATE
                SET conversation_id = excluded.conversation_id, at = excluded.at, words = excluded.words
                """,
                _entry(message),
            )


def index_conversation(conversation: Conversation) -> None:
    """Write all entries of a conversation anew: its subject changed, or messages moved into it."""
    index_many(list(conversation.messages.exclude(delivery__state="undone").select_related("conversation")))


def forget(message: Message) -> None:
    """Let a message that was taken back be found no more."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM conversations_searchentry WHERE message_id = %s", [message.pk])


def entry_lexemes(
    plain: Iterable[str], *, conversation_id: int, brand_id: int, at: datetime, marks: Iterable[str] = ()
) -> list[str]:
    """Return the lexemes of an entry: its own, its conversation's number, its brand and marks, all under its week."""
    week = week_of(at)
    own = (lexemes.of_conversation(conversation_id), _brand(brand_id), *marks)
    return [f"{week}.{lexeme}" for lexeme in (*plain, *own)]


def marks(*, channel_id: int, author_id: int | None, is_note: bool, has_attachments: bool) -> list[str]:
    """Return the lexemes of what never changes about a message, so that `has:note` is asked like a word."""
    found = [of_channel(channel_id)]
    if author_id:
        found.append(of_author(author_id))
    if is_note:
        found.append(NOTE)
    if has_attachments:
        found.append(FILE)
    return found


def of_channel(channel_id: int) -> str:
    return f"@c{channel_id}"


def of_author(agent_id: int) -> str:
    return f"@by{agent_id}"


def week_of(at: datetime) -> int:
    """Return the number of the week, counted from 1970."""
    return int(at.timestamp() // WEEK_SECONDS)


def _entry(message: Message) -> dict[str, Any]:
    conversation = message.conversation
    words = entry_lexemes(
        lexemes.of_texts(_texts(message, conversation)),
        conversation_id=conversation.pk,
        brand_id=conversation.brand_id,
        at=message.at,
        marks=marks(
            channel_id=message.channel_id,
            author_id=message.author_id,
            is_note=message.is_note,
            has_attachments=message.has_attachments,
        ),
    )
    return {
        "message": message.pk,
        "conversation": conversation.pk,
        "at": message.at,
        "words": words,
        "week": week_of(message.at),
    }


def _texts(message: Message, conversation: Conversation) -> Iterator[str]:
    """Yield what the message is found by, the most telling first: what is cut off is cut at the end."""
    yield conversation.subject
    yield message.subject
    yield conversation.customer_name
    for people in message.people.values():
        for person in [people] if isinstance(people, dict) else people:
            yield f"{person.get('name', '')} {person.get('address', '')}"
    if message.has_attachments:
        yield from Attachment.objects.filter(message=message).values_list("filename", flat=True)
    yield message.text
    yield message.signature
    # What is quoted is a message of its own, except where it came before all that we know.
    if message.quoted_text and not conversation.messages.exclude(pk=message.pk).exists():
        yield message.quoted_text


def _brand(brand_id: int) -> str:
    return f"@{brand_id}"


class _Asked:
    """A question on its way: what is asked of each week, by whom, from where on."""

    def __init__(
        self,
        terms: Sequence[Term],
        agent: Agent,
        before: Key | None,
        *,
        weeks: int | None = None,
        is_close: bool = False,
    ) -> None:
        self.terms = terms
        self.before = before
        self.weeks = weeks
        self.is_close = is_close
        self.question = " & ".join(map(_asked, terms))
        if agent.brand_ids:
            self.question += " & (" + " | ".join(_quoted(_brand(brand)) for brand in agent.brand_ids) + ")"

    def page(self, limit: int) -> SearchPage:
        """Return up to `limit` conversations; `next` is where to go on."""
        newest: dict[int, Key] = {}
        key, batch = self.before, 3 * limit
        is_more = True
        while is_more and len(newest) <= limit:
            rows = self._rows(key, batch)
            is_more = len(rows) == batch
            fresh: dict[int, Key] = {}
            for message_id, conversation_id, at in rows:
                key = Key(at, message_id)
                if conversation_id not in newest:
                    fresh.setdefault(conversation_id, key)
            newest.update(self._not_on_earlier_pages(fresh))
            batch *= 4
        kept = dict(list(newest.items())[:limit])
        following = list(kept.values())[-1] if len(newest) > limit else None
        return SearchPage(self._hits(kept), following, is_close=self.is_close and bool(kept))

    def _rows(self, before: Key | None, limit: int) -> list[tuple[int, int, datetime]]:
        """Return message, conversation and time of the next hits, newest first.

        The weeks are asked one by one, newest first, until the limit is reached; OFFSET 0 keeps the planner from
        walking the messages by time in the hope of meeting a hit.
        """
        values: dict[str, Any] = {"question": self.question, "any": ANY_WEEK, "limit": limit, "weeks": self.weeks}
        older_weeks = older = ""
        if before:
            values |= {"at": before.at, "pk": before.pk, "week": week_of(before.at)}
            older_weeks, older = "WHERE number <= %(week)s", "AND (at, message_id) < (%(at)s, %(pk)s)"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT hit.message_id, hit.conversation_id, hit.at
                FROM (SELECT number FROM conversations_searchweek {older_weeks}
                      ORDER BY number DESC LIMIT %(weeks)s) AS week
                CROSS JOIN LATERAL (
                    SELECT * FROM (
                        SELECT message_id, conversation_id, at FROM conversations_searchentry
                        WHERE words @@ replace(%(question)s, %(any)s, week.number::text)::tsquery {older}
                        OFFSET 0
                    ) AS of_week
                    ORDER BY at DESC, message_id DESC LIMIT %(limit)s
                ) AS hit
                LIMIT %(limit)s
                """,  # noqa: S608
                values,
            )
            return list(cursor.fetchall())

    def _not_on_earlier_pages(self, found: dict[int, Key]) -> dict[int, Key]:
        """Drop the conversations that an earlier page has shown with a newer message."""
        if not self.before or not found:
            return found
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT DISTINCT conversation_id FROM conversations_searchentry
                WHERE conversation_id = ANY(%s) AND (at, message_id) >= (%s, %s)
                AND words @@ replace(%s, %s, floor(extract(epoch FROM at) / {WEEK_SECONDS})::int::text)::tsquery
                """,  # noqa: S608
                [list(found), self.before.at, self.before.pk, self.question, ANY_WEEK],
            )
            shown = {row[0] for row in cursor.fetchall()}
        return {pk: key for pk, key in found.items() if pk not in shown}

    def _hits(self, found: dict[int, Key]) -> list[Hit]:
        conversations = Conversation.objects.only("customer_name", "subject", "status", "is_spam").in_bulk(found)
        texts = dict(self._texts([key.pk for key in found.values()]))
        pattern = lexemes.pattern_of(self.terms)
        return [
            Hit(
                conversation=conversations[pk],
                message_id=key.pk,
                snippet=snippet(texts.get(key.pk, ""), pattern),
                subject=marked(conversations[pk].subject, pattern),
                at=key.at,
            )
            for pk, key in found.items()
            if pk in conversations
        ]

    def _texts(self, message_ids: list[int]) -> list[tuple[int, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, left(text, %s) FROM conversations_message WHERE id = ANY(%s)", [READ_LENGTH, message_ids]
            )
            return list(cursor.fetchall())


def snippet(text: str, pattern: Any) -> SafeString:
    """Return the words around the first place found, as safe HTML with `<mark>`; the beginning when there is none."""
    text = unicodedata.normalize("NFC", text)
    folded = _aligned(text)
    first = pattern.search(folded) if pattern and folded is not None else None
    start = max(0, first.start() - SNIPPET_BEFORE) if first else 0
    # Begin with a whole word.
    if start:
        space = text.find(" ", start, start + SNIPPET_BEFORE)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + SNIPPET_LENGTH)
    body = marked(" ".join(text[start:end].split()), pattern)
    return mark_safe(("… " if start else "") + body + (" …" if end < len(text) else ""))  # noqa: S308


def marked(text: str, pattern: Any) -> SafeString:
    """Return the text as safe HTML, with what was found in `<mark>`."""
    text = unicodedata.normalize("NFC", text)
    folded = _aligned(text)
    if pattern is None or folded is None:
        return mark_safe(html.escape(text))  # noqa: S308
    pieces, at = [], 0
    for found in pattern.finditer(folded):
        pieces += [
            html.escape(text[at : found.start()]),
            f"<mark>{html.escape(text[found.start() : found.end()])}</mark>",
        ]
        at = found.end()
    return mark_safe("".join(pieces) + html.escape(text[at:]))  # noqa: S308


def _aligned(text: str) -> str | None:
    """Return the folded text if each letter stands where it stood; else what was found cannot be pointed at."""
    folded = fold(text)
    return folded if len(folded) == len(text) else None


def _asked(term: Term) -> str:
    forms = " | ".join(_quoted(form.lexeme) + (":*" if form.is_prefix else "") for form in term.forms)
    if term.parts:
        parts = " & ".join(map(_asked, term.parts))
        return f"({forms} | ({parts}))" if forms else f"({parts})"
    return f"({forms})"


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{ANY_WEEK}.{escaped}'"


def _corrected(terms: Sequence[Term]) -> list[Term]:
    """Return the terms with their words' near misses beside them; empty when no word is long enough for one."""
    close = [Term((*term.forms, *_misspelt(term)), term.parts, term.word) for term in terms]
    return close if close != list(terms) else []


def _misspelt(term: Term) -> list[Form]:
    return lexemes.misspelt(term.word) if not term.parts else []
