"""What receiving and sending ask of the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from muhatap.conversations.models import Channel, Conversation, Direction, Machine, Message
from muhatap.customers.models import Identity
from muhatap.mail import threading
from muhatap.mail.letter.letter import Letter
from muhatap.mail.models import KnownMessageId, RawSource
from muhatap.mail.signing import signer
from muhatap.mail.threading import Candidate, Clues, Known
from muhatap.mail.tokens import plain_address
from muhatap.team.models import Brand

# Who takes part is read from the latest messages; a longer conversation has said it there.
MESSAGES_ASKED = 200


@dataclass(frozen=True)
class Beforehand:
    """What is asked before a mail is read: is it here already, and whose Authentication-Results count."""

    raw_source_id: int | None
    trusted_hosts: tuple[str, ...]


@dataclass(frozen=True)
class Surroundings:
    """What a letter meets here. `own_addresses` are those of our mail channels, in lower case."""

    own_addresses: frozenset[str]
    # The message that holds the same letter already.
    twin_id: int | None
    # Those of the asked patterns that are on the brand's block list.
    blocked: frozenset[str]
    # By digest.
    known_ids: Mapping[str, Known]


def beforehand(channel: Channel, digest: str) -> Beforehand:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT id FROM mail_rawsource WHERE channel_id = %(channel)s AND digest = %(digest)s),
                   (SELECT trusted_authserv_id FROM mail_mailbox WHERE channel_id = %(channel)s)
            """,
            {"channel": channel.pk, "digest": digest},
        )
        raw_source_id, host = cursor.fetchone()
    return Beforehand(raw_source_id, (host,) if host else ())


def surroundings(brand: Brand, *, essence: str, digests: Sequence[str], senders: Iterable[str]) -> Surroundings:
    """Look up everything about a letter in one question; asked one by one it is half of the work of storing it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH own AS (SELECT id, brand_id, lower(address) AS address FROM conversations_channel WHERE kind = 'mail')
            SELECT
                (SELECT array_agg(address::text) FROM own WHERE address <> ''),
                (SELECT message.id FROM conversations_message message JOIN own ON own.id = message.channel_id
                  WHERE own.brand_id = %(brand)s AND message.external_id = %(essence)s LIMIT 1),
                (SELECT array_agg(pattern::text) FROM mail_blockedsender
                  WHERE brand_id = %(brand)s AND pattern = ANY(%(patterns)s)),
                -- A letter that we hold has perhaps been moved since: its answers follow it.
                (SELECT json_agg(json_build_array(id.digest, coalesce(message.conversation_id, id.conversation_id),
                                                  id.message_id, message.machine))
                   FROM mail_knownmessageid id LEFT JOIN conversations_message message ON message.id = id.message_id
                  WHERE id.brand_id = %(brand)s AND id.digest = ANY(%(digests)s))
            """,
            {
                "brand": brand.pk,
                "essence": essence,
                "digests": list(digests),
                "patterns": [pattern for sender in senders for pattern in block_patterns(sender)],
            },
        )
        own, twin_id, blocked, known = cursor.fetchone()
    return Surroundings(
        own_addresses=frozenset(own or ()),
        twin_id=twin_id,
        blocked=frozenset(blocked or ()),
        known_ids={
            digest: Known(
                conversation_id,
                is_firm=message_id is not None and machine != Machine.LIST,
                is_held=message_id is not None,
            )
            for digest, conversation_id, message_id, machine in known or ()
        },
    )


def block_patterns(address: str) -> list[str]:
    """Return every pattern that blocks this address: itself, its domain, and the domains above."""
    address = address.strip().lower()
    labels = address.rpartition("@")[2].split(".")
    return [address, *(f"@{'.'.join(labels[start:])}" for start in range(len(labels) - 1))]


def find_conversation(
    clues: Clues, *, brand: Brand, sender: str, known: Mapping[str, Known]
) -> tuple[Conversation, Candidate] | None:
    """Return where a letter belongs and by which mark, or None for a new matter. Merged ones lead to their survivor."""
    for candidate in threading.candidates(clues, known=known, signer=signer()):
        conversation = (
            Conversation.objects.select_related("merged_into").filter(pk=candidate.conversation_id, brand=brand).first()
        )
        if conversation is None:
            continue
        survivor = conversation.survivor
        if candidate.for_participants and not (takes_part(sender, survivor) or takes_part(sender, conversation)):
            continue
        return survivor, candidate
    return None


def takes_part(address: str, conversation: Conversation) -> bool:
    """Did this address write or get a message of the conversation, or is it the customer's?"""
    asked = plain_address(address)
    if Identity.objects.filter(customer=conversation.customer_id, value=asked).exists():
        return True
    of_this = Q(conversation=conversation) | Q(conversation__merged_into=conversation)
    recent = Message.objects.filter(of_this).exclude(direction=Direction.NOTE).order_by("-id")
    for people in recent.values_list("people", flat=True)[:MESSAGES_ASKED]:
        everyone = [people.get("from") or {}, *people.get("to", []), *people.get("cc", []), *people.get("bcc", [])]
        if any(plain_address(one.get("address", "")) == asked for one in everyone):
            return True
    return False


def hold_id(digest: str, message: Message, brand: Brand) -> None:
    """Note that we hold the letter of an id. An id that another letter holds stays that one's: it came first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO mail_knownmessageid (brand_id, digest, conversation_id, message_id) VALUES (%s, %s, %s, %s)
            ON CONFLICT (brand_id, digest) DO UPDATE
               SET conversation_id = EXCLUDED.conversation_id, message_id = EXCLUDED.message_id
             WHERE mail_knownmessageid.message_id IS NULL
            """,
            [brand.pk, digest, message.conversation_id, message.pk],
        )


def message_with_own_id(message_id: str, brand: Brand) -> Message | None:
    """Return our own message of this Message-ID, if it is ours and the brand's."""
    own = signer().read_message_id(message_id) if message_id else None
    if own is None:
        return None
    return Message.objects.filter(uid=own.message_uid, conversation__brand=brand).first()


def returned_message(letter: Letter, addresses: Iterable[str], brand: Brand) -> Message | None:
    """Return the message of ours that a bounce or a complaint speaks of: the very one, or none."""
    ids = [letter.bounce.original_message_id] if letter.bounce else []
    ids += [*letter.nested_message_ids, letter.in_reply_to, *reversed(letter.references)]
    ids = [threading.bare(one) for one in ids if one]
    sent = Message.objects.filter(conversation__brand=brand, direction=Direction.OUT)
    for own in filter(None, map(signer().read_message_id, ids)):
        found = sent.filter(uid=own.message_uid).first()
        if found:
            return found
    returned_to = signer().message_in(addresses)
    if returned_to:
        return sent.filter(pk=returned_to).first()
    digests = [threading.digest(one) for one in ids]
    by_digest = {
        row.digest: row.message
        for row in KnownMessageId.objects.select_related("message").filter(
            brand=brand, digest__in=digests, message__direction=Direction.OUT
        )
    }
    return next((by_digest[digest] for digest in digests if digest in by_digest), None)


def still_raw(digests: set[str]) -> set[str]:
    """Return those blobs that are mails as they were received."""
    return set(RawSource.objects.filter(digest__in=digests).values_list("digest", flat=True))
