"""Advice as plain values, for the command line and for pages."""

from dataclasses import asdict
from typing import Any

from muhatap.coach.advice import Advice, Owed


def advice_as_json(advice: Advice) -> dict[str, Any]:
    """Return {findings, latte, mood, promises}; offsets are code points of the draft."""
    return {
        "findings": [
            {name: getattr(found, name) for name in ("kind", "start", "end", "text", "why", "suggestion")}
            for found in advice.findings
        ],
        "latte": asdict(advice.latte),
        "mood": {"mood": advice.mood.mood, "urgent": advice.mood.urgent, "words": list(advice.mood.words)},
        "promises": [_owed(promise) for promise in advice.promises],
    }


def _owed(promise: Owed) -> dict[str, Any]:
    return asdict(promise) | {
        "due_at": promise.due_at.isoformat() if promise.due_at else None,
        "due_on": promise.due_on.isoformat() if promise.due_on else None,
    }
