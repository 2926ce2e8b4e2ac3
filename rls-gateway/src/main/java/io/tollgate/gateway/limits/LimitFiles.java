package io.tollgate.gateway.limits;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.LimitGrammar;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.runtime.files.FileProblem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of limit files. As in the reference every file counts, whatever its name, in sub-folders too, and symbolic
 * links to files are followed, those to folders are not. Unlike there, files and folders whose name begins with a dot do
 * not count, so that a Kubernetes ConfigMap can be mounted as it is; files are read in the order of their paths and not
 * at random; and messages name a file by its path within the folder.
 */
public final class LimitFiles {

    /** The largest file in bytes: room for a few hundred thousand rules. */
    static final int MAX_FILE_BYTES = 32 << 20;

    private static final int MAX_FILES = 10_000;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private LimitFiles() {}

    /**
     * Returns the table of all files in the folder; an empty folder gives the empty table. Blocks on the disk.
     *
     * @param dir the folder, or a symbolic link to it
     * @throws LimitConfigException if the folder or a file cannot be read or is rejected; then no file is taken
     */
    public static LimitTable load(Path dir, LimitFileOptions options) {
        return LimitTable.of(read(list(dir, "")), options);
    }

    /**
     * Reads the folder as {@link #load} does, and looks besides for what is likely not meant. Blocks on the disk.
     *
     * @param dir the folder, or a symbolic link to it
     * @throws LimitConfigException if the folder or a file cannot be read or is rejected
     */
    public static CheckedLimits check(Path dir, LimitFileOptions options) {
        List<LimitFile> files = read(list(dir, ""));
        LimitTable table = LimitTable.of(files, options);
        LimitAdvice advice = new LimitAdvice(options);
        LimitGrammar grammar = new LimitGrammar(options);
        for (LimitFile file : files) {
            advice.look(file);
            advice.look(grammar.read(file));
        }
        if (table.domains().isEmpty()) {
            advice.warn(dir + ": there is no limit file in this folder, so nothing is limited"
                    + " (files whose name begins with a dot do not count)");
        }
        List<String> warnings = Stream.concat(table.warnings().stream(), advice.warnings().stream())
                .distinct()
                .toList();
        return new CheckedLimits(table, warnings);
    }

    /**
     * Returns the files that count, by their names, in the order in which they are read. Blocks on the disk.
     *
     * @param dir the folder, or a symbolic link to it
     * @param namePrefix what a file's name begins with once each {@code /} in it is a {@code .}; empty for all files
     * @throws LimitConfigException if the folder cannot be read
     */
    public static Map<String, Path> list(Path dir, String namePrefix) {
        Path root = realFolder(dir);
        FileLister lister = new FileLister(root, namePrefix);
        try {
            Files.walkFileTree(root, lister);
        } catch (IOException e) {
            throw unreadable(root.toString(), e);
        }
        if (lister.files.size() > MAX_FILES) {
            throw new LimitConfigException(root + ": holds more than " + MAX_FILES + " limit files");
        }
        return lister.byName();
    }

    /**
     * Returns what the files hold, in their order. Blocks on the disk.
     *
     * @throws LimitConfigException if a file cannot be read
     */
    public static List<LimitFile> read(Map<String, Path> files) {
        List<LimitFile> read = new ArrayList<>();
        files.forEach((name, path) -> read.add(new LimitFile(name, read(path, name), true)));
        return read;
    }

    private static Path realFolder(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new LimitConfigException(dir + ": there is no such folder of limit files");
        }
        try {
            return dir.toRealPath();
        } catch (IOException e) {
            throw unreadable(dir.toString(), e);
        }
    }

    private static String read(Path path, String name) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new LimitConfigException(name + ": a limit file has at most " + MAX_FILE_BYTES + " bytes");
            }
            return text(bytes, name);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** A byte order mark tells the encoding, as YAML has it: Windows' PowerShell writes UTF-16. */
    private static String text(byte[] bytes, String name) {
        Charset encoding = encoding(bytes);
        try {
            String text = encoding.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new LimitConfigException(
                    name + ": error loading config file: it is not " + encoding + " (save it as UTF-8)", e);
        }
    }

    private static Charset encoding(byte[] bytes) {
        int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
        return switch (mark) {
            case 0xFFFE -> UTF_16LE;
            case 0xFEFF -> UTF_16BE;
            default -> UTF_8;
        };
    }

    private static LimitConfigException unreadable(String name, IOException e) {
        return new LimitConfigException(name + ": cannot be read: " + FileProblem.reason(e), e);
    }

    /** Collects what counts as a limit file. A link that leads nowhere is collected too, so that reading it fails. */
    private static final class FileLister extends SimpleFileVisitor<Path> {
        private final Map<Path, String> files = new TreeMap<>();
        private final Path root;
        private final String namePrefix;

        private FileLister(Path root, String namePrefix) {
            this.root = root;
            this.namePrefix = namePrefix;
        }

        private Map<String, Path> byName() {
            Map<String, Path> byName = new LinkedHashMap<>();
            files.forEach((path, name) -> byName.put(name, path));
            return Collections.unmodifiableMap(byName);
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return !folder.equals(root) && isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = root.relativize(file).toString().replace(File.separatorChar, '/');
            if (!isHidden(file) && name.replace('/', '.').startsWith(namePrefix) && isFile(file)) {
                files.put(file, name);
            }
            return files.size() > MAX_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        private static boolean isFile(Path file) {
            return Files.isRegularFile(file) || Files.notExists(file);
        }

        private static boolean isHidden(Path path) {
            Path name = path.getFileName();
            return name != null && name.toString().startsWith(".");
        }
    }
}
