package io.tollgate.benchmarks;

import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.Entry;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import java.util.Map;
import java.util.stream.IntStream;

/** What is asked, and the limits that it is judged by. All of them are metered, so that each hit is accounted too. */
enum Scenario {
    /** One customer alone. */
    HOT(1, Limits.FAR),

    /** Customers far from their limit. */
    CUSTOMERS(10_000, Limits.FAR),

    /** Ten times more customers than the heap may hold, each asked for again after all others. */
    COLD(1_000_000, Limits.FAR) {
        @Override
        Map<String, String> environment() {
            return Map.of("TOLLGATE_COUNTERS_MAX_ON_HEAP", "100000");
        }
    },

    /** Customers that used up their limit. */
    OVER(10_000, "  - {key: customer, rate_limit: {unit: hour, requests_per_unit: 1}}\n"),

    /** Four descriptors a request, each with a counter of its own. */
    FOUR(10_000, "customer", "token", "address", "path"),

    /** Customers that have a rule of their own each, with the limit one level below. */
    NESTED(10_000, "") {
        @Override
        String limits() {
            StringBuilder yaml = new StringBuilder(Limits.HEAD);
            for (int i = 0; i < customers(); i++) {
                yaml.append("  - {key: customer, value: c%d, descriptors: [{key: plan, value: free, %s}]}\n"
                        .formatted(i, Limits.FAR_LIMIT));
            }
            return yaml.toString();
        }

        @Override
        RateLimitRequest request(int customer) {
            RateLimitDescriptor.Builder descriptor = RateLimitDescriptor.newBuilder()
                    .addEntries(entry(Limits.KEY, "c" + customer))
                    .addEntries(entry("plan", "free"));
            return RateLimitRequest.newBuilder()
                    .setDomain(Limits.DOMAIN)
                    .addDescriptors(descriptor)
                    .build();
        }
    },

    /** Three limits on one descriptor. */
    SEVERAL(10_000, """
              - key: customer
                rate_limits:
                  - {name: second, unit: second, requests_per_unit: 4000000000}
                  - {name: hour, unit: hour, requests_per_unit: 4000000000}
                  - {name: month, unit: month, requests_per_unit: 4000000000}
            """.indent(2));

    private final int customers;
    private final String limits;

    /** Those of the descriptors, with a comma between two. */
    private final String keys;

    Scenario(int customers, String limits) {
        this.customers = customers;
        this.limits = limits;
        this.keys = Limits.KEY;
    }

    Scenario(int customers, String... keys) {
        this.customers = customers;
        this.keys = String.join(",", keys);
        StringBuilder yaml = new StringBuilder();
        for (String key : keys) {
            yaml.append("  - {key: %s, %s}\n".formatted(key, Limits.FAR_LIMIT));
        }
        this.limits = yaml.toString();
    }

    /** Returns how many customers there are unless told otherwise. */
    int customers() {
        return customers;
    }

    /** Returns the limit file. */
    String limits() {
        return Limits.HEAD + limits;
    }

    /** Returns what differs from a gateway's defaults. */
    Map<String, String> environment() {
        return Map.of();
    }

    /** Returns the requests that are made in turn. */
    RateLimitRequest[] requests(int ofCustomers) {
        return IntStream.range(0, ofCustomers).mapToObj(this::request).toArray(RateLimitRequest[]::new);
    }

    RateLimitRequest request(int customer) {
        RateLimitRequest.Builder request = RateLimitRequest.newBuilder().setDomain(Limits.DOMAIN);
        for (String key : keys.split(",", -1)) {
            request.addDescriptors(RateLimitDescriptor.newBuilder().addEntries(entry(key, "c" + customer)));
        }
        return request.build();
    }

    private static Entry.Builder entry(String key, String value) {
        return Entry.newBuilder().setKey(key).setValue(value);
    }

    /** Texts that the constants are made of. */
    private static final class Limits {
        static final String KEY = "customer";
        static final String DOMAIN = "bench";
        static final String HEAD = "domain: " + DOMAIN + "\nwindows: calendar\ndescriptors:\n";
        static final String FAR_LIMIT = "rate_limit: {unit: hour, requests_per_unit: 4000000000}";
        static final String FAR = "  - {key: customer, " + FAR_LIMIT + "}\n";
    }
}
