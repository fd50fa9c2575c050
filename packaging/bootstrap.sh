#!/bin/sh
# Sets up .venv and the system's libraries for a target: run, test or bench. POSIX sh, since nothing else is sure to be there.
# Ends at once, without network, when it has been done for the same pyproject.toml and constraints.txt.
set -eu
target=${1:-run}
cd "$(dirname "$0")/.."

for python in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    python=
done
[ -n "$python" ] || { echo "Harmony needs Python 3.11 or newer. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }

key=$("$python" - <<'END'
import hashlib, pathlib, sys
text = sys.version + "".join(pathlib.Path(p).read_text() for p in ("pyproject.toml", "constraints.txt", "packaging/bootstrap.sh"))
print(hashlib.sha256(text.encode()).hexdigest())
END
)
# What bench needs holds all that test needs, and that all that run needs.
case $target in run) enough="run test bench" ;; test) enough="test bench" ;; *) enough=bench ;; esac
for done in $enough; do
    stamp=".venv/.harmony-$done"
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$key" ] && exit 0
done

say() { printf '%s\n' "$*" >&2; }

qt="libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0 libgssapi-krb5-2 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
screen="xvfb openbox xdotool xclip imagemagick x11-utils git dbus at-spi2-core libglib2.0-bin"

# Installs Debian packages when root, else says the exact line. Args: packages.
packages() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    missing=
    for name in "$@"; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing="$missing $name"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        say "Installing system packages:$missing"
        export DEBIAN_FRONTEND=noninteractive
        { apt-get install -y -qq --no-install-recommends $missing || { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; }; } >/dev/null 2>&1 ||
            { say "apt-get could not install:$missing"; return 1; }
    else
        say "These system packages are missing; please run:"
        say "    sudo apt-get install -y --no-install-recommends$missing"
        return 1
    fi
}

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then packages python3-venv || exit 1; fi
if [ "$target" = run ]; then
    # The board needs Qt's libraries; the command line does not, so a refusal here is no end.
    packages $qt || say "Without them the Melody is played in the terminal."
else
    packages $qt $screen || exit 1
fi

if ! .venv/bin/python -c '' 2>/dev/null; then
    say "Making .venv …"
    "$python" -m venv --clear .venv
fi
case $target in run) extra= ;; bench) extra='[dev,bench,bench-board]' ;; *) extra='[dev]' ;; esac
say "Installing Python packages (the first time takes a minute or two) …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".$extra"
# The stubs that come with Qt.py would hide PySide's own types from mypy.
[ "$target" = bench ] && .venv/bin/python -m pip uninstall --quiet --yes types-pyside6 types-pyside2
printf '%s' "$key" >".venv/.harmony-$target"
