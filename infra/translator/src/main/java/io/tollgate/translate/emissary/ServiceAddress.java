package io.tollgate.translate.emissary;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.source.SourceNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Mapping sends its requests: {@code [SCHEME://]HOST[:PORT]}.
 *
 * @param cluster the name that Emissary gives the cluster, which is the value of {@code destination_cluster}
 */
record ServiceAddress(String cluster, Address address, boolean tls) {

    private static final Pattern FORM =
            Pattern.compile("(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?<host>\\[[0-9A-Fa-f:.]+]|[^\\s:/?#\\[\\]@]+)"
                    + "(?::(?<port>[0-9]{1,5}))?(?<more>[/?#].*)?");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int LARGEST_PORT = 65_535;

    /** Emissary shortens longer names. */
    private static final int LONGEST_NAME = 60;

    private static final int KEPT_OF_NAME = 40;
    private static final int DIGITS_OF_HASH = 16;

    /**
     * Reads it.
     *
     * @param namespace of the Mapping, empty if it has none
     * @param qualified whether a host without a dot is looked for in that namespace
     * @param tlsContext the name of a TLSContext; empty if there is none
     * @param tls whether TLS is spoken without a scheme that says so
     */
    static ServiceAddress of(SourceNode service, String namespace, boolean qualified, String tlsContext, boolean tls) {
        String text = service.text();
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw service.error(
                    "expected HOST or HOST:PORT with http:// or https:// before it or not, found '" + text + "'");
        }
        String scheme = form.group("scheme") == null ? "" : form.group("scheme").toLowerCase(Locale.ROOT);
        String host = form.group("host");
        boolean named = host.contains(".") || host.contains(":") || host.equals("localhost");
        if (qualified && !named && !namespace.isEmpty()) {
            host += "." + namespace;
        }
        boolean overTls = scheme.equals("https") || tls;
        int port = port(service, form.group("port"), overTls);
        String normal = (scheme.isEmpty() ? "" : scheme + "://")
                + host
                + (form.group("port") == null ? "" : ":" + form.group("port"));
        String name = "cluster_" + normal + suffix(scheme, overTls, tlsContext) + "_"
                + (namespace.isEmpty() ? "default" : namespace);
        return new ServiceAddress(
                shortened(name.replaceAll("[^0-9A-Za-z_]", "_")),
                new Address(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port),
                overTls);
    }

    private static String suffix(String scheme, boolean overTls, String tlsContext) {
        if (!overTls) {
            return "";
        }
        return scheme.isEmpty() && !tlsContext.isEmpty() ? "_otls_" + tlsContext : "_otls";
    }

    private static int port(SourceNode service, @Nullable String text, boolean overTls) {
        if (text == null) {
            return overTls ? HTTPS : HTTP;
        }
        int port = Integer.parseInt(text);
        if (port < 1 || port > LARGEST_PORT) {
            throw service.error("expected a port from 1 to " + LARGEST_PORT + ", found " + text);
        }
        return port;
    }

    private static String shortened(String name) {
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(name.getBytes(UTF_8));
            String digits = HexFormat.of().withUpperCase().formatHex(hash).substring(0, DIGITS_OF_HASH);
            return name.substring(0, KEPT_OF_NAME) + "-" + digits + "-0";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
