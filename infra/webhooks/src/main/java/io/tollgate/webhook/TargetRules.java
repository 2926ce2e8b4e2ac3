package io.tollgate.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the URL of a webhook may be. Looks nothing up: where a name leads to is checked at each attempt. Immutable. */
public final class TargetRules {

    private static final int MOST_CHARACTERS = 2_048;
    private static final int FIRST_FREE_PORT = 1_024;
    private static final int MOST_PORT = 65_535;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** A host that some read as an IPv4 address in octal, in hexadecimal, or with fewer than four numbers. */
    private static final Pattern LIKE_A_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)\\.?");

    private final boolean http;
    private final AddressRules addresses;

    /** @param targets what is allowed beside https to the internet */
    public TargetRules(WebhookConfig.Targets targets) {
        this.http = targets.http();
        this.addresses = new AddressRules(targets.allowed());
    }

    AddressRules addresses() {
        return addresses;
    }

    /** Returns why a URL cannot be that of a webhook; empty if it can. The reason names no more of it than scheme and host. */
    public Optional<String> problem(URI url) {
        if (url.toString().length() > MOST_CHARACTERS) {
            return Optional.of("the URL has more than " + MOST_CHARACTERS + " characters");
        }
        return ofScheme(url)
                .or(() -> ofParts(url))
                .or(() -> ofPort(url.getPort()))
                .or(() -> ofHost(host(url)));
    }

    private Optional<String> ofScheme(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.equals("https") || (scheme.equals("http") && http)) {
            return Optional.empty();
        }
        return scheme.equals("http")
                ? Optional.of("http is not allowed (expected: https, or " + WebhookSettings.ALLOW_HTTP.label() + ")")
                : Optional.of("the URL does not begin with https://");
    }

    private static Optional<String> ofParts(URI url) {
        if (url.getHost() == null) {
            return Optional.of("the URL has no host, or one that is no name of DNS in ASCII");
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("the URL has a user before its host");
        }
        return url.getRawFragment() == null ? Optional.empty() : Optional.of("the URL has a fragment, behind #");
    }

    private static Optional<String> ofPort(int port) {
        boolean allowed = port == -1 || port == HTTP || port == HTTPS || (port >= FIRST_FREE_PORT && port <= MOST_PORT);
        return allowed ? Optional.empty() : Optional.of("port " + port + " (expected: 80, 443, or 1024 to 65535)");
    }

    private Optional<String> ofHost(String host) {
        InetAddress literal = literal(host);
        if (literal != null) {
            return addresses.refusal(literal);
        }
        return host.indexOf(':') >= 0 || LIKE_A_NUMBER.matcher(host).matches()
                ? Optional.of(host + " is neither a name nor an address such as 192.0.2.1")
                : Optional.empty();
    }

    /** Returns the host of a URL that has one, of an IPv6 address without its brackets. */
    static String host(URI url) {
        return url.getHost().replaceAll("^\\[|]$", "");
    }

    /** Returns the address that a host is; null if it is a name. */
    static @Nullable InetAddress literal(String host) {
        byte[] literal = Network.literal(host);
        try {
            return literal == null ? null : InetAddress.getByAddress(host, literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("it came from an address", e);
        }
    }
}
