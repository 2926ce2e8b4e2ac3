package io.tollgate.streams.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose access is asked for.
 *
 * @param customers keys, at least one
 * @param features keys; none for all that a customer has
 */
record AccessRequest(List<String> customers, List<String> features) {

    private static final String CUSTOMERS = "customers";
    private static final String FEATURES = "features";
    private static final int MOST = 100;

    AccessRequest {
        customers = List.copyOf(customers);
        features = List.copyOf(features);
    }

    /**
     * Returns what a body asks for.
     *
     * @throws BadRequestException if it asks for nothing, or for too much
     */
    static AccessRequest read(ObjectNode body) {
        RequestJson.expectOnly(body, Set.of(CUSTOMERS, FEATURES));
        List<String> customers = texts(body.get(CUSTOMERS), CUSTOMERS);
        if (customers.isEmpty()) {
            throw new BadRequestException(CUSTOMERS + ": expected a list of 1 to " + MOST + " keys");
        }
        return new AccessRequest(customers, texts(body.get(FEATURES), FEATURES));
    }

    private static List<String> texts(@Nullable JsonNode list, String name) {
        if (list == null || list.isNull()) {
            return List.of();
        }
        if (!list.isArray() || list.size() > MOST) {
            throw new BadRequestException(name + ": expected a list of at most " + MOST + " keys");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : list) {
            if (!each.isTextual()) {
                throw new BadRequestException(name + "[" + texts.size() + "]: no text (expected: text in quotes)");
            }
            texts.add(each.textValue());
        }
        return texts.stream().distinct().toList();
    }
}
