"""Draws the icons of the installed desk from its mark, into muhatap/web/static/web/icons/.

Run after the mark has changed: `.venv/bin/python scripts/icons.py` (needs Debian's Chromium). The pictures are
committed, so that nobody else needs it.
"""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parents[1] / "muhatap" / "web" / "static" / "web"
TILE = "#0f7a86"

# Name → side in pixels, ground, roundness of its corners, and the share of the side that the mark takes. A maskable
# icon may be cut to a circle of four fifths; a badge is drawn by Android from its opacity alone.
ICONS = {
    "icon-192": (192, TILE, "22%", 0.66),
    "icon-512": (512, TILE, "22%", 0.66),
    "maskable-192": (192, TILE, "0", 0.54),
    "maskable-512": (512, TILE, "0", 0.54),
    "touch-180": (180, TILE, "0", 0.62),
    "badge-96": (96, "transparent", "0", 0.92),
}


def page_of(mark: str, side: int, ground: str, corners: str, share: float) -> str:
    inner = mark.replace(f'stroke="{TILE}"', f'stroke="#fff" width="{side * share}" height="{side * share}"')
    style = (
        f"width:{side}px;height:{side}px;background:{ground};border-radius:{corners};display:grid;place-items:center"
    )
    return f'<body style="margin:0;background:transparent"><div style="{style}">{inner}</div>'


def main() -> None:
    mark = (STATIC / "mark.svg").read_text()
    folder = STATIC / "icons"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (side, ground, corners, share) in ICONS.items():
            page = browser.new_page(viewport={"width": side, "height": side})
            page.set_content(page_of(mark, side, ground, corners, share))
            page.screenshot(path=folder / f"{name}.png", omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
