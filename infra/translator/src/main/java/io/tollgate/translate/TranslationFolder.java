package io.tollgate.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.translate.envoy.EnvoyFiles;
import io.tollgate.translate.limits.DomainLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folder that a translation is written to: {@code limits/} and {@code envoy/}. Each file is written anew at once;
 * files of an earlier translation that this one has not are removed, and no others.
 */
public final class TranslationFolder {

    private static final String FIRST_LINE = "# Written by tollgate translate; changes are lost when it runs again.";

    private final Path folder;

    /**
     * Makes nothing yet.
     *
     * @param folder made if it is not there
     */
    public TranslationFolder(Path folder) {
        this.folder = folder;
    }

    /** Returns the folder of limit files. */
    public Path limits() {
        return folder.resolve("limits");
    }

    /** Returns the folder of Envoy's configuration. */
    public Path envoy() {
        return folder.resolve("envoy");
    }

    /** Writes all files. Blocks on the disk. */
    public void write(Translation translation, TranslationOptions options) throws IOException {
        Map<String, String> limitFiles = new LinkedHashMap<>();
        for (DomainLimits domain : translation.limits()) {
            limitFiles.put(freeName(domain.domain(), limitFiles), domain.yaml());
        }
        write(limits(), limitFiles);
        writeEnvoy(translation, options);
    }

    /** Writes Envoy's configuration alone. Blocks on the disk. */
    public void writeEnvoy(Translation translation, TranslationOptions options) throws IOException {
        write(envoy(), new EnvoyFiles(translation.envoy(), options.listenerPort(), options.rateLimitService()).all());
    }

    private static String freeName(String domain, Map<String, ?> taken) {
        String plain = domain.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.", "_");
        String name = plain + ".yaml";
        for (int i = 2; taken.containsKey(name); i++) {
            name = plain + "-" + i + ".yaml";
        }
        return name;
    }

    private static void write(Path into, Map<String, String> files) throws IOException {
        Files.createDirectories(into);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = into.resolve(file.getKey());
            if (Files.exists(target) && !isOurs(target)) {
                throw new IOException(target + " is there and was not written by tollgate translate");
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path written = into.resolve("." + file.getKey() + ".tmp");
            Files.writeString(written, FIRST_LINE + "\n" + file.getValue());
            Files.move(
                    written,
                    into.resolve(file.getKey()),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        }
        removeOthers(into, files);
    }

    private static void removeOthers(Path from, Map<String, String> files) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(from, "*.yaml")) {
            for (Path file : found) {
                if (!files.containsKey(String.valueOf(file.getFileName())) && isOurs(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean isOurs(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
            return FIRST_LINE.equals(reader.readLine());
        }
    }
}
