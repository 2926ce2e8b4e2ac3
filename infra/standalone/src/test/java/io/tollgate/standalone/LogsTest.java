package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import io.tollgate.runtime.log.ThrottlingAppender;
import io.tollgate.runtime.settings.SettingsFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.bridge.SLF4JBridgeHandler;

final class LogsTest {

    private static final String CONFIGURATION = "logback.configurationFile";
    private static final String LEVEL = "tollgate.log.level";

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        System.clearProperty("tollgate.logs");
        System.clearProperty(CONFIGURATION);
        System.clearProperty(LEVEL);
    }

    @ParameterizedTest
    @CsvSource({"'', INFO", "warn, WARN", "WARNING, WARN", "fatal, ERROR", "panic, ERROR", "trace, TRACE"})
    void takesTheLevelsOfTheReference(String name, String level) {
        Logs.configure("service", new Settings(Map.of("LOG_LEVEL", name), SettingsFile.NONE));

        assertThat(System.getProperty(LEVEL)).isEqualTo(level);
    }

    @Test
    void writesOneJsonObjectForEachLineWhereThatIsAskedFor() throws JoranException {
        Logs.configure("service", new Settings(Map.of("LOG_FORMAT", "json", "LOG_LEVEL", "warn"), SettingsFile.NONE));

        String lines = logged("said \"so\"");

        assertThat(lines.lines()).singleElement().asString().startsWith("{").endsWith("}");
        assertThat(lines).contains("\"level\":\"WARN\"", "said \\\"so\\\"");
    }

    @Test
    void writesTextOtherwise() throws JoranException {
        Logs.configure("service", new Settings(Map.of("LOG_LEVEL", "warn"), SettingsFile.NONE));

        assertThat(logged("said so")).contains("WARN", "said so").doesNotContain("{");
    }

    @Test
    void whatJavaUtilLoggingIsToldGoesTheSameWay() {
        Logs.configure("service", new Settings(Map.of(), SettingsFile.NONE));

        assertThat(java.util.logging.Logger.getLogger("").getHandlers())
                .singleElement()
                .isInstanceOf(SLF4JBridgeHandler.class);
    }

    @ParameterizedTest
    @CsvSource({"service, text", "service, json", "up, text", "up, json"})
    void saysNothingOfWhatTheHttpServerDoesAllDay(String process, String format) throws JoranException {
        Logs.configure(process, new Settings(Map.of("LOG_FORMAT", format), SettingsFile.NONE));
        System.setProperty("tollgate.logs", folder.toString());

        LoggerContext context = configured();

        assertThat(context.getLogger("org.eclipse.jetty.server.Server").getEffectiveLevel())
                .isEqualTo(Level.WARN);
        assertThat(context.getLogger("io.tollgate").getEffectiveLevel()).isEqualTo(Level.INFO);
        context.stop();
    }

    /** Returns what the configuration would write of a warning. */
    private static String logged(String message) throws JoranException {
        LoggerContext context = configured();
        Logger logger = context.getLogger("io.tollgate");
        assertThat(logger.getEffectiveLevel()).isEqualTo(Level.WARN);
        var throttled =
                (ThrottlingAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("throttled");
        var console = (OutputStreamAppender<ILoggingEvent>) throttled.getAppender("console");
        LoggingEvent event = new LoggingEvent("io.tollgate.Test", logger, Level.WARN, message, null, null);
        String lines = new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
        context.stop();
        return lines;
    }

    private static LoggerContext configured() throws JoranException {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        context.setMDCAdapter(new LogbackMDCAdapter());
        configurator.setContext(context);
        configurator.doConfigure(LogsTest.class.getClassLoader().getResource(System.getProperty(CONFIGURATION)));
        return context;
    }
}
