package io.tollgate.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.model.Unit;
import io.tollgate.plan.Customer;
import io.tollgate.plan.Grant;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanLimit;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Subscription;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents: JSON in, resources out. What a document leaves open keeps what the resource has, so that applying one
 * twice changes nothing. Thread-safe.
 */
public final class DocumentReader {

    /** How much a document may say freely, in characters of JSON. */
    static final int MOST_METADATA = 16 << 10;

    private static final int LAST_VERSION = 999_999_999;
    private static final int MOST_FEATURES = 100;
    private static final int MOST_LIMITS = 16;
    private static final int MOST_THRESHOLDS = 10;
    private static final int MOST_SUBJECTS = 1_000;
    private static final int LONGEST_SUBJECT = 512;
    private static final int LONGEST_UNIT = 64;
    private static final int MOST_PERCENT = 1_000;
    private static final int MOST_PRIORITY = 1_000;
    private static final String REPORTED = "reported";
    private static final String BILLING_PERIOD = "billing_period";
    private static final String VOIDED_AT = "voided_at";
    private static final String ROLLOVER = "rollover";
    private static final long SHORTEST_CARRIED_SECONDS = Unit.HOUR.epochSeconds();

    private DocumentReader() {}

    /** Finds what there is already under a name; null for nothing. */
    public interface Existing {
        /** Returns the resource, null if there is none. */
        @Nullable Resource find(ResourceId id);
    }

    /**
     * Returns the name of the resource that a document is about.
     *
     * @throws BadDocumentException if it names none
     */
    public static ResourceId id(ObjectNode document) {
        List<DocumentProblem> problems = new ArrayList<>();
        DocumentNode fields = DocumentNode.root(document, problems);
        ResourceKind kind = kind(fields);
        String key = fields.key("key");
        String id = key;
        if (kind == ResourceKind.PLAN) {
            id = key + "@" + fields.whole("version", 1, LAST_VERSION);
        }
        if (!problems.isEmpty() || kind == null) {
            throw new BadDocumentException(problems);
        }
        return new ResourceId(kind, id);
    }

    /**
     * Returns the resource that a document says.
     *
     * @param now holds where a document does not say from when
     * @throws BadDocumentException if the document is wrong by itself
     */
    public static Resource read(ObjectNode document, Existing existing, Instant now) {
        ResourceId id = id(document);
        return read(document, id, existing, now);
    }

    /**
     * Returns the resource that a document says.
     *
     * @param id which the document is about
     */
    static Resource read(ObjectNode document, ResourceId id, Existing existing, Instant now) {
        List<DocumentProblem> problems = new ArrayList<>();
        DocumentNode fields = DocumentNode.root(document, problems);
        fields.find("kind");
        fields.find("key");
        fields.find("observed"); // what the API tells beside, for those who send back what they got
        Resource before = existing.find(id);
        Instant said = Instant.ofEpochMilli(now.toEpochMilli());
        Resource resource = switch (id.kind()) {
            case PLAN -> plan(fields);
            case CUSTOMER -> new Customer(id.id(), subjects(fields), metadata(fields));
            case SUBSCRIPTION ->
                SubscriptionReader.read(
                        id.id(),
                        fields,
                        before instanceof Subscription known ? known : null,
                        plan -> billingPeriod(existing, plan),
                        said);
            case GRANT -> grant(id.id(), fields, before instanceof Grant known ? known : null, said);
        };
        fields.rejectOthers();
        if (!problems.isEmpty()) {
            throw new BadDocumentException(problems);
        }
        return resource;
    }

    private static Unit billingPeriod(Existing existing, PlanRef ref) {
        return existing.find(ref.id()) instanceof Plan plan ? plan.billingPeriod() : Unit.MONTH;
    }

    private static @Nullable ResourceKind kind(DocumentNode fields) {
        JsonNode said = fields.find("kind");
        Optional<ResourceKind> kind =
                said == null || !said.isTextual() ? Optional.empty() : ResourceKind.ofLabel(said.textValue());
        if (kind.isEmpty()) {
            fields.wrong("kind", "expected Plan, Customer, Subscription or Grant");
        }
        return kind.orElse(null);
    }

