package io.tollgate.model;

import static java.util.Objects.requireNonNull;

/** Windows of a fixed length, aligned to the Unix epoch. */
record EpochWindows(Unit unit, int multiplier) implements Windows {

    EpochWindows {
        requireNonNull(unit, "unit");
        if (multiplier < 1) {
            throw new IllegalArgumentException("multiplier: " + multiplier + " (expected: at least 1)");
        }
    }

    @Override
    public Window at(long epochMillis) {
        long length = unit.epochSeconds() * multiplier * 1000;
        long start = Math.floorDiv(epochMillis, length) * length;
        return new Window(start, start + length);
    }
}
