/** What tests of several modules share: what every HTTP server here must stand, and certificates. Part of nothing that runs. */
@NullMarked
package io.tollgate.testkit;

import org.jspecify.annotations.NullMarked;
