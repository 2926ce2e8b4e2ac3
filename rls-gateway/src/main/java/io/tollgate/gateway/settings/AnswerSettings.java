package io.tollgate.gateway.settings;

import static io.tollgate.runtime.settings.Setting.ofReference;
import static io.tollgate.runtime.settings.Setting.own;

import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingTypes;

/** What holds for all rules, and what answers tell. */
public final class AnswerSettings {

    public static final Setting<Boolean> SHADOW_MODE = ofReference(
            "shadow.mode",
            "SHADOW_MODE",
            SettingTypes.TRUTH,
            "false",
            "Whether every request is admitted, whatever its limits.");
    public static final Setting<Boolean> QUOTA_MODE = ofReference(
            "quota.mode",
            "QUOTA_MODE",
            SettingTypes.TRUTH,
            "false",
            "Whether every rule is in quota mode: a request is denied only if all its descriptors are over.");
    public static final Setting<Boolean> STOP_INCREMENT = ofReference(
            "stop.cache.key.increment.when.overlimit",
            "STOP_CACHE_KEY_INCREMENT_WHEN_OVERLIMIT",
            SettingTypes.TRUTH,
            "false",
            "Whether a request that one descriptor denies uses up nothing of the limits of its other"
                    + " descriptors.");
    public static final Setting<Float> NEAR_LIMIT_RATIO = ofReference(
            "near.limit.ratio",
            "NEAR_LIMIT_RATIO",
            SettingTypes.RATIO,
            "0.8",
            "Share of a limit above which hits count as near it, in metrics.");
    public static final Setting<Boolean> HEADERS = ofReference(
            "response.headers.enabled",
            "LIMIT_RESPONSE_HEADERS_ENABLED",
            SettingTypes.TRUTH,
            "false",
            "Whether three response headers show the limit that is closest to being used up.");
    public static final Setting<String> LIMIT_HEADER = ofReference(
            "response.headers.limit",
            "LIMIT_LIMIT_HEADER",
            SettingTypes.NAME,
            "RateLimit-Limit",
            "Names the header with the hits of one window.");
    public static final Setting<String> REMAINING_HEADER = ofReference(
            "response.headers.remaining",
            "LIMIT_REMAINING_HEADER",
            SettingTypes.NAME,
            "RateLimit-Remaining",
            "Names the header with the hits left in it.");
    public static final Setting<String> RESET_HEADER = ofReference(
            "response.headers.reset",
            "LIMIT_RESET_HEADER",
            SettingTypes.NAME,
            "RateLimit-Reset",
            "Names the header with the seconds until it ends.");
    public static final Setting<Boolean> DYNAMIC_METADATA = ofReference(
            "response.dynamic.metadata",
            "RESPONSE_DYNAMIC_METADATA",
            SettingTypes.TRUTH,
            "false",
            "Whether the response carries the request and its rules' metadata as dynamic metadata.");

    public static final Setting<Boolean> RATE_LIMIT_FIELDS = own(
            "response.ratelimit.fields",
            SettingTypes.TRUTH,
            "false",
            "Whether each response has the fields `RateLimit-Policy` and `RateLimit` of"
                    + " draft-ietf-httpapi-ratelimit-headers-11 with all limits of the request, and a denial"
                    + " `Retry-After`.");
    public static final Setting<Boolean> PROBLEM = own(
            "response.problem",
            SettingTypes.TRUTH,
            "false",
            "Whether a denial has a body of type application/problem+json that names the limits that are used up.");

    static final SettingGroup GROUP = SettingGroup.of(
            "Decisions and answers",
            SHADOW_MODE,
            QUOTA_MODE,
            STOP_INCREMENT,
            NEAR_LIMIT_RATIO,
            HEADERS,
            LIMIT_HEADER,
            REMAINING_HEADER,
            RESET_HEADER,
            DYNAMIC_METADATA,
            RATE_LIMIT_FIELDS,
            PROBLEM);

    private AnswerSettings() {}
}
