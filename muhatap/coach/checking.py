"""The headline: a draft in, advice out. Pure; nothing here raises for any text."""

import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from muhatap.coach import context, latte, personal, questions, rewording, structure, tone
from muhatap.coach.acronyms import acronyms
from muhatap.coach.advice import Advice, Finding
from muhatap.coach.choosing import Chosen, chosen
from muhatap.coach.customer import mood
from muhatap.coach.foreign import foreign
from muhatap.coach.owed import promises
from muhatap.coach.reading import reading
from muhatap.coach.sayings import saying
from muhatap.coach.text import Text, plain

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
    of rules that the team switched off. Promises are looked for where `now` is given; `hours` is the brand's business
    calendar (core.business_time).
    """
    channel = _CHANNELS.get(channel.strip().lower(), channel.strip().lower())
    phrases = [*own_phrases, *((word, "", "") for word in tone.avoided(voice))]
    own = reading(draft, lang=lang, own=phrases, part="written")
    theirs = reading(customer[:LONGEST_CUSTOMER], lang=own.lang, part="heard") if customer.strip() else None
    felt = mood(theirs)
    whole = structure.Draft(own, channel, theirs, felt, ui if ui in {"tr", "en"} else own.lang)
    findings = [_finding(one, own.text, whole.ui) for one in chosen(own.found, own.text)]
    known = frozenset(token.word for token in theirs.text.tokens) if theirs else frozenset[str]()
    findings = [each for each in findings if each.kind != "jargon" or not _is_known(each.text, known)]
    findings = list(context.fitting(findings, whole))
    if channel == "public":
        findings += _personal(whole)
    findings += _acronyms(whole, findings, known)
    tones = list(tone.findings(whole, voice))
    # A word that does not fit the brand is said once, as that.
    spans = sorted((each.start, each.end) for each in tones)
    findings = [each for each in findings if each.kind != "jargon" or not _is_inside(each, spans)] + tones
    findings += structure.findings(whole, findings)
    findings += questions.findings(whole, findings)
    findings = _without_steps(findings)
    kept = sorted((each for each in findings if each.rule not in silenced), key=lambda each: (each.start, -each.end))
    owed = promises(draft, lang=own.lang, now=now, hours=hours)
    return Advice(tuple(kept), latte.marks(own, theirs, {each.kind for each in findings}), felt, owed)


def _is_known(text: str, known: frozenset[str]) -> bool:
    """Whether the customer used the word first."""
    return plain(text) in known


_NAMED = frozenset({"jargon", "tone", "personal_data"})


def _acronyms(draft: structure.Draft, findings: list[Finding], known: frozenset[str]) -> Iterator[Finding]:
    said = {place for each in findings for place in range(each.start, each.end) if each.kind in _NAMED}
    for start, end in sorted({*acronyms(draft.own, known), *foreign(draft.own, known)}):
        if start not in said:
            found = draft.finding("jargon", start, end)
            yield replace(found, rule=f"{found.rule}/{plain(found.text)}")


def _without_steps(findings: list[Finding]) -> list[Finding]:
    """Of steps that run together, the form is what to mend: that they are asked for is then not said as well."""
    papers = sorted((each.start, each.end) for each in findings if each.rule.endswith(_PAPERWORK))
    findings = [each for each in findings if each.kind != "unclear_steps" or not _is_inside(each, papers)]
    steps = sorted((each.start, each.end) for each in findings if each.kind == "unclear_steps")
    return [each for each in findings if each.kind != "burden" or not _is_inside(each, steps)]


# Paperwork stays a burden, however clearly it is put.
_PAPERWORK = ("/burden/evrak", "/burden/paperwork")


def _is_inside(finding: Finding, spans: list[tuple[int, int]]) -> bool:
    place = bisect.bisect_left(spans, (finding.end, 0)) - 1
    return place >= 0 and spans[place][1] > finding.start


def _personal(draft: structure.Draft) -> Iterator[Finding]:
    reached = -1
    traces = list(personal.traces(draft.own.text))
    traces += personal.named(draft.own.text, traces)
    for trace in sorted(traces, key=lambda each: (each.start, -each.end)):
        if trace.start >= reached:
            reached = trace.end
            found = draft.finding("personal_data", trace.start, trace.end)
            yield replace(found, rule=f"{found.rule}/{trace.what}", blocks=True)


def _finding(one: Chosen, text: Text, ui: str) -> Finding:
    start, end = text.tokens[one.first].start, text.tokens[one.last - 1].end
    rule = one.found.rule
    why = rule.why.get("") or rule.why.get(ui) or saying("tone_voice", ui)
    suggestion = rewording.better(text, one.found) if one.is_whole else None
    return Finding(one.kind, start, end, text.raw[start:end], why, suggestion, rule.id)
