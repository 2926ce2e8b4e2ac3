package io.tollgate.gateway.limits.yaml;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Writes a tree as YAML that reads back as the same tree. All text is quoted, because the emitter does not know which
 * unquoted text {@link YamlResolver} takes for a number or a truth value.
 */
final class YamlText {

    private YamlText() {}

    static String of(Map<String, ? extends @Nullable Object> root) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.FLOW);
        options.setSplitLines(false);
        options.setDereferenceAliases(true);
        return new Yaml(new QuotingRepresenter(options), options).dump(root);
    }

    private static final class QuotingRepresenter extends Representer {
        private QuotingRepresenter(DumperOptions options) {
            super(options);
            representers.put(
                    String.class, text -> representScalar(Tag.STR, String.valueOf(text), ScalarStyle.DOUBLE_QUOTED));
        }
    }
}
