package org.qemu.functional.tests.aarch64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LaunchRequirement;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that a TCG plug-in counts instructions. */
class TcgPluginsTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/20230331/arm64/Image",
                    "ce95a7101a5fecebe0fe630deee6bd97b32ba41bc8754090e9ad8961ea8674c7");
    private static final Pattern COUNT = Pattern.compile("insns: (\\d+)");

    @Test
    void countsInstructions() throws IOException {
        counts();
    }

    @Test
    void countsInstructionsThatTellTheTime() throws IOException {
        counts("-icount", "shift=1");
    }

    private void counts(Object... args) throws IOException {
        setMachine("virt");
        setCpu("cortex-a53");
        Path log = logFile("plugin.log");
        vm().setConsole();
        vm().addArgs("-kernel", KERNEL.fetch());
        vm().addArgs("-append", "printk.time=1 panic=-1 console=ttyAMA0");
        vm().addArgs("-plugin", pluginFile("libinsn"), "-d", "plugin", "-D", log);
        vm().addArgs("-net", "none", "-no-reboot").addArgs(args);
        LaunchRequirement.launchWithPlugins(vm());
        waitForConsolePattern("Please append a correct \"root=\" boot option");
        vm().shutdown();

        Matcher count = COUNT.matcher(Files.readString(log));
        assertTrue(count.find(), () -> "no count in " + log);
        log().info("{} instructions", count.group(1));
    }
}
