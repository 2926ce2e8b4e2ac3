/**
 * What gateways count and the streams app accounts, in the terms that both share: totals of hits, who sent them, the
 * limit that a window is judged by, and what cannot wait. Events are made of it and read into it beside the topics.
 */
@NullMarked
package io.tollgate.accounting;

import org.jspecify.annotations.NullMarked;
