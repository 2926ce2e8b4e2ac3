package io.tollgate.runtime.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Says why a file cannot be read or written. Java's exceptions for that often have no more of a message than the file's
 * name, which is in front of the reason anyway.
 */
public final class FileProblem {

    private FileProblem() {}

    /** Returns the reason, to follow the name of the file. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not";
        }
        if (e instanceof NotDirectoryException) {
            return "it is no folder";
        }
        if (e instanceof FileSystemLoopException) {
            return "it is a link that leads to itself";
        }
        if (e instanceof FileSystemException failed && failed.getReason() != null) {
            return failed.getReason(); // the system's own words, such as "No space left on device"
        }
        return e.getMessage() == null ? "the disk refuses" : e.getMessage();
    }
}
