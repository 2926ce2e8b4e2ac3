package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tollgate.topic.EventCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

final class FailurePolicyTest {

    private final List<ExitCode> exits = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-31T12:00:00Z");
    private final FailurePolicy policy = new FailurePolicy(() -> now, (code, failure) -> exits.add(code));

    @Test
    void replacesAThreadUntilItFailedTooOften() {
        for (int i = 0; i < FailurePolicy.MOST_REPLACEMENTS; i++) {
            assertThat(policy.handle(new StreamsException("broken"))).isEqualTo(REPLACE_THREAD);
        }

        assertThat(policy.handle(new StreamsException("broken"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(exits).containsExactly(ExitCode.FAILED);
    }

    @Test
    void forgivesFailuresThatAreLongAgo() {
        for (int i = 0; i < 20; i++) {
            assertThat(policy.handle(new StreamsException("broken"))).isEqualTo(REPLACE_THREAD);
            now = now.plus(FailurePolicy.WITHIN.dividedBy(4));
        }

        assertThat(exits).isEmpty();
    }

    @Test
    void stopsAtOnceWhereASchemaIsUnknown() {
        byte[] magic = "\u00c3\u0001".getBytes(ISO_8859_1);
        byte[] unknown = Arrays.copyOf(magic, 20);
        Throwable cause = catchThrowable(() -> EventCodec.HITS.decode(unknown));

        assertThat(policy.handle(new StreamsException("task failed", cause))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(exits).containsExactly(ExitCode.UNKNOWN_SCHEMA);
    }
}
