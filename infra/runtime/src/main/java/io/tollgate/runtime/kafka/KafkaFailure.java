package io.tollgate.runtime.kafka;

import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;

/** Tells people why Kafka did not do what it was asked, without the names of classes. */
public final class KafkaFailure {

    private static final int LONGEST_CHAIN = 20;
    private static final Pattern CLASS_NAME = Pattern.compile("(?:[a-z]\\w*\\.)+[A-Z][\\w$]*(?:Exception|Error): ");

    private KafkaFailure() {}

    /** Returns whether Kafka, or this client of it, refuses: waiting alone does not help. */
    public static boolean isRefusal(Throwable failure) {
        return refusal(failure) != null;
    }

    /** Returns the reason in a line that says what to look at. */
    public static String reason(Throwable failure) {
        Throwable refusal = refusal(failure);
        if (refusal instanceof SslAuthenticationException) {
            return "a certificate is not trusted, look at kafka.ssl.*: " + innermost(refusal);
        }
        if (refusal instanceof AuthenticationException) {
            return "Kafka does not take the user or the password, look at kafka.sasl.*: " + innermost(refusal);
        }
        if (refusal != null) {
            return "this user may not, docs/operate/kafka.md lists the ACLs that are needed: " + text(refusal);
        }
        return text(failure);
    }

    private static @Nullable Throwable refusal(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
            if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
                return cause;
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < LONGEST_CHAIN; depth++) {
            cause = cause.getCause();
        }
        return text(cause);
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : CLASS_NAME.matcher(message).replaceAll("").replace('\n', ' ');
    }
}
