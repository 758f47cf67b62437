"""The mail that asks, and the five faces below it or below a reply: each face is a link of the reader's own.

The links are no part of the message as the desk keeps it (see `mail/out/below.py`): whoever reads the thread cannot
rate in the customer's place.
"""

import hashlib
from functools import lru_cache
from html import escape

from django.conf import settings as django_settings
from django.urls import reverse

from muhatap.conversations.models import Conversation, Message
from muhatap.mail.out.below import Block
from muhatap.surveys import tokens, wording
from muhatap.surveys.models import Origin, Survey, SurveySettings
from muhatap.surveys.tokens import Rated

_CELL = "padding:6px 4px;text-align:center;vertical-align:top;width:20%"
_FACE = "font-size:30px;line-height:36px;text-decoration:none"
_LABEL = "font-size:13px;line-height:18px;color:#33414a;text-decoration:none"


def text_of(survey: Survey, conversation: Conversation) -> str:
    """Return the words of the mail, without its links."""
    said = wording.words(survey.language)
    name = conversation.customer.name
    subject = conversation.subject
    about = said.about.format(subject=subject) if subject else said.about_nothing
    facts = {"about": about, "agent": survey.agent.name if survey.agent else ""}
    asks = said.asks_again if survey.again_of_id else said.asks if survey.agent else said.asks_without_agent
    hello = said.hello.format(name=name) if name else said.hello_nobody
    return "\n\n".join([hello, asks.format(**facts), said.may_answer, conversation.brand.name])


def below(message: Message) -> Block | None:
    """Return the faces below a mail of ours: of a survey, or of a reply where the brand has them there."""
    if message.is_automatic:
        survey = Survey.objects.filter(message=message, origin=Origin.MAIL).select_related("brand").first()
        return _of_survey(survey) if survey else None
    conversation = message.conversation
    if message.author_id is None or conversation.aside_of_id is not None:
        return None
    settings = SurveySettings.objects.filter(brand=conversation.brand_id, in_signature=True).first()
    if settings is None:
        return None
    language = language_of(conversation)
    return _faces(address(Rated(tokens.REPLY, message.uid)), wording.words(language).below_reply, language)


def address(rated: Rated) -> str:
    """Return the page on which something is rated."""
    return django_settings.SITE_URL + reverse("surveys:page", args=[tokens.make(rated, key=key())])


def key() -> bytes:
    return _key(django_settings.SECRET_KEY)


def language_of(conversation: Conversation) -> str:
    """Return the language in which this customer is asked."""
    said = (conversation.language, conversation.customer.language, conversation.brand.language)
    return next((each for each in said if each in wording.LANGUAGES), "en")


def _of_survey(survey: Survey) -> Block:
    settings = settings_of(survey.brand_id)
    place = address(Rated(tokens.SURVEY, survey.uid))
    faces = _faces(place, wording.question(settings, survey.language), survey.language)
    stop = wording.words(survey.language).stop
    return Block(
        f"{faces.text}\n\n{stop}: {place}?stop=1",
        f'{faces.html}<p style="font-size:12px;color:#5b6770"><a href="{escape(place)}?stop=1" '
        f'style="color:#5b6770">{escape(stop)}</a></p>',
    )


def settings_of(brand_id: int) -> SurveySettings:
    """Return how a brand asks; of one that was never set up, the defaults: not at all."""
    return SurveySettings.objects.filter(brand=brand_id).first() or SurveySettings(brand_id=brand_id)


def _faces(place: str, question: str, language: str) -> Block:
    labels = wording.words(language).scores
    text = [question, *(f"{score} {labels[score - 1]}: {place}?score={score}" for score in reversed(wording.SCORES))]
    cells = "".join(
        f'<td style="{_CELL}"><a href="{escape(place)}?score={score}" style="text-decoration:none">'
        f'<span style="{_FACE}" aria-hidden="true">{wording.FACES[score]}</span><br>'
        f'<span style="{_LABEL}">{escape(labels[score - 1])}</span></a></td>'
        for score in wording.SCORES
    )
    html = (
        f'<p style="font-weight:bold;margin:16px 0 4px">{escape(question)}</p>'
        '<table role="presentation" cellspacing="0" cellpadding="0" style="max-width:420px;width:100%">'
        f"<tr>{cells}</tr></table>"
    )
    return Block("\n".join(text), html)


@lru_cache(maxsize=2)
def _key(secret_key: str) -> bytes:
    return hashlib.sha256(b"muhatap survey links " + secret_key.encode()).digest()
