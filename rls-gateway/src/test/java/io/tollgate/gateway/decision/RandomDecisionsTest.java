package io.tollgate.gateway.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests, answered by the engine and by a model that knows nothing of windows, kinds and gateways. */
final class RandomDecisionsTest {

    private static final int RULES = 6;
    private static final List<Unit> UNITS = List.of(Unit.values());

    /** A rule as the model knows it; a limit of -1 says unlimited. */
    private record Rule(String key, Unit unit, long limit, boolean shadow, boolean quota, boolean reported) {}

    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, Long> admitted = new HashMap<>();

    /** By how much counts are less than what is used, since that stops at nothing when hits are given back. */
    private final Map<String, Long> lifts = new HashMap<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void answersAsTheModelDoes(long seed) {
        Random random = new Random(seed);
        GlobalModes modes = new GlobalModes(random.nextInt(4) == 0, random.nextInt(4) == 0, ChargeMode.ALL, null);
        DecidingGateway gateway = new DecidingGateway(randomLimits(random), modes);

        for (int request = 0; request < 500; request++) {
            gateway.advanceMillis(random.nextInt(8) == 0 ? random.nextInt(5_000_000) : random.nextInt(700));
            RateLimitQuery.Descriptor[] descriptors = randomDescriptors(random);
            Decision expected = expected(descriptors, modes, gateway.nowMillis());

            Decision answer = gateway.ask(descriptors);

            assertThat(withoutLimits(answer))
                    .as("seed %d, request %d", seed, request)
                    .isEqualTo(expected);
        }
        assertThat(own(gateway, totals -> totals.net(ChargeMode.ALL))).isEqualTo(counts);
        assertThat(own(gateway, HitTotals::admitted)).isEqualTo(admitted);
    }

    private String randomLimits(Random random) {
        StringBuilder yaml = new StringBuilder("descriptors:\n");
        for (int i = 0; i < RULES; i++) {
            Unit unit = UNITS.get(random.nextInt(UNITS.size()));
            Rule rule = new Rule(
                    "k" + i,
                    unit,
                    random.nextInt(8) == 0 ? -1 : random.nextInt(30),
                    random.nextInt(5) == 0,
                    random.nextInt(3) == 0,
                    random.nextInt(3) == 0);
            rules.add(rule);
            yaml.append("  - key: %s\n    shadow_mode: %s\n    quota_mode: %s\n    %s\n    rate_limit: "
                    .formatted(
                            rule.key,
                            rule.shadow,
                            rule.quota,
                            rule.reported && rule.limit >= 0 ? "hits: reported" : ""));
            yaml.append(
                    rule.limit < 0
                            ? "{unlimited: true}\n"
                            : "{unit: %s, requests_per_unit: %d}\n".formatted(unit, rule.limit));
        }
        return yaml.toString();
    }

    private static RateLimitQuery.Descriptor[] randomDescriptors(Random random) {
        RateLimitQuery.Descriptor[] descriptors = new RateLimitQuery.Descriptor[1 + random.nextInt(4)];
        for (int i = 0; i < descriptors.length; i++) {
            String key = "k" + random.nextInt(RULES + 1); // the last has no rule
            String value = "v" + random.nextInt(3);
            descriptors[i] = switch (random.nextInt(8)) {
                case 0, 1 -> DecidingGateway.givenBack(random.nextInt(6), key, value);
                case 2 -> DecidingGateway.reported(random.nextInt(6), key, value);
                default -> DecidingGateway.hits(random.nextInt(4), key, value);
            };
        }
        return descriptors;
    }

