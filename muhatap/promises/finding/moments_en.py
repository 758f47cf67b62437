"""Words of time in English, over folded text: "tomorrow by 6pm", "within 2 business days", "next Tuesday", "Aug 15"."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from muhatap.core.business_time import Hours
from muhatap.promises.finding import due, readers
from muhatap.promises.finding.alternatives import one_of
from muhatap.promises.finding.due import Atom, Clock, Closing, Day, DayEnd, Exact, Nothing, Part, Value

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "twenty-four": 24,
    "twenty four": 24, "thirty": 30, "forty": 40, "forty-five": 45, "forty-eight": 48, "forty eight": 48, "sixty": 60,
    "seventy-two": 72,
}  # fmt: skip
_N = "(?:[0-9]{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_TO = "(?: ?(?:-|/|to|or) ?)"
_HOUR = "(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_AP = r"(?:a\.?m\.?|p\.?m\.?)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "(?:january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "(?:(?:mon|tues|wednes|wensd|thurs|fri|satur|sun)day|tues?|wed|thu(?:rs?)?|fri)"
_SHORT_DAY = "(?:mon|sat|sun)"
_ORDINAL = "(?:st|nd|rd|th)"
_UNIT = "(minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?)"
_WITHIN = (
    r"(?:(?:with)?in|inside|over|under|after|for|less than|no more than|at most|up to)"
    r"(?: the| less than| about| approximately| around| roughly| at most| a maximum of)?(?: next| following| coming)?"
)
_NO_UNIT = (
    r"(?! ?(?:%|percent|days?|hours?|weeks?|months?|minutes?|mins|units?|items?|pieces|euros?|dollars|pounds|usd|tl|gbp"
    r"|stars?|times|people|of|euro|km|miles|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
    r"|january|february|march"
    r"|april|august|september|october|november|december|[ap]\.?m)\b| ?%|[0-9]|[.,:/-][0-9])"
)

_PATTERNS: dict[str, str] = {
    "past": rf"yesterday|last (?:night|week|month|year|{_DAY})|(?:{_N}|a few|several"
    r"|some) (?:business )?(?:days?|weeks?|hours?|months?"
    rf"|minutes?|years?) (?:ago|earlier|old|late)|earlier (?:today|this week)|(?:every|each) (?:{_DAY}"
    r"|day|week|morning|(?:few|other|couple of|[0-9]) [a-z]+)"
    rf"|(?:mon|tues|wednes|thurs|fri|satur|sun)days(?!')|(?:{_DAY}|mon|sat|sun) ?(?:-|to|through|thru"
    rf"|until|till) ?(?:{_DAY}|sat|sun)|weekdays|24/7|(?:this )?past {_DAY}"
    rf"|(?:{_DAY}|today|yesterday)'s|since (?:{_DAY}|this morning|then)",
    "few": r"(?:(?:with)?in|over|after)? ?(?:the )?(?:next |coming |following )?(?:a )?(?:few"
    r"|couple(?: of)?|several|some) (?:more )?(?:business |working )?"
    r"(?:minutes|hours|days|weeks|months)|(?:in |over |during )?the (?:coming|following|next) (?:days"
    r"|weeks|hours)|(?:later|sometime) (?:on )?(?:this|next) (?:week|month)|early next (?:week|month)"
    r"|one of these days|in due course",
    "business_hours": rf"(?:{_WITHIN} )?({_N})(?:{_TO}({_N}))? (?:business|working|office|work|opening) hours?",
    "business_days": rf"(?:{_WITHIN} )?({_N})(?:{_TO}({_N}))? ?(?:(?:full )?business|working|work"
    r"|week) ?days?'?(?: time| from now)?",
    "half": r"(?:(?:with)?in|inside|over|after) (?:the next |about |around |under )?(half an hour"
    r"|half hour|half-hour|a half hour|(?:an|one|1) hour and a half|one and a half hours|1[.,]5 hours"
    r"|a quarter of an hour|the hour|the next hour)",
    "duration": rf"{_WITHIN} ({_N})(?:{_TO}({_N}))? ?{_UNIT}'?(?: (?:time|from now|from today"
    rf"|at the latest|max))?|(?:the )?next ({_N})(?:{_TO}({_N}))? ?{_UNIT}"
    rf"|({_N})(?:{_TO}({_N}))? ?{_UNIT} from (?:now|today)|a (week) from (?:today|now)",
    "iso": r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:t(?=[0-9]))?",
    "month_name_end": rf"(?:the )?(?:very )?end of ({_MONTH})(?: ([0-9]{{4}}))?",
    "month_about": rf"(?:early|mid|late)[ -]?(?:in )?{_MONTH}(?! [0-9])|(?:the )?(?:beginning|middle"
    rf"|start) of {_MONTH}",
    "day_month": rf"(?:the )?([0-9]{{1,2}}){_ORDINAL}?(?: ?(?:-|to"
    rf"|or) ?([0-9]{{1,2}}){_ORDINAL}?)?(?: of)? ?({_MONTH})\.?(?:,? ([0-9]{{4}}))?",
    "month_day": rf"({_MONTH})\.? (?:the )?([0-9]{{1,2}}){_ORDINAL}?(?: ?(?:-|to"
    rf"|or) ?([0-9]{{1,2}}){_ORDINAL}?)?(?![:0-9]| ?[ap]\.?m\b)(?:,? ([0-9]{{4}}))?",
    "numeric": r"([0-9]{1,2})(?:\.([0-9]{1,2})\.|/([0-9]{1,2})/|-([0-9]{1,2})-)([0-9]{4}|[0-9]{2})",
    "of_month": r"(?:on |by |before |until |till |from |after "
    rf"|around )?the ([0-9]{{1,2}}){_ORDINAL} of (this|next|the) month|(?:(?:on|by|before|until|till|after"
    rf"|around|than|latest) |(?<=day ))the ([0-9]{{1,2}}){_ORDINAL}(?! [a-z]*(?:item|order|parcel|package"
    r"|floor|time|one)\b)",
    "clocks": rf"(?:between |from )?({_HOUR})(?:[:.]([0-9]{{2}}))? ?({_AP})? ?(?:-|to|and"
    rf"|until) ?({_HOUR})(?:[:.]([0-9]{{2}}))? ?({_AP})|(?:between "
    rf"|from )?([0-9]{{1,2}})[:.]([0-9]{{2}}) ?(?:-|to|and|until) ?([0-9]{{1,2}})[:.]([0-9]{{2}})"
    rf"|between ({_HOUR}) and ({_HOUR}){_NO_UNIT}",
    "past_hour": rf"(half|quarter|{_N})(?: minutes)? (past|to) ({_HOUR})(?: o'?clock)? ?({_AP})?",
    "clock": rf"({_HOUR})(?:[:.]([0-9]{{2}}))? ?({_AP})|([0-9]{{1,2}}):([0-9]{{2}})(?: ?(?:hours|hrs"
    rf"|h))?|({_HOUR}) ?o'? ?clock",
    "slashed": r"([0-9]{1,2})/([0-9]{1,2})",
    "dotted": rf"(?:on|by|before|until|till|at|around|than) ([0-9]{{1,2}})\.([0-9]{{2}}){_NO_UNIT}",
    "bare_clock": r"(?:at|by|before|around|until|till|than) (?:about "
    rf"|around )?({_HOUR}){_NO_UNIT}(?! (?:least|most|once|point|time|day|week|hour|[a-z]+s)\b)",
    "noon": r"(?:high )?(noon|midday|mid-day|midnight|lunchtime|lunch time)",
    "week_day_next": rf"(?:the )?({_DAY}|{_SHORT_DAY}) (?:of )?(next|the following|this|after next) ?(?:week)?",
    "week_day": r"(this coming|this|next|coming|the following|following|next week on|next week"
    rf"|this week|upcoming)? ?({_DAY})|(?:on|by|before|this|until|till) ({_SHORT_DAY})",
    "week_end": r"(?:the )?(?:very )?(?:end|close) of (?:the |this |the current |our )?(?:working "
    r"|business )?week|eow|week's end|(?:later )?(?:this|the current) week|by (?:the "
    r"|this )?(?:coming )?weekend|before (?:the |this )?weekend",
    "weekend": r"(?:this |the |over the )?(?:coming )?weekend",
    "next_week_end": r"(?:the )?(?:end|close) of next week|next week's end|(?:the )?following week|(?:by )?next week",
    "week_begin": r"(?:the )?(?:beginning|start) of (?:the )?next week|first thing next week",
    "month_end": r"(?:the )?(?:very )?end of (?:the |this )?month|month's end|month end|eom|(?:later )?this month",
    "next_month": r"(?:the )?end of next month|next month",
    "year_end": r"(?:the )?end of (?:the |this )?year",
    "after_tomorrow": r"(?:the )?day after (?:tomorrow|tmrw)",
    "tomorrow": r"(?:tomorrow|tommorow|tommorrow|tomorow|tmrw|tmr|tmw|2morrow|the next day|the following day)(?:'s)?",
    "today": r"(?:later )?today|this very day|same day",
    "tonight": r"tonight|this evening|this afternoon|this morning",
    "closing": r"(?:the )?(?:close|end) of (?:our )?(?:business|trading|play|work)(?: day)?(?: hours)?"
    r"|cob|closing(?: time)?|we close|(?:the )?end of (?:the |our |my )?(?:work(?:ing)?|business"
    r"|office) (?:day|hours)|(?:the )?end of (?:my |the |our )?shift",
    "day_end": r"(?:the )?(?:very )?end of (?:the |this |that )?day|eod|day's end|end of today",
    "part": r"(?<!good )(?<!good)((?:first thing in|late in|early in|later in|by|until"
    r"|in) )?(?:the )?(?:early |late |mid[- ]?)?(morning|afternoon|evening|night)(?! of\b)"
    r"|first (thing)(?= (?:tomorrow|on|mon|tue|wed|thu|fri))",
}
_HERE = r"(?![a-z0-9])"
# How any of them begins: what else a sentence is made of is passed by quickly.
_FIRST = (
    rf"(?=[0-9]|{_N}\b|{_MONTH}|(?:mon|tue|wed|thu|fri|sat|sun)|(?:the|in|within|inside|over|under"
    r"|after|for|less|no|at|up|on|by|before|until|till"
    r"|from|around|than|between|next|this|last|past|coming|following|upcoming|during|later|sometime"
    r"|early|earlier|every|each"
    r"|few|couple|several|some|half|quarter|high|noon|end|close|closing|cob|eod|eom|eow|since|late"
    r"|first|very|beginning|start"
    r"|same|we|2morrow)\b|yes|to|tm|mid|lunch|month|week|day|morning|afternoon|evening|night)"
)
_MASTER = one_of(_PATTERNS, before=r"(?<![a-z0-9.,:/'$€£#])" + _FIRST, after=_HERE)
_EACH = {name: re.compile(f"(?:{pattern}){_HERE}") for name, pattern in _PATTERNS.items()}
# No words of time without one of these; most sentences are sent on their way by this alone.
_ANY = re.compile(
    r"[0-9]|day|week|month|year|hour|hrs|minute|mins|noon|night|morning|evening|tomm?or|tmr|tmw|2mor"
    r"|eod|cob|eom|eow|clos"
    r"|end of|past|o'? ?clock|lunch|mid-?day|time|course|things?\b|\b(?:mon|tues?|wed|thu|thurs?|fri"
    r"|sat|sun|jan|feb|mar|apr"
    r"|may|june?|july?|aug|sept?|oct|nov|dec|march|april|august|[a-z]+ber|[a-z]+ary)\b|\b(?:at|by"
    r"|before|until|till) [a-z]"
)
# "Your e-mail of 3 August" is no due date.
_REFERS = re.compile(
    r"\b(?:(?:e-?mail|message|order|call|note|chat|request|letter|invoice|ticket|conversation|purchase"
    r"|reply|dated|report)"
    r" (?:from|of|on|dated|made on|placed on|made)|dated|since|(?:ordered|purchased|bought) on|as of|placed on)"
    r" (?:the )?\Z"
)
_COUNTED = {"business_days", "business_hours", "duration", "half"}


def moments(
    folded: str, start: int, end: int, now: datetime, hours: Hours, *, day_first: bool = False
) -> Iterator[Atom]:
    """Yield the times said between two places, in order. `now` is on the shop's clock.

    `day_first` when "8/9" can only be the eighth of September; else it is asked about.
    """
    if not _ANY.search(folded, start, end):
        return
    for match in _MASTER.finditer(folded, start, end):
        kind = match.lastgroup
        assert kind is not None
        inner = _EACH[kind].match(folded, match.start(), end)
        if inner is None:
            continue
        value = _slashed(inner, now, day_first) if kind == "slashed" else _READ[kind](inner, now, hours)
        if kind == "numeric":
            value = _numeric(inner, now, day_first)
        if value is None:
            continue
        if isinstance(value, Day) and _REFERS.search(folded, max(start, match.start() - 30), match.start()):
            value = Nothing()
        begins = inner.end() - len(inner[0].lstrip())
        yield Atom(begins, begins + len(inner[0].strip()), value, counted=kind in _COUNTED)


def number(word: str) -> int:
    """Return the number that a word or figures say."""
    return int(word) if word.isdecimal() else _NUMBERS.get(word, 1)


def _first(found: re.Match[str], *groups: int) -> str | None:
    return next((found[group] for group in groups if found[group]), None)


def _latest(*words: str | None) -> int:
    return max((number(word) for word in words if word), default=1)


def _business_hours(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.time_on(now, _latest(found[1], found[2]) * 60, hours, business=True)


def _business_days(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.business_days_on(now.date(), _latest(found[1], found[2]), hours)


def _half(found: re.Match[str], now: datetime, hours: Hours) -> Exact:
    words = found[1]
    minutes = 90 if "and a half" in words or words.startswith("1") else 30 if "half" in words else 60
    return due.time_on(now, 15 if "quarter" in words else minutes, hours)


def _duration(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    if found[10]:
        return due.days_on(now.date(), 7)
    unit = _first(found, 3, 6, 9) or ""
    count = _latest(_first(found, 1, 4, 7), _first(found, 2, 5, 8))
    if unit.startswith("mi"):
        return due.time_on(now, count, hours)
    if unit.startswith("h"):
        return due.time_on(now, count * 60, hours)
    if unit.startswith("mo"):
        return due.months_on(now.date(), count)
    return due.days_on(now.date(), count * (7 if unit.startswith("w") else 1))


def _month(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1


def _month_name_end(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.month_named_end(now.date(), _month(found[1]), int(found[2]) if found[2] else None)


def _day_month(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    year = int(found[4]) if found[4] else None
    return due.dated(now.date(), int(found[2] or found[1]), _month(found[3]), year)


def _month_day(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    year = int(found[4]) if found[4] else None
    return due.dated(now.date(), int(found[3] or found[2]), _month(found[1]), year)


def _numeric(found: re.Match[str], now: datetime, day_first: bool) -> Value:
    second = int(found[2] or found[3] or found[4])
    return _either(now, int(found[1]), second, int(found[5]), day_first=day_first or not found[3])


def _slashed(found: re.Match[str], now: datetime, day_first: bool) -> Value | None:
    first, second = int(found[1]), int(found[2])
    if first > 31 or second > 31 or not first or not second:
        return None
    return _either(now, first, second, None, day_first=day_first)


def _either(now: datetime, first: int, second: int, year: int | None, *, day_first: bool) -> Day:
    if not day_first and first <= 12 and second <= 12 and first != second:
        return Day(None, due.AMBIGUOUS)
    if second > 12 >= first and not day_first:
        first, second = second, first
    return due.dated(now.date(), first, second, year)


def _of_month(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    months = {"this": 0, "next": 1}.get(found[2] or "")
    return due.day_of_month(now.date(), int(found[1] or found[3]), months=months)


def _clock_of(hour: str, minute: str | None, half: str | None) -> Clock:
    hours_, minutes = number(hour), int(minute or 0)
    if hours_ > 24 or minutes > 59 or (half and hours_ > 12 and half[0] == "a") or (hours_ == 24 and minutes):
        return Clock(None)
    if half and hours_ <= 12:
        return Clock((hours_ % 12 + (12 if half[0] == "p" else 0)) * 60 + minutes)
    return Clock(min(hours_ * 60 + minutes, 24 * 60 - 1), sure=hours_ > 12 or hour.startswith("0"))


def _clocks(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    if found[4]:
        return _clock_of(found[4], found[5], found[6])
    if found[9]:
        return _clock_of(found[9], found[10], None)
    return _clock_of(found[12], None, None)


def _past_hour(found: re.Match[str], now: datetime, hours: Hours) -> Value | None:
    if found[1] in ("a", "an"):
        return None
    minutes = {"half": 30, "quarter": 15}.get(found[1]) or number(found[1])
    clock = _clock_of(found[3], None, found[4])
    if clock.minute is None or minutes > 59 or (found[2] == "to" and found[1] != "quarter" and not found[4]):
        return None
    return Clock((clock.minute + (minutes if found[2] == "past" else -minutes)) % (24 * 60), sure=bool(found[4]))


def _clock(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return _clock_of(_first(found, 1, 4, 6) or "0", _first(found, 2, 5), found[3])


def _dotted(found: re.Match[str], now: datetime, hours: Hours) -> Value | None:
    first, second = int(found[1]), int(found[2])
    if 1 <= second <= 12 and 1 <= first <= 31 and not found[0].startswith("at"):
        return due.dated(now.date(), first, second)
    return _clock_of(found[1], found[2], None) if second <= 59 else None


def _bare_clock(found: re.Match[str], now: datetime, hours: Hours) -> Value | None:
    return _clock_of(found[1], None, None) if number(found[1]) <= 24 else None


def _noon(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return Clock(24 * 60 - 1 if found[1] == "midnight" else 12 * 60)


_WHICH = {
    "this": "this", "this coming": "this", "coming": "coming", "upcoming": "coming", "this week": "this",
    "next": "next", "next week": "next", "next week on": "next", "following": "next", "the following": "next",
    "after next": "after_next",
}  # fmt: skip


def _week_day_next(found: re.Match[str], now: datetime, hours: Hours) -> Value | None:
    if not found[0].endswith("week"):
        return None
    return due.weekday(now.date(), _DAYS.index(found[1].replace("wens", "wed")[:3]), which=_WHICH[found[2]])


def _week_day(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    name = (found[2] or found[3]).replace("wens", "wed")
    which = "this" if found[0].startswith("this") else _WHICH.get(found[1] or "", "")
    return due.weekday(now.date(), _DAYS.index(name[:3]), which=which)


def _week_end(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.week_end(now.date(), hours)


def _weekend(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.days_on(now.date(), 6 - now.weekday())


def _next_week_end(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.week_end(now.date(), hours, weeks=1)


def _week_begin(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    monday = due.days_on(now.date(), 7 - now.weekday())
    return monday if monday.on is None else due.business_days_on(monday.on - timedelta(days=1), 1, hours)


def _month_end(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.month_end(now.date())


def _tonight(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return Part("evening" if found[0] == "tonight" else found[0].removeprefix("this "), this=True)


def _part(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    if found[3]:
        return Part("morning")
    name = "late_afternoon" if "late afternoon" in found[0] else found[2]
    return Part(name, until=(found[1] or "").startswith(("by", "until")))


_READ: dict[str, Callable[[re.Match[str], datetime, Hours], Value | None]] = {
    "past": readers.nothing,
    "few": readers.asked,
    "business_hours": _business_hours,
    "business_days": _business_days,
    "half": _half,
    "duration": _duration,
    "iso": readers.iso,
    "month_name_end": _month_name_end,
    "month_about": readers.asked,
    "day_month": _day_month,
    "month_day": _month_day,
    "numeric": readers.nothing,
    "of_month": _of_month,
    "clocks": _clocks,
    "past_hour": _past_hour,
    "clock": _clock,
    "slashed": readers.nothing,
    "dotted": _dotted,
    "bare_clock": _bare_clock,
    "noon": _noon,
    "week_day_next": _week_day_next,
    "week_day": _week_day,
    "week_end": _week_end,
    "weekend": _weekend,
    "next_week_end": _next_week_end,
    "week_begin": _week_begin,
    "month_end": _month_end,
    "next_month": readers.next_month,
    "year_end": readers.year_end,
    "after_tomorrow": readers.days(2),
    "tomorrow": readers.days(1),
    "today": readers.days(0),
    "tonight": _tonight,
    "closing": lambda found, now, hours: Closing(),
    "day_end": lambda found, now, hours: DayEnd(),
    "part": _part,
}
