package io.tollgate.gateway.settings;

import static io.tollgate.runtime.settings.Setting.ofReference;
import static io.tollgate.runtime.settings.Setting.own;

import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingTypes;
import java.time.Duration;

/** Where limits come from and what holds while there are none. */
public final class LimitSettings {

    /** The value of {@link #SOURCE} for limits that a management server brings. */
    public static final String XDS = "GRPC_XDS_SOTW";

    /** The value of {@link #SHARING} for what suits the length of a limit's windows. */
    public static final String BY_LENGTH = "by-length";

    public static final Setting<String> SOURCE = ofReference(
            "limits.source",
            "CONFIG_TYPE",
            SettingTypes.oneOf("FILE", XDS),
            "FILE",
            "Whether limits come from files, or from a management server over xDS.");
    public static final Setting<String> DIR = own(
            "limits.dir",
            SettingTypes.TEXT,
            "",
            "Folder of limit files. If set, it goes before `RUNTIME_ROOT` and the like.");
    public static final Setting<Duration> POLL = own(
            "limits.poll.ms",
            SettingTypes.millis(10, 3_600_000),
            "1000",
            "How often limit files are looked at for changes.");
    public static final Setting<String> RUNTIME_ROOT = ofReference(
            "runtime.root",
            "RUNTIME_ROOT",
            SettingTypes.NAME,
            "/srv/runtime_data/current",
            "Limit files are in ROOT/SUBDIRECTORY/APPDIRECTORY, if one of these three is set or the default folder is"
                    + " there. May be a symbolic link that is swapped.");
    public static final Setting<String> RUNTIME_SUBDIRECTORY =
            ofReference("runtime.subdirectory", "RUNTIME_SUBDIRECTORY", SettingTypes.TEXT, "", "See `runtime.root`.");
    public static final Setting<String> RUNTIME_APPDIRECTORY = ofReference(
            "runtime.appdirectory", "RUNTIME_APPDIRECTORY", SettingTypes.NAME, "config", "See `runtime.root`.");
    public static final Setting<Boolean> RUNTIME_WATCH_ROOT = ofReference(
            "runtime.watch.root",
            "RUNTIME_WATCH_ROOT",
            SettingTypes.TRUTH,
            "true",
            "If so, and a subdirectory is set, the files are those in ROOT/SUBDIRECTORY whose path, with dots for"
                    + " slashes, begins with `APPDIRECTORY.`. Changes are noticed either way.");
    public static final Setting<Boolean> MERGE_DOMAINS = ofReference(
            "merge.domain.config",
            "MERGE_DOMAIN_CONFIG",
            SettingTypes.TRUTH,
            "false",
            "Whether several files may name one domain.");
    public static final Setting<String> WINDOWS = own(
            "windows",
            SettingTypes.oneOf("epoch", "calendar"),
            "epoch",
            "What windows are aligned to where a limit file does not say.");
    public static final Setting<String> SHARING = own(
            "sharing",
            SettingTypes.oneOf(BY_LENGTH, "known", "predicted"),
            BY_LENGTH,
            "How gateways take account of each other where a limit does not say. `by-length` is `predicted` for windows"
                    + " of 10 seconds or less, else `known`.");
    public static final Setting<Boolean> FORCE_START = ofReference(
            "force.start.without.initial.config",
            "FORCE_START_WITHOUT_INITIAL_CONFIG",
            SettingTypes.TRUTH,
            "false",
            "Whether ports are opened before a first set of limits has come, good or bad.");
    public static final Setting<Boolean> START_WITH_BAD_LIMITS = own(
            "start.with.bad.limits",
            SettingTypes.TRUTH,
            "true",
            "Whether a gateway starts whose first set of limits is rejected, and answers `no rate limit configuration"
                    + " loaded`, as the reference does. `tollgate up` does not start then.");
    public static final Setting<Boolean> HEALTHY_WITH_LIMITS_ONLY = ofReference(
            "healthy.with.at.least.one.config.loaded",
            "HEALTHY_WITH_AT_LEAST_ONE_CONFIG_LOADED",
            SettingTypes.TRUTH,
            "false",
            "Whether health is SERVING only while limits of at least one domain are in force.");

    /** All of them. */
    public static final SettingGroup GROUP = SettingGroup.of(
            "Limits",
            SOURCE,
            DIR,
            POLL,
            RUNTIME_ROOT,
            RUNTIME_SUBDIRECTORY,
            RUNTIME_APPDIRECTORY,
            RUNTIME_WATCH_ROOT,
            MERGE_DOMAINS,
            WINDOWS,
            SHARING,
            FORCE_START,
            START_WITH_BAD_LIMITS,
            HEALTHY_WITH_LIMITS_ONLY);

    private LimitSettings() {}
}
