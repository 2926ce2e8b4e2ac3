package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.WindowAlignment;
import io.tollgate.gateway.limits.yaml.Printable;
import io.tollgate.gateway.settings.AnswerSettings;
import io.tollgate.gateway.settings.LimitSettings;
import io.tollgate.gateway.settings.XdsSettings;
import io.tollgate.gateway.source.LimitFolder;
import io.tollgate.gateway.source.XdsLimits;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Sharing;
import io.tollgate.runtime.settings.SettingValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where limits come from, how they are read, and what holds while there are none.
 *
 * @param origin files or a management server
 * @param options how files are read
 * @param start what holds while there are none
 */
public record LimitSource(Origin origin, LimitFileOptions options, Start start) {

    private static final double DOUBLING = 2;

    public LimitSource {
        requireNonNull(origin, "origin");
        requireNonNull(options, "options");
        requireNonNull(start, "start");
    }

    /** Files or a management server. */
    public sealed interface Origin {

        /** Returns where that is, for people. */
        String describe();
    }

    /** Files. */
    public record Files(LimitFolder.Settings settings) implements Origin {

        @Override
        public String describe() {
            return Printable.of(settings.folder()
                    + (settings.fileNamePrefix().isEmpty() ? "" : ", " + settings.fileNamePrefix() + "*"));
        }
    }

    /** A management server. */
    public record Xds(XdsLimits.Settings settings) implements Origin {

        @Override
        public String describe() {
            return "xDS server " + settings.target();
        }
    }

    /**
     * What holds while there are no limits.
     *
     * @param force whether ports are opened before a first set has come, good or bad
     * @param withBadLimits whether a gateway starts whose first set is rejected
     * @param healthyWithLimitsOnly whether health is SERVING only while limits of at least one domain are in force
     */
    public record Start(boolean force, boolean withBadLimits, boolean healthyWithLimitsOnly) {}

    static LimitSource of(SettingValues values) {
        WindowAlignment windows =
                WindowAlignment.valueOf(values.get(LimitSettings.WINDOWS).toUpperCase(Locale.ROOT));
        return new LimitSource(
                isXds(values) ? new Xds(xds(values)) : new Files(folder(values)),
                new LimitFileOptions(values.get(LimitSettings.MERGE_DOMAINS), windows).with(modes(values)),
                new Start(
                        values.get(LimitSettings.FORCE_START),
                        values.get(LimitSettings.START_WITH_BAD_LIMITS),
                        values.get(LimitSettings.HEALTHY_WITH_LIMITS_ONLY)));
    }

    private static GlobalModes modes(SettingValues values) {
        return new GlobalModes(
                values.get(AnswerSettings.SHADOW_MODE),
                values.get(AnswerSettings.QUOTA_MODE),
                values.get(AnswerSettings.STOP_INCREMENT) ? ChargeMode.UNLESS_DENIED_ELSEWHERE : ChargeMode.ALL,
                sharing(values.get(LimitSettings.SHARING)));
    }

    private static @Nullable Sharing sharing(String said) {
        return said.equals(LimitSettings.BY_LENGTH) ? null : Sharing.valueOf(said.toUpperCase(Locale.ROOT));
    }

    private static boolean isXds(SettingValues values) {
        return values.get(LimitSettings.SOURCE).equals(LimitSettings.XDS);
    }

    /**
     * The reference watches its root by default and then wants a subdirectory; without one it loads nothing. Here the
     * root's application directory is read then.
     */
    private static LimitFolder.Settings folder(SettingValues values) {
        String own = values.get(LimitSettings.DIR);
        if (!own.isEmpty()) {
            return new LimitFolder.Settings(Path.of(own), "", values.get(LimitSettings.POLL));
        }
        Path root = Path.of(values.get(LimitSettings.RUNTIME_ROOT));
        String subdirectory = values.get(LimitSettings.RUNTIME_SUBDIRECTORY);
        String application = values.get(LimitSettings.RUNTIME_APPDIRECTORY);
        if (values.get(LimitSettings.RUNTIME_WATCH_ROOT) && !subdirectory.isEmpty()) {
            return new LimitFolder.Settings(
                    root.resolve(subdirectory), application + ".", values.get(LimitSettings.POLL));
        }
        return new LimitFolder.Settings(
                root.resolve(subdirectory).resolve(application), "", values.get(LimitSettings.POLL));
    }

    private static XdsLimits.Settings xds(SettingValues values) {
        return new XdsLimits.Settings(
                values.get(XdsSettings.SERVER_URL),
                values.get(XdsSettings.NODE_ID),
                values.get(XdsSettings.NODE_METADATA),
                values.get(XdsSettings.HEADERS),
                values.get(XdsSettings.TLS_ENABLED) ? xdsTls(values) : null,
                backoff(values),
                values.get(XdsSettings.MAX_MESSAGE_BYTES).intValue());
    }

    private static XdsLimits.Tls xdsTls(SettingValues values) {
        return new XdsLimits.Tls(
                Listeners.path(values.get(XdsSettings.TLS_CA)),
                Listeners.path(values.get(XdsSettings.TLS_CERT)),
                Listeners.path(values.get(XdsSettings.TLS_KEY)),
                values.get(XdsSettings.TLS_SAN));
    }

    private static XdsLimits.Backoff backoff(SettingValues values) {
        double growth = values.get(XdsSettings.BACKOFF_GROWTH);
        return new XdsLimits.Backoff(
                values.get(XdsSettings.BACKOFF_INITIAL),
                values.get(XdsSettings.BACKOFF_MAX),
                growth > 1 ? growth : DOUBLING,
                values.get(XdsSettings.BACKOFF_JITTER));
    }

    /** Returns what is wrong between settings that are right each by itself. */
    static List<String> conflicts(SettingValues values) {
        List<String> problems = new ArrayList<>();
        if (isXds(values)) {
            String problem = problem(values);
            if (problem != null) {
                problems.add("xds: " + problem);
            }
        } else if (!namesFolder(values)) {
            problems.add(LimitSettings.DIR.missing("a folder of limit files here or in RUNTIME_ROOT"));
        }
        return problems;
    }

    private static @Nullable String problem(SettingValues values) {
        try {
            xds(values);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static boolean namesFolder(SettingValues values) {
        return !values.get(LimitSettings.DIR).isEmpty()
                || values.isGiven(LimitSettings.RUNTIME_ROOT)
                || values.isGiven(LimitSettings.RUNTIME_SUBDIRECTORY)
                || values.isGiven(LimitSettings.RUNTIME_APPDIRECTORY);
    }
}
