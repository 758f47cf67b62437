#!/usr/bin/env python3
"""Walk through every screen of a fresh demo desk and keep its picture: `make tour` writes them to a folder.

Turkish and English, light and dark, on a desk and on a phone. For looking at the product beside its design, and for the
pictures in the README. Starts a desk of its own and takes it away again; needs Chromium.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": (1440, 900), "phone": (360, 740)}
SIGN_IN = re.compile(r"as (\S+) with password (\S+)")
# What to show and where it is. A conversation is found by its subject, since numbers may change with the demo.
PAGES = {
    "mine": "/inbox/mine/",
    "inbox": "/inbox/all/",
    "to-answer": "/inbox/to_answer/",
    "snoozed": "/inbox/snoozed/",
    "closed": "/inbox/closed/",
    "spam": "/inbox/spam/",
    "search": "/search/?q=iade",
    "search-operators": "/search/?q=etiket:kargo durum:açık",
    "new": "/conversations/new/",
    "customers": "/customers/",
    "orders": "/orders/",
    "order": "/orders/?q=8812",
    "orders-waiting": "/orders/acts/waiting/",
    "notices": "/notices/",
    "team": "/settings/team/",
    "who-is-here": "/settings/here/",
    "teams": "/settings/teams/",
    "loose-ends": "/settings/loose-ends/",
    "skills": "/settings/skills/",
    "brands": "/settings/brands/",
    "hours": "/settings/hours/",
    "labels": "/settings/labels/",
    "customer-data": "/settings/customers/",
    "rules": "/settings/rules/",
    "new-rule": "/settings/rules/new/",
    "mailboxes": "/settings/mailboxes/",
    "shops": "/settings/shops/",
    "connect-shop": "/settings/shops/new/",
    "limits": "/settings/shops/limits/",
    "profile": "/settings/profile/",
    "how-to-tell": "/settings/notices/",
    "audit": "/settings/audit/",
}
# What a conversation, or the list, shows when these keys are pressed one after the other.
SCENES = {
    "thread": ("Sürahi", ()),
    "english": ("Parcel says", ()),
    "merged": ("Toplu sipariş", ()),
    "snooze": ("Sürahi", ("s",)),
    "assign": ("Sürahi", ("t",)),
    "note": ("Sürahi", ("n",)),
    "palette": ("Sürahi", ("Control+k",)),
    "merging": ("Sürahi", ("m",)),
    "chosen": ("", ("j", "x", "j", "x")),
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", nargs="?", default="tour", type=Path)
    folder: Path = arguments.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="muhatap-tour-") as home, sync_playwright() as playwright:
        port = free_port()
        desk, owner = start_desk(Path(home) / "desk", port)
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for language in ("tr", "en"):
                for theme in ("light", "dark"):
                    for size in SIZES:
                        walk(browser, port, folder, owner, language=language, theme=theme, size=size)
            browser.close()
        finally:
            desk.send_signal(signal.SIGTERM)
            desk.wait(30)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


def start_desk(home: Path, port: int) -> tuple[subprocess.Popen[str], tuple[str, str]]:
    """Start a demo desk; return its process, and e-mail and password of its owner as it prints them."""
    command = [sys.executable, "-m", "muhatap.cli.main", "up"]
    env = {**os.environ, "MUHATAP_HOME": str(home), "MUHATAP_PORT": str(port), "CI": "true"}
    env.pop("DATABASE_URL", None)
    desk = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert desk.stdout is not None
    for line in desk.stdout:
        if found := SIGN_IN.search(line):
            # Whatever it says from here on must not fill the pipe.
            threading.Thread(target=desk.stdout.read, daemon=True).start()
            return desk, (found[1], found[2])
    sys.exit("The desk did not start; run `make run` to see why.")


def walk(
    browser: Browser, port: int, folder: Path, owner: tuple[str, str], *, language: str, theme: str, size: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="tr-TR" if language == "tr" else "en-GB",
        color_scheme="dark" if theme == "dark" else "light",
        base_url=f"http://localhost:{port}",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.screenshot(path=folder / f"sign-in-{language}-{theme}-{size}.png")
    sign_in(page, *owner, language=language)
    for name, place in PAGES.items():
        page.goto(place)
        page.wait_for_timeout(250)
        page.screenshot(path=folder / f"{name}-{language}-{theme}-{size}.png")
    for name, (subject, keys) in SCENES.items():
        page.goto("/inbox/all/")
        if subject:
            page.locator("a.row").filter(has_text=subject).first.click()
            page.locator("#conversation .msg").first.wait_for()
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(250)
        page.wait_for_timeout(500)
        page.screenshot(path=folder / f"{name}-{language}-{theme}-{size}.png")
    context.close()


def sign_in(page: Page, email: str, password: str, *, language: str) -> None:
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/**")
    # The desk speaks the agent's own language, whatever the browser asks for.
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    page.request.post(
        "/preferences/language/",
        form={"language": language, "csrfmiddlewaretoken": token},
        headers={"Referer": page.url},
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    time.sleep(0.05)
    return number


if __name__ == "__main__":
    main()
