package io.tollgate.standalone;

import io.tollgate.standalone.Applier.Result;
import io.tollgate.standalone.BatchesAhead.Batch;
import io.tollgate.standalone.client.ApiUnreachableException;
import io.tollgate.standalone.document.DocumentCheck;
import io.tollgate.standalone.document.DocumentFileException;
import io.tollgate.standalone.document.DocumentFiles;
import io.tollgate.standalone.document.SourceDocument;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Applies the documents of files, batch by batch, and says how far it came where it must stop. Used by one thread. */
final class ApplyRun {

    private static final int MOST_SHOWN = 100;

    private final List<String> files;
    private final OptionalLong bytes;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Progress progress;
    private final ActionCounts counts = new ActionCounts();
    private boolean checked;
    private @Nullable SourceDocument firstOfBatch;
    private boolean tried;

    ApplyRun(List<String> files, PrintWriter out, PrintWriter err, Progress progress) {
        this.files = List.copyOf(files);
        this.bytes = DocumentFiles.bytes(files);
        this.out = out;
        this.err = err;
        this.progress = progress;
    }

    /**
     * Reads all files before anything is applied, where they can be read twice.
     *
     * @return whether there is nothing wrong with any document by itself; what is wrong was printed
     */
    boolean check() {
        if (files.contains(DocumentFiles.STANDARD_INPUT)) {
            return true;
        }
        List<String> problems = new ArrayList<>();
        try (BatchesAhead input = BatchesAhead.of(DocumentFiles.of(files, System.in))) {
            long documents = 0;
            for (Batch batch = input.next(); !batch.isEmpty(); batch = input.next()) {
                batch.documents().forEach(document -> problems.addAll(DocumentCheck.problems(document)));
                documents += batch.documents().size();
                progress.at("Checking", documents, batch.bytesRead(), bytes);
            }
        } catch (DocumentFileException e) {
            problems.add(e.getMessage());
        }
        progress.close();
        checked = problems.isEmpty();
        if (!checked) {
            rejected(problems);
        }
        return checked;
    }

    /** Applies all, prints what was done, and returns the exit code. */
    int apply(Applier applier, boolean dryRun) {
        tried = dryRun;
        try (BatchesAhead input = BatchesAhead.of(DocumentFiles.of(files, System.in))) {
            Batch batch = input.next();
            while (!batch.isEmpty()) {
                firstOfBatch = batch.documents().get(0);
                List<Result> results = applied(applier, batch.documents());
                results.forEach(result -> counts.add(result.action()));
                progress.at("Applying", counts.all(), batch.bytesRead(), bytes);
                firstOfBatch = null;
                batch = input.next();
                if (batch.isEmpty() && counts.all() == results.size()) {
                    results.forEach(result ->
                            out.println(result.name() + " " + result.action().word()));
                }
            }
        } catch (DocumentFileException e) {
            return rejected(List.of(String.valueOf(e.getMessage())));
        } catch (DocumentsRejectedException e) {
            return rejected(e.lines());
        } catch (ApiUnreachableException e) {
            return broken(e);
        }
        progress.close();
        out.println(counts + (dryRun ? " (a dry run: nothing was changed)" : ""));
        return ExitCode.OK;
    }

    private List<Result> applied(Applier applier, List<SourceDocument> batch) {
        List<String> problems = checked
                ? List.of()
                : batch.stream()
                        .flatMap(document -> DocumentCheck.problems(document).stream())
                        .toList();
        if (!problems.isEmpty()) {
            throw new DocumentsRejectedException(problems, null);
        }
        return applier.apply(batch);
    }

    private int rejected(List<String> problems) {
        progress.close();
        problems.stream().limit(MOST_SHOWN).forEach(err::println);
        if (problems.size() > MOST_SHOWN) {
            err.println("... and " + (problems.size() - MOST_SHOWN) + " more");
        }
        err.println("tollgate: " + (counts.all() == 0 || tried ? "nothing is applied" : soFar("are not")));
        return ExitCode.REJECTED;
    }

    private int broken(ApiUnreachableException e) {
        progress.close();
        err.println("tollgate: " + e.getMessage());
        if (counts.all() > 0 && !tried) {
            err.println("tollgate: " + soFar("may not be"));
        }
        return ExitCode.CANNOT_START;
    }

    /** @param rest what is to be said of the batch at which it stopped, and of those behind it */
    private String soFar(String rest) {
        SourceDocument first = firstOfBatch;
        return ActionCounts.documents(counts.all()) + " are applied"
                + (first == null ? "" : ", those from " + first.position() + " on " + rest)
                + ". Apply the same files again to go on: what is there already stays as it is";
    }
}
