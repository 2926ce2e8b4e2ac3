package io.tollgate.translate.kongmesh;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.envoy.RateLimitFilter;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.SourceNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the policies of kind MeshGlobalRateLimit say of a service, or of all of a mesh. */
final class GlobalConf {

    /** What Envoy's filter waits if nothing is said. */
    private static final long DEFAULT_TIMEOUT_MS = 20;

    private final MergedConf conf;
    private final Report report;

    GlobalConf(MergedConf conf, Report report) {
        this.conf = conf;
        this.report = report;
    }

    boolean isEmpty() {
        return conf.isEmpty();
    }

    /** Returns the policy that counts the most. */
    Policy mostSpecific() {
        return conf.mostSpecific();
    }

    boolean isDisabled() {
        SourceNode disabled = conf.find("http", "disabled");
        return disabled != null && disabled.bool();
    }

    boolean isShadow() {
        SourceNode mode = conf.find("mode");
        if (mode == null || mode.text().equals("Limit")) {
            return false;
        }
        if (!mode.text().equals("Shadow")) {
            throw mode.error("expected Limit or Shadow, found '" + mode.text() + "'");
        }
        return true;
    }

    /** Returns the limit of all requests, null if there is none. */
    @Nullable LimitValue rate() {
        SourceNode num = conf.find("http", "requestRate", "num");
        SourceNode interval = conf.find("http", "requestRate", "interval");
        if (num == null) {
            if (interval == null) {
                return null;
            }
            throw interval.error("a rate needs 'num' beside 'interval'");
        }
        if (interval == null) {
            throw num.error("a rate needs 'interval' beside 'num'");
        }
        return Rate.of(num, interval, report);
    }

    /** Returns the rules for values of headers. */
    List<SourceNode> onRequest() {
        SourceNode rules = conf.find("http", "ratelimitOnRequest");
        return rules == null ? List.of() : rules.items();
    }

    /** Returns how Envoy asks, and answers what is over limit. */
    RateLimitFilter filter(String domain, Address tollgate) {
        SourceNode timeout = conf.find("backend", "rateLimitService", "timeout");
        SourceNode url = conf.find("backend", "rateLimitService", "url");
        SourceNode deny = conf.find("backend", "rateLimitService", "limitOnServiceFail");
        if (url != null) {
            report.carried(url, "Envoy asks Tollgate at " + tollgate + " instead");
        }
        return new RateLimitFilter(
                domain,
                timeout == null ? DEFAULT_TIMEOUT_MS : KumaDuration.millis(timeout),
                deny != null && deny.bool(),
                ResponseHeaders.status(conf.find("http", "onRateLimit", "status"), report),
                ResponseHeaders.of(
                        conf.find("http", "onRateLimit", "headers", "set"),
                        conf.find("http", "onRateLimit", "headers", "add")));
    }

    /** Says which fields are not understood. */
    void noteUnknown() {
        conf.confs().forEach(one -> {
            report.lostUnlessKnown(one, "http", "mode", "backend", "targetRef", "default");
            check(one.find("http"), "requestRate", "ratelimitOnRequest", "onRateLimit", "disabled");
            check(one.find("http", "requestRate"), "num", "interval");
            check(one.find("http", "onRateLimit"), "status", "headers");
            check(one.find("http", "onRateLimit", "headers"), "set", "add");
            check(one.find("backend"), "rateLimitService");
            check(one.find("backend", "rateLimitService"), "url", "timeout", "limitOnServiceFail");
        });
    }

    private void check(@Nullable SourceNode map, String... names) {
        if (map != null) {
            report.lostUnlessKnown(map, names);
        }
    }
}
