/** Limits of Limitador, and Kuadrant's RateLimitPolicy, which becomes such limits. */
@NullMarked
package io.tollgate.translate.limitador;

import org.jspecify.annotations.NullMarked;
