/** Serves HTTP: rate limit requests as JSON, and pages for people and scrapers. */
@NullMarked
package io.tollgate.gateway.http;

import org.jspecify.annotations.NullMarked;
