/**
 * What tests of several modules share: what every HTTP server here must stand, certificates, and random sources of
 * translations. Part of nothing that runs.
 */
@NullMarked
package io.tollgate.testkit;

import org.jspecify.annotations.NullMarked;
