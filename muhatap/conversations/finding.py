"""The page of hits for a question: conversations, newest first or best first, with the words around what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils.safestring import SafeString

from muhatap.conversations import asking, lexemes, marking, narrowing, ranking, walking
from muhatap.conversations.asking import Question
from muhatap.conversations.lexemes import Form, Term
from muhatap.conversations.models import Conversation, ConversationQuerySet, Message
from muhatap.conversations.narrowing import Narrowing
from muhatap.conversations.walking import Key, Row, Walk
from muhatap.core.turkish import fold, stem
from muhatap.customers import phones
from muhatap.customers.models import Customer
from muhatap.team.models import Agent

PAGE_LENGTH = 30
# How much of a long text is looked at for the words around a hit, in characters.
READ_LENGTH = 20_000
# How long the first answer may look before it shows what it has, and each one that goes on from there, in seconds.
FIRST_SECONDS, FURTHER_SECONDS = 0.012, 0.15
# Best first looks at this many of the newest hits; the rest of the past is for recent first.
RANKED = 200
MOST_CUSTOMERS, SHORTEST_PART = 4, 3
ORDERS = ("recent", "best")


@dataclass(frozen=True)
class Hit:
    """A conversation and its newest message that answers the question, with the words around what was found."""

    conversation: Conversation
    # 0 when the conversation itself was found, by nothing that was said in it.
    message_id: int
    snippet: SafeString
    subject: SafeString
    at: datetime


@dataclass(frozen=True)
class Found:
    """A page of hits. `next` is where to go on; `is_unfinished` when the time ended before the page was full."""

    rows: list[Hit] = field(default_factory=list)
    next: Key | None = None
    is_unfinished: bool = False
    # Nothing was found as asked; these are for words one slip of the finger away.
    is_close: bool = False
    # What was not understood, in sentences.
    problems: list[str] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)

    @property
    def searched_since(self) -> datetime | None:
        """How far back an unfinished search has looked."""
        return self.next.at if self.is_unfinished and self.next else None


def search(
    question: str,
    *,
    agent: Agent,
    now: datetime,
    before: Key | None = None,
    order: str = "recent",
    limit: int = PAGE_LENGTH,
    seconds: float | None = None,
) -> Found:
    """Return the conversations that answer the question, each once; `seconds` is how long it may look."""
    asked = asking.read(question)
    narrowed = narrowing.of(asked, agent, now=now)
    if seconds is None:
        seconds = FURTHER_SECONDS if before else FIRST_SECONDS
    if not narrowed.asks_of_messages:
        return _of_conversations(narrowed, agent, before, limit)
    finder = _Finder(narrowed, agent, before, seconds)
    if order == "best":
        return replace(finder.best(asked, limit, now=now), problems=narrowed.problems)
    found = finder.page(limit)
    if not found.rows and not before and not found.is_unfinished and (corrected := _corrected(narrowed.terms)):
        close = _Finder(replace(narrowed, terms=corrected), agent, None, seconds).page(limit)
        found = replace(close, is_close=bool(close.rows))
    customers = [] if before else _customers(narrowed.terms, agent)
    return replace(found, problems=narrowed.problems, customers=customers)


def walk_of(question: str, *, agent: Agent, now: datetime, seconds: float | None = None) -> Walk:
    """Return the walk that a question sets out on, without its page: what the time of a search is made of."""
    return Walk(narrowing.of(asking.read(question), agent, now=now).asked(agent), seconds=seconds)


class _Finder:
    """A question on its way: the walk, and what becomes of the rows that it brings."""

    def __init__(self, narrowed: Narrowing, agent: Agent, before: Key | None, seconds: float) -> None:
        self.narrowed = narrowed
        self.agent = agent
        self.before = before
        self.walk = Walk(narrowed.asked(agent), before=before, seconds=seconds)

    def page(self, limit: int) -> Found:
        """Return up to `limit` conversations, newest first."""
        newest = self._newest(limit + 1)
        kept = dict(list(newest.items())[:limit])
        following, is_unfinished = None, False
        if len(newest) > limit:
            following = _key(list(kept.values())[-1])
        elif not self.walk.is_over:
            following, is_unfinished = self.walk.at, True
        return Found(self._hits(list(kept.values())), following, is_unfinished=is_unfinished)

    def best(self, question: Question, limit: int, *, now: datetime) -> Found:
        """Return the best of the newest hits, best first; there is no page after it."""
        rows = list(self._newest(RANKED).values())
        texts = dict(_texts([row[0] for row in rows]))
        named = {each.pk: each for each in Conversation.objects.only("subject", "customer_name").filter(
            pk__in=[row[1] for row in rows]
        )}  # fmt: skip
        words, phrases = ranking.asked(question.words), [fold(question.words), *map(fold, question.phrases)]

        def score(row: Row) -> float:
            conversation = named[row[1]]
            said = ranking.Said(conversation.subject, conversation.customer_name, texts.get(row[0], ""), row[2])
            return ranking.score(said, words, phrases, now=now)

        return Found(self._hits(sorted(rows, key=score, reverse=True)[:limit]))

    def _newest(self, wanted: int) -> dict[int, Row]:
        """Return the newest hit of each conversation, newest first, until there are as many as wanted."""
        newest: dict[int, Row] = {}
        # A thread that is named after somebody answers to that name with each of its messages. What is checked has to
        # be read first.
        batch = (2 if self.narrowed.checks else 5) * wanted
        while len(newest) < wanted and not self.walk.is_over:
            rows = self.walk.rows(batch)
            newest.update(self._admitted([row for row in rows if row[1] not in newest]))
            batch *= 3
            if not self.walk.has_time:
                break
        return dict(list(newest.items())[:wanted])

    def _admitted(self, rows: Sequence[Row]) -> dict[int, Row]:
        """Return the newest row of each conversation that the agent may see and every check lets through."""
        if not rows:
            return {}
        allowed = set(self._conversations().filter(pk__in={row[1] for row in rows}).values_list("pk", flat=True))
        passing = self._passing([row for row in rows if row[1] in allowed])
        if self.before and passing:
            shown = {row[1] for row in walking.newer_rows(self.walk.asked, list(passing), self.before)}
            if shown and self.narrowed.checks:
                newer = walking.newer_rows(self.walk.asked, list(shown), self.before)
                shown = set(self._passing(newer))
            passing = {pk: row for pk, row in passing.items() if pk not in shown}
        return passing

    def _conversations(self) -> ConversationQuerySet:
        visible: ConversationQuerySet = Conversation.objects.visible_to(self.agent).filter(merged_into=None)
        return visible.filter(self.narrowed.conversations) if self.narrowed.conversations else visible

    def _passing(self, rows: Sequence[Row]) -> dict[int, Row]:
        checks = self.narrowed.checks
        passing: dict[int, Row] = {}
        if checks:
            messages = (
                Message.objects.filter(pk__in=[row[0] for row in rows])
                .defer("html", "quoted_html", "extras", "warnings")
                .select_related("conversation")
                .prefetch_related("attachments")
            )
            let_through = {message.pk for message in messages if all(check(message) for check in checks)}
            rows = [row for row in rows if row[0] in let_through]
        for row in rows:
            passing.setdefault(row[1], row)
        return passing

    def _hits(self, rows: Sequence[Row]) -> list[Hit]:
        wanted = ("customer_name", "customer_id", "subject", "status", "is_spam", "preview")
        conversations = Conversation.objects.only(*wanted).in_bulk([row[1] for row in rows])
        texts = dict(_texts([row[0] for row in rows]))
        pattern = lexemes.pattern_of(self.narrowed.terms)
        return [
            Hit(
                conversation=conversations[conversation_id],
                message_id=message_id,
                snippet=marking.snippet(texts.get(message_id, ""), pattern),
                subject=marking.marked(conversations[conversation_id].subject, pattern),
                at=at,
            )
            for message_id, conversation_id, at in rows
        ]


def _of_conversations(narrowed: Narrowing, agent: Agent, before: Key | None, limit: int) -> Found:
    """Return the conversations of a question that says nothing of what was said in them."""
    if not narrowed.conversations:
        return Found(problems=narrowed.problems)
    rows = Conversation.objects.visible_to(agent).filter(narrowed.conversations, merged_into=None)
    if not narrowed.asks_for_spam:
        rows = rows.filter(is_spam=False)
    if before:
        rows = rows.filter(
            Q(last_message_at__lt=before.at) | Q(last_message_at=before.at, pk__lt=before.pk),
            last_message_at__lte=before.at,
        )
    found = list(rows.order_by("-last_message_at", "-id")[: limit + 1])
    hits = [
        Hit(each, 0, marking.marked(each.preview, None), marking.marked(each.subject, None), each.last_message_at)
        for each in found[:limit]
    ]
    following = Key(hits[-1].at, hits[-1].conversation.pk) if len(found) > limit else None
    return Found(hits, following, problems=narrowed.problems)


def _customers(terms: Sequence[Term], agent: Agent) -> list[Customer]:
    """Return the customers that the question names, by parts of their names, addresses or numbers."""
    words = [phones.digits_to_find(term.word) or term.word for term in terms]
    # Two letters stand in too many names to be looked for.
    if not words or min(map(len, words)) < SHORTEST_PART:
        return []
    found = Customer.objects.visible_to(agent).standing()
    for word in words:
        found = found.filter(found_by__contains=word)
    return list(found.prefetch_related("identities")[:MOST_CUSTOMERS])


def _corrected(terms: Sequence[Term]) -> list[Term]:
    """Return the terms with near misses that some message holds beside them; empty when there are none.

    Words that no message holds are corrected; when every word is known, any of them may be the slip.
    """
    near = {term.word: lexemes.misspelt(term.word) for term in terms if not term.parts}
    stems = {lexeme for each in near.values() for lexeme in each}
    if not stems:
        return []
    own = {stem(word) for word in near}
    with connection.cursor() as cursor:
        cursor.execute("SELECT stem FROM conversations_searchword WHERE stem = ANY(%s)", [sorted(stems | own)])
        known = {row[0] for row in cursor.fetchall()}
    unknown = {word for word in near if stem(word) not in known} or set(near)
    close = [_with_near_misses(term, near, known) if term.word in unknown else term for term in terms]
    return close if close != list(terms) else []


def _with_near_misses(term: Term, near: dict[str, list[str]], known: set[str]) -> Term:
    meant = [Form(each) for each in near.get(term.word, ()) if each in known]
    return replace(term, forms=(*term.forms, *meant))


def _key(row: Row) -> Key:
    return Key(row[2], row[0])


def _texts(message_ids: Sequence[int]) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, left(text, %s) FROM conversations_message WHERE id = ANY(%s)", [READ_LENGTH, list(message_ids)]
        )
        return list(cursor.fetchall())
