"""Why a mail could not become a conversation, in sentences that are kept with it."""

from django.utils.translation import gettext_noop as _

from muhatap.mail.sentences import known

NOT_READ = known(
    _("This mail is built in a way that we could not read. It is kept exactly as it came; download it to see it.")
)
NOT_STORED = known(
    _("This mail holds something that could not be stored. It is kept exactly as it came; download it to see it.")
)

# What `letter` says, which knows no languages.
known(_("The message is nested too deep to be read."))
known(_("The message is nested more than %(count)s levels deep."))
known(_("The message has more than %(count)s parts."))
known(_("The headers of the message are larger than any mail program writes."))
known(_("The message is larger than %(count)s MB."))
known(_("The message has more than %(count)s lines."))
