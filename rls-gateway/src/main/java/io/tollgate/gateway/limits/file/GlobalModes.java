package io.tollgate.gateway.limits.file;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.ChargeMode;
import io.tollgate.model.Sharing;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all rules, whatever their files say.
 *
 * @param shadowMode whether no request is denied, {@code SHADOW_MODE}
 * @param quotaMode whether each rule is in quota mode, {@code QUOTA_MODE}
 * @param charge which hits use up a limit where its rule does not say; {@code
 *     STOP_CACHE_KEY_INCREMENT_WHEN_OVERLIMIT} is {@link ChargeMode#UNLESS_DENIED_ELSEWHERE}
 * @param sharing how gateways take account of each other where a limit does not say; null for what suits its windows
 */
public record GlobalModes(
        boolean shadowMode,
        boolean quotaMode,
        ChargeMode charge,
        @Nullable Sharing sharing) {

    /** Each rule is as its file says, and every hit uses up its limits. */
    public static final GlobalModes NONE = new GlobalModes(false, false, ChargeMode.ALL, null);

    public GlobalModes {
        requireNonNull(charge, "charge");
    }
}
