"""A real Medusa with a small shop in it: its own port, and its own database on the PostgreSQL of the run.

Its packages are installed and its database is filled once on a machine (tests/servers/npm.py). It keeps events and
locks in memory, has no back office to look at, and tells nobody that it runs.
"""

import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import psycopg
from psycopg import sql

from muhatap.cli import postgres
from muhatap.core import signing
from muhatap.orders.shops.calling import Caller
from muhatap.orders.shops.contract import Access
from tests.servers import npm
from tests.servers.ports import free_port

FOLDER = Path(__file__).parent / "medusa"
SUBSCRIBER = Path("muhatap/orders/shops/medusa/muhatap.js")
EMAIL, PHONE = "zeynep@example.com", "+905321234567"
START_SECONDS = 90.0
_DUMP = ("--inserts", "--rows-per-insert=200", "--no-owner", "--no-privileges")
_LOOK = (
    "id,display_id,status,metadata,total,updated_at,payment_status,fulfillment_status,*shipping_address,*items,"
    "*items.detail,*fulfillments,*payment_collections.payments,*payment_collections.payments.refunds,"
    "*returns,*returns.items"
)


class ShopSaid(AssertionError):
    """The shop answered what the test did not expect."""


@dataclass(frozen=True)
class Bought:
    """An order as the shop numbers it, the ids of its lines in their order, and what it cost in kuruş."""

    id: str
    number: str
    lines: tuple[str, ...]
    total: int


