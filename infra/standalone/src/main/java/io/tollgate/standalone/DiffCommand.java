package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.resource.DocumentReader;
import io.tollgate.resource.DocumentWriter;
import io.tollgate.runtime.http.HttpStatus;
import io.tollgate.standalone.ActionCounts.Action;
import io.tollgate.standalone.client.ApiRejectedException;
import io.tollgate.standalone.document.DocumentCheck;
import io.tollgate.standalone.document.DocumentFileException;
import io.tollgate.standalone.document.DocumentFiles;
import io.tollgate.standalone.document.DocumentYaml;
import io.tollgate.standalone.document.LineDiff;
import io.tollgate.standalone.document.SourceDocument;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate diff}: what an apply would change. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Compares documents with what there is, and prints what 'tollgate apply' would change. Whether the API would"
                    + " take it, 'tollgate apply --dry-run' says.",
            "Exit code 0: nothing differs; 1: something does, or a document is wrong.",
            ""
        },
        footer = {"", "Example: tollgate diff plans.yaml"})
final class DiffCommand implements Callable<Integer> {

    private final Map<String, String> environment;
    private final InstantSource clock = InstantSource.system();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Documents, as for 'tollgate apply'.")
    private List<String> files = List.of();

    @Mixin
    private final ApiOptions apiOptions = new ApiOptions();

    DiffCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        PrintWriter out = requireNonNull(spec, "spec").commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ResourcePages resources = new ResourcePages(apiOptions.client(spec.commandLine(), environment));
        ActionCounts counts = new ActionCounts();
        boolean wrong = false;
        try (DocumentFiles input = DocumentFiles.of(files, System.in)) {
            for (List<SourceDocument> batch = input.nextBatch(); !batch.isEmpty(); batch = input.nextBatch()) {
                for (SourceDocument document : batch) {
                    List<String> problems = DocumentCheck.problems(document);
                    problems.forEach(err::println);
                    wrong |= !problems.isEmpty();
                    if (problems.isEmpty()) {
                        counts.add(compare(document, resources, out));
                    }
                }
            }
        } catch (DocumentFileException e) {
            err.println(e.getMessage());
            wrong = true;
        }
        out.println(counts);
        return wrong || counts.of(Action.UNCHANGED) < counts.all() ? ExitCode.REJECTED : ExitCode.OK;
    }

    private Action compare(SourceDocument document, ResourcePages resources, PrintWriter out) {
        ResourceId id = DocumentReader.id(document.json());
        Resource before = find(resources, id);
        if (before == null) {
            out.println(id + ": " + Action.CREATED.word());
            return Action.CREATED;
        }
        Resource after = DocumentReader.read(
                document.json(), other -> other.equals(id) ? before : find(resources, other), clock.instant());
        Action action = after.equals(before) ? Action.UNCHANGED : Action.CHANGED;
        out.println(id + ": " + action.word());
        if (action == Action.CHANGED) {
            out.println("--- " + id + " as it is");
            out.println("+++ " + document.position());
            LineDiff.lines(yaml(before), yaml(after)).forEach(out::println);
        }
        return action;
    }

    private @Nullable Resource find(ResourcePages resources, ResourceId id) {
        try {
            ObjectNode there = resources.get(id.kind(), id.id());
            return DocumentReader.read(there, other -> null, clock.instant());
        } catch (ApiRejectedException e) {
            if (e.status() == HttpStatus.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private static String yaml(Resource resource) {
        return DocumentYaml.text(DocumentWriter.document(resource));
    }
}
