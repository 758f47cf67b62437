"""What receiving and sending ask of the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from muhatap.conversations.models import Channel, Conversation, Direction, Machine, Message
from muhatap.customers.models import Identity
from muhatap.mail import threading
from muhatap.mail.letter.letter import Letter
from muhatap.mail.models import BlockedSender, KnownMessageId
from muhatap.mail.signing import signer
from muhatap.mail.threading import Candidate, Clues, Known
from muhatap.mail.tokens import plain_address
from muhatap.team.models import Brand

# Who takes part is read from the latest messages; a longer conversation has said it there.
MESSAGES_ASKED = 200


@dataclass(frozen=True)
class OwnMail:
    """Our mail channels: all their addresses, and the channels of one brand."""

    addresses: frozenset[str]
    channel_ids: tuple[int, ...]


def own_mail(brand: Brand) -> OwnMail:
    """Return our addresses in lower case, and the brand's mail channels."""
    rows = list(Channel.objects.filter(kind="mail").values_list("pk", "brand_id", "address"))
    return OwnMail(
        frozenset(address.lower() for _, _, address in rows if address),
        tuple(pk for pk, brand_id, _ in rows if brand_id == brand.pk),
    )


def known_ids(brand: Brand, digests: Iterable[str]) -> dict[str, Known]:
    """Return what we know of these ids, by digest."""
    rows = KnownMessageId.objects.filter(brand=brand, digest__in=list(digests)).values_list(
        "digest", "conversation_id", "message_id", "message__machine"
    )
    return {
        digest: Known(
            conversation_id,
            is_firm=message_id is not None and machine != Machine.LIST,
            is_held=message_id is not None,
        )
        for digest, conversation_id, message_id, machine in rows
    }


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
        if candidate.for_participants and not takes_part(sender, conversation):
            continue
        return conversation.survivor, candidate
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


def is_blocked(brand: Brand, address: str) -> bool:
    """Is the address, its domain, or a domain above it on the brand's block list?"""
    address = address.strip().lower()
    labels = address.rpartition("@")[2].split(".")
    domains = [f"@{'.'.join(labels[start:])}" for start in range(len(labels) - 1)]
    return BlockedSender.objects.filter(brand=brand, pattern__in=[address, *domains]).exists()


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
