package io.tollgate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "io.tollgate", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule MODEL_USES_THE_JDK_ONLY = classes()
            .that()
            .resideInAPackage("io.tollgate.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.tollgate.model..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule ACCOUNTING_USES_THE_MODEL_ONLY = classes()
            .that()
            .resideInAPackage("io.tollgate.accounting..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.tollgate.accounting..", "io.tollgate.model..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule EVENTS_KNOW_NOTHING_OF_TOPICS_AND_MODEL = noClasses()
            .that()
            .resideInAPackage("io.tollgate.event..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tollgate.model..", "io.tollgate.accounting..", "io.tollgate.topic..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.tollgate.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOBODY_READS_A_CLOCK_THAT_WAS_NOT_GIVEN = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now");
}
