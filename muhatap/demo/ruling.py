"""The rules of the demo desk: what new mail is given by itself, and one that rests until somebody likes it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muhatap.conversations.models import Label
from muhatap.rules import actions
from muhatap.rules.models import Trigger
from muhatap.team.models import Agent, Brand, Team


def rule(*, brands: Sequence[Brand], by: Agent, now: datetime) -> None:
    """Write them, each for its brand, so that they go with it."""
    labels = {label.name: str(label.pk) for label in Label.objects.all()}
    accounting = Team.objects.filter(name="Muhasebe").values_list("pk", flat=True).first()
    for brand in brands:
        for written in _RULES.get(brand.slug, ()):
            values = dict(written)
            named = labels.get(values.pop("label", ""), "")
            todo = [{"act": "label", "label": named}] if named else []
            if values.pop("is_for_accounting", False) and accounting:
                todo.append({"act": "team", "team": str(accounting)})
            todo += values.pop("actions", [])
            if todo:
                actions.write(by=by, now=now, brand=brand, actions=todo, **values)


def _speaks_of(words: str) -> dict[str, Any]:
    asked = [{"field": field, "is": "contains", "value": words} for field in ("subject", "text")]
    return {"all": [{"any": asked}]}


_RULES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "carsi-demo": (
        {
            "name": "Faturalar",
            "event": Trigger.OPENED.value,
            "conditions": _speaks_of("fatura, vergi levhası"),
            "label": "fatura",
            "is_for_accounting": True,
            "is_enabled": True,
        },
        {
            "name": "Kırık gelenler",
            "event": Trigger.RECEIVED.value,
            "conditions": _speaks_of("kırık, kırıl, çatlak, ezilmiş"),
            "label": "kırık",
            "is_enabled": True,
        },
        {
            "name": "Sessizce çözülenler",
            "event": Trigger.SILENT.value,
            "after_minutes": 7 * 24 * 60,
            "conditions": {"all": []},
            "actions": [{"act": "close"}],
            "is_enabled": False,
        },
    ),
    "harbour-home-demo": (
        {
            "name": "Invoices",
            "event": Trigger.OPENED.value,
            "conditions": _speaks_of("invoice, VAT"),
            "label": "invoice",
            "is_for_accounting": True,
            "is_enabled": True,
        },
    ),
}
