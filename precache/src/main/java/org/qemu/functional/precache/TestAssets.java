package org.qemu.functional.precache;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetFinder;
import org.qemu.functional.launch.TestClasses;
import org.qemu.functional.launch.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The parameters of a command that works on the assets of test classes. */
final class TestAssets {
    @Parameters(
            paramLabel = "CLASS",
            description = "Test classes, such as arm.CanonA1100Test; all if none is named.")
    private List<String> classes = List.of();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /**
     * Collect the assets that the classes name, each once.
     *
     * @throws CommandLine.ParameterException if there is no such class
     */
    Set<Asset> find() {
        Set<Asset> assets = new LinkedHashSet<>();
        for (String name : classes.isEmpty() ? TestClasses.all() : classes) {
            try {
                assets.addAll(AssetFinder.assetsOf(TestClasses.find(name)));
            } catch (UsageException e) {
                throw new CommandLine.ParameterException(commandLine(), e.getMessage(), e);
            }
        }
        return assets;
    }

    private CommandLine commandLine() {
        if (command == null) {
            throw new IllegalStateException("picocli has not filled this in");
        }
        return command.commandLine();
    }
}
