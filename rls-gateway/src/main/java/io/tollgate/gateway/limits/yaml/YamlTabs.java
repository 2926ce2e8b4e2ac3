package io.tollgate.gateway.limits.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.tokens.BlockMappingStartToken;
import org.yaml.snakeyaml.tokens.BlockSequenceStartToken;
import org.yaml.snakeyaml.tokens.ScalarToken;
import org.yaml.snakeyaml.tokens.Token;

/**
 * Makes spaces of the tabs that separate what stands in one line, as in {@code domain:<TAB>shop}. YAML allows them, and
 * so does the reference's parser; SnakeYAML does not. Tabs that indent stay and are rejected, as there. Only for text
 * that SnakeYAML has rejected: it is its scanner that says which tabs it stumbles over. For one text.
 */
final class YamlTabs {

    /** Tabs in the middle of a token, which the scanner cannot go on behind. */
    private static final int MOST_RESTARTS = 100;

    private static final int NONE = -1;

    /** How SnakeYAML says that a token was to begin. */
    private static final String BETWEEN_TOKENS = "while scanning for the next token";

    /** How it says in which tokens a tab may separate: behind {@code |}, a tag, or the name of a directive. */
    private static final Set<String> WITHIN_TOKENS =
            Set.of("while scanning a block scalar", "while scanning a tag", "while scanning a directive");

    private final LoaderOptions options;
    private final int[] text;
    private boolean changed;

    // Of one run of the scanner.
    private final Deque<Integer> indents = new ArrayDeque<>();
    private int endOfPlainText = NONE;

    private YamlTabs(String text, LoaderOptions options) {
        this.text = text.codePoints().toArray();
        this.options = options;
    }

    /** Returns the text with spaces for such tabs, null if it has none. */
    static @Nullable String asSpaces(String text, LoaderOptions options) {
        if (text.indexOf('\t') < 0) {
            return null;
        }
        YamlTabs tabs = new YamlTabs(text, options);
        int restarts = 0;
        while (tabs.scan() && restarts < MOST_RESTARTS) {
            restarts++;
        }
        return tabs.changed ? tabs.text() : null;
    }

    private String text() {
        return new String(text, 0, text.length);
    }

    /** Returns whether to scan again, since a tab was replaced that the scanner could not go on behind. */
    private boolean scan() {
        indents.clear();
        endOfPlainText = NONE;
        StreamReader reader = new StreamReader(text());
        ScannerImpl scanner = new ScannerImpl(reader, options);
        while (true) {
            try {
                readTokens(scanner);
                return false;
            } catch (MarkedYAMLException e) {
                Mark mark = e.getProblemMark();
                if (mark == null || !isSeparation(e) || !isTabOrBehindOne(mark.getIndex())) {
                    return false;
                }
                boolean separates = text[mark.getIndex()] == ' ' || separates(mark);
                if (!separates && !continuesPlainText(mark)) {
                    return false;
                }
                int replaced = replace(mark.getIndex());
                if (!separates || !BETWEEN_TOKENS.equals(e.getContext())) {
                    return true;
                }
                reader.forward(replaced);
            }
        }
    }

    private void readTokens(ScannerImpl scanner) {
        while (!scanner.checkToken(Token.ID.StreamEnd)) {
            note(scanner.getToken());
        }
    }

    private static boolean isSeparation(MarkedYAMLException e) {
        return BETWEEN_TOKENS.equals(e.getContext()) || WITHIN_TOKENS.contains(String.valueOf(e.getContext()));
    }

    /** Between brackets SnakeYAML stumbles over the space behind a tab. */
    private boolean isTabOrBehindOne(int index) {
        return index < text.length
                && (text[index] == '\t' || (text[index] == ' ' && index > 0 && text[index - 1] == '\t'));
    }

    private static boolean isBlank(int character) {
        return character == '\t' || character == ' ';
    }

    /** Returns how many blanks follow from there on, itself included; those before it are replaced too. */
    private int replace(int from) {
        for (int i = from - 1; i >= 0 && isBlank(text[i]); i--) {
            text[i] = ' ';
        }
        int to = from;
        while (to < text.length && isBlank(text[to])) {
            text[to] = ' ';
            to++;
        }
        changed = true;
        return to - from;
    }

    /** Returns whether something stands in front of it in its line that is more than the dash of an element. */
    private boolean separates(Mark tab) {
        int at = tab.getIndex() - tab.getColumn();
        while (at < tab.getIndex()) {
            boolean last = at + 1 >= tab.getIndex() || isBlank(text[at + 1]);
            if (!isBlank(text[at]) && !(last && "-?:".indexOf(text[at]) >= 0)) {
                return true;
            }
            at++;
        }
        return false;
    }

    /** Unquoted text goes on in the next lines, and what is blank at their beginning is no part of it. */
    private boolean continuesPlainText(Mark tab) {
        int indent = indents.isEmpty() ? NONE : indents.peek();
        if (endOfPlainText == NONE || tab.getColumn() <= indent) {
            return false;
        }
        for (int i = endOfPlainText; i < tab.getIndex(); i++) {
            if (!isBlank(text[i]) && text[i] != '\n' && text[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private void note(Token token) {
        if (token instanceof BlockMappingStartToken || token instanceof BlockSequenceStartToken) {
            indents.push(token.getStartMark().getColumn());
        } else if (token.getTokenId() == Token.ID.BlockEnd) {
            indents.poll();
        } else if (token instanceof ScalarToken scalar) {
            endOfPlainText = scalar.getPlain() ? scalar.getEndMark().getIndex() : NONE;
        }
    }
}
