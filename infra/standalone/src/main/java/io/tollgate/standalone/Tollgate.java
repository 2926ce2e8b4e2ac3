package io.tollgate.standalone;

import io.tollgate.gateway.GatewayStartException;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import io.tollgate.runtime.log.OneLogger;
import io.tollgate.standalone.client.ApiRejectedException;
import io.tollgate.standalone.client.ApiTokenException;
import io.tollgate.standalone.client.ApiUnreachableException;
import io.tollgate.streams.StreamsStartException;
import io.tollgate.streams.ledger.reconcile.ReconciliationException;
import io.tollgate.streams.reading.TopicUnavailableException;
import io.tollgate.topic.TopicMismatchException;
import io.tollgate.translate.source.SourceException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code tollgate}. */
@Command(
        name = "tollgate",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Quota accounting for Envoy: answers its rate limit service from local state, and counts through Kafka.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; ask: within the limit; diff: nothing differs",
            "1:the input was rejected: an error in a limit file, in a document or in a file to translate; ledger reconcile: it differs; diff: something differs; ask: over the limit",
            "2:the command line or a setting is wrong",
            "3:a part could not start or could not be reached",
            "4:translate: done, but something could not be carried over"
        },
        footer = {"", "Try: tollgate up", "     tollgate COMMAND --help"})
public final class Tollgate implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    private Tollgate() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = commandLine(System.getenv(), out, err).execute(args);
        OneLogger.end();
        System.exit(exitCode);
    }

    /** Returns the command line with its commands, reading settings from the environment that is given. */
    static CommandLine commandLine(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        return new CommandLine(new Tollgate())
                .addSubcommand(new UpCommand(environment))
                .addSubcommand(new GatewayCommand(environment))
                .addSubcommand(new StreamsCommand(environment))
                .addSubcommand(new CheckCommand(environment))
                .addSubcommand(new SchemaCommand())
                .addSubcommand(new ApplyCommand(environment))
                .addSubcommand(new DiffCommand(environment))
                .addSubcommand(new GetCommand(environment))
                .addSubcommand(new DeleteCommand(environment))
                .addSubcommand(new ExportCommand(environment))
                .addSubcommand(new AccessCommand(environment))
                .addSubcommand(new UsageCommand(environment))
                .addSubcommand(new SubscriptionCommand(environment))
                .addSubcommand(new AskCommand())
                .addSubcommand(new TranslateCommand())
                .addSubcommand(new ControlPlaneCommand(environment))
                .addSubcommand(new CommandLine(new LedgerCommand())
                        .addSubcommand(new LedgerExportCommand(environment))
                        .addSubcommand(new LedgerReconcileCommand(environment)))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(Tollgate::explain);
    }

    /** Rejects a command line without a command. */
    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "no command given");
        }
    }

    private static int explain(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (isForPeople(e)) {
            err.println("tollgate: " + e.getMessage());
        } else {
            err.println("tollgate: unexpected error, please report it with these lines:");
            e.printStackTrace(err);
        }
        if (e instanceof SettingsException || e instanceof ApiTokenException) {
            return ExitCode.USAGE;
        }
        return hasLimitError(e) || e instanceof SourceException || e instanceof ApiRejectedException
                ? ExitCode.REJECTED
                : ExitCode.CANNOT_START;
    }

    private static boolean isForPeople(Exception e) {
        return e instanceof SettingsException
                || e instanceof CannotStartException
                || e instanceof LimitConfigException
                || e instanceof SourceException
                || e instanceof ApiRejectedException
                || e instanceof ApiTokenException
                || e instanceof ApiUnreachableException
                || e instanceof GatewayStartException
                || e instanceof StreamsStartException
                || e instanceof TopicUnavailableException
                || e instanceof ReconciliationException
                || e instanceof TopicMismatchException;
    }

    private static boolean hasLimitError(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof LimitConfigException
                    || (cause instanceof GatewayStartException start && start.limitsRejected())) {
                return true;
            }
        }
        return false;
    }

    /** Reads the version from the jar that this class is in. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Tollgate.class.getPackage().getImplementationVersion();
            return new String[] {"tollgate " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
