package io.tollgate.runtime.files;

import java.io.IOException;
import java.io.Writer;

/** What is written to a file, piece by piece. */
@FunctionalInterface
public interface FileContent {

    /** Writes all of it, and returns how many rows it has. */
    long writeTo(Writer out) throws IOException;
}
