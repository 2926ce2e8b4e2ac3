package io.tollgate.translate.kongmesh;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.LocalRateLimit;
import io.tollgate.translate.source.SourceNode;
import org.jspecify.annotations.Nullable;

/** What the policies of kind MeshRateLimit say of a service. */
final class LocalConf {

    /** Envoy's local rate limit fills its bucket no faster. */
    private static final long SHORTEST_FILL_MS = 50;

    private LocalConf() {}

    /** Returns the limit within Envoy, null if there is none. */
    static @Nullable LocalRateLimit limit(MergedConf conf, Report report) {
        if (conf.find("local", "tcp", "connectionRate", "num") != null) {
            report.lost(
                    conf.mostSpecific().manifest().root(),
                    "limits of TCP connections are not carried over, only of HTTP");
        }
        SourceNode disabled = conf.find("local", "http", "disabled");
        SourceNode num = conf.find("local", "http", "requestRate", "num");
        SourceNode interval = conf.find("local", "http", "requestRate", "interval");
        if ((disabled != null && disabled.bool()) || num == null || interval == null) {
            return null;
        }
        long millis = KumaDuration.millis(interval);
        if (millis < SHORTEST_FILL_MS) {
            throw interval.error("Envoy fills its bucket each " + SHORTEST_FILL_MS + " ms at the most (expected: a"
                    + " longer interval)");
        }
        report.carried(
                conf.mostSpecific().manifest().root(),
                "local limit of " + num.text() + " each " + interval.text() + ", asked before the rate limit service");
        return new LocalRateLimit(
                num.whole(1, Integer.MAX_VALUE),
                millis,
                ResponseHeaders.status(conf.find("local", "http", "onRateLimit", "status"), report),
                ResponseHeaders.of(
                        conf.find("local", "http", "onRateLimit", "headers", "set"),
                        conf.find("local", "http", "onRateLimit", "headers", "add")));
    }
}
