"""What the operators of a question mean on this desk: which conversations, which messages, and what nobody knows.

Names are looked up among what the agent may see. What says something about the message itself is asked of the search
entries, as words are; what says something about the conversation becomes a condition on it; what the entries only
nearly know (a phrase, a sender) is checked on the few messages that they let through.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from muhatap.conversations import asking, lexemes, search
from muhatap.conversations.asking import Condition, Field, Question
from muhatap.conversations.lexemes import Term
from muhatap.conversations.models import Channel, Conversation, Label, Message, Status
from muhatap.conversations.walking import Asked
from muhatap.core.turkish import fold
from muhatap.team.models import Agent, Brand

# Conversations that an operator leaves over are asked one by one up to this many.
FEW = 400

Check = Callable[[Message], bool]
_PeopleOf = Callable[[Message], Iterable[Mapping[str, str]]]


@dataclass
class Narrowing:
    """A question as it is asked: of the entries, of the conversations, of messages; and what was not understood."""

    terms: list[Term] = field(default_factory=list)
    # Each is a piece of a tsquery; all must hold.
    clauses: list[str] = field(default_factory=list)
    conversations: Q = field(default_factory=Q)
    checks: list[Check] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    asks_for_spam: bool = False
    problems: list[str] = field(default_factory=list)

    @property
    def asks_of_messages(self) -> bool:
        return bool(self.terms or self.clauses or self.checks or self.since or self.until)

    def asked(self, agent: Agent) -> Asked:
        """Return what the walk asks of the entries."""
        clauses = [*map(search.tsquery, self.terms), *self.clauses]
        brand_ids = agent.brand_ids
        if not brand_ids and not any(not clause.startswith("!") for clause in clauses):
            # What is only excluded is excluded from everything.
            brand_ids = list(Brand.objects.values_list("pk", flat=True))
        if brand_ids:
            clauses.append(_any_of(search.of_brand(pk) for pk in brand_ids))
        is_rare = any(term.is_rare for term in self.terms) and not self.checks
        return Asked(" & ".join(clauses), self.since, self.until, self._few(agent), is_rare)

    def _few(self, agent: Agent) -> tuple[int, ...] | None:
        if not self.conversations:
            return None
        # Said as the indexes of the lists say it.
        visible = Conversation.objects.visible_to(agent).filter(self.conversations, merged_into=None)
        found = tuple(visible.order_by().values_list("pk", flat=True)[: FEW + 1])
        return found if len(found) <= FEW else None


@dataclass(frozen=True)
class _Said:
    """What was said with one operator, all the same way round."""

    narrowing: Narrowing
    conditions: Sequence[Condition]
    is_not: bool
    agent: Agent
    now: datetime

    @property
    def values(self) -> list[str]:
        return [condition.value for condition in self.conditions]

    def restrict(self, condition: Q) -> None:
        if condition:
            self.narrowing.conversations &= ~condition if self.is_not else condition

    def leave_out(self, condition: Condition, sentence: str) -> None:
        self.narrowing.problems.append(sentence % {"value": condition.value})


def of(question: Question, agent: Agent, *, now: datetime) -> Narrowing:
    """Return what the question asks for; what it names and nobody knows is said in `problems` and left out."""
    narrowing = Narrowing(terms=lexemes.of_question(question.words))
    narrowing.checks += map(_says, question.phrases)
    for piece in question.without:
        _leave_out(narrowing, piece)
    for unknown in question.unknown:
        sentence = _("“%(name)s:” is nothing that search knows, so it was looked for as a word.")
        narrowing.problems.append(sentence % {"name": unknown})
    grouped: dict[tuple[Field, bool], list[Condition]] = {}
    for condition in question.conditions:
        grouped.setdefault((condition.field, condition.is_not), []).append(condition)
    for (asked, is_not), conditions in grouped.items():
        _READERS[asked](_Said(narrowing, conditions, is_not, agent, now))
    return narrowing


def agents_meant(written: str) -> list[int]:
    """Return the agents that a name stands for; those who left are meant too."""
    return _named(dict(Agent.objects.values_list("pk", "name")), written)


def labels_meant(written: str) -> list[int]:
    return _named(dict(Label.objects.values_list("pk", "name")), written)


def brands_meant(written: str, agent: Agent) -> list[int]:
    """Return the brands of the agent that a name stands for."""
    return _named({pk: name for pk, name in Brand.objects.values_list("pk", "name") if agent.sees(pk)}, written)


def channels_meant(written: str, agent: Agent) -> list[int]:
    """Return the channels of the agent's brands that a name, an address or a kind stands for."""
    channels = [channel for channel in Channel.objects.all() if agent.sees(channel.brand_id)]
    return _named({channel.pk: f"{channel.name} {channel.address} {channel.kind}" for channel in channels}, written)


