package io.tollgate.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/** Documents as tests write them: JSON without most of its quotes. */
final class Documents {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();

    static final String GOLD = "{kind: 'Plan', key: 'gold', version: 1, features: [{key: 'calls', limits:"
            + " [{name: 'burst', unit: 'second', amount: 50},"
            + " {name: 'monthly', unit: 'billing_period', amount: 1000000, kind: 'soft', thresholds: [80, 100]}]}]}";
    static final String ACME = "{kind: 'Customer', key: 'acme', subjects: ['key-a', 'key-b']}";
    static final String ACME_GOLD = "{kind: 'Subscription', key: 'acme-gold', customer: 'acme', plan: 'gold@1',"
            + " time_zone: 'Europe/Berlin', from: '2026-01-31'}";
    static final String GRANT = "{kind: 'Grant', key: 'goodwill', customer: 'acme', feature: 'calls', amount: 5}";

    private Documents() {}

    static ObjectNode of(String text) {
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Applying applying(String... texts) {
        return Applying.all(all(texts), new Signed("ann", "a test"));
    }

    static List<ObjectNode> all(String... texts) {
        return Arrays.stream(texts).map(Documents::of).toList();
    }
}
