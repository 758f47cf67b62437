"""One question to the language model, from what leaves to what the agent is shown."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muhatap.conversations.models import Conversation
from muhatap.knowledge.wordings import as_html
from muhatap.language_model import answers, material, prompts, speaking
from muhatap.language_model.actions.reading import suggest
from muhatap.language_model.actions.setting_up import endpoint
from muhatap.language_model.faults import Fault, NotAnswered
from muhatap.language_model.masking import Masker
from muhatap.language_model.material import Source
from muhatap.language_model.models import Endpoint
from muhatap.team import audit
from muhatap.team.models import Agent, AuditEntry

ASKED = "language_model.asked"
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Act:
    """One thing the model does. `writes`: its answer goes into the reply; `replaces`: in the place of the draft."""

    name: str
    writes: bool = False
    replaces: bool = False


ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        Act("draft", writes=True),
        Act("summarise"),
        Act("translate"),
        Act("translate_draft", writes=True, replaces=True),
        Act("rephrase", writes=True, replaces=True),
    )
}


@dataclass(frozen=True)
class Outcome:
    """What the agent is shown. `sent` are the masked texts that left; of `sources` those in `used` were named."""

    act: Act
    text: str
    html: str
    sent: Sequence[Mapping[str, str]]
    sources: Sequence[Source]
    used: Sequence[int]
    is_cut: bool
    lacks: bool
    # Of a suggestion that waits to be read.
    uid: str = ""


def ask(conversation: Conversation, *, act: Act, draft: str, by: Agent, now: datetime) -> Outcome:
    """Ask the model and return what it answered, restored and cleaned. Raises NotAnswered."""
    found = endpoint()
    _may_ask(found, by=by, now=now)
    sources = _sources(act, conversation, draft, by=by, now=now)
    masker = Masker(material.known(conversation, by, now=now))
    question = _question(act, conversation, sources, masker)
    problem, said = "", None
    try:
        with _one_of_few():
            said = speaking.ask(found, question)
    except NotAnswered as error:
        problem = error.fault.value
        raise
    finally:
        _note(conversation, act, question, said, problem, by=by)
    outcome = _outcome(act, said, question, sources, masker)
    return replace(outcome, uid=suggest(conversation, outcome.text, by=by, now=now)) if act.writes else outcome


def _may_ask(found: Endpoint, *, by: Agent, now: datetime) -> None:
    if not found.is_on:
        raise NotAnswered(Fault.OFF)
    if AuditEntry.objects.filter(act=ASKED, by=by, at__gt=now - AN_HOUR).count() >= found.hourly_limit:
        raise NotAnswered(Fault.LIMIT)


def _sources(act: Act, conversation: Conversation, draft: str, *, by: Agent, now: datetime) -> list[Source]:
    if act.replaces or act.name == "translate":
        only = material.last_of_customer(conversation) if act.name == "translate" else material.draft(draft)
        if len(draft) > material.LONGEST_DRAFT and act.replaces:
            raise NotAnswered(Fault.TEXT_TOO_LONG)
        if only is None or not only.text.strip():
            raise NotAnswered(Fault.NOTHING)
        return [only]
    sources = material.messages(conversation, with_notes=act.name == "summarise")
    if not sources:
        raise NotAnswered(Fault.NOTHING)
    sources += material.orders(conversation, by, now=now)
    if act.name == "draft":
        sources += material.replies(conversation, by, now=now)
        sources += [material.draft(draft)] if draft.strip() else []
    return sources


def _question(act: Act, conversation: Conversation, sources: Sequence[Source], masker: Masker) -> list[dict[str, str]]:
    blocks = [prompts.Block(each.title, masker.mask(each.text, has_gaps=each.is_own)) for each in sources]
    own = act.name in ("summarise", "translate")
    language = (get_language() or "tr") if own else material.spoken(conversation)
    return prompts.asked(
        act.name,
        blocks,
        brand=conversation.brand.name,
        language=material.language_named(language),
        voice=material.voice(conversation),
    )


def _outcome(
    act: Act,
    said: speaking.Said,
    question: Sequence[Mapping[str, str]],
    sources: Sequence[Source],
    masker: Masker,
) -> Outcome:
    answer = answers.read(said.text)
    if not answer.text:
        raise NotAnswered(Fault.EMPTY)
    restored = masker.restore(answer.text, unknown=_gap if act.writes else lambda label: "…")
    return Outcome(
        act=act,
        text=restored.text,
        html=as_html(restored.text),
        sent=question,
        sources=sources,
        used=[number for number in answer.used if 0 < number <= len(sources)],
        is_cut=said.is_cut or answer.is_cut,
        lacks=bool(restored.unknown),
    )


def _gap(label: str) -> str:
    """Return a gap that holds the reply until somebody fills it in by hand."""
    name = "".join(sign for sign in label.replace("-", "_") if sign.isalnum() or sign == "_")
    return "{{ " + f"{_('fill')}.{name or _('missing')}" + " }}"


def _note(
    conversation: Conversation,
    act: Act,
    question: Sequence[Mapping[str, str]],
    said: speaking.Said | None,
    problem: str,
    *,
    by: Agent,
) -> None:
    """Write down who asked for what, and how much left; never what it said."""
    audit.record(
        ASKED,
        by=by,
        subject=f"conversation:{conversation.pk}",
        kind=act.name,
        sent_size=sum(len(each["content"]) for each in question),
        answer_size=len(said.text) if said else 0,
        problem=problem,
    )


# Who waits for a model holds one of the few threads that draw pages: most of them stay with the desk.
_few = threading.BoundedSemaphore(max(1, settings.PAGE_THREADS // 3))


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _few.acquire(blocking=False):
        raise NotAnswered(Fault.BUSY)
    try:
        yield
    finally:
        _few.release()
