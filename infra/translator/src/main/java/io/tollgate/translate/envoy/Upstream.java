package io.tollgate.translate.envoy;

/**
 * Where requests of a route go.
 *
 * @param cluster the cluster's name
 */
public record Upstream(String cluster, Address address) {}
