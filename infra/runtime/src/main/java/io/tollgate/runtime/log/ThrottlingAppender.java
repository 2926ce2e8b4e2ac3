package io.tollgate.runtime.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.util.Iterator;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes log lines on to the appenders it refers to, at most one of each kind a second, which then says how many more
 * there were. Lines are of one kind if their logger, their message without its values and digits, and their exception's
 * class are the same; lines of level INFO, which tell of what happened once, only if they say the same. Lines of DEBUG
 * and TRACE all pass: whoever asks for them wants each.
 *
 * <p>Lines of gRPC's transport pass without their stack traces: whoever connects can cause one, by going away or by
 * sending what is no HTTP/2. Made by logback from its configuration. Thread-safe.
 */
public final class ThrottlingAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements AppenderAttachable<ILoggingEvent> {

    private static final String TRANSPORT = "io.grpc.netty.shaded.";
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_MS = 250;
    private static final int LONGEST_KIND = 300;

    private final AppenderAttachableImpl<ILoggingEvent> appenders = new AppenderAttachableImpl<>();
    private final LineThrottle<ILoggingEvent> throttle = new LineThrottle<>(INTERVAL_NANOS);
    private @Nullable ScheduledFuture<?> looks;

    @Override
    public void start() {
        looks = getContext()
                .getScheduledExecutorService()
                .scheduleWithFixedDelay(this::passDue, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
        super.start();
    }

    /** Passes on what is still counted, and ends. */
    @Override
    public void stop() {
        if (looks != null) {
            looks.cancel(false);
        }
        throttle.due(System.nanoTime() + INTERVAL_NANOS).forEach(this::pass);
        super.stop();
        appenders.detachAndStopAllAppenders();
    }

    @Override
    protected void append(ILoggingEvent event) {
        ILoggingEvent line = event.getLoggerName().startsWith(TRANSPORT) ? withoutTrace(event) : event;
        if (!line.getLevel().isGreaterOrEqual(Level.INFO)) {
            appenders.appendLoopOnAppenders(line);
            return;
        }
        line.prepareForDeferredProcessing(); // it may be passed on later, by another thread
        LineThrottle.Passed<ILoggingEvent> passed = throttle.offer(kind(line), line, System.nanoTime());
        if (passed != null) {
            pass(passed);
        }
    }

    private void passDue() {
        throttle.due(System.nanoTime()).forEach(this::pass);
    }

    private void pass(LineThrottle.Passed<ILoggingEvent> passed) {
        ILoggingEvent line = passed.line();
        appenders.appendLoopOnAppenders(
                passed.leftOut() == 0
                        ? line
                        : saying(
                                line.getFormattedMessage() + " (" + passed.leftOut() + " more like this)",
                                line,
                                line.getThrowableProxy()));
    }

    private static String kind(ILoggingEvent line) {
        String message = line.getLevel().isGreaterOrEqual(Level.WARN) ? line.getMessage() : line.getFormattedMessage();
        IThrowableProxy thrown = line.getThrowableProxy();
        StringBuilder kind = new StringBuilder(line.getLoggerName()).append(' ');
        if (thrown != null) {
            kind.append(thrown.getClassName()).append(' ');
        }
        for (int i = 0; message != null && i < message.length() && kind.length() < LONGEST_KIND; i++) {
            if (!Character.isDigit(message.charAt(i))) {
                kind.append(message.charAt(i));
            }
        }
        return kind.toString();
    }

    private static ILoggingEvent withoutTrace(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown == null ? event : saying(event.getFormattedMessage() + ": " + thrown.getMessage(), event, null);
    }

    private static ILoggingEvent saying(String message, ILoggingEvent as, @Nullable IThrowableProxy thrown) {
        LoggingEvent line = new LoggingEvent();
        line.setLoggerName(as.getLoggerName());
        line.setLoggerContextRemoteView(as.getLoggerContextVO());
        line.setMDCPropertyMap(as.getMDCPropertyMap());
        line.setThreadName(as.getThreadName());
        line.setLevel(as.getLevel());
        line.setMessage(message);
        line.setInstant(as.getInstant());
        if (thrown instanceof ThrowableProxy proxy) {
            line.setThrowableProxy(proxy);
        }
        return line;
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        appenders.addAppender(appender);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return appenders.iteratorForAppenders();
    }

    @Override
    public Appender<ILoggingEvent> getAppender(String appenderName) {
        return appenders.getAppender(appenderName);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return appenders.isAttached(appender);
    }

    @Override
    public void detachAndStopAllAppenders() {
        appenders.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> appender) {
        return appenders.detachAppender(appender);
    }

    @Override
    public boolean detachAppender(String appenderName) {
        return appenders.detachAppender(appenderName);
    }
}
