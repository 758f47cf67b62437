"""Who reacts to what, on one page. A reaction runs in the transaction of the act that announced it."""

from collections.abc import Mapping, Sequence

from muhatap.causes import checking_back
from muhatap.causes import expecting as causes_expecting
from muhatap.causes import reactions as causes
from muhatap.causes.events import CauseTurned, ReasonChosen
from muhatap.conversations import following
from muhatap.conversations import reactions as conversations
from muhatap.conversations.events import (
    ChaseAnswered,
    ChaseEnded,
    ChaseOverdue,
    ChaseWritten,
    ConversationAssigned,
    ConversationClosed,
    ConversationDeleted,
    ConversationLabelled,
    ConversationMerged,
    ConversationOpened,
    ConversationReopened,
    ConversationRestored,
    ConversationSnoozed,
    ConversationWoken,
    DeliveryFailed,
    DeliveryRetried,
    DraftShared,
    GivenToTeam,
    MarkedAsNotSpam,
    MarkedAsSpam,
    Mentioned,
    MessageBounced,
    MessageReceived,
    MessageSent,
    MessagesMovedAway,
    MessagesMovedHere,
    MoveUndone,
    NoteWritten,
    ScheduledTakenBack,
    SendingUndone,
    StatusChanged,
    TimeNearlyUp,
)
from muhatap.core.events import Announcement, Reaction
from muhatap.customers.events import CustomerGrouped, CustomerMerged, CustomerMoveUndone, CustomerRenamed, CustomerSplit
from muhatap.knowledge import reactions as knowledge
from muhatap.language_model import reactions as language_model
from muhatap.mail.out import acknowledge
from muhatap.notices import reactions as notices
from muhatap.orders.events import ActDone, ActDropped, ActRefused, ActUnknown, ActWaits
from muhatap.promises import reactions as promises
from muhatap.promises.events import (
    CheckBackAnswered,
    HandedOff,
    HandOffAccepted,
    HandOffReturned,
    HandOffUnanswered,
    HandOffWithdrawn,
    PromiseEnded,
    PromiseKept,
    PromiseLate,
    PromiseMoved,
    PromiseSlipping,
    PromiseTakenUp,
)
from muhatap.reports import reactions as reports
from muhatap.rules import reactions as rules
from muhatap.surveys import reactions as surveys
from muhatap.surveys.events import FollowUpEnded, FollowUpHandedOver, FollowUpLate, FollowUpOpened
from muhatap.team.events import AgentDeactivated, TeamRemoved

REACTIONS: Mapping[type[Announcement], Sequence[Reaction]] = {
    # Notices come last: what a reaction before them gave to somebody is theirs to hear of.
    MessageReceived: [
        acknowledge.plan,
        conversations.take_back_scheduled,
        surveys.take_refusal,
        promises.hear_how_it_is,
        causes_expecting.note_guess,
        notices.customer_wrote,
        rules.plan,
        reports.note,
    ],
    ConversationAssigned: [promises.go_along, promises.follow_assignment, notices.assigned, rules.plan, reports.note],
    ConversationMerged: [
        promises.follow_merge,
        causes.follow_merge,
        causes_expecting.follow_merge,
        surveys.follow_merge,
        notices.merged,
        reports.note,
    ],
    MessagesMovedHere: [promises.follow, surveys.follow, reports.note],
    MoveUndone: [promises.follow, surveys.follow, reports.note_moved],
    ConversationWoken: [conversations.look_after, notices.woke, rules.plan],
    Mentioned: [notices.mentioned],
    TimeNearlyUp: [notices.time_nearly_up],
    ChaseAnswered: [notices.chase_answered],
    ChaseOverdue: [notices.chase_overdue],
    ChaseWritten: [notices.chase_over],
    ChaseEnded: [notices.chase_over],
    DeliveryFailed: [conversations.chase_unreached, notices.not_delivered],
    DeliveryRetried: [notices.delivery_retried],
    MessageBounced: [conversations.chase_unreached, notices.not_delivered],
    ScheduledTakenBack: [notices.sending_cancelled],
    DraftShared: [notices.draft_shared],
    ActWaits: [notices.act_waits],
    ActDone: [notices.act_done],
    ActRefused: [notices.act_not_done],
    ActUnknown: [notices.act_not_done],
    ActDropped: [notices.act_not_done],
    AgentDeactivated: [conversations.return_work, promises.hand_over, surveys.hand_over],
    TeamRemoved: [conversations.empty_queue],
    CustomerRenamed: [following.rename],
    CustomerMerged: [following.follow_merge, reports.note_customer],
    CustomerSplit: [following.follow_split, reports.note_customer],
    CustomerMoveUndone: [following.follow_back, reports.note_customer],
    ConversationOpened: [conversations.give_out, rules.plan],
    ConversationReopened: [
        surveys.cancel,
        promises.put_check_back_off,
        conversations.look_after,
        rules.plan,
        reports.note,
    ],
    StatusChanged: [conversations.look_after, rules.plan],
    MessageSent: [
        conversations.count_asked_twice,
        promises.write_down,
        knowledge.note_sent,
        language_model.forget_sent,
        notices.answered,
        rules.plan,
        reports.note,
    ],
    NoteWritten: [promises.write_down, knowledge.note_sent],
    SendingUndone: [conversations.forget_asked_twice, promises.forget_unsaid, knowledge.forget_unsent, reports.note],
    HandedOff: [promises.offer],
    HandOffAccepted: [promises.answer_offer],
    HandOffReturned: [promises.answer_offer],
    HandOffWithdrawn: [promises.end_offer],
    HandOffUnanswered: [promises.escalate],
    PromiseSlipping: [promises.remind],
    PromiseLate: [promises.call_late],
    PromiseKept: [promises.settle, reports.note],
    PromiseEnded: [promises.settle, reports.note],
    PromiseMoved: [promises.settle],
    ReasonChosen: [causes_expecting.note_reason, checking_back.follow_reason],
    CustomerGrouped: [conversations.reckon_customer],
    CauseTurned: [causes.tell_owner],
    CheckBackAnswered: [promises.call_owner],
    ConversationSnoozed: [rules.plan],
    ConversationClosed: [
        promises.withdraw_offer,
        surveys.plan,
        promises.plan_check_back,
        rules.plan,
        reports.note,
    ],
    FollowUpOpened: [surveys.call_owner],
    FollowUpHandedOver: [surveys.call_new_owner],
    FollowUpLate: [surveys.call_late],
    FollowUpEnded: [surveys.settle],
    GivenToTeam: [rules.plan, reports.note],
    ConversationLabelled: [rules.plan],
    MarkedAsSpam: [reports.note],
    MarkedAsNotSpam: [reports.note],
    MessagesMovedAway: [reports.note],
    ConversationDeleted: [reports.note],
    ConversationRestored: [reports.note],
    PromiseTakenUp: [reports.note],
}
