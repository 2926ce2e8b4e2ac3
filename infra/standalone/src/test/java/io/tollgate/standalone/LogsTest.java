package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

final class LogsTest {

    private static final String CONFIGURATION = "logback.configurationFile";
    private static final String LEVEL = "tollgate.log.level";

    private final PrintStream err = System.err;

    @BeforeEach
    void startLogging() {
        LoggerFactory.getLogger(LogsTest.class).debug("configures what this test leaves alone");
    }

    @AfterEach
    void stop() {
        System.setErr(err);
        System.clearProperty(CONFIGURATION);
        System.clearProperty(LEVEL);
    }

    @ParameterizedTest
    @CsvSource({"'', INFO", "warn, WARN", "WARNING, WARN", "fatal, ERROR", "panic, ERROR", "trace, TRACE"})
    void takesTheLevelsOfTheReference(String name, String level) {
        Logs.configure("service", Map.of("LOG_LEVEL", name));

        assertThat(System.getProperty(LEVEL)).isEqualTo(level);
    }

    @Test
    void writesOneJsonObjectForEachLineWhereThatIsAskedFor() throws JoranException {
        Logs.configure("service", Map.of("LOG_FORMAT", "json", "LOG_LEVEL", "warn"));

        String lines = logged("said \"so\"");

        assertThat(lines.lines()).singleElement().asString().startsWith("{").endsWith("}");
        assertThat(lines).contains("\"level\":\"WARN\"", "said \\\"so\\\"");
    }

    @Test
    void writesTextOtherwise() throws JoranException {
        Logs.configure("service", Map.of("LOG_LEVEL", "warn"));

        assertThat(logged("said so")).contains("WARN", "said so").doesNotContain("{");
    }

    private static String logged(String message) throws JoranException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogsTest.class.getClassLoader().getResource(System.getProperty(CONFIGURATION)));
        Logger logger = context.getLogger("io.tollgate");
        assertThat(logger.getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(context.getLogger("ROOT").iteratorForAppenders().next()).isInstanceOf(ConsoleAppender.class);
        logger.warn(message);
        logger.info("not this");
        context.stop();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