    private Decision expected(RateLimitQuery.Descriptor[] descriptors, GlobalModes modes, long nowMillis) {
        List<DescriptorDecision> answers = new ArrayList<>();
        int quotaMembers = 0;
        int quotaOver = 0;
        boolean rejected = false;
        for (RateLimitQuery.Descriptor descriptor : descriptors) {
            Rule rule = ruleOf(descriptor);
            DescriptorDecision answer = rule == null
                    ? plain(false, 0, 0)
                    : rule.limit < 0 ? plain(false, 4_294_967_295L, 0) : counted(rule, descriptor, nowMillis / 1000);
            answers.add(answer);
            boolean unlimited = rule != null && rule.limit < 0;
            if (!unlimited && !descriptor.givesBack() && (modes.quotaMode() || (rule != null && rule.quota))) {
                quotaMembers++;
                quotaOver += answer.overLimit() ? 1 : 0;
            } else {
                rejected |= answer.overLimit();
            }
        }
        for (RateLimitQuery.Descriptor descriptor : descriptors) {
            Rule rule = ruleOf(descriptor);
            if (descriptor.givesBack() && descriptor.hits() > 0 && rule != null && rule.limit >= 0) {
                String counter = counter(rule, descriptor, nowMillis / 1000);
                lifts.merge(counter, Math.max(0, -counts.getOrDefault(counter, 0L)), Math::max);
            }
        }
        rejected |= quotaMembers > 0 && quotaOver == quotaMembers;
        boolean denied = rejected && !modes.shadowMode();
        for (RateLimitQuery.Descriptor descriptor : descriptors) {
            Rule rule = ruleOf(descriptor);
            if (rule != null && rule.limit >= 0) {
                boolean counts = !descriptor.givesBack() && (!denied || isReported(rule, descriptor));
                String counter = counter(rule, descriptor, nowMillis / 1000);
                admitted.merge(counter, counts ? descriptor.hits() : 0, Long::sum);
            }
        }
        return new Decision(denied, answers);
    }

    private static boolean isReported(Rule rule, RateLimitQuery.Descriptor descriptor) {
        return rule.reported || descriptor.reported();
    }

    private @Nullable Rule ruleOf(RateLimitQuery.Descriptor descriptor) {
        String key = descriptor.entries().get(0).key();
        return rules.stream().filter(rule -> rule.key.equals(key)).findAny().orElse(null);
    }

    private static String counter(Rule rule, RateLimitQuery.Descriptor descriptor, long nowSeconds) {
        long length = rule.unit.epochSeconds();
        return rule.key + "=" + descriptor.entries().get(0).value() + "@" + nowSeconds / length + "*" + length;
    }

    private DescriptorDecision counted(Rule rule, RateLimitQuery.Descriptor descriptor, long nowSeconds) {
        long length = rule.unit.epochSeconds();
        String counter = counter(rule, descriptor, nowSeconds);
        long hits = descriptor.hits();
        long net = counts.merge(counter, descriptor.givesBack() ? -hits : hits, Long::sum);
        long after = net + lifts.getOrDefault(counter, 0L);
        long asked = hits == 0 && isReported(rule, descriptor) ? 1 : 0;
        boolean over = !descriptor.givesBack() && Math.max(Math.max(after, 0) + asked, hits) > rule.limit;
        long remaining = Math.max(0, rule.limit - Math.max(0, after));
        return plain(over && !rule.shadow, over ? 0 : remaining, length - nowSeconds % length);
    }

    private static DescriptorDecision plain(boolean over, long remaining, long resetSeconds) {
        return new DescriptorDecision(over, null, remaining, resetSeconds, false, Map.of());
    }

    private static Decision withoutLimits(Decision answer) {
        return new Decision(
                answer.overLimit(),
                answer.descriptors().stream()
                        .map(said -> plain(said.overLimit(), said.remaining(), said.resetSeconds()))
                        .toList());
    }

    /** Returns a number of the own totals of every window that a limit decided by, by the model's names. */
    private static Map<String, Long> own(DecidingGateway gateway, ToLongFunction<HitTotals> of) {
        Map<String, Long> hits = new HashMap<>();
        for (Counter counter : gateway.counters.all()) {
            String name = counter.key().toString();
            String counted = name.replaceAll("[^kv]*(k\\d)[^kv]*(v\\d).*", "$1=$2");
            for (CounterWindow window : counter.windows()) {
                HitTotals own = window.ownTotals();
                if (window.isLimiting() && own != null) {
                    long length = window.window().lengthMillis() / 1000;
                    long number = window.window().startMillis() / 1000 / length;
                    hits.put(counted + "@" + number + "*" + length, of.applyAsLong(own));
                }
            }
        }
        return hits;
    }
}
