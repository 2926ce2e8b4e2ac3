/** What travels: the catalogue of topics, their keys and values, and the codecs between events and bytes. */
@NullMarked
package io.tollgate.topic;

import org.jspecify.annotations.NullMarked;
