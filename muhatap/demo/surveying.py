"""What customers of the demo shop said afterwards: mostly kind, twice not, once made good again.

Asked by the product's own mail and answered by its own links, at the moments of the stories.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from muhatap.conversations import outbox
from muhatap.conversations.models import Closure, Conversation, Delivery
from muhatap.demo.telling import span
from muhatap.mail.models import AutomaticMail
from muhatap.notices.models import Kind, Notice
from muhatap.surveys import answering, asking, following, letters, tokens
from muhatap.surveys.models import Colour, FollowUp, Outcome, State, Survey, SurveySettings
from muhatap.surveys.tokens import Rated
from muhatap.team.models import Agent, Brand

Happened = Callable[[datetime], AbstractContextManager[None]]


@dataclass(frozen=True)
class Said:
    """What came back for one story, so long after it was asked. Without a score nothing did."""

    subject: str
    score: int = 0
    effort: int = 0
    comment: str = ""
    after: str = "3h"
    # Who got back to a customer who was not satisfied, and what they wrote down.
    who: str = ""
    what: str = ""
    # What the customer said when asked once more.
    second: "Said | None" = None


SAID = (
    Said("Lamba yanmıyor", 4, 2, "Ampulü nasıl değiştireceğimi adım adım anlattınız, beş dakikada hallettim."),
    Said("Üye girişi yapamıyorum", 5, 1),
    Said(
        "Atölye gezisi", 5, 1, "Nur olarak söylüyorum: bu kadar içten bir davet beklemiyordum. Kızımla geleceğiz.", "1d"
    ),
    Said("Peynir tahtası yağlanır mı", 5, 1, "Hangi yağ, kaç gün, hepsini yazmışsınız. Tahtam sizden uzun yaşayacak."),
    Said("Mağazanız var mı?", 4, 1),
    Said("İadem ne oldu", 3, 4, "Param geldi ama üç kez yazmam gerekti. Bir kere de siz haber verseydiniz."),
    Said(
        "Geç gelen hediye",
        1,
        5,
        "Doğum günü geçti, hediye sonra geldi. Özür güzel ama o gün geri gelmiyor.",
        "2h",
        who="deniz",
        what="Aradım, uzun konuştuk. Kargo bedelini iade ettim, eşine el yazısı bir notla küçük bir kâse yolladım.",
        second=Said(
            "",
            5,
            1,
            "Aramanızı hiç beklemiyordum. Kâse geldi, eşim çok sevindi. Gönlümüzü aldınız, sağ olun.",
            "5h",
        ),
    ),
    Said("Bayram öncesi teslimat"),
    Said("Kolye için zincir boyu", 5, 1, "Fotoğraf üzerinde göstermeniz harikaydı, tam istediğim boy geldi."),
    Said("Takip numarası çalışmıyor", 2, 4, "Numarayı iki kez yanlış gönderdiniz, kargoyu kendim aradım.", "8h"),
    Said("Sabunun içindekiler", 5, 1),
    Said("Kapıda ödeme var mı", 4, 2),
    Said("Ödeme yapamıyorum"),
    Said(
        "Vazonuz çatlak mı, tasarım mı?", 5, 1, "Çatlak değilmiş, sırmış. Hikâyesini okuyunca daha çok sevdim vazoyu."
    ),
    Said("Bardak altlığı eksik", 2, 3, "Eksik parça için yeniden kargo beklemek zorunda kaldım.", "6h"),
    Said("Trade account", 5, 1, "Set up within the day, and a real person on the other end. More of this, please."),
    Said("Smell of the leather bag", 4, 2, "Airing it with coffee beans worked. Who would have thought."),
    Said("Stock of the brass hooks", 4, 1),
    Said("Gift message misspelt", 5, 1, "You sent a new card by first class the same afternoon. My sister never knew."),
    Said("Subscription box: skip December"),
    Said("Is the glaze food safe?", 5, 1),
    Said(
        "Assembly instructions missing",
        2,
        4,
        "I had to ask for the instructions twice, and half of them are still in German.",
        "5h",
        who="tom",
        what="Sent a film of how I put mine together, and told the warehouse which page is missing.",
    ),
    Said("Change of address", 5, 1),
)


def survey(*, team: Mapping[str, Agent], brands: Sequence[Brand], now: datetime, happened: Happened) -> None:
    """Turn surveys on for the demo's brands, and tell what came back."""
    for brand in brands:
        colour = Colour.TILE if brand.language == "tr" else Colour.OLIVE
        SurveySettings.objects.create(brand=brand, is_on=True, colour=colour, follow_up_hours=18)
    for said in SAID:
        for conversation in Conversation.objects.filter(brand__in=brands, subject=said.subject):
            _ask(conversation, said, team=team, now=now, happened=happened)
    late_ones = FollowUp.objects.filter(ended_at=None, due_at__lte=now, survey__brand__in=brands)
    for follow_up in late_ones.select_related("survey").order_by("due_at"):
        with happened(follow_up.due_at):
            following.call_late(now=follow_up.due_at)
        late = Notice.objects.filter(kind=Kind.FOLLOW_UP_LATE, conversation=follow_up.survey.conversation_id)
        late.update(at=follow_up.due_at)
    told = Notice.objects.filter(kind__in=(Kind.LOW_SCORE, Kind.FOLLOW_UP_LATE), conversation__brand__in=brands)
    # Everybody has looked but whom the newest low score is for.
    newest = told.filter(kind=Kind.LOW_SCORE, read_at=None).order_by("-at").first()
    told.exclude(pk__in=[newest.pk] if newest else []).update(read_at=F("at"))


