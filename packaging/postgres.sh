#!/usr/bin/env bash
# A private PostgreSQL for tests and trials, on the loopback only.
#   packaging/postgres.sh start FOLDER PORT [fast]   makes it if need be, starts it, prints its address
#   packaging/postgres.sh stop FOLDER [immediate]    stops it; with `immediate` as a crash would
#   packaging/postgres.sh remove FOLDER              stops it and deletes it
# `fast` leaves out waiting for the disk: only for data that may be lost with the machine.
set -euo pipefail

die() { echo "$*" >&2; exit 1; }

[ $# -ge 2 ] || die "usage: packaging/postgres.sh start FOLDER PORT [fast] | stop FOLDER [immediate] | remove FOLDER"
action=$1 folder=$(realpath -m "$2")

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /none/initdb)")
[ -x "$bin/initdb" ] || die "PostgreSQL is not installed (no initdb): run 'make setup', or apt-get install postgresql"

# PostgreSQL refuses to run as root; the package made a user for it.
as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd / && exec setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi
}

make_cluster() {
  mkdir -p "$folder"
  if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || die "the user 'postgres' is missing: apt-get install postgresql"
    chown postgres: "$folder"
    as_owner test -w "$folder" || die "user postgres cannot reach $folder: choose a folder below /tmp"
  fi
  as_owner "$bin/initdb" -D "$folder/data" -U toancanh -A trust -E UTF8 --locale=C --no-sync >"$folder.log" 2>&1 ||
    { cat "$folder.log" >&2; die "initdb failed in $folder"; }
  rm -f "$folder.log"
}

start() {
  local port=$1 options
  [ -d "$folder/data" ] || make_cluster
  options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=''"
  options+=" -c shared_buffers=64MB -c max_connections=60"
  [ "${2:-}" != fast ] || options+=" -c fsync=off -c full_page_writes=off"
  as_owner "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/server.log" -o "$options" start >/dev/null ||
    { tail -5 "$folder/server.log" >&2; die "PostgreSQL did not start on port $port (taken?): see $folder/server.log"; }
  as_owner "$bin/psql" -h 127.0.0.1 -p "$port" -U toancanh -d postgres -qtAc \
    "SELECT 1 FROM pg_database WHERE datname = 'toancanh'" | grep -q 1 ||
    as_owner "$bin/createdb" -h 127.0.0.1 -p "$port" -U toancanh toancanh
  echo "postgresql+psycopg://toancanh@127.0.0.1:$port/toancanh"
}

stop() {
  [ -f "$folder/data/postmaster.pid" ] || return 0
  as_owner "$bin/pg_ctl" -D "$folder/data" -w -t 60 -m "${1:-fast}" stop >/dev/null
}

case $action in
  start) [ $# -ge 3 ] || die "name the port: packaging/postgres.sh start FOLDER PORT"; start "$3" "${4:-}" ;;
  stop) stop "${3:-fast}" ;;
  remove) stop immediate; rm -rf "$folder" ;;
  *) die "'$action' is not known; expected start, stop or remove" ;;
esac
