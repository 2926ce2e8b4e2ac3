package io.tollgate.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

final class FileProblemTest {

    @Test
    void saysWhyAndNotOnlyWhich() {
        assertThat(FileProblem.reason(new NoSuchFileException("/a"))).isEqualTo("there is no such file");
        assertThat(FileProblem.reason(new AccessDeniedException("/a"))).isEqualTo("this user may not");
        assertThat(FileProblem.reason(new NotDirectoryException("/a"))).isEqualTo("it is no folder");
        assertThat(FileProblem.reason(new FileSystemLoopException("/a")))
                .isEqualTo("it is a link that leads to itself");
        assertThat(FileProblem.reason(new FileSystemException("/a", null, "Is a directory")))
                .isEqualTo("Is a directory");
        assertThat(FileProblem.reason(new IOException("No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(FileProblem.reason(new IOException())).isEqualTo("the disk refuses");
    }
}
