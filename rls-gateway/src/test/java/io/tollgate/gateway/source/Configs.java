package io.tollgate.gateway.source;

import ratelimit.config.ratelimit.v3.RateLimitConfig;
import ratelimit.config.ratelimit.v3.RateLimitDescriptor;
import ratelimit.config.ratelimit.v3.RateLimitPolicy;
import ratelimit.config.ratelimit.v3.RateLimitUnit;

/** Resources as management servers send them. */
final class Configs {

    private Configs() {}

    /** Returns a resource that limits one key. */
    static RateLimitConfig limiting(String name, String domain, String key) {
        return RateLimitConfig.newBuilder()
                .setName(name)
                .setDomain(domain)
                .addDescriptors(
                        RateLimitDescriptor.newBuilder().setKey(key).setRateLimit(perUnit(RateLimitUnit.MINUTE, 5)))
                .build();
    }

    /** Returns a resource that is rejected: its only descriptor has no key. */
    static RateLimitConfig bad(String name, String domain) {
        return RateLimitConfig.newBuilder()
                .setName(name)
                .setDomain(domain)
                .addDescriptors(RateLimitDescriptor.newBuilder().setValue("v"))
                .build();
    }

    /**
     * Returns what Kong Mesh makes of MeshGlobalRateLimit: the mesh is the domain, each service is a value of one key,
     * and headers of its requests stand below it.
     */
    static RateLimitConfig kongMesh(String mesh) {
        RateLimitDescriptor.Builder goldTier = RateLimitDescriptor.newBuilder()
                .setKey("x-tier")
                .setValue("gold")
                .setRateLimit(perUnit(RateLimitUnit.HOUR, 1_000));
        return RateLimitConfig.newBuilder()
                .setName(mesh)
                .setDomain(mesh)
                .addDescriptors(service("demo-app_kuma-demo_svc_5000")
                        .setRateLimit(perUnit(RateLimitUnit.SECOND, 10))
                        .addDescriptors(goldTier))
                .addDescriptors(service("redis_kuma-demo_svc_6379")
                        .setRateLimit(perUnit(RateLimitUnit.DAY, 100))
                        .setShadowMode(true))
                .build();
    }

    private static RateLimitDescriptor.Builder service(String name) {
        return RateLimitDescriptor.newBuilder().setKey("kuma.io/service").setValue(name);
    }

    private static RateLimitPolicy.Builder perUnit(RateLimitUnit unit, int requests) {
        return RateLimitPolicy.newBuilder().setUnit(unit).setRequestsPerUnit(requests);
    }
}
