"""How a message of a mail channel goes out."""

from muhatap.conversations.channels import Receipt
from muhatap.conversations.models import Message


class MailAdapter:
    """The mail channel's side of the slot in `conversations.channels`."""

    def prepare(self, message: Message) -> None:
        """Give the message its Message-ID and threading headers, inside the transaction that writes it."""

    def deliver(self, message: Message) -> Receipt:
        raise RuntimeError("written with mail out")
