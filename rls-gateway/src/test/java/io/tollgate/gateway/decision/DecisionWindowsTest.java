package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static io.tollgate.gateway.decision.DecidingGateway.override;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DecisionWindowsTest {

    private static DecidingGateway withLimit(String unit) {
        return new DecidingGateway("""
                descriptors:
                  - key: user
                    rate_limit: {unit: %s, requests_per_unit: 5}
                """.formatted(unit));
    }

    @ParameterizedTest
    @EnumSource(Unit.class)
    void saysOneSecondUntilResetInTheLastSecondOfAWindowAndStartsAnew(Unit unit) {
        DecidingGateway gateway = withLimit(unit.name());
        long next = (gateway.nowMillis() / 1000 / unit.epochSeconds() + 1) * unit.epochSeconds();

        gateway.setClock(Instant.ofEpochMilli(next * 1000 - 1).toString());
        DescriptorDecision last = gateway.askOne(hits(5, "user", "a"));
        gateway.advanceMillis(1);
        DescriptorDecision first = gateway.askOne(descriptor("user", "a"));

        assertThat(last).returns(0L, DescriptorDecision::remaining).returns(1L, DescriptorDecision::resetSeconds);
        assertThat(first)
                .returns(4L, DescriptorDecision::remaining)
                .returns(unit.epochSeconds(), DescriptorDecision::resetSeconds);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2026-03-31T21:59:59.999Z, 1",
        "2026-03-31T21:59:59.000Z, 1",
        "2026-03-31T22:00:00.000Z, 2592000", // 30 days of April
        "2026-02-28T23:00:00.000Z, 2674800", // March has 31 days but one hour less
        "2026-03-10T00:00:00.500Z, 1893600",
    })
    void countsTheSecondsToTheEndOfACalendarMonthOfAZone(String instant, long resetSeconds) {
        DecidingGateway gateway = new DecidingGateway("""
                windows: calendar
                time_zone: Europe/Berlin
                descriptors:
                  - key: user
                    rate_limit: {unit: month, requests_per_unit: 5}
                """);
        gateway.setClock(instant);

        assertThat(gateway.askOne(descriptor("user", "a")).resetSeconds()).isEqualTo(resetSeconds);
    }

    @Test
    void keepsTheTotalsOfAWindowThatIsEnteredAgain() {
        DecidingGateway gateway = withLimit("minute");
        gateway.ask(hits(4, "user", "a"));
        gateway.advanceMillis(60_000);
        gateway.ask(descriptor("user", "a"));

        gateway.advanceMillis(-60_000);

        assertThat(gateway.askOne(descriptor("user", "a")).remaining()).isZero();
    }

    @Test
    void countsAnOverrideWithTheHitsOfTheRule() {
        DecidingGateway gateway = withLimit("minute");
        gateway.ask(hits(4, "user", "a"));

        DescriptorDecision overridden = gateway.askOne(override(7, Unit.MINUTE, "user", "a"));

        assertThat(overridden.remaining()).isEqualTo(2);
        assertThat(gateway.askOne(hits(0, "user", "a")).remaining()).isZero();
    }

    @Test
    void countsAnOverrideWithAnotherUnitInAnotherWindow() {
        DecidingGateway gateway = withLimit("day");
        gateway.setClock("2026-03-10T00:00:10Z"); // in the first minute, where both windows begin at the same second
        gateway.ask(hits(4, "user", "a"));

        assertThat(gateway.askOne(override(7, Unit.MINUTE, "user", "a")).remaining())
                .isEqualTo(6);
        assertThat(gateway.askOne(hits(0, "user", "a")).remaining()).isEqualTo(1);
    }

    @Test
    void obeysAnOverrideWithoutARuleAndIgnoresItInAnUnknownDomain() {
        DecidingGateway gateway = withLimit("minute");
        RateLimitQuery.Descriptor overridden = override(0, Unit.MINUTE, "nobody", "a");

        assertThat(gateway.ask(overridden).overLimit()).isTrue();
        assertThat(gateway.ask(new RateLimitQuery("elsewhere", List.of(overridden)))
                        .descriptors())
                .containsExactly(DescriptorDecision.NO_LIMIT);
    }

    @Test
    void takesNoFlagOfTheRuleForAnOverride() {
        DecidingGateway gateway = new DecidingGateway("""
                descriptors:
                  - key: user
                    shadow_mode: true
                    quota_mode: true
                    rate_limit: {unit: minute, requests_per_unit: 0, name: strict}
                """);

        Decision answer = gateway.ask(override(0, Unit.MINUTE, "user", "a"));

        assertThat(answer.overLimit()).isTrue();
        assertThat(answer.descriptors().get(0).limit()).isNotNull().returns("", limit -> limit.name());
    }

    @Test
    void accountsMeteredHitsOfADayInTheHourToo() {
        DecidingGateway gateway = withLimit("day");
        gateway.ask(hits(2, "user", "a"));
        gateway.advanceMillis(3_600_000);
        gateway.ask(hits(3, "user", "a"));

        Counter counter = gateway.counter(descriptor("user", "a"));
        assertThat(counter.windows()).hasSize(3).allMatch(CounterWindow::isAccounted);
        assertThat(gateway.own(Unit.HOUR, descriptor("user", "a")).admitted()).isEqualTo(3);
        assertThat(gateway.own(Unit.DAY, descriptor("user", "a")).admitted()).isEqualTo(5);
        assertThat(gateway.window(Unit.HOUR, descriptor("user", "a")).isLimiting())
                .isFalse();
        assertThat(gateway.window(Unit.DAY, descriptor("user", "a")).isLimiting())
                .isTrue();
    }

    @Test
    void countsAMeteredHourOnceAlthoughItIsBothLimitAndAccount() {
        DecidingGateway gateway = withLimit("hour");
        gateway.ask(hits(2, "user", "a"));

        assertThat(gateway.counter(descriptor("user", "a")).windows()).hasSize(1);
        assertThat(gateway.own(Unit.HOUR, descriptor("user", "a")).net(ChargeMode.ALL))
                .isEqualTo(2);
    }

    @Test
    void accountsAMinuteInShadowModeInItsHourOnly() {
        DecidingGateway gateway = new DecidingGateway("""
                descriptors:
                  - key: user
                    shadow_mode: true
                    rate_limit: {unit: minute, requests_per_unit: 1}
                """);
        gateway.ask(hits(2, "user", "a"));

        assertThat(gateway.window(Unit.MINUTE, descriptor("user", "a")).isAccounted())
                .isFalse();
        assertThat(gateway.own(Unit.HOUR, descriptor("user", "a"))).isEqualTo(new HitTotals(2, 0, 0, 0, 2));
    }

    @Test
    void doesNotAccountProtectionLimits() {
        DecidingGateway gateway = withLimit("second");
        gateway.ask(descriptor("user", "a"));

        assertThat(gateway.counter(descriptor("user", "a")).windows())
                .singleElement()
                .returns(false, CounterWindow::isAccounted);
    }

    @Test
    void accountsAnHourLimitByTheHoursOfItsZoneOnlyWhereThoseAreOthers() {
        DecidingGateway gateway = new DecidingGateway("""
                windows: calendar
                time_zone: Asia/Kolkata
                descriptors:
                  - key: user
                    rate_limit: {unit: hour, requests_per_unit: 5}
                """);
        gateway.setClock("2026-03-10T10:20:00Z");
        gateway.ask(hits(2, "user", "a"));
        gateway.setClock("2026-03-10T10:40:00Z");
        gateway.ask(hits(3, "user", "a"));

        CounterWindow limited = gateway.window(Unit.HOUR, descriptor("user", "a"));
        assertThat(limited).returns(true, CounterWindow::isLimiting).returns(false, CounterWindow::isAccounted);
        assertThat(limited.ownTotals()).isEqualTo(new HitTotals(5, 0, 0, 0, 0));
        assertThat(gateway.counter(descriptor("user", "a")).windows())
                .filteredOn(CounterWindow::isAccounted)
                .extracting(window -> Instant.ofEpochMilli(window.window().startMillis()) + " " + window.ownTotals())
                .containsExactly(
                        "2026-03-10T09:30:00Z " + new HitTotals(2, 0, 0, 0, 0),
                        "2026-03-10T10:30:00Z " + new HitTotals(3, 0, 0, 0, 0));
    }

    @Test
    void accountsByTheHoursOfAZoneThatIsNotOnAWholeHour() {
        DecidingGateway gateway = new DecidingGateway("""
                windows: calendar
                time_zone: Asia/Kolkata
                descriptors:
                  - key: user
                    rate_limit: {unit: day, requests_per_unit: 5}
                """);
        gateway.setClock("2026-03-10T10:20:00Z");
        gateway.ask(descriptor("user", "a"));

        long start = Instant.parse("2026-03-10T09:30:00Z").toEpochMilli();
        assertThat(gateway.counter(descriptor("user", "a")).find(new Window(start, start + 3_600_000)))
                .isNotNull()
                .returns(true, CounterWindow::isAccounted);
    }
}
