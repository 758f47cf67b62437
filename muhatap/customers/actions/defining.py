"""What a shop wants to know of its customers: facts with a type, and groups."""

from collections.abc import Sequence

from django.db import transaction

from muhatap.customers.models import AttributeDefinition, Segment
from muhatap.team import audit
from muhatap.team.models import Agent


@transaction.atomic
def define(
    *, name: str, kind: str, choices: Sequence[str], by: Agent, definition: AttributeDefinition | None = None
) -> AttributeDefinition:
    """Add a fact that customers may have, or change one; its type stays, for the values that are kept."""
    if definition is None:
        definition = AttributeDefinition(kind=kind, order=AttributeDefinition.objects.count())
    definition.name, definition.choices = name, list(choices)
    definition.save()
    audit.record("customers.attribute_defined", by=by, subject=f"attribute:{definition.pk}", name=name)
    return definition


@transaction.atomic
def archive(definition: AttributeDefinition, *, is_archived: bool, by: Agent) -> AttributeDefinition:
    """Take a fact out of the forms, or back in. Values that are kept stay kept."""
    definition.is_archived = is_archived
    definition.save(update_fields=["is_archived"])
    audit.record("customers.attribute_archived", by=by, subject=f"attribute:{definition.pk}", is_archived=is_archived)
    return definition


@transaction.atomic
def name_segment(*, name: str, by: Agent, segment: Segment | None = None) -> Segment:
    """Add a group, or call one by another name."""
    segment = segment or Segment()
    segment.name = name
    segment.save()
    audit.record("customers.segment_named", by=by, subject=f"segment:{segment.pk}", name=name)
    return segment


@transaction.atomic
def archive_segment(segment: Segment, *, is_archived: bool, by: Agent) -> Segment:
    """Take a group out of the forms, or back in. Who is in it stays in it."""
    segment.is_archived = is_archived
    segment.save(update_fields=["is_archived"])
    audit.record("customers.segment_archived", by=by, subject=f"segment:{segment.pk}", is_archived=is_archived)
    return segment
