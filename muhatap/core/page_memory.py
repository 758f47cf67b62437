"""What one page asks several times is asked of the database once.

The navigation, the menus and the list of one page want the same few rows: who works here, the labels, the teams. While
a page is answered, `once_a_page` keeps what a question returned; the next page asks anew, and so does whatever comes
after an act of this one (every act announces an event, which forgets). Outside a page nothing is kept.
"""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
T = TypeVar("T")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("page_memory", default=None)


class PageMemory:
    """The middleware that gives each page a memory of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _kept.set({})
        try:
            return self.get_response(request)
        finally:
            _kept.reset(token)


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


def forget() -> None:
    """Forget what this page has asked: something has changed."""
    kept = _kept.get()
    if kept:
        kept.clear()
