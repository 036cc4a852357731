package org.qemu.functional.qtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Verifies that the protocol does not depend on devices. */
class QTestPackagesTest {
    private static final String PROTOCOL = "org.qemu.functional.qtest";
    private static final String DEVICES = "org.qemu.functional.qtest.qos..";
    private static final String TESTS = "org.qemu.functional.tests..";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(PROTOCOL);

    @Test
    void protocolDoesNotKnowDevices() {
        noClasses()
                .that()
                .resideInAPackage(PROTOCOL)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(DEVICES)
                .check(CLASSES);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("org.qemu.functional.qtest.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnTests() {
        noClasses().should().dependOnClassesThat().resideInAPackage(TESTS).check(CLASSES);
    }
}
