/** Translates the rate limits of other systems into limit files and a configuration of Envoy, and says what is lost. */
@NullMarked
package io.tollgate.translate;

import org.jspecify.annotations.NullMarked;
