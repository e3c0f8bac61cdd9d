#!/bin/sh
# Makes .venv from requirements.lock with plain pip, hashes checked. Every failure ends with a sentence that says what to do.
set -eu

say() { printf '%s\n' "$*" >&2; }

for name in python3.11 python3.12 python3.13 python3.14 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$name
        break
    fi
done
if [ -z "${python:-}" ]; then
    say "Zhixing needs Python 3.11 or newer; found $(python3 --version 2>/dev/null || echo none). Install it and run make again."
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    say "$("$python" --version) has no venv module. Install it (Debian, Ubuntu: apt install python3-venv) and run make again."
    exit 1
fi
if [ ! -w . ]; then
    say "The folder $(pwd) is not writable. Copy the project to a folder of your own and run make again."
    exit 1
fi

say "Setting up .venv with $("$python" --version) …"
"$python" -m venv .venv
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }
if ! pip install --require-hashes -r requirements.lock; then
    say "The packages of requirements.lock could not be installed (see above). Check the connection to your package index and the free space, and run make again."
    exit 1
fi
# What the lock installed is enough to build the product: nothing more is fetched.
pip install --no-build-isolation --no-deps --no-index --editable .
touch .venv/.installed
say "Done."
