package io.tollgate.translate.emissary;

import java.util.Comparator;
import java.util.List;

/**
 * By what Emissary sorts its routes: the largest is tried first. See {@code _route_weight} of its {@code
 * IRHTTPMapping}.
 *
 * @param headerLength of all names and values that are matched
 * @param keys of the headers, then of the query's parameters
 */
record RouteOrder(
        int precedence,
        int prefixLength,
        int headerLength,
        int queryLength,
        String prefix,
        String method,
        List<String> keys) {

    static final Comparator<RouteOrder> FIRST_TO_LAST = Comparator.comparingInt(RouteOrder::precedence)
            .thenComparingInt(RouteOrder::prefixLength)
            .thenComparingInt(RouteOrder::headerLength)
            .thenComparingInt(RouteOrder::queryLength)
            .thenComparing(RouteOrder::prefix)
            .thenComparing(RouteOrder::method)
            .thenComparing(RouteOrder::keys, RouteOrder::compareLists)
            .reversed();

    RouteOrder {
        keys = List.copyOf(keys);
    }

    private static int compareLists(List<String> one, List<String> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }
}
