"""What mail adds to the menus of messages and conversations."""

from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Direction
from muhatap.web.addresses import numbered
from muhatap.web.slots import MenuEntry, register_menu


def register() -> None:
    register_menu(
        MenuEntry(
            name="original",
            kind="message",
            label=_("Show original"),
            url=lambda message: numbered("mail:original", message.pk),
            permission="conversations.read",
            icon="file-code",
            applies_to=lambda message: message.direction == Direction.IN,
        )
    )
    register_menu(
        MenuEntry(
            name="block",
            kind="conversation",
            label=_("Spam, and block the sender"),
            url=lambda conversation: numbered("mail:block", conversation.pk),
            permission="mail.block_senders",
            icon="user-round-x",
            is_act=True,
            applies_to=lambda conversation: not conversation.is_spam,
        )
    )
