"""What is measured: waits and episodes of conversations, and the figures of each day."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Channel, Conversation
from muhatap.core.ids import uuid7
from muhatap.customers.models import Customer
from muhatap.promises.models import Promise
from muhatap.team.models import Agent, Brand, Team


class Mark(models.Model):
    """That something happened to a conversation: its facts are to be read anew.

    Written by every act in its own transaction, without looking whether there is one already: acts never wait for the
    job that reads.
    """

    conversation_id = models.BigIntegerField()


class StaleDay(models.Model):
    """That facts of a day have changed since it was counted."""

    day = models.DateField(unique=True)


class OpeningHours(models.Model):
    """The opening hours that a brand had from a moment on, so that new ones do not change how the past was."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    # The first of a brand count from the beginning of time.
    since = models.DateTimeField(null=True)
    hours = models.JSONField(default=dict)


class Fact(models.Model):
    """What all facts carry: where it happened, as the conversation stands now."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Wait(Fact):
    """A customer wrote and waited for a person: from the first message that nobody had answered to our answer.

    `agent` is who answered. Days and hours are those of the desk's clock; seconds are whole, rounded up.
    """

    is_first = models.BooleanField()
    began_at = models.DateTimeField()
    began_on = models.DateField()
    began_hour = models.PositiveSmallIntegerField()
    # Somebody was there when it began.
    is_open = models.BooleanField()
    answered_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    clock_seconds = models.PositiveBigIntegerField(null=True)
    open_seconds = models.PositiveBigIntegerField(null=True)
    # Whether it was answered by when the acknowledgement had said; empty when nothing had been said.
    is_kept = models.BooleanField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["began_on"], name="wait_by_beginning"),
            models.Index(fields=["answered_on"], name="wait_by_answer"),
            models.Index(fields=["agent", "answered_on"], name="wait_by_agent"),
            models.Index(
                fields=["channel", "began_on"],
                condition=Q(is_first=True, answered_on__isnull=False),
                name="wait_first_by_channel",
            ),
        ]


class Episode(Fact):
    """A matter from the customer's first message to the closing that settled it; a conversation may have several.

    `agent` is who closed it. `is_contact`: with it a customer came to us, neither back to a settled matter nor because
    we had written first. `repeats` are messages written before the one before was answered.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    is_contact = models.BooleanField()
    began_at = models.DateTimeField()
    began_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    clock_seconds = models.PositiveBigIntegerField(null=True)
    open_seconds = models.PositiveBigIntegerField(null=True)
    answer_count = models.PositiveIntegerField()
    message_count = models.PositiveIntegerField()
    repeat_count = models.PositiveIntegerField()
    hand_off_count = models.PositiveIntegerField()
    channel_count = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["began_on", "brand", "customer"], name="episode_by_beginning"),
            models.Index(fields=["closed_on"], name="episode_by_closing"),
            models.Index(fields=["agent", "closed_on"], name="episode_by_agent"),
        ]


class PromiseEnd(Fact):
    """How a promise ended: in time, or late or not at all. One that nobody needed says nothing about us."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="+")
    ended_on = models.DateField()
    is_in_time = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["ended_on"], name="promise_end_by_day"),
            models.Index(fields=["agent", "ended_on"], name="promise_end_by_agent"),
        ]


class Figure(models.Model):
    """One measure of one day, for a brand, channel and team; see `measures` for what it measures.

    `buckets` says how often each size came, as pairs of bucket (2 bytes) and count (4 bytes), both big-endian: sums of
    days are sums of bytes. `hits` are those of `count` that went well, where a measure can say so.
    """

    day = models.DateField()
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    measure = models.CharField(max_length=30)
    count = models.BigIntegerField()
    hits = models.BigIntegerField()
    total = models.BigIntegerField()
    longest = models.BigIntegerField()
    # Without a foreign key: it says where to look, and may be gone by then.
    longest_of = models.BigIntegerField(null=True)
    buckets = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["measure", "day"], name="figure_by_measure")]


class Posted(models.Model):
    """By when a customer was told to expect an answer, when their first message was acknowledged."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()


class Expectation(models.Model):
    """Within how many open minutes eight of ten recent customers of a channel had an answer, by when they wrote.

    `hour` is one of the desk's clock; empty for all who wrote while nobody was there.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    hour = models.PositiveSmallIntegerField(null=True)
    minutes = models.PositiveIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "hour"], nulls_distinct=False, name="expectation_once_an_hour")
        ]


class Assumptions(models.Model):
    """What the desk cannot know by itself; one row."""

    resolution_minutes = models.PositiveIntegerField(_("a matter is settled within (opening minutes)"), default=1440)
    handling_minutes = models.PositiveIntegerField(_("minutes of work for one answer"), default=6)
    occupancy_percent = models.PositiveSmallIntegerField(_("percent of their time that people can write"), default=75)
    changed_at = models.DateTimeField(default=timezone.now)


class Frequency(models.TextChoices):
    WEEKLY = "weekly", _("every Monday")
    MONTHLY = "monthly", _("on the first of the month")


class Page(models.TextChoices):
    OVERVIEW = "overview", _("Measures")
    LOAD = "load", _("What will come")
    SAID = "said", _("What customers say")
    OWN = "own", _("My own")


class Subscription(models.Model):
    """A page of measures that comes by mail. `asked` are its choices as an address asks for them, without days.

    `made_by` is who wants it to come: the reader, or a lead. Both must still be allowed to when it is sent.
    """

    reader = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=10, choices=Page.choices)
    # A stock number of eighty letters is six times as long in an address.
    asked = models.CharField(max_length=1000, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency.choices)
    # What was due before is not sent any more: it was not subscribed then, or paused.
    counts_from = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reader", "page", "asked", "frequency"], name="subscription_once")
        ]


class Dispatch(models.Model):
    """The mail of a subscription about a period, written down before it leaves; there is one of it.

    Claimed before it is handed over and marked when it was taken. Claimed and never marked, its worker died in between:
    it has perhaps gone, and is not repeated.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="dispatches")
    since = models.DateField()
    until = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    is_uncertain = models.BooleanField(default=False)

    class Meta:
        ordering = ["-since"]
        constraints = [models.UniqueConstraint(fields=["subscription", "since"], name="dispatch_once")]
