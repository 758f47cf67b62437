"""Addresses of mail's own pages: first steps, mailboxes, and what came in and could not be read."""

from django.urls import path

from muhatap.mail.views import access, blocked_senders, first_steps, letters, mailboxes, reconciliation, unreadable
from muhatap.team.permissions import may, open_to_all

app_name = "mail"

urlpatterns = [
    path("", open_to_all("leads everybody to where they belong")(first_steps.front_door), name="front_door"),
    path("first-steps/", open_to_all("the first visitor has no seat yet")(first_steps.resume), name="first_steps"),
    path(
        "first-steps/owner/",
        open_to_all("makes the first seat; gone once there is one")(first_steps.owner),
        name="first_owner",
    ),
    path("first-steps/brand/", may("team.first_steps")(first_steps.brand), name="first_brand"),
    path("first-steps/mailbox/", may("team.first_steps")(first_steps.mailbox), name="first_mailbox"),
    path("first-steps/test/", may("team.first_steps")(first_steps.test), name="first_test"),
    path("first-steps/test/forget/", may("team.first_steps")(first_steps.forget_test), name="forget_test"),
    path("first-steps/invite/", may("team.first_steps")(first_steps.invite), name="first_invite"),
    path("settings/mailboxes/", may("mail.set_up")(mailboxes.index), name="mailboxes"),
    path("settings/mailboxes/new/", may("mail.set_up")(mailboxes.new), name="new_mailbox"),
    path("settings/mailboxes/<int:pk>/", may("mail.set_up")(mailboxes.edit), name="mailbox"),
    path("settings/mailboxes/<int:pk>/switch/", may("mail.set_up")(mailboxes.switch), name="switch_mailbox"),
    path("settings/mailboxes/<int:pk>/dkim/", may("mail.set_up")(mailboxes.dkim), name="dkim"),
    path("settings/mailboxes/<int:pk>/connect/", may("mail.set_up")(access.connect), name="connect"),
    path("settings/mailboxes/connected/", may("mail.set_up")(access.connected), name="connected"),
    path("mail/reconciliation/", may("mail.reconciliation")(reconciliation.index), name="reconciliation"),
    path("mail/unreadable/", may("mail.unreadable")(unreadable.index), name="unreadable"),
    path("mail/unreadable/<int:pk>/raw/", may("mail.unreadable")(unreadable.raw), name="unreadable_raw"),
    path("mail/unreadable/<int:pk>/retry/", may("mail.unreadable")(unreadable.retry), name="unreadable_retry"),
    path("mail/unreadable/<int:pk>/settle/", may("mail.unreadable")(unreadable.settle), name="unreadable_settle"),
    path("settings/blocked-senders/", may("mail.block_senders")(blocked_senders.index), name="blocked_senders"),
    path(
        "settings/blocked-senders/<int:pk>/unblock/",
        may("mail.block_senders")(blocked_senders.unblock),
        name="unblock_sender",
    ),
    path("messages/<int:pk>/original/", may("conversations.read")(letters.original), name="original"),
    path("messages/<int:pk>/source/", may("conversations.read")(letters.source), name="source"),
    path("conversations/<int:pk>/block/", may("mail.block_senders")(letters.block), name="block"),
]
