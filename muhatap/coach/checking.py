"""The headline: a draft in, advice out. Pure; nothing here raises for any text."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from muhatap.coach import latte, personal, questions, rewording, structure, tone
from muhatap.coach.advice import Advice, Finding
from muhatap.coach.customer import mood
from muhatap.coach.reading import reading
from muhatap.coach.rulebook import Found
from muhatap.coach.sayings import saying
from muhatap.coach.text import Text

Voice = Mapping[str, Any] | str | None
LONGEST_CUSTOMER = 20_000
_CHANNELS = {
    "social": "public", "twitter": "public", "x": "public", "facebook": "public", "instagram": "public",
    "youtube": "public", "tiktok": "public", "review": "public", "reviews": "public", "comment": "public",
    "forum": "public", "mention": "public", "mail": "email", "e-mail": "email", "eposta": "email",
    "e-posta": "email", "whatsapp": "chat", "messenger": "chat", "dm": "chat", "live_chat": "chat", "livechat": "chat",
    "sms": "chat", "widget": "chat",
}  # fmt: skip


def check(
    draft: str,
    *,
    lang: str | None = None,
    channel: str = "email",
    customer: str = "",
    voice: Voice = None,
    ui: str | None = None,
    now: datetime | None = None,
    hours: Any = None,
    own_phrases: Iterable[tuple[str, str, str]] = (),
    silenced: Collection[str] = (),
) -> Advice:
    """Return what the coach thinks of a draft.

    `lang` is "tr" or "en" (None: told from the text), `ui` the language of the reasons (default: that of the draft),
    `customer` the message that is answered. `own_phrases` are rows of the shop (phrase, why, better), `silenced` ids
    of rules that the team switched off. `hours` is the brand's business calendar, for promises.
    """
    channel = _CHANNELS.get(channel.strip().lower(), channel.strip().lower())
    phrases = [*own_phrases, *((word, "", "") for word in tone.avoided(voice))]
    own = reading(draft, lang=lang, own=phrases)
    theirs = reading(customer[:LONGEST_CUSTOMER], lang=own.lang) if customer.strip() else None
    felt = mood(theirs)
    whole = structure.Draft(own, channel, theirs, felt, ui if ui in {"tr", "en"} else own.lang)
    findings = [_finding(found, own.text, whole.ui) for found in _clear(own.found)]
    findings += tone.findings(whole, voice)
    findings += structure.findings(whole, findings)
    findings += questions.findings(whole)
    if channel == "public":
        findings += _personal(whole)
    kept = sorted((each for each in findings if each.rule not in silenced), key=lambda each: (each.start, -each.end))
    return Advice(tuple(kept), latte.marks(own, theirs), felt)


def _clear(found: Iterable[Found]) -> list[Found]:
    """Of hits of one kind that overlap, keep the longest; say nothing twice about the same words."""
    kept: dict[str, list[Found]] = {}
    for each in sorted(found, key=lambda one: (one.first, -one.last)):
        same = kept.setdefault(each.rule.kind, [])
        if not same or each.first >= same[-1].last:
            same.append(each)
        elif each.last - each.first > same[-1].last - same[-1].first:
            same[-1] = each
    return [each for kind, same in kept.items() for each in same if not _is_said_by(kind, each, kept)]


def _personal(draft: structure.Draft) -> Iterator[Finding]:
    reached = -1
    for trace in sorted(personal.traces(draft.own.text), key=lambda each: (each.start, -each.end)):
        if trace.start >= reached:
            reached = trace.end
            found = draft.finding("personal_data", trace.start, trace.end)
            yield replace(found, rule=f"{found.rule}/{trace.what}", blocks=True)


# What says more precisely what is wrong with the same words.
_PRECISER = {
    "negative": ("dismissive", "blame", "burden", "overpromise"),
    "vague": ("cold_redirect", "dismissive", "overpromise"),
    "burden": ("cold_redirect", "blame"),
    "dismissive": ("blame",),
}


def _is_said_by(kind: str, found: Found, kept: Mapping[str, list[Found]]) -> bool:
    return any(
        found.first < other.last and other.first < found.last
        for preciser in _PRECISER.get(kind, ())
        for other in kept.get(preciser, ())
    )


def _finding(found: Found, text: Text, ui: str) -> Finding:
    start, end = text.tokens[found.first].start, text.tokens[found.last - 1].end
    why = found.rule.why.get("") or found.rule.why.get(ui) or saying("tone_voice", ui)
    return Finding(found.rule.kind, start, end, text.raw[start:end], why, rewording.better(text, found), found.rule.id)
