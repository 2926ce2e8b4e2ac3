package io.tollgate.streams.query;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an instance of the streams app serves HTTP.
 *
 * @param host name or address that the other instances reach it by
 */
public record Instance(String host, int port) {

    private static final Pattern FORM =
            Pattern.compile("(?:(?<name>[A-Za-z0-9._-]+)|\\[(?<address>[0-9A-Fa-f:.]+)]):(?<port>[1-9][0-9]{0,4})");
    private static final int MOST_PORT = 65_535;

    public Instance {
        requireNonNull(host, "host");
    }

    /**
     * Returns the instance at {@code host:port}, an IPv6 address in brackets.
     *
     * @throws IllegalArgumentException if the text is no such thing
     */
    public static Instance parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group("port")) > MOST_PORT) {
            throw new IllegalArgumentException("'" + text + "' (expected: host:port, with a port from 1 to 65535)");
        }
        String address = form.group("address");
        return new Instance(address == null ? form.group("name") : address, Integer.parseInt(form.group("port")));
    }

    /** Returns {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
