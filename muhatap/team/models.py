"""Agents, the brands they speak for, how they were invited, and what was changed by whom."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muhatap.core.ids import uuid7


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    LEAD = "lead", _("Lead")
    AGENT = "agent", _("Agent")


class Language(models.TextChoices):
    TURKISH = "tr", "Türkçe"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Assignment(models.TextChoices):
    """How a conversation that nobody has comes to somebody."""

    BY_HAND = "by_hand", _("By hand: whoever takes it")
    ON_OPENING = "on_opening", _("Who opens it gets it")
    ROUND_ROBIN = "round_robin", _("In turn, one after the other")
    BY_LOAD = "by_load", _("To the one with the fewest open ones")


class Presence(models.TextChoices):
    HERE = "here", pgettext_lazy("presence", "Here")
    AWAY = "away", pgettext_lazy("presence", "Away")
    OFF = "off", pgettext_lazy("presence", "Off")


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", _("On leave")
    SICK = "sick", _("Sick")
    TRAINING = "training", _("In training")
    OTHER = "other", _("Absent")


class Brand(models.Model):
    """One shop front: its name, voice, signature and settings of the replies sent in its name."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.TURKISH)
    website = models.URLField(_("website"), blank=True)
    signature = models.TextField(
        _("signature"),
        blank=True,
        help_text=_("Stands below every reply. {agent}, {title} and {brand} are filled in."),
    )
    undo_seconds = models.PositiveSmallIntegerField(_("seconds to undo a sent reply"), default=10)
    # When somebody is there, in the form that core/business_time reads; empty is Monday to Friday, nine to six.
    opening_hours = models.JSONField(default=dict, blank=True)
    is_acknowledging = models.BooleanField(_("acknowledge a customer's first mail"), default=True)
    assignment = models.CharField(
        _("assignment"), max_length=12, choices=Assignment.choices, default=Assignment.BY_HAND
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AgentManager(BaseUserManager["Agent"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Agent":
        agent = self.model(email=self.normalize_email(email).lower(), **fields)
        agent.set_password(password)
        agent.save()
        return agent

    def active(self) -> models.QuerySet["Agent"]:
        return self.filter(is_active=True)

    def with_brands(self) -> list["Agent"]:
        """Return everyone who ever had a seat, each knowing their brands already."""
        found = list(self.all())
        named: dict[int, list[int]] = {}
        for agent_id, brand_id in Agent.brands.through.objects.values_list("agent_id", "brand_id"):
            named.setdefault(agent_id, []).append(brand_id)
        for agent in found:
            agent.brand_ids = named.get(agent.pk, [])
        return found

    def seeing(self, brand_id: int) -> models.QuerySet["Agent"]:
        """Those who work for a brand: it is named for them, or none is."""
        return self.active().filter(models.Q(brands=None) | models.Q(brands=brand_id))


class Agent(AbstractBaseUser):
    """A person who answers. Signs in by e-mail; sees every brand unless some are named."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    # Shown to customers beside the name; the team chooses it ("Mutluluk Kahramanı").
    title = models.CharField(_("title"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AGENT)
    brands = models.ManyToManyField(Brand, blank=True, related_name="agents", verbose_name=_("brands"))
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.TURKISH)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    # Keys that are a single letter; some people dictate, or rest a hand on the keyboard.
    has_hotkeys = models.BooleanField(_("single-letter keys"), default=True)
    # How their lists are sorted, one of conversations.listing.ORDERS; empty is what hurts most first.
    list_order = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    # What automatic assignment goes by: at most so many open ones (empty: no end), the languages they answer in (none
    # named: every one), and what they know, in the team's own words.
    capacity = models.PositiveSmallIntegerField(_("open conversations at most"), null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # When they work, see shifts.py: {"mon": ["09:00-18:00"], ...}; empty means whenever they are here.
    shifts = models.JSONField(default=dict, blank=True)
    # The clock their shifts go by; empty means the desk's.
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    # What they said last by the switch, and when; presence.py says how long it holds.
    presence = models.CharField(max_length=5, choices=Presence.choices, default=Presence.HERE)
    presence_at = models.DateTimeField(default=timezone.now)
    # When they last went for the day, as far as their open conversations were put back for it.
    returned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[AgentManager] = AgentManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="agent_once_per_email")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def seeing_only(cls, pk: int, brand_ids: list[int]) -> "Agent":
        """Return a stand-in for an agent with these brands, for a question that is put together beforehand."""
        stand_in = cls(pk=pk)
        stand_in.brand_ids = brand_ids
        return stand_in

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()

    @cached_property
    def brand_ids(self) -> list[int]:
        """The brands they are named for, none meaning all; asked of the database once for each agent object."""
        return list(self.brands.values_list("pk", flat=True))

    def sees(self, brand_id: int) -> bool:
        return self.is_active and (not self.brand_ids or brand_id in self.brand_ids)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else self.email


class Team(models.Model):
    """A group of agents that conversations can be handed to: a queue with a name."""

    name = models.CharField(_("name"), max_length=80)
    agents = models.ManyToManyField(Agent, blank=True, related_name="teams", verbose_name=_("agents"))
    # How its conversations come to somebody; empty means as the brand has it.
    assignment = models.CharField(_("assignment"), max_length=12, choices=Assignment.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="team_once_per_name")]

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """Whole days on which an agent is not there, by the clock of their shifts; both ends belong to it."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(_("kind"), max_length=10, choices=AbsenceKind.choices, default=AbsenceKind.LEAVE)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="absence_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["agent", "ends_on"], name="absence_of_agent")]


class Invitation(models.Model):
    """A seat offered to someone: a link that is good once and for a week."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AGENT)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.TURKISH)
    invited_by = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="invitations_sent")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_by = models.OneToOneField(Agent, null=True, on_delete=models.SET_NULL, related_name="invitation")
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def is_open(self, *, now: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at


class AuditEntry(models.Model):
    """Who changed what in the set-up or looked at what is guarded. Append-only; `data` never holds secrets."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
