package io.tollgate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UInt64Value;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.tollgate.it.faults.Answers.Cell;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hits that are hard to account, through real processes: the ledger is compared with what the client was told. */
final class HardToAccountIT {

    private static final long HOUR_SECONDS = 3600;
    private static final long LARGEST = 1L << 48;
    private static final int FIT = 32;
    private static final long DEADLINE_SECONDS = 10;
    private static final Duration RELOAD = Duration.ofSeconds(30);
    private static final Duration CLOSING = Duration.ofMinutes(3);

    /** To come, as the brokers' clock has it, and such that a day of Kolkata (from 18:30 UTC) ends within the run. */
    private final long beginSeconds = Instant.now()
            .atOffset(ZoneOffset.UTC)
            .plusHours(8)
            .truncatedTo(ChronoUnit.DAYS)
            .plusHours(16)
            .toEpochSecond();

    private final Answers answers = new Answers();

    @TempDir
    private Path folder;

    @Test
    void allThatWasAnsweredIsInTheLedgerOnce() {
        try (Site site = new Site(folder, 1, 1, false, 1, beginSeconds + 600)) {
            zone(site, "UTC", Long.MAX_VALUE);
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", site.port(0))
                    .usePlaintext()
                    .build();
            try {
                askHugely(channel);
                changeTheZone(site, channel);
            } finally {
                channel.shutdownNow();
            }
            site.setClock(beginSeconds + 50 * HOUR_SECONDS);
            compare(site);
        }
    }

    private void askHugely(ManagedChannel channel) {
        awaitLimit(channel, Long.MAX_VALUE);
        for (int i = 0; i < FIT; i++) {
            hit(channel, "huge", 0, LARGEST);
        }
        for (int i = 0; i < FIT; i++) {
            assertThatThrownBy(() -> send(channel, "huge", 1))
                    .isInstanceOf(StatusRuntimeException.class)
                    .extracting(e -> ((StatusRuntimeException) e).getStatus().getCode())
                    .isEqualTo(Status.Code.OUT_OF_RANGE);
        }
    }

    private void changeTheZone(Site site, ManagedChannel channel) {
        hit(channel, "zoned", 0, 3);
        zone(site, "Asia/Kolkata", 1_000_000);
        awaitLimit(channel, 1_000_000);
        site.setClock(beginSeconds + 40 * 60);
        hit(channel, "zoned", 0, 5);
        site.gateways().get(0).kill();
        site.gateways().get(0).launch();
        site.gateways().get(0).awaitReady();
        channel.resetConnectBackoff();
        hit(channel, "zoned", 0, 7);
        site.setClock(beginSeconds + 70 * 60);
        hit(channel, "zoned", 1, 11);
        zone(site, "UTC", 1_000_001);
        awaitLimit(channel, 1_000_001);
        site.setClock(beginSeconds + 100 * 60);
        hit(channel, "zoned", 1, 13);
        site.setClock(beginSeconds + 130 * 60);
        hit(channel, "zoned", 2, 17);
    }

    private void compare(Site site) {
        try (LedgerRows rows =
                new LedgerRows(site.bootstrapServers(), Site.PREFIX + "ledger", Site.PARTITIONS, beginSeconds * 1000)) {
            Awaitility.await("the ledger to have what was answered")
                    .atMost(CLOSING)
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> {
                        rows.poll();
                        assertThat(LedgerChecker.problems(answers.told(), rows.hours(), rows.longer(), 0))
                                .as(site.output())
                                .isEmpty();
                    });
            assertThat(rows.problems()).isEmpty();
            assertThat(rows.longer()).isNotEmpty();
        }
    }

    private static void zone(Site site, String zone, long limit) {
        site.writeLimits("""
                domain: quota
                windows: calendar
                time_zone: %s
                descriptors:
                  - key: customer
                    rate_limits:
                      - {unit: hour, requests_per_unit: %d}
                      - {unit: day, requests_per_unit: %d}
                """.formatted(zone, limit, limit));
    }

    /** Waits until the limit is in force. */
    private static void awaitLimit(ManagedChannel channel, long limit) {
        int shown = (int) Math.min(limit, 0xFFFF_FFFFL);
        Awaitility.await("the limits to be in force")
                .atMost(RELOAD)
                .ignoreExceptions()
                .until(() -> send(channel, "nobody", 0)
                                .getStatuses(0)
                                .getCurrentLimit()
                                .getRequestsPerUnit()
                        == shown);
    }

    private void hit(ManagedChannel channel, String customer, int hour, long hits) {
        assertThat(send(channel, customer, hits).getOverallCode()).isEqualTo(Code.OK);
        answers.admitted(new Cell(customer, hour), hits);
    }

    private static RateLimitResponse send(ManagedChannel channel, String customer, long hits) {
        return RateLimitServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .withWaitForReady()
                .shouldRateLimit(RateLimitRequest.newBuilder()
                        .setDomain("quota")
                        .addDescriptors(RateLimitDescriptor.newBuilder()
                                .setHitsAddend(UInt64Value.of(hits))
                                .addEntries(RateLimitDescriptor.Entry.newBuilder()
                                        .setKey("customer")
                                        .setValue(customer)))
                        .build());
    }
}
