package io.tollgate.standalone;

import io.tollgate.standalone.client.ApiClient;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a command that changes something: who does it, and why. Both are kept. */
final class ChangeOptions {

    private static final int LONGEST = 200;

    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "Who makes the change, for its history. Default: the name of this user.")
    private String author = System.getProperty("user.name", "");

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for its history.")
    private String reason = "";

    /**
     * Checks both.
     *
     * @throws ParameterException if one is too long
     */
    void check(CommandLine command) {
        if (author.length() > LONGEST || reason.length() > LONGEST) {
            throw new ParameterException(
                    command,
                    (author.length() > LONGEST ? "--author" : "--reason") + ": expected at most " + LONGEST
                            + " characters");
        }
    }

    String author() {
        return author;
    }

    String reason() {
        return reason;
    }

    /** Returns both as headers of a request. */
    Map<String, String> headers() {
        return Map.of("Tollgate-Author", ApiClient.encoded(author), "Tollgate-Reason", ApiClient.encoded(reason));
    }
}
