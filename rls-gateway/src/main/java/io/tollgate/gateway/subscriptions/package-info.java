/**
 * What subjects are charged by their customers' subscriptions: follows the resources, and keeps on the heap what is in use.
 */
@NullMarked
package io.tollgate.gateway.subscriptions;

import org.jspecify.annotations.NullMarked;
