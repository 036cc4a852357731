package org.qemu.functional;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.qemu.functional.settings.HarnessSettings;

/** Verifies that packages depend on each other as docs/architecture.md describes. */
class ArchitectureTest {
    private static final String ROOT = "org.qemu.functional";

    /** The root package of core, for which the package names below have no entry. */
    private static final String BASE_CLASSES = "base classes";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages(ROOT);

    private static final Set<String> COMMON =
            Set.of("files", "lifecycle", "logging", "settings", "text", "trace", "units");

    /** The packages that may use each package; all may use those of module {@code common}. */
    private static final Map<String, Set<String>> USERS =
            Map.ofEntries(
                    Map.entry("launch", Set.of()),
                    Map.entry(BASE_CLASSES, Set.of("junit", "launch", "parameter")),
                    Map.entry("junit", Set.of("launch")),
                    Map.entry("atf", Set.of(BASE_CLASSES, "junit", "kyua", "launch")),
                    Map.entry("kyua", Set.of()),
                    Map.entry("condition", Set.of(BASE_CLASSES, "kyua", "launch")),
                    Map.entry("debug", Set.of(BASE_CLASSES, "launch")),
                    Map.entry("failure", Set.of(BASE_CLASSES, "launch")),
                    Map.entry("budget", Set.of(BASE_CLASSES, "failure", "launch")),
                    Map.entry("parameter", Set.of("junit", "launch")),
                    Map.entry("suite", Set.of(BASE_CLASSES, "failure", "launch")),
                    Map.entry("tap", Set.of("atf", "budget", "launch")),
                    Map.entry(
                            "machine",
                            Set.of(
                                    BASE_CLASSES,
                                    "condition",
                                    "debug",
                                    "failure",
                                    "junit",
                                    "kyua",
                                    "launch",
                                    "parameter",
                                    "suite")),
                    Map.entry(
                            "console",
                            Set.of(
                                    BASE_CLASSES,
                                    "machine",
                                    "debug",
                                    "junit",
                                    "launch",
                                    "parameter")),
                    Map.entry("qmp", Set.of("failure", "machine", "junit", "launch", "parameter")),
                    Map.entry("gdb", Set.of(BASE_CLASSES)),
                    Map.entry("screen", Set.of(BASE_CLASSES)),
                    Map.entry("image", Set.of(BASE_CLASSES)),
                    Map.entry("net", Set.of(BASE_CLASSES)),
                    Map.entry(
                            "asset",
                            Set.of(
                                    BASE_CLASSES,
                                    "extraction",
                                    "failure",
                                    "junit",
                                    "launch",
                                    "suite")),
                    Map.entry("extraction", Set.of(BASE_CLASSES)),
                    Map.entry("replay", Set.of(BASE_CLASSES)),
                    Map.entry("archive", Set.of(BASE_CLASSES, "asset", "failure")));

    /** The internal packages that other packages may use, as in the qualified exports. */
    private static final Map<String, Set<String>> USERS_OF_INTERNAL =
            Map.ofEntries(
                    Map.entry("archive.internal.common", Set.of("asset")),
                    Map.entry("archive.internal.tar", Set.of("asset")),
                    Map.entry("archive.internal.kernel", Set.of("base classes")),
                    Map.entry("asset.internal.extraction", Set.of("extraction")),
                    Map.entry("extraction.internal", Set.of(BASE_CLASSES)),
                    Map.entry("replay.internal", Set.of(BASE_CLASSES)),
                    Map.entry("asset.internal.progress", Set.of("launch")),
                    Map.entry("budget.internal", Set.of(BASE_CLASSES, "launch")),
                    Map.entry("condition.internal", Set.of(BASE_CLASSES, "kyua", "launch")),
                    Map.entry("debug.internal", Set.of(BASE_CLASSES, "launch")),
                    Map.entry("failure.internal", Set.of(BASE_CLASSES, "launch")),
                    Map.entry("machine.internal.process", Set.of("kyua")),
                    Map.entry("machine.internal.scheduling", Set.of("condition", "launch")),
                    Map.entry("machine.internal.suite", Set.of("failure", "suite")),
                    Map.entry("parameter.internal", Set.of("junit", "launch")),
                    Map.entry("qmp.internal", Set.of("launch")),
                    Map.entry("settings.internal", Set.of("budget", "launch")),
                    Map.entry("suite.internal", Set.of(BASE_CLASSES, "failure", "launch")),
                    Map.entry("tap.internal", Set.of("atf")),
                    Map.entry(
                            "trace.internal",
                            Set.of(
                                    BASE_CLASSES,
                                    "asset",
                                    "console",
                                    "failure",
                                    "launch",
                                    "logging",
                                    "machine",
                                    "qmp",
                                    "screen")));

