/** What memory can say of a disk without reading it. */
@NullMarked
package io.tollgate.gateway.filter;

import org.jspecify.annotations.NullMarked;
