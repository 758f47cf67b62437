"""The order of the apps, held by imports (import-linter) and by foreign keys (here), from one list in pyproject."""

import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, ManyToManyField
from django.db.models.fields.related import ForeignObject

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
# From the top down; apps of one line are independent of each other.
LAYERS = [[name.strip(" ()") for name in line.split("|")] for line in CONTRACTS[0]["layers"]]
HEIGHT = {name: -position for position, names in enumerate(LAYERS) for name in names}


def relations() -> list[tuple[str, str, str]]:
    """Return every relation between our models: (app, app it points to, field)."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("muhatap."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignObject | ManyToManyField) and isinstance(field, Field):
                target = field.related_model
                assert not isinstance(target, str)
                assert target is not None
                if target.__module__.startswith("muhatap."):
                    found.append((model._meta.app_label, target._meta.app_label, str(field)))
    return found


def test_every_app_has_its_layer() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("muhatap.")}

    assert ours <= set(HEIGHT)


@pytest.mark.parametrize(("app", "target", "field"), relations(), ids=[field for _, _, field in relations()])
def test_a_foreign_key_points_down(app: str, target: str, field: str) -> None:
    assert app == target or HEIGHT[target] < HEIGHT[app], f"{field} points from {app} to {target}"


def test_no_migration_depends_on_a_higher_app() -> None:
    wrong = [
        f"{file.relative_to(ROOT)} → {target}"
        for file in (ROOT / "muhatap").glob("*/migrations/*.py")
        for target in re.findall(r"\(\s*[\"'](\w+)[\"'],\s*[\"']\d{4}_", file.read_text())
        if HEIGHT.get(target, -99) > HEIGHT[file.parent.parent.name]
    ]
    assert wrong == []


def test_the_layers_of_the_apps_are_the_order_of_their_settings() -> None:
    from django.conf import settings

    ours = [name.split(".")[1] for name in settings.INSTALLED_APPS if name.startswith("muhatap.")]

    # An app above another may shadow its templates and words, never the other way round.
    assert all(HEIGHT[upper] >= HEIGHT[lower] for upper, lower in pairwise(ours))


def test_imports_keep_the_contracts() -> None:
    linter = Path(sys.executable).with_name("lint-imports")

    answer = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-1000:]
