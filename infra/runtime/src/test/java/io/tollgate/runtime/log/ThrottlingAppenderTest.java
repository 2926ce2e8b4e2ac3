package io.tollgate.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ThrottlingAppenderTest {

    private final LoggerContext context = new LoggerContext();
    private final Lines lines = new Lines();

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        lines.setContext(context);
        lines.start();
        ThrottlingAppender throttled = new ThrottlingAppender();
        throttled.setContext(context);
        throttled.addAppender(lines);
        throttled.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.DEBUG);
        root.addAppender(throttled);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aBurstOfWarningsIsTwoLinesOfWhichTheSecondSaysHowManyMore() {
        Logger logger = context.getLogger("io.tollgate.Some");
        for (int i = 0; i < 1_000; i++) {
            logger.warn("request {} failed after " + i + " ms", "r" + i);
        }

        await().until(() -> lines.texts().size() == 2);
        assertThat(lines.texts())
                .containsExactly(
                        "request r0 failed after 0 ms", "request r999 failed after 999 ms (998 more like this)");
    }

    @Test
    void linesOfOtherKindsAreNotHeldBack() {
        context.getLogger("a").warn("one");
        context.getLogger("a").warn("another");
        context.getLogger("b").warn("one");
        context.getLogger("b").error("one", new IllegalStateException("x"));
        context.getLogger("b").info("{} is RUNNING", "usage");
        context.getLogger("b").info("{} is RUNNING", "ledger");

        assertThat(lines.texts())
                .containsExactly("one", "another", "one", "one", "usage is RUNNING", "ledger is RUNNING");
    }

    @Test
    void whoAsksForDebugGetsEachLine() {
        Logger logger = context.getLogger("io.tollgate.Some");
        for (int i = 0; i < 5; i++) {
            logger.debug("step");
        }

        assertThat(lines.texts()).hasSize(5);
    }

    @Test
    void whatAClientCanCauseHasNoTraceAndAnErrorOfOursHas() {
        Exception gone = new IllegalStateException("Stream closed before write could take place");
        context.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler")
                .warn("Stream Error", gone);
        context.getLogger("io.tollgate.Some").error("a fault", gone);

        assertThat(lines.texts())
                .containsExactly("Stream Error: Stream closed before write could take place", "a fault");
        assertThat(lines.events().get(0).getThrowableProxy()).isNull();
        assertThat(lines.events().get(1).getThrowableProxy()).isNotNull();
    }

    @Test
    void theEndSaysWhatIsStillCounted() {
        context.getLogger("a").warn("one");
        context.getLogger("a").warn("one");
        context.getLogger("a").warn("one");

        context.stop();

        assertThat(lines.texts()).containsExactly("one", "one (1 more like this)");
    }

    /** Keeps what is appended. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }

        private List<ILoggingEvent> events() {
            return events;
        }

        private List<String> texts() {
            return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
        }
    }
}
