"""What leads look at: who is here with how much, what nobody keeps, and what has to be known for what."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.conversations.actions import asking_twice, auditing, skill_rules
from muhatap.conversations.models import AskedTwice, Breach, SkillRule
from muhatap.conversations.queues import open_counts
from muhatap.conversations.skill_form import SkillRuleForm
from muhatap.conversations.views import common
from muhatap.core.turkish import fold, sort_key
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest
from muhatap.team.presence import Standing
from muhatap.team.queries import standings, week_of

ASKED_SINCE = timedelta(days=30)


@dataclass(frozen=True)
class Mate:
    """One of the team as a lead sees them: how it stands, how much they have, and when their shift ends or begins."""

    agent: Agent
    standing: Standing
    open_count: int
    ends_at: datetime | None
    begins_at: datetime | None

    @property
    def is_full(self) -> bool:
        return self.agent.capacity is not None and self.open_count >= self.agent.capacity


def crew(request: AgentRequest) -> HttpResponse:
    """Who is here, with how much work, and whose shift comes next."""
    return render(request, "conversations/crew.html", {"mates": _mates(timezone.now())})


def loose_ends(request: AgentRequest) -> HttpResponse:
    since = timezone.now() - ASKED_SINCE
    counted = asking_twice.counted(request.agent, since=since)
    asked = [(AskedTwice.Kind(kind).label, count) for kind, count in counted.kinds.items()]
    context = {"breaches": _visible(request), "counted": counted, "asked": asked, "asked_days": ASKED_SINCE.days}
    return render(request, "conversations/loose_ends.html", context)


@require_POST
def check(request: AgentRequest) -> HttpResponse:
    """Run the audit now, instead of waiting for the hour."""
    auditing.audit_ownership(now=timezone.now())
    if not _visible(request):
        messages.success(request, _("Everything has somebody."))
    return redirect("conversations:loose_ends")


@require_POST
def mend(request: AgentRequest, pk: int) -> HttpResponse:
    """Do what mends a loose end."""
    breach = get_object_or_404(_visible(request), pk=pk)
    if auditing.mend(breach, by=request.agent, now=timezone.now()):
        messages.success(request, _("Done."))
    else:
        messages.info(request, _("Somebody has seen to it already."))
    return redirect("conversations:loose_ends")


def skills(request: AgentRequest) -> HttpResponse:
    """What has to be known for which label or channel; add to it."""
    form = SkillRuleForm(request.POST or None, agent=request.agent)
    if request.method == "POST" and form.is_valid():
        skill_rules.add_skill_rule(by=request.agent, **form.rule())
        messages.success(request, _("Saved."))
        return redirect("conversations:skills")
    rules = SkillRule.objects.filter(_of_brands(request)).select_related("label", "channel")
    crew = list(Agent.objects.active())
    context = {
        "form": form,
        "rules": [(rule, _knowing(rule, crew)) for rule in rules],
        "known": sorted({skill for agent in crew for skill in agent.skills}, key=sort_key),
    }
    return render(request, "conversations/skills.html", context, status=422 if form.errors else 200)


@require_POST
def remove_skill(request: AgentRequest, pk: int) -> HttpResponse:
    rules = SkillRule.objects.filter(_of_brands(request))
    skill_rules.remove_skill_rule(get_object_or_404(rules, pk=pk), by=request.agent)
    messages.success(request, _("Removed."))
    return redirect("conversations:skills")


def _mates(now: datetime) -> list[Mate]:
    """Return everyone with a seat: who is here first, then by whose shift begins."""
    agents = sorted(Agent.objects.active().prefetch_related("teams"), key=lambda agent: sort_key(agent.name))
    found, counts = standings(agents, now=now), open_counts(agents)
    mates = [_mate(agent, found[agent.pk], counts.get(agent.pk, 0), now) for agent in agents]
    return sorted(mates, key=lambda mate: ["here", "away", "off"].index(mate.standing.presence))


def _mate(agent: Agent, standing: Standing, open_count: int, now: datetime) -> Mate:
    week = week_of(agent)
    shift, following = week.at(now), week.after(now)
    is_working = shift is not None and not standing.is_off
    begins_at = standing.until if standing.is_off else following.starts_at if following else None
    return Mate(agent, standing, open_count, shift.ends_at if shift and is_working else None, begins_at)


def _visible(request: AgentRequest) -> QuerySet[Breach]:
    seen = Q(conversation=None) | Q(conversation__in=common.visible(request.agent))
    return Breach.objects.filter(seen).select_related("conversation__assigned_to", "conversation__team", "agent")


def _of_brands(request: AgentRequest) -> Q:
    """Return which rules a lead sees: by label all, by channel those of their brands."""
    ids = request.agent.brand_ids
    return Q(channel=None) | Q(channel__brand__in=ids) if ids else Q()


def _knowing(rule: SkillRule, crew: list[Agent]) -> list[str]:
    """Return who knows what a rule asks for."""
    asked = fold(rule.skill)
    return [agent.name for agent in crew if asked in map(fold, agent.skills)]
