package io.tollgate.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tollgate.runtime.settings.SettingValues;
import io.tollgate.webhook.Deliveries;
import io.tollgate.webhook.EventType;
import io.tollgate.webhook.Resolver;
import io.tollgate.webhook.Secret;
import io.tollgate.webhook.Surroundings;
import io.tollgate.webhook.Webhook;
import io.tollgate.webhook.WebhookConfig;
import io.tollgate.webhook.WebhookEvent;
import io.tollgate.webhook.WebhookSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long webhooks wait for receivers that hang. */
@Command(
        name = "webhooks",
        description = "Delay of events to many webhooks at once, without and with some whose receiver never answers.")
final class WebhooksBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final Secret SECRET = Secret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final long LONGEST_SECONDS = 300;
    private static final long LOOK_MS = 10;

    @Option(names = "--webhooks", description = "How many. Default: ${DEFAULT-VALUE}.")
    private int webhooks = 10_000;

    @Option(names = "--every", description = "One in so many hangs. Default: ${DEFAULT-VALUE}.")
    private int every = 10;

    @Option(names = "--events", description = "Events for each, one after another. Default: ${DEFAULT-VALUE}.")
    private int events = 4;

    @Override
    public Integer call() throws Exception {
        OUT.printf(
                "%d webhooks, one event for all at once; milliseconds from then to the receiver%n%-16s %5s %10s %8s %8s"
                        + " %8s%n",
                webhooks, "hanging", "event", "accepted", "p50", "p99", "most");
        run(Integer.MAX_VALUE, "none");
        run(every, "one in " + every);
        return 0;
    }

    private void run(int hangingEvery, String name) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tollgate-bench");
        try (WebhookReceiver receiver = new WebhookReceiver(webhooks)) {
            Map<String, Webhook> all = new LinkedHashMap<>();
            for (int i = 0; i < webhooks; i++) {
                String path = hangs(i, hangingEvery) ? "/hang" : "/" + i;
                URI url = URI.create(receiver.address() + path);
                all.put("w" + i, new Webhook("w" + i, url, Set.of(), List.of(SECRET)));
            }
            Surroundings real =
                    new Surroundings(InstantSource.system(), RandomGenerator.of("L64X128MixRandom"), Resolver.system());
            try (Deliveries deliveries = Deliveries.open(folder, config(), all::get, real)) {
                for (int event = 1; event <= events; event++) {
                    receiver.clear();
                    send(deliveries, receiver, all, hangingEvery, name, event);
                }
            }
        }
    }

    private static boolean hangs(int number, int hangingEvery) {
        return number % hangingEvery == hangingEvery - 1;
    }

    private static WebhookConfig config() {
        return WebhookConfig.of(SettingValues.read(
                List.of(WebhookSettings.GROUP),
                Map.of(),
                Map.of(
                        WebhookSettings.ALLOW_HTTP.name(),
                        "true",
                        WebhookSettings.ALLOW_NETWORKS.name(),
                        "127.0.0.0/8")));
    }

    private void send(
            Deliveries deliveries,
            WebhookReceiver receiver,
            Map<String, Webhook> all,
            int hangingEvery,
            String name,
            int number)
            throws InterruptedException {
        WebhookEvent event = WebhookEvent.of(
                "evt_" + number,
                EventType.USAGE_THRESHOLD,
                Instant.EPOCH,
                JsonNodeFactory.instance.objectNode().put("customer", "acme").put("percent", 80));
        long startedNanos = System.nanoTime();
        deliveries.accept(all.keySet(), event);
        long acceptedNanos = System.nanoTime() - startedNanos;
        Latencies delays = new Latencies();
        for (int i = 0; i < webhooks; i++) {
            if (!hangs(i, hangingEvery)) {
                delays.add(arrival(receiver, i, startedNanos) - startedNanos);
            }
        }
        OUT.printf(
                "%-16s %5d %10.0f %8.0f %8.0f %8.0f%n",
                name, number, acceptedNanos / 1e6, delays.millis(50), delays.millis(99), delays.millis(100));
    }

    private static long arrival(WebhookReceiver receiver, int number, long startedNanos) throws InterruptedException {
        while (receiver.arrivedNanos(number) == 0) {
            if (System.nanoTime() - startedNanos > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
                throw new IllegalStateException("the event did not come to " + number);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        return receiver.arrivedNanos(number);
    }
}
