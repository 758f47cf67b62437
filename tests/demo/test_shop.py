from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.db.models import Count, F
from django.utils import timezone

from muhatap.conversations import actions, finding, outbox
from muhatap.conversations.models import (
    Attachment,
    Channel,
    Conversation,
    Delivery,
    DeliveryState,
    Draft,
    Label,
    Message,
    SavedView,
    Status,
)
from muhatap.core import blobs
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.demo import arranging, shop
from muhatap.mail.models import RawSource, SourceState
from muhatap.mail.out import drawer
from muhatap.notices.models import Notice
from muhatap.rules.models import Rule, RuleRun
from muhatap.team.models import Agent, Brand, Team
from tests import make
from tests.rules.desk import work


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MUHATAP_HOME", str(tmp_path))
    return drawer.folder()


def test_the_demo_is_a_desk_to_look_around_in(db: None, sent: Path) -> None:
    now = timezone.now()

    count = shop.load(now=now)

    assert count == Conversation.objects.count() >= 55
    assert set(RawSource.objects.values_list("state", flat=True)) == {SourceState.STORED}
    assert set(Message.objects.values_list("machine", flat=True)) == {"", "auto_reply", "bounce"}
    assert Message.objects.filter(extras__has_key="calendar").count() == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent", "bounced", "failed"}
    assert Conversation.objects.spam().count() == 2
    assert set(Conversation.objects.values_list("status", flat=True)) == set(Status.values)
    assert Conversation.objects.exclude(merged_into=None).count() == 1
    assert Conversation.objects.exclude(team=None).count() == 3
    assert Draft.objects.filter(is_live=True).count() == 2
    assert Label.objects.count() == len(arranging.LABELS)
    assert Conversation.objects.filter(has_failure=True).count() == 2
    assert 4 <= max(Conversation.objects.values_list("message_count", flat=True)) <= 8
    # Nothing is from the future, and what happened stands at its time.
    assert not Message.objects.filter(at__gt=now).exists()
    assert not Event.objects.filter(at__gt=now).exists()
    assert Event.objects.filter(at__lt=now - timedelta(days=14)).exists()

    beginnings = {file.content_type: blobs.read(file.blob)[:4] for file in Attachment.objects.exclude(is_inline=True)}
    assert beginnings["image/png"] == b"\x89PNG"
    assert beginnings["application/pdf"] == b"%PDF"

    found = finding.search("surahinin kulpu", agent=Agent.objects.get(email=shop.OWNER), now=now).rows
    assert [hit.conversation.subject for hit in found] == ["Sürahinin kulpu kırık geldi"]


def test_the_bell_of_the_demo_is_that_of_a_desk_people_work_at(db: None, sent: Path) -> None:
    now = timezone.now()

    shop.load(now=now)

    deniz = Agent.objects.get(email=shop.OWNER)
    told = list(Notice.objects.filter(agent=deniz).order_by("-at"))
    assert [notice.kind for notice in told if notice.read_at is None] == ["mentioned", "mentioned", "assigned"]
    assert len(told) - 3 >= 8
    # Each stands at the moment of what it tells of, not of the loading.
    assert told[0].at == now - timedelta(minutes=35)
    assert told[0].message is not None
    assert told[0].message.at == told[0].at
    assert told[-1].at < now - timedelta(days=14)
    assert len({notice.at for notice in told}) == len(told)
    assert not Notice.objects.filter(read_at__lt=F("at")).exists()
    assert not Notice.objects.filter(read_at__gt=now).exists()
    unread = Notice.objects.filter(read_at=None).values_list("agent").annotate(count=Count("pk"))
    assert all(1 <= count <= 5 for _, count in unread)


def test_a_reply_in_the_demo_is_kept_on_the_machine_and_shown_as_sent(db: None, sent: Path) -> None:
    shop.load(now=timezone.now())
    waiting = Conversation.objects.get(subject="İade talebi")
    onur = Agent.objects.get(email="onur@carsi.example")
    now = timezone.now()

    to = [{"name": "Işıl Çınar", "address": waiting.customer.address}]
    message = actions.reply(waiting, by=onur, text="İade kodunuz 4411.", people={"to": to}, now=now, undo_seconds=0)
    outbox.deliver(message.delivery.pk, now=now)

    message.delivery.refresh_from_db()
    assert message.delivery.state == DeliveryState.SENT
    kept = message_from_bytes((sent / f"{message.pk}.eml").read_bytes(), policy=default)
    assert (kept["To"].addresses[0].addr_spec, kept["Subject"]) == ("isil.cinar@posta.example", "Re: İade talebi")


def test_loading_twice_changes_nothing_and_removing_leaves_nothing(db: None, sent: Path) -> None:
    own = make.conversation(channel=make.channel(address="gercek@dukkan.example"))
    before = (Conversation.objects.count(), Message.objects.count(), Customer.objects.count(), Agent.objects.count())
    shop.load(now=timezone.now())

    assert shop.load(now=timezone.now()) == 0
    assert shop.sign_in() == {"email": shop.OWNER, "password": shop.PASSWORD}
    Agent.objects.filter(email=shop.OWNER).update(password=make_password("benim-gizli-sozum"))
    assert shop.sign_in() is None, "a password that was changed is nobody else's business"
    shop.remove()

    after = (Conversation.objects.count(), Message.objects.count(), Customer.objects.count(), Agent.objects.count())
    assert after == before
    assert list(Conversation.objects.all()) == [own]
    assert (Brand.objects.count(), Channel.objects.count()) == (1, 1)
    left = [model.objects.count() for model in (Label, Team, SavedView, Draft)]
    assert left == [0, 0, 0, 0]
    assert shop.remove() == 0


def test_its_rules_work_on_new_mail_and_go_with_it(db: None, sent: Path) -> None:
    shop.load(now=timezone.now())
    channel = Channel.objects.filter(brand__slug="carsi-demo")[0]
    conversation = make.conversation(channel=channel, subject="Faturamı alamadım")
    work()

    conversation.refresh_from_db()
    assert conversation.team is not None
    assert conversation.team.name == "Muhasebe"
    assert RuleRun.objects.get().rule.name == "Faturalar"

    shop.remove()
    assert not Rule.objects.exists()
