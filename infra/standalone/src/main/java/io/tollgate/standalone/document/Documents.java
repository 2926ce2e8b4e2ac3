package io.tollgate.standalone.document;

import org.jspecify.annotations.Nullable;

/** The documents of one file, one after the other. */
interface Documents {

    /**
     * Returns the next one, null behind the last.
     *
     * @throws DocumentFileException if the file is not understood from here on
     */
    @Nullable SourceDocument next();
}
