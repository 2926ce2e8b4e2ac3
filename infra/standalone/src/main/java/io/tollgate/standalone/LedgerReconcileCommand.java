package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.time.WallClock;
import io.tollgate.streams.ledger.reconcile.ReconcileSettings;
import io.tollgate.streams.ledger.reconcile.Reconciler;
import io.tollgate.streams.ledger.reconcile.Reconciliation;
import io.tollgate.streams.reading.Period;
import io.tollgate.streams.reading.TopicSource;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "Ends with 0 where nothing differs, with 1 where anything does. docs/guide/ledger.md says more."
        })
final class LedgerReconcileCommand implements Callable<Integer> {

    private final Map<String, String> environment;
    private final WallClock clock = WallClock.system();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final LedgerOptions ledger = new LedgerOptions();

    @Option(
            names = "--settle",
            paramLabel = LedgerOptions.SECONDS,
            defaultValue = "30",
            description = "Where anything differs, how long the ledger gets to take hits that came late."
                    + " Default: ${DEFAULT-VALUE}.")
    private int settleSeconds;

    LedgerReconcileCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        Period period = ledger.period(command);
        Reconciliation found = reconciler(command).reconcile(period);
        ReconcileReport.print(found, clock.instant(), command.getOut());
        return found.differences() == 0 ? ExitCode.OK : ExitCode.REJECTED;
    }

    private Reconciler reconciler(CommandLine command) {
        Duration settle = LedgerOptions.seconds(command, "--settle", settleSeconds, 0);
        return new Reconciler(
                ledger.source(TopicSource::hits, command, environment),
                ledger.source(TopicSource::ledger, command, environment),
                ReconcileSettings.DEFAULT.settlingFor(settle),
                clock);
    }
}
