/** A client of the API of plans, customers, subscriptions and grants. */
@NullMarked
package io.tollgate.standalone.client;

import org.jspecify.annotations.NullMarked;
