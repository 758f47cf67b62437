"""What a message is found by: an entry for each, written with it, and the tsquery that meets it.

Every lexeme carries the week of its message (`2951.iade`), so that one GIN index is a row of small ones; `walking` asks
them week by week, `finding` makes a page of what they answer. Measured in docs/build/decisions/0005-search.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from muhatap.conversations import lexemes
from muhatap.conversations.lexemes import Term
from muhatap.conversations.models import Attachment, Conversation, Message
from muhatap.conversations.walking import ANY_WEEK, week_of

# No word begins with these marks' sign.
NOTE, FILE = "@note", "@file"


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
                ), stems AS (
                    INSERT INTO conversations_searchword (stem) SELECT unnest(%(stems)s::text[]) ON CONFLICT DO NOTHING
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
    own = (lexemes.of_conversation(conversation_id), of_brand(brand_id), *marks)
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


def of_brand(brand_id: int) -> str:
    return f"@{brand_id}"


def tsquery(term: Term) -> str:
    """Return the piece of a tsquery that a term asks for, under any week."""
    forms = " | ".join(quoted(form.lexeme) + (":*" if form.is_prefix else "") for form in term.forms)
    if term.parts:
        parts = " & ".join(map(tsquery, term.parts))
        return f"({forms} | ({parts}))" if forms else f"({parts})"
    return f"({forms})"


def quoted(lexeme: str) -> str:
    """Return a lexeme as a tsquery writes it, under any week."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{ANY_WEEK}.{escaped}'"


def texts(message: Message, filenames: Iterable[str]) -> Iterator[str]:
    """Yield the texts of a message that search reads, but for what it quotes."""
    conversation = message.conversation
    yield conversation.subject
    yield message.subject
    yield conversation.customer_name
    for people in message.people.values():
        for person in [people] if isinstance(people, dict) else people:
            yield f"{person.get('name', '')} {person.get('address', '')}"
    yield from filenames
    yield message.text
    yield message.signature


def _entry(message: Message) -> dict[str, Any]:
    conversation = message.conversation
    plain = lexemes.of_texts(_indexed(message, conversation))
    words = entry_lexemes(
        plain,
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
        # In the same order everywhere, so that two mails with the same new words do not wait for each other.
        "stems": lexemes.stems_of(plain),
    }


def _indexed(message: Message, conversation: Conversation) -> Iterator[str]:
    """Yield what the message is found by, the most telling first: what is cut off is cut at the end."""
    filenames: Iterable[str] = ()
    if message.has_attachments:
        filenames = Attachment.objects.filter(message=message).values_list("filename", flat=True)
    yield from texts(message, filenames)
    # What is quoted is a message of its own, except where it came before all that we know.
    if message.quoted_text and not conversation.messages.exclude(pk=message.pk).exists():
        yield message.quoted_text
