package io.tollgate.testkit;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Random policies of Kong Mesh that are valid. */
public final class RandomPolicies {

    private static final List<String> SERVICES =
            List.of("orders_shop_svc_80", "orders_shop_svc_81", "carts_shop_svc_80", "backend", "legacy.example");
    private static final List<String> INTERVALS = List.of("1s", "1m", "1h", "24h", "1w", "1mo", "1y");
    private static final List<String> VALUES = List.of("gold", "y", "a_b", "1e3", "\"x: {y}\"");

    private final Random random;

    /** @param random from which all follows */
    public RandomPolicies(Random random) {
        this.random = random;
    }

    /** Returns several policies as one text. */
    public String next() {
        StringBuilder text = new StringBuilder();
        boolean local = random.nextInt(3) == 0;
        int policies = 1 + random.nextInt(6);
        for (int i = 0; i < policies; i++) {
            text.append("---\ntype: MeshGlobalRateLimit\nmesh: ")
                    .append(local ? "default" : one(List.of("default", "default", "production")))
                    .append("\nname: policy-")
                    .append(random.nextInt(10))
                    .append(i)
                    .append("\nspec:\n  targetRef: ")
                    .append(target())
                    .append("\n  ");
            boolean gateway = random.nextInt(6) == 0;
            text.append(gateway ? "to:\n" : "from:\n").append("    - targetRef: {kind: Mesh}\n      default:\n");
            conf(text);
        }
        if (local) {
            local(text);
        }
        return text.toString();
    }

    private void local(StringBuilder text) {
        text.append("---\ntype: MeshRateLimit\nmesh: default\nname: local\nspec:\n  targetRef: ")
                .append(target())
                .append("\n  from:\n    - targetRef: {kind: Mesh}\n      default:\n        local:\n          http:\n")
                .append("            requestRate: {num: ")
                .append(1 + random.nextInt(100))
                .append(", interval: 10s}\n            onRateLimit: ")
                .append(onRateLimit())
                .append('\n');
    }

    /** Returns an answer with more headers than a filter of Envoy takes now and then. */
    private String onRateLimit() {
        StringBuilder text = new StringBuilder("{status: ")
                .append(one(List.of("423", "429", "503")))
                .append(", headers: {set: [");
        int headers = 1 + random.nextInt(16);
        for (int i = 0; i < headers; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append("{name: x-set-")
                    .append(i)
                    .append(", value: \"")
                    .append(one(List.of("1", "100%", "%REQ(x)%", "a: {b}")))
                    .append("\"}");
        }
        return text.append("], add: [{name: x-added, value: \"")
                .append(random.nextInt(3))
                .append("\"}]}}")
                .toString();
    }

    private String target() {
        return switch (random.nextInt(4)) {
            case 0 -> "{kind: Mesh}";
            case 1 -> "{kind: MeshSubset, tags: {kuma.io/service: " + one(SERVICES) + "}}";
            case 2 -> "{kind: MeshGateway, name: edge}";
            default -> "{kind: MeshService, name: " + one(SERVICES) + "}";
        };
    }

    private void conf(StringBuilder text) {
        text.append("        mode: ")
                .append(random.nextInt(3) == 0 ? "Shadow" : "Limit")
                .append("\n        http:\n");
        text.append("          disabled: ").append(random.nextInt(8) == 0).append('\n');
        if (random.nextInt(3) > 0) {
            text.append("          requestRate: ").append(rate()).append('\n');
        }
        if (random.nextBoolean()) {
            text.append("          onRateLimit: ").append(onRateLimit()).append('\n');
        }
        if (random.nextBoolean()) {
            text.append("          ratelimitOnRequest:\n");
            int rules = 1 + random.nextInt(2);
            for (int i = 0; i < rules; i++) {
                text.append("            - kind: OnHeader\n              name: x-")
                        .append(i)
                        .append('\n');
                text.append("              limits:\n");
                int values = 1 + random.nextInt(VALUES.size());
                for (int j = 0; j < values; j++) {
                    text.append("                - value: ")
                            .append(VALUES.get(j))
                            .append('\n');
                    if (random.nextInt(4) > 0) {
                        text.append("                  requestRate: ")
                                .append(rate())
                                .append('\n');
                    }
                }
            }
        }
        if (random.nextBoolean()) {
            text.append("        backend: {rateLimitService: {url: \"http://ratelimit:10003\", timeout: ")
                    .append(one(List.of("25ms", "1s")))
                    .append(", limitOnServiceFail: ")
                    .append(random.nextBoolean())
                    .append("}}\n");
        }
    }

    private String rate() {
        return String.format(Locale.ROOT, "{num: %d, interval: %s}", random.nextInt(1_000), one(INTERVALS));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
