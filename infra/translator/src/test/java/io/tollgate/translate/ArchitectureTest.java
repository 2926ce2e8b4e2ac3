package io.tollgate.translate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
        packages = {"io.tollgate.translate", "io.tollgate.controlplane"},
        importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String[] WHAT_ALL_SYSTEMS_SHARE = {
        "io.tollgate.translate.source..",
        "io.tollgate.translate.limits..",
        "io.tollgate.translate.envoy..",
        "io.tollgate.translate.yaml..",
        "io.tollgate.translate.verify.."
    };

    @ArchTest
    static final ArchRule WHAT_ALL_SYSTEMS_SHARE_KNOWS_NONE_OF_THEM = noClasses()
            .that()
            .resideInAnyPackage(WHAT_ALL_SYSTEMS_SHARE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tollgate.translate.kongmesh..",
                    "io.tollgate.translate.emissary..",
                    "io.tollgate.translate.edgestack..",
                    "io.tollgate.translate.limitador..");

    @ArchTest
    static final ArchRule THE_TRANSLATOR_DOES_NOT_KNOW_THE_CONTROL_PLANE = noClasses()
            .that()
            .resideInAPackage("io.tollgate.translate..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.tollgate.controlplane..");

    @ArchTest
    static final ArchRule WHAT_COMES_OF_A_TRANSLATION_DOES_NOT_DEPEND_ON_THE_DAY = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now");
}
