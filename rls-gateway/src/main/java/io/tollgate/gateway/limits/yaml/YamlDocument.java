package io.tollgate.gateway.limits.yaml;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * The first YAML document of a file, with bounds on what reading it may cost: its nesting, and the number of nodes that
 * its aliases expand to. Not thread-safe.
 */
public final class YamlDocument {

    /** The deepest nesting of maps and lists, aliases expanded. */
    public static final int MAX_DEPTH = 64;

    /** The bound on composing, which knows no path: above the other, so that that one speaks first where it can. */
    private static final int COMPOSER_DEPTH = 256;

    private static final int MOST_WARNINGS = 1_000;

    /** Leaves room for a plan of hundreds of nodes that thousands of customers share by alias. */
    private static final int SPARE_NODES = 1_000_000;

    private final LimitFile file;
    private final @Nullable YamlNode root;
    private final boolean moreDocuments;
    private final Set<String> warnings = new LinkedHashSet<>();
    private long nodesLeft;

    /**
     * Reads the text.
     *
     * @throws LimitConfigException if it is not YAML
     */
    public YamlDocument(LimitFile file) {
        this.file = file;
        Composed composed = composed(file.text());
        root = composed.root;
        moreDocuments = composed.moreDocuments;
    }

    private record Composed(@Nullable YamlNode root, boolean moreDocuments) {

        static Composed of(String text) {
            YamlComposer composer = new YamlComposer(new ParserImpl(new StreamReader(text), options()), COMPOSER_DEPTH);
            YamlNode root = composer.hasDocument() ? composer.document() : null;
            return new Composed(root, hasMore(composer));
        }
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE); // LimitFiles bounds the file before it is read
        return options;
    }

    private Composed composed(String text) {
        try {
            return Composed.of(text);
        } catch (YAMLException e) {
            String withoutTabs = YamlTabs.asSpaces(text, options());
            if (withoutTabs == null) {
                throw rejection(e);
            }
            return composedWithoutTabs(withoutTabs);
        }
    }

    private Composed composedWithoutTabs(String text) {
        try {
            return Composed.of(text);
        } catch (YAMLException e) {
            throw rejection(e);
        }
    }

    private static boolean hasMore(YamlComposer composer) {
        try {
            return composer.hasDocument();
        } catch (YAMLException malformed) {
            return true; // the reference does not read on either
        }
    }

    /** Returns the name of the file, with the line as {@code file:line} if its lines mean something to anybody. */
    String position(int line) {
        return file.hasLines() ? file.name() + ":" + line : file.name();
    }

    /** Returns where else in the file something stands, to follow a message; empty if its lines mean nothing. */
    String elsewhere(int line) {
        return file.hasLines() ? " (first in line " + line + ")" : "";
    }

    /** Returns whether documents follow that are not read. */
    public boolean hasMoreDocuments() {
        return moreDocuments;
    }

    /** Notes a warning; more than a person would read are left out. */
    void warn(String warning) {
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add(warning);
        }
    }

    /** Returns what was warned of, each thing once. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Returns the root; null if the file is empty. */
    public @Nullable YamlNode node() {
        return root;
    }

    /** Returns how many nodes a walk may visit: aliases may make more of them than can be. */
    public long mostNodes() {
        return SPARE_NODES + 2L * file.text().length(); // without aliases a text holds fewer nodes than characters
    }

    /** Returns a cursor at the root, for one walk over the document; its node is absent if the file is empty. */
    public YamlCursor root() {
        nodesLeft = mostNodes();
        return YamlCursor.root(this, root);
    }

    /** Returns false once more nodes were visited than any honest file has. */
    boolean mayVisitAnotherNode() {
        return nodesLeft-- > 0;
    }

    private LimitConfigException rejection(YAMLException e) {
        int line = lineOf(e);
        String where = line == 0 ? file.name() : position(line);
        return new LimitConfigException(where + ": error loading config file: " + YamlProblem.reason(e), e);
    }

    private int lineOf(YAMLException e) {
        if (e instanceof MarkedYAMLException marked) {
            Mark mark = marked.getProblemMark();
            return mark == null ? 0 : mark.getLine() + 1;
        }
        if (e instanceof ReaderException unreadable) {
            String text = file.text();
            int end = Math.min(unreadable.getPosition(), text.length());
            return 1
                    + (int) text.substring(0, end)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
        }
        return 0;
    }
}
