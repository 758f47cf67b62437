"""What leads set up for all: the labels, when a brand is there, and how soon its channels say that they answer."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from muhatap.conversations.actions.expecting import reckon_anew
from muhatap.conversations.models import Channel, Label
from muhatap.realtime.actions import publish_all
from muhatap.team import audit
from muhatap.team.models import Agent, Brand


@transaction.atomic
def make_label(*, name: str, colour: str, by: Agent) -> Label:
    made = Label.objects.create(name=name, colour=colour)
    audit.record("conversations.label_made", by=by, subject=f"label:{made.pk}", name=name)
    return made


@transaction.atomic
def change_label(label: Label, *, name: str, colour: str, by: Agent) -> Label:
    was, label.name, label.colour = label.name, name, colour
    label.save(update_fields=["name", "colour"])
    audit.record("conversations.label_changed", by=by, subject=f"label:{label.pk}", was=was, name=name)
    publish_all(["inbox"], "changed")
    return label


@transaction.atomic
def archive_label(label: Label, *, by: Agent) -> Label:
    """Take a label out of use. Conversations keep it; `bring_back_label` offers it again."""
    label.is_archived = True
    label.save(update_fields=["is_archived"])
    audit.record("conversations.label_archived", by=by, subject=f"label:{label.pk}", name=label.name)
    return label


@transaction.atomic
def bring_back_label(label: Label, *, by: Agent) -> Label:
    label.is_archived = False
    label.save(update_fields=["is_archived"])
    audit.record("conversations.label_brought_back", by=by, subject=f"label:{label.pk}", name=label.name)
    return label


@transaction.atomic
def change_hours(
    brand: Brand, *, opening_hours: Mapping[str, Any], expected_minutes: Mapping[int, int], by: Agent
) -> Brand:
    """Say when a brand is there, and within how many minutes of that each of its channels says that it answers.

    Those who wait are reckoned anew. `opening_hours` has the form of core.business_time, `expected_minutes` the numbers
    of channels.
    """
    brand.opening_hours = dict(opening_hours)
    brand.save(update_fields=["opening_hours"])
    for channel in Channel.objects.filter(brand=brand, pk__in=expected_minutes):
        channel.expected_minutes = expected_minutes[channel.pk]
        channel.save(update_fields=["expected_minutes"])
    audit.record("conversations.hours_changed", by=by, subject=f"brand:{brand.pk}", name=brand.name)
    reckon_anew(brand_id=brand.pk, now=timezone.now())
    return brand
