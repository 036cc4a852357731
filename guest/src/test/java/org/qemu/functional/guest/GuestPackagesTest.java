package org.qemu.functional.guest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Verifies the dependencies of the packages of module {@code guest}. */
class GuestPackagesTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.qemu.functional.guest");

    @Test
    void internalPackagesAreFreeOfCycles() {
        slices().matching("org.qemu.functional.guest.internal.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void packagesOfTheApiAreFreeOfCycles() {
        slices().matching("org.qemu.functional.guest.(channel|choice|image|net)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void packagesBelowDoNotUseTheRoot() {
        noClasses()
                .that()
                .resideInAPackage("org.qemu.functional.guest.*..")
                .and()
                // Only the service loader uses this, so it is above the root.
                .resideOutsideOfPackage("org.qemu.functional.guest.internal.parameter")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.qemu.functional.guest")
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnTestsOrOnOtherExtensions() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.qemu.functional.tests..",
                        "org.qemu.functional.qtest..",
                        "org.qemu.functional.tap..")
                .check(CLASSES);
    }
}
