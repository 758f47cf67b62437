"""Every folder of `orders/shops` is a connector that loads and says what it can."""

from pathlib import Path

import pytest

from muhatap.orders import shops
from muhatap.orders.connecting import kinds

FOLDERS = sorted(path.parent.name for path in Path(shops.__path__[0]).glob("*/__init__.py"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_is_a_kind(folder: str) -> None:
    kind = kinds()[folder]
    assert kind.label
    assert all(each.label for each in kind.fields)
    assert (Path(shops.__path__[0]) / folder / "README.md").exists() or folder == "embedded"
