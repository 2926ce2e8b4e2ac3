package io.tollgate.gateway.source;

import io.tollgate.gateway.limits.LimitFiles;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A folder as one look at it shows it, without reading its files. Two sightings are equal if nothing has changed as far
 * as that shows.
 *
 * @param files the files that count, by their names, in the order in which they are read
 * @param stamps what the look shows of each of them
 * @param problem why the folder cannot be looked at, null if it can
 */
record FolderSighting(
        Map<String, Path> files,
        List<FileStamp> stamps,
        @Nullable String problem) {

    static FolderSighting of(Path folder, String fileNamePrefix) {
        try {
            Map<String, Path> files = LimitFiles.list(folder, fileNamePrefix);
            List<FileStamp> stamps = new ArrayList<>();
            files.forEach((name, path) -> stamps.add(FileStamp.of(name, path)));
            return new FolderSighting(files, stamps, null);
        } catch (LimitConfigException e) {
            return new FolderSighting(Map.of(), List.of(), String.valueOf(e.getMessage()));
        }
    }

    /** Reads the files of this sighting, which may have changed since. */
    FolderReading read() {
        if (problem != null) {
            return new FolderReading(List.of(), problem);
        }
        try {
            return new FolderReading(LimitFiles.read(files), null);
        } catch (LimitConfigException e) {
            return new FolderReading(List.of(), String.valueOf(e.getMessage()));
        }
    }
}
