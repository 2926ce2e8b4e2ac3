package io.tollgate.standalone;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** How an answer of the API is printed: for people, or as it is. */
final class AnswerFormat {

    /** What {@code --output} says for people. */
    static final String TABLE = "table";

    private AnswerFormat() {}

    /**
     * Returns whether an answer is printed for people.
     *
     * @param format what {@code --output} says
     * @throws ParameterException if it is neither that nor JSON
     */
    static boolean isTable(CommandLine command, String format) {
        if (!format.equals(TABLE) && !format.equals(DocumentFormat.JSON)) {
            throw new ParameterException(command, "--output: '" + format + "' (expected: table or json)");
        }
        return format.equals(TABLE);
    }
}
