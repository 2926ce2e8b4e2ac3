package io.tollgate.streams.ledger.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.CounterKey;
import org.junit.jupiter.api.Test;

final class CounterTextTest {

    @Test
    void hasDomainAndEntries() {
        CounterKey counter = CounterKey.descriptor("api", 2)
                .entry("tenant", "acme", false)
                .entry("path", "/v1/*", true)
                .build();

        assertThat(CounterText.of(counter)).isEqualTo("api/tenant=acme,path=/v1/*");
    }

    @Test
    void staysOnOneLineWhateverAValueIs() {
        assertThat(CounterText.of(TestTopics.counter("a\nERROR \u001b[2J"))).isEqualTo("api/tenant=a ERROR  [2J");
    }

    @Test
    void showsKeysThatNameNoCounter() {
        assertThat(CounterText.of(CounterKey.ofBytes(new byte[] {9, 9, 'x'}))).contains("x");
    }
}