def _leave_out(narrowing: Narrowing, piece: asking.Piece) -> None:
    if piece.is_phrase:
        narrowing.checks.append(_not(_says(piece.text)))
        return
    terms = lexemes.of_question(piece.text)
    if terms:
        narrowing.clauses.append("!(" + " & ".join(map(search.tsquery, terms)) + ")")


def _from(said: _Said) -> None:
    for value in said.values:
        authors = agents_meant(value) or ([said.agent.pk] if _is_me(value) else [])
        _add_people(said, value, authors, _sender)


def _to(said: _Said) -> None:
    for value in said.values:
        _add_people(said, value, [], _recipients)


def _add_people(said: _Said, value: str, authors: list[int], people_of: _PeopleOf) -> None:
    asked = fold(value)

    def is_theirs(message: Message) -> bool:
        if message.author_id in authors:
            return True
        return any(_is_person(person, asked) for person in people_of(message))

    if said.is_not:
        said.narrowing.checks.append(_not(is_theirs))
        return
    words = " & ".join(map(search.tsquery, lexemes.of_question(value)))
    either = [clause for clause in (_any_of(map(search.of_author, authors)), f"({words})" if words else "") if clause]
    if not either:
        said.narrowing.problems.append(_("“%(value)s” names nobody, so it was left out.") % {"value": value})
        return
    said.narrowing.clauses.append("(" + " | ".join(either) + ")")
    said.narrowing.checks.append(is_theirs)


def _status(said: _Said) -> None:
    any_of = Q()
    for condition in said.conditions:
        meaning = condition.meaning
        if meaning == "spam":
            any_of |= Q(is_spam=True)
            said.narrowing.asks_for_spam = True
        elif meaning == "unanswered":
            any_of |= Q(waiting_since__isnull=False, is_spam=False) & ~Q(status=Status.CLOSED)
        elif meaning == "overdue":
            any_of |= Q(due_at__lt=said.now, pressing_at__isnull=False, is_spam=False) & ~Q(status=Status.CLOSED)
        elif meaning:
            any_of |= Q(status=meaning, is_spam=False)
        else:
            said.leave_out(condition, _("There is no status “%(value)s”, so it was left out."))
    said.restrict(any_of)


def _assigned(said: _Said) -> None:
    any_of = Q()
    for condition in said.conditions:
        if condition.meaning == "me":
            any_of |= Q(assigned_to=said.agent.pk)
        elif condition.meaning == "nobody":
            any_of |= Q(assigned_to=None, is_spam=False) & ~Q(status=Status.CLOSED)
        elif found := agents_meant(condition.value):
            any_of |= Q(assigned_to__in=found)
        else:
            said.leave_out(condition, _("Nobody here is called “%(value)s”, so it was left out."))
    said.restrict(any_of)


def _label(said: _Said) -> None:
    for condition in said.conditions:
        if found := labels_meant(condition.value):
            said.restrict(Q(label_ids__overlap=found))
        else:
            said.leave_out(condition, _("There is no label “%(value)s”, so it was left out."))


def _brand(said: _Said) -> None:
    missing = _("There is no brand “%(value)s” among yours, so it was left out.")
    _mark(said, brands_meant, search.of_brand, missing)


def _channel(said: _Said) -> None:
    missing = _("There is no channel “%(value)s” among yours, so it was left out.")
    _mark(said, channels_meant, search.of_channel, missing)


def _mark(
    said: _Said, meant_by: Callable[[str, Agent], list[int]], lexeme_of: Callable[[int], str], missing: str
) -> None:
    found: set[int] = set()
    for condition in said.conditions:
        meant = meant_by(condition.value, said.agent)
        if not meant:
            said.leave_out(condition, missing)
        found.update(meant)
    if found:
        said.narrowing.clauses.append(("!" if said.is_not else "") + _any_of(lexeme_of(pk) for pk in sorted(found)))


