package io.tollgate.gateway.limits.file;

/**
 * A text in which each {@code *} stands for any characters, none included; nothing else is special. Immutable; matching
 * allocates nothing.
 */
public final class Wildcard {

    private final String[] pieces;
    private final int length;

    public Wildcard(String pattern) {
        this.pieces = pattern.split("\\*", -1);
        int sum = 0;
        for (String piece : pieces) {
            sum += piece.length();
        }
        this.length = sum;
    }

    public static boolean isWildcard(String text) {
        return text.indexOf('*') >= 0;
    }

    /** Returns what a matching text begins with. */
    public String first() {
        return pieces[0];
    }

    /** Returns what a matching text ends with. */
    public String last() {
        return pieces[pieces.length - 1];
    }

    /** Returns the longest piece that a matching text holds between its first and its last, empty if there is none. */
    public String longestBetween() {
        String longest = "";
        for (int i = 1; i < pieces.length - 1; i++) {
            longest = pieces[i].length() > longest.length() ? pieces[i] : longest;
        }
        return longest;
    }

    /** Returns whether the text is the pieces between the stars in their order, none overlapping another. */
    public boolean matches(String text) {
        String first = pieces[0];
        if (pieces.length == 1) {
            return text.equals(first);
        }
        String last = pieces[pieces.length - 1];
        return text.length() >= length
                && text.startsWith(first)
                && text.endsWith(last)
                && holdsMiddlePieces(text, first.length(), text.length() - last.length());
    }

    /** The leftmost place of each piece leaves the most room for those after it, so none need be tried again. */
    private boolean holdsMiddlePieces(String text, int from, int to) {
        int start = from;
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = text.indexOf(pieces[i], start);
            if (found < 0 || found + pieces[i].length() > to) {
                return false;
            }
            start = found + pieces[i].length();
        }
        return true;
    }
}
