package io.tollgate.gateway.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What shows, without reading it, that a file may have changed. Two stamps are equal if nothing shows.
 *
 * @param realPath where its links lead; empty if nowhere
 * @param attributes its size, times and identity, or why they cannot be had
 */
record FileStamp(String name, String realPath, Map<String, Object> attributes) {

    private static final String PORTABLE = "size,lastModifiedTime,fileKey";

    /** The time of change also tells of permissions, and of writers that set back the time of modification. */
    private static final String UNIX = "unix:ctime," + PORTABLE;

    static FileStamp of(String name, Path file) {
        try {
            return new FileStamp(name, file.toRealPath().toString(), attributes(file));
        } catch (IOException e) {
            return new FileStamp(name, "", Map.of("unreadable", e.toString()));
        }
    }

    private static Map<String, Object> attributes(Path file) throws IOException {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        return Files.readAttributes(file, unix ? UNIX : PORTABLE);
    }
}
