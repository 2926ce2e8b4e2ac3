package io.tollgate.standalone;

import io.tollgate.gateway.Gateway;
import io.tollgate.gateway.GatewayConfig;
import io.tollgate.gateway.Listeners;
import io.tollgate.gateway.grpc.GrpcSettings;
import java.io.PrintWriter;
import java.util.List;

/** What a person wants to know of a gateway that has just started. */
final class GatewayReport {

    private static final int MOST_LIMITS_SHOWN = 20;

    private GatewayReport() {}

    /** Prints where the gateway listens and which limits it holds. */
    static void print(Gateway gateway, GatewayConfig config, PrintWriter out) {
        Listeners listeners = config.listeners();
        out.println("  gRPC    " + grpc(listeners.grpc(), gateway.grpcPort()) + " (Envoy's rate_limit_service)");
        out.println("  HTTP    " + url(listeners.http(), gateway.httpPort()) + "/json and /healthcheck");
        gateway.debugPort()
                .ifPresent(port -> out.println("  debug   "
                        + url(listeners.debug().listen(), port) + "/status, /rlconfig, /stats and /metrics"));
        Listeners.Prometheus prometheus = listeners.prometheus();
        if (prometheus != null) {
            out.println(
                    "  metrics " + url(prometheus.listen(), prometheus.listen().port()) + prometheus.path());
        }
        printLimits(gateway, config, out);
    }

    private static String grpc(GrpcSettings settings, int port) {
        String address = settings.unixSocket() == null ? settings.host() + ":" + port : settings.address();
        GrpcSettings.Tls tls = settings.tls();
        if (tls == null) {
            return address;
        }
        return address + (tls.clientCa() == null ? ", TLS" : ", TLS with client certificates");
    }

    private static void printLimits(Gateway gateway, GatewayConfig config, PrintWriter out) {
        List<String> limits = gateway.limitLines();
        out.println(
                "  limits  " + limits.size() + " in " + config.limits().origin().describe());
        limits.stream().limit(MOST_LIMITS_SHOWN).forEach(line -> out.println("    " + line));
        if (limits.size() > MOST_LIMITS_SHOWN) {
            out.println("    ... and " + (limits.size() - MOST_LIMITS_SHOWN) + " more");
        }
        String rejection = gateway.limitsRejection();
        if (rejection != null) {
            out.println("    REJECTED " + rejection);
        }
    }

    private static String url(Listeners.Listen listen, int port) {
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
