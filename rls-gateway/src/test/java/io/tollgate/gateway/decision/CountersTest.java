package io.tollgate.gateway.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.Incarnation;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CountersTest {

    private static final UUID GATEWAY = new UUID(1, 2);

    @Test
    void beginsOneNewIdentityHoweverOftenTheOldOneIsFoundSpoiled() {
        Incarnation spoiled = new Incarnation(GATEWAY, 0, 1);
        Counters counters = new Counters(spoiled);
        AtomicInteger begun = new AtomicInteger();

        for (int counter = 0; counter < 1_000; counter++) {
            counters.renewFrom(spoiled, () -> new Incarnation(GATEWAY, 0, 1 + begun.incrementAndGet()));
        }

        assertThat(begun).hasValue(1);
        assertThat(counters.sender()).isEqualTo(new Incarnation(GATEWAY, 0, 2));
        assertThat(counters.isOwn(spoiled)).isTrue();
    }
}
