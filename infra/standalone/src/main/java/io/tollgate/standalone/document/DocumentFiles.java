package io.tollgate.standalone.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.runtime.files.FileProblem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Documents of files of YAML and JSON, read in batches, so that files may be of any size. Used by one thread. */
public final class DocumentFiles implements AutoCloseable {

    /** Stands for the standard input among files. */
    public static final String STANDARD_INPUT = "-";

    private static final int MOST_OF_A_BATCH = 500;
    private static final int MOST_CHARACTERS = 2 << 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Deque<String> left;
    private final InputStream standardInput;
    private @Nullable CountedInput open;
    private @Nullable Documents documents;
    private @Nullable SourceDocument ahead;
    private long bytesOfClosed;

    private DocumentFiles(List<String> files, InputStream standardInput) {
        this.left = new ArrayDeque<>(files);
        this.standardInput = standardInput;
    }

    /**
     * Returns the documents of files; nothing is read yet.
     *
     * @param files their paths, {@value #STANDARD_INPUT} for the standard input
     * @param standardInput is not closed
     */
    public static DocumentFiles of(List<String> files, InputStream standardInput) {
        return new DocumentFiles(files, standardInput);
    }

    /** Returns the bytes of all files, nothing where one of them is no file on a disk. */
    public static OptionalLong bytes(List<String> files) {
        long sum = 0;
        for (String file : files) {
            try {
                if (file.equals(STANDARD_INPUT) || !Files.isRegularFile(Path.of(file))) {
                    return OptionalLong.empty();
                }
                sum += Files.size(Path.of(file));
            } catch (IOException e) {
                return OptionalLong.empty(); // reading it will tell why
            }
        }
        return OptionalLong.of(sum);
    }

    /** Returns how many bytes were read. */
    public long bytesRead() {
        return bytesOfClosed + (open == null ? 0 : open.count());
    }

    /**
     * Returns the next documents: up to 500, or up to 2 MiB of them, none behind the last.
     *
     * @throws DocumentFileException if a file cannot be read or is not understood; the documents of this batch are lost
     */
    public List<SourceDocument> nextBatch() {
        List<SourceDocument> batch = new ArrayList<>();
        int characters = 0;
        while (batch.size() < MOST_OF_A_BATCH) {
            SourceDocument next = ahead == null ? next() : ahead;
            ahead = null;
            if (next == null) {
                break;
            }
            characters += next.text().length();
            if (characters > MOST_CHARACTERS && !batch.isEmpty()) {
                ahead = next;
                break;
            }
            batch.add(next);
        }
        return batch;
    }

    private @Nullable SourceDocument next() {
        while (true) {
            Documents current = documents;
            if (current == null) {
                String file = left.poll();
                if (file == null) {
                    return null;
                }
                documents = open(file);
                continue;
            }
            SourceDocument document = current.next();
            if (document != null) {
                return document;
            }
            close();
        }
    }

    private Documents open(String file) {
        boolean standard = file.equals(STANDARD_INPUT);
        String name = standard ? "standard input" : file;
        try {
            CountedInput input = new CountedInput(standard ? standardInput : Files.newInputStream(Path.of(file)));
            open = input;
            PushbackReader reader =
                    new PushbackReader(new InputStreamReader(new BufferedInputStream(input), UTF_8.newDecoder()));
            return isJson(file, first(reader)) ? new JsonDocuments(name, reader) : new YamlDocuments(name, reader);
        } catch (IOException e) {
            if (!standard && Files.isDirectory(Path.of(file))) {
                throw new DocumentFileException(name + ": it is a folder (expected: a file)", e);
            }
            throw DocumentFileException.unreadable(name, e);
        }
    }

    /** Returns the first character, which is read again. */
    private static int first(PushbackReader reader) throws IOException {
        int first = reader.read();
        if (first == BYTE_ORDER_MARK) {
            first = reader.read();
        }
        if (first >= 0) {
            reader.unread(first);
        }
        return first;
    }

    /** What the name does not tell, the first character does. */
    private static boolean isJson(String file, int first) {
        String name = file.toLowerCase(Locale.ROOT);
        return name.endsWith(".json")
                || name.endsWith(".jsonl")
                || name.endsWith(".ndjson")
                || (file.equals(STANDARD_INPUT) && first == '{');
    }

    /** Closes what is open; files that were not read are not. */
    @Override
    public void close() {
        CountedInput input = open;
        open = null;
        documents = null;
        if (input == null) {
            return;
        }
        bytesOfClosed += input.count();
        try {
            if (!input.isOf(standardInput)) {
                input.close();
            }
        } catch (IOException e) {
            throw new DocumentFileException("a file that was read cannot be closed: " + FileProblem.reason(e), e);
        }
    }
}
