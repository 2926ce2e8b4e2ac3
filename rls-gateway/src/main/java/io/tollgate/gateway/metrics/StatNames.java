package io.tollgate.gateway.metrics;

/** The reference's names of statistics, dotted as statsd has them. */
final class StatNames {

    static final String SERVICE = "ratelimit.service.";
    static final String RULES = SERVICE + "rate_limit.";
    static final String ERRORS = SERVICE + "call.should_rate_limit.";
    static final String SERVER = "ratelimit_server.";

    static final String TOTAL_HITS = "total_hits";
    static final String TOTAL_NEGATIVE_HITS = "total_negative_hits";
    static final String WITHIN_LIMIT = "within_limit";
    static final String OVER_LIMIT = "over_limit";
    static final String NEAR_LIMIT = "near_limit";
    static final String OVER_LIMIT_WITH_LOCAL_CACHE = "over_limit_with_local_cache";
    static final String SHADOW_MODE = "shadow_mode";

    static final String DOMAIN_NOT_FOUND = "domain_not_found";
    static final String CONFIG_LOAD_SUCCESS = "config_load_success";
    static final String CONFIG_LOAD_ERROR = "config_load_error";
    static final String GLOBAL_SHADOW_MODE = "global_shadow_mode";
    static final String SERVICE_ERROR = "service_error";
    static final String TOTAL_REQUESTS = "total_requests";
    static final String RESPONSE_TIME = "response_time";

    private StatNames() {}

    /** Returns whether it is a statistic of the reference, not one of ours. */
    static boolean isReference(String name) {
        return name.startsWith(SERVICE) || name.startsWith(SERVER);
    }
}
