package io.tollgate.benchmarks;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.rls.RateLimitHandler;
import io.tollgate.gateway.rls.ResponseOptions;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import io.tollgate.model.Windows;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What JMH runs: the parts of an answer, from the bytes of a request to those of the response. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class HotPathRuns {

    private static final long NOW_MILLIS = 1_800_000_000_000L;
    private static final int CUSTOMERS = 1 << 10;

    /** Whether all threads ask for one customer, or each for those of its own. */
    @Param("false")
    public boolean oneCustomer;

    private final Windows hours = Windows.epoch(Unit.HOUR, 1);
    private final Windows months = Windows.calendar(Unit.MONTH, 1, ZoneOffset.UTC, 1);
    private @Nullable RateLimitHandler handler;

    /** What each thread has for itself. JMH extends this class, so it is not final. */
    @State(Scope.Thread)
    public static class Asking implements RateLimitHandler.ResponseObserver {
        private static final AtomicInteger THREADS = new AtomicInteger();

        private final byte[][] requests = new byte[CUSTOMERS][];
        private RateLimitResponse response = RateLimitResponse.getDefaultInstance();
        private int next;

        /** Encodes the requests. */
        @Setup
        public void encode(HotPathRuns runs) {
            int first = THREADS.getAndIncrement() * CUSTOMERS;
            for (int i = 0; i < CUSTOMERS; i++) {
                int customer = runs.oneCustomer ? 0 : first + i;
                requests[i] = LoadClient.request("customer", "c" + customer).toByteArray();
            }
        }

        private byte[] next() {
            next = next + 1 & CUSTOMERS - 1;
            return requests[next];
        }

        @Override
        public void answered(RateLimitResponse answer) {
            response = answer;
        }

        @Override
        public void failed(Status status) {
            throw status.asRuntimeException();
        }
    }

    /** Starts the engine, with totals in a journal. */
    @Setup
    public void start() throws IOException {
        LimitTable table = LimitTable.parse("bench.yaml", Scenario.CUSTOMERS.limits(), LimitFileOptions.defaults());
        Counters counters = Engines.counters();
        handler = new RateLimitHandler(
                new RateLimitHandler.Deciding(
                        Engines.engine(table, counters, true),
                        new Engines.NewCounters(counters),
                        Runnable::run,
                        () -> NOW_MILLIS),
                () -> true,
                ResponseOptions.NONE);
    }

    /** What the echo does too: the request is decoded, and a response that is there already is encoded. */
    @Benchmark
    public byte[] echo(Asking asking) throws InvalidProtocolBufferException {
        RateLimitRequest request = RateLimitRequest.parseFrom(asking.next());
        return request.getDescriptorsCount() == 1 ? EchoMain.ANSWER.toByteArray() : new byte[0];
    }

    /** A whole answer. */
    @Benchmark
    public byte[] answer(Asking asking) throws InvalidProtocolBufferException {
        requireNonNull(handler, "handler").ask(RateLimitRequest.parseFrom(asking.next()), asking);
        return asking.response.toByteArray();
    }

    /** A request is decoded. */
    @Benchmark
    public RateLimitRequest decode(Asking asking) throws InvalidProtocolBufferException {
        return RateLimitRequest.parseFrom(asking.next());
    }

    /** A response is encoded. */
    @Benchmark
    public byte[] encode() {
        return EchoMain.ANSWER.toByteArray();
    }

    /** A counter's key is made. */
    @Benchmark
    public CounterKey key() {
        return CounterKey.descriptor("bench", 1, "customer".length() + "c4711".length())
                .entry("customer", "c4711", false)
                .build();
    }

    /** The hour is found. */
    @Benchmark
    public Window hour() {
        return hours.at(NOW_MILLIS);
    }

    /** The calendar's month is found. */
    @Benchmark
    public Window month() {
        return months.at(NOW_MILLIS);
    }
}
