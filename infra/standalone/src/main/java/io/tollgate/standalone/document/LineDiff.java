package io.tollgate.standalone.document;

import java.util.ArrayList;
import java.util.List;

/** Two texts as a unified diff: lines that only one of them has, with three lines around. */
public final class LineDiff {

    private static final int CONTEXT = 3;

    private final List<Line> lines;

    /**
     * A line of either text, or of both.
     *
     * @param sign a blank for both, a minus for the text before, a plus for the text after
     */
    private record Line(char sign, String text) {}

    private LineDiff(List<Line> lines) {
        this.lines = lines;
    }

    /** Returns the hunks of the diff, a line each; none where the texts are the same. */
    public static List<String> lines(String before, String after) {
        return new LineDiff(compared(before.lines().toList(), after.lines().toList())).hunks();
    }

    /** By the longest common subsequence; documents are short. */
    private static List<Line> compared(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(new Line(' ', before.get(i)));
                i++;
                j++;
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line('-', before.get(i++)));
            } else {
                lines.add(new Line('+', after.get(j++)));
            }
        }
        return lines;
    }

    private List<String> hunks() {
        List<String> hunks = new ArrayList<>();
        int end = 0;
        for (int at = nextChange(0); at < lines.size(); at = nextChange(end)) {
            int begin = Math.max(end, at - CONTEXT);
            end = endOfHunk(at);
            hunks.add(header(begin, end));
            lines.subList(begin, end).forEach(line -> hunks.add(line.sign() + line.text()));
        }
        return hunks;
    }

    private int nextChange(int from) {
        int at = from;
        while (at < lines.size() && lines.get(at).sign() == ' ') {
            at++;
        }
        return at;
    }

    /** Changes that are near each other are in one hunk. */
    private int endOfHunk(int change) {
        int last = change;
        int next = nextChange(last + 1);
        while (next < lines.size() && next - last <= 2 * CONTEXT + 1) {
            last = next;
            next = nextChange(last + 1);
        }
        return Math.min(lines.size(), last + 1 + CONTEXT);
    }

    private String header(int begin, int end) {
        return "@@ -" + range('-', begin, end) + " +" + range('+', begin, end) + " @@";
    }

    /** Lines of a text are counted from 1; a range of none names the line before it. */
    private String range(char sign, int begin, int end) {
        long before = count(sign, 0, begin);
        long length = count(sign, begin, end);
        return (length == 0 ? before : before + 1) + "," + length;
    }

    private long count(char sign, int begin, int end) {
        return lines.subList(begin, end).stream()
                .filter(line -> line.sign() == ' ' || line.sign() == sign)
                .count();
    }
}
