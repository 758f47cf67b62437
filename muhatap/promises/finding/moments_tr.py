"""Words of time in Turkish, over folded text: "yarın 18.00'e kadar", "haftaya salı", "2 iş günü içinde", "ayın 15'i".

The patterns are tried in order where a word begins; what each has found is read by the function of its name.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from muhatap.core.business_time import Hours
from muhatap.promises.finding import due, readers
from muhatap.promises.finding.alternatives import one_of
from muhatap.promises.finding.due import Atom, Clock, Closing, Day, DayEnd, Nothing, Part, Value

_UNITS = {"bir": 1, "iki": 2, "uc": 3, "dort": 4, "bes": 5, "alti": 6, "yedi": 7, "sekiz": 8, "dokuz": 9}
_TENS = {"on": 10, "yirmi": 20, "otuz": 30, "kirk": 40, "elli": 50, "altmis": 60, "yetmis": 70, "doksan": 90}
_NUMBERS = {**_UNITS, **_TENS, "yuz": 100}
_UNIT = "(?:" + "|".join(_UNITS) + ")"
_WORD = f"(?:(?:{'|'.join(_TENS)})(?: ?{_UNIT})?|{_UNIT}|yuz)"
_N = rf"(?:[0-9]{{1,3}}|{_WORD})"
_HOUR = rf"(?:[0-9]{{1,2}}|on ?{_UNIT}|on|yirmi(?: ?(?:bir|iki|uc|dort))?|{_UNIT})"
_MONTHS = (
    "ocak",
    "subat",
    "mart",
    "nisan",
    "mayis",
    "haziran",
    "temmuz",
    "agustos",
    "eylul",
    "ekim",
    "kasim",
    "aralik",
)
_MONTH = "(?:" + "|".join(_MONTHS) + "|(?:oca|sub|nis|haz|tem|agu|eyl|kas|ara)(?![a-z]))"
_DAYS = ("pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "pazar")
_SHORT_DAYS = {"pzt": 0, "cars": 2, "pers": 3, "prs": 3, "cmt": 5}
_DAY = "(?:pazartesi|cumartesi|sali|carsamba|persembe|cuma|pazar|pzt|cars|pers|prs|cmt)"
# What may hang on a word of time: case endings, with or without an apostrophe, and "until".
_CASE = r"(?:'? ?(?:n?[iu]n)?(?:y?[ae]|[dt][ae]n?|n[ae]|nd[ae]n?|y?[iu])|'?l[iu]k)?(?:ki)?"
_TILL = r"(?: ?(?:kadar|dek|degin|dogru))?"
_HERE = r"(?![a-z0-9])"
_DURATION_END = (
    r"(?:(?:'?(?:y?[ae]|n[ae]))(?: kadar| dek| degin)?"
    r"|(?:'?(?:s?[iu])?n?)? (?:icinde|icerisinde|icersinde|icind|zarfinda|sonra(?:sinda|ya)?|sonunda"
    r"|icine|gecmeden|dolmadan))"
)

_PATTERNS: dict[str, str] = {
    "past": rf"{_N}(?: ?- ?{_N})?(?: bucuk)? ?(?:is )?(?:dakika|dk|saat|gun|hafta|ay|yil|sene)(?:u|i"
    r"|dir|dur)?(?:dir|dur| once(?:si|sin|ki|den)?[a-z]*| evvel)"
    r"|(?:dun|evvelsi gun|onceki gun|gecen|gectigimiz|gecenlerde|demin|az once|biraz once|onceki)(?:ku"
    rf"|ki)?(?: (?:{_DAY}|hafta|ay|yil|sene|gun|aksam|gece|sabah)[a-z]*)*"
    rf"|her (?:{_DAY}|gun|sabah|aksam|hafta|ay|zaman|saat)[a-z]*|hafta ?ici(?: her gun)?(?!n)|{_DAY} gunleri"
    rf"|{_DAY}(?: ?- ?| ile | ila ){_DAY}(?: gunleri)? arasi(?:nda)?|[0-9]+/[0-9]+ (?:saat|gun)|7/24",
    "business_hours": r"(?:mesai|calisma|is) saatleri(?:miz)? (?:icinde|icerisinde"
    rf"|dahilinde) (?:en gec )?({_N})( bucuk)? saat(?: icinde|e| icerisinde)?"
    rf"|({_N})( bucuk)? (?:is|mesai|calisma) saati(?:ne kadar|ne dek| icinde| icerisinde|ne)?",
    "business_days": rf"({_N})(?: ?(?:-|/|ila|ile|veya|ya da|bilemedin|en fazla|en gec) ?({_N})"
    rf"| ({_N}))? ?(?:is|mesai|calisma) ?gun(?:u|unu|une|unde|unden|luk)?(?: (?:kadar|dek|icinde|icerisinde"
    r"|icersinde|zarfinda|sonra|sonrasinda|sonunda))*",
    "few": r"(?:bir ?kac|bi ?kac|uc bes) (?:is )?(?:dakika|dk|saat|gun|hafta|ay)(?:lik|luk|u|e|de"
    r"|a|ya|ye)?(?: (?:icinde|icerisinde|sonra|kadar|zarfinda))*"
    r"|(?:onumuzdeki|ilerleyen|gelecek) (?:gunlerde|gunler|haftalarda|gunler icinde|gunler icerisinde"
    r"|saatlerde)(?: icinde)?",
    "half": rf"(yarim|ceyrek|bir bucuk|{_N} bucuk) ?saat(?:{_DURATION_END})",
    "duration": rf"({_N})(?: ?(?:-|/|ila|ile|veya|ya da|bilemedin) ?({_N})| ({_N}))? ?(dakika|dk|saat"
    rf"|sa|gun|hafta|ay)(?:{_DURATION_END})",
    "iso": r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:t(?=[0-9]))?",
    "named": rf"({_N})\.?(?: ?(?:-|ila|ile|veya"
    rf"|ya da) ?({_N})\.?)? ?({_MONTH})\.?(?:[ ,.]{{1,2}}([0-9]{{4}}))?{_CASE}(?: gunu?(?:ne|nde)?)?{_TILL}",
    "month_name_end": rf"({_MONTH})(?: ayi)?(?:n?[iu]n)? (?:son(?:u|una|unda)|icinde|icerisinde|bitmeden){_TILL}",
    "month_about": rf"({_MONTH})(?: ayi)?(?:n?[iu]n)? (?:bas(?:i|inda|ina|lari|larinda)|ortas(?:i|inda"
    r"|ina)|ortalari(?:nda)?)",
    "of_month": rf"(bu |gelecek |onumuzdeki )?ayin ({_N})(?:'?[a-z]{{1,7}}|\.? gunu[a-z]*){_TILL}",
    "numeric": r"([0-9]{1,2})(?:\.([0-9]{1,2})\.|/([0-9]{1,2})/|-([0-9]{1,2})-)([0-9]{4}|[0-9]{2})"
    rf"{_CASE}(?: tarihi[a-z]*)?{_TILL}",
    "clocks": rf"(?:saat(?:ler)?(?:i)? )?({_HOUR})(?:[:.]([0-9]{{2}}))? ?(?:-|ile|ila"
    rf"|ve) ?({_HOUR})(?:[:.]([0-9]{{2}}))?{_CASE} ?(?:saatleri )?(?:arasi(?:nda)?|saatlerinde)"
    r"|([0-9]{1,2})[:.]([0-9]{2}) ?- ?([0-9]{1,2})[:.]([0-9]{2})",
    "quarter": rf"(?:saat )?({_HOUR})'?(?:y?[ae]|y?[iu]) (ceyrek|{_N}) (kala|var|gece)(?:ye)?{_TILL}",
    "half_clock": rf"(?:saat )?({_HOUR}) bucu(?:k|kta|ga|gu|kt?an)(?: (?:gibi|civari|sularinda))?{_TILL}{_HERE}",
    "date_or_clock": rf"(saat(?:ler)?(?:i)? (?:en gec )?)?([0-9]{{1,2}})([:./])([0-9]{{2}}){_CASE}(?: (?:gibi"
    rf"|sularinda|civari[a-z]*|itibariyla|tarihi[a-z]*))?{_TILL}",
    "clock": rf"saat(?:i|ler)? (?:en gec )?({_HOUR}){_CASE}(?: (?:gibi|sularinda|civari[a-z]*))?{_TILL}",
    "bare_clock": rf"([0-9]{{1,2}})(?:'[dt][ae](?:ki)?| ?[dt][ae]|'?y?[ae] (?:kadar|dek|degin|dogru)"
    r"|'[dt][ae]n (?:once|evvel)| gibi| sularinda| civari(?:nda)?)"
    rf"|((?:on ?(?:bir|iki)?|{_UNIT}))(?:y?[ae] (?:kadar|dek|degin|dogru)|[dt][ae]n once)|(on ?bir"
    r"|on ?iki|uc|dort|bes|alti|yedi|sekiz|dokuz)[dt][ae]",
    "week_day": r"(?:(bu hafta|gelecek hafta|onumuzdeki hafta|haftaya|obur hafta|oteki hafta|bu"
    rf"|onumuzdeki|gelecek|oteki|ilk) ?)?({_DAY}){_CASE}(?: gun[a-z]{{0,5}})?{_TILL}",
    "week_end": r"(bu |gelecek |onumuzdeki |obur )?haftan?(?:in|nin)? ?son(?:u|una|unda|unu"
    rf"|undan)(?: once)?(?: gelmeden)?{_TILL}|bu hafta(?: icinde| icerisinde)?|hafta icinde|hafta bitmeden",
    "week_begin": r"(?:(gelecek |onumuzdeki |obur )?hafta(?:nin)?|(haftaya)) bas(?:i|inda|ina"
    rf"|indan)(?: itibaren)?{_TILL}",
    "next_week": r"(?:haftaya|gelecek hafta|onumuzdeki hafta)(?: (bugun|ici|icinde"
    rf"|icerisinde))?(?:n?(?:y?[ae]|in))?{_TILL}|(obur hafta|iki hafta sonra)",
    "month_end": rf"(bu |gelecek |onumuzdeki )?ay(?:in)? ?son(?:u|una|unda)(?: gelmeden)?{_TILL}"
    r"|(?:bu )?ay (?:icinde|icerisinde|bitmeden)|bu ay",
    "next_month": r"(?:gelecek|onumuzdeki) ay(?: icinde| icerisinde)?",
    "month_begin": r"(?:gelecek |onumuzdeki )?ay(?:in)? (?:bas(?:i|inda|ina)|ortas(?:i|inda|ina))",
    "year_end": rf"(?:bu )?(?:yil|sene)(?:in)? ?son(?:u|una|unda){_TILL}|yilbasin(?:a|dan once){_TILL}",
    "after_tomorrow": r"(?:yarin(?: degil|dan sonraki)? )?(?:obur ?(?:su )?gun|oburku gun"
    rf"|oteki gun)(?:e|u|une)?{_TILL}|yarindan sonra(?:ki gun)?",
    "tomorrow": rf"yarin(?:a|ki|dan|i)?(?: gun)?(?: icinde| icerisinde| itibar[iı]yla)?{_TILL}|ertesi gun(?:e)?{_TILL}",
    "today": rf"(?:bugun|bu gun)(?:e|den|un|u|ku)?(?: icinde| icerisinde)?{_TILL}",
    "closing": r"mesai(?:nin)? (?:bitimi(?:ne|nde|nden)?|sonu(?:na|nda)?|bitmeden|saati (?:bitimi"
    rf"|sonu)[a-z]*)(?: once)?{_TILL}|mesai saatleri(?:miz)? (?:icinde|icerisinde)|kapanis(?:a|imiza"
    rf"|tan once){_TILL}|is (?:gunu )?(?:cikisi|bitimi)[a-z]*{_TILL}",
    "day_end": rf"gun(?:un)? ?(?:sonu|bitimi)(?:na|nda|ne|nde|ndan once)?{_TILL}|gun bitmeden"
    r"|(?<!ayni )(?<!is )gun (?:icinde|icerisinde)(?! degil)",
    "part": r"(bu )?(sabah(?:a|tan|leyin|i)?|ogle(?:n|ye|ne|nleyin| arasi|den once|den sonra(?:ya)?"
    r"| sonra(?:si)?)|aksam ?ustu|aksam ?uzeri(?:ne)?|aksam(?:a|leyin|i)?|ikindi|gun ortasi(?:nda|na)?"
    r"|gece(?:ye|yarisi(?:na)?)?)( kadar| dek| degin| saatleri(?:nde|ne kadar)?)?",
}
_MASTER = one_of(_PATTERNS, before="(?<![a-z0-9.,:/'])", after=_HERE)
_EACH = {name: re.compile(f"(?:{pattern}){_HERE}") for name, pattern in _PATTERNS.items()}
# No words of time without one of these; most sentences are sent on their way by this alone.
_ANY = re.compile(
    r"[0-9]|yarin|gun|hafta|\bay|saat|dakika|\bdk|aksam|sabah|ogle|gece|ikindi|mesai|cuma|pazar|sali|carsamba|persembe"
    r"|pzt|prs|cmt|cars|pers|obur|ertesi|yil|sene|ocak|subat|mart|nisan|mayis|haziran|temmuz|agustos|eylul|ekim|kasim"
    r"|aralik|bucu|ceyrek|kadar|dek|dun|gec|kapanis|[dt][ae]\b|once|\bis "
)
_ADJECTIVE = re.compile(r"(?:'?(?:de|da|te|ta)ki\b| tarihli\b| tarihinde (?:ver|al|yap|olustur)(?:dig|il|mis))")
_OF_THAT_DAY = ("daki", "deki", "taki", "teki")
_COUNTED = {"business_days", "duration", "half", "business_hours"}


def moments(folded: str, start: int, end: int, now: datetime, hours: Hours) -> Iterator[Atom]:
    """Yield the times said between two places, in order. `now` is on the shop's clock."""
    if not _ANY.search(folded, start, end):
        return
    for match in _MASTER.finditer(folded, start, end):
        kind = match.lastgroup
        assert kind is not None
        inner = _EACH[kind].match(folded, match.start(), end)
        if inner is None:
            continue
        value = _READ[kind](inner, now, hours)
        if value is None:
            continue
        if isinstance(value, Day) and (inner[0].endswith(_OF_THAT_DAY) or _ADJECTIVE.match(folded, inner.end(), end)):
            value = Nothing()
        stop = inner.end()
        while folded[stop - 1] == " ":
            stop -= 1
        yield Atom(match.start(), stop, value, counted=kind in _COUNTED)


