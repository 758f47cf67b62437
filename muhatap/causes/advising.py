"""What the desk finds worth a look in the list of reasons, and how its learning went; worded for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muhatap.causes import figures, quoting
from muhatap.causes.models import Choice, FineSo, Lesson, Reason
from muhatap.causes.thinking import Act, Confusion, Finding, Group, Kind, Use, lint
from muhatap.conversations.models import Conversation
from muhatap.team.models import Agent
from muhatap.web.numbers import whole

MOST_LESSONS = 12
WINDOW = timedelta(days=90)
MOST_FINDINGS = 12
EXAMPLES = 2


@dataclass(frozen=True)
class Piece:
    """One of the reasons that a split would make."""

    number: int
    words: str
    percent: int
    members: Sequence[int]
    example: str


@dataclass(frozen=True)
class Advice:
    """One thing worth a look: what, why, and what could be done with one click."""

    key: str
    kind: str
    reason: Reason
    title: str
    words: str
    examples: Sequence[str] = ()
    into: Reason | None = None
    pieces: Sequence[Piece] = ()
    better: str = ""

    @property
    def is_unused(self) -> bool:
        return self.kind in {Kind.UNUSED, Kind.TOO_MANY}


def findings(agent: Agent, *, now: datetime) -> list[Advice]:
    """Return what is worth a look, the weightiest first, without what somebody said is fine so."""
    reasons = {each.pk: each for each in Reason.objects.filter(is_archived=False)}
    counts = figures.reason_counts(agent, since=now - WINDOW)
    parents = {each.parent_id for each in reasons.values()}
    uses = [_use(each, is_upper=each.pk in parents, chosen=counts[each.pk], now=now) for each in reasons.values()]
    groups = {each.pk: [_group(part) for part in each.parts] for each in reasons.values() if each.parts}
    fine = set(FineSo.objects.values_list("key", flat=True))
    found = [each for each in lint(uses, confusions=_confusions(agent), groups=groups) if each.key not in fine]
    return [_worded(each, reasons) for each in found[:MOST_FINDINGS]]


def lessons(agent: Agent) -> Sequence[Lesson]:
    """Return the newest lessons of an agent's brands as numbers, without their models."""
    found = Lesson.objects.defer("model").select_related("brand").order_by("-at")
    return list((found.filter(brand__in=agent.brand_ids) if agent.brand_ids else found)[:MOST_LESSONS])


def pieces_of(reason: Reason) -> list[Piece]:
    """Return what a reason's conversations fall into, as the last night saw it."""
    return [
        Piece(
            number,
            ", ".join(part["words"][:4]),
            round(100 * part["share"]),
            part["members"],
            _example(part["examples"][:1]),
        )
        for number, part in enumerate(reason.parts)
    ]


def _use(reason: Reason, *, is_upper: bool, chosen: int, now: datetime) -> Use:
    return Use(
        reason_id=reason.pk,
        name_tr=reason.name_tr,
        name_en=reason.name_en,
        parent_id=reason.parent_id,
        is_upper=is_upper,
        chosen=chosen,
        age_days=(now - reason.made_at).days,
        spike=reason.spike,
    )


def _group(part: dict[str, list[int]]) -> Group:
    return Group(
        id="",
        words=tuple(map(str, part["words"])),
        members=tuple(part["members"]),
        examples=tuple(part["examples"]),
        tightness=0.0,
        recent=0,
        growth=None,
    )


def _confusions(agent: Agent) -> list[Confusion]:
    found = []
    for lesson in lessons(agent)[:6]:
        found += [Confusion(**{**each, "taken": tuple(each["taken"])}) for each in lesson.confusions]
    return found


def _worded(finding: Finding, reasons: dict[int, Reason]) -> Advice:
    reason = reasons[finding.reason_ids[0]]
    numbers = {name: whole(value) for name, value in finding.evidence.items()}
    title, words, into, better = reason.name, "", None, ""
    match finding.kind:
        case Kind.NAMES_WHAT:
            words = _("Says what it is about, not why they write. A spike of it would tell nobody what to mend.")
            better = _better(finding)
            if better:
                words += " " + _("Perhaps: %(names)s") % {"names": better}
        case Kind.OVERLAP:
            into, reason = reasons[finding.reason_ids[0]], reasons[finding.reason_ids[1]]
            title = f"{reason.name} · {into.name}"
            words = _("Customers write the same for both: %(mixed)s of %(of)s were taken for the other.") % numbers
        case Kind.CATCH_ALL:
            percent = round(100 * finding.evidence["share"])
            words = _("Holds %(percent)d%% of everything: %(chosen)s conversations.") % {"percent": percent, **numbers}
            if finding.proposals:
                words += " " + _("They fall into %(count)d groups.") % {"count": len(finding.proposals[0].parts)}
        case Kind.UNUSED:
            words = _("Nobody has chosen it in the last 90 days.")
        case Kind.TOO_MANY:
            words = (
                _("There are %(count)s, and more than %(most)s nobody keeps in mind. This one is used least.") % numbers
            )
        case Kind.SPIKE_UNANSWERED:
            words = _("If it came twice as often tomorrow, would that alarm or please you? Nobody has said.")
    has_split = any(each.act == Act.SPLIT for each in finding.proposals)
    return Advice(
        key=finding.key,
        kind=finding.kind,
        reason=reason,
        title=title,
        words=words,
        examples=_examples(reason) if finding.kind in {Kind.NAMES_WHAT, Kind.OVERLAP, Kind.CATCH_ALL} else (),
        into=into,
        pieces=pieces_of(reason) if has_split else (),
        better=better,
    )


def _better(finding: Finding) -> str:
    language = "en" if (get_language() or "").startswith("en") else "tr"
    for proposal in finding.proposals:
        names = proposal.names.get(language) or next(iter(proposal.names.values()), ())
        if names:
            return " · ".join(f"“{name}”" for name in names[:2])
    return ""


def _examples(reason: Reason) -> list[str]:
    newest = Choice.objects.filter(reason=reason).order_by("-heard_at").values_list("conversation", flat=True)
    return [said for number in newest[:EXAMPLES] if (said := _example([number]))]


def _example(numbers: Sequence[int]) -> str:
    conversation = Conversation.objects.filter(pk__in=numbers).first()
    told = quoting.telling_message(conversation) if conversation else None
    return quoting.quote(told, conversation) if told and conversation else ""
