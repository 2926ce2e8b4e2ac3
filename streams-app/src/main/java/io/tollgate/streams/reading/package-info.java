/** What is committed in a topic, read straight from Kafka and up to an end. */
@NullMarked
package io.tollgate.streams.reading;

import org.jspecify.annotations.NullMarked;
