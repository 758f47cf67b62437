"""Addresses of the inbox, each with the permission it asks for."""

from django.urls import path

from muhatap.conversations.views import (
    acts,
    attachments,
    bulk,
    drafts,
    inbox,
    layout,
    messages,
    moving,
    presence,
    reading,
    searching,
    starting,
)
from muhatap.team.permissions import may

app_name = "conversations"

urlpatterns = [
    path("bulk/", may("conversations.read")(bulk.bulk), name="bulk"),
    path("bulk/count/", may("conversations.read")(bulk.count), name="bulk_count"),
    path("bulk/stop/", may("conversations.read")(bulk.stop), name="bulk_stop"),
    path("bulk/undo/", may("conversations.read")(bulk.undo), name="bulk_undo"),
    path("bulk/dismissal/", may("conversations.read")(bulk.dismiss), name="bulk_dismissal"),
    path("inbox/order/", may("conversations.read")(inbox.order), name="order"),
    path("inbox/counts/", may("conversations.read")(inbox.counts), name="counts"),
    path("inbox/<slug:view>/", may("conversations.read")(inbox.inbox), name="inbox"),
    path("search/", may("conversations.read")(searching.search), name="search"),
    path("search/completion/", may("conversations.read")(searching.completion), name="completion"),
    path("conversations/new/", may("conversations.reply")(starting.start), name="start"),
    path("conversations/<int:pk>/", may("conversations.read")(reading.show), name="show"),
    path("conversations/<int:pk>/messages/", may("conversations.reply")(messages.create), name="messages"),
    path("conversations/<int:pk>/assignment/", may("conversations.assign")(acts.assignment), name="assignment"),
    path("conversations/<int:pk>/opening/", may("conversations.assign")(acts.opening), name="opening"),
    path("conversations/<int:pk>/closure/", may("conversations.close")(acts.closure), name="closure"),
    path("conversations/<int:pk>/spam/", may("conversations.spam")(acts.spam), name="spam"),
    path("conversations/<int:pk>/subject/", may("conversations.reply")(acts.subject), name="subject"),
    path("conversations/<int:pk>/drafts/reply/", may("conversations.reply")(drafts.reply), name="reply_draft"),
    path("conversations/<int:pk>/drafts/note/", may("conversations.note")(drafts.note), name="note_draft"),
    path("conversations/<int:pk>/drafts/reply/back/", may("conversations.reply")(drafts.reply_back), name="reply_back"),
    path("conversations/<int:pk>/drafts/note/back/", may("conversations.note")(drafts.note_back), name="note_back"),
    path("conversations/new/draft/", may("conversations.reply")(drafts.first_draft), name="first_draft"),
    path("conversations/<int:pk>/presence/", may("conversations.read")(presence.presence), name="presence"),
    path("presence/", may("conversations.read")(presence.others), name="others"),
    path("conversations/<int:pk>/merge/", may("conversations.merge")(moving.merge), name="merge"),
    path("conversations/<int:pk>/links/", may("conversations.merge")(moving.link), name="link"),
    path("messages/<int:pk>/move/", may("conversations.merge")(moving.move), name="move"),
    path("messages/<int:pk>/split/", may("conversations.merge")(moving.split), name="split"),
    path("moves/<int:pk>/undo/", may("conversations.merge")(moving.undo), name="undo_move"),
    path("links/<int:pk>/removal/", may("conversations.merge")(moving.unlink), name="unlink"),
    path("messages/<int:pk>/undo/", may("conversations.reply")(messages.undo), name="undo"),
    path("messages/<int:pk>/retry/", may("conversations.reply")(messages.retry), name="retry"),
    path("messages/<int:pk>/frame/", may("conversations.read")(layout.frame), name="frame"),
    path("attachments/<uuid:uid>/", may("conversations.read")(attachments.download), name="attachment"),
]
