package org.qemu.functional.tests;

import java.nio.file.Path;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Boots version 11.01 of ASPEED's SDK on an evaluation board with the SoC AST2700. */
@Resources(cores = 4)
public abstract class Ast2700EvbTest extends Ast2700SdkTest {
    /** The bus of a sensor behind the I/O expander, as the kernel numbers it. */
    private static final int EXPANDED = 16;

    private final String machine;

    /** Create a test of a board. */
    protected Ast2700EvbTest(String machine) {
        this.machine = machine;
    }

    /**
     * Load the parts of the SDK to memory, log in, and use devices at I2C and PCIe.
     *
     * @param image the folder in the SDK
     */
    protected void bootsSdk(Asset sdk, String image, String host) {
        Path folder = prepares(sdk, image);
        addsNetworkCard();
        startsFromMemory(folder, 1);
        bootsKernel(true);
        logsIn("login:", host);
        readsSensor(1, sensor(1));
        findsNetworkCard();
    }

    /** Start the SDK with the boot ROM, and follow its stages to the kernel. */
    protected void bootsSdkByRom(Asset sdk, String image) {
        Path folder = prepares(sdk, image);
        addsNetworkCard();
        usesBootRom();
        starts(folder, 1);
        waitForConsolePattern("Found valid caliptra flash image");
        passes("Check flash image checksum");
        passes("Read abb header");
        passes("Read soc manifest");
        passes("Load atf image");
        passes("Load optee image");
        passes("Load uboot image");
        passes("Load ssp image");
        passes("Load tsp image");
        waitForConsolePattern("Jumping to BL31 (Trusted Firmware-A)");
        bootsKernel(true);
    }

    /** Log in to the SDK of the board with an I/O expander, and use a sensor behind it. */
    protected void bootsSdkWithIoExpander(Asset sdk, String image, String host) {
        Path folder = prepares(sdk, image);
        vm().setMachine(machine + ",fmc-model=w25q512jv");
        addsSensor("ioexp0.0", sensor(EXPANDED));
        startsFromMemory(folder, 8);
        bootsKernel(false);
        logsIn("login:", host);
        readsSensor(8, sensor(8));
        readsSensor(EXPANDED, sensor(EXPANDED));
    }

    private Path prepares(Asset sdk, String image) {
        setMachine(machine);
        requireNetdev("user");
        return archiveExtract(sdk).resolve(image);
    }

    private void startsFromMemory(Path folder, int bus) {
        loadsParts(folder);
        vm().addArgs("-smp", "4");
        starts(folder, bus);
    }

    private void starts(Path folder, int bus) {
        vm().setConsole();
        addsSensor("aspeed.i2c.bus." + bus, sensor(bus));
        launches(folder);
    }

    private void bootsKernel(boolean pcie) {
        stopsAutoboot();
        if (pcie) {
            bootsWithPcie();
        } else {
            execCommand("boot");
        }
        waitForConsolePattern("Linux version ");
    }

    private void passes(String stage) {
        waitForConsolePattern(stage);
        waitForConsolePattern("pass");
    }

    private static String sensor(int bus) {
        return "tmp-test-" + bus;
    }
}