def number(word: str) -> int:
    """Return the number that a word or figures say; of two units ("iki üç") the last."""
    if word.isdecimal():
        return int(word)
    total = 0
    for part in re.findall(r"|".join(sorted(_NUMBERS, key=len, reverse=True)), word):
        value = _NUMBERS[part]
        total = total + value if value < 10 and total % 10 == 0 and total else value
    return total


def _latest(*words: str | None) -> int:
    return max(number(word) for word in words if word)


def _business_hours(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    minutes = number(found[1] or found[3]) * 60 + (30 if found[2] or found[4] else 0)
    return due.time_on(now, minutes, hours, business=True)


def _business_days(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.business_days_on(now.date(), _latest(found[1], found[2], found[3]), hours)


def _half(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    minutes = {"yarim": 30, "ceyrek": 15}.get(found[1])
    return due.time_on(now, minutes or number(found[1].removesuffix(" bucuk")) * 60 + 30, hours)


def _duration(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    count, unit = _latest(found[1], found[2], found[3]), found[4]
    if unit in ("dakika", "dk"):
        return due.time_on(now, count, hours)
    if unit in ("saat", "sa"):
        return due.time_on(now, count * 60, hours)
    if unit == "ay":
        return due.months_on(now.date(), count)
    return due.days_on(now.date(), count * (7 if unit == "hafta" else 1))


def _named(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    year = int(found[4]) if found[4] else None
    return due.dated(now.date(), number(found[2] or found[1]), _month(found[3]), year)


def _month(name: str) -> int:
    return next(place for place, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))


def _month_name_end(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.month_named_end(now.date(), _month(found[1]))


def _of_month(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    months = None if not found[1] else 0 if found[1] == "bu " else 1
    return due.day_of_month(now.date(), number(found[2]), months=months)


def _numeric(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.dated(now.date(), int(found[1]), int(found[2] or found[3] or found[4]), int(found[5]))


def _clock_of(hour: str, minute: str | None) -> Clock:
    hours_, minutes = number(hour), int(minute or 0)
    if hours_ > 24 or minutes > 59 or (hours_ == 24 and minutes):
        return Clock(None)
    return Clock(min(hours_ * 60 + minutes, 24 * 60 - 1), sure=hours_ > 12 or hour.startswith("0"))


def _clocks(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return _clock_of(found[3] or found[7], found[4] or found[8])


def _quarter(found: re.Match[str], now: datetime, hours: Hours) -> Value | None:
    hour, minutes = number(found[1]), 15 if found[2] == "ceyrek" else number(found[2])
    if not 1 <= hour <= 24 or minutes > 59:
        return None
    return Clock((hour * 60 + (minutes if found[3] == "gece" else -minutes)) % (24 * 60), sure=hour > 12)


def _half_clock(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return _clock_of(found[1], "30")


def _date_or_clock(found: re.Match[str], now: datetime, hours: Hours) -> Value | None:
    first, second = int(found[2]), int(found[4])
    as_date = found[3] != ":" and not found[1] and 1 <= second <= 12 and 1 <= first <= 31
    if as_date:
        return due.dated(now.date(), first, second)
    if found[3] == "/":
        return Day(None, due.IMPOSSIBLE) if first <= 31 and second <= 31 else None
    return _clock_of(found[2], found[4])


def _clock(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return _clock_of(found[1], None)


def _bare_clock(found: re.Match[str], now: datetime, hours: Hours) -> Value | None:
    hour = found[1] or found[2] or found[3]
    return _clock_of(hour, None) if number(hour) <= 24 else None


_WHICH = {
    "bu": "this", "bu hafta": "this", "onumuzdeki": "coming", "gelecek": "coming", "ilk": "coming", "oteki": "coming",
    "gelecek hafta": "next", "onumuzdeki hafta": "next", "haftaya": "next",
    "obur hafta": "after_next", "oteki hafta": "after_next",
}  # fmt: skip


def _week_day(found: re.Match[str], now: datetime, hours: Hours) -> Value | None:
    name = found[2]
    number_ = _SHORT_DAYS[name] if name in _SHORT_DAYS else _DAYS.index(name)
    if name == "pazar" and re.match(r" ?yeri", found.string[found.end() : found.end() + 5]):
        return None
    return due.weekday(now.date(), number_, which=_WHICH.get(found[1] or "", ""))


def _week_end(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    weeks = {"gelecek ": 1, "onumuzdeki ": 1, "obur ": 2}.get(found[1] or "", 0)
    whole = re.search(r"hafta ?sonu(?:nda)?\Z", found[0])
    if whole:
        return due.days_on(now.date(), 6 - now.weekday() + 7 * weeks)
    return due.week_end(now.date(), hours, weeks=weeks)


def _week_begin(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    monday = due.days_on(now.date(), -now.weekday() + (14 if found[1] == "obur " else 7))
    return monday if monday.on is None else due.business_days_on(monday.on - timedelta(days=1), 1, hours)


def _next_week(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    if found[1] == "bugun":
        return due.days_on(now.date(), 7)
    return due.week_end(now.date(), hours, weeks=2 if found[2] else 1)


def _month_end(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.month_end(now.date(), months=1 if found[1] in ("gelecek ", "onumuzdeki ") else 0)


def _part(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    word, until = found[2], bool(found[3] and found[3].split()[-1] in ("kadar", "dek", "degin"))
    if word.startswith("gun"):
        name = "noon"
    elif word.startswith("ogle"):
        name = "afternoon" if "sonra" in word else "before_noon" if "once" in word else "noon"
    elif re.match("aksam ?(?:us|uz)|ikindi", word):
        name = "late_afternoon"
    else:
        name = {"sa": "morning", "ak": "evening", "ge": "night"}[word[:2]]
    return Part(name, until or word in ("aksama", "sabaha", "geceye"), this=bool(found[1]))


_READ: dict[str, Callable[[re.Match[str], datetime, Hours], Value | None]] = {
    "past": readers.nothing,
    "business_hours": _business_hours,
    "business_days": _business_days,
    "few": readers.asked,
    "half": _half,
    "duration": _duration,
    "iso": readers.iso,
    "named": _named,
    "month_name_end": _month_name_end,
    "of_month": _of_month,
    "numeric": _numeric,
    "clocks": _clocks,
    "quarter": _quarter,
    "half_clock": _half_clock,
    "date_or_clock": _date_or_clock,
    "clock": _clock,
    "bare_clock": _bare_clock,
    "week_day": _week_day,
    "week_end": _week_end,
    "week_begin": _week_begin,
    "next_week": _next_week,
    "month_end": _month_end,
    "next_month": readers.next_month,
    "month_begin": readers.asked,
    "month_about": readers.asked,
    "year_end": readers.year_end,
    "after_tomorrow": readers.days(2),
    "tomorrow": readers.days(1),
    "today": readers.days(0),
    "closing": lambda found, now, hours: Closing(),
    "day_end": lambda found, now, hours: DayEnd(),
    "part": _part,
}
