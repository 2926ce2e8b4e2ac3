package io.tollgate.streams.http;

import io.tollgate.runtime.http.HttpRequest;
import io.tollgate.runtime.http.QueryString;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param after the last of the page before; null for the first page
 * @param customer whose are asked for; null for anybody's
 */
record Page(int size, @Nullable String after, @Nullable String customer) {

    private static final String SIZE = "page[size]";
    private static final String AFTER = "page[after]";
    private static final String CUSTOMER = "customer";
    private static final int DEFAULT = 100;
    private static final int MOST = 1_000;

    /**
     * Returns what the query of a request says.
     *
     * @param owned whether the list has an owner to filter by
     * @throws BadRequestException if it says something else
     */
    static Page of(HttpRequest request, boolean owned) {
        Map<String, String> query = parameters(request, owned ? Set.of(SIZE, AFTER, CUSTOMER) : Set.of(SIZE, AFTER));
        String size = query.getOrDefault(SIZE, Integer.toString(DEFAULT));
        if (!size.matches("[1-9][0-9]{0,3}") || Integer.parseInt(size) > MOST) {
            throw new BadRequestException(SIZE + ": expected a whole number from 1 to " + MOST);
        }
        return new Page(Integer.parseInt(size), query.get(AFTER), query.get(CUSTOMER));
    }

    /** Lets a request have no query. */
    static void none(HttpRequest request) {
        Map<String, String> unused = parameters(request, Set.of());
    }

    static Map<String, String> parameters(HttpRequest request, Set<String> known) {
        Map<String, String> query = QueryString.parse(request.query());
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                throw new BadRequestException(name + ": unknown (expected "
                        + (known.isEmpty() ? "no parameters" : "one of: " + String.join(", ", new TreeSet<>(known)))
                        + ")");
            }
        }
        return query;
    }

    /** Returns the revision that a text is. */
    static int revision(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new BadRequestException("'" + text + "' is no revision (expected: a whole number from 1 on)");
        }
        return Integer.parseInt(text);
    }
}
