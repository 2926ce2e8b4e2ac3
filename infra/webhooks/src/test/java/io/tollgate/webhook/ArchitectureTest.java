package io.tollgate.webhook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

@AnalyzeClasses(packages = "io.tollgate.webhook", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule IT_KNOWS_NOTHING_OF_WHAT_IT_TELLS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.tollgate.webhook",
                    "io.tollgate.runtime.settings",
                    "io.tollgate.runtime.tls",
                    "com.fasterxml.jackson..",
                    "org.eclipse.jetty..",
                    "org.rocksdb..",
                    "org.slf4j..",
                    "java..",
                    "javax.crypto..",
                    "javax.net.ssl..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule ONLY_THE_SENDER_KNOWS_ITS_CLIENT = noClasses()
            .that()
            .doNotBelongToAnyOf(HttpSender.class, AnswerReader.class, PinnedAddresses.class, CuttableTransport.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.jetty..");

    @ArchTest
    static final ArchRule ONLY_THE_STORE_KNOWS_ROCKSDB = noClasses()
            .that()
            .doNotBelongToAnyOf(Rows.class, RocksDeliveryStore.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb..");

    @ArchTest
    static final ArchRule NOBODY_READS_A_CLOCK_THAT_WAS_NOT_GIVEN = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callMethod(Clock.class, "systemUTC");
}
