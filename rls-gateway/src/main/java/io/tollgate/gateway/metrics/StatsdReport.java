package io.tollgate.gateway.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.gateway.metrics.BucketTimer.Bucket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells a statsd server what meters grew by since it was last told. What was not sent is told the next time, so an outage
 * loses no count and takes no memory: meters are totals, and all that is kept is what of each was sent. Used by one thread.
 */
final class StatsdReport {

    private static final int SCALE = 6;
    private static final double NANOS_PER_MILLI = 1e6;

    private final MeterRegistry registry;
    private final StatsdLines lines;
    private final StatsdConnection connection;
    private final Map<Meter.Id, long[]> sent = new HashMap<>();
    private final ByteArrayOutputStream packet = new ByteArrayOutputStream();
    private final List<Runnable> onSent = new ArrayList<>();

    StatsdReport(MeterRegistry registry, StatsdLines lines, StatsdConnection connection) {
        this.registry = registry;
        this.lines = lines;
        this.connection = connection;
    }

    /**
     * Sends what is new.
     *
     * @throws IOException if not all of it could be sent
     */
    void send() throws IOException {
        connection.open();
        try {
            for (Meter meter : registry.getMeters()) {
                add(meter);
            }
            sendPacket();
        } finally {
            packet.reset();
            onSent.clear();
        }
    }

    private void add(Meter meter) throws IOException {
        if (meter instanceof FunctionCounter counter) {
            addCounter(meter.getId(), counter.count());
        } else if (meter instanceof Counter counter) {
            addCounter(meter.getId(), counter.count());
        } else if (meter instanceof BucketTimer timer) {
            addTimer(timer);
        } else if (meter instanceof Gauge gauge && gauge.value() >= 0) { // below 0 means a change to statsd
            addLine(meter.getId(), decimal(gauge.value()) + "|g");
        }
    }

    private void addCounter(Meter.Id id, double count) throws IOException {
        long total = (long) count;
        long[] told = sent.computeIfAbsent(id, any -> new long[1]);
        if (total > told[0]) {
            addLine(id, (total - told[0]) + "|c");
            onSent.add(() -> told[0] = total);
        }
    }

    /** One line for each bucket that grew: the mean of its new calls, and of how many it is the sample. */
    private void addTimer(BucketTimer timer) throws IOException {
        List<Bucket> buckets = timer.buckets();
        long[] told = sent.computeIfAbsent(timer.getId(), any -> new long[2 * buckets.size()]);
        for (int i = 0; i < buckets.size(); i++) {
            Bucket bucket = buckets.get(i);
            int place = 2 * i;
            long calls = bucket.count() - told[place];
            if (calls > 0) {
                double millis = (bucket.sumNanos() - told[place + 1]) / NANOS_PER_MILLI / calls;
                addLine(timer.getId(), decimal(millis) + "|ms" + rate(calls));
                onSent.add(() -> {
                    told[place] = bucket.count();
                    told[place + 1] = bucket.sumNanos();
                });
            }
        }
    }

    /** Rounded down, so that a server which divides by it and drops the fraction finds the number of calls. */
    private static String rate(long calls) {
        return calls == 1
                ? ""
                : "|@"
                        + BigDecimal.ONE
                                .divide(BigDecimal.valueOf(calls), 2 * SCALE, RoundingMode.DOWN)
                                .stripTrailingZeros()
                                .toPlainString();
    }

    private static String decimal(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value)
                        .setScale(SCALE, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                : "0";
    }

    private void addLine(Meter.Id id, String value) throws IOException {
        byte[] line = lines.line(id.getName(), value).getBytes(UTF_8);
        if (packet.size() > 0 && packet.size() + line.length > connection.packetBytes()) {
            sendPacket();
        }
        packet.writeBytes(line);
    }

    private void sendPacket() throws IOException {
        if (packet.size() > 0) {
            connection.send(packet.toByteArray());
            onSent.forEach(Runnable::run);
            packet.reset();
            onSent.clear();
        }
    }
}
