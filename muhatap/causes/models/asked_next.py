"""What customers ask next, and the sentence that answers it before they do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from muhatap.causes.models.reasons import Reason
from muhatap.team.models import Agent


class AskedNext(models.Model):
    """That customers with one reason wrote because of another soon after: counted each night, answered once by hand."""

    reason = models.ForeignKey(Reason, on_delete=models.CASCADE, related_name="asked_next")
    next_reason = models.ForeignKey(Reason, on_delete=models.CASCADE, related_name="+")
    # After how many of `of_count` conversations with the reason the customer came with the next one.
    count = models.PositiveIntegerField(default=0)
    of_count = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    # What answers it now, in the language of the customer.
    sentence_tr = models.CharField(_("in Turkish"), max_length=600, blank=True)
    sentence_en = models.CharField(_("in English"), max_length=600, blank=True)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-count", "id"]
        constraints = [models.UniqueConstraint(fields=["reason", "next_reason"], name="asked_next_once")]

    @property
    def share(self) -> float:
        """The share of customers who came with it, 0 to 1."""
        return self.count / self.of_count if self.of_count else 0.0

    def sentence_in(self, language: str) -> str:
        """Return the sentence in a language, and nothing where nobody has written it in that one."""
        return {"tr": self.sentence_tr, "en": self.sentence_en}.get(language[:2], "")
