/** How Kafka is reached: the settings that all parts have, and the clients that are made of them. */
@NullMarked
package io.tollgate.runtime.kafka;

import org.jspecify.annotations.NullMarked;
