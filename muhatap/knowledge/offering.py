"""Saved replies as they are offered in one conversation: filled with what is known there, gaps and acts shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from muhatap.conversations import values
from muhatap.conversations.models import Conversation
from muhatap.knowledge import macros, queries, saying, wordings
from muhatap.knowledge.models import SavedReply, Wording
from muhatap.team.models import Agent

_GAP = re.compile(r"\{\{\s*([\w.]{1,60})\s*\}\}")


@dataclass(frozen=True)
class Step:
    """One act of a macro: its place among those of the reply, and what it does in words."""

    place: int
    words: str


@dataclass(frozen=True)
class Offer:
    """One reply as it would be inserted here. `html` goes into the editor, `preview` marks its gaps."""

    reply: SavedReply
    wording: Wording
    text: str
    html: SafeString
    preview: SafeString
    gaps: list[str]
    steps: list[Step]
    found_by: str
    is_other_language: bool


def offers(replies: Iterable[SavedReply], conversation: Conversation, agent: Agent) -> list[Offer]:
    """Fill each reply for a conversation, looking every value up once. One without any text is left out."""
    language, voice = saying.language_of(conversation), saying.voice_of(conversation.brand_id)
    worded = [
        (reply, wording)
        for reply in replies
        if (wording := wordings.fitting(reply.wordings.all(), language=language, voice=voice))
    ]
    texts = values.fill_each([wording.text for _, wording in worded], conversation, agent)
    names = macros.Names.fetched() if any(reply.is_macro for reply, _ in worded) else macros.Names({}, {})
    return [
        Offer(
            reply=reply,
            wording=wording,
            text=text,
            html=_safe(wordings.as_html(text)),
            preview=marked(text),
            gaps=values.gaps_in(text),
            steps=steps_of(reply, names),
            found_by=queries.found_by(reply),
            is_other_language=wording.language != language,
        )
        for (reply, wording), text in zip(worded, texts, strict=True)
    ]


def steps_of(reply: SavedReply, names: macros.Names) -> list[Step]:
    told = ((place, macros.in_words(act, names)) for place, act in enumerate(macros.read(reply.acts)))
    return [Step(place, words) for place, words in told if words]


def marked(text: str) -> SafeString:
    """Return a text as paragraphs whose gaps are marked."""
    return _safe(_GAP.sub(lambda gap: f'<mark class="gap">{escape(gap[0])}</mark>', wordings.as_html(text)))


def _safe(html: str) -> SafeString:
    # Made by `wordings.as_html`, which escapes all that was written.
    return mark_safe(html)  # noqa: S308
