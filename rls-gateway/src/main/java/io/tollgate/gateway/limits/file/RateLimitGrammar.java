package io.tollgate.gateway.limits.file;

import io.tollgate.gateway.limits.yaml.YamlCursor;
import io.tollgate.gateway.limits.yaml.YamlFields;
import io.tollgate.model.Algorithm;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.LimitOptions;
import io.tollgate.model.Sharing;
import io.tollgate.model.Unit;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of what a descriptor says about its hits: {@code rate_limit}, and of Tollgate's own {@code rate_limits},
 * {@code observe} and {@code meter}. Not thread-safe.
 */
final class RateLimitGrammar {

    /** Each limit costs every matching request a counter. */
    static final int MOST_LIMITS = 16;

    private static final Map<String, Unit> UNITS =
            Arrays.stream(Unit.values()).collect(Collectors.toUnmodifiableMap(Unit::name, Function.identity()));

    /** The reference knows 32 bits of them. */
    private static final long MOST_OF_THE_REFERENCE = 0xFFFF_FFFFL;

    private final LimitFileOptions options;
    private final List<String> warnings = new ArrayList<>();
    private SubscriptionAnswers answers = SubscriptionAnswers.BY_DEFAULT;

    RateLimitGrammar(LimitFileOptions options) {
        this.options = options;
    }

    /** Returns a line for each thing that is allowed but likely not meant, in all files read so far. */
    List<String> warnings() {
        return warnings;
    }

    /** Takes note of what the file that is read now says of subscriptions. */
    void subscriptions(SubscriptionAnswers said) {
        answers = said;
    }

    /**
     * Returns what holds for hits that end at the descriptor; null if nothing does.
     *
     * @param shadowMode whether the descriptor is in shadow mode, and so all its limits
     * @param windows what holds where a limit says nothing of windows
     */
    @Nullable RuleSpec rule(YamlFields descriptor, boolean shadowMode, WindowSpec windows) {
        YamlCursor one = descriptor.find("rate_limit");
        YamlCursor several = descriptor.find("rate_limits");
        if (one != null && several != null) {
            throw several.error("rate_limit and rate_limits do not go together (put all limits into rate_limits)");
        }
        if (descriptor.find("limits_from") != null) {
            return subscribed(descriptor, windows);
        }
        if (descriptor.find("feature") != null) {
            throw descriptor.place("feature").error("feature has no meaning without limits_from: subscription");
        }
        if (descriptor.bool("observe")) {
            return observing(descriptor, windows);
        }
        if (one != null) {
            return ofOne(descriptor, YamlFields.of(one), shadowMode, windows);
        }
        if (several != null) {
            return ofSeveral(descriptor, several, shadowMode, windows);
        }
        if (descriptor.find("meter") != null) {
            throw descriptor.place("meter").error("meter has no meaning without a limit (say observe: true to count)");
        }
        return null;
    }

    private RuleSpec subscribed(YamlFields descriptor, WindowSpec windows) {
        String from = descriptor.text("limits_from");
        if (!from.equals("subscription")) {
            throw descriptor.place("limits_from").error("invalid limits_from '" + from + "' (expected: subscription)");
        }
        for (String name : List.of("rate_limit", "rate_limits", "observe", "meter")) {
            if (descriptor.find(name) != null) {
                throw descriptor
                        .place(name)
                        .error(name + " does not go with limits_from: the plan has the limits, and hits are metered");
            }
        }
        for (String name : List.of("value", "share_threshold")) {
            if (descriptor.find(name) != null) {
                throw descriptor
                        .place(name)
                        .error(name + " does not go with limits_from: the request's value is the subject");
            }
        }
        String feature = descriptor.text("feature");
        SubscribedFeature subscribed = new SubscribedFeature(feature.isEmpty() ? null : feature, answers);
        return new RuleSpec(List.of(), false, List.of(), true, windows.zone(), subscribed);
    }

