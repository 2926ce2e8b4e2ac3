package io.tollgate.gateway.source;

import io.tollgate.gateway.limits.yaml.LimitFile;
import java.util.List;

/** Takes what is read from a folder, each time that it has changed. Is called by one thread at a time. */
public interface FileSets {

    /** These are the files of the folder now, in the order of their paths. */
    void offer(List<LimitFile> files);

    /** The folder or a file in it cannot be read. */
    void reject(String reason);
}
