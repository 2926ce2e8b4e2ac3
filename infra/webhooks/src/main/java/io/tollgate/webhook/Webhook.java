package io.tollgate.webhook;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where events are sent to.
 *
 * @param key names it
 * @param url gets them; whether it may is checked at each attempt, and by {@link TargetRules} before
 * @param events which ones; empty for all
 * @param secrets sign them, each for itself: two while one takes the place of the other
 */
public record Webhook(String key, URI url, Set<EventType> events, List<Secret> secrets) {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+~-]{0,127}");
    private static final int MOST_SECRETS = 5;

    /** @throws IllegalArgumentException if the key or the number of secrets is not what it must be */
    public Webhook {
        requireNonNull(url, "url");
        events = Set.copyOf(events);
        secrets = List.copyOf(secrets);
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("'" + key + "' (expected: " + KEY + ")");
        }
        if (secrets.isEmpty() || secrets.size() > MOST_SECRETS) {
            throw new IllegalArgumentException(
                    key + ": " + secrets.size() + " secrets (expected: 1 to " + MOST_SECRETS + ")");
        }
    }

    /** Returns whether events of a type are sent to it. */
    public boolean wants(EventType type) {
        return events.isEmpty() || type == EventType.TEST || events.contains(type);
    }

    /** Returns it without its path and query, which often hold a secret. */
    @Override
    public String toString() {
        return "webhook " + key + " at " + url.getScheme() + "://" + url.getHost();
    }
}
