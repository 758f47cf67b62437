"""Marks that our own mail carries, so that an answer finds its way back and nobody can forge the way.

Pure. Three marks, each with its own purpose in the signature, so that one cannot be used as another:
the reply address `destek+4821-k3v…@carsi.example`, the return address of a bounce `destek+b93-…@`, and the Message-ID.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

MAC_LENGTH = 12

_PLUS = re.compile(r"\+(b?)(\d{1,18})-([a-z2-7]{12})$")
_OWN_ID = re.compile(r"^<?([0-9a-f]{32})\.(\d{1,18})\.([a-z2-7]{12})@", re.IGNORECASE)
_SUBJECT = re.compile(r"\[#(\d{1,18})\]")


@dataclass(frozen=True)
class OwnId:
    """What one of our Message-IDs says: which message, of which conversation."""

    message_uid: UUID
    conversation_id: int


@dataclass(frozen=True)
class Signer:
    """Makes and checks the marks with one secret key."""

    key: bytes

    def reply_address(self, base: str, conversation_id: int) -> str:
        """Return `local+<number>-<mac>@domain` of the channel's address `base`."""
        return _with_plus(base, f"{conversation_id}-{self._mac('reply', conversation_id)}")

    def return_address(self, base: str, message_id: int) -> str:
        """Return the envelope sender to which only the bounce of this one message comes."""
        return _with_plus(base, f"b{message_id}-{self._mac('bounce', message_id)}")

    def conversation_in(self, addresses: Iterable[str]) -> int | None:
        """Return the conversation that a signed reply address among these names."""
        return self._number_in(addresses, letter="", purpose="reply")

    def message_in(self, addresses: Iterable[str]) -> int | None:
        """Return the message whose bounce comes to one of these addresses."""
        return self._number_in(addresses, letter="b", purpose="bounce")

    def message_id(self, uid: UUID, conversation_id: int, domain: str) -> str:
        """Return a Message-ID without brackets. The same message always gets the same one, also when sent again."""
        return f"{uid.hex}.{conversation_id}.{self._mac('id', f'{uid.hex}.{conversation_id}')}@{domain}"

    def read_message_id(self, value: str) -> OwnId | None:
        """Return what a Message-ID of ours says; None for anybody else's and for a forged one."""
        found = _OWN_ID.match(value.strip())
        if not found:
            return None
        uid, number = found[1].lower(), int(found[2])
        if not hmac.compare_digest(found[3].lower(), self._mac("id", f"{uid}.{number}")):
            return None
        return OwnId(UUID(hex=uid), number)

    def _number_in(self, addresses: Iterable[str], *, letter: str, purpose: str) -> int | None:
        for address in addresses:
            found = _PLUS.search(address.rpartition("@")[0].lower())
            if found and found[1] == letter and hmac.compare_digest(found[3], self._mac(purpose, int(found[2]))):
                return int(found[2])
        return None

    def _mac(self, purpose: str, value: object) -> str:
        digest = hmac.new(self.key, f"{purpose}:{value}".encode(), hashlib.sha256).digest()
        # 60 bits, in letters that survive every mail server, also one that changes the case.
        return base64.b32encode(digest).decode().lower()[:MAC_LENGTH]


def plain_address(address: str) -> str:
    """Return the address without one of our marks, in lower case: `destek+4821-k3v…@…` becomes `destek@…`."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{_PLUS.sub('', local)}{at}{domain}"


def number_in_subject(subject: str) -> int | None:
    """Return the number of `[#4821]`. It is not signed: it counts only for someone who takes part already."""
    found = _SUBJECT.search(subject)
    return int(found[1]) if found else None


def _with_plus(base: str, mark: str) -> str:
    local, _, domain = base.rpartition("@")
    return f"{local}+{mark}@{domain}"
