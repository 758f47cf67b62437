"""What templates of every app use: assets, icons, navigation, the person's theme, and time in few words."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django import template
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from muhatap.core.words import gettext as _
from muhatap.realtime import tokens
from muhatap.realtime.queries import newest_ring
from muhatap.team.models import Agent, Theme
from muhatap.web import assets, folding, hotkeys, slots

register = template.Library()

THEME_COOKIE = "theme"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@register.simple_tag
def asset(name: str) -> str:
    return assets.url_of(name)


@register.simple_tag
@folding.fixed
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon of the sprite. It says nothing to a screen reader: the words stand beside it."""
    return _drawn(assets.url_of("icons.svg"), name, css)


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """Return the theme the person chose, or "system"."""
    agent = agent_of(context)
    request: HttpRequest | None = context.get("request")
    chosen = agent.theme if agent else request.COOKIES.get(THEME_COOKIE, "") if request else ""
    return chosen if chosen in Theme.values else Theme.SYSTEM


@register.simple_tag(takes_context=True)
def nonce(context: Context) -> str:
    """Return the nonce of the content policy, so that only our own scripts run."""
    return str(getattr(context.get("request"), "csp_nonce", ""))


@register.simple_tag(takes_context=True)
def realtime_token(context: Context) -> str:
    agent = agent_of(context)
    return tokens.issue(agent.pk) if agent else ""


@register.simple_tag
def realtime_since() -> int:
    """Return the newest ring at this moment: what rings while the page loads is then heard too."""
    return newest_ring()


@register.simple_tag
def hotkey_list() -> SafeString:
    """Draw the list of keys: the same for everybody who reads a language."""
    return _drawn_hotkeys(get_language())


@register.simple_tag(takes_context=True)
def corners(context: Context, place: str) -> SafeString:
    """Draw what apps put into the shell."""
    agent = agent_of(context)
    drawn = slots.corners_for(context["request"], agent, place) if agent else ()
    return SafeString("".join(drawn))


@register.simple_tag(takes_context=True)
def panels(context: Context, kind: str, thing: object) -> list[SafeString]:
    return list(slots.panels_for(context["request"], kind, thing))


@register.simple_tag(takes_context=True)
def menu_entries(context: Context, kind: str, thing: object) -> list[dict[str, object]]:
    agent = agent_of(context)
    entries = slots.entries_for(agent, kind, thing) if agent else ()
    return [{"entry": entry, "url": url} for entry, url in entries]


@register.filter
def at_number(place: str, number: int) -> str:
    """Return an address for another number: `/conversations/0/` at 42 is `/conversations/42/`."""
    return place.replace("/0/", f"/{number}/", 1)


@register.filter
def capped(count: int) -> str:
    """Say a count that was taken to 99 and no further."""
    return "" if not count else "99+" if count > 99 else str(count)


@register.filter
def waited(since: datetime | None) -> str:
    """Say in few words how long ago a moment was: "4 min", "3 h 12 min", "2 d"."""
    if since is None:
        return ""
    past = max(timezone.now() - since, timedelta())
    if past < timedelta(minutes=1):
        return _("now")
    if past < HOUR:
        return _("%(minutes)d min") % {"minutes": past // timedelta(minutes=1)}
    if past < 10 * HOUR:
        hours, rest = divmod(past, HOUR)
        minutes = rest // timedelta(minutes=1)
        both = _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
        return both if minutes else _("%(hours)d h") % {"hours": hours}
    if past < DAY:
        return _("%(hours)d h") % {"hours": past // HOUR}
    if past < 7 * DAY:
        return ngettext("%(days)d day", "%(days)d days", past // DAY) % {"days": past // DAY}
    return short_day(since)


@register.filter
def short_day(moment: datetime | None) -> str:
    """Say a day without its year in this year, with it in others."""
    if moment is None:
        return ""
    day = timezone.localtime(moment).date()
    return _in_words(day, _("j M") if day.year == timezone.localdate().year else _("j M Y"), get_language())


@register.filter
def day_name(moment: datetime) -> str:
    """Say the day as a heading between messages: today, yesterday, or weekday and date."""
    day, today = timezone.localtime(moment).date(), timezone.localdate()
    if day == today:
        return _("Today")
    if day == today - DAY:
        return _("Yesterday")
    return _in_words(day, _("l, j F") if day.year == today.year else _("l, j F Y"), get_language())


@register.filter
def full_day(moment: datetime) -> str:
    return _in_words(timezone.localtime(moment).date(), "DATE_FORMAT", get_language())


@register.filter
def iso(moment: datetime) -> str:
    """Write a moment for a machine, as `date:"c"` does."""
    return timezone.localtime(moment).isoformat()


@register.filter
def typed(moment: datetime) -> str:
    """Write a moment as the browser's field for date and time holds it, by the desk's clock."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@register.filter
def clock(moment: datetime) -> str:
    return _hour(timezone.localtime(moment).time().replace(second=0, microsecond=0), _("H:i"))


# A day is said the same all day, and one page says it for every row and message.
@lru_cache(maxsize=2000)
def _in_words(day: date, pattern: str, language: str | None) -> str:
    return formats.date_format(day, pattern)


@lru_cache(maxsize=2000)
def _hour(at: time, pattern: str) -> str:
    return formats.time_format(at, pattern)


@lru_cache(maxsize=10)
def _drawn_hotkeys(language: str | None) -> SafeString:
    return render_to_string("web/parts/hotkeys.html", {"groups": list(hotkeys.listed())})


# A page draws the same dozen icons a hundred times.
@lru_cache(maxsize=500)
def _drawn(sprite: str, name: str, css: str) -> SafeString:
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', css, sprite, name)


def agent_of(context: Context) -> Agent | None:
    user = getattr(context.get("request"), "user", None)
    return user if isinstance(user, Agent) else None
