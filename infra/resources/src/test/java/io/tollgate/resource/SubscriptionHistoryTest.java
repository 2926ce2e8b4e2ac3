package io.tollgate.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.resource.SubscriptionHistory.Sold;
import io.tollgate.topic.EventCodec;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose a subscription was in the hour from ten to eleven. */
final class SubscriptionHistoryTest {

    private static final ResourceId ID = new ResourceId(ResourceKind.SUBSCRIPTION, "s");

    @TempDir
    private Path folder;

    private HistoryStore store;
    private int revision;

    @BeforeEach
    void open() {
        store = new HistoryStore(folder, 1 << 20);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Instant at(String time) {
        return Instant.parse("2026-03-01T" + time + ":00Z");
    }

    private void told(String at, String document) {
        Resource resource = ResourceRecords.resource(
                "{\"kind\":\"Subscription\",\"key\":\"s\"," + document.replace('\'', '"') + "}", at(at));
        take(new Revision(ID, ++revision, resource, at(at), "", "", Revision.Action.CHANGED));
    }

    private void deleted(String at) {
        take(new Revision(ID, ++revision, null, at(at), "", "", Revision.Action.DELETED));
    }

    private void take(Revision change) {
        store.take(
                ResourceRecords.historyKey(ID, change.number()),
                EventCodec.RESOURCES.encode(ResourceRecords.event(change)),
                change.number());
    }

    private String sold() {
        return new SubscriptionHistory(store)
                .firstHeld("s", at("10:00"), at("11:00"))
                .map(Sold::toString)
                .orElse("nobody's")
                .replaceAll("Sold\\[customer=(.*), plan=(.*)]", "$1 $2");
    }

    @Test
    void isThePlanThatHeldWhenTheHourBegan() {
        told("09:00", "'customer':'acme','plan':'free@1'");
        told("10:00", "'customer':'acme','plan':'gold@1'");
        told("10:01", "'customer':'acme','plan':'gold@2'");

        assertThat(sold()).isEqualTo("acme gold@1");
    }

    @Test
    void isThePlanOfThePhaseThatHeldWhenTheHourBegan() {
        told(
                "09:00",
                "'customer':'acme','from':'2026-03-01T09:00:00Z','phases':[{'plan':'free@1'},"
                        + "{'plan':'gold@1','from':'2026-03-01T10:00:00Z'},{'plan':'gold@2','from':'2026-03-01T10:30:00Z'}]");

        assertThat(sold()).isEqualTo("acme gold@1");
    }

    @Test
    void isTheFirstPlanThatHeldIfNoneDidWhenTheHourBegan() {
        told("09:00", "'customer':'acme','plan':'free@1','from':'2026-03-01T10:30:00Z'");
        told("10:10", "'customer':'acme','plan':'gold@1','from':'2026-03-01T10:30:00Z'");
        told("10:40", "'customer':'acme','plan':'gold@2','from':'2026-03-01T10:30:00Z'");

        assertThat(sold()).isEqualTo("acme gold@1");
    }

    @Test
    void isTheFirstPlanThatHeldAfterASuspension() {
        String suspended = ",'from':'2026-03-01T08:00:00Z','suspensions':[{'from':'2026-03-01T09:30:00Z'";
        told("09:30", "'customer':'acme','plan':'free@1'" + suspended + "}]");
        told("10:10", "'customer':'acme','plan':'gold@1'" + suspended + "}]");
        told("10:20", "'customer':'acme','plan':'gold@1'" + suspended + ",'to':'2026-03-01T10:20:00Z'}]");

        assertThat(sold()).isEqualTo("acme gold@1");
    }

    @Test
    void isTheFirstOneOfASubscriptionThatBeganInTheHour() {
        told("10:20", "'customer':'acme','plan':'free@1'");
        told("10:30", "'customer':'acme','plan':'gold@1'");

        assertThat(sold()).isEqualTo("acme free@1");
    }

    @Test
    void staysWhenTheSubscriptionIsDeletedAndMadeAnewForAnother() {
        told("09:00", "'customer':'acme','plan':'free@1'");
        deleted("10:20");
        told("10:30", "'customer':'globex','plan':'gold@1'");

        assertThat(sold()).isEqualTo("acme free@1");
    }

    @Test
    void isTheOneBeforeIfItWasDeletedOrEndedBeforeTheHour() {
        told("08:00", "'customer':'acme','plan':'free@1'");
        told("08:30", "'customer':'acme','plan':'gold@1','to':'2026-03-01T08:40:00Z'");
        assertThat(sold()).isEqualTo("acme gold@1");

        deleted("09:00");

        assertThat(sold()).isEqualTo("acme gold@1");
    }

    @Test
    void isTheFirstOneIfItBecameKnownLater() {
        told("12:00", "'customer':'acme','plan':'gold@1'");
        told("12:10", "'customer':'acme','plan':'gold@2'");

        assertThat(sold()).isEqualTo("acme gold@1");
    }

    @Test
    void looksBeyondManyLaterRevisions() {
        told("09:00", "'customer':'acme','plan':'free@1'");
        for (int later = 0; later < 250; later++) {
            told("10:30", "'customer':'acme','plan':'gold@1','metadata':{'n':" + later + "}");
        }

        assertThat(sold()).isEqualTo("acme free@1");
    }

    @Test
    void isNobodysIfNobodyKnowsIt() {
        assertThat(sold()).isEqualTo("nobody's");
    }
}
