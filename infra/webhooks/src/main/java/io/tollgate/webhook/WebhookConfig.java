package io.tollgate.webhook;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.settings.SettingValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is set of the sending of webhooks. */
public record WebhookConfig(Targets targets, Attempts attempts, Kept kept) {

    /**
     * Where is sent to.
     *
     * @param allowed networks beside those of the internet
     * @param http whether http is allowed beside https
     * @param roots file of certificates that are trusted beside those of Java; null for none
     */
    public record Targets(
            List<Network> allowed, boolean http, @Nullable Path roots) {
        public Targets {
            allowed = List.copyOf(allowed);
        }
    }

    /**
     * How much attempts may take.
     *
     * @param connect how long a connection may take to be made
     * @param total how long an attempt may take, with all that belongs to it
     * @param inFlight how many there are at once
     * @param inFlightPerWebhook how many of one webhook
     */
    public record Attempts(Duration connect, Duration total, int inFlight, int inFlightPerWebhook) {
        public Attempts {
            requireNonNull(connect, "connect");
            requireNonNull(total, "total");
        }
    }

    /**
     * How much is kept of one webhook. What has ended makes room, the oldest first; what has not is never dropped.
     *
     * @param deliveries how many
     * @param bytes of their payloads and attempts together
     */
    public record Kept(int deliveries, long bytes) {}

    public WebhookConfig {
        requireNonNull(targets, "targets");
        requireNonNull(attempts, "attempts");
        requireNonNull(kept, "kept");
    }

    /** Returns what values say. */
    public static WebhookConfig of(SettingValues values) {
        String roots = values.get(WebhookSettings.TLS_CA);
        return new WebhookConfig(
                new Targets(
                        values.get(WebhookSettings.ALLOW_NETWORKS),
                        values.get(WebhookSettings.ALLOW_HTTP),
                        roots.isEmpty() ? null : Path.of(roots)),
                new Attempts(
                        values.get(WebhookSettings.CONNECT_TIMEOUT),
                        values.get(WebhookSettings.ATTEMPT_TIMEOUT),
                        values.get(WebhookSettings.IN_FLIGHT_MAX).intValue(),
                        values.get(WebhookSettings.IN_FLIGHT_PER_WEBHOOK).intValue()),
                new Kept(values.get(WebhookSettings.KEPT_MAX).intValue(), values.get(WebhookSettings.KEPT_BYTES)));
    }
}
