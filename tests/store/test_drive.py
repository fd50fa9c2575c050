from __future__ import annotations

from pathlib import Path

import pytest

from harmony.errors import StoreError
from harmony.store import Database, database
from harmony.store.drive import remote_kind

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/me/disk ext4 rw 0 0
//server/share /mnt/my\\040share cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/me/harmony", "nfs4"),
        ("/home/me/disk/harmony", ""),
        ("/homestead", ""),
        ("/mnt/my share/x", "cifs"),
        ("/var/x", ""),
    ],
)
def test_the_innermost_mount_counts(path: str, kind: str) -> None:
    assert remote_kind(Path(path), MOUNTS) == kind


def test_this_machine_can_be_asked(tmp_path: Path) -> None:
    assert isinstance(remote_kind(tmp_path), str)


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "remote_kind", lambda _path: "nfs4")
    with pytest.raises(StoreError, match=r"harmony\.db.*nfs4.*HARMONY_HOME"):
        Database(tmp_path / "harmony.db").open()
    assert list(tmp_path.iterdir()) == []
