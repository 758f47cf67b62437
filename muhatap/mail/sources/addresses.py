"""Which mailbox an address means."""

from django.db.models.functions import Lower

from muhatap.conversations.models import Channel


def channel_of(address: str) -> Channel | None:
    """Return the mail channel of an address, whether it is enabled or not; `destek+anything@…` means `destek@…`."""
    local, at, domain = address.strip().strip("<>").lower().rpartition("@")
    if not at:
        return None
    wanted = [f"{local}@{domain}", f"{local.partition('+')[0]}@{domain}"]
    found = {
        channel.address.lower(): channel
        for channel in Channel.objects.annotate(lowered=Lower("address"))
        .filter(kind="mail", lowered__in=wanted)
        .select_related("brand", "mailbox")
    }
    return next((found[each] for each in wanted if each in found), None)
