"""What people keep mail in, read piece by piece."""

from pathlib import Path

import pytest

from muhatap.mail.sources.archives import Found, read

FROM = b"From zeynep@example.com Mon Nov  2 10:11:12 2026\n"
ONE = b"Subject: bir\n\nMerhaba\n"
TWO = b"Subject: iki\n\nFrom here on we quote.\n\nFrom now on too\n"


def found(path: Path, most_bytes: int = 10_000) -> list[tuple[str, bytes | None]]:
    return [(each.place, each.raw) for each in read(path, most_bytes=most_bytes)]


@pytest.mark.parametrize(
    ("content", "mails"),
    [
        (b"", [None]),
        (FROM + ONE, [ONE]),
        (FROM + ONE + b"\n" + FROM + TWO, [ONE, TWO]),
        # A separator stands after a blank line only.
        (FROM + ONE + FROM + b"x\n", [ONE + FROM + b"x\n"]),
        (FROM + b"Subject: x\n\n>From a\n>>From b\n> From c\n", [b"Subject: x\n\nFrom a\n>From b\n> From c\n"]),
        ((FROM + ONE + b"\n").replace(b"\n", b"\r\n"), [ONE.replace(b"\n", b"\r\n")]),
        (FROM + b"Subject: x\n\n" + b"y" * 5000 + b"\n\n" + FROM + ONE, [b"Subject: x\n\n" + b"y" * 5000 + b"\n", ONE]),
        # Too large: passed over, the next one comes.
        (FROM + b"y" * 20_000 + b"\n\n" + FROM + ONE, [None, ONE]),
        (FROM + b"\n" + FROM + ONE, [None, ONE]),
    ],
)
def test_an_mbox_is_divided(tmp_path: Path, content: bytes, mails: list[bytes | None]) -> None:
    box = tmp_path / "kutu.mbox"
    box.write_bytes(content)

    assert [raw for _, raw in found(box)] == mails


def test_a_folder_of_everything(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "arşiv").mkdir()
    (tmp_path / "arşiv" / "2019").write_bytes(FROM + TWO)
    (tmp_path / "arşiv" / "notlar.txt").write_text("not a mail")
    (tmp_path / "arşiv" / "boş.eml").write_bytes(b"")
    maildir = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"):
        (maildir / part).mkdir(parents=True)
    (maildir / "cur" / "1.M1.host:2,S").write_bytes(ONE)
    (maildir / ".Sent" / "new" / "2.M2.host").write_bytes(TWO)
    (maildir / "tmp" / "3").write_bytes(b"half")
    (maildir / "dovecot.index").write_bytes(b"index")
    (tmp_path / "kısayol").symlink_to(tmp_path)

    assert list(read(tmp_path, most_bytes=10_000)) == [
        Found("Maildir/.Sent/new/2.M2.host", TWO),
        Found("Maildir/cur/1.M1.host:2,S", ONE),
        Found("a.eml", ONE),
        Found("arşiv/2019 #1", TWO),
        Found("arşiv/boş.eml", None, "The file is empty."),
        Found("arşiv/notlar.txt", None, "Not a mail: it is neither .eml nor mbox."),
        Found("kısayol", None, "A link to elsewhere is not followed."),
    ]


def test_a_single_mail(tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(ONE)

    assert found(file) == [("mail.eml", ONE)]
    assert found(file, most_bytes=3) == [("mail.eml", None)]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read(tmp_path / "yok", most_bytes=1))
