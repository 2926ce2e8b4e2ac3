package io.tollgate.translate.yaml;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Writes trees as YAML for people. Text is quoted unless it is text to every reader: YAML 1.1, 1.2 and Go's yaml.v2
 * differ in what they take for a number or a truth value.
 */
public final class YamlWriter {

    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
    private static final Set<String> NO_TEXT = Set.of("y", "n", "yes", "no", "true", "false", "on", "off", "null");

    private YamlWriter() {}

    /**
     * Returns the text.
     *
     * @param tree maps by name, lists, text, whole numbers, truth values
     */
    public static String write(Object tree) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setSplitLines(false);
        options.setDereferenceAliases(true);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        return new Yaml(new Quoting(options), options).dump(tree);
    }

    private static boolean isPlain(String text) {
        return WORD.matcher(text).matches() && !NO_TEXT.contains(text.toLowerCase(Locale.ROOT));
    }

    private static final class Quoting extends Representer {
        private Quoting(DumperOptions options) {
            super(options);
            representers.put(String.class, text -> text(String.valueOf(text)));
        }

        private Node text(String text) {
            return representScalar(Tag.STR, text, isPlain(text) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
        }
    }
}
