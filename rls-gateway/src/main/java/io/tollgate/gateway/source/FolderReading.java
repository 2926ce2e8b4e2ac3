package io.tollgate.gateway.source;

import io.tollgate.gateway.limits.yaml.LimitFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a folder.
 *
 * @param files its files, empty if they cannot be read
 * @param problem why they cannot be read, null if they can
 */
record FolderReading(List<LimitFile> files, @Nullable String problem) {

    FolderReading {
        files = List.copyOf(files);
    }
}
