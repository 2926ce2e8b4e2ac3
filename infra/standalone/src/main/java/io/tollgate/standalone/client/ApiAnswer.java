package io.tollgate.standalone.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the API answers to a request that it did.
 *
 * @param json what the text says; a missing node where there is none
 */
public record ApiAnswer(String text, JsonNode json) {

    public ApiAnswer {
        requireNonNull(text, "text");
        requireNonNull(json, "json");
    }
}
