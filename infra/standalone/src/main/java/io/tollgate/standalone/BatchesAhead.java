package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.standalone.document.DocumentFileException;
import io.tollgate.standalone.document.DocumentFiles;
import io.tollgate.standalone.document.SourceDocument;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Reads the next batch of documents on a thread of its own, while somebody checks or applies the one before. Used by one
 * thread.
 */
final class BatchesAhead implements AutoCloseable {

    private static final long CLOSE_SECONDS = 1;

    private final DocumentFiles files;
    private final ExecutorService reading = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "documents-ahead");
        thread.setDaemon(true); // it may wait for a standard input that never ends
        return thread;
    });
    private Future<Batch> ahead;

    /**
     * Documents that are applied together.
     *
     * @param bytesRead of all files up to their end
     */
    record Batch(List<SourceDocument> documents, long bytesRead) {

        Batch {
            requireNonNull(documents, "documents");
        }

        /** Returns whether it is behind the last document. */
        boolean isEmpty() {
            return documents.isEmpty();
        }
    }

    private BatchesAhead(DocumentFiles files) {
        this.files = requireNonNull(files, "files");
        this.ahead = reading.submit(this::read);
    }

    /** Begins to read; closes the files in the end. */
    static BatchesAhead of(DocumentFiles files) {
        return new BatchesAhead(files);
    }

    private Batch read() {
        List<SourceDocument> documents = files.nextBatch();
        return new Batch(documents, files.bytesRead());
    }

    /**
     * Returns the next batch, an empty one behind the last.
     *
     * @throws DocumentFileException if a file cannot be read or is not understood; then nothing more is to be had
     */
    Batch next() {
        try {
            Batch next = ahead.get();
            if (!next.isEmpty()) {
                ahead = reading.submit(this::read);
            }
            return next;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DocumentFileException wrong
                    ? wrong
                    : new IllegalStateException("documents cannot be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to end while documents were read", e);
        }
    }

    @Override
    public void close() {
        reading.shutdownNow();
        try {
            if (reading.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                files.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
