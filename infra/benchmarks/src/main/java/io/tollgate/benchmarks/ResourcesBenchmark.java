package io.tollgate.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What it takes to keep many subscriptions. */
@Command(
        name = "resources",
        description =
                "Time to apply customers with a subscription each, and to apply the same again; what they take on heap"
                        + " and disk; time until ready after kill -9; time until a change is in force at a second"
                        + " gateway.")
final class ResourcesBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final String TOKEN = "benchmark";
    private static final String KEY = "api_key";
    private static final long AMOUNT = 1_000_000;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(1);
    private static final int IN_FLIGHT = 64;
    private static final String LIMITS = """
            domain: bench
            descriptors:
              - {key: %s, limits_from: subscription, feature: calls}
            """.formatted(KEY);
    private static final String PLAN =
            "{\"kind\":\"Plan\",\"key\":\"gold\",\"version\":1,\"features\":[{\"key\":\"calls\","
                    + "\"limits\":[{\"name\":\"monthly\",\"unit\":\"month\",\"amount\":" + AMOUNT + "}]}]}";

    @Option(names = "--subscriptions", description = "Each with a customer. Default: ${DEFAULT-VALUE}.")
    private int subscriptions = 100_000;

    @Option(names = "--changes", description = "Changes of an override. Default: ${DEFAULT-VALUE}.")
    private int changes = 200;

    private final HttpClient http = HttpClient.newHttpClient();

    /** All that runs. */
    private record Site(Path folder, String bootstrap, int apiPort) {
        ServerProcess streams() throws IOException {
            return ServerProcess.streams(
                    folder,
                    bootstrap,
                    Map.of(
                            "TOLLGATE_HTTP_HOST",
                            "127.0.0.1",
                            "TOLLGATE_HTTP_PORT",
                            Integer.toString(apiPort),
                            "TOLLGATE_ADMIN_TOKEN",
                            TOKEN));
        }

        ServerProcess gateway(String name, int debugPort) throws IOException {
            return ServerProcess.gateway(folder, name, bootstrap, debugPort);
        }

        Path data(String name) {
            return folder.resolve(name);
        }
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tollgate-bench");
        Files.createDirectories(folder.resolve("limits"));
        Files.writeString(folder.resolve("limits/bench.yaml"), LIMITS);
        Path documents = write(folder.resolve("documents.jsonl"));
        try (ServerProcess broker = ServerProcess.broker(folder)) {
            Site site = new Site(folder, "127.0.0.1:" + broker.port(), ServerProcess.freePort());
            int debugPort = ServerProcess.freePort();
            ServerProcess streams = site.streams();
            ServerProcess gateway = site.gateway("gateway", debugPort);
            try (ServerProcess second = site.gateway("second", ServerProcess.freePort())) {
                awaitCustomers(site, streams);
                long streamsHeap = streams.liveHeapBytes();
                long gatewayHeap = gateway.liveHeapBytes();
                apply(site, documents, "applied");
                apply(site, documents, "applied again");
                describe("streams app", streams.liveHeapBytes() - streamsHeap, site.data("streams/streams/resources"));
                describe("gateway", gateway.liveHeapBytes() - gatewayHeap, site.data("gateway/gateway/resources"));
                askEach(gateway);
                describe(
                        "gateway, each customer asked once",
                        gateway.liveHeapBytes() - gatewayHeap,
                        site.data("gateway/gateway/resources"));
                change(site, second);
                streams.kill();
                streams = site.streams();
                awaitCustomers(site, streams);
                OUT.printf("streams app killed: answers after %.1f s%n", seconds(streams.sinceStart()));
                gateway.kill();
                gateway = site.gateway("gateway", debugPort);
                awaitServing(gateway, debugPort);
            } finally {
                gateway.close();
                streams.close();
            }
        }
        return 0;
    }

    private Path write(Path file) throws IOException {
        try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(file))) {
            lines.println(PLAN);
            for (int i = 0; i < subscriptions; i++) {
                lines.printf(
                        "{\"kind\":\"Customer\",\"key\":\"c%d\",\"subjects\":[\"key-%d\",\"other-%d\"]}%n", i, i, i);
            }
            for (int i = 0; i < subscriptions; i++) {
                lines.println(subscription(i)
                        .replace("{\"customer", "{\"kind\":\"Subscription\",\"key\":\"s" + i + "\",\"customer"));
            }
        }
        return file;
    }

    private static String subscription(int number) {
        return "{\"customer\":\"c" + number + "\",\"plan\":\"gold@1\",\"time_zone\":\"Europe/Berlin\","
                + "\"from\":\"2026-01-31T00:00:00+01:00\",\"anchor\":\"2026-01-31T00:00:00+01:00\"}";
    }

    /** By the command that users have, with what the launcher gives it. */
    private void apply(Site site, Path documents, String what) throws IOException, InterruptedException {
        Path token = site.folder.resolve("token");
        Files.writeString(token, TOKEN);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.tollgate.standalone.Tollgate",
                "apply",
                "--api=http://127.0.0.1:" + site.apiPort,
                "--token-file=" + token,
                documents.toString());
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("apply failed:\n" + printed);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        OUT.printf(
                "%s in %.1f s, %.0f documents a second: %s", what, seconds, (2 * subscriptions + 1) / seconds, printed);
    }

    private void describe(String name, long heapBytes, Path data) throws IOException {
        OUT.printf(
                "%s: bytes a subscription with its customer: %.0f on the heap, %.0f on disk%n",
                name, (double) Math.max(0, heapBytes) / subscriptions, (double) Folders.bytesIn(data) / subscriptions);
    }

    private void askEach(ServerProcess gateway) {
        try (LoadClient client = new LoadClient(gateway.port())) {
            client.askEach(number -> LoadClient.look(request(number)), subscriptions, IN_FLIGHT);
        }
    }

    private static RateLimitRequest request(int customer) {
        return LoadClient.request(KEY, "key-" + customer);
    }

    /** Times count from the moment at which the change is asked for. */
    private void change(Site site, ServerProcess second) throws IOException, InterruptedException {
        double[] answered = new double[changes];
        double[] inForce = new double[changes];
        try (LoadClient client = new LoadClient(second.port())) {
            for (int i = 0; i < changes; i++) {
                int customer = (int) ((long) i * subscriptions / changes);
                long amount = AMOUNT + 1 + i;
                RateLimitRequest look = LoadClient.look(request(customer));
                long before = client.remaining(look, LONGEST);
                String body = subscription(customer)
                        .replace(
                                "}",
                                ",\"overrides\":[{\"feature\":\"calls\",\"limit\":\"monthly\",\"amount\":" + amount
                                        + "}]}");
                long begun = System.nanoTime();
                CompletableFuture<Double> answer = http.sendAsync(
                                api(site, "subscriptions/s" + customer)
                                        .PUT(BodyPublishers.ofString(body))
                                        .build(),
                                BodyHandlers.ofString())
                        .thenApply(response -> millisIfDone(response, begun));
                while (client.remaining(look, LONGEST) == before) {
                    awaitUntil(begun, "a change in force");
                }
                inForce[i] = millisSince(begun);
                answered[i] = answer.join();
            }
        }
        OUT.printf(
                "%d changes: answered after p50 %.1f ms, p99 %.1f ms; in force at a second gateway after p50 %.1f ms,"
                        + " p99 %.1f ms%n",
                changes,
                percentile(answered, 50),
                percentile(answered, 99),
                percentile(inForce, 50),
                percentile(inForce, 99));
    }

    private static double millisIfDone(HttpResponse<String> response, long begun) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("a change failed: " + response.body());
        }
        return millisSince(begun);
    }

    private static double millisSince(long begun) {
        return (System.nanoTime() - begun) / 1e6;
    }

    private static double percentile(double[] values, int percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static HttpRequest.Builder api(Site site, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.apiPort + "/v1/" + path))
                .header("Authorization", "Bearer " + TOKEN);
    }

    private void awaitCustomers(Site site, ServerProcess streams) throws IOException, InterruptedException {
        while (true) {
            try {
                if (http.send(api(site, "customers?page%5Bsize%5D=1").build(), BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException e) {
                if (streams.sinceStart().compareTo(LONGEST) > 0) {
                    throw e;
                }
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private void awaitServing(ServerProcess gateway, int debugPort) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        DebugPages pages = new DebugPages(debugPort);
        try (LoadClient client = new LoadClient(gateway.port())) {
            long unused = client.remaining(LoadClient.look(request(subscriptions - 1)), LONGEST);
            Duration answered = gateway.sinceStart();
            while (!pages.status().startsWith("health: SERVING")) {
                awaitUntil(begun, "SERVING");
            }
            OUT.printf(
                    "gateway killed: first answer after %.1f s, ready after %.1f s%n",
                    seconds(answered), seconds(gateway.sinceStart()));
        }
    }

    private static void awaitUntil(long begun, String what) throws IOException {
        if (System.nanoTime() - begun > LONGEST.toNanos()) {
            throw new IOException("no " + what + " within " + LONGEST);
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
