"""Runs run_cases.py, the driver, against Tollgate and writes down what came out. Started by `run`, in the same folder.

A profile of the cases is one set of settings. For each profile and transport a gateway of its own is started, in the way
a deployment of envoyproxy/ratelimit is: by environment variables and a folder of limit files. It has a data folder of
its own, so all counters are zero, and no Kafka: a gateway decides without. Profiles with needs_clock run on
io.tollgate.it.ClockFileGatewayMain, the same gateway with a clock that is read from a file.

Counters are checked in both ways that they leave a gateway: by statsd in the run over gRPC, by Prometheus over /json.
"""
import argparse
import concurrent.futures
import itertools
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import yaml

import report

HERE = os.path.dirname(os.path.abspath(__file__))
DRIVER = os.path.join(HERE, "run_cases.py")
OWN_CASES = [os.path.join(HERE, name) for name in ("cases.yaml", "more-cases.yaml")]
JVM_OPTIONS = ["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
START_SECONDS = 60
HEALTHY_SECONDS = 8
STOP_SECONDS = 20
LINES_OF_OUTPUT = 12
PORTS_LOCK = threading.Lock()
PORTS = iter(range(20_000 + os.getpid() % 1_000 * 5, 32_000))


def merged_cases(files):
    """Returns the cases of all files as one document, each with the file it is from."""
    merged = {"profiles": {}, "cases": []}
    for file in files:
        with open(file, encoding="utf8") as text:
            document = yaml.safe_load(text)
        for name, settings in document["profiles"].items():
            if merged["profiles"].setdefault(name, settings) != settings:
                sys.exit(f"{file}: profile {name} has other settings in another file")
        merged["cases"] += document["cases"]
    return merged


def free_port():
    """Returns a port that no one else is given: each only once here, and below those that a kernel gives by itself."""
    while True:
        with PORTS_LOCK:
            port = next(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass  # taken, the next one


class Gateway:
    """A gateway in a process of its own, with the settings of one profile."""

    def __init__(self, java, folder, profile, spec, transport):
        self.folder = os.path.join(folder, profile)
        self.config = os.path.join(self.folder, "config")
        self.grpc, self.http, self.debug, self.metrics = (free_port() for _ in range(4))
        self.transport = transport
        self.clock = os.path.join(self.folder, "clock") if spec.get("needs_clock") else None
        self.log = os.path.join(self.folder, "gateway.log")
        if self.clock:
            with open(self.clock, "w", encoding="ascii") as clock:
                clock.write(str(int(time.time())))
            command = java + ["io.tollgate.it.ClockFileGatewayMain", "--clock-file", self.clock]
        else:
            command = java + ["io.tollgate.standalone.Tollgate", "gateway"]
        with open(self.log, "w", encoding="utf8") as log:
            self.process = subprocess.Popen(command, env=self.environment(folder, profile), stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=subprocess.STDOUT)

    def environment(self, folder, profile):
        """Returns what a deployment of the reference sets, and where Tollgate keeps its data."""
        env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "JAVA_HOME", "TMPDIR") if name in os.environ}
        env |= {
            "RUNTIME_ROOT": folder, "RUNTIME_SUBDIRECTORY": profile, "RUNTIME_APPDIRECTORY": "config",
            "RUNTIME_WATCH_ROOT": "false", "LOG_LEVEL": "WARN", "BACKEND_TYPE": "redis",
            "REDIS_SOCKET_TYPE": "tcp", "REDIS_URL": "127.0.0.1:6379", "STATS_FLUSH_INTERVAL": "1s",
            "HOST": "127.0.0.1", "PORT": str(self.http), "GRPC_HOST": "127.0.0.1", "GRPC_PORT": str(self.grpc),
            "DEBUG_HOST": "127.0.0.1", "DEBUG_PORT": str(self.debug),
            "TOLLGATE_DATA_DIR": os.path.join(self.folder, "data"), "TOLLGATE_READY_TIMEOUT_MS": "0",
            "TOLLGATE_BOOTSTRAP_SERVERS": "127.0.0.1:1",  # nobody listens there
        }
        if self.transport == "grpc":
            env |= {"USE_STATSD": "true", "STATSD_HOST": "127.0.0.1", "STATSD_PORT": str(self.metrics)}
        else:
            env |= {"USE_STATSD": "false", "USE_PROMETHEUS": "true", "PROMETHEUS_ADDR": f"127.0.0.1:{self.metrics}"}
        with open(os.path.join(self.folder, "env"), encoding="utf8") as settings:
            env |= dict(line.rstrip("\n").split("=", 1) for line in settings)
        return env

    def await_start(self):
        """Returns None when it listens, or why it does not."""
        end = time.monotonic() + START_SECONDS
        ports = [self.grpc, self.http, self.debug]
        while ports:
            if self.process.poll() is not None:
                return f"the gateway did not start, exit code {self.process.returncode}: {self.output()}"
            if time.monotonic() > end:
                return f"the gateway is late: {self.output()}"
            ports = [port for port in ports if not listens(port)]
            time.sleep(0.05)
        end = time.monotonic() + HEALTHY_SECONDS
        while not self.is_healthy() and time.monotonic() < end:  # some profiles start without being healthy
            time.sleep(0.1)
        return None

    def refusal(self):
        """Returns what /rlconfig says of limits that were refused; empty if none were."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.debug}/rlconfig", timeout=10) as page:
                return " ".join(line[2:] for line in page.read().decode().splitlines() if line.startswith("# "))
        except (urllib.error.URLError, OSError):
            return ""

    def is_healthy(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/healthcheck", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def output(self):
        with open(self.log, encoding="utf8", errors="replace") as log:
            return " | ".join(line.strip() for line in log.readlines()[-LINES_OF_OUTPUT:])

    def arguments(self):
        """Returns where the driver finds it."""
        arguments = ["--target", f"127.0.0.1:{self.grpc}", "--http", f"127.0.0.1:{self.http}",
                     "--debug-http", f"127.0.0.1:{self.debug}", "--config-dir", self.config]
        if self.clock:
            arguments += ["--clock-file", self.clock]
        if self.transport == "grpc":
            return arguments + ["--statsd-port", str(self.metrics), "--stats-wait", "2.5"]
        if listens(self.metrics):
            return arguments + ["--prom-url", f"http://127.0.0.1:{self.metrics}/metrics", "--stats-wait", "0.5"]
        return arguments

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Run:
    """One run of all chosen cases. Its parts may run at once: each has a folder of its own."""

    def __init__(self, options, document, folder):
        self.options, self.document, self.folder = options, document, folder
        self.java = [os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java",
                     *JVM_OPTIONS, "-cp", options.class_path]
        self.cases = os.path.join(folder, "cases.yaml")
        with open(self.cases, "w", encoding="utf8") as text:
            yaml.safe_dump(document, text, allow_unicode=True)

    def chosen(self, of):
        return [case for case in self.document["cases"]
                if of(case) and (not self.options.only or re.search(self.options.only, case["id"]))]

    def parts(self):
        """Returns what is to be run: pairs of a profile and a transport, the longest first."""
        sizes = {}
        for case in self.chosen(lambda case: case.get("type") != "validation"):
            profile = case.get("profile", "default")
            sizes[profile] = sizes.get(profile, 0) + 1
        profiles = sorted(sizes, key=sizes.get, reverse=True)
        if self.options.profile:
            profiles = [profile for profile in profiles if profile in self.options.profile]
        parts = list(itertools.product(profiles, self.options.transport or ["grpc", "json"]))
        validates = not self.options.profile and not self.options.transport
        if self.chosen(lambda case: case.get("type") == "validation") and (validates or self.options.validation):
            parts.insert(0, ("validation", "check"))
        return parts

    def run(self, part):
        profile, transport = part
        begun = time.monotonic()
        results = self.validate() if transport == "check" else self.behave(profile, transport)
        print(f"# {transport}, profile {profile}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        return results

    def drive(self, name, arguments, only=None):
        """Starts the driver and returns what it reports of each case."""
        results = os.path.join(self.folder, name + ".jsonl")
        if os.path.exists(results):
            os.unlink(results)  # of an earlier run with --keep: the driver appends
        command = [sys.executable, DRIVER, "--cases", self.cases, "--report", results, *arguments]
        if only or self.options.only:
            command += ["--only", only or self.options.only]
        driver = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if not os.path.exists(results):
            sys.exit(f"{name}: the driver failed:\n{driver.stdout}")
        with open(results, encoding="utf8") as lines:
            return [json.loads(line) for line in lines]

    def behave(self, profile, transport):
        """Runs the cases of a profile. A file that is refused at the start fails its own case, not all the others.

        The reference reads all files or none, and so does Tollgate: without this a single case whose file Tollgate
        refuses on purpose would hide what becomes of the rest.
        """
        refused = []
        while True:
            gateway = Gateway(self.java, os.path.join(self.folder, transport), profile,
                              self.document["profiles"][profile], transport)
            try:
                problem = gateway.await_start()
                refusal = problem or gateway.refusal()
                blamed = self.blamed(profile, gateway, refusal)
                if not problem and not blamed:
                    results = self.drive(f"{transport}-{profile}",
                                         ["--profile", profile, "--transport", transport, *gateway.arguments()])
                    left_out = {result["id"]: result for result in refused}
                    return [left_out.get(result["id"], result) for result in results]
                if not blamed:
                    return self.all_failed(profile, transport, problem)
                refused += self.all_failed(profile, transport, "its file is refused: " + refusal, only=blamed)
            finally:
                gateway.stop()

    def blamed(self, profile, gateway, problem):
        """Returns the case whose file the gateway refused, after its files are taken away; None if it is none."""
        for case in self.of_profile(profile):
            files = [name for name in os.listdir(gateway.config)
                     if name == case["id"] + ".yaml" or name.startswith(case["id"] + "--")]
            if any(name + ":" in problem for name in files):
                for name in files:
                    os.unlink(os.path.join(gateway.config, name))
                return case["id"]
        return None

    def of_profile(self, profile):
        return self.chosen(lambda case: case.get("profile", "default") == profile and case.get("type") != "validation")

    def emit(self):
        """Writes the limit files of all profiles, for each transport its own: cases change them."""
        for transport in ("grpc", "json"):
            subprocess.run([sys.executable, DRIVER, "--cases", self.cases, "--emit-config",
                            os.path.join(self.folder, transport)], check=True)

    def all_failed(self, profile, transport, problem, only=None):
        return [{"id": case["id"], "result": "FAIL", "why": problem, "profile": profile, "transport": transport}
                for case in self.of_profile(profile)
                if only in (None, case["id"]) and not (transport == "json" and case.get("grpc_only"))]

    def validate(self):
        """Checks configurations; those that only Tollgate takes so far once more as strictly as the reference."""
        results = self.check("check", [])
        again = [r["id"] for r in results if r["result"] == "FAIL" and not r["why"].startswith("rejected")]
        if again:
            strict = {r["id"]: r for r in self.check(
                "check-reference", ["--reference"], only="^(" + "|".join(map(re.escape, again)) + ")$")}
            results = [dict(strict[r["id"]], why="with --reference") if r["id"] in strict
                       and strict[r["id"]]["result"] == "PASS" else r for r in results]
        return [dict(result, profile="validation", transport="check") for result in results]

    def check(self, name, flags, only=None):
        command = [*self.java, "io.tollgate.standalone.ChecksMain"]
        return self.drive(name, ["--emit-config", os.path.join(self.folder, name), "--merge-flag=--merge-domain-config",
                                 *("--check-flag=" + flag for flag in flags), "--validate-with", shlex.join(command)], only)


def parsed(arguments):
    parser = argparse.ArgumentParser(prog="run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", action="append", metavar="FILE",
                        help="cases to run; may be repeated. Default: cases.yaml and more-cases.yaml of this folder")
    parser.add_argument("--profile", action="append", metavar="P", help="only this profile; may be repeated")
    parser.add_argument("--transport", action="append", choices=["grpc", "json"], help="only this way of asking")
    parser.add_argument("--validation", action="store_true", help="the validation cases too, where a profile is chosen")
    parser.add_argument("--only", metavar="REGEX", help="only cases whose id holds this")
    parser.add_argument("--report", metavar="FILE", help="write a line of JSON for each case and transport")
    parser.add_argument("--docs", choices=["write", "check"],
                        help="write the report into docs/measurements/conformance.md, or fail if another one is there")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, metavar="N", help="gateways at once")
    parser.add_argument("--keep", metavar="DIR", help="keep configurations, logs and data of the gateways there")
    parser.add_argument("--class-path", metavar="CP", help="classes of Tollgate. Default: builds them where needed")
    return parser.parse_args(arguments)


def main():
    options = parsed(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that gateways are ended
    document = merged_cases(options.cases or OWN_CASES)
    with tempfile.TemporaryDirectory(prefix="tollgate-conformance-") as temporary:
        folder = os.path.abspath(options.keep or temporary)
        os.makedirs(folder, exist_ok=True)
        run = Run(options, document, folder)
        run.emit()
        pool = concurrent.futures.ThreadPoolExecutor(options.jobs)
        try:
            results = [result for part in pool.map(run.run, run.parts()) for result in part]
        finally:
            pool.shutdown(cancel_futures=True)  # those that run end their gateways themselves
    outcomes = report.outcomes(document["cases"], results)
    if options.docs == "write":
        report.write_docs(document["cases"], outcomes)
    if options.docs == "check":
        outcomes.append(report.check_docs(document["cases"], outcomes))
    report.print_all(outcomes)
    if options.report:
        report.write_lines(outcomes, options.report)
    return 1 if any(outcome["result"] in report.BAD for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
