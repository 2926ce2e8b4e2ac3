/** Documents of plans, customers, subscriptions and grants as files: read with their lines, written, and compared. */
@NullMarked
package io.tollgate.standalone.document;

import org.jspecify.annotations.NullMarked;
