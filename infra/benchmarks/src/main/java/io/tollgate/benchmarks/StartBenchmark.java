package io.tollgate.benchmarks;

import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.standalone.Broker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a server is worth in its first seconds: requests at a fixed rate from the moment that its health says SERVING. */
@Command(
        name = "start",
        description =
                "Latency, failures and CPU by the second of age of a server that was just started, from the moment"
                        + " that its health says SERVING: a gateway, beside a gRPC server that answers without looking at the"
                        + " request.")
final class StartBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;

    /** Nobody listens there: the port is a reserved one. */
    private static final String NO_KAFKA = "127.0.0.1:1";

    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final Duration CLIENT_WARM_UP = Duration.ofSeconds(10);
    private static final int UNANSWERED_AFTER_SECONDS = 20;
    private static final int STEADY_SECONDS = 5;
    private static final double NEAR_STEADY = 1.5;

    @Option(
            names = "--pin",
            paramLabel = "CORES",
            description = "Cores for the measured server alone, as taskset has them: 0, or 0,1. Default: all, for all.")
    private @Nullable String pin;

    @Option(names = "--without-echo", description = "Measures the gateway alone.")
    private boolean withoutEcho;

    @Option(names = "--seconds", description = "How long each is asked. Default: ${DEFAULT-VALUE}.")
    private int seconds = 30;

    @Option(names = "--rate", description = "Requests a second. Default: ${DEFAULT-VALUE}.")
    private int rate = 2_000;

    @Option(names = "--customers", description = "Customers that ask in turn. Default: ${DEFAULT-VALUE}.")
    private int customers = 10_000;

    @Option(names = "--without-kafka", description = "The gateway finds no Kafka, and does not wait for one.")
    private boolean withoutKafka;

    @Option(
            names = "--up",
            description =
                    "Measures all of `tollgate up` instead, at full load: so many requests in flight. Needs no echo"
                            + " and no pinning; give it 60 seconds or more.")
    private boolean up;

    @Option(names = "--in-flight", description = "Requests in flight of --up. Default: ${DEFAULT-VALUE}.")
    private int inFlight = 128;

    /** What was seen of one server, by its age in seconds. */
    private record Seen(Duration serving, List<Latencies> latencies, List<Integer> failures, List<Double> cpuMicros) {}

    @Override
    public Integer call() throws Exception {
        if (pin != null) {
            Cores.leave(pin);
        }
        Path folder = Files.createTempDirectory("tollgate-bench");
        RateLimitRequest[] requests = Scenario.CUSTOMERS.requests(customers);
        Files.createDirectories(folder.resolve("limits"));
        Files.writeString(folder.resolve("limits/bench.yaml"), Scenario.CUSTOMERS.limits());
        warmUpClient(folder, requests);
        if (up) {
            up(folder, requests);
            return 0;
        }
        OUT.printf(
                "%d requests a second by %d customers; the server on %s%n",
                rate, customers, pin == null ? "all cores" : "core " + pin);
        if (!withoutEcho) {
            try (ServerProcess echo = ServerProcess.echo(folder, pin)) {
                print("echo", watch(echo, false, requests));
            }
        }
        if (withoutKafka) {
            gateway(folder, NO_KAFKA, Map.of("TOLLGATE_READY_TIMEOUT_MS", "0"), requests);
        } else {
            try (Broker broker = Broker.start(folder.resolve("kafka"), 0);
                    ServerProcess streams = ServerProcess.streams(folder, broker.bootstrapServers())) {
                gateway(folder, broker.bootstrapServers(), Map.of(), requests);
                OUT.printf(
                        "the streams app used %.1f s of CPU in all%n",
                        streams.cpu().toMillis() / 1000.0);
            }
        }
        return 0;
    }

    private void gateway(Path folder, String bootstrap, Map<String, String> environment, RateLimitRequest... requests)
            throws Exception {
        try (ServerProcess gateway = ServerProcess.launchedGateway(folder, "gateway", bootstrap, environment, pin)) {
            print("gateway", watch(gateway, true, requests));
        }
    }

    /** Else the first seconds would show how slow a client is that just started. */
    private void warmUpClient(Path folder, RateLimitRequest... requests) throws IOException {
        try (ServerProcess echo = ServerProcess.echo(folder, null);
                LoadClient client = new LoadClient(echo.port(), requests)) {
            var unused = client.openLoop(rate, CLIENT_WARM_UP);
        }
    }

    private void up(Path folder, RateLimitRequest... requests) throws Exception {
        try (ServerProcess all = ServerProcess.launchedUp(folder, Map.of())) {
            awaitServing(all);
            OUT.printf(
                    "up: SERVING %.2f s after its command; then %d requests in flight by %d customers%n%8s %12s %10s %10s%n",
                    all.sinceStart().toMillis() / 1000.0,
                    inFlight,
                    customers,
                    "age, s",
                    "answers/s",
                    "p50, ms",
                    "p99, ms");
            try (LoadClient client = new LoadClient(all.port(), requests)) {
                print(FullLoad.ask(client, inFlight, seconds, requests));
            }
        }
    }

    private void print(FullLoad.Seen seen) {
        for (int from = 0; from < seconds; from += STEADY_SECONDS) {
            int to = Math.min(seconds, from + STEADY_SECONDS);
            Latencies of = together(seen, from, to);
            OUT.printf(
                    "%3d..%3d %12.0f %10.2f %10.2f%n",
                    from, to, of.count() / (double) (to - from), of.millis(50), of.millis(99));
        }
        double steady =
                together(seen, Math.max(0, seconds - STEADY_SECONDS), seconds).count()
                        / (double) Math.min(seconds, STEADY_SECONDS);
        int last = seconds;
        while (last > 0 && seen.latencies().get(last - 1).count() * NEAR_STEADY >= steady) {
            last--;
        }
        OUT.printf(
                "within %.1f of the steady %.0f a second from second %d on; failed in all %d%n",
                NEAR_STEADY, steady, last + 1, seen.failed());
    }

    private static Latencies together(FullLoad.Seen seen, int from, int to) {
        Latencies all = new Latencies();
        seen.latencies().subList(from, to).forEach(all::addAll);
        return all;
    }

    private Seen watch(ServerProcess server, boolean hasHealth, RateLimitRequest... requests) throws IOException {
        if (hasHealth) {
            awaitServing(server);
        }
        Duration serving = server.sinceStart();
        try (LoadClient client = new LoadClient(server.port(), requests)) {
            return ask(server, serving, client, requests);
        }
    }

    private static void awaitServing(ServerProcess server) throws IOException {
        var channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .directExecutor()
                .build();
        try {
            HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
            HealthCheckRequest request =
                    HealthCheckRequest.newBuilder().setService("ratelimit").build();
            while (!isServing(health, request)) {
                if (server.sinceStart().compareTo(LONGEST_START) > 0) {
                    throw new IOException("a measured process is not SERVING after " + LONGEST_START);
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean isServing(HealthGrpc.HealthBlockingStub health, HealthCheckRequest request) {
        try {
            return health.check(request).getStatus() == ServingStatus.SERVING;
        } catch (StatusRuntimeException e) {
            return false; // it listens before it answers
        }
    }

    private Seen ask(ServerProcess server, Duration serving, LoadClient client, RateLimitRequest... requests) {
        int count = rate * seconds;
        long step = Duration.ofSeconds(1).toNanos() / rate;
        AtomicLongArray nanos = new AtomicLongArray(count);
        Semaphore done = new Semaphore(0);
        List<Duration> cpu = new ArrayList<>(List.of(server.cpu()));
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (i > 0 && i % rate == 0) {
                cpu.add(server.cpu());
            }
            long due = begin + i * step;
            OpenLoop.awaitDue(due);
            client.ask(requests[i % requests.length], new Answer(i, due, nanos, done));
        }
        cpu.add(server.cpu());
        awaitAll(done, count);
        List<Latencies> latencies = new ArrayList<>();
        List<Integer> failed = new ArrayList<>();
        List<Double> cpuMicros = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            Latencies of = new Latencies();
            int unanswered = 0;
            for (int i = second * rate; i < (second + 1) * rate; i++) {
                long took = nanos.get(i);
                if (took > 0) {
                    of.add(took);
                } else {
                    unanswered++;
                }
            }
            latencies.add(of);
            failed.add(unanswered);
            cpuMicros.add(cpu.get(second + 1).minus(cpu.get(second)).toNanos() / 1000.0 / rate);
        }
        return new Seen(serving, latencies, failed, cpuMicros);
    }

    /** Those without an answer by then count as failed. */
    private static void awaitAll(Semaphore done, int count) {
        try {
            var unused = done.tryAcquire(count, UNANSWERED_AFTER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Answer implements StreamObserver<RateLimitResponse> {
        private final int number;
        private final long due;
        private final AtomicLongArray nanos;
        private final Semaphore done;

        Answer(int number, long due, AtomicLongArray nanos, Semaphore done) {
            this.number = number;
            this.due = due;
            this.nanos = nanos;
            this.done = done;
        }

        @Override
        public void onNext(RateLimitResponse response) {
            nanos.set(number, System.nanoTime() - due);
        }

        @Override
        public void onError(Throwable cause) {
            done.release(); // it has no time, which is what is counted
        }

        @Override
        public void onCompleted() {
            done.release();
        }
    }

    private void print(String name, Seen seen) {
        OUT.printf(
                "%n%s: SERVING %.2f s after its command%n%8s %10s %10s %10s %14s%n",
                name, seen.serving.toMillis() / 1000.0, "age, s", "p50, ms", "p99, ms", "failed", "CPU, us each");
        double steady = seen.cpuMicros.subList(Math.max(0, seconds - STEADY_SECONDS), seconds).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
        for (int second = 0; second < seconds; second++) {
            OUT.printf(
                    "%8d %10.2f %10.2f %10d %14.1f%n",
                    second + 1,
                    seen.latencies.get(second).millis(50),
                    seen.latencies.get(second).millis(99),
                    seen.failures.get(second),
                    seen.cpuMicros.get(second));
        }
        int last = seconds;
        while (last > 0 && seen.cpuMicros.get(last - 1) <= steady * NEAR_STEADY) {
            last--;
        }
        OUT.printf(
                "CPU within %.1f of the steady %.0f us from second %d on; failed in all %d%n",
                NEAR_STEADY,
                steady,
                last + 1,
                seen.failures.stream().mapToInt(Integer::intValue).sum());
    }
}
