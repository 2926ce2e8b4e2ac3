package io.tollgate.gateway;

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
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "io.tollgate.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule DECISIONS_KNOW_LIMITS_AND_MODEL_ONLY = only(
            "io.tollgate.gateway.decision..",
            "io.tollgate.gateway.limits",
            "io.tollgate.accounting..",
            "io.tollgate.model..",
            "io.tollgate.plan..");

    @ArchTest
    static final ArchRule SUBSCRIPTIONS_KNOW_DECISIONS_LIMITS_AND_RESOURCES_ONLY = only(
            "io.tollgate.gateway.subscriptions..",
            "io.tollgate.gateway.decision..",
            "io.tollgate.gateway.limits",
            "io.tollgate.gateway.limits.file",
            "io.tollgate.model..",
            "io.tollgate.plan..",
            "io.tollgate.resource..",
            "io.tollgate.topic..",
            "io.tollgate.runtime.kafka..",
            "com.google.common.collect");

    @ArchTest
    static final ArchRule THE_JOURNAL_KNOWS_DECISIONS_AND_THE_DISK_ONLY = only(
            "io.tollgate.gateway.journal..",
            "io.tollgate.gateway.decision..",
            "io.tollgate.gateway.filter..",
            "io.tollgate.accounting..",
            "io.tollgate.model..",
            "org.rocksdb..",
            "org.slf4j..");

    @ArchTest
    static final ArchRule USAGE_KNOWS_DECISIONS_AND_ITS_TOPIC_ONLY = only(
            "io.tollgate.gateway.usage..",
            "io.tollgate.gateway.decision..",
            "io.tollgate.gateway.filter..",
            "io.tollgate.accounting..",
            "io.tollgate.model..",
            "io.tollgate.plan..",
            "io.tollgate.event..",
            "io.tollgate.topic..",
            "io.tollgate.runtime.kafka..",
            "org.apache.kafka..",
            "org.rocksdb..",
            "org.slf4j..");

    @ArchTest
    static final ArchRule FILTERS_KNOW_KEYS_ONLY =
            only("io.tollgate.gateway.filter..", "io.tollgate.model..", "com.google.common.hash..");

    /** What only the disk has is sent too, unless usage holds it. */
    @ArchTest
    static final ArchRule HITS_KNOW_WHAT_IS_REPORTED_AND_THEIR_TOPIC_ONLY = only(
            "io.tollgate.gateway.hits..",
            "io.tollgate.gateway.decision..",
            "io.tollgate.gateway.journal..",
            "io.tollgate.gateway.usage..",
            "io.tollgate.accounting..",
            "io.tollgate.model..",
            "io.tollgate.event..",
            "io.tollgate.topic..",
            "io.tollgate.runtime.kafka..",
            "org.apache.kafka..",
            "org.slf4j..");

    /** The one package below the wiring that brings counters, disk, reports and usage together. */
    @ArchTest
    static final ArchRule ACCOUNTING_KNOWS_WHAT_IT_BRINGS_TOGETHER_ONLY = only(
            "io.tollgate.gateway.accounting..",
            "io.tollgate.gateway.decision..",
            "io.tollgate.gateway.journal..",
            "io.tollgate.gateway.hits..",
            "io.tollgate.gateway.usage..",
            "io.tollgate.accounting..",
            "io.tollgate.model..",
            "io.tollgate.topic..",
            "org.slf4j..");

    @ArchTest
    static final ArchRule YAML_KNOWS_NO_GRAMMAR =
            only("io.tollgate.gateway.limits.yaml..", "io.tollgate.runtime.files..", "org.yaml..");

    @ArchTest
    static final ArchRule THE_GRAMMAR_KNOWS_NO_TABLE = only(
            "io.tollgate.gateway.limits.file..",
            "io.tollgate.gateway.limits.yaml..",
            "io.tollgate.model..",
            "io.tollgate.plan..",
            "org.yaml.snakeyaml.nodes..");

    @ArchTest
    static final ArchRule LIMITS_KNOW_MODEL_AND_YAML_ONLY = only(
            "io.tollgate.gateway.limits..",
            "io.tollgate.model..",
            "io.tollgate.plan..",
            "io.tollgate.runtime.files..",
            "org.yaml..");

    @ArchTest
    static final ArchRule THE_ADAPTER_KNOWS_DECISIONS_AND_THE_PROTOCOL_ONLY = only(
            "io.tollgate.gateway.rls..",
            "io.tollgate.gateway.decision..",
            "io.tollgate.model..",
            "io.grpc..",
            "com.fasterxml.jackson.core..",
            "com.google.protobuf..",
            "io.tollgate.envoy..",
            "io.tollgate.kuadrant..",
            "org.slf4j..");

    @ArchTest
    static final ArchRule METRICS_KNOW_WHAT_WAS_DECIDED_AND_THEIR_SINKS_ONLY = only(
            "io.tollgate.gateway.metrics..",
            "io.tollgate.gateway.decision..",
            "io.tollgate.gateway.limits..",
            "io.tollgate.model..",
            "io.tollgate.plan..",
            "io.grpc..",
            "io.micrometer..",
            "io.prometheus..",
            "org.slf4j..");

    @ArchTest
    static final ArchRule SETTINGS_KNOW_WHAT_PARTS_SHARE_ONLY =
            only("io.tollgate.gateway.settings..", "io.tollgate.runtime..", "org.slf4j..");

    @ArchTest
    static final ArchRule LISTENERS_KNOW_THE_ADAPTER_ONLY = only(
            List.of("io.tollgate.gateway.http..", "io.tollgate.gateway.grpc.."),
            "io.tollgate.gateway.rls..",
            "io.tollgate.runtime.tls..",
            "io.tollgate.runtime.http..",
            "io.grpc..",
            "io.tollgate.envoy..",
            "com.fasterxml.jackson.core..",
            "com.google.protobuf..",
            "org.slf4j..",
            "javax.net.ssl..");

    @ArchTest
    static final ArchRule GRPC_ALONE_KNOWS_WHAT_IT_IS_BUILT_ON = noClasses()
            .that()
            .resideOutsideOfPackage("io.tollgate.gateway.grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.grpc.netty..");

    @ArchTest
    static final ArchRule THERE_IS_ONE_HTTP_SERVER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.net.httpserver..", "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule TRACING_KNOWS_THE_PROTOCOLS_ONLY =
            only("io.tollgate.gateway.tracing..", "io.grpc..", "io.tollgate.envoy..", "io.opentelemetry..");

    /** A library has an older state of the messages under other names. */
    @ArchTest
    static final ArchRule RATE_LIMIT_MESSAGES_ARE_OUR_OWN = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.envoyproxy.envoy.service.ratelimit..", "io.envoyproxy.envoy.extensions.common.ratelimit..");

    @ArchTest
    static final ArchRule ONLY_TRACING_KNOWS_OPENTELEMETRY = noClasses()
            .that()
            .resideOutsideOfPackage("io.tollgate.gateway.tracing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule SOURCES_KNOW_LIMITS_AND_THE_PROTOCOL_ONLY = only(
            "io.tollgate.gateway.source..",
            "io.tollgate.gateway.limits..",
            "io.tollgate.runtime.tls..",
            "ratelimit.config.ratelimit.v3..",
            "io.grpc..",
            "com.google.protobuf..",
            "com.google.rpc..",
            "io.envoyproxy..",
            "org.slf4j..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.tollgate.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PACKAGES_KNOW_NOTHING_OF_THE_WIRING = noClasses()
            .that()
            .resideInAPackage("io.tollgate.gateway.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.tollgate.gateway");

    /** The enums of events have their meaning in the model; both are translated beside the topics. */
    @ArchTest
    static final ArchRule CHARGES_ARE_NAMED_IN_THE_MODELS_TERMS =
            noClasses().should().dependOnClassesThat().belongToAnyOf(LimitCharge.class, LimitAlgorithm.class);

    @ArchTest
    static final ArchRule THE_GATEWAY_KNOWS_NOTHING_OF_THE_STREAMS_APP =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.tollgate.streams..");

    @ArchTest
    static final ArchRule ONLY_THE_WIRING_READS_THE_WALL_CLOCK = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.tollgate.gateway.Gateway")
            .should()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule NOBODY_READS_A_CLOCK_THAT_WAS_NOT_GIVEN = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now");

    private static ClassesShouldConjunction only(String self, String... known) {
        return only(List.of(self), known);
    }

    /** The packages know each other, these, and what everybody knows. */
    private static ClassesShouldConjunction only(List<String> selves, String... known) {
        Stream<String> all = Stream.of(selves.stream(), Stream.of(known), Stream.of("java..", "org.jspecify.."))
                .flatMap(each -> each);
        return classes()
                .that()
                .resideInAnyPackage(selves.toArray(String[]::new))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(all.toArray(String[]::new));
    }
}
