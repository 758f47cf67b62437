"""Short signed tokens, so that a stream is opened without asking the database who it is."""

from datetime import timedelta

from django.core import signing

LIFETIME = timedelta(hours=12)
_SALT = "muhatap.realtime"


def issue(agent_id: int) -> str:
    """Return the token that a page of this agent opens its stream with."""
    return signing.dumps({"agent": agent_id}, salt=_SALT, compress=True)


def agent_of(token: str) -> int | None:
    """Return the agent's id, or None for a token that is forged, broken or older than twelve hours."""
    try:
        claims = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return int(claims["agent"])


def may_hear(agent_id: int, topic: str) -> bool:
    """Say whether this agent may hear a topic. Rings carry no content, so only another agent's own topic is closed."""
    kind, _, key = topic.partition(":")
    if kind == "agent":
        return key == str(agent_id)
    return kind in {"inbox", "conversation", "customer", "team", "mail", "order", "orders", "presence", "rules"}
