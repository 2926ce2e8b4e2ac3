package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.streams.export.ExportRequest;
import io.tollgate.streams.export.ExportRequestException;
import io.tollgate.streams.reading.TopicSource;
import io.tollgate.streams.reconcile.Period;
import io.tollgate.streams.reconcile.ReconcileSettings;
import io.tollgate.streams.reconcile.Reconciler;
import io.tollgate.streams.reconcile.Reconciliation;
import io.tollgate.streams.reconcile.WallClock;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tollgate ledger reconcile}: whether the ledger is the sum of the hits. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Sums the hits of the accounting windows that lie between two times, and compares them with the ledger.",
            "Reads the two topics in Kafka and nothing else. Prints a line for each window that differs.",
            ""
        },
        footer = {
            "",
            "Example: tollgate ledger reconcile --from 2026-03-01 --to 2026-04-01",
            "Ends with 0 where nothing differs, with 1 where anything does. docs/ledger.md says more."
        })
final class LedgerReconcileCommand implements Callable<Integer> {

    private static final String INSTANT = "INSTANT";
    private static final String SECONDS = "SECONDS";
    private static final int LONGEST_SECONDS = 3600;

    private final Map<String, String> environment;
    private final WallClock clock = WallClock.system();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = INSTANT,
            required = true,
            description = "Windows that begin earlier are left out. Such as 2026-03-01T00:00:00Z, or a date, which is"
                    + " its midnight in UTC.")
    private String from = "";

    @Option(names = "--to", paramLabel = INSTANT, required = true, description = "Windows that end later are left out.")
    private String to = "";

    @Option(
            names = "--settle",
            paramLabel = SECONDS,
            defaultValue = "30",
            description = "Where anything differs, how long the ledger gets to take hits that came late."
                    + " Default: ${DEFAULT-VALUE}.")
    private int settleSeconds;

    @Mixin
    private final KafkaAddress kafka = new KafkaAddress();

    @Option(
            names = "--timeout",
            paramLabel = SECONDS,
            defaultValue = "30",
            description = "How long Kafka may leave a question without an answer. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    LedgerReconcileCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        Period period = period(command);
        Reconciliation found = reconciler(command).reconcile(period);
        ReconcileReport.print(found, clock.instant(), command.getOut());
        return found.differences() == 0 ? ExitCode.OK : ExitCode.REFUSED;
    }

    private Period period(CommandLine command) {
        try {
            ExportRequest times = ExportRequest.parse(Map.of(ExportRequest.FROM, from, ExportRequest.TO, to), "--");
            return new Period(times.from(), times.to());
        } catch (ExportRequestException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
    }

    private Reconciler reconciler(CommandLine command) {
        Duration settle = seconds(command, "--settle", settleSeconds, 0);
        Duration timeout = seconds(command, "--timeout", timeoutSeconds, 1);
        String brokers = kafka.bootstrapServers(environment);
        try {
            Topics topics = kafka.topics(environment);
            return new Reconciler(
                    TopicSource.hits(brokers, topics, timeout),
                    TopicSource.ledger(brokers, topics, timeout),
                    ReconcileSettings.DEFAULT.settlingFor(settle),
                    clock);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
    }

    private static Duration seconds(CommandLine command, String option, int seconds, int least) {
        if (seconds < least || seconds > LONGEST_SECONDS) {
            throw new ParameterException(
                    command, option + ": " + seconds + " (expected: " + least + " to " + LONGEST_SECONDS + ")");
        }
        return Duration.ofSeconds(seconds);
    }
}
