package io.tollgate.gateway.limits;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Candidates split by one literal of their patterns. All literals that a text begins with (or ends with, or holds) are
 * found in one reading of it: the hash grows by a character at a time, and wherever a literal may end it is looked up.
 */
final class WildcardSplit implements WildcardIndex {

    /** The golden ratio in 32 bits; its product spreads hashes over the high bits. */
    private static final int SPREAD = 0x9E37_79B9;

    private final PatternPart part;
    private final @Nullable Branch withoutLiteral;
    private final int[] lengths;
    private final @Nullable Branch[] slots;
    private final int shift;

    WildcardSplit(PatternPart part, List<Branch> branches) {
        this.part = part;
        this.withoutLiteral = branches.stream()
                .filter(branch -> branch.literal.isEmpty())
                .findFirst()
                .orElse(null);
        List<Branch> withLiteral =
                branches.stream().filter(branch -> !branch.literal.isEmpty()).toList();
        this.lengths = withLiteral.stream()
                .mapToInt(branch -> branch.literal.length())
                .sorted()
                .distinct()
                .toArray();
        int bits = 1 + Integer.SIZE - Integer.numberOfLeadingZeros(withLiteral.size());
        this.slots = new @Nullable Branch[1 << bits];
        this.shift = Integer.SIZE - bits;
        withLiteral.forEach(this::put);
    }

    /**
     * The candidates that have one literal.
     *
     * @param firstPlace the first place of a candidate
     * @param rest the candidates, split by other parts
     */
    record Branch(String literal, int hash, int firstPlace, WildcardIndex rest) {

        private @Nullable Candidate first(String key, String value, @Nullable Candidate best) {
            return best != null && best.place() < firstPlace ? best : rest.first(key, value, best);
        }
    }

    private void put(Branch branch) {
        int slot = slot(branch.hash);
        while (slots[slot] != null) {
            slot = next(slot);
        }
        slots[slot] = branch;
    }

    private int slot(int hash) {
        return (hash * SPREAD) >>> shift;
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }

    @Override
    public @Nullable Candidate first(String key, String value, @Nullable Candidate best) {
        Candidate first = withoutLiteral == null ? best : withoutLiteral.first(key, value, best);
        int length = (part.ofKey() ? key : value).length();
        return switch (part.where()) {
            case START -> firstFrom(0, 1, key, value, first);
            case END -> firstFrom(length - 1, -1, key, value, first);
            case ANYWHERE -> {
                for (int start = 0; start < length; start++) {
                    first = firstFrom(start, 1, key, value, first);
                }
                yield first;
            }
        };
    }

    /** Reads the text from the start on, forwards or backwards. */
    private @Nullable Candidate firstFrom(int start, int step, String key, String value, @Nullable Candidate best) {
        String text = part.ofKey() ? key : value;
        int readable = step > 0 ? text.length() - start : start + 1;
        Candidate first = best;
        int hash = 0;
        int read = 0;
        for (int length : lengths) {
            if (length > readable) {
                break;
            }
            for (; read < length; read++) {
                hash = PatternPart.hash(hash, text.charAt(start + step * read));
            }
            Branch branch = find(hash, length, text, step > 0 ? start : start + 1 - length);
            if (branch != null) {
                first = branch.first(key, value, first);
            }
        }
        return first;
    }

    private @Nullable Branch find(int hash, int length, String text, int from) {
        int slot = slot(hash);
        Branch branch = slots[slot];
        while (branch != null) {
            if (branch.hash == hash && branch.literal.length() == length && text.startsWith(branch.literal, from)) {
                return branch;
            }
            slot = next(slot);
            branch = slots[slot];
        }
        return null;
    }
}
