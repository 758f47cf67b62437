"""When a brand is there for its customers."""

from django.utils import timezone

from muhatap.core import business_time
from muhatap.core.business_time import BadHours, Hours
from muhatap.team.models import Brand


def hours_of(brand: Brand) -> Hours:
    """Return a brand's opening hours on the desk's clock."""
    try:
        return business_time.read(brand.opening_hours, timezone.get_default_timezone())
    except BadHours:
        # The form lets none in. Should one be there all the same, a mail must not wait for it to be mended.
        return business_time.office(timezone.get_default_timezone())