    private static Plan plan(DocumentNode fields) {
        String key = fields.key("key");
        if (key.contains("@")) {
            fields.wrong("key", "@ stands between key and version of a plan (choose a key without it)");
        }
        int version = (int) fields.whole("version", 1, LAST_VERSION);
        Plan.Status status = word(fields, "status", Plan.Status.values(), Plan.Status.ACTIVE);
        Unit period = word(
                fields,
                BILLING_PERIOD,
                Arrays.stream(Unit.values())
                        .filter(unit -> unit.compareTo(Unit.HOUR) >= 0)
                        .toArray(Unit[]::new),
                Unit.MONTH);
        List<Plan.Feature> features = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (DocumentNode feature : fields.maps("features", MOST_FEATURES)) {
            Plan.Feature read = feature(feature);
            if (!keys.add(read.key())) {
                feature.wrong("key", "'" + read.key() + "' names two features of the plan");
            }
            features.add(read);
        }
        if (features.isEmpty()) {
            fields.wrong("features", "none (expected: at least one)");
        }
        return new Plan(new PlanRef(key.isEmpty() ? "?" : key, version), status, period, features, metadata(fields));
    }

    private static Plan.Feature feature(DocumentNode fields) {
        String key = fields.key("key");
        String unit = fields.optionalText("unit", LONGEST_UNIT);
        boolean reported = fields.word("hits", text -> Optional.of(text).filter(REPORTED::equals), REPORTED, "")
                .equals(REPORTED);
        List<PlanLimit> limits = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (DocumentNode limit : fields.maps("limits", MOST_LIMITS)) {
            PlanLimit read = limit(limit);
            if (!names.add(read.name())) {
                limit.wrong("name", "'" + read.name() + "' names two limits of the feature");
            }
            limits.add(read);
        }
        if (limits.isEmpty()) {
            fields.wrong("limits", "none (expected: at least one; kind: metered counts without a limit)");
        }
        fields.rejectOthers();
        return new Plan.Feature(key, unit == null ? "requests" : unit, limits, reported);
    }

    private static PlanLimit limit(DocumentNode fields) {
        String name = fields.key("name");
        JsonNode said = fields.find("unit");
        Unit unit = null;
        if (said == null || !said.asText().equals(BILLING_PERIOD)) {
            unit = word(fields, "unit", Unit.values(), Unit.MONTH, ", " + BILLING_PERIOD);
            if (said == null) {
                fields.wrong("unit", "missing");
            }
        }
        int multiplier = (int) fields.whole("unit_multiplier", 1, unit == null ? 1 : unit.mostInAWindow(), 1);
        PlanLimit.Kind kind = word(fields, "kind", PlanLimit.Kind.values(), PlanLimit.Kind.HARD);
        long amount = amount(fields, kind);
        int grace = (int) fields.whole("grace_percent", 0, MOST_PERCENT, 0);
        if (grace > 0 && kind != PlanLimit.Kind.HARD) {
            fields.wrong("grace_percent", "has a meaning for kind: hard only");
        }
        List<Integer> thresholds = fields.wholes("thresholds", MOST_THRESHOLDS, 1, MOST_PERCENT);
        if (!thresholds.equals(thresholds.stream().sorted().distinct().toList())) {
            fields.wrong("thresholds", "expected percents in ascending order, each once");
        }
        long windowSeconds = unit == null ? SHORTEST_CARRIED_SECONDS : unit.epochSeconds() * multiplier;
        PlanLimit.Rollover rollover = rollover(fields, amount, windowSeconds);
        fields.rejectOthers();
        return new PlanLimit(name, unit, multiplier, amount, kind, grace, thresholds, rollover);
    }

    /** Billing periods are always long enough. */
    private static PlanLimit.@Nullable Rollover rollover(DocumentNode fields, long amount, long windowSeconds) {
        DocumentNode said = fields.map(ROLLOVER);
        if (said == null) {
            return null;
        }
        if (amount == PlanLimit.UNLIMITED) {
            fields.wrong(ROLLOVER, "nothing is left of what has no amount (expected: with an amount only)");
        } else if (windowSeconds < SHORTEST_CARRIED_SECONDS) {
            fields.wrong(ROLLOVER, "its windows are too short (expected: windows of an hour or longer)");
        }
        PlanLimit.Rollover rollover = new PlanLimit.Rollover(said.whole("cap", 1, PlanLimit.MOST), (int)
                said.whole("max_periods", 1, PlanLimit.Rollover.MOST_PERIODS, 1));
        said.rejectOthers();
        return rollover;
    }

    private static long amount(DocumentNode fields, PlanLimit.Kind kind) {
        boolean unlimited = fields.flag("unlimited");
        boolean given = fields.find("amount") != null;
        if (kind == PlanLimit.Kind.METERED) {
            if (given) {
                fields.wrong("amount", "kind: metered has no amount (expected: kind: hard or soft)");
            }
            return PlanLimit.UNLIMITED;
        }
        return amount(fields, unlimited);
    }

