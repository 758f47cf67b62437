"""The mail that asks whether all is well, and the two links below it, which are the reader's own.

The links are no part of the message as the desk keeps it (see `mail/out/below.py`): whoever reads the thread cannot
answer in the customer's place.
"""

import hashlib
from functools import lru_cache
from html import escape

from django.conf import settings as django_settings
from django.urls import reverse

from muhatap.conversations.models import Conversation, Message
from muhatap.mail.out.below import Block
from muhatap.promises.checking_back import tokens, wording
from muhatap.promises.models import CheckBack, CheckBackSettings, Wellbeing

_BUTTON = (
    "display:inline-block;padding:10px 16px;margin:0 8px 8px 0;border:1px solid #1b6b7a;border-radius:8px;"
    "font-size:16px;line-height:20px;color:#14515d;text-decoration:none"
)


def text_of(check_back: CheckBack, conversation: Conversation) -> str:
    """Return the words of the mail, without its links."""
    said = wording.words(check_back.language)
    subject, name = conversation.subject, conversation.customer.name
    facts = {
        "about": said.about.format(subject=subject) if subject else said.about_nothing,
        "agent": check_back.agent.name if check_back.agent else "",
    }
    own = wording.asking(settings_of(conversation.brand_id), check_back.language)
    asks = own or (said.asks if check_back.agent else said.asks_without_agent).format(**facts)
    hello = said.hello.format(name=name) if name else said.hello_nobody
    return "\n\n".join([hello, asks, said.may_answer, conversation.brand.name])


def below(message: Message) -> Block | None:
    """Return the two answers and the way out, below a mail that asks."""
    if not message.is_automatic:
        return None
    found = CheckBack.objects.filter(message=message).first()
    if found is None:
        return None
    said, place = wording.words(found.language), address(found)
    answers = [(Wellbeing.FINE, said.fine), (Wellbeing.NOT_FINE, said.not_fine)]
    text = [*(f"{words}: {place}?answer={answer}" for answer, words in answers), "", f"{said.stop}: {place}?stop=1"]
    buttons = "".join(
        f'<a href="{escape(place)}?answer={answer}" style="{_BUTTON}">{escape(words)}</a>' for answer, words in answers
    )
    html = (
        f'<p style="margin:16px 0 4px">{buttons}</p><p style="font-size:12px;color:#5b6770">'
        f'<a href="{escape(place)}?stop=1" style="color:#5b6770">{escape(said.stop)}</a></p>'
    )
    return Block("\n".join(text), html)


def address(check_back: CheckBack) -> str:
    """Return the page on which the customer answers."""
    place = reverse("promises:how_it_is", args=[tokens.make(check_back.uid, key=key())])
    return f"{django_settings.SITE_URL}{place}"


def key() -> bytes:
    return _key(django_settings.SECRET_KEY)


def language_of(conversation: Conversation) -> str:
    """Return the language in which this customer is asked."""
    said = (conversation.language, conversation.customer.language, conversation.brand.language)
    return next((each for each in said if each in wording.LANGUAGES), "en")


def settings_of(brand_id: int) -> CheckBackSettings:
    """Return how a brand asks; of one that was never set up, the defaults."""
    return CheckBackSettings.objects.filter(brand=brand_id).first() or CheckBackSettings(brand_id=brand_id)


@lru_cache(maxsize=2)
def _key(secret_key: str) -> bytes:
    return hashlib.sha256(b"muhatap check-back links " + secret_key.encode()).digest()
