package io.tollgate.streams;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** What is told to this machine alone until a setting opens it. */
final class LocalOnly {

    private LocalOnly() {}

    /**
     * Answers, and ends the exchange, if it came in at an address that others than this machine can reach.
     *
     * @param open what the setting says
     * @param what is told, for the message
     */
    static boolean refuses(HttpExchange exchange, boolean open, String what, String setting) throws IOException {
        if (open || exchange.getLocalAddress().getAddress().isLoopbackAddress()) {
            return false;
        }
        HttpAnswer.text(
                exchange,
                HttpAnswer.FORBIDDEN,
                what + " is open to this machine only: set " + setting
                        + "=true to open it to all that reach this port");
        return true;
    }
}