    private static String in(String name) {
        return ROOT + "." + name + "..";
    }

    private static String sliceOf(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(ROOT)) {
            return BASE_CLASSES;
        }
        String below = name.substring(ROOT.length() + 1);
        return below.contains(".") ? below.substring(0, below.indexOf('.')) : below;
    }

    @TestFactory
    Stream<DynamicTest> packagesAreUsedByNobodyElse() {
        return USERS.entrySet().stream()
                .map(
                        entry ->
                                DynamicTest.dynamicTest(
                                        entry.getKey(),
                                        () ->
                                                assertThat(usersOf(entry.getKey()))
                                                        .isSubsetOf(entry.getValue())));
    }

    @Test
    void internalPackagesAreUsedByTheirOwnersOnly() {
        Map<String, Set<String>> users = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT)
                        && target.getPackageName().contains(".internal")
                        && !sliceOf(target).equals(sliceOf(type))) {
                    String used = target.getPackageName().substring(ROOT.length() + 1);
                    users.computeIfAbsent(used, key -> new TreeSet<>()).add(sliceOf(type));
                }
            }
        }

        assertThat(users).containsExactlyInAnyOrderEntriesOf(USERS_OF_INTERNAL);
    }

    private static Set<String> usersOf(String slice) {
        Set<String> users = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT) && sliceOf(target).equals(slice)) {
                    users.add(sliceOf(type));
                }
            }
        }
        users.remove(slice);
        return users;
    }

    @Test
    void eachPackageIsListed() {
        Set<String> there = new TreeSet<>();
        CLASSES.forEach(type -> there.add(sliceOf(type)));
        there.removeAll(COMMON);

        assertThat(USERS.keySet()).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void internalPackagesAreFreeOfCycles() {
        slices().matching(ROOT + ".*.internal.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** This allows programs without tests to use them; opentest4j has only exceptions. */
    @Test
    void modulesBelowCoreDoNotNeedJUnit() {
        List<String> core =
                List.of(
                        ROOT,
                        in("launch"),
                        in("atf"),
                        in("kyua"),
                        in("condition"),
                        in("debug"),
                        in("budget"),
                        in("junit"),
                        in("parameter"),
                        in("suite"),
                        in("tap"));
        noClasses()
                .that()
                .resideOutsideOfPackages(core.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.junit..")
                .check(CLASSES);
    }

    /** This ensures that a setting is read in one place and tests can set any value. */
    @Test
    void onlyHarnessSettingsReadsTheEnvironment() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(HarnessSettings.class)
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(CLASSES);
    }

    /** This allows reading the readers of formats independently of each other. */
    @Test
    void readersOfArchivesDoNotWriteFiles() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        in("archive.internal.common"),
                        in("archive.internal.decode"),
                        in("archive.internal.tar"),
                        in("archive.internal.format"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("archive.internal.extract"))
                .check(CLASSES);
        slices().matching(ROOT + ".archive.internal.(common|decode|tar)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage(in("archive.internal.common")))
                .check(CLASSES);
    }
}
