"""Rules, and what they did, in words: "When a customer writes and the subject contains “fatura”: close it."."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from muhatap.conversations import thread
from muhatap.conversations.models import Channel, Status
from muhatap.core.models import Event
from muhatap.rules import nameable
from muhatap.rules.conditions import FIELDS, Condition, Group, Kind
from muhatap.rules.deeds import Deed
from muhatap.rules.models import Rule, Trigger
from muhatap.team.models import Agent, Brand, Language

Words = str | Promise

FIELD_NAMES: Mapping[str, Words] = {
    "subject": gettext_lazy("the subject"),
    "text": gettext_lazy("the message"),
    "sender": gettext_lazy("the sender’s address"),
    "domain": gettext_lazy("the sender’s domain"),
    "recipient": gettext_lazy("a recipient’s address"),
    "customer": gettext_lazy("the customer’s name"),
    "attachment": pgettext_lazy("field", "a file is attached"),
    "language": gettext_lazy("the language"),
    "brand": gettext_lazy("the brand"),
    "channel": gettext_lazy("the channel"),
    "status": gettext_lazy("the status"),
    "assignee": gettext_lazy("the agent"),
    "team": gettext_lazy("the team"),
    "label": gettext_lazy("the labels"),
    "added_label": gettext_lazy("the label just added"),
    "segment": gettext_lazy("the customer’s segments"),
    "hours": gettext_lazy("the hours"),
    "overdue": pgettext_lazy("field", "our answer is late"),
    "first": pgettext_lazy("field", "it is the customer’s first conversation"),
    "messages": gettext_lazy("the number of messages"),
    "customer_messages": gettext_lazy("how often the customer wrote"),
    "reopened": gettext_lazy("how often it came back"),
    "waiting_hours": gettext_lazy("the hours waited"),
}
COMPARISON_NAMES: Mapping[str, Words] = {
    "contains": pgettext_lazy("comparison", "contains"),
    "lacks": pgettext_lazy("comparison", "does not contain"),
    "is": pgettext_lazy("comparison", "is"),
    "is_not": pgettext_lazy("comparison", "is not"),
    "begins": pgettext_lazy("comparison", "begins with"),
    "ends": pgettext_lazy("comparison", "ends with"),
    "has": pgettext_lazy("comparison", "hold"),
    "has_not": pgettext_lazy("comparison", "do not hold"),
    "at_least": pgettext_lazy("comparison", "is at least"),
    "at_most": pgettext_lazy("comparison", "is at most"),
    "yes": pgettext_lazy("comparison", "yes"),
    "no": pgettext_lazy("comparison", "no"),
}
_COMPARED: Mapping[str, Words] = {
    "contains": gettext_lazy("%(field)s contains %(value)s"),
    "lacks": gettext_lazy("%(field)s does not contain %(value)s"),
    "is": gettext_lazy("%(field)s is %(value)s"),
    "is_not": gettext_lazy("%(field)s is not %(value)s"),
    "begins": gettext_lazy("%(field)s begins with %(value)s"),
    "ends": gettext_lazy("%(field)s ends with %(value)s"),
    "at_least": gettext_lazy("%(field)s is at least %(value)s"),
    "at_most": gettext_lazy("%(field)s is at most %(value)s"),
}
# Those that are sentences of their own.
_WHOLE: Mapping[tuple[str, str], Words] = {
    ("attachment", "yes"): gettext_lazy("a file is attached"),
    ("attachment", "no"): gettext_lazy("no file is attached"),
    ("overdue", "yes"): gettext_lazy("our answer is late"),
    ("overdue", "no"): gettext_lazy("our answer is not late"),
    ("first", "yes"): gettext_lazy("it is the customer’s first conversation"),
    ("first", "no"): gettext_lazy("the customer has written before"),
    ("label", "has"): gettext_lazy("it is labelled %(value)s"),
    ("label", "has_not"): gettext_lazy("it is not labelled %(value)s"),
    ("segment", "has"): gettext_lazy("the customer belongs to %(value)s"),
    ("segment", "has_not"): gettext_lazy("the customer does not belong to %(value)s"),
}
_OF_HOURS: Mapping[tuple[str, str], Words] = {
    ("is", "open"): gettext_lazy("we are open"),
    ("is", "closed"): gettext_lazy("we are closed"),
    ("is_not", "open"): gettext_lazy("we are closed"),
    ("is_not", "closed"): gettext_lazy("we are open"),
}
_OF_NOBODY: Mapping[tuple[str, str], Words] = {
    ("assignee", "is"): gettext_lazy("nobody has it"),
    ("assignee", "is_not"): gettext_lazy("somebody has it"),
    ("team", "is"): gettext_lazy("it is no team’s"),
    ("team", "is_not"): gettext_lazy("it is some team’s"),
}
ACT_NAMES: Mapping[str, Words] = {
    "label": gettext_lazy("add a label"),
    "unlabel": gettext_lazy("take a label off"),
    "assign": gettext_lazy("give it to an agent"),
    "team": gettext_lazy("give it to a team"),
    "free": gettext_lazy("put it back for everyone"),
    "status": gettext_lazy("set the status"),
    "snooze": gettext_lazy("snooze it"),
    "close": gettext_lazy("close it"),
    "spam": gettext_lazy("mark it as spam"),
    "reply": gettext_lazy("send a reply"),
    "note": gettext_lazy("write an internal note"),
    "webhook": gettext_lazy("call a webhook"),
}
_TODO: Mapping[str, Words] = {
    "label": gettext_lazy("label it %(name)s"),
    "unlabel": gettext_lazy("take the label %(name)s off"),
    "assign": gettext_lazy("give it to %(name)s"),
    "team": gettext_lazy("give it to the team %(name)s"),
    "status": gettext_lazy("set it to %(name)s"),
    "snooze": gettext_lazy("snooze it for %(time)s"),
    "webhook": gettext_lazy("call %(host)s"),
}
_DONE: Mapping[str, Words] = {
    "label": gettext_lazy("labelled %(name)s"),
    "unlabel": gettext_lazy("label %(name)s taken off"),
    "assign": pgettext_lazy("rule", "given to %(name)s"),
    "team": pgettext_lazy("rule", "given to the team %(name)s"),
    "free": pgettext_lazy("rule", "put back for everyone"),
    "status": pgettext_lazy("rule", "set to %(name)s"),
    "snooze": pgettext_lazy("rule", "snoozed for %(time)s"),
    "close": pgettext_lazy("rule", "closed"),
    "spam": pgettext_lazy("rule", "marked as spam"),
    "reply": pgettext_lazy("rule", "replied"),
    "note": pgettext_lazy("rule", "note written"),
    "webhook": pgettext_lazy("rule", "%(host)s called"),
}
_NOT_DONE: Mapping[str, Words] = {
    "label": gettext_lazy("not labelled %(name)s"),
    "unlabel": gettext_lazy("label %(name)s not taken off"),
    "assign": pgettext_lazy("rule", "not given to %(name)s"),
    "team": pgettext_lazy("rule", "not given to the team %(name)s"),
    "free": pgettext_lazy("rule", "not put back"),
    "status": pgettext_lazy("rule", "not set to %(name)s"),
    "snooze": pgettext_lazy("rule", "not snoozed"),
    "close": pgettext_lazy("rule", "not closed"),
    "spam": pgettext_lazy("rule", "not marked as spam"),
    "reply": pgettext_lazy("rule", "not replied"),
    "note": pgettext_lazy("rule", "no note written"),
    "webhook": pgettext_lazy("rule", "%(host)s not called"),
}
_WHY_NOT: Mapping[str, Words] = {
    "already": gettext_lazy("it was so already"),
    "unforeseen": gettext_lazy("something went wrong in the desk itself; its log says more"),
    "no_label": gettext_lazy("the label is not there any more"),
    "no_agent": gettext_lazy("this agent does not answer for this brand any more"),
    "no_team": gettext_lazy("the team is not there any more"),
    "closed": gettext_lazy("it is closed"),
    "nobody": gettext_lazy("no customer has written here yet"),
    "spam": gettext_lazy("it is spam"),
    "machine": gettext_lazy("a machine wrote, and machines get no automatic reply"),
    "us": gettext_lazy("the mail came from one of our own addresses"),
    "spoofed": gettext_lazy("the sender could not be confirmed"),
    "enough": gettext_lazy("this address has had enough automatic mails within the hour"),
    "unable": gettext_lazy("this channel sends no automatic replies"),
}
_HELD_BACK: Mapping[str, Words] = {
    "too_deep": gettext_lazy("not run: rules had set each other off three times in a row"),
    "too_often": gettext_lazy("stopped here: it ran too often within an hour. A lead can let it go on"),
}
_MOMENTS: Mapping[str, Words] = {
    Trigger.UNANSWERED: gettext_lazy("a customer has waited %(time)s for our answer"),
    Trigger.SILENT: gettext_lazy("a customer has not answered for %(time)s"),
    Trigger.OPEN_FOR: gettext_lazy("a conversation has been open for %(time)s"),
}


@dataclass(frozen=True)
class Names:
    """What the numbers in rules are called, asked of the database once for a page."""

    of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def fetched(cls) -> Self:
        agents = {str(pk): name for pk, name in Agent.objects.values_list("pk", "name")}
        labels = nameable.names(nameable.labels())
        return cls(
            {
                "brand": {str(pk): name for pk, name in Brand.objects.values_list("pk", "name")},
                "channel": {str(pk): name for pk, name in Channel.objects.values_list("pk", "name")},
                "segment": nameable.names(nameable.segments()),
                "team": nameable.names(nameable.teams()),
                "assignee": agents,
                "agent": agents,
                "label": labels,
                "added_label": labels,
                "status": {status.value: str(status.label) for status in Status},
                "language": {language.value: str(language.label) for language in Language},
            }
        )

    def __call__(self, kind: str, value: str) -> str:
        """Return what something is called; what is gone has no name any more."""
        return self.of.get(kind, {}).get(value, "") or pgettext("thing", "(not there any more)")


def rule_in_words(rule: Rule, group: Group, todo: Sequence[Deed], names: Names) -> str:
    """Say a whole rule in one sentence."""
    facts = {"event": event(rule), "conditions": conditions(group, names), "deeds": deeds(todo, names)}
    said = (
        _("when %(event)s and %(conditions)s: %(deeds)s.") if facts["conditions"] else _("when %(event)s: %(deeds)s.")
    )
    return capital(said % facts)


def event(rule: Rule) -> str:
    if rule.event not in _MOMENTS:
        return str(Trigger(rule.event).label) if rule.event in Trigger.values else rule.event
    time = duration(rule.after_minutes)
    if rule.is_business_time and rule.event == Trigger.UNANSWERED:
        time = _("%(time)s of opening hours") % {"time": time}
    return str(_MOMENTS[rule.event]) % {"time": time}


def conditions(group: Group, names: Names) -> str:
    """Join the conditions by and/or; a group among others stands in brackets."""
    group = group.simplified()
    if group.join == "any" and not group.parts:
        return pgettext("conditions", "never")
    said = []
    for part in group.parts:
        if isinstance(part, Condition):
            said.append(condition(part, names))
        elif words := conditions(part, names):
            said.append(f"({words})" if len(part.parts) > 1 and len(group.parts) > 1 else words)
    joint = pgettext("conditions", " and ") if group.join == "all" else pgettext("conditions", " or ")
    return joint.join(said)


def condition(asked: Condition, names: Names) -> str:
    key = (asked.field, asked.comparison)
    if not asked.value and key in _OF_NOBODY:
        return str(_OF_NOBODY[key])
    if asked.field == "hours" and (asked.comparison, asked.value) in _OF_HOURS:
        return str(_OF_HOURS[asked.comparison, asked.value])
    value = _value(asked, names)
    if key in _WHOLE:
        return str(_WHOLE[key]) % {"value": value}
    return str(_COMPARED[asked.comparison]) % {"field": FIELD_NAMES[asked.field], "value": value}


def deeds(todo: Iterable[Deed], names: Names) -> str:
    return enumerated([deed(each, names) for each in todo])


def deed(asked: Deed, names: Names) -> str:
    """Say what will be done."""
    facts: dict[str, str] = {}
    match asked.act:
        case "label" | "unlabel":
            facts["name"] = _quoted(names("label", asked["label"]))
        case "assign" | "team":
            kind = "agent" if asked.act == "assign" else "team"
            facts["name"] = names(kind, asked[kind])
        case "status":
            facts["name"] = names("status", asked["status"])
        case "snooze":
            facts["time"] = duration(int(asked.duration.total_seconds() // 60))
        case "webhook":
            facts["host"] = asked["url"].partition("://")[2].partition("/")[0]
    return str(_TODO.get(asked.act, ACT_NAMES[asked.act])) % facts


def done(did: Mapping[str, Any]) -> str:
    """Say what was done, or not and why; `did` is one of `RuleRun.did`."""
    act, why = str(did.get("act", "")), did.get("why")
    patterns = _NOT_DONE if why else _DONE
    if act not in patterns:
        return act
    name = str(did.get("name", ""))
    facts = {
        "name": _quoted(name) if act in ("label", "unlabel") else name,
        "time": duration(int(did.get("minutes") or 0)),
        "host": str(did.get("host", "")),
    }
    if act == "status":
        facts["name"] = str(Status(did["status"]).label) if did.get("status") in Status.values else ""
    said = str(patterns[act]) % facts
    return _("%(deed)s (%(why)s)") % {"deed": said, "why": _WHY_NOT.get(str(why), why)} if why else said


def held_back(why: str) -> str:
    return str(_HELD_BACK.get(why, why))


def run_line(event: Event, who: str) -> thread.Line:
    """Tell in the thread what a rule did."""
    did = [done(each) for each in event.data.get("did", []) if each.get("why") != "already"]
    facts = {"rule": event.data.get("rule", ""), "did": enumerated(did) or _("there was nothing to change")}
    return thread.Line(event.at, _("Rule “%(rule)s”: %(did)s") % facts, icon="workflow")


def held_back_line(event: Event, who: str) -> thread.Line:
    """Tell in the thread that a rule was not run, and why."""
    facts = {"rule": event.data.get("rule", ""), "did": held_back(event.data.get("why", ""))}
    return thread.Line(event.at, _("Rule “%(rule)s”: %(did)s") % facts, icon="octagon-pause")


def duration(minutes: int) -> str:
    """Say a time in the largest unit that fits: "3 days", "90 minutes"."""
    if minutes and minutes % 1440 == 0:
        return ngettext("%(count)d day", "%(count)d days", minutes // 1440) % {"count": minutes // 1440}
    if minutes and minutes % 60 == 0:
        return ngettext("%(count)d hour", "%(count)d hours", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def enumerated(parts: Sequence[str]) -> str:
    """Join parts as people do: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + pgettext("deeds", " and ") + parts[-1]


def capital(text: str) -> str:
    """Begin a sentence with a capital letter, in Turkish i with its dot."""
    first = "İ" if text[:1] == "i" and (get_language() or "").startswith("tr") else text[:1].upper()
    return first + text[1:]


def _value(asked: Condition, names: Names) -> str:
    match FIELDS[asked.field]:
        case Kind.TEXT | Kind.ADDRESS:
            words = [_quoted(word.strip()) for word in asked.value.split(",") if word.strip()]
            return pgettext("conditions", " or ").join(words)
        case Kind.CHOICE if not asked.value:
            return pgettext("thing", "none")
        case Kind.CHOICE | Kind.SET:
            name = names(asked.field, asked.value)
            return _quoted(name) if "label" in asked.field else name
    return asked.value


def _quoted(text: str) -> str:
    return f"“{text}”"
