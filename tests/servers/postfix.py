"""A private Postfix: its own configuration, queue and port; takes mail from this machine and passes it on as told."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from tests.servers import certificate
from tests.servers.ports import free_port, wait_for
from tests.services import POSTFIX

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.postane.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
smtputf8_enable = no
transport_maps = inline:{{ {transports} }}
default_transport = error:5.1.2 No such domain in this test
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{ {answers} }}, permit_mynetworks, reject
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_peername_lookup = no
smtp_tls_security_level = none
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
minimal_backoff_time = 2s
queue_run_delay = 2s
# The bounce comes after the last of a few seconds, not after five days.
maximal_queue_lifetime = 20s
"""

_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Postfix:
    """`transports` by domain ("example.com": "smtp:[127.0.0.1]:2525"), `answers` by address ("450 4.2.1 Later")."""

    transports: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        # Postfix gives up its rights: its folder must be open to its own user, which pytest's folders are not.
        self.folder = Path(tempfile.mkdtemp(prefix="muhatap-postfix-", dir="/tmp"))
        self.folder.chmod(0o755)
        self._key, self.certificate = certificate.write(self.folder)
        self._config = self.folder / "config"
        for name in ("config", "queue", "data"):
            (self.folder / name).mkdir(mode=0o755)
        shutil.chown(self.folder / "data", "postfix")
        self._configure()

    def _configure(self) -> None:
        values = {
            "folder": self.folder,
            "certificate": self.certificate,
            "key": self._key,
            "port": self.port,
            "transports": ", ".join(f"{{ {domain} = {way} }}" for domain, way in self.transports.items()),
            "answers": ", ".join(f"{{ {address} = {answer} }}" for address, answer in self.answers.items()),
        }
        (self._config / "main.cf").write_text(_MAIN.format(**values))
        (self._config / "master.cf").write_text(_MASTER.format(**values))

    def start(self) -> "Postfix":
        self._run("start")
        wait_for(self.port)
        return self

    def stop(self) -> None:
        self._run("stop")

    def answer(self, answers: Mapping[str, str]) -> None:
        """Answer so from now on."""
        self.answers = answers
        self._configure()
        self._run("reload")

    def log(self) -> str:
        file = self.folder / "log"
        return file.read_text() if file.exists() else ""

    def _run(self, act: str) -> None:
        program = POSTFIX.path()
        assert program
        # A mail server's settings may be in the environment of whoever runs the tests; ours are in its folder.
        environment = {"PATH": os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin"}
        done = subprocess.run([program, "-c", str(self._config), act], env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"postfix {act} ended with {done.returncode}: {done.stderr}{self.log()[-2000:]}")

    def __enter__(self) -> "Postfix":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        finally:
            if error is not None:
                print(f"postfix said:\n{self.log()[-4000:]}")
            time.sleep(0.1)
            shutil.rmtree(self.folder, ignore_errors=True)
