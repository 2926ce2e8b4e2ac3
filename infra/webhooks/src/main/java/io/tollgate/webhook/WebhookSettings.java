package io.tollgate.webhook;

import static io.tollgate.runtime.settings.Setting.own;

import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingType;
import io.tollgate.runtime.settings.SettingTypes;
import java.time.Duration;
import java.util.List;

/** What may be set of the sending of webhooks. */
public final class WebhookSettings {

    private static final long MIB = 1 << 20;
    private static final long LONGEST_MS = 60_000;

    private static final SettingType<List<Network>> NETWORKS = new SettingType<>(
            "networks such as 10.0.0.0/8 or fd00::/8, separated by commas",
            text -> Network.parseAll(SettingTypes.LIST.read(text)));

    public static final Setting<List<Network>> ALLOW_NETWORKS = own(
            "webhooks.allow.networks",
            NETWORKS,
            "",
            "Networks that webhooks may be sent to although they are not of the internet, such as 10.20.0.0/16. Whoever may"
                    + " write a webhook can send requests to each machine and port there.");
    public static final Setting<Boolean> ALLOW_HTTP = own(
            "webhooks.allow.http",
            SettingTypes.TRUTH,
            "false",
            "Whether webhooks may have an address with http. Everyone on the way can read what is sent.");
    public static final Setting<String> TLS_CA = own(
            "webhooks.tls.ca",
            SettingTypes.TEXT,
            "",
            "PEM file of roots that receivers of webhooks may come from beside those that Java trusts.");
    public static final Setting<Duration> CONNECT_TIMEOUT = own(
            "webhooks.connect.timeout.ms",
            SettingTypes.millis(1, LONGEST_MS),
            "5000",
            "How long the look-up of a name may take, and how long a connection.");
    public static final Setting<Duration> ATTEMPT_TIMEOUT = own(
            "webhooks.attempt.timeout.ms",
            SettingTypes.millis(1, LONGEST_MS),
            "15000",
            "How long one attempt may take, from the look-up of the name to the end of the answer.");
    public static final Setting<Long> IN_FLIGHT_MAX = own(
            "webhooks.in.flight.max",
            SettingTypes.number(2, 100_000),
            "2000",
            "How many attempts there are at once; each needs a file handle. Webhooks whose last attempt failed use at most"
                    + " half of them.");
    public static final Setting<Long> IN_FLIGHT_PER_WEBHOOK = own(
            "webhooks.in.flight.per.webhook",
            SettingTypes.number(1, 100),
            "1",
            "How many attempts there are at once to one webhook.");
    public static final Setting<Long> KEPT_MAX = own(
            "webhooks.kept.max",
            SettingTypes.number(10, 10_000_000),
            "10000",
            "How many deliveries are kept of one webhook. Delivered ones and dead letters make room, the oldest first. If"
                    + " as many wait, further events are not accepted.");
    public static final Setting<Long> KEPT_BYTES = own(
            "webhooks.kept.bytes",
            SettingTypes.number(MIB, Long.MAX_VALUE),
            Long.toString(64 * MIB),
            "How many bytes of deliveries are kept of one webhook, in the same way.");

    /** All of them. */
    public static final SettingGroup GROUP = SettingGroup.of(
            "Webhooks",
            ALLOW_NETWORKS,
            ALLOW_HTTP,
            TLS_CA,
            CONNECT_TIMEOUT,
            ATTEMPT_TIMEOUT,
            IN_FLIGHT_MAX,
            IN_FLIGHT_PER_WEBHOOK,
            KEPT_MAX,
            KEPT_BYTES);

    private WebhookSettings() {}
}
