"""What hands and eyes feel on a whole running desk: opening a conversation, a key, a change that reaches all."""

import asyncio
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import psycopg

from benchmarks import whole
from benchmarks.table import Figure, Times
from muhatap.demo.seat import OWNER, PASSWORD

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OPENINGS = 60
KEYS = 60
BROWSERS = 200
CHANGES = 30
# From the click to the frame in which the conversation stands there: two frames later it is surely painted.
OPEN = """number => new Promise((done, fail) => {
  const row = document.querySelector(`#row-${number} a.row`);
  const work = document.querySelector("#work");
  const began = performance.now();
  const seen = new MutationObserver(() => {
    if (!work.querySelector(`[data-refetch-topics-value="conversation:${number}"] .msg`)) return;
    seen.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
  });
  seen.observe(work, { childList: true, subtree: true });
  setTimeout(() => fail(new Error(`conversation ${number} did not open`)), 10000);
  row.click();
})"""
# From the key to the next frame after the page answered it: the focus is on another row.
KEY = """key => new Promise((done, fail) => {
  const before = document.activeElement;
  const began = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const look = () => {
    if (document.activeElement !== before) requestAnimationFrame(() => done(performance.now() - began));
    else if (performance.now() - began > 2000) fail(new Error(`nothing answered the key ${key}`));
    else setTimeout(look, 0);
  };
  look();
})"""


def run() -> Iterator[Figure]:
    home = Path(tempfile.mkdtemp(prefix="muhatap-bench-live-"))
    try:
        port = whole.free_port()
        with whole.up(home, port):
            yield from _browser(port)
            yield from asyncio.run(_pages_reached(port, home))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _browser(port: int) -> Iterator[Figure]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"http://localhost:{port}/accounts/login/")
        page.fill("input[name=login]", OWNER)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/inbox/"))
        page.goto(f"http://localhost:{port}/inbox/all/")
        page.wait_for_load_state("networkidle")
        rows = page.eval_on_selector_all("li[id^=row-]", "rows => rows.map(row => Number(row.id.slice(4)))")
        served = _served(page, port, rows)
        opened = [float(page.evaluate(OPEN, rows[turn % len(rows)])) for turn in range(OPENINGS + 5)][5:]
        times = Times(opened)
        yield Figure(
            "opening a conversation from the list, click to readable (Chromium)",
            str(times),
            f"the server's answer alone p50 {served.p50:.0f} ms",
            "p95 ≤ 150 ms",
        )
        page.goto(f"http://localhost:{port}/inbox/all/")
        page.wait_for_load_state("networkidle")
        for _ in range(3):
            page.evaluate(KEY, "j")
        keys = [float(page.evaluate(KEY, "jk"[turn % 2])) for turn in range(KEYS)]
        yield Figure("a key to its reaction on screen", str(Times(keys)), "one frame 17 ms", "≤ 50 ms")
        browser.close()


def _served(page: Any, port: int, rows: Sequence[int]) -> Times:
    """Return how long the server takes for the same conversations, asked without a browser around it."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    headers = {"HX-Request": "true", "HX-Target": "work"}
    sample = []
    with httpx.Client(base_url=f"http://localhost:{port}", cookies=cookies, headers=headers) as client:
        for number in rows:
            began = time.perf_counter()
            client.get(f"/conversations/{number}/").raise_for_status()
            sample.append((time.perf_counter() - began) * 1000)
    return Times(sample)


async def _pages_reached(port: int, home: Path) -> list[Figure]:
    """Open many streams, change something again and again, and note when each page has heard of it."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    address = f"http://localhost:{port}"
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60, follow_redirects=True) as client:
        shell = await _signed_in(client, port)
        token = _found(r'data-stream-token-value="([^"]+)"', shell)
        heard: list[list[float]] = []
        numbers = re.findall(r'id="row-(\d+)"', shell)
        async with AsyncExitStack() as stack:
            arrivals = [asyncio.Queue[float]() for _ in range(BROWSERS)]
            listening = [
                asyncio.create_task(_listen(client, token, f"conversation:{numbers[0]}", queue)) for queue in arrivals
            ]
            stack.callback(lambda: [task.cancel() for task in listening])
            await asyncio.gather(*(queue.get() for queue in arrivals))
            for turn in range(CHANGES):
                began = time.perf_counter()
                await _change(client, shell, numbers[0], turn)
                answered = (time.perf_counter() - began) * 1000
                reached = await asyncio.gather(*(asyncio.wait_for(queue.get(), 10) for queue in arrivals))
                heard.append([(moment - began) * 1000 for moment in reached])
                await asyncio.sleep(0.1)
                for queue in arrivals:
                    while not queue.empty():
                        queue.get_nowait()
    slowest = sorted(moment for turn in heard for moment in turn)
    p99 = slowest[int(len(slowest) * 0.99)]
    value = (
        f"p50 {statistics.median(slowest):.0f} ms, p99 {p99:.0f} ms (from the click; its own answer {answered:.0f} ms)"
    )
    bare = await asyncio.to_thread(_bare_notify, home)
    return [
        Figure(
            f"a change reaching {BROWSERS} open pages",
            value,
            f"bare NOTIFY to one listener p50 {bare.p50:.1f} ms",
            "p99 ≤ 500 ms",
        )
    ]


async def _signed_in(client: httpx.AsyncClient, port: int) -> str:
    page = (await client.get("/accounts/login/")).text
    form = {
        "login": OWNER,
        "password": PASSWORD,
        "csrfmiddlewaretoken": _found(r'name="csrfmiddlewaretoken" value="([^"]+)"', page),
    }
    await client.post("/accounts/login/", data=form, headers={"Referer": f"http://localhost:{port}/"})
    return (await client.get("/inbox/all/")).text


async def _listen(client: httpx.AsyncClient, token: str, topic: str, queue: "asyncio.Queue[float]") -> None:
    async with client.stream("GET", "/realtime/stream", params={"topics": topic, "token": token}) as stream:
        async for line in stream.aiter_lines():
            # The first comment says that the stream stands; every bell after it is a change.
            if line.startswith((": here", "event: bell")):
                queue.put_nowait(time.perf_counter())


async def _change(client: httpx.AsyncClient, shell: str, number: str, turn: int) -> None:
    token = _found(r'X-CSRFToken": "([^"]+)"', shell.replace("&quot;", '"'))
    headers = {"X-CSRFToken": token, "Referer": str(client.base_url), "HX-Request": "true", "HX-Target": "conversation"}
    answer = await client.post(f"/conversations/{number}/subject/", data={"subject": f"Ölçüm {turn}"}, headers=headers)
    answer.raise_for_status()


def _bare_notify(home: Path) -> Times:
    """Return how long PostgreSQL itself takes from NOTIFY to a listener, over the same socket."""
    sample = []
    url = _url_of(home)
    with psycopg.connect(url, autocommit=True) as ear, psycopg.connect(url, autocommit=True) as mouth:
        ear.execute("LISTEN bench_bell")
        for _ in range(CHANGES):
            began = time.perf_counter()
            mouth.execute("NOTIFY bench_bell")
            next(ear.notifies(timeout=5, stop_after=1))
            sample.append((time.perf_counter() - began) * 1000)
    return Times(sample)


def _url_of(home: Path) -> str:
    from muhatap.cli.postgres import Server

    return Server(home).url


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"the page has changed: nothing matches {pattern}")
    return found.group(1)
