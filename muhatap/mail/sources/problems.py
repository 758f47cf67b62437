"""What can go wrong with a mail server, each as a sentence that says what to do."""

from django.utils.translation import gettext_noop as _

from muhatap.mail.sentences import known, say


class SourceProblem(Exception):
    """The mail server cannot be used. `sentence` is for people; `is_passing` says that waiting alone may help."""

    def __init__(self, sentence: str, *, is_passing: bool, **values: object) -> None:
        self.sentence = say(sentence, **values)
        self.is_passing = is_passing
        super().__init__(self.sentence)


class SignInRefused(SourceProblem):
    """The server knows the way we signed in and does not let us in."""


HOST_MISSING = known(_("No server is given. Enter the name of the mail server."))
HOST_UNKNOWN = known(_("The server “%(host)s” was not found. Check its name."))
LOOK_UP_FAILED = known(_("The name “%(host)s” could not be looked up just now. Check this machine's network."))
PORT_CLOSED = known(_("%(host)s does not accept connections on port %(port)s. Check the port."))
NO_ANSWER = known(_("%(host)s did not answer on port %(port)s in time. Check the port and the encryption."))
UNREACHABLE = known(_("%(host)s could not be reached on port %(port)s: %(answer)s."))
NOT_TLS = known(_("%(host)s does not speak TLS on port %(port)s. Choose STARTTLS, or the port for TLS."))
TLS_FAILED = known(_("No encrypted connection to %(host)s came about: %(answer)s."))
NO_STARTTLS = known(_("%(host)s does not offer STARTTLS on port %(port)s. Choose TLS and its port."))
CERTIFICATE_NAME = known(_("The server's certificate is not valid for %(host)s. Use the name your provider gives."))
CERTIFICATE_EXPIRED = known(_("The certificate of %(host)s has expired. Its provider has to renew it."))
CERTIFICATE_UNTRUSTED = known(_("The certificate of %(host)s comes from nobody this machine trusts."))
UNPROTECTED = known(
    _("Without encryption the password would travel in the open, so it is only used on the same machine. Choose TLS.")
)
NOT_THE_SERVICE = known(_("What answers on %(host)s, port %(port)s is not a mail server of this kind: %(answer)s"))
CUT_OFF = known(_("%(host)s closed the connection. It is tried again by itself."))
PASSWORD_MISSING = known(_("No password is given."))
PASSWORD_REFUSED = known(_("The password was refused. The server says: %(answer)s"))
SIGN_IN_NOT_NOW = known(_("The server lets nobody sign in at the moment. It says: %(answer)s"))
SIGN_IN_IMPOSSIBLE = known(_("The server does not let us sign in this way. It says: %(answer)s"))
SEAL_BROKEN = known(_("The password cannot be opened, because the desk's secret key has changed. Enter it again."))
STOPPED_BY_FAULT = known(_("Fetching stopped at a fault of the desk (%(answer)s). It is tried again by itself."))
TOKEN_REFUSED = known(_("The account did not accept our access. Connect it again. The server says: %(answer)s"))
FOLDER_MISSING = known(_("The folder “%(folder)s” does not exist in this mailbox."))
SERVER_SAID_NO = known(_("The server refused to show the mails. It says: %(answer)s"))

NOT_STORED_DISK = known(_("Mails cannot be stored: %(answer)s. They stay on the mail server until they can."))
NOT_STORED = known(_("Mails cannot be stored at the moment. They stay on the mail server until they can."))

TOO_LARGE = known(
    _("The mail has %(size)s MB, more than the %(limit)s MB that are read. It is still on the mail server.")
)
NOT_HANDED_OVER = known(_("The mail server could not hand this mail over. It says: %(answer)s"))
