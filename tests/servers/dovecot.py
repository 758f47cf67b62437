"""A private Dovecot: its own configuration, ports and folders; works as root and as an ordinary user."""

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from datetime import datetime
from pathlib import Path

from tests.servers import certificate
from tests.servers.ports import free_port, wait_for
from tests.services import DOVECOT

PASSWORD = "gizli-ama-deneme"

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
mail_location = maildir:{folder}/mail/%n
mail_max_userip_connections = 100
first_valid_uid = 1
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
imap_idle_notify_interval = 2 mins
{capability}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=plain username_format=%u {folder}/users
}}
{oauth}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""

_OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
"""

_OAUTH_DETAILS = """
introspection_mode = auth
introspection_url = {url}
username_attribute = email
active_attribute = active
active_value = true
"""


class Dovecot:
    """One server with the users it was made with, all with the same password."""

    def __init__(
        self,
        *users: str,
        introspection_url: str = "",
        without_idle: bool = False,
        certificate_name: str = "localhost",
        certificate_days: int = 10,
    ) -> None:
        # Not pytest's folder: the server's own users must get through to it.
        self.folder = Path(tempfile.mkdtemp(prefix="muhatap-dovecot-"))
        self.folder.chmod(0o755)
        self.port, self.tls_port = free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None
        key, self.certificate = certificate.write(self.folder / "tls", name=certificate_name, days=certificate_days)
        (self.folder / "users").write_text("".join(f"{user}:{{plain}}{PASSWORD}\n" for user in users))
        for name in ("run", "state", "mail"):
            (self.folder / name).mkdir()
        if introspection_url:
            (self.folder / "oauth2.conf").write_text(_OAUTH_DETAILS.format(url=introspection_url))
        self._write_config(key, has_oauth=bool(introspection_url), without_idle=without_idle)

    def _write_config(self, key: Path, *, has_oauth: bool, without_idle: bool) -> None:
        me, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            shutil.chown(self.folder / "mail", nobody.pw_uid, nobody.pw_gid)
            shutil.chown(self.folder / "users", "dovecot", "dovecot")
            names = {
                "internal_user": "dovecot",
                "internal_group": "dovecot",
                "login_user": "dovenull",
                "mail_user": nobody.pw_uid,
                "mail_group": nobody.pw_gid,
            }
        else:
            names = {
                "internal_user": me,
                "internal_group": group,
                "login_user": me,
                "mail_user": os.getuid(),
                "mail_group": os.getgid(),
            }
        words = "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE LITERAL+"
        (self.folder / "dovecot.conf").write_text(
            _CONFIG.format(
                folder=self.folder,
                port=self.port,
                tls_port=self.tls_port,
                key=key,
                certificate=self.certificate,
                oauth=_OAUTH.format(folder=self.folder) if has_oauth else "",
                capability=f"imap_capability = {words}" if without_idle else "",
                **names,
            )
        )

    def start(self) -> "Dovecot":
        program = DOVECOT.path()
        assert program
        self.process = subprocess.Popen(
            [program, "-F", "-c", str(self.folder / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "stderr").open("wb"),
        )
        wait_for(self.port)
        return self

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process = None
        time.sleep(0.05)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def client(self, user: str) -> imaplib.IMAP4:
        """Sign in as the mailbox's owner, with an ordinary mail program's rights."""
        client = imaplib.IMAP4("127.0.0.1", self.port)
        client.login(user, PASSWORD)
        return client

    def put(self, user: str, *mails: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Let mails arrive."""
        client = self.client(user)
        moment = imaplib.Time2Internaldate(at) if at else ""
        for mail in mails:
            kind, answer = client.append(folder, "", moment, mail)
            assert kind == "OK", answer
        client.logout()

    def flags(self, user: str, *, folder: str = "INBOX") -> list[bytes]:
        """Return the flags of every mail, in order."""
        client = self.client(user)
        client.select(folder, readonly=True)
        _, data = client.fetch("1:*", "(FLAGS)")
        client.logout()
        return [line.partition(b"FLAGS ")[2].rstrip(b")") + b")" for line in data if isinstance(line, bytes)]