def _subject(said: _Said) -> None:
    for value in said.values:
        terms = lexemes.of_question(value)
        pattern = lexemes.pattern_of(terms)
        if pattern is None:
            continue
        holds = _subject_holds(terms)
        if said.is_not:
            said.narrowing.checks.append(_not(holds))
        else:
            said.narrowing.terms += [term for term in terms if term not in said.narrowing.terms]
            said.narrowing.checks.append(holds)


def _date(said: _Said) -> None:
    for condition in said.conditions:
        days = asking.days_of(condition.value, today=timezone.localtime(said.now).date())
        if days is None:
            sentence = _(
                "“%(value)s” is no day that search knows, so it was left out. Write 2026-11-01, "
                "2026-11-01..2026-11-10, today or last week."
            )
            said.leave_out(condition, sentence)
            continue
        since = _midnight(days.first) if days.first else None
        until = _midnight(days.last + timedelta(days=1)) if days.last else None
        if said.is_not:
            said.narrowing.checks.append(_not(_is_between(since, until)))
        else:
            said.narrowing.since = max(filter(None, (said.narrowing.since, since)), default=None)
            said.narrowing.until = min(filter(None, (said.narrowing.until, until)), default=None)


def _has(said: _Said) -> None:
    turned = "!" if said.is_not else ""
    for condition in said.conditions:
        match condition.meaning:
            case "attachment":
                said.narrowing.clauses.append(turned + search.quoted(search.FILE))
            case "note":
                said.narrowing.clauses.append(turned + search.quoted(search.NOTE))
            case "failure":
                said.restrict(Q(has_failure=True))
            case _:
                sentence = _("“has:” knows attachment, note and failure; “%(value)s” was left out.")
                said.leave_out(condition, sentence)


def _named(names: Mapping[int, str], written: str) -> list[int]:
    """Return the numbers of those who are meant: the name as it is written, else all that it may stand for."""
    exact = [pk for pk, name in names.items() if fold(name) == fold(written)]
    return exact or [pk for pk, name in names.items() if asking.is_said(name, written)]


def _is_me(value: str) -> bool:
    return Condition(Field.ASSIGNED, value).meaning == "me"


def _any_of(found: Iterable[str]) -> str:
    quoted = [search.quoted(lexeme) for lexeme in found]
    return f"({' | '.join(quoted)})" if quoted else ""


def _says(phrase: str) -> Check:
    """Return the check for words that stand beside one another just so, whatever stands between them but words."""
    words = re.findall(r"[^\W_]+", fold(phrase))
    pattern = re.compile(r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, words)) + r"(?![^\W_])")

    def says(message: Message) -> bool:
        return not words or any(pattern.search(fold(text)) for text in _texts(message))

    return says


def _texts(message: Message) -> Iterable[str]:
    yield from search.texts(message, [file.filename for file in message.attachments.all()])
    yield message.quoted_text


def _subject_holds(terms: Sequence[Term]) -> Check:
    patterns = [lexemes.pattern_of([term]) for term in terms]

    def holds(message: Message) -> bool:
        subject = fold(f"{message.subject} {message.conversation.subject}")
        return all(pattern is None or pattern.search(subject) for pattern in patterns)

    return holds


def _not(check: Check) -> Check:
    return lambda message: not check(message)


def _is_between(since: datetime | None, until: datetime | None) -> Check:
    return lambda message: (since is None or message.at >= since) and (until is None or message.at < until)


def _sender(message: Message) -> Iterable[Mapping[str, str]]:
    if message.is_note or (message.is_ours and message.author_id):
        return []
    return [message.people.get("from") or {}]


def _recipients(message: Message) -> Iterable[Mapping[str, str]]:
    people = message.people
    return [person for kind in ("to", "cc", "bcc") for person in people.get(kind) or []]


def _is_person(person: Mapping[str, Any], asked: str) -> bool:
    address, name = fold(person.get("address") or ""), person.get("name") or ""
    if (phone := lexemes.phone_of(asked)) and phone == lexemes.phone_of(address):
        return True
    if "@" in asked:
        return address.startswith(asked) or (asked.startswith("@") and address.endswith(asked))
    return asking.is_said(f"{name} {address}", asked)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


_READERS: Mapping[Field, Callable[[_Said], None]] = {
    Field.FROM: _from,
    Field.TO: _to,
    Field.STATUS: _status,
    Field.ASSIGNED: _assigned,
    Field.LABEL: _label,
    Field.BRAND: _brand,
    Field.CHANNEL: _channel,
    Field.SUBJECT: _subject,
    Field.DATE: _date,
    Field.HAS: _has,
}
