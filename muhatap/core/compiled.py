"""Questions whose SQL is put together once, for what every page asks.

Django puts the SQL of a queryset together anew each time, which takes several times as long as asking it. Here a
function that returns a queryset is called once for each shape of its arguments, with marks in the place of the values;
the SQL is kept, and every later question only fills the values in:

    @compiled
    def teams_of(agent_id: int) -> QuerySet[Team]:
        return Team.objects.filter(agents=agent_id)

    teams = teams_of(7)  # a list of Team

The queryset stays the one place that says what is asked. Arguments are numbers, texts, moments, days and lists of
these; anything else decides on the shape, as None, truth values and what is `Fixed` do. The function only hands the
values on: what it makes of one itself would be kept for all of them, and is refused.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial, wraps
from operator import itemgetter
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connection
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
from django.db.transaction import TransactionManagementError

P = ParamSpec("P")
T = TypeVar("T")

# Marks are far from anything that a queryset writes by itself.
_NUMBER = 4_000_000_000_000_000_000
_DAY = date(8888, 1, 1)
_MOMENT = datetime(8888, 1, 1, tzinfo=UTC)
# More shapes than this are forgotten together.
_MOST_SHAPES = 500


@dataclass(frozen=True)
class Fixed(Generic[T]):
    """A number or text that decides on the SQL itself: a limit, the name of a list."""

    value: T


class NotCompiled(TypeError):
    """A value changes on its way into the SQL, or the queryset gives something else than models or tuples."""


def compiled(build: Callable[P, QuerySet[Any, T]]) -> Callable[P, list[T]]:
    """Let a function that returns a queryset return its rows, and put the SQL together once for each shape.

    It is called by position alone. Raises NotCompiled when its SQL cannot be kept.
    """
    known: dict[Hashable, _Question] = {}

    @wraps(build)
    def ask(*args: P.args, **kwargs: P.kwargs) -> list[T]:
        values: list[Any] = []
        shape = tuple(_shape(arg, values) for arg in args)
        question = known.get(shape)
        if question is None:
            if len(known) >= _MOST_SHAPES:
                known.clear()
            question = known[shape] = _put_together(build, args, kwargs)
        return question.rows(values)

    return ask


def _put_together(
    build: Callable[..., QuerySet[Any, Any]], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> "_Question":
    """Put a question together twice, with other marks: whatever else differs was made of a value."""
    questions = []
    for first in (0, 1000):
        marks = _Marks(first)
        questions.append(_Question(build(*map(marks.put, args), **kwargs), marks))
    if questions[0].written != questions[1].written:
        raise NotCompiled(f"a value is changed on its way into the SQL: {questions[0].written}")
    return questions[0]


class _Marks:
    """What stands for the values while the SQL is put together."""

    def __init__(self, first: int) -> None:
        self.positions: dict[Any, int] = {}
        self._first = first

    def put(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self.put(one) for one in value]
        place = len(self.positions)
        number = self._first + place
        mark: Any
        match value:
            case bool():
                return value
            case int():
                mark = _NUMBER + number
            case str():
                mark = f"⟦{number}⟧"
            case datetime():
                mark = _MOMENT + timedelta(days=number)
            case date():
                mark = _DAY + timedelta(days=number)
            case _:
                return value
        self.positions[mark] = place
        return mark


class _Question:
    """One SQL statement, where its values go, and how its rows become what the queryset would give."""

    def __init__(self, queryset: QuerySet[Any, Any], marks: _Marks) -> None:
        query: Any = queryset.query
        compiler: Any = query.get_compiler(connection=connection)
        self._sql, params = compiler.as_sql()
        places = [marks.positions.get(param) if isinstance(param, Hashable) else None for param in params]
        self.written = (
            self._sql,
            [param if place is None else place for param, place in zip(params, places, strict=True)],
        )
        self._fills = [_fill(param, place) for param, place in zip(params, places, strict=True)]
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        self._width = compiler.col_count if compiler.has_extra_select else None
        self._converters = list(compiler.get_converters(columns).items())
        self._read = _reader(queryset, compiler)
        self._is_holding: bool = query.select_for_update
        self._prefetched: Sequence[Any] = getattr(queryset, "_prefetch_related_lookups", ())

    def rows(self, values: Sequence[Any]) -> list[Any]:
        if self._is_holding and not connection.in_atomic_block:
            raise TransactionManagementError("rows are held for a transaction, and there is none")
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [fill(values) for fill in self._fills])
            found: Sequence[Any] = cursor.fetchall()
        if self._width is not None:
            found = [row[: self._width] for row in found]
        if self._converters:
            found = [self._converted(row) for row in found]
        rows = [self._read(row) for row in found]
        if self._prefetched and rows:
            prefetch_related_objects(rows, *self._prefetched)
        return rows

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        changed = list(row)
        for place, (converters, expression) in self._converters:
            value = changed[place]
            for convert in converters:
                value = convert(value, expression, connection)
            changed[place] = value
        return tuple(changed)


def _shape(arg: Any, values: list[Any]) -> Any:
    """Return what decides on the SQL, and add the values that only fill it."""
    if isinstance(arg, list | tuple):
        return (list, *(_shape(one, values) for one in arg))
    if isinstance(arg, bool) or not isinstance(arg, int | str | date):
        return arg
    # One of a list of choices is a text like any other.
    kind = next(kind for kind in (int, str, datetime, date) if isinstance(arg, kind))
    values.append(str(arg) if kind is str else arg)
    return kind


def _fill(param: Any, place: int | None) -> Callable[[Sequence[Any]], Any]:
    """Return what gives a parameter of the statement: a value, in the type Django made of it, or what Django wrote."""
    if place is None:
        return lambda values: param
    if type(param) in (int, str, datetime, date):
        return itemgetter(place)
    made: Callable[[Any], Any] = type(param)
    return lambda values: made(values[place])


def _reader(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[tuple[Any, ...]], Any]:
    """Return what makes a model, or a tuple of values, of a row."""
    given_by = queryset._iterable_class
    if given_by is ValuesListIterable:
        return tuple
    if given_by is not ModelIterable or queryset._known_related_objects:  # type: ignore[attr-defined]
        raise NotCompiled("only models and tuples of values can be asked for, and not from a related manager")
    info, select = compiler.klass_info, compiler.select
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[first:last]]
    related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]
    annotated = list(compiler.annotation_col_map.items())
    make = partial(info["model"].from_db, connection.alias, names)

    def read(row: tuple[Any, ...]) -> Any:
        found = make(row[first:last])
        for one in related:
            one.populate(row, found)
        for name, place in annotated:
            setattr(found, name, row[place])
        return found

    return read
