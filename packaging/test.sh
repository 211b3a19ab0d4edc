#!/usr/bin/env bash
# Every check and every test; stops at the first that fails.  packaging/test.sh [--checks-only] [pytest arguments]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
say() { printf '\033[1m· %s\033[0m\n' "$*"; }
say "ruff";        ruff check -q .; ruff format -q --check .
say "mypy";        mypy
say "import-linter"; lint-imports --no-cache >/tmp/toancanh-lint.$$ 2>&1 || { cat /tmp/toancanh-lint.$$; rm -f /tmp/toancanh-lint.$$; exit 1; }
rm -f /tmp/toancanh-lint.$$
[ "${1:-}" = --checks-only ] && exit 0
say "tests";       python -m pytest "$@"
