package org.qemu.functional;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Keeps the arrows of docs/internals.md one-way. */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.qemu.functional");

    private static String in(String room) {
        return "org.qemu.functional." + room + "..";
    }

    @Test
    void arrowsRunOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.qemu.functional..")
                .layer("launch")
                .definedBy(in("launch"))
                .layer("facades")
                .definedBy("org.qemu.functional")
                .layer("machine")
                .definedBy(in("machine"))
                .layer("asset")
                .definedBy(in("asset"))
                .layer("download")
                .definedBy(in("download"))
                .layer("cache")
                .definedBy(in("cache"))
                .layer("progress")
                .definedBy(in("progress"))
                .layer("amount")
                .definedBy(in("amount"))
                .layer("archive")
                .definedBy(in("archive"))
                .layer("unpacked")
                .definedBy(in("unpacked"))
                .layer("condition")
                .definedBy(in("condition"))
                .layer("files")
                .definedBy(in("files"))
                .layer("logging")
                .definedBy(in("logging"))
                .layer("console")
                .definedBy(in("console"))
                .layer("qmp")
                .definedBy(in("qmp"))
                .layer("gdb")
                .definedBy(in("gdb"))
                .layer("image")
                .definedBy(in("image"))
                .layer("screen")
                .definedBy(in("screen"))
                .layer("net")
                .definedBy(in("net"))
                .layer("budget")
                .definedBy(in("budget"))
                .layer("debug")
                .definedBy(in("debug"))
                .layer("parallel")
                .definedBy(in("parallel"))
                .layer("parameter")
                .definedBy(in("parameter"))
                .layer("lifecycle")
                .definedBy(in("lifecycle"))
                .layer("tap")
                .definedBy(in("tap"))
                .whereLayer("launch")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("facades")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("machine")
                .mayOnlyBeAccessedByLayers("facades", "debug", "launch")
                .whereLayer("gdb")
                .mayOnlyBeAccessedByLayers("facades")
                .whereLayer("image")
                .mayOnlyBeAccessedByLayers("facades")
                .whereLayer("screen")
                .mayOnlyBeAccessedByLayers("facades")
                .whereLayer("net")
                .mayOnlyBeAccessedByLayers("facades")
                .whereLayer("debug")
                .mayOnlyBeAccessedByLayers("facades", "launch")
                .whereLayer("budget")
                .mayOnlyBeAccessedByLayers("facades", "machine", "gdb", "screen", "launch")
                .whereLayer("asset")
                .mayOnlyBeAccessedByLayers("facades", "launch")
                .whereLayer("download")
                .mayOnlyBeAccessedByLayers("asset")
                .whereLayer("cache")
                .mayOnlyBeAccessedByLayers("asset", "download", "unpacked", "machine")
                .whereLayer("progress")
                .mayOnlyBeAccessedByLayers("asset", "launch")
                .whereLayer("archive")
                .mayOnlyBeAccessedByLayers("facades", "unpacked", "launch", "machine", "cache")
                .whereLayer("unpacked")
                .mayOnlyBeAccessedByLayers("facades")
                .whereLayer("condition")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("files")
                .mayOnlyBeAccessedByLayers("facades", "machine", "image", "screen", "condition")
                .whereLayer("console")
                .mayOnlyBeAccessedByLayers("facades", "machine", "debug")
                .whereLayer("qmp")
                .mayOnlyBeAccessedByLayers("machine", "launch")
                .whereLayer("parallel")
                .mayOnlyBeAccessedByLayers("machine", "launch")
                .whereLayer("tap")
                .mayOnlyBeAccessedByLayers("launch")
                .whereLayer("parameter")
                .mayOnlyBeAccessedByLayers("launch")
                .whereLayer("lifecycle")
                .mayOnlyBeAccessedByLayers("launch", "facades", "machine", "debug")
                .check(CLASSES);
    }

    @Test
    void roomsAreFreeOfCycles() {
        slices().matching("org.qemu.functional.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void whatArchiveIsMadeOfDoesNotKnowIt() {
        noClasses()
                .that()
                .resideInAnyPackage(in("archive.common"), in("archive.decode"), in("archive.tar"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.qemu.functional.archive")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages(in("archive"), in("cache.upkeep"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("archive.common"), in("archive.decode"), in("archive.tar"))
                .check(CLASSES);
        slices().matching("org.qemu.functional.archive.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage(in("archive.common")))
                .check(CLASSES);
    }
}
