package io.tollgate.streams;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import io.tollgate.event.LimitAlgorithm;
import io.tollgate.event.LimitCharge;
import io.tollgate.streams.ledger.LedgerTopology;
import io.tollgate.streams.usage.UsageTopology;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;

@AnalyzeClasses(packages = "io.tollgate.streams", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    /** What each part may know: the model, what runs both applications, and libraries. */
    private static final List<String> SHARED = List.of(
            "io.tollgate.accounting..",
            "io.tollgate.event..",
            "io.tollgate.model..",
            "io.tollgate.plan..",
            "io.tollgate.resource..",
            "io.tollgate.topic..",
            "io.tollgate.runtime..",
            "com.fasterxml.jackson..",
            "io.micrometer..",
            "org.apache.avro..",
            "org.apache.kafka..",
            "org.slf4j..",
            "java..",
            "javax.net.ssl..",
            "org.jspecify..");

    @ArchTest
    static final ArchRule ONE_CLASS_BUILDS_EACH_TOPOLOGY = noClasses()
            .that()
            .doNotBelongToAnyOf(UsageTopology.class, LedgerTopology.class)
            .should()
            .callMethodWhere(target(owner(belongToAnyOf(Topology.class, StreamsBuilder.class))));

    /** The enums of events have their meaning in the model; both are translated beside the topics. */
    @ArchTest
    static final ArchRule CHARGES_ARE_NAMED_IN_THE_MODELS_TERMS =
            noClasses().should().dependOnClassesThat().belongToAnyOf(LimitCharge.class, LimitAlgorithm.class);

    @ArchTest
    static final ArchRule GATEWAY_AND_STREAMS_APP_DO_NOT_KNOW_EACH_OTHER =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.tollgate.gateway..");

    @ArchTest
    static final ArchRule THERE_IS_ONE_HTTP_SERVER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.net.httpserver..", "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule PROCESSORS_KNOW_NO_LIFECYCLE = noClasses()
            .that()
            .resideInAnyPackage("io.tollgate.streams.usage..", "io.tollgate.streams.ledger..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    KafkaStreams.class, Producer.class, Consumer.class, UsageTopology.class, LedgerTopology.class);

    /** Both applications know what they share, and not each other. */
    @ArchTest
    static final ArchRule USAGE_KNOWS_RECORDS_AND_STORES_ONLY =
            only("usage..", "record..", "store..").because("the ledger is an application of its own");

    @ArchTest
    static final ArchRule THE_LEDGER_KNOWS_RECORDS_AND_STORES_ONLY = only("ledger", "record..", "store..");

    @ArchTest
    static final ArchRule THE_EXPORT_READS_TOPICS_ONLY = only("ledger.export..", "reading..", "json..", "csv..");

    @ArchTest
    static final ArchRule RECONCILIATION_READS_TOPICS_ONLY = only("ledger.reconcile..", "reading..", "record..");

    @ArchTest
    static final ArchRule QUERIES_KNOW_USAGE_ONLY = only("query..", "usage..", "json..");

    @ArchTest
    static final ArchRule ENDPOINTS_KNOW_WHAT_THEY_ASK =
            only("http..", "ledger.export..", "reading..", "query..", "adjustment..", "csv..");

    @ArchTest
    static final ArchRule ADJUSTMENTS_KNOW_RECORDS_ONLY = only("adjustment..", "record..", "json..");

    @ArchTest
    static final ArchRule READING_KNOWS_NO_APPLICATION = only("reading..");

    @ArchTest
    static final ArchRule RECORDS_KNOW_NO_APPLICATION = only("record..");

    @ArchTest
    static final ArchRule STORES_KNOW_NO_APPLICATION = only("store..");

    @ArchTest
    static final ArchRule JSON_KNOWS_NO_APPLICATION = only("json..");

    @ArchTest
    static final ArchRule CSV_KNOWS_NO_APPLICATION = only("csv..");

    private static ClassesShouldConjunction only(String self, String... known) {
        Stream<String> ours = Stream.concat(Stream.of(self), Stream.of(known)).map("io.tollgate.streams."::concat);
        return classes()
                .that()
                .resideInAPackage("io.tollgate.streams." + self)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.concat(ours, SHARED.stream()).toArray(String[]::new));
    }

    @ArchTest
    static final ArchRule TIME_COMES_FROM_OUTSIDE = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.tollgate.(streams..)").should().beFreeOfCycles();
}
