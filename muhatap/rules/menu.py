"""What rules put into the shell: their page, an alarm where one was stopped, and words for the audit log."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muhatap.rules import queries
from muhatap.rules.models import Rule
from muhatap.team import acts, subjects
from muhatap.team.models import Agent
from muhatap.web.addresses import at
from muhatap.web.slots import Alarm, NavEntry, register_alarm, register_nav

ACTS = {
    "rules.written": gettext_lazy("wrote a rule"),
    "rules.changed": gettext_lazy("changed a rule"),
    "rules.switched_on": gettext_lazy("switched a rule on"),
    "rules.switched_off": gettext_lazy("let a rule rest"),
    "rules.deleted": gettext_lazy("deleted a rule"),
    "rules.ordered": gettext_lazy("changed the order of the rules"),
    "rules.secret_renewed": gettext_lazy("made a new secret for a rule"),
    "rules.let_go_on": gettext_lazy("let a stopped rule go on"),
    "rules.call_repeated": gettext_lazy("called a webhook again"),
}
MOST_ALARMS = 3


def register() -> None:
    acts.register(ACTS)
    subjects.register("rule", Rule, subjects.by_field(Rule, "name"), gone=gettext_lazy("a rule that is gone"))
    register_nav(
        NavEntry(
            name="rules",
            label=gettext_lazy("Rules"),
            url=at("rules:rules"),
            permission="rules.manage",
            section="settings",
            order=25,
        )
    )
    register_alarm(
        Alarm(
            name="rules",
            permission="rules.manage",
            url=at("rules:rules"),
            sentences=stopped,
        )
    )


def stopped(agent: Agent) -> list[str]:
    """Say which rules ran too often on one conversation and were stopped there."""
    return [
        _("“%(rule)s” ran too often in #%(number)d and was stopped there. Look at it and let it go on.")
        % {"rule": stop.rule.name, "number": stop.conversation_id}
        for stop in queries.open_stops(agent)[:MOST_ALARMS]
    ]
