"""What one page asks several times is asked of the database once, and what seldom changes only after it has changed.

The navigation, the menus and the list of one page want the same few rows: who works here, the labels, the teams. While
a page is answered, `once_a_page` keeps what a question returned; the next page asks anew, and so does whatever comes
after an act of this one (every act announces an event, which forgets). Outside a page nothing is kept.

`while_unchanged` goes further for questions to small tables that change a few times a day: it keeps the answer over
pages for as long as each row of these tables is still the very same. PostgreSQL numbers every version of a row by the
transaction that wrote it; one short statement a page adds these numbers up for all the tables. So an answer is as
fresh as if it had been asked for just now, whoever changed a row, by whatever way, in whichever process.
"""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
T = TypeVar("T")

_READING = frozenset({"GET", "HEAD"})
# More answers than this are forgotten together.
_MOST_ANSWERS = 2000

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("page_memory", default=None)
_is_shared: ContextVar[bool] = ContextVar("page_memory_is_shared", default=False)
_watched: dict[str, None] = {}
_answers: dict[Hashable, tuple[Hashable, Any]] = {}


class PageMemory:
    """The middleware that gives each page a memory of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token, shared = _kept.set({}), _is_shared.set(True)
        try:
            return self.get_response(request)
        finally:
            _kept.reset(token)
            _is_shared.reset(shared)


def once_a_page(ask: Callable[P, T]) -> Callable[P, T]:
    """Ask once for the same arguments while a page is answered: hashable ones. Nobody may change what is answered."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        kept = _kept.get()
        if kept is None:
            return ask(*args, **kwargs)
        question = (ask, args, tuple(kwargs.items()))
        if question not in kept:
            kept[question] = ask(*args, **kwargs)
        answer: T = kept[question]
        return answer

    return asked


def while_unchanged(*tables: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Ask anew only when a row of these tables has changed: all that the question looks at, each of them small.

    From where a page may change something itself it asks as with `once_a_page`, see `before_acting`. Nobody may change
    what is answered, by no way: it is shared by all pages of the process.
    """
    _watched.update(dict.fromkeys(tables))

    def keep(ask: Callable[P, T]) -> Callable[P, T]:
        @wraps(ask)
        def asked(*args: P.args, **kwargs: P.kwargs) -> T:
            # What a transaction has changed itself others do not see yet.
            if not _is_shared.get() or connection.in_atomic_block:
                return ask(*args, **kwargs)
            marks = _marks()
            seen = (marks[""], *(marks[table] for table in tables))
            question = (ask, args, tuple(kwargs.items()))
            known = _answers.get(question)
            if known is None or known[0] != seen:
                if len(_answers) >= _MOST_ANSWERS:
                    _answers.clear()
                known = _answers[question] = (seen, ask(*args, **kwargs))
            answer: T = known[1]
            return answer

        return once_a_page(asked)

    return keep


def before_acting(request: HttpRequest) -> None:
    """Let a request that may change something share nothing from here on; one that only reads goes on as it is."""
    if request.method not in _READING:
        _is_shared.set(False)


def forget() -> None:
    """Forget what this page has asked: something has changed."""
    kept = _kept.get()
    if kept:
        kept.clear()


@once_a_page
def _marks() -> dict[str, str]:
    """Return a mark of every watched table, and as "" one of the server, which may have been given another database."""
    tables = tuple(_watched)
    with connection.cursor() as cursor:
        cursor.execute(_question_for(tables))
        return dict(zip(["", *tables], cursor.fetchone(), strict=True))


@cache
def _question_for(tables: tuple[str, ...]) -> str:
    written = "sum(hashtextextended(xmin::text || ctid::text, 0))"
    sums = [f"(SELECT count(*) || ':' || coalesce({written}, 0) FROM {table})" for table in tables]  # noqa: S608 - ours
    return f"SELECT pg_postmaster_start_time()::text, {', '.join(sums)}"
