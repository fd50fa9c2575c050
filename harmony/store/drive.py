"""Whether a folder lies on a network drive, where SQLite's log and locks do not work."""

from __future__ import annotations

import os
import re
from pathlib import Path

_REMOTE = frozenset("nfs nfs3 nfs4 cifs smb2 smb3 smbfs afs ncpfs fuse.sshfs glusterfs ceph lustre".split())


def remote_kind(path: Path, mounts: str | None = None) -> str:
    """The kind of network drive that `path` lies on; empty if it is local or that is not known.

    Args:
        path: a file or folder, there or not.
        mounts: the system's table of mounts, by default that of this machine (Linux).
    """
    if os.name == "nt":
        return "network share" if str(path.absolute()).startswith("\\\\") else ""
    if mounts is None:
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
    whole, best, kind = Path(os.path.realpath(path)), -1, ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[1]))
        # Of two on the same place the later hides the earlier.
        if (whole == point or point in whole.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind if kind in _REMOTE else ""
