package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tollgate ledger}: what is done with the ledger. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {"Reads what was counted in closed windows: what one bills from.", ""},
        footer = {"", "Try: tollgate ledger export --help", "     tollgate ledger reconcile --help"})
final class LedgerCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** Rejects a command line that does not say what to do. */
    @Override
    public void run() {
        throw new ParameterException(requireNonNull(spec, "spec").commandLine(), "no command given");
    }
}
