"""Where a letter belongs: what each of its marks says, strongest first. Pure: it decides, `queries` looks up.

A Message-ID that we hold, then a Message-ID of our own making, then the signed reply address: whoever has one of these
has our mail. Ids that we know only from hearsay (named in a reference, carried inside another letter, sent to a whole
list), Outlook's Thread-Index and the number in the subject count only for someone who takes part in the conversation
already: strangers answer the same newsletter. Our plain address and the words of the subject never count.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from muhatap.mail.tokens import Signer, number_in_subject

# A chain longer than this is cut in the middle by most mailers; its ends are what matters.
REFERENCES_READ = 40
THREAD_INDEX_ROOT_BYTES = 22


class Mark(StrEnum):
    """By which mark a letter found its conversation."""

    MESSAGE_ID = "message_id"
    OWN_MESSAGE_ID = "own_message_id"
    REPLY_ADDRESS = "reply_address"
    HEARSAY_ID = "hearsay_id"
    THREAD_INDEX = "thread_index"
    SUBJECT = "subject"


@dataclass(frozen=True)
class Clues:
    """What a letter says about its place. Ids without brackets; `addresses` is everyone it was sent to."""

    message_id: str = ""
    in_reply_to: str = ""
    references: Sequence[str] = ()
    addresses: Sequence[str] = ()
    thread_index: str = ""
    subject: str = ""

    @property
    def named_ids(self) -> list[str]:
        """The ids it answers, nearest first."""
        chain = list(self.references)
        if len(chain) > REFERENCES_READ:
            chain = chain[: REFERENCES_READ // 2] + chain[-REFERENCES_READ // 2 :]
        nearest_first = [self.in_reply_to, *reversed(chain)]
        return [one for one in dict.fromkeys(nearest_first) if one and one != self.message_id]

    @property
    def thread_root(self) -> str:
        """The part of Thread-Index that all letters of one Outlook thread share, as an id; "" without one."""
        try:
            index = base64.b64decode(self.thread_index, validate=True)
        except (binascii.Error, ValueError):
            return ""
        root = index[:THREAD_INDEX_ROOT_BYTES]
        return f"thread-index:{root.hex()}" if len(root) == THREAD_INDEX_ROOT_BYTES else ""

    @property
    def keys(self) -> list[str]:
        """The digests to look up."""
        ids = [*self.named_ids, self.message_id, self.thread_root]
        return [digest(one) for one in ids if one]


@dataclass(frozen=True)
class Known:
    """A known id: its conversation, and whether we hold the letter itself, written to us by a person."""

    conversation_id: int
    is_firm: bool
    is_held: bool = True


@dataclass(frozen=True)
class Candidate:
    conversation_id: int
    mark: Mark
    # Only for a letter whose sender takes part in the conversation already.
    for_participants: bool


def candidates(clues: Clues, *, known: Mapping[str, Known], signer: Signer) -> Iterator[Candidate]:
    """Yield where the letter may belong, the strongest mark first. `known` is by digest."""
    named = clues.named_ids
    hearsay: list[Candidate] = []
    for one in named:
        found = known.get(digest(one))
        if found and found.is_firm:
            yield Candidate(found.conversation_id, Mark.MESSAGE_ID, for_participants=False)
        elif found:
            hearsay.append(Candidate(found.conversation_id, Mark.HEARSAY_ID, for_participants=True))
    for one in named:
        own = signer.read_message_id(one)
        if own:
            yield Candidate(own.conversation_id, Mark.OWN_MESSAGE_ID, for_participants=False)
    signed = signer.conversation_in(clues.addresses)
    if signed:
        yield Candidate(signed, Mark.REPLY_ADDRESS, for_participants=False)
    yield from hearsay
    # Its own id, named by an answer that overtook it. An id whose letter we hold is a mailer that repeats itself.
    itself = known.get(digest(clues.message_id)) if clues.message_id else None
    if itself and not itself.is_held:
        yield Candidate(itself.conversation_id, Mark.HEARSAY_ID, for_participants=True)
    root = known.get(digest(clues.thread_root)) if clues.thread_root else None
    if root:
        yield Candidate(root.conversation_id, Mark.THREAD_INDEX, for_participants=True)
    number = number_in_subject(clues.subject)
    if number:
        yield Candidate(number, Mark.SUBJECT, for_participants=True)


def digest(message_id: str) -> str:
    """Return the key of an id in the table of known ids; brackets and blanks do not count."""
    return hashlib.sha256(bare(message_id).encode()).hexdigest()


def bare(message_id: str) -> str:
    """Return a Message-ID without its brackets."""
    return message_id.strip().strip("<>").strip()
