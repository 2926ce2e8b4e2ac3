package io.tollgate.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** This module sees all others, so the rules between modules are held here. */
@AnalyzeClasses(packages = "io.tollgate", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String GATEWAY = "io.tollgate.gateway..";
    private static final String STREAMS = "io.tollgate.streams..";
    private static final String STANDALONE = "io.tollgate.standalone..";

    @ArchTest
    static final ArchRule THE_GATEWAY_DOES_NOT_KNOW_THE_STREAMS_APP = noClasses()
            .that()
            .resideInAPackage(GATEWAY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(STREAMS);

    @ArchTest
    static final ArchRule THE_STREAMS_APP_DOES_NOT_KNOW_THE_GATEWAY = noClasses()
            .that()
            .resideInAPackage(STREAMS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(GATEWAY);

    @ArchTest
    static final ArchRule WHAT_THEY_SHARE_KNOWS_NEITHER = noClasses()
            .that()
            .resideInAnyPackage("io.tollgate.model..", "io.tollgate.topic..", "io.tollgate.event..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GATEWAY, STREAMS);

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_LAUNCHER = noClasses()
            .that()
            .resideOutsideOfPackage(STANDALONE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(STANDALONE);

    @ArchTest
    static final ArchRule THE_LAUNCHER_DOES_NOT_READ_THE_WALL_CLOCK = noClasses()
            .that()
            .resideInAPackage(STANDALONE)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now");
}
