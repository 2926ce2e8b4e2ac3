package io.tollgate.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What a command printed, and its exit code. */
record Run(int exitCode, String out, String err) {

    /** Runs a command in this JVM, without any environment. */
    static Run of(String... arguments) {
        return in(Map.of(), arguments);
    }

    /** Runs a command in this JVM with an environment. */
    static Run in(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Tollgate.commandLine(environment, new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
