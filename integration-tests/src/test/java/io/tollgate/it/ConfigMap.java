package io.tollgate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder as Kubernetes mounts a ConfigMap: each file is a symbolic link into {@code ..data}, itself a link to a folder
 * that is never changed. A new content is a new folder, put in force by renaming a new link over {@code ..data}.
 */
final class ConfigMap {

    private static final String DATA = "..data";

    private final Path mount;
    private int revision;

    private ConfigMap(Path mount) {
        this.mount = mount;
    }

    /** Makes the folder with these files, names and contents. */
    static ConfigMap mount(Path folder, Map<String, String> files) {
        try {
            ConfigMap map = new ConfigMap(Files.createDirectories(folder));
            map.update(files);
            return map;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    /** Puts other files in the place of all there are. */
    void update(Map<String, String> files) {
        try {
            Path before = mount.resolve(DATA).toAbsolutePath();
            List<Path> outdated = Files.exists(before) ? List.of(before.toRealPath()) : List.of();
            swap(write(files));
            link(files);
            for (Path folder : outdated) {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot update " + mount, e);
        }
    }

    private Path write(Map<String, String> files) throws IOException {
        Path folder = Files.createDirectory(mount.resolve("..2026_11_24_" + revision++));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        return folder;
    }

    private void swap(Path folder) throws IOException {
        Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), folder.getFileName());
        Files.move(link, mount.resolve(DATA), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void link(Map<String, String> files) throws IOException {
        for (String name : files.keySet()) {
            Path link = mount.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
        try (Stream<Path> links = Files.list(mount)) {
            for (Path link : links.toList()) {
                String name = link.getFileName().toString();
                if (!name.startsWith("..") && !files.containsKey(name)) {
                    Files.delete(link);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
