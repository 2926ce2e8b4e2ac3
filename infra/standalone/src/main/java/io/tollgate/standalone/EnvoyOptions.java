package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.envoy.Address;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of commands that write a configuration of Envoy. */
final class EnvoyOptions {

    private static final int LARGEST_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--listener-port",
            paramLabel = "PORT",
            defaultValue = "10000",
            description = "Where Envoy listens; its second listener at the next port, and so on. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int listenerPort;

    @Option(
            names = "--rate-limit-service",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8081",
            description = "Where Envoy asks Tollgate. Default: ${DEFAULT-VALUE}.")
    private String rateLimitService = "";

    @Option(
            names = "--upstream",
            paramLabel = "HOST:PORT",
            description = "Where Envoy sends all requests. Default: each service has its own address.")
    private @Nullable String upstream;

    /** Returns how sources are translated. */
    TranslationOptions options() {
        if (listenerPort < 1 || listenerPort > LARGEST_PORT) {
            throw wrong("--listener-port: expected a port from 1 to " + LARGEST_PORT + ", found " + listenerPort);
        }
        String all = upstream;
        return new TranslationOptions(
                listenerPort,
                address("--rate-limit-service", rateLimitService),
                all == null ? null : address("--upstream", all));
    }

    private Address address(String option, String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port >= 1 && port <= LARGEST_PORT) {
                String host = text.substring(0, colon);
                return new Address(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
            }
        } catch (NumberFormatException e) {
            throw new ParameterException(
                    spec().commandLine(), option + ": expected HOST:PORT, found '" + text + "'", e);
        }
        throw wrong(option + ": expected HOST:PORT, found '" + text + "'");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    private CommandSpec spec() {
        return requireNonNull(spec, "spec");
    }
}
