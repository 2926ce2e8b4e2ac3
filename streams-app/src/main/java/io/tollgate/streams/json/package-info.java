/** JSON of requests, answers and exports. */
@NullMarked
package io.tollgate.streams.json;

import org.jspecify.annotations.NullMarked;
