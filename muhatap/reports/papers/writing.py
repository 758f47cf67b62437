"""The pages of measures as papers, in the language that is active.

What the screen shows is here, apart from what leads on: no links, no names of single customers, and nothing of what
they said in their own words. A paper travels to where nothing can be taken back from it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from muhatap.reports import queries, satisfaction, shown
from muhatap.reports.choosing import Choice, Offered
from muhatap.reports.contents import days, load, said
from muhatap.reports.contents.overview import Overview, overview
from muhatap.reports.contents.own import Own, own
from muhatap.reports.models import Page
from muhatap.reports.papers.paper import (
    Beside,
    Block,
    Cell,
    Column,
    Distribution,
    Grid,
    Listing,
    Number,
    Numbers,
    Paper,
    Picture,
    Row,
    Week,
    Words,
)
from muhatap.reports.satisfaction import Said
from muhatap.reports.shown import ENOUGH, Bar, Card, Place
from muhatap.reports.templatetags.reports import interval, percent_of, week_cells
from muhatap.surveys.statistics import Interval
from muhatap.team.models import Agent
from muhatap.web.numbers import one, whole


class Write(Protocol):
    def __call__(self, choice: Choice, known: Offered, agent: Agent, *, now: datetime) -> Paper: ...


def of_overview(choice: Choice, known: Offered, agent: Agent, *, now: datetime) -> Paper:
    drawn = overview(choice, known)
    waiting, _oldest = queries.waiting(agent, choice)
    blocks: list[Block] = [
        _in_short(drawn, waiting),
        *(_distribution(card) for card in drawn.cards),
        Words(
            _(
                "Counted in the brand’s opening hours on the day of the answer or closing, and always rounded up. "
                "Who still waits stands above, not in here."
            ),
            is_small=True,
        ),
        Beside(_kept(drawn), _efforts(drawn)),
        _week(_("When customers write"), _("Messages to answer in each hour of the week, on average."), drawn.week),
        _months(drawn),
        *_places(_("First reply by channel"), _("Channel"), drawn.channels),
        *_places(_("First reply by team"), _("Team"), drawn.teams),
    ]
    return _paper("overview", _("Measures"), choice, known, blocks, now=now)


def of_load(choice: Choice, known: Offered, agent: Agent, *, now: datetime) -> Paper:
    """Its days are those to come; what it was measured by stands in its words."""
    assumed = queries.assumptions()
    week = load.week_of(choice, assumed)
    if week is None:
        text = _(
            "After three weeks the desk knows what an ordinary Monday at ten looks like, and says how many people it "
            "takes."
        )
        return _paper("load", _("What will come"), choice, known, [Words(text)], now=now, is_of_days=False)
    facts = {"minutes": assumed.handling_minutes, "percent": shown.percent(assumed.occupancy_percent)}
    blocks: list[Block] = [
        _week(
            _("People needed, by the hour"),
            load.reason_of(week, assumed),
            [[float(hour.people) for hour in day] for day in week],
        ),
        _week(
            _("Messages to answer, expected"),
            _(
                "The mean of the last eight weeks for each hour of the week. Holidays and days with hours of their own "
                "are left out."
            ),
            [[hour.expected for hour in day] for day in week],
        ),
        Words(
            _(
                "Assumed: %(minutes)s minutes for an answer, and %(percent)s of the time free for writing. People are "
                "counted for the upper end of what eight of ten weeks bring, so that nobody waits for the mean."
            )
            % facts,
            is_small=True,
        ),
    ]
    return _paper("load", _("What will come"), choice, known, blocks, now=now, is_of_days=False)


def of_said(choice: Choice, known: Offered, agent: Agent, *, now: datetime) -> Paper:
    told, before = satisfaction.said(choice), satisfaction.said(choice.before)
    coupling = satisfaction.coupled(choice)
    if not told.scores.n:
        blocks: list[Block] = [Words(_("Nobody has said anything in these days"))]
        return _paper("said", _("What customers say"), choice, known, blocks, now=now)
    blocks = [
        _answers(told, before, is_effort=False),
        _answers(told, before, is_effort=True),
        Picture(
            _("How long they waited, and how satisfied they were"),
            said.coupling_said(coupling),
            _columns(said.coupling_bars(coupling)),
        ),
    ]
    titles = {
        "brands": _("By brand"), "channels": _("By channel"), "teams": _("By team"), "reasons": _("By reason"),
    }  # fmt: skip
    blocks += [
        Grid(
            titles[kind.name],
            [kind.title, "n", _("Satisfied"), _("Easy")],
            [
                [
                    name,
                    whole(each.scores.n),
                    _share(each.satisfied, each.scores.n, each.interval),
                    _share(each.easy, each.efforts.n, each.easy_interval),
                ]
                for name, each in kind.rows
            ],
        )
        for kind in said.kinds(choice, known)
        if len(kind.rows) > 1 or kind.name == "reasons"
    ]
    return _paper("said", _("What customers say"), choice, known, blocks, now=now)


def of_own(choice: Choice, known: Offered, agent: Agent, *, now: datetime) -> Paper:
    drawn = own(agent, choice)
    blocks: list[Block] = [
        Words(
            _(
                "Only you and your leads see this page. It stands beside nobody: who takes the hard ones has the "
                "longer times."
            )
        ),
        *(_distribution(card) for card in drawn.cards),
        _promises(drawn),
    ]
    # One's own page is about nobody's brand, channel or team.
    return _paper("own", agent.name, choice, known, blocks, now=now, is_filtered=False)


PAGES: Mapping[str, Write] = {
    Page.OVERVIEW: of_overview,
    Page.LOAD: of_load,
    Page.SAID: of_said,
    Page.OWN: of_own,
}


def _paper(
    name: str,
    title: str,
    choice: Choice,
    known: Offered,
    blocks: Sequence[Block],
    *,
    now: datetime,
    is_of_days: bool = True,
    is_filtered: bool = True,
) -> Paper:
    moment = formats.date_format(timezone.localtime(now), "j F Y H:i")
    made = _("as of %(moment)s") % {"moment": moment}
    about = []
    if is_of_days:
        earlier = days.in_words(choice.before.since, choice.before.until)
        about.append(_("Beside the days before: %(days)s") % {"days": earlier})
    if is_filtered:
        about.append(" · ".join(f"{label}: {value}" for label, value in filters(choice, known)))
    period = days.in_words(choice.since, choice.until) if is_of_days else made
    filename = f"muhatap-{name}-{choice.since}-{choice.until}.pdf"
    return Paper(filename, title, period, about, blocks, made, get_language() or "tr")


def filters(choice: Choice, known: Offered) -> Iterator[tuple[str, str]]:
    """Yield what was chosen, by its names: all of them where nothing was."""
    for label, number, names in (
        (_("Brand"), choice.brand, {each.pk: each.name for each in known.brands}),
        (_("Channel"), choice.channel, {each.pk: str(each) for each in known.channels}),
        (_("Team"), choice.team, {each.pk: each.name for each in known.teams}),
    ):
        if names:
            only = next(iter(names.values())) if len(names) == 1 else _("All")
            yield label, names.get(number, "—") if number is not None else only
    if choice.reason is not None:
        reason = known.every_reason.get(choice.reason)
        yield pgettext("why they wrote", "Reason"), reason.name if reason else _("Reason not said")
    if choice.product is not None:
        yield _("Product"), f"{known.product.name} ({choice.product})" if known.product else choice.product


# What stands on them ------------------------------------------------------------------------------------------------


def _in_short(drawn: Overview, waiting: int) -> Numbers:
    unanswered = ngettext(
        "%(shown)s closed without an answer", "%(shown)s closed without an answer", drawn.unanswered.count
    ) % {"shown": whole(drawn.unanswered.count)}
    return Numbers(
        [
            Number(_("Came with something new"), whole(drawn.contacts.count), [_("conversations")]),
            Number(_("Came back to it"), whole(drawn.returns.count), [_("after it was settled")]),
            Number(_("Matters settled"), whole(drawn.settled), [unanswered]),
            Number(_("Waiting at this moment"), whole(waiting), [] if waiting else [_("nobody waits")]),
        ]
    )


def _distribution(card: Card) -> Distribution:
    count = ngettext("n = %(shown)s", "n = %(shown)s", card.n) % {"shown": whole(card.n)}
    if not card.n:
        return Distribution(str(card.title), count, "", "", _("Nothing to measure in these days."), [], [])
    clock = _("%(span)s on the customer’s clock")
    has_clock = bool(card.clock.count)
    half = [_("was %(span)s") % {"span": _span(card.half_before)}] if card.half_before is not None else []
    times: Sequence[tuple[str, int | None, list[str], int | None]] = (
        (_("Half within"), card.half, half, card.half_clock),
        (_("Nine in ten within"), card.nine, [], card.nine_clock),
        (_("Longest"), card.longest, [], card.longest_clock),
    )
    return Distribution(
        str(card.title),
        count,
        shown.percent(card.percent),
        _("within target (%(target)s)") % {"target": card.target},
        _note(card.interval, card.percent_before),
        [
            Number(label, _span(took), [*below, *([clock % {"span": _span(on_clock)}] if has_clock else [])])
            for label, took, below, on_clock in times
        ],
        _columns(card.bars),
    )


def _answers(told: Said, before: Said, *, is_effort: bool) -> Distribution:
    sample, was = (told.efforts, before.efforts) if is_effort else (told.scores, before.scores)
    hits, were = (told.easy, before.easy) if is_effort else (told.satisfied, before.satisfied)
    range_ = told.easy_interval if is_effort else told.interval
    title = _("Effort") if is_effort else _("Satisfaction")
    count = f"n = {whole(sample.n)}"
    if not sample.n:
        return Distribution(title, count, "", "", _("Nothing to measure in these days."), [], [])
    of = _("said it was easy: 1 or 2 of 5") if is_effort else _("gave 4 or 5 of 5")
    columns = _columns(said.score_bars(sample))
    if sample.n < ENOUGH:
        return Distribution(title, count, _few(hits, sample.n), of, "", [], columns)
    note = _note(range_, percent_of(were, was.n) if was.n >= ENOUGH else None)
    mean = _("%(mean)s on average") % {"mean": one(sample.mean)}
    value = shown.percent(percent_of(hits, sample.n))
    return Distribution(title, count, value, of, f"{note} · {mean}", [], columns)


def _note(range_: Interval, before: int | None) -> str:
    note = _("95%% interval %(range)s") % {"range": interval(range_)}
    if before is None:
        return note
    return note + " · " + _("%(percent)s in the period before") % {"percent": shown.percent(before)}


def _kept(drawn: Overview) -> Listing:
    rows = [
        Row(str(each.title), str(each.help), *_told(each.summary.hits, each.summary.count, each.summary.kept))
        for each in drawn.shares
    ]
    return Listing(_("Keeping our word"), "", rows)


def _efforts(drawn: Overview) -> Listing:
    rows = [
        Row(str(each.title), "", one(each.mean), f"{shown.percent(each.percent)} {each.least}")
        for each in drawn.efforts
    ]
    text = _("Of matters that were settled in these days.") if rows else _("Nothing to measure in these days.")
    return Listing(_("What it cost the customer"), text, rows)


def _promises(drawn: Own) -> Listing:
    told = _told(drawn.kept, drawn.promises, drawn.kept_interval)
    return Listing(_("Promises kept in time"), "", [Row(_("Promises kept in time"), _("of those that ended"), *told)])


def _months(drawn: Overview) -> Picture:
    if drawn.months.is_per_order:
        title, text = _("Contacts per 1,000 orders"), _("The lower, the fewer had a reason to write.")
    else:
        title, text = (
            _("Contacts per customer"),
            _(
                "No orders are known here, so this is for each customer who wrote. Connect a shop to see it per 1,000 "
                "orders."
            ),
        )
    return Picture(title, text, _columns(shown.months_bars(drawn.months)))


def _places(title: str, head: str, listed: Sequence[Place]) -> list[Block]:
    if not listed:
        return []
    rows = [
        [
            place.name,
            whole(place.n),
            _share(place.within, place.n, place.interval),
            shown.span(place.half) if place.is_enough else "—",
            shown.span(place.nine) if place.is_enough else "—",
        ]
        for place in listed
    ]
    return [Grid(title, [head, "n", _("Within target"), _("Half within"), _("Nine in ten within")], rows)]


def _week(title: str, text: str, week: Sequence[Sequence[float]]) -> Week:
    """Each number stands in its hour: paper has no table behind the picture."""
    steps = iter(week_cells(week))
    rows = [
        (name, [Cell(_brief(number), next(steps).step) for number in numbers])
        for name, numbers in zip(shown.weekday_names(), week, strict=True)
    ]
    return Week(title, text, rows)


def _span(minutes: int | None) -> str:
    """Say how long it took, its number and its unit in one line."""
    return shown.span(minutes).replace(" ", "\N{NO-BREAK SPACE}")


def _brief(number: float) -> str:
    if not number:
        return ""
    return whole(number) if number >= 10 or number == int(number) else one(number)


def _columns(bars: Sequence[Bar]) -> list[Column]:
    return [Column(bar.short or bar.label, bar.value, bar.height, bool(bar.tone)) for bar in bars]


def _told(hits: int, n: int, range_: Interval) -> tuple[str, str]:
    """Say a share with what it can tell: "81%", "n = 240 · 76–85%"; a few as "2 of 3"."""
    if n >= ENOUGH:
        return shown.percent(percent_of(hits, n)), f"n = {whole(n)} · {interval(range_)}"
    return (_few(hits, n), "") if n else (_("not enough data yet"), "")


def _share(hits: int, n: int, range_: Interval) -> str:
    if n < ENOUGH:
        return "—"
    return f"{shown.percent(percent_of(hits, n))} ({interval(range_)})"


def _few(hits: int, n: int) -> str:
    return _("%(hits)s of %(n)s") % {"hits": whole(hits), "n": whole(n)}
