"""Benchmark: the same city and rules through Prometheus and Alertmanager, every interval 1 s.

    python -m benchmarks.peer_prometheus [--seconds 40] [--rate 5000] [--json]

MQTT → an exporter that keeps the newest value of each series → Prometheus (scrape and evaluation every
second) → Alertmanager (no waiting for a group) → a webhook, where the alert's delay is measured. Needs
Debian's packages prometheus and prometheus-alertmanager; their services need not run.
"""

from __future__ import annotations

import argparse
import contextlib
import http.server
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import paho.mqtt.client as paho
import psutil
import yaml
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks._city import RULES, Cpu, broker, free_port, latencies, machine, start_load, wait_for_port
from benchmarks._plain import Reading

SETTLE_S = 5.0
"""The city is known to Prometheus before the load's alarms count."""


def run(seconds: float = 40.0, rate: float = 5000.0) -> dict[str, Any]:
    """Return the measurement of Prometheus and of the daemon at the same rate, one after the other."""
    from benchmarks.latency import measure_ours  # noqa: PLC0415 - it loads the daemon's wire

    peer, ours = measure_peer(seconds, rate), measure_ours(seconds, rate)
    ratio = round(peer["p50_ms"] / ours["p50_ms"], 1) if ours["p50_ms"] and peer["p50_ms"] else None
    return {
        "bench": "peer_prometheus",
        "what": f"ms from reading to alert at {rate:.0f}/s; baseline: Prometheus + Alertmanager, "
        "intervals 1 s; ratio: baseline p50 over ours; target ≥ 100",
        "ours": ours,
        "baseline": peer,
        "ratio": ratio,
        "machine": machine(),
    }


def measure_peer(seconds: float, rate: float) -> dict[str, Any]:
    """Measure Prometheus and Alertmanager."""
    seen: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        port, _ = stack.enter_context(broker(folder))
        export_port = free_port()
        stack.enter_context(
            _process(sys.executable, "-m", __spec__.name, "--export", f"{port}:{export_port}")
        )
        wait_for_port(export_port)
        hook_port = stack.enter_context(_webhook(seen))
        alertmanager, alert_port = stack.enter_context(_alertmanager(folder, hook_port))
        prometheus = stack.enter_context(_prometheus(folder, export_port, alert_port))
        time.sleep(SETTLE_S)
        cpu = Cpu(prometheus=psutil.Process(prometheus.pid), alertmanager=psutil.Process(alertmanager.pid))
        load = start_load(port, rate, seconds, folder / "truth.jsonl")
        sent = json.loads(load.communicate()[0])
        usage = cpu.result()
        # An alert may take some seconds: those due at the very end do not count.
        until = time.time() - SETTLE_S  # noqa: TID251 - both ends of the way are on this machine's clock
        words = latencies(folder / "truth.jsonl", seen, until)
    return {"sent_per_s": round(sent["rate"]), **words, **usage}


def _program(name: str, package: str) -> str:
    found = shutil.which(name, path="/usr/bin:/usr/local/bin:/usr/sbin")
    if found is None:
        raise SystemExit(f"{name} is missing; run 'apt-get install --no-install-recommends {package}'")
    return found


@contextlib.contextmanager
def _process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def _alertmanager(folder: Path, hook_port: int) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    program = _program("prometheus-alertmanager", "prometheus-alertmanager")
    hook = {"url": f"http://127.0.0.1:{hook_port}/", "send_resolved": False}
    route = {
        "receiver": "hook",
        "group_by": ["..."],
        "group_wait": "0s",
        "group_interval": "1s",
        "repeat_interval": "1h",
    }
    settings = {"route": route, "receivers": [{"name": "hook", "webhook_configs": [hook]}]}
    (folder / "alertmanager.yml").write_text(yaml.safe_dump(settings))
    port = free_port()
    words = [f"--config.file={folder / 'alertmanager.yml'}", f"--storage.path={folder / 'am'}"]
    words += [f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="]
    with _process(program, *words) as process:
        wait_for_port(port)
        yield process, port


@contextlib.contextmanager
def _prometheus(folder: Path, export_port: int, alert_port: int) -> Iterator[subprocess.Popen[bytes]]:
    program = _program("prometheus", "prometheus")
    rules = [
        {
            "alert": rule["rule"],
            "expr": f"city_{rule['metric']} {'>' if rule['above'] else '<'} {rule['limit']}",
            **({"for": f"{rule['hold']:.0f}s"} if rule["hold"] else {}),
        }
        for rule in RULES
    ]
    (folder / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "city", "rules": rules}]}))
    settings = {
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(folder / "rules.yml")],
        "scrape_configs": [
            {"job_name": "city", "static_configs": [{"targets": [f"127.0.0.1:{export_port}"]}]}
        ],
        "alerting": {
            "alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{alert_port}"]}]}],
        },
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(settings))
    port = free_port()
    words = [f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'tsdb'}"]
    with _process(program, *words, f"--web.listen-address=127.0.0.1:{port}") as process:
        wait_for_port(port)
        yield process


@contextlib.contextmanager
def _webhook(seen: dict[tuple[str, str], list[float]]) -> Iterator[int]:
    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            at = time.time()  # noqa: TID251 - as above
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            for alert in body["alerts"]:
                if alert["status"] == "firing":
                    key = (alert["labels"]["alertname"], alert["labels"]["station"])
                    seen.setdefault(key, []).append(at)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent: a line for each alert would cost what is measured."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()


def export(broker_port: int, port: int) -> None:
    """Serve the newest value of each series of the broker to Prometheus, until killed."""
    newest: dict[tuple[str, str], float] = {}
    decode = msgspec.json.Decoder(Reading).decode

    def take(_client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        reading = decode(message.payload)
        newest[reading.metric, reading.station] = reading.value

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            rows = [
                f'city_{metric}{{station="{station}"}} {v}' for (metric, station), v in list(newest.items())
            ]
            body = ("\n".join(rows) + "\n").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_connect = lambda c, *_: c.subscribe("city/#")
    client.on_message = take
    client.connect("127.0.0.1", broker_port)
    client.loop_start()
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Page).serve_forever()


def main() -> None:
    """Print the result, or be the exporter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--rate", type=float, default=5000.0)
    parser.add_argument("--export", default="", help="BROKER:PORT; used by the benchmark itself")
    parser.add_argument("--json", action="store_true", help="one line")
    given = parser.parse_args()
    if given.export:
        broker_port, port = given.export.split(":")
        export(int(broker_port), int(port))
        return
    result = run(given.seconds, given.rate)
    print(json.dumps(result, ensure_ascii=False, indent=None if given.json else 1))


if __name__ == "__main__":
    main()
