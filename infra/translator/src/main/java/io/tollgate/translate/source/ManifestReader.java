package io.tollgate.translate.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.runtime.files.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads resources from files of YAML or JSON: several documents, each a resource or a list of resources. */
public final class ManifestReader {

    private static final int MAX_FILE_BYTES = 32 << 20;
    private static final int MAX_MANIFESTS = 100_000;
    private static final int MOST_ALIASES = 1_000;

    private ManifestReader() {}

    /**
     * Returns the resources of documents.
     *
     * @throws SourceException if one of them is not understood
     */
    public static List<Manifest> resources(List<SourceNode> documents) {
        List<Manifest> manifests = new ArrayList<>();
        documents.forEach(document -> addAll(document, manifests));
        return manifests;
    }

    /**
     * Returns the documents of a text, without empty ones.
     *
     * @param file its name for messages
     * @throws SourceException if it is not YAML
     */
    public static List<SourceNode> documents(String file, String text) {
        return documents(file, text, Lines.OF_FILE);
    }

    static List<SourceNode> documents(String file, String text, Lines lines) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_FILE_BYTES);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        List<SourceNode> documents = new ArrayList<>();
        try {
            for (Node node : new Yaml(options).composeAll(new StringReader(text))) {
                if (!node.getTag().equals(Tag.NULL)) {
                    documents.add(SourceNode.root(file, lines, node));
                }
            }
        } catch (MarkedYAMLException e) {
            String problem = e.getProblem() + hint(String.valueOf(e.getProblem()));
            throw new SourceException(file + ":" + lines.line(e.getProblemMark()) + ": it is not YAML: " + problem, e);
        } catch (YAMLException e) {
            throw new SourceException(file + ": it is not YAML: " + e.getMessage(), e);
        }
        return documents;
    }

    /** What documentation that was copied with its indentation lost looks like to a parser. */
    private static String hint(String problem) {
        if (problem.contains("but found '-'")) {
            return " (an element of a list stands where a field of a map is expected: the line with the list's name,"
                    + " as 'labels:' or 'spec:', is missing before it or indented otherwise)";
        }
        if (problem.contains("mapping values are not allowed here")) {
            return " (the line before it lacks a ':', or this one is indented otherwise)";
        }
        return "";
    }

    private static void addAll(SourceNode document, List<Manifest> manifests) {
        SourceNode items = document.isMap() ? document.find("items") : null;
        if (items != null && document.find("spec") == null) {
            items.items().forEach(item -> addAll(item, manifests));
            return;
        }
        if (manifests.size() == MAX_MANIFESTS) {
            throw document.error("more than " + MAX_MANIFESTS + " resources");
        }
        manifests.add(Manifest.of(document));
    }

    /**
     * Returns the text of a file.
     *
     * @throws SourceException if it cannot be read
     */
    public static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new SourceException(file + ": a file has at most " + MAX_FILE_BYTES + " bytes");
            }
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new SourceException(file + ": it is not UTF-8 (save it as UTF-8)", e);
        } catch (IOException e) {
            throw new SourceException(file + ": cannot be read: " + FileProblem.reason(e), e);
        }
    }
}