    private static RuleSpec observing(YamlFields descriptor, WindowSpec windows) {
        for (String name : List.of("rate_limit", "rate_limits")) {
            if (descriptor.find(name) != null) {
                throw descriptor
                        .place("observe")
                        .error("observe counts without a limit, so it does not go with " + name
                                + " (say shadow_mode: true to try a limit without rejecting)");
            }
        }
        if (!metered(descriptor, true)) {
            throw descriptor.place("meter").error("observe counts for the ledger, so meter: none leaves nothing of it");
        }
        return new RuleSpec(List.of(), false, List.of(), true, windows.zone());
    }

    private RuleSpec ofOne(YamlFields descriptor, YamlFields fields, boolean shadowMode, WindowSpec windows) {
        if (fields.bool("unlimited")) {
            rejectUnlimitedWithLimit(fields);
            requestsPerUnit(fields);
            if (descriptor.find("meter") != null) {
                throw descriptor
                        .place("meter")
                        .error(
                                "unlimited hits are not counted (say observe: true instead of rate_limit to count them)");
            }
            return new RuleSpec(List.of(), true, replaces(fields.text("name"), fields), false, windows.zone());
        }
        LimitSpec spec = limit(fields, shadowMode, windows);
        boolean byDefault = isMeteredByDefault(spec.limit());
        return new RuleSpec(List.of(spec.limit()), false, spec.replaces(), metered(descriptor, byDefault), spec.zone());
    }

    private RuleSpec ofSeveral(YamlFields descriptor, YamlCursor list, boolean shadowMode, WindowSpec windows) {
        List<YamlCursor> elements = list.maps();
        if (elements.isEmpty() || elements.size() > MOST_LIMITS) {
            throw list.error("rate_limits has " + elements.size() + " entries (expected: 1 to " + MOST_LIMITS + ")");
        }
        List<Limit> limits = new ArrayList<>();
        List<String> replaces = new ArrayList<>();
        ZoneId zone = null;
        for (YamlCursor element : elements) {
            YamlFields fields = YamlFields.of(element);
            if (fields.find("unlimited") != null) {
                throw fields.place("unlimited").error("an entry of rate_limits cannot be unlimited (leave it out)");
            }
            LimitSpec spec = limit(fields, shadowMode || fields.bool("shadow_mode"), windows);
            limits.add(spec.limit());
            replaces.addAll(spec.replaces());
            if (spec.limit().isHourOrLonger()) {
                if (zone != null && !zone.equals(spec.zone())) {
                    throw fields.place("time_zone")
                            .error("limits of an hour or longer on one descriptor must have one time_zone: the ledger's"
                                    + " hours are of it");
                }
                zone = spec.zone();
            }
        }
        boolean byDefault = limits.stream().anyMatch(RateLimitGrammar::isMeteredByDefault);
        return new RuleSpec(
                limits,
                false,
                replaces,
                metered(descriptor, byDefault),
                Objects.requireNonNullElse(zone, windows.zone()));
    }

    private static boolean isMeteredByDefault(Limit limit) {
        return limit.isHourOrLonger() || limit.shadowMode();
    }

    private static boolean metered(YamlFields descriptor, boolean byDefault) {
        YamlCursor field = descriptor.find("meter");
        if (field == null) {
            return byDefault;
        }
        String text = descriptor.text("meter");
        return switch (text) {
            case "hour" -> true;
            case "none" -> false;
            default -> throw field.error("invalid meter '" + text + "' (expected: hour or none)");
        };
    }

    private LimitSpec limit(YamlFields fields, boolean shadowMode, WindowSpec inherited) {
        String name = fields.text("name");
        long requestsPerUnit = requestsPerUnit(fields);
        WindowSpec windows = inherited.overriddenBy(fields);
        Unit unit = unit(fields);
        warnAboutEpoch(unit, windows, fields.place("unit"));
        int multiplier = multiplier(fields, unit);
        LimitOptions beyond =
                new LimitOptions(multiplier, algorithm(fields), charge(fields), sharing(fields), shadowMode, 0);
        Limit limit = new Limit(name, requestsPerUnit, unit, windows.windows(unit, multiplier), beyond);
        return new LimitSpec(limit, replaces(name, fields), windows.zone());
    }

