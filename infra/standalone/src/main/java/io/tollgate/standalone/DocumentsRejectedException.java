package io.tollgate.standalone;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Documents are wrong; nothing of their batch is applied. */
final class DocumentsRejectedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<String> lines;

    /** @param lines one for each mistake, with its place */
    DocumentsRejectedException(List<String> lines, @Nullable Throwable cause) {
        super(String.join("\n", lines), cause);
        this.lines = List.copyOf(lines);
    }

    List<String> lines() {
        return lines;
    }
}
