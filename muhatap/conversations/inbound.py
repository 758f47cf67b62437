"""What a channel hands in: a message as the adapter understood it, before it is anybody's conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from muhatap.conversations.models import Channel, Conversation
from muhatap.customers.models import Identity


@dataclass(frozen=True)
class Person:
    """An address with the name it came with."""

    address: str
    name: str = ""

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "address": self.address}


@dataclass(frozen=True)
class InboundFile:
    """A file whose bytes are already a blob."""

    filename: str
    content_type: str
    size: int
    blob: str
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """One message from outside. `conversation` is where it belongs when the channel could tell."""

    channel: Channel
    external_id: str
    sender: Person
    at: datetime
    identity_kind: str = Identity.EMAIL
    subject: str = ""
    text: str = ""
    html: str = ""
    quoted_text: str = ""
    quoted_html: str = ""
    signature: str = ""
    people: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[InboundFile] = ()
    machine: str = ""
    language: str = ""
    warnings: Sequence[str] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)
    conversation: Conversation | None = None
    is_spam: bool = False
    # Imported history: no bell, no acknowledgement, no reopening.
    is_silent: bool = False
    # Written by us from elsewhere (the sent folder of an imported mailbox).
    is_ours: bool = False
