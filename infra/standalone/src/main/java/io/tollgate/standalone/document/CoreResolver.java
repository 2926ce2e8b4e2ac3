package io.tollgate.standalone.document;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** What a plain value of YAML is by the core schema of YAML 1.2: {@code yes}, {@code 1_000} and dates are text. */
final class CoreResolver extends Resolver {

    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern NUMBER = Pattern.compile(
            "[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL");

    @Override
    protected void addImplicitResolvers() {
        addTo(this);
    }

    /** Adds what the core schema knows to what another resolver does. */
    static void addTo(Resolver resolver) {
        resolver.addImplicitResolver(Tag.BOOL, TRUTH, "tTfF");
        resolver.addImplicitResolver(Tag.INT, WHOLE, "-+0123456789");
        resolver.addImplicitResolver(Tag.FLOAT, NUMBER, "-+0123456789.");
        resolver.addImplicitResolver(Tag.NULL, NOTHING, "~nN");
        resolver.addImplicitResolver(Tag.NULL, EMPTY, null);
        resolver.addImplicitResolver(Tag.MERGE, MERGE, "<");
    }
}