class Medusa:
    """One running shop. `webhooks` is where its subscriber sends its messages; without it, nobody is told anything."""

    def __init__(self, *, webhooks: str = "") -> None:
        self.port = free_port()
        self.secret = signing.new_secret()
        self.webhooks = webhooks
        self.database = f"medusa_{secrets.token_hex(6)}"
        self.folder = Path(tempfile.mkdtemp(prefix="muhatap-medusa-"))
        self.log = self.folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        self.client = httpx.Client(timeout=60, trust_env=False)
        self.seeded: dict[str, Any] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def secret_key(self) -> str:
        return str(self.seeded["secret_key"])

    @property
    def variants(self) -> Mapping[str, str]:
        """The ids of what is sold, by stock number."""
        return self.seeded["variants"]  # type: ignore[no-any-return]

    def prepare(self) -> None:
        """Make its folder and its database."""
        dump, seeded = _filled()
        self.seeded = json.loads(seeded.read_text())
        _make_project(self.folder)
        with _database("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.database)))
        with _database(self.database) as connection:
            connection.execute(dump.read_bytes())

    def start(self) -> "Medusa":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*_medusa(self.folder), "start", "-p", str(self.port), "-H", "127.0.0.1"],
                cwd=self.folder,
                env=_environment(self.database, MUHATAP_ADDRESS=self.webhooks, MUHATAP_SECRET=self.secret),
                stdout=log,
                stderr=log,
            )
        self._wait()
        return self

    def stop(self, *, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process = None

    def remove(self) -> None:
        self.stop()
        self.client.close()
        with _database("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.database)))
        shutil.rmtree(self.folder, ignore_errors=True)

    def access(self, *, secret_key: str = "", **caller: Any) -> Access:
        """Return what a connector is opened with; `base=`, `seconds=` and other settings of its caller by name."""
        settings: dict[str, Any] = {"base": self.address, "headers": {}, "may_stay_inside": True}
        return Access(
            settings={"address": self.address},
            secrets={"secret_key": secret_key or self.secret_key},
            signing_secret=self.secret,
            caller=Caller(**{**settings, **caller}),
        )

    def ask(self, method: str, path: str, body: Any = None, *, is_store: bool = False, **query: Any) -> Any:
        """Ask its back office, or its front. Raises ShopSaid."""
        how: dict[str, Any] = (
            {"headers": {"x-publishable-api-key": self.seeded["publishable_key"]}}
            if is_store
            else {"auth": (self.secret_key, "")}
        )
        answer = self.client.request(method, f"{self.address}{path}", json=body, params=query or None, **how)
        if not answer.is_success:
            raise ShopSaid(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()

    def buy(
        self,
        things: Mapping[str, int] | None = None,
        *,
        email: str = EMAIL,
        phone: str = PHONE,
        is_paid: bool = True,
        code: str = "",
    ) -> Bought:
        """Buy things by their stock numbers through the shop's own front, as a guest; `code` is one for a discount."""
        told = self.ask("POST", "/store/carts", {
            "region_id": self.seeded["region"],
            "email": email,
            "shipping_address": {
                "first_name": "Zeynep", "last_name": "Aksoy", "address_1": "Ihlamur Sok. 4", "address_2": "D. 3",
                "city": "İstanbul", "postal_code": "34330", "country_code": "tr", "phone": phone,
            },
            "items": [
                {"variant_id": self.variants[sku], "quantity": count} for sku, count in (things or {"SRH-2": 2}).items()
            ],
            **({"promo_codes": [code]} if code else {}),
        }, is_store=True)  # fmt: skip
        cart = told["cart"]["id"]
        option = {"option_id": self.seeded["shipping"]}
        self.ask("POST", f"/store/carts/{cart}/shipping-methods", option, is_store=True)
        told = self.ask("POST", "/store/payment-collections", {"cart_id": cart}, is_store=True)
        collection = told["payment_collection"]["id"]
        provider = {"provider_id": "pp_system_default"}
        self.ask("POST", f"/store/payment-collections/{collection}/payment-sessions", provider, is_store=True)
        made = self.ask("POST", f"/store/carts/{cart}/complete", {}, is_store=True)["order"]
        if is_paid:
            self.capture(made["id"])
        lines = tuple(each["id"] for each in made["items"])
        return Bought(id=made["id"], number=str(made["display_id"]), lines=lines, total=round(made["total"] * 100))

    def capture(self, order_id: str) -> None:
        """Take the money that was reserved."""
        for payment in self.payments(order_id):
            if payment["captured_at"] is None:
                self.ask("POST", f"/admin/payments/{payment['id']}/capture", {})

    def fulfil(self, order: Bought, *, lines: Sequence[str] = ()) -> str:
        """Pack all of an order, or some of its lines, and return the id of the parcel."""
        held = self._held(order, lines)
        before = {each["id"] for each in self.look(order.id)["fulfillments"]}
        body = {"items": held, "location_id": self.seeded["place"]}
        self.ask("POST", f"/admin/orders/{order.id}/fulfillments", body)
        (made,) = {each["id"] for each in self.look(order.id)["fulfillments"]} - before
        return str(made)

    def ship(self, order: Bought, *, lines: Sequence[str] = (), tracking: str = "123456789012") -> str:
        """Hand an order, or some of its lines, to the carrier."""
        held = self._held(order, lines)
        parcel = self.fulfil(order, lines=lines)
        label = {"tracking_number": tracking, "tracking_url": "https://carrier.example/1", "label_url": "#"}
        body = {"items": held, "labels": [label]}
        self.ask("POST", f"/admin/orders/{order.id}/fulfillments/{parcel}/shipments", body)
        return parcel

    def deliver(self, order: Bought, **how: Any) -> str:
        """Bring an order, or some of its lines, to the customer."""
        parcel = self.ship(order, **how)
        self.ask("POST", f"/admin/orders/{order.id}/fulfillments/{parcel}/mark-as-delivered", {})
        return parcel

    def receive(self, return_id: str) -> None:
        """Take in what came back."""
        told = self.ask("GET", f"/admin/returns/{return_id}", fields="*items")["return"]
        items = [{"id": each["item_id"], "quantity": each["quantity"]} for each in told["items"]]
        self.ask("POST", f"/admin/returns/{return_id}/receive", {})
        self.ask("POST", f"/admin/returns/{return_id}/receive-items", {"items": items})
        self.ask("POST", f"/admin/returns/{return_id}/receive/confirm", {})

    def look(self, order_id: str) -> Any:
        """Return an order as the shop's own back office sees it."""
        return self.ask("GET", f"/admin/orders/{order_id}", fields=_LOOK)["order"]

    def payments(self, order_id: str) -> list[dict[str, Any]]:
        return [each for collection in self.look(order_id)["payment_collections"] for each in collection["payments"]]

    def refunds(self, order_id: str) -> list[dict[str, Any]]:
        """Return all refunds of an order: {"id", "amount", "note", …}."""
        return [each for payment in self.payments(order_id) for each in payment["refunds"]]

    def refund(self, order_id: str, amount: float, note: str = "") -> None:
        """Give money back from the shop's own back office."""
        payment = self.payments(order_id)[0]["id"]
        self.ask("POST", f"/admin/payments/{payment}/refund", {"amount": amount, "note": note})

    def run_sql(self, statement: LiteralString, given: Sequence[Any]) -> None:
        """Change what the shop has no door for: what an import or the passing of time would."""
        with _database(self.database) as connection:
            connection.execute(statement, given)

    def _held(self, order: Bought, lines: Sequence[str]) -> list[dict[str, Any]]:
        return [
            {"id": each["id"], "quantity": each["quantity"] - each["detail"]["fulfilled_quantity"]}
            for each in self.look(order.id)["items"]
            if (not lines or each["id"] in lines) and each["quantity"] > each["detail"]["fulfilled_quantity"]
        ]

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                httpx.get(f"{self.address}/health", timeout=5, trust_env=False).raise_for_status()
                return
            except httpx.HTTPError:
                assert self.process
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(f"Medusa did not start:\n{self.log.read_text()[-2000:]}") from None
                time.sleep(0.05)


@contextmanager
def running(*, webhooks: str = "") -> Iterator[Medusa]:
    """Start a shop and take it away again. Raises npm.NotInstalled."""
    shop = Medusa(webhooks=webhooks)
    try:
        shop.prepare()
        yield shop.start()
    finally:
        shop.remove()


def why_missing() -> str:
    """Return why there is no Medusa on this machine; "" when there is one. Installs it."""
    try:
        npm.install(FOLDER)
    except npm.NotInstalled as reason:
        return f"Medusa cannot be installed: {reason}"
    return ""


def _filled() -> tuple[Path, Path]:
    """Return the file with the filled database and the one that says what is in it, made once on a machine."""
    digest = hashlib.sha256()
    for name in ("package-lock.json", "medusa-config.js", "seed.js"):
        digest.update((FOLDER / name).read_bytes())
    npm.install(FOLDER)
    dump = npm.cache_root() / f"medusa-{digest.hexdigest()[:16]}.sql"
    seeded = dump.with_suffix(".json")
    with npm.locked(dump.name):
        if not dump.exists():
            _fill(dump, seeded)
    return dump, seeded


def _fill(dump: Path, seeded: Path) -> None:
    name = f"medusa_{secrets.token_hex(6)}"
    folder = Path(tempfile.mkdtemp(prefix="muhatap-medusa-"))
    with _database("postgres") as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        _make_project(folder)
        _run(folder, name, "db:migrate", "--execute-safe-links")
        said = _run(folder, name, "exec", "./seed.js")
        seeded.write_text(said.partition("SEEDED ")[2].partition("\n")[0])
        where = _server()
        program = postgres.find_binaries(account=postgres.choose_account(folder), major=None).path("pg_dump")
        written = subprocess.run(
            [program, *_DUMP, "--host", where["host"], "--username", where["user"], name],
            capture_output=True,
            check=True,
        ).stdout
        # pg_dump 18 puts two commands to its own client around the rest.
        plain = b"\n".join(line for line in written.split(b"\n") if not line.startswith(b"\\"))
        made = dump.with_suffix(".made")
        made.write_bytes(plain)
        made.rename(dump)
    finally:
        with _database("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        shutil.rmtree(folder, ignore_errors=True)


def _make_project(folder: Path) -> None:
    """Lay out what Medusa takes for a project: it looks for everything below the folder that it is started in."""
    (folder / "src" / "subscribers").mkdir(parents=True)
    (folder / "node_modules").symlink_to(npm.install(FOLDER) / "node_modules")
    for name in ("package.json", "medusa-config.js", "seed.js"):
        shutil.copy(FOLDER / name, folder / name)
    shutil.copy(SUBSCRIBER, folder / "src" / "subscribers" / SUBSCRIBER.name)


def _run(folder: Path, database: str, *arguments: str) -> str:
    done = subprocess.run(
        [*_medusa(folder), *arguments],
        cwd=folder,
        env=_environment(database),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return done.stdout


def _medusa(folder: Path) -> list[str]:
    return [str(npm.node()), str((folder / "node_modules" / ".bin" / "medusa").resolve())]


def _environment(database: str, **others: str) -> dict[str, str]:
    where = _server()
    return npm.environment(
        NODE_ENV="production",
        # The ORM below takes the host of the address, and a socket's folder only where a host's name would stand.
        DATABASE_URL=f"postgresql://{where['user']}@{quote(where['host'], safe='')}/{database}",
        **others,
    )


def _server() -> dict[str, str]:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return {"host": parse_qs(parts.query)["host"][0], "user": parts.username or ""}


def _database(name: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(**_server(), dbname=name, autocommit=True)
