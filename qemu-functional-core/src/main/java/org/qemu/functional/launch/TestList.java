package org.qemu.functional.launch;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.qemu.functional.suite.internal.TestClasses;
import org.qemu.functional.suite.internal.UsageException;

/** Print the names for {@code --list}, one per line. Each can be used as an argument. */
final class TestList {
    private TestList() {}

    static String of(List<String> classes) throws UsageException {
        return (classes.isEmpty() ? TestClasses.all() : tests(classes))
                .stream().map(name -> name + "\n").collect(Collectors.joining());
    }

    private static Set<String> tests(List<String> classes) throws UsageException {
        try (LauncherSession session = JupiterLauncher.open()) {
            return names(
                    session.getLauncher()
                            .discover(
                                    JupiterLauncher.request(
                                            TestSelection.select(classes), Map.of())));
        }
    }

    private static Set<String> names(TestPlan plan) {
        Set<String> names = new TreeSet<>();
        for (TestIdentifier root : plan.getRoots()) {
            for (TestIdentifier test : plan.getDescendants(root)) {
                test.getSource()
                        .filter(MethodSource.class::isInstance)
                        .map(MethodSource.class::cast)
                        .ifPresent(
                                source ->
                                        names.add(
                                                TestClasses.shortName(source.getJavaClass())
                                                        + "#"
                                                        + source.getMethodName()));
            }
        }
        return names;
    }
}
