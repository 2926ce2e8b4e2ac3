/**
 * What is sold: plans with features and limits, customers, subscriptions and grants; and what holds for a customer at an
 * instant. Nothing here reads or writes anything.
 */
@NullMarked
package io.tollgate.plan;

import org.jspecify.annotations.NullMarked;
