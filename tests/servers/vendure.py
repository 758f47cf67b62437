"""A real Vendure with a small shop in it: its own port, and its own database on the PostgreSQL of the run.

    with vendure.running() as shop:
        order = shop.buy({"SRH-2": 2})
        shop.deliver(order)
        connector = KIND.open(shop.access())

The shop is filled once on a machine; every further database is restored from what that left in the cache.
"""

import hashlib
import os
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
from psycopg import sql

from muhatap.cli import postgres
from muhatap.core import signing
from muhatap.orders.shops.calling import Caller
from muhatap.orders.shops.contract import Access
from tests.servers import npm
from tests.servers.ports import free_port

FOLDER = Path(__file__).parent / "vendure"
PLUGIN = Path(__file__).parents[2] / "muhatap/orders/shops/vendure/plugin/muhatap-plugin.js"
USER, PASSWORD = "superadmin", "only-for-tests"
EMAIL, PHONE = "zeynep@example.com", "0532 123 45 67"
START_SECONDS = 60.0
# Its owner's name in a dump would be another run's.
_DUMP = ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500"]
_ERROR = "__typename ... on ErrorResult { errorCode message }"


class ShopSaid(AssertionError):
    """The shop answered what the story did not expect."""


@dataclass
class Api:
    """One door of the shop, and the session of whoever stands there."""

    address: str
    token: str = ""
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, trust_env=False))

    def ask(self, query: str, **variables: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = self.client.post(self.address, json={"query": query, "variables": variables}, headers=headers)
        self.token = answer.headers.get("vendure-auth-token") or self.token
        told = answer.json()
        if told.get("errors"):
            raise ShopSaid(str(told["errors"]))
        (only,) = told["data"].values()
        if isinstance(only, dict) and "errorCode" in only:
            raise ShopSaid(str(only))
        return only


@dataclass(frozen=True)
class Bought:
    """An order as the shop numbers it, the ids of its lines in their order, and what it cost in kuruş."""

    id: str
    code: str
    lines: tuple[str, ...]
    total: int


class Vendure:
    """One running shop. `webhooks` is where its plugin sends its messages; without it, there is no plugin."""

    def __init__(self, *, webhooks: str = "") -> None:
        self.port = free_port()
        self.secret = signing.new_secret()
        self.webhooks = webhooks
        self.database = f"vendure_{secrets.token_hex(6)}"
        self.log = Path(tempfile.mkdtemp(prefix="muhatap-vendure-")) / "log"
        self.process: subprocess.Popen[bytes] | None = None
        self.admin = Api(f"{self.address}/admin-api")
        self.variants: dict[str, str] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Make its database."""
        dump = _dump()
        with _database("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.database)))
        with _database(self.database) as connection:
            connection.execute(dump.read_bytes())

    def start(self) -> "Vendure":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [npm.node(), FOLDER / "shop.js"],
                env=_environment(
                    self.database,
                    self.port,
                    PLUGIN=str(PLUGIN) if self.webhooks else "",
                    WEBHOOK_ADDRESS=self.webhooks,
                    WEBHOOK_SECRET=self.secret,
                ),
                stdout=log,
                stderr=log,
            )
        self._wait()
        self._sign_in()
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
        with _database("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.database)))

    def access(self, *, user: str = USER, password: str = PASSWORD, **caller: Any) -> Access:
        """Return what a connector is opened with; `base=`, `seconds=` and other settings of its caller by name."""
        settings: dict[str, Any] = {"base": f"{self.address}/admin-api", "headers": {}, "may_stay_inside": True}
        return Access(
            settings={"address": f"{self.address}/admin-api", "user": user},
            secrets={"password": password},
            signing_secret=self.secret,
            caller=Caller(**{**settings, **caller}),
        )

    def buy(
        self,
        things: Mapping[str, int] | None = None,
        *,
        email: str = EMAIL,
        method: str = "card",
        is_paid: bool = True,
        name: str = "Zeynep Aksoy",
        phone: str = PHONE,
    ) -> Bought:
        """Buy things by their stock numbers through the shop's own front, as a guest.

        `method`: card, transfer (a refund waits to be confirmed), late (the same, and Vendure calls it an error),
        broken (a refund fails), reserved (not yet taken).
        """
        front = Api(f"{self.address}/shop-api")
        first, _, last = name.partition(" ")
        self._fill_cart(front, things or {"SRH-2": 2})
        front.ask(
            f"mutation ($input: CreateCustomerInput!) {{ setCustomerForOrder(input: $input) {{ {_ERROR} }} }}",
            input={"firstName": first, "lastName": last, "emailAddress": email, "phoneNumber": phone},
        )
        front.ask(
            f"mutation ($input: CreateAddressInput!) {{ setOrderShippingAddress(input: $input) {{ {_ERROR} }} }}",
            input={
                "fullName": name,
                "streetLine1": "Ihlamur Sok. 4",
                "streetLine2": "D. 3",
                "city": "İstanbul",
                "postalCode": "34330",
                "countryCode": "TR",
                "phoneNumber": phone,
            },
        )
        (shipping, *_) = front.ask("{ eligibleShippingMethods { id } }")
        front.ask(
            f"mutation ($ids: [ID!]!) {{ setOrderShippingMethod(shippingMethodId: $ids) {{ {_ERROR} }} }}",
            ids=[shipping["id"]],
        )
        told = front.ask(
            f'mutation {{ transitionOrderToState(state: "ArrangingPayment") {{'
            f" {_ERROR} ... on Order {{ {_BOUGHT} }} }} }}"
        )
        if is_paid:
            told = front.ask(
                f"mutation ($input: PaymentInput!) {{"
                f" addPaymentToOrder(input: $input) {{ {_ERROR} ... on Order {{ {_BOUGHT} }} }} }}",
                input={"method": method, "metadata": {}},
            )
        lines = tuple(each["id"] for each in told["lines"])
        return Bought(id=told["id"], code=told["code"], lines=lines, total=told["totalWithTax"])

    def fulfil(self, order: Bought, *, lines: Sequence[str] = (), tracking: str = "123456789012") -> str:
        """Pack all of an order, or some of its lines, and return the id of the parcel."""
        told = self.look(order.id)["lines"]
        held = [
            {"orderLineId": each["id"], "quantity": each["quantity"]}
            for each in told
            if not lines or each["id"] in lines
        ]
        arguments = [{"name": "method", "value": "Yurtiçi Kargo"}, {"name": "trackingCode", "value": tracking}]
        made = self.admin.ask(
            f"mutation ($input: FulfillOrderInput!) {{"
            f" addFulfillmentToOrder(input: $input) {{ {_ERROR} ... on Fulfillment {{ id }} }} }}",
            input={"lines": held, "handler": {"code": "manual-fulfillment", "arguments": arguments}},
        )
        return str(made["id"])

    def ship(self, order: Bought, **how: Any) -> str:
        """Hand an order, or some of its lines, to the carrier."""
        parcel = self.fulfil(order, **how)
        self._move(parcel, "Shipped")
        return parcel

    def deliver(self, order: Bought, **how: Any) -> str:
        """Bring an order, or some of its lines, to the customer."""
        parcel = self.ship(order, **how)
        self._move(parcel, "Delivered")
        return parcel

    def look(self, order_id: str) -> Any:
        """Return an order as the shop's own back office sees it."""
        return self.admin.ask(f"query ($id: ID!) {{ order(id: $id) {{ {_LOOK} }} }}", id=order_id)

    def refunds(self, order_id: str) -> list[dict[str, Any]]:
        """Return all refunds of an order, failed ones too."""
        return [each for payment in self.look(order_id)["payments"] for each in payment["refunds"]]

    def newest(self, count: int = 10) -> list[dict[str, Any]]:
        """Return the orders made last, drafts too."""
        options = {"sort": {"createdAt": "DESC"}, "take": count}
        return list(
            self.admin.ask(
                f"query ($options: OrderListOptions) {{ orders(options: $options) {{ items {{ {_LOOK} }} }} }}",
                options=options,
            )["items"]
        )

    def refund(self, payment_id: str, amount: int) -> None:
        """Refund in the shop's own back office."""
        self.admin.ask(
            f"mutation ($input: RefundOrderInput!) {{ refundOrder(input: $input) {{ {_ERROR} }} }}",
            input={"paymentId": payment_id, "amount": amount, "shipping": 0, "adjustment": 0, "lines": []},
        )

    def coupons(self, code: str) -> int:
        """Return how many promotions go by this code."""
        told = self.admin.ask(
            "query ($options: PromotionListOptions) { promotions(options: $options) { totalItems } }",
            options={"filter": {"couponCode": {"eq": code}}},
        )
        return int(told["totalItems"])

    def price_with(self, code: str, things: Mapping[str, int]) -> int:
        """Return what things cost a new customer who gives this code, without the parcel."""
        front = Api(f"{self.address}/shop-api")
        self._fill_cart(front, things)
        told = front.ask(
            f"mutation ($code: String!) {{"
            f" applyCouponCode(couponCode: $code) {{ {_ERROR} ... on Order {{ subTotalWithTax }} }} }}",
            code=code,
        )
        return int(told["subTotalWithTax"])

    def end_sessions(self) -> None:
        """Sign everybody out, as time does; the shop starts anew, with its memory of sessions empty."""
        self.stop()
        with _database(self.database) as connection:
            connection.execute("DELETE FROM session")
        self.start()

    def hire(self, *permissions: str) -> str:
        """Let somebody in who may do no more than this, with the password of all, and return the user name."""
        name = f"{secrets.token_hex(4)}@shop.example"
        role = self.admin.ask(
            "mutation ($input: CreateRoleInput!) { createRole(input: $input) { id } }",
            input={"code": name, "description": name, "permissions": permissions},
        )
        self.admin.ask(
            "mutation ($input: CreateAdministratorInput!) { createAdministrator(input: $input) { id } }",
            input={
                "emailAddress": name,
                "firstName": "Ece",
                "lastName": "Kaya",
                "password": PASSWORD,
                "roleIds": [role["id"]],
            },
        )
        return name

    def api_key(self) -> str:
        """Have a key made that may do all."""
        roles = self.admin.ask("{ roles { items { id code } } }")["items"]
        (role,) = [each for each in roles if each["code"] == "__super_admin_role__"]
        made = self.admin.ask(
            "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey } }",
            input={"roleIds": [role["id"]], "translations": [{"languageCode": "en", "name": "desk"}]},
        )
        return str(made["apiKey"])

    def _fill_cart(self, front: Api, things: Mapping[str, int]) -> None:
        for sku, count in things.items():
            front.ask(
                f"mutation ($id: ID!, $n: Int!) {{"
                f" addItemToOrder(productVariantId: $id, quantity: $n) {{ {_ERROR} }} }}",
                id=self.variants[sku],
                n=count,
            )

    def _move(self, parcel: str, state: str) -> None:
        self.admin.ask(
            f"mutation ($id: ID!, $state: String!) {{"
            f" transitionFulfillmentToState(id: $id, state: $state) {{ {_ERROR} ... on Fulfillment {{ id }} }} }}",
            id=parcel,
            state=state,
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                httpx.get(f"{self.address}/health", timeout=5, trust_env=False)
                return
            except httpx.HTTPError:
                assert self.process
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(f"Vendure did not start:\n{self.log.read_text()[-2000:]}") from None
                time.sleep(0.05)

    def _sign_in(self) -> None:
        self.admin.token = ""
        self.admin.ask(
            f"mutation ($u: String!, $p: String!) {{ login(username: $u, password: $p) {{ {_ERROR} }} }}",
            u=USER,
            p=PASSWORD,
        )
        told = self.admin.ask("{ productVariants { items { id sku } } }")
        self.variants = {each["sku"]: each["id"] for each in told["items"]}


_BOUGHT = "id code totalWithTax lines { id }"
_LOOK = """
  id code state active totalWithTax couponCodes updatedAt orderPlacedAt
  shippingAddress { fullName streetLine1 city phoneNumber }
  lines { id quantity orderPlacedQuantity productVariant { sku } }
  payments { id amount state refunds { id total state reason lines { orderLineId quantity } } }
  fulfillments { id state trackingCode }
  history { items { type data } }
"""


@contextmanager
def running(*, webhooks: str = "") -> Iterator[Vendure]:
    """Start a shop and take it away again. Raises npm.NotInstalled."""
    shop = Vendure(webhooks=webhooks)
    shop.prepare()
    try:
        yield shop.start()
    finally:
        shop.remove()


def _dump() -> Path:
    """Return the file with the filled database, made once on a machine."""
    digest = hashlib.sha256()
    for name in ("package-lock.json", "shop.js", "products.csv"):
        digest.update((FOLDER / name).read_bytes())
    dump = npm.cache_root() / f"vendure-{digest.hexdigest()[:16]}.sql"
    npm.install(FOLDER)
    with npm.locked(dump.name):
        if not dump.exists():
            _fill(dump)
    return dump


def _fill(dump: Path) -> None:
    name = f"vendure_{secrets.token_hex(6)}"
    with _database("postgres") as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        done = subprocess.run(
            [npm.node(), FOLDER / "shop.js", "populate"],
            env=_environment(name, free_port()),
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        where = _server()
        account = postgres.choose_account(FOLDER / "no data")
        program = postgres.find_binaries(account=account, major=None).path("pg_dump")
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


def _environment(database: str, port: int, **others: str) -> dict[str, str]:
    where = _server()
    return npm.environment(
        NODE_PATH=str(npm.install(FOLDER) / "node_modules"),
        PORT=str(port),
        # The database's: Vendure takes the two to be one.
        TZ="UTC",
        SUPERADMIN=USER,
        SUPERADMIN_PASSWORD=PASSWORD,
        DB_HOST=where["host"],
        DB_USER=where["user"],
        DB_NAME=database,
        **others,
    )


def _server() -> dict[str, str]:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return {"host": parse_qs(parts.query)["host"][0], "user": parts.username or ""}


def _database(name: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(**_server(), dbname=name, autocommit=True)
