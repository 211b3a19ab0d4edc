#!/usr/bin/env bash
# Every check and every test; stops at the first part that fails.  packaging/test.sh [--checks-only] [pytest arguments]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
say() { printf '\033[1m· %s\033[0m\n' "$*"; }
say "ruff";        ruff check -q .; ruff format -q --check .
say "mypy";        mypy
say "import-linter"; lint-imports --no-cache >/tmp/toancanh-lint.$$ 2>&1 || { cat /tmp/toancanh-lint.$$; rm -f /tmp/toancanh-lint.$$; exit 1; }
rm -f /tmp/toancanh-lint.$$
[ "${1:-}" = --checks-only ] && exit 0
if [ $# -gt 0 ]; then say "tests"; exec python -m pytest "$@"; fi

# Whole programs want the machine for themselves; the units of daemon and screens share nothing and run side by side.
say "tests of the whole: contract, checks, use cases, end to end"
python -m pytest tests/checks tests/contract tests/usecases tests/end2end
say "tests of the parts: the daemon's beside those of the screens"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
python -m pytest tests/unit/backend >"$log" 2>&1 &
backend=$!
python -m pytest tests/unit --ignore=tests/unit/backend && screens=0 || screens=$?
wait "$backend" && daemon=0 || daemon=$?
cat "$log"
exit $((screens ? screens : daemon))
