"""What the customer is told when a promise moves: prepared in their language, for the agent to read and change."""

from datetime import datetime

from django.utils import formats, timezone, translation

from muhatap.conversations import queries, recipients, values
from muhatap.conversations.models import Conversation, Direction
from muhatap.promises.models import Promise
from muhatap.team.models import Agent
from muhatap.web.templatetags.web import clock

# Each owns it, says by when instead, and leaves the customer nothing to do. {was} and {due} are moments in words.
_AHEAD = {
    "tr": (
        "{was} için söz vermiştik; bu süreye yetişemeyeceğimizi şimdiden haber vermek istedik. Özür dileriz.\n\n"
        "İşin başındayız: en geç {due} size yeniden yazacağız."
    ),
    "en": (
        "We promised you this for {was}. We will not make it, and we want you to hear that from us before then. "
        "We are sorry.\n\n"
        "We are on it, and we will write to you by {due}."
    ),
}
_PASSED = {
    "tr": (
        "{was} için verdiğimiz sözü tutamadık. Beklettiğimiz için özür dileriz.\n\n"
        "İşin başındayız: en geç {due} size yeniden yazacağız."
    ),
    "en": (
        "We promised you this for {was}, and we did not keep it. We are sorry that you had to wait.\n\n"
        "We are on it, and we will write to you by {due}."
    ),
}
_FIRST_TIME = {
    "tr": "Size ne zaman döneceğimizi söylememiştik: en geç {due} size yazacağız.",
    "en": "We had not said when you would hear from us: we will write to you by {due}.",
}
_AROUND = {
    "tr": "Merhaba {{{{ customer.name }}}},\n\n{said}\n\n{{{{ agent.name }}}}\n{{{{ brand.name }}}}",
    "en": "Hello {{{{ customer.name }}}},\n\n{said}\n\n{{{{ agent.name }}}}\n{{{{ brand.name }}}}",
}
_DAY = {"tr": "j F l", "en": "l j F"}


def prepared(one: Promise, *, due_at: datetime, by: Agent, now: datetime) -> str:
    """Return the words for the customer: that it will not be `one.due_at` but `due_at`."""
    conversation = one.conversation
    lang = _language(conversation)
    texts = _FIRST_TIME if one.due_at is None else _PASSED if one.due_at <= now else _AHEAD
    with translation.override(lang):
        was = _in_words(one.due_at, lang) if one.due_at else ""
        said = texts[lang].format(was=was, due=_in_words(due_at, lang))
    return values.fill(_AROUND[lang].format(said=said), "", conversation, by).text


_WAYS = {
    "tr": {
        "here": "size yazacak",
        "phone": "sizi arayacak",
        "email": "size e-postayla yazacak",
        "store": "sizi mağazada karşılayacak",
    },
    "en": {
        "here": "will write to you",
        "phone": "will call you",
        "email": "will write to you by e-mail",
        "store": "will see you in the store",
    },
}
_HANDED = {
    "tr": (
        "Konunuzu {to} devralıyor; bugüne kadar olan her şeyi biliyor, yeniden anlatmanıza gerek yok.\n\n"
        "En geç {due} {does}; sizin bir şey yapmanız gerekmiyor."
    ),
    "en": (
        "{to} is taking over from me and knows all that has happened, so there is no need to explain it again.\n\n"
        "They {does} by {due}; there is nothing you need to do."
    ),
}


def of_hand_off(conversation: Conversation, *, to: str, way: str, due_at: datetime, by: Agent) -> str:
    """Return the words that tell the customer who takes over, how they hear from them, and by when."""
    lang = _language(conversation)
    with translation.override(lang):
        due = _in_words(due_at, lang)
    said = _HANDED[lang].format(to=to, due=due, does=_WAYS[lang].get(way, _WAYS[lang]["here"]))
    return values.fill(_AROUND[lang].format(said=said), "", conversation, by).text


def people(conversation: Conversation) -> dict[str, list[dict[str, str]]]:
    """Return whom a message to the customer goes to: whoever wrote last, as an answer would."""
    said = conversation.messages.filter(direction=Direction.IN, machine="").order_by("-at", "-pk").first()
    whom = recipients.of_answer(said.people if said else {}, own=queries.own_addresses(conversation.brand_id))
    customer = conversation.customer
    known = [{"name": customer.name, "address": customer.address}] if customer.address else []
    return {"to": [dict(one) for one in whom.to] or known, "cc": [dict(one) for one in whom.cc], "bcc": []}


def _language(conversation: Conversation) -> str:
    lang = (conversation.language or conversation.brand.language)[:2]
    return lang if lang in _AROUND else "en"


def _in_words(at: datetime, lang: str) -> str:
    local = timezone.localtime(at)
    return f"{formats.date_format(local, _DAY[lang])} {clock(at)}"
