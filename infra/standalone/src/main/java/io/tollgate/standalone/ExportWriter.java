package io.tollgate.standalone;

import java.io.IOException;
import java.io.Writer;

/** Writes an export somewhere. */
interface ExportWriter {

    /** Writes all rows and returns how many there were. */
    long writeTo(Writer out) throws IOException;
}
