package io.tollgate.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.gateway.limits.LimitFiles;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.runtime.files.WholeFile;
import io.tollgate.translate.envoy.EnvoyFiles;
import io.tollgate.translate.limits.DomainLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder that a translation is written to: {@code limits/} and {@code envoy/}. All of it is checked before anything is
 * written. Each file is written anew at once; files of an earlier translation that this one has not are removed, and no
 * others.
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

    /**
     * Writes all files, or none if they cannot stand beside those of others. Blocks on the disk.
     *
     * @throws io.tollgate.gateway.limits.yaml.LimitConfigException if a gateway would not take the folder of limit files,
     *     also for what others have in it
     */
    public void write(Translation translation, TranslationOptions options) throws IOException {
        Map<String, String> limitFiles = new LinkedHashMap<>();
        for (DomainLimits domain : translation.limits()) {
            limitFiles.put(freeName(domain.domain(), limitFiles), domain.yaml());
        }
        Change limits = Change.of(limits(), limitFiles);
        Change envoy = envoyChange(translation, options);
        LimitTable.of(limits.limitFilesAfter(), LimitFileOptions.defaults());
        limits.write();
        envoy.write();
    }

    /** Writes Envoy's configuration alone. Blocks on the disk. */
    public void writeEnvoy(Translation translation, TranslationOptions options) throws IOException {
        envoyChange(translation, options).write();
    }

    private Change envoyChange(Translation translation, TranslationOptions options) throws IOException {
        return Change.of(
                envoy(), new EnvoyFiles(translation.envoy(), options.listenerPort(), options.rateLimitService()).all());
    }

    private static String freeName(String domain, Map<String, ?> taken) {
        String plain = domain.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.", "_");
        String name = plain + ".yaml";
        for (int i = 2; taken.containsKey(name); i++) {
            name = plain + "-" + i + ".yaml";
        }
        return name;
    }

    /**
     * What is about to change in a folder.
     *
     * @param files what is written, by name
     * @param stale names of files that are removed
     */
    private record Change(Path folder, Map<String, String> files, List<String> stale) {

        private static Change of(Path folder, Map<String, String> texts) throws IOException {
            Map<String, String> files = new LinkedHashMap<>();
            for (Map.Entry<String, String> text : texts.entrySet()) {
                Path target = folder.resolve(text.getKey());
                if (Files.exists(target) && !isOurs(target)) {
                    throw new IOException(target + " is there and was not written by tollgate translate");
                }
                files.put(text.getKey(), FIRST_LINE + "\n" + text.getValue());
            }
            return new Change(folder, files, stale(folder, files));
        }

        private static List<String> stale(Path folder, Map<String, String> files) throws IOException {
            List<String> stale = new ArrayList<>();
            if (Files.exists(folder)) {
                try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.yaml")) {
                    for (Path file : found) {
                        String name = String.valueOf(file.getFileName());
                        if (!files.containsKey(name) && isOurs(file)) {
                            stale.add(name);
                        }
                    }
                }
            }
            return stale;
        }

        private static boolean isOurs(Path file) throws IOException {
            if (!Files.isRegularFile(file)) {
                return false;
            }
            try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
                return FIRST_LINE.equals(reader.readLine());
            } catch (CharacterCodingException e) {
                return false; // we write UTF-8
            }
        }

        /** Returns the limit files that there are once it is done. */
        private List<LimitFile> limitFilesAfter() {
            List<LimitFile> after = new ArrayList<>();
            files.forEach((name, text) -> after.add(new LimitFile(name, text, true)));
            if (Files.exists(folder)) {
                Map<String, Path> others = new LinkedHashMap<>(LimitFiles.list(folder, ""));
                others.keySet().removeAll(files.keySet());
                stale.forEach(others::remove);
                after.addAll(LimitFiles.read(others));
            }
            return after;
        }

        private void write() throws IOException {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> file : files.entrySet()) {
                WholeFile.write(folder.resolve(file.getKey()), file.getValue());
            }
            for (String name : stale) {
                Files.delete(folder.resolve(name));
            }
        }
    }
}
