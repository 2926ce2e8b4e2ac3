/** The streams application: accounts hits in windows and publishes usage to every gateway. */
@NullMarked
package io.tollgate.streams;

import org.jspecify.annotations.NullMarked;
