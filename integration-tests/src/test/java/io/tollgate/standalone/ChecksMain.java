package io.tollgate.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The command {@code tollgate check} for many folders in one process, since to start one takes longer than to check. Each
 * line of the input has the arguments of one check, with tabs between them. What it prints is followed by a line that
 * begins with NUL and has its exit code.
 */
public final class ChecksMain {

    private ChecksMain() {}

    /** Checks until the input ends. */
    public static void main(String[] args) throws IOException {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<String> command = new ArrayList<>(List.of("check"));
            command.addAll(List.of(line.split("\t")));
            int exitCode = Tollgate.commandLine(System.getenv(), out, out).execute(command.toArray(String[]::new));
            out.println("\0" + exitCode);
        }
    }
}
