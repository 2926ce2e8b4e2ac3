package io.tollgate.topic;

import io.tollgate.accounting.AdjustmentId;
import io.tollgate.accounting.AppliedLimit;
import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.LimitAlgorithm;
import io.tollgate.event.LimitCharge;
import io.tollgate.event.Sender;
import io.tollgate.event.Totals;
import io.tollgate.model.ChargeMode;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The terms of accounting as events hold them, and back. */
public final class AccountingEvents {

    private AccountingEvents() {}

    /** Returns totals as an event holds them. */
    public static Totals event(HitTotals totals) {
        return new Totals(
                totals.admitted(),
                totals.deniedHere(),
                totals.deniedElsewhere(),
                totals.givenBack(),
                totals.wouldDeny());
    }

    /** Returns the totals of an event. */
    public static HitTotals totals(Totals totals) {
        return new HitTotals(
                totals.getAdmitted(),
                totals.getDeniedHere(),
                totals.getDeniedElsewhere(),
                totals.getGivenBack(),
                totals.getWouldDeny());
    }

    /** Returns a sender as an event holds it. */
    public static Sender event(HitSender sender) {
        return new Sender(
                sender instanceof Incarnation incarnation
                        ? gatewaySender(incarnation)
                        : new AdjustmentSender(((AdjustmentId) sender).id()));
    }

    /** Returns an incarnation as an event holds it. */
    public static GatewaySender gatewaySender(Incarnation incarnation) {
        UUID id = incarnation.gatewayId();
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return new GatewaySender(new GatewayId(bytes), incarnation.startedAtMillis(), incarnation.nonce());
    }

    /** Returns the sender of an event. */
    public static HitSender sender(Sender sender) {
        return sender.getSender() instanceof GatewaySender gateway
                ? incarnation(gateway)
                : new AdjustmentId(((AdjustmentSender) sender.getSender()).getId());
    }

    /** Returns the incarnation of an event. */
    public static Incarnation incarnation(GatewaySender sender) {
        ByteBuffer id = ByteBuffer.wrap(sender.getGatewayId().bytes());
        return new Incarnation(new UUID(id.getLong(), id.getLong()), sender.getStartedAt(), sender.getNonce());
    }

    /** Returns the limit of an event, {@link AppliedLimit#UNKNOWN} where it says none. */
    public static AppliedLimit limit(io.tollgate.event.@Nullable AppliedLimit limit) {
        return limit == null
                ? AppliedLimit.UNKNOWN
                : new AppliedLimit(
                        limit.getHitsPerWindow(),
                        limit.getAlgorithm() == LimitAlgorithm.SLIDING_WINDOW,
                        mode(limit.getCharge()));
    }

    private static ChargeMode mode(LimitCharge charge) {
        return switch (charge) {
            case ALL -> ChargeMode.ALL;
            case UNLESS_DENIED_ELSEWHERE -> ChargeMode.UNLESS_DENIED_ELSEWHERE;
            case ADMITTED -> ChargeMode.ADMITTED;
        };
    }

    /** Returns a charge mode as an event holds it. */
    static LimitCharge event(ChargeMode mode) {
        return switch (mode) {
            case ALL -> LimitCharge.ALL;
            case UNLESS_DENIED_ELSEWHERE -> LimitCharge.UNLESS_DENIED_ELSEWHERE;
            case ADMITTED -> LimitCharge.ADMITTED;
        };
    }
}
