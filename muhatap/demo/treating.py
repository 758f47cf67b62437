"""What the demo shop does about three reasons: one made simpler and measured, one under way; a third is proposed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from django.utils import timezone

from muhatap.causes.actions import treating
from muhatap.causes.models import Reason, Treatment
from muhatap.team.models import Agent

# How long ago the way to return things was made simpler.
SIMPLER_SINCE = 70

Happened = Callable[[datetime], AbstractContextManager[None]]


def treat(*, reasons: dict[str, Reason], team: dict[str, Agent], now: datetime, happened: Happened) -> None:
    elif_, onur, day = team["elif"], team["onur"], timezone.localtime(now).date()

    def at(days: int) -> datetime:
        return now - timedelta(days=days)

    with happened(at(84)):
        returning = treating.open_task(
            reason=reasons["how_to_return"],
            treatment=Treatment.SIMPLIFY,
            owner=onur,
            what="Her siparişin sayfasına “İade et” düğmesi; kargo kodu hemen ekranda.",
            due_on=day - timedelta(days=SIMPLER_SINCE),
            by=onur,
            now=at(84),
        )
    with happened(at(SIMPLER_SINCE)):
        treating.finish(returning, on=day - timedelta(days=SIMPLER_SINCE), by=onur, now=at(SIMPLER_SINCE))
    with happened(at(6)):
        treating.open_task(
            reason=reasons["out_of_stock"],
            treatment=Treatment.SIMPLIFY,
            owner=elif_,
            what="Tükenen ürünün sayfasına “Gelince haber ver”; gelince kendiliğinden yazılsın.",
            due_on=day + timedelta(days=12),
            by=elif_,
            now=at(6),
        )
