"""Sessions in the database, as Django keeps them; each page reads one."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from muhatap.core.compiled import compiled


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        for found in _living(self.session_key or "", timezone.now()):
            return found
        # As Django's own does: a key without a session is not kept.
        self._session_key = None
        return None


@compiled
def _living(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
