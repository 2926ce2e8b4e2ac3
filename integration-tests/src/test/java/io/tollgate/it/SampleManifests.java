package io.tollgate.it;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The manifests of one folder of our samples.
 *
 * @param all their documents as trees
 */
record SampleManifests(List<Object> all) {

    private static final Object MISSING = new Object();

    /** Reads all of a folder. */
    static SampleManifests of(String folder) {
        Path path = folder(folder);
        try (Stream<Path> files = Files.list(path)) {
            List<Object> all = new ArrayList<>();
            for (Path file : files.filter(name -> name.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                all.addAll(documents(Files.readString(file)));
            }
            return new SampleManifests(all);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /** Returns a folder of our samples. */
    static Path folder(String name) {
        return Path.of(requireNonNull(System.getProperty("tollgate.samples"), "tollgate.samples"))
                .resolve(name);
    }

    /** Returns the documents of a text. */
    static List<Object> documents(String yaml) {
        Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
        return StreamSupport.stream(documents.spliterator(), false).toList();
    }

    /** Returns the one manifest of a kind that has something at a path of names and of positions in lists. */
    Object at(String kind, Object... path) {
        return all.stream()
                .filter(manifest -> kind.equals(in(manifest, "kind")))
                .map(manifest -> in(manifest, path))
                .filter(found -> found != MISSING)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " has " + List.of(path)));
    }

    /** Returns what is at a path, {@link #MISSING} if there is nothing. */
    private static Object in(Object tree, Object... path) {
        Object found = tree;
        for (Object step : path) {
            if (found instanceof Map<?, ?> map && map.containsKey(step)) {
                found = requireNonNull(map.get(step));
            } else if (found instanceof List<?> list && step instanceof Integer i && i < list.size()) {
                found = requireNonNull(list.get(i));
            } else {
                return MISSING;
            }
        }
        return found;
    }

    /** Returns the environment of the container in the Deployment. */
    Map<String, String> environment() {
        List<?> variables = (List<?>) at("Deployment", "spec", "template", "spec", "containers", 0, "env");
        return variables.stream()
                .map(variable -> (Map<?, ?>) variable)
                .collect(Collectors.toMap(
                        variable -> String.valueOf(variable.get("name")),
                        variable -> String.valueOf(variable.get("value"))));
    }
}
