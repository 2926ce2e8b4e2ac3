package io.tollgate.gateway.hits;

import io.tollgate.accounting.Incarnation;
import java.util.List;

/**
 * The starts of this gateway that a mark names.
 *
 * @param present under which hits are counted
 * @param renewed under which this process counted before; what a mark says holds for them too
 * @param covered earlier starts whose totals usage holds
 * @param resent earlier starts of which all that the disk held is in the log
 */
record IncarnationStatus(
        Incarnation present, List<Incarnation> renewed, List<Incarnation> covered, List<Incarnation> resent) {}
