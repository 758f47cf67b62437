from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Count, F
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from muhatap.causes import measured
from muhatap.causes.models import Cause, Task
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


@dataclass(frozen=True)
class Loaded:
    """When the shop was loaded, how many conversations it said it has, and where its files and sent mails are."""

    at: datetime
    count: int
    files: Path
    sent: Path


@pytest.fixture(scope="module")
def once(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    """Load the shop once for all these stories.

    The transaction around it is taken back at the end of the module, and what a story does at its own end.
    """
    now, files, home = timezone.now(), tmp_path_factory.mktemp("blobs"), tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("MUHATAP_HOME", str(home))
        with override_settings(BLOB_ROOT=files):
            count = shop.load(now=now)
        yield Loaded(at=now, count=count, files=files, sent=drawer.folder())
        transaction.set_rollback(True)


@pytest.fixture
def loaded(once: Loaded, db: None, settings: Settings) -> Loaded:
    settings.BLOB_ROOT = once.files
    return once


def test_the_demo_is_a_desk_to_look_around_in(loaded: Loaded) -> None:
    now = loaded.at

    assert loaded.count == Conversation.objects.count() >= 55
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


def test_the_bell_of_the_demo_is_that_of_a_desk_people_work_at(loaded: Loaded) -> None:
    now = loaded.at

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


def test_a_reply_in_the_demo_is_kept_on_the_machine_and_shown_as_sent(loaded: Loaded) -> None:
    waiting = Conversation.objects.get(subject="İade talebi")
    onur = Agent.objects.get(email="onur@carsi.example")
    now = timezone.now()

    to = [{"name": "Işıl Çınar", "address": waiting.customer.address}]
    message = actions.reply(waiting, by=onur, text="İade kodunuz 4411.", people={"to": to}, now=now, undo_seconds=0)
    outbox.deliver(message.delivery.pk, now=now)

    message.delivery.refresh_from_db()
    assert message.delivery.state == DeliveryState.SENT
    kept = message_from_bytes((loaded.sent / f"{message.pk}.eml").read_bytes(), policy=default)
    assert (kept["To"].addresses[0].addr_spec, kept["Subject"]) == ("isil.cinar@posta.example", "Re: İade talebi")


def test_loading_twice_changes_nothing_and_removing_leaves_nothing(loaded: Loaded) -> None:
    own = make.conversation(channel=make.channel(address="gercek@dukkan.example"))

    assert shop.load(now=timezone.now()) == 0
    assert shop.sign_in() == {"email": shop.OWNER, "password": shop.PASSWORD}
    Agent.objects.filter(email=shop.OWNER).update(password=make_password("benim-gizli-sozum"))
    assert shop.sign_in() is None, "a password that was changed is nobody else's business"
    shop.remove()

    assert list(Conversation.objects.all()) == [own]
    assert list(Message.objects.all()) == list(own.messages.all())
    assert list(Customer.objects.all()) == [own.customer]
    assert not Agent.objects.exists()
    assert (Brand.objects.count(), Channel.objects.count()) == (1, 1)
    left = [model.objects.count() for model in (Label, Team, SavedView, Draft)]
    assert left == [0, 0, 0, 0]
    assert shop.remove() == 0


def test_its_rules_work_on_new_mail_and_go_with_it(loaded: Loaded) -> None:
    channel = Channel.objects.filter(brand__slug="carsi-demo")[0]
    conversation = make.conversation(channel=channel, subject="Faturamı alamadım")
    work()

    conversation.refresh_from_db()
    assert conversation.team is not None
    assert conversation.team.name == "Muhasebe"
    assert RuleRun.objects.get().rule.name == "Faturalar"

    shop.remove()
    assert not Rule.objects.exists()


def test_something_is_done_about_three_reasons(loaded: Loaded) -> None:
    tasks = {task.reason.seed: task for task in Task.objects.select_related("reason", "owner")}

    assert {seed: (task.treatment, task.state) for seed, task in tasks.items()} == {
        "how_to_return": ("simplify", "done"),
        "out_of_stock": ("simplify", "taken"),
        "address_wrong": ("automate", "proposed"),
    }
    shown = measured.effect_of_task(tasks["how_to_return"], now=loaded.at)
    assert shown
    assert shown.is_wanted
    assert tasks["out_of_stock"].owner
    states = sorted(Cause.objects.exclude(state="proposed").values_list("state", flat=True))
    assert states == ["fixing", "refused", "reported", "verified"]
