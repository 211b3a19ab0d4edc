#!/usr/bin/env bash
# Installs what is missing: system packages, the Python environment (.venv), the JavaScript bundle.
#   packaging/setup.sh [test]     `test` adds what only the tests need
# Safe to repeat; a machine that lacks nothing is left alone within a second.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\033[1m· %s\033[0m\n' "$*"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else echo "Installing system packages needs root: run 'make setup' as root or install sudo." >&2; exit 1; fi
}

wanted() { # the lists, comments cut
  cat packaging/apt.txt; [ "${1:-}" = test ] && cat packaging/apt-test.txt; true
}

installed() { dpkg-query -W -f='${Status}\n' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

missing_packages() {
  local line one have
  while read -r line; do
    have=
    for one in ${line//|/ }; do installed "$one" && have=1 && break; done
    [ -n "$have" ] || printf '%s\n' "$line"
  done < <(wanted "${1:-}" | grep -vE '^\s*(#|$)')
}

choose() { # of `a|b` the first that the system offers
  local one
  for one in ${1//|/ }; do
    apt-cache show --no-all-versions "$one" >/dev/null 2>&1 && { printf '%s\n' "$one"; return; }
  done
  printf '%s\n' "${1%%|*}"
}

system_packages() {
  local missing line names=() guard=/usr/sbin/policy-rc.d made=
  missing=$(missing_packages "${1:-}")
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || {
    echo "This system has no apt-get. Install by hand what packaging/apt.txt lists, then run this again." >&2; exit 1; }
  say "system packages: $(wc -l <<<"$missing") missing, installing"
  as_root apt-get update -qq
  while read -r line; do names+=("$(choose "$line")"); done <<<"$missing"
  # a broker or database that comes with a package must not start by itself on somebody's machine
  if [ ! -e "$guard" ]; then printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null; as_root chmod 755 "$guard"; made=1; fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${names[@]}" \
    >/tmp/toancanh-apt.$$ 2>&1 || { tail -20 /tmp/toancanh-apt.$$ >&2; [ -z "$made" ] || as_root rm -f "$guard"; exit 1; }
  rm -f /tmp/toancanh-apt.$$
  [ -z "$made" ] || as_root rm -f "$guard"
}

python_environment() {
  local stamp=.venv/.toancanh want python
  want=$(cat uv.lock pyproject.toml | sha256sum | cut -d' ' -f1)
  [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return 0
  for python in python3.11 python3.12 python3.13 python3; do command -v "$python" >/dev/null && break; done
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or later is needed; this machine has $("$python" --version)." >&2; exit 1; }
  say "Python environment (.venv) from uv.lock"
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  [ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --disable-pip-version-check "uv>=0.9"
  # compiled now: a daemon that is started again must not spend seconds on compiling what it imports
  UV_PYTHON=.venv/bin/python UV_COMPILE_BYTECODE=1 .venv/bin/uv sync --frozen --inexact --no-progress -q
  printf '%s\n' "$want" >"$stamp"
}

web_bundle() { .venv/bin/python packaging/web.py; }

demo_clips() { # pictures for the demo's cameras: drawn scenes, and free footage from Debian where it can be had
  local stamp=var/.clips want
  want=$(cat backend/demo/*.py | sha256sum | cut -d' ' -f1)
  [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return 0
  say "camera scenes of the demo city (half a minute, once)"
  .venv/bin/python -m backend.demo.footage
  .venv/bin/python -c 'from backend.demo import cameras; cameras.prepare()'
  mkdir -p var; printf '%s\n' "$want" >"$stamp"
}

system_packages "${1:-}"
python_environment
web_bundle
demo_clips
