"""The headline: a draft in, advice out. Pure; nothing here raises for any text."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from muhatap.coach import rewording
from muhatap.coach.advice import Advice, Finding, Latte, Mood
from muhatap.coach.reading import Reading, reading
from muhatap.coach.rulebook import Found
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
    own = reading(draft, lang=lang, own=own_phrases)
    findings = [_finding(found, own.text, ui or own.lang) for found in _clear(own.found)]
    kept = [each for each in findings if each.rule not in silenced]
    return Advice(tuple(sorted(kept, key=lambda each: (each.start, -each.end))), Latte(), Mood())


def _clear(found: Iterable[Found]) -> list[Found]:
    """Of hits of one kind that overlap, keep the longest."""
    kept: dict[str, list[Found]] = {}
    for each in sorted(found, key=lambda one: (one.first, -one.last)):
        same = kept.setdefault(each.rule.kind, [])
        if not same or each.first >= same[-1].last:
            same.append(each)
        elif each.last - each.first > same[-1].last - same[-1].first:
            same[-1] = each
    return [each for same in kept.values() for each in same]


def _finding(found: Found, text: Text, ui: str) -> Finding:
    start, end = text.tokens[found.first].start, text.tokens[found.last - 1].end
    why = found.rule.why.get(ui) or found.rule.why.get("") or found.rule.why.get("en", "")
    return Finding(found.rule.kind, start, end, text.raw[start:end], why, rewording.better(text, found), found.rule.id)


__all__ = ["LONGEST_CUSTOMER", "Reading", "check"]
