#!/usr/bin/env bash
# Puts a Python with the packages of the conformance driver at FOLDER/bin/python: a virtual environment that is made once
# and kept in ~/.cache/tollgate. Does nothing where it is there already.
set -euo pipefail

folder=${1:?usage: install.sh FOLDER}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
requirements=$here/requirements.txt

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

command -v python3 >/dev/null || fail "no python3 on the PATH, which runs the conformance cases"
# another Python or other packages: another environment
key=$({ python3 --version && cat "$requirements"; } | cksum | cut -d ' ' -f 1)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tollgate/conformance-$key

mkdir -p "$(dirname "$cache")" "$(dirname "$folder")"
if [ ! -e "$cache/complete" ]; then
  (
    # two builds at once install once
    if command -v flock >/dev/null; then
      flock 9
    fi
    if [ ! -e "$cache/complete" ]; then
      rm -rf "$cache"
      python3 -m venv "$cache" || fail "python3 cannot make a virtual environment: install the package python3-venv"
      "$cache/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --requirement "$requirements" \
        || fail "cannot install the packages of $requirements from PyPI"
      touch "$cache/complete" # last, so that nobody takes half an environment
    fi
  ) 9>"$cache.lock"
fi
ln -sfn "$cache" "$folder"
