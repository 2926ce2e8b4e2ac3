package io.tollgate.gateway.source;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.gateway.limits.yaml.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers what a source has read to the limits in force, and logs what became of it. For one thread at a time. */
final class LimitOffers {

    private static final Logger LOG = LoggerFactory.getLogger(LimitOffers.class);

    private final String source;
    private final LimitsInForce limits;
    private List<String> warned = List.of();

    /** @param source where the limits come from, for the log */
    LimitOffers(String source, LimitsInForce limits) {
        this.source = Printable.of(source);
        this.limits = requireNonNull(limits, "limits");
    }

    /** Puts the set in force, or returns why it is rejected. */
    @Nullable String offer(List<LimitFile> files) {
        try {
            logLoad(limits.replace(files));
            return null;
        } catch (LimitConfigException e) {
            String reason = String.valueOf(e.getMessage());
            logRejection(reason);
            return reason;
        }
    }

    /** Notes that there is no set to offer, because it cannot be read. */
    void reject(String reason) {
        limits.reject(reason);
        logRejection(reason);
    }

    private void logLoad(LimitTable table) {
        LOG.info(
                "Limits from {} are in force: {} limits in {} domains",
                source,
                table.rules().size(),
                table.domains().size());
        table.warnings().stream()
                .filter(warning -> !warned.contains(warning))
                .forEach(warning -> LOG.warn("{}", warning));
        warned = table.warnings();
    }

    private void logRejection(String reason) {
        String stays = limits.table() == null ? "no limits are in force" : "the limits before stay in force";
        LOG.warn("Limits from {} are rejected, {}: {}", source, stays, reason);
    }
}
