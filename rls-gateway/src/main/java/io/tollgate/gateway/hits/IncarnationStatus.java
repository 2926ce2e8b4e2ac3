package io.tollgate.gateway.hits;

import io.tollgate.accounting.Incarnation;
import java.util.List;

/**
 * The incarnations of this gateway that a watermark names.
 *
 * @param present under which hits are counted
 * @param renewed under which this process counted before; what a watermark says holds for them too
 * @param covered earlier incarnations whose totals usage holds
 * @param resent earlier incarnations of which all that the disk held is in the log
 */
record IncarnationStatus(
        Incarnation present, List<Incarnation> renewed, List<Incarnation> covered, List<Incarnation> resent) {}