    /** Returns what is said by {@code amount} or {@code unlimited}, of which exactly one must be there. */
    static long amount(DocumentNode fields, boolean unlimited) {
        boolean given = fields.find("amount") != null;
        if (unlimited && given) {
            fields.wrong("unlimited", "amount says something else (expected: one of both)");
        }
        return unlimited ? PlanLimit.UNLIMITED : fields.whole("amount", 0, PlanLimit.MOST);
    }

    private static List<String> subjects(DocumentNode fields) {
        List<String> subjects = fields.texts("subjects", MOST_SUBJECTS, LONGEST_SUBJECT);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < subjects.size(); i++) {
            if (!seen.add(subjects.get(i))) {
                fields.wrong("subjects[" + i + "]", "stands there twice");
            }
        }
        return subjects;
    }

    private static Grant grant(String key, DocumentNode fields, @Nullable Grant before, Instant now) {
        Instant effective = fields.instant("effective", ZoneOffset.UTC);
        if (effective == null) {
            effective = before == null ? now : before.effective();
        }
        Instant expires = fields.instant("expires", ZoneOffset.UTC);
        if (expires != null && !expires.isAfter(effective)) {
            fields.wrong("expires", "expected a time after effective, which is " + effective);
        }
        return new Grant(
                key,
                fields.key("customer"),
                fields.key("feature"),
                fields.optionalKey("limit"),
                fields.whole("amount", 1, PlanLimit.MOST),
                (int) fields.whole("priority", 0, MOST_PRIORITY, 0),
                effective,
                expires,
                voidedAt(fields, before, now),
                metadata(fields));
    }

    private static @Nullable Instant voidedAt(DocumentNode fields, @Nullable Grant before, Instant now) {
        boolean voided = fields.flag("voided");
        Instant at = fields.instant(VOIDED_AT, ZoneOffset.UTC);
        if (at != null && !voided) {
            fields.wrong(VOIDED_AT, "has a meaning with voided: true only");
        }
        if (!voided || at != null) {
            return at;
        }
        return before != null && before.voidedAt() != null ? before.voidedAt() : now;
    }

    static <T extends Enum<T>> T word(DocumentNode fields, String name, T[] words, T absent) {
        return word(fields, name, words, absent, "");
    }

    private static <T extends Enum<T>> T word(DocumentNode fields, String name, T[] words, T absent, String others) {
        Function<String, Optional<T>> known = text -> Arrays.stream(words)
                .filter(word -> word.name().toLowerCase(Locale.ROOT).equals(text))
                .findAny();
        String expected = String.join(
                        ", ",
                        Stream.of(words)
                                .map(word -> word.name().toLowerCase(Locale.ROOT))
                                .toList())
                + others;
        return fields.word(name, known, "one of " + expected, absent);
    }

    static Map<String, @Nullable Object> metadata(DocumentNode fields) {
        JsonNode said = fields.find("metadata");
        if (said == null) {
            return Map.of();
        }
        if (!said.isObject()) {
            fields.wrong("metadata", "expected a map");
            return Map.of();
        }
        String text = said.toString();
        if (text.length() > MOST_METADATA) {
            fields.wrong("metadata", "takes more than " + MOST_METADATA + " characters of JSON");
            return Map.of();
        }
        if (!DocumentNode.isWhole(text)) {
            fields.wrong("metadata", "has half of a surrogate pair (expected: whole characters)");
            return Map.of();
        }
        if (!isExact(said)) {
            fields.wrong("metadata", "has a number that takes more than 64 bits (expected: text instead)");
            return Map.of();
        }
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        said.forEachEntry((name, field) -> metadata.put(name, value(field)));
        return metadata;
    }

    private static boolean isExact(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.canConvertToLong();
        }
        if (node.isNumber()) {
            return Double.isFinite(node.doubleValue());
        }
        for (JsonNode child : node) {
            if (!isExact(child)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.forEachEntry((name, field) -> map.put(name, value(field)));
            return map;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(item -> list.add(value(item)));
            return list;
        }
        if (node.isNull()) {
            return null;
        }
        if (node.isIntegralNumber()) {
            return node.longValue();
        }
        return node.isNumber() ? (Object) node.doubleValue() : node.isBoolean() ? node.booleanValue() : node.asText();
    }

    static PlanRef planRef(DocumentNode fields, String name) {
        JsonNode said = fields.find(name);
        Optional<PlanRef> ref = said == null || !said.isTextual() ? Optional.empty() : PlanRef.parse(said.textValue());
        if (ref.isEmpty()) {
            fields.wrong(name, said == null ? "missing" : "expected key and version of a plan, such as gold@1");
        }
        return ref.orElse(new PlanRef("?", 1));
    }
}
