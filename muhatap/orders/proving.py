"""What whoever writes from another address is asked before we speak of an order: what only the customer knows."""

from django.utils import translation
from django.utils.translation import gettext as _

from muhatap.conversations.models import Conversation


def question_to(conversation: Conversation) -> str:
    """Return the question, in the language of the conversation. It tells nothing of the order itself."""
    with translation.override(conversation.language or conversation.brand.language):
        return _(
            "This order was placed from another address. So that its details reach only its owner: could you tell me "
            "the full name on the order and the postcode it goes to? I will get straight on with it then."
        )
