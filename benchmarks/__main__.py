"""`make bench`: one table of speed and memory, each figure beside the raw limit measured in the same run.

    python -m benchmarks [--only parse,store,list,thread,search,reply,many,orders,coach,causes,whole,live]
                         [--conversations 10000,1000000]

The large desk takes its minutes to load the first time and is kept in MUHATAP_BENCH_HOME (default: a temporary
folder, some 15 GB for a million conversations). Nothing here fails for being slow: it is a benchmark, not a test.
"""

import argparse
import os
import platform
from collections.abc import Iterator, Sequence

from benchmarks import (
    causes_thinking,
    coach,
    desk,
    live,
    many,
    orders,
    pages,
    parsing,
    promises,
    reports,
    storing,
    whole,
)
from benchmarks.table import Figure, printed

PARTS = ("parse", "store", *pages.PARTS, "many", "orders", "promises", "reports", "coach", "causes", "whole", "live")


def main() -> None:
    asked = _arguments()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"{machine}, Python {platform.python_version()}", flush=True)
    figures = []
    for figure in _measured(asked.only, asked.conversations):
        figures.append(figure)
        print(f"  {figure.what}: {figure.value}", flush=True)
    print("\n" + printed(figures))


def _measured(parts: Sequence[str], sizes: Sequence[int]) -> Iterator[Figure]:
    if "parse" in parts:
        yield from parsing.run()
    wants_pages = [part for part in pages.PARTS if part in parts]
    by_size: dict[int, list[pages.Measured]] = {}
    for size in sizes if wants_pages or {"store", "many", "orders", "promises", "reports"} & set(parts) else ():
        with desk.running(size) as server:
            if wants_pages:
                by_size[size] = list(pages.run(size, wants_pages))
            if "store" in parts:
                yield from storing.run(server.url, size)
            if "many" in parts:
                yield from many.run(server.url, size)
            # The millions of orders and promises stand beside the smallest desk.
            if "orders" in parts and size == min(sizes):
                yield from orders.run()
            if "promises" in parts and size == min(sizes):
                yield from promises.run()
            if "reports" in parts and size == min(sizes):
                yield from reports.run()
    if wants_pages:
        yield from pages.figures(by_size)
    if "coach" in parts:
        yield from coach.run()
    if "causes" in parts:
        yield from causes_thinking.run()
    if "whole" in parts:
        yield from whole.run()
    if "live" in parts:
        yield from live.run()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory.")
    parser.add_argument("--only", type=_names, default=PARTS, help=f"parts to run: {','.join(PARTS)}")
    parser.add_argument(
        "--conversations", type=_numbers, default=[10_000, 1_000_000], help="sizes of the desk: 10000,1000000"
    )
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = set(names) - set(PARTS)
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no part {', '.join(sorted(unknown))}")
    return names


def _numbers(text: str) -> list[int]:
    return [int(number.replace("_", "")) for number in text.split(",")]


if __name__ == "__main__":
    main()
