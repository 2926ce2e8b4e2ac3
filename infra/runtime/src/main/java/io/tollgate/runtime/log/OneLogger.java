package io.tollgate.runtime.log;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Leads all that logs, and all that would go to standard error without being logged, to SLF4J. */
public final class OneLogger {

    private OneLogger() {}

    /**
     * Leads java.util.logging and exceptions that end a thread to SLF4J, for as long as the process runs. To be called
     * once the configuration of logging is chosen, before anything is started.
     */
    public static void install() {
        Logger logger = LoggerFactory.getLogger(OneLogger.class);
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, e) -> logger.error("Thread {} ended by an error", thread.getName(), e));
    }

    /** Writes what is still counted, and ends logging. To be called before the process ends. */
    public static void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
