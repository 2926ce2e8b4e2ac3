package io.tollgate.standalone;

import io.tollgate.gateway.Gateway;
import io.tollgate.gateway.GatewayConfig;
import java.io.PrintWriter;
import java.util.List;

/** What a person wants to know of a gateway that has just started. */
final class GatewayReport {

    private static final int MOST_LIMITS_SHOWN = 20;

    private GatewayReport() {}

    /** Prints where the gateway listens and which limits it holds. */
    static void print(Gateway gateway, GatewayConfig config, PrintWriter out) {
        out.println("  gRPC    " + config.grpc().host() + ":" + gateway.grpcPort() + " (Envoy's rate_limit_service)");
        out.println("  HTTP    " + url(config.http(), gateway.httpPort()) + "/healthcheck");
        gateway.debugPort()
                .ifPresent(port ->
                        out.println("  debug   " + url(config.debug(), port) + "/status, /rlconfig and /metrics"));
        List<String> limits = gateway.limitLines();
        out.println("  limits  " + limits.size() + " in " + config.limits().folder());
        limits.stream().limit(MOST_LIMITS_SHOWN).forEach(line -> out.println("    " + line));
        if (limits.size() > MOST_LIMITS_SHOWN) {
            out.println("    ... and " + (limits.size() - MOST_LIMITS_SHOWN) + " more");
        }
    }

    private static String url(GatewayConfig.Listen listen, int port) {
        return "http://" + listen.host() + ":" + port;
    }

    /** Returns a command that asks this gateway. */
    static String example(Gateway gateway, GatewayConfig config) {
        String address =
                gateway.grpcPort() == AskCommand.DEFAULT_PORT ? "" : " --address 127.0.0.1:" + gateway.grpcPort();
        return GatewayOptions.usesSamples(config)
                ? "./tollgate ask" + address + " --domain quota customer=acme customer=acme,plan=free"
                : "./tollgate ask" + address + " --domain DOMAIN key=value,key2=value2";
    }
}
