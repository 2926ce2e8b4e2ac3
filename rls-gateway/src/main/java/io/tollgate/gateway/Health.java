package io.tollgate.gateway;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;

/**
 * Whether this gateway is healthy: ready, not about to end, and, if that is asked for, with limits. Over gRPC it is the
 * service {@code ratelimit}; the whole server, the service without a name, is always healthy. Thread-safe.
 */
final class Health implements LimitsInForce.Observer {

    /** The name that envoyproxy/ratelimit serves its health under. */
    private static final String SERVICE = "ratelimit";

    private final HealthStatusManager manager = new HealthStatusManager();
    private final boolean needsLimits;
    private boolean warm;
    private boolean ready;
    private boolean draining;
    private boolean hasLimits;
    private volatile boolean healthy;

    /** @param needsLimits whether only a gateway with limits of at least one domain is healthy */
    Health(boolean needsLimits) {
        this.needsLimits = needsLimits;
        update();
    }

    /** Notes that the warm-up is over. */
    synchronized void warm() {
        warm = true;
    }

    /** Notes that others' counts are known, or were waited for long enough. */
    synchronized void ready() {
        ready = true;
        update();
    }

    /** Notes that the gateway is about to end. */
    synchronized void draining() {
        draining = true;
        update();
    }

    @Override
    public synchronized void loaded(LimitTable table) {
        hasLimits = !table.domains().isEmpty();
        update();
    }

    /** What was in force before still is. */
    @Override
    public void rejected(String reason) {}

    private void update() {
        healthy = ready && !draining && (hasLimits || !needsLimits);
        manager.setStatus(SERVICE, healthy ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    boolean isHealthy() {
        return healthy;
    }

    /** Returns {@code grpc.health.v1.Health}. */
    BindableService service() {
        return manager.getHealthService();
    }

    /** Returns why the gateway is healthy or not, on one line. */
    synchronized String describe() {
        if (healthy) {
            return "SERVING";
        }
        return "NOT_SERVING: " + reason();
    }

    private String reason() {
        if (draining) {
            return "about to end";
        }
        if (!warm) {
            return "warming up";
        }
        return ready ? "no limits are in force" : "waiting for what others counted";
    }
}
