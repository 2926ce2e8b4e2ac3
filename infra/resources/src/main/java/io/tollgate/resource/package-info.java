/**
 * Plans, customers, subscriptions and grants as documents, as rows of a store, and as records of the topics that keep them:
 * how they are read, what a change may do, how one is made, and how they are followed.
 */
@NullMarked
package io.tollgate.resource;

import org.jspecify.annotations.NullMarked;
