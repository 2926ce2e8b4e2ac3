package io.tollgate.gateway.limits.file;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What {@code limits_from: subscription} says at a descriptor: the value of its entry is a subject, and the limits are
 * those of its customer's subscription.
 *
 * @param feature the feature of the plan that is charged; null for the only one
 * @param answers what holds where there is no such subscription
 */
public record SubscribedFeature(@Nullable String feature, SubscriptionAnswers answers) {

    public SubscribedFeature {
        requireNonNull(answers, "answers");
    }
}
