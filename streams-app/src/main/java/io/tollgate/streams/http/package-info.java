/** What the streams app answers over HTTP: the ledger, usage, adjustments, monitoring. */
@NullMarked
package io.tollgate.streams.http;

import org.jspecify.annotations.NullMarked;
