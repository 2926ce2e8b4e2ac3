package io.tollgate.translate.limitador;

import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.SourceNode;
import java.util.List;

/**
 * A limit of the source.
 *
 * @param name empty if it has none
 * @param conditions all of which must hold
 * @param variables references to values, each set of which has a counter
 * @param rates which all hold
 */
record SourceLimit(
        String name, List<Condition> conditions, List<String> variables, List<LimitValue> rates, SourceNode place) {

    SourceLimit {
        conditions = List.copyOf(conditions);
        variables = List.copyOf(variables);
        rates = List.copyOf(rates);
    }
}
