package org.qemu.functional.precache;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetFinder;
import org.qemu.functional.suite.internal.TestClasses;
import org.qemu.functional.suite.internal.TestSuites;
import org.qemu.functional.suite.internal.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a command that works on the assets of test classes. */
final class TestAssets {
    /**
     * The description of the CLASS parameters. Each command declares the parameters itself, at its
     * own position.
     */
    static final String CLASSES =
            "Test classes, such as arm.CanonA1100Test; all if neither class nor suite is named.";

    @Option(
            names = "--suite",
            arity = "1..*",
            split = ",",
            paramLabel = "SUITE",
            description = "Suites of meson, such as func-quick, func-arm-thorough, thorough.")
    private List<String> suites = List.of();

    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Show no progress while searching. */
    TestAssets quietly(boolean wanted) {
        quiet = wanted;
        return this;
    }

    /** Return whether classes or suites are named. */
    boolean areNamed(List<String> classes) {
        return !classes.isEmpty() || !suites.isEmpty();
    }

    /**
     * Collect the assets of the classes, each once.
     *
     * @throws CommandLine.ParameterException if there is no such class or suite
     */
    Set<Asset> find(List<String> classes) {
        return findWithClasses(classes).keySet();
    }

    /**
     * Return the classes, or those of the suites.
     *
     * @throws CommandLine.ParameterException if there is no such class or suite
     */
    Set<Class<?>> types(List<String> classes) {
        Set<Class<?>> types = new LinkedHashSet<>();
        try {
            for (String name : names(classes)) {
                types.add(TestClasses.find(name));
            }
        } catch (UsageException e) {
            throw new CommandLine.ParameterException(commandLine(), e.getMessage(), e);
        }
        return types;
    }

    /** Collect the assets with the classes that use each. */
    Map<Asset, Set<String>> findWithClasses(List<String> classes) {
        Map<Asset, Set<String>> assets = new LinkedHashMap<>();
        try (Step step = quiet ? Step.quietly() : Step.begin("looking for assets")) {
            for (String name : names(classes)) {
                step.at("in " + name);
                for (Asset asset : AssetFinder.assetsOf(TestClasses.find(name))) {
                    assets.computeIfAbsent(asset, a -> new TreeSet<>()).add(name);
                }
            }
        } catch (UsageException e) {
            throw new CommandLine.ParameterException(commandLine(), e.getMessage(), e);
        }
        return assets;
    }

    private Set<String> names(List<String> classes) throws UsageException {
        if (classes.isEmpty() && suites.isEmpty()) {
            return TestClasses.all();
        }
        Set<String> names = new LinkedHashSet<>(classes);
        if (!suites.isEmpty()) {
            TestSuites known = TestSuites.ofThisJar();
            for (String suite : suites) {
                names.addAll(known.classesOf(suite));
            }
        }
        return names;
    }

    private CommandLine commandLine() {
        if (command == null) {
            throw new IllegalStateException("picocli has not set this field");
        }
        return command.commandLine();
    }
}
