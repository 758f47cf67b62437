"""`muhatap import orders` as somebody at a terminal meets it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from muhatap.orders.models import Order
from tests import make
from tests.orders import desk


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    before, _, rest = settings.DATABASE_URL.rpartition("/")
    query = rest.partition("?")[2]
    database = f"{before}/{connection.settings_dict['NAME']}" + (f"?{query}" if query else "")
    command = [sys.executable, "-m", "muhatap.cli.main", "import", "orders", *arguments]
    return subprocess.run(
        command, cwd=folder, env=os.environ | {"DATABASE_URL": database}, capture_output=True, text=True, timeout=120
    )


@pytest.mark.django_db(transaction=True)
def test_a_table_comes_in_and_what_was_skipped_is_listed(tmp_path: Path) -> None:
    desk.shop(make.brand(), name="Çarşı")
    (tmp_path / "orders.csv").write_text("sipariş no;tarih;toplam\n8812;18.11.2026;649,00\n8813;dün;10\n")

    unknown = run("orders.csv", "--shop", "Başka", folder=tmp_path)
    done = run("orders.csv", "--shop", "Çarşı", folder=tmp_path)

    assert (unknown.returncode, "No shop of this desk is called Başka" in unknown.stderr) == (1, True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Stored: 1. Known already: 0. Skipped: 1;" in done.stdout
    assert Order.objects.get().number == "8812"
    assert "8813" in (tmp_path / "import-report.tsv").read_text()
