package io.tollgate.streams;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.tollgate.event.LimitAlgorithm;
import io.tollgate.event.LimitCharge;
import io.tollgate.streams.topology.LedgerTopology;
import io.tollgate.streams.topology.UsageTopology;
import java.time.Instant;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;

@AnalyzeClasses(packages = "io.tollgate.streams", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

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
            .resideInAnyPackage("io.tollgate.streams.window..", "io.tollgate.streams.ledger..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    KafkaStreams.class, Producer.class, Consumer.class, UsageTopology.class, LedgerTopology.class);

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