def _ask(
    conversation: Conversation, said: Said, *, team: Mapping[str, Agent], now: datetime, happened: Happened
) -> None:
    closed_at = Closure.objects.filter(conversation=conversation).values_list("closed_at", flat=True).first()
    if closed_at is None:
        return
    planned = asking.plan(Conversation.objects.get(pk=conversation.pk), now=closed_at)
    if planned is not None and _send(planned, now=now, happened=happened):
        _answer(planned, said, team=team, now=now, happened=happened)


def _send(planned: Survey, *, now: datetime, happened: Happened) -> bool:
    at = planned.planned_at
    if at is None or at > now:
        return False
    with happened(at):
        message = asking.ask(planned.pk, now=at)
        if message is None:
            return False
        outbox.deliver(message.delivery.pk, now=now)
    Delivery.objects.filter(message=message, state="sent").update(sent_at=at)
    # It is long ago, and counts for nobody any more.
    AutomaticMail.objects.filter(address=asking.address_of(message.conversation).lower(), at=at).delete()
    return True


def _answer(planned: Survey, said: Said, *, team: Mapping[str, Agent], now: datetime, happened: Happened) -> None:
    asked_at = planned.planned_at
    assert asked_at is not None
    at = asked_at + span(said.after)
    if not said.score or at > now:
        return
    link = tokens.make(Rated(tokens.SURVEY, planned.uid), key=letters.key())
    with happened(at):
        answering.rate(link, score=said.score, now=at)
        answering.tell_more(link, effort=said.effort or None, comment=said.comment, now=at)
    Notice.objects.filter(kind=Kind.LOW_SCORE, conversation=planned.conversation_id).update(at=at)
    if said.who:
        _follow_up(planned, said, by=team[said.who], at=at + span("20h"), team=team, now=now, happened=happened)


def _follow_up(
    planned: Survey,
    said: Said,
    *,
    by: Agent,
    at: datetime,
    team: Mapping[str, Agent],
    now: datetime,
    happened: Happened,
) -> None:
    found = FollowUp.objects.filter(survey=planned).first()
    if found is None or at > now:
        return
    with happened(at):
        following.end(found, outcome=Outcome.SOLVED, what=said.what, is_asked_again=True, by=by, now=at)
    again = Survey.objects.filter(again_of=planned, state=State.PLANNED).first()
    if again is not None and _send(again, now=now, happened=happened) and said.second:
        _answer(again, said.second, team=team, now=now, happened=happened)
