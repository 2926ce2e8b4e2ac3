/** Limit files as YAML, read as envoyproxy/ratelimit reads it, with a line for each message. */
@NullMarked
package io.tollgate.gateway.limits.yaml;

import org.jspecify.annotations.NullMarked;
