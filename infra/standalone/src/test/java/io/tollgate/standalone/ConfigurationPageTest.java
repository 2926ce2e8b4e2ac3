package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ConfigurationPageTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "operate", "configuration.md");
    private static final String WRITE = "tollgate.write.docs";

    @Test
    void thePageTellsWhatMayBeSet() throws IOException {
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, ConfigurationPage.text());
        }

        assertThat(PAGE)
                .as("docs/operate/configuration.md is out of date; write it with: mvn test -pl infra/standalone -am"
                        + " -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true")
                .hasContent(ConfigurationPage.text());
    }
}
