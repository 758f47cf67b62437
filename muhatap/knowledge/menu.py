"""What saved replies put into the shell: their page, and words for the audit log."""

from django.utils.translation import gettext_lazy

from muhatap.knowledge.models import SavedReply
from muhatap.team import acts, subjects
from muhatap.web.addresses import at
from muhatap.web.slots import NavEntry, register_nav

ACTS = {
    "replies.written": gettext_lazy("wrote a saved reply"),
    "replies.changed": gettext_lazy("changed a saved reply"),
    "replies.put_away": gettext_lazy("put a saved reply away"),
    "replies.brought_back": gettext_lazy("brought a saved reply back"),
    "replies.planted": gettext_lazy("took over model replies"),
    "replies.voice_set": gettext_lazy("set how a brand speaks"),
}


def register() -> None:
    acts.register(ACTS)
    subjects.register(
        "saved_reply",
        SavedReply,
        lambda numbers: {each.pk: each.name for each in SavedReply.objects.filter(pk__in=numbers)},
        gone=gettext_lazy("a saved reply that is gone"),
    )
    register_nav(
        NavEntry(
            name="replies",
            label=gettext_lazy("Saved replies"),
            url=at("knowledge:replies"),
            permission="knowledge.replies",
            section="knowledge",
            order=30,
        )
    )
