package io.tollgate.standalone;

import io.tollgate.runtime.files.FileContent;
import io.tollgate.runtime.files.FileProblem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** The standard output as a place for more than a few lines: ends when nobody reads on. */
final class StandardOutput extends Writer {

    private final PrintWriter out;

    private StandardOutput(PrintWriter out) {
        this.out = out;
    }

    /** Writes the export there. */
    static void write(PrintWriter out, FileContent export) throws IOException {
        Writer buffered = new BufferedWriter(new StandardOutput(out));
        export.writeTo(buffered);
        buffered.flush();
    }

    /**
     * Writes the export there, for a command that has nothing else to say.
     *
     * @throws CannotStartException if nobody reads on
     */
    static void print(PrintWriter out, FileContent export) {
        try {
            write(out, export);
        } catch (IOException e) {
            throw new CannotStartException("cannot write to the standard output: " + FileProblem.reason(e), e);
        }
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        out.write(text, offset, length);
        flush();
    }

    @Override
    public void flush() throws IOException {
        if (out.checkError()) { // flushes too; a PrintWriter tells errors in no other way
            throw new IOException("it was closed, or its disk is full");
        }
    }

    @Override
    public void close() throws IOException {
        flush(); // it is not ours to close
    }
}