    private static void rejectUnlimitedWithLimit(YamlFields fields) {
        String unit = fields.text("unit");
        if (find(unit).isPresent()) {
            throw fields.place("unit").error("should not specify rate limit unit when unlimited");
        }
        if (!unit.isEmpty()) {
            fields.place("unit").warn("unit '" + unit + "' is ignored: the limit is unlimited");
        }
        for (String name : MapPlace.RATE_LIMIT.extensions()) {
            if (fields.find(name) != null) {
                throw fields.place(name).error("should not specify " + name + " when unlimited");
            }
        }
    }

    private static Unit unit(YamlFields fields) {
        String text = fields.text("unit");
        return find(text)
                .orElseThrow(() -> fields.place("unit")
                        .error("invalid rate limit unit '" + text
                                + "' (expected: second, minute, hour, day, week, month or year)"));
    }

    private static Optional<Unit> find(String text) {
        return Optional.ofNullable(UNITS.get(text.toUpperCase(Locale.ROOT)));
    }

    private static int multiplier(YamlFields fields, Unit unit) {
        YamlCursor field = fields.find("unit_multiplier");
        if (field == null) {
            return 1;
        }
        return (int) field.scalar("a whole number").whole(1, unit.mostInAWindow());
    }

    private static Algorithm algorithm(YamlFields fields) {
        YamlCursor field = fields.find("algorithm");
        if (field == null) {
            return Algorithm.FIXED_WINDOW;
        }
        String text = fields.text("algorithm");
        return switch (text) {
            case "fixed_window" -> Algorithm.FIXED_WINDOW;
            case "sliding_window" -> Algorithm.SLIDING_WINDOW;
            default -> throw field.error("invalid algorithm '" + text + "' (expected: fixed_window or sliding_window)");
        };
    }

    private static @Nullable ChargeMode charge(YamlFields fields) {
        YamlCursor field = fields.find("charge");
        if (field == null) {
            return null;
        }
        String text = fields.text("charge");
        return switch (text) {
            case "all" -> ChargeMode.ALL;
            case "admitted" -> ChargeMode.ADMITTED;
            default -> throw field.error("invalid charge '" + text + "' (expected: all or admitted)");
        };
    }

    private static @Nullable Sharing sharing(YamlFields fields) {
        YamlCursor field = fields.find("sharing");
        if (field == null) {
            return null;
        }
        String text = fields.text("sharing");
        return switch (text) {
            case "known" -> Sharing.KNOWN;
            case "predicted" -> Sharing.PREDICTED;
            default -> throw field.error("invalid sharing '" + text + "' (expected: known or predicted)");
        };
    }

    private void warnAboutEpoch(Unit unit, WindowSpec windows, YamlCursor place) {
        if (windows.chosen()) {
            return;
        }
        switch (unit) {
            case SECOND, MINUTE, HOUR, DAY -> {}
            case WEEK -> warnAboutEpoch(place, "weeks begin on Thursday");
            case MONTH -> warnAboutEpoch(place, "months have 30 days");
            case YEAR -> warnAboutEpoch(place, "years have 365 days");
        }
    }

    private void warnAboutEpoch(YamlCursor place, String consequence) {
        warnings.add(place.message(consequence + ", as in the reference, because the file does not say"
                + " windows: calendar (or windows: epoch, if that is meant)"));
    }

    private List<String> replaces(String ownName, YamlFields fields) {
        List<String> names = new ArrayList<>();
        for (YamlCursor entry : fields.maps("replaces")) {
            YamlFields entryFields = YamlFields.of(entry);
            String name = entryFields.text("name");
            if (name.isEmpty()) {
                throw entryFields.place("name").error("should not have an empty replaces entry");
            }
            if (name.equals(ownName)) {
                throw entryFields.place("name").error("replaces should not contain name of same descriptor");
            }
            names.add(name);
        }
        return names;
    }

    /** Returns the hits that one window admits. */
    private long requestsPerUnit(YamlFields fields) {
        return fields.whole("requests_per_unit", options.extensions() ? Long.MAX_VALUE : MOST_OF_THE_REFERENCE);
    }
}
