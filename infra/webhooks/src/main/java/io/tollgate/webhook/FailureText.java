package io.tollgate.webhook;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says in a few words why an attempt got no answer. */
final class FailureText {

    private static final int MOST_CHARACTERS = 300;

    private FailureText() {}

    static String of(Throwable failure) {
        String text = text(failure);
        return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
    }

    private static String text(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return text(failure.getCause());
        }
        if (failure instanceof AttemptFailedException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof SocketTimeoutException) {
            return "no connection in time";
        }
        if (failure instanceof TimeoutException) {
            return "no answer in time";
        }
        if (failure instanceof ConnectException) {
            return "no connection: " + failure.getMessage();
        }
        if (failure instanceof EOFException || failure instanceof ClosedChannelException) {
            return "the connection was closed without an answer";
        }
        return (failure instanceof SSLException ? "TLS: " : failure.getClass().getSimpleName() + ": ")
                + failure.getMessage();
    }
}
