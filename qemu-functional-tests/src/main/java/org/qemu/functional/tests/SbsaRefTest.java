package org.qemu.functional.tests;

import java.nio.file.Path;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.image.ImageFiles;

/** Gives sbsa-ref its firmware: Trusted Firmware and EDK II, in a flash each. */
public abstract class SbsaRefTest extends QemuSystemTest {
    static final Asset FLASH0 =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=kyoMLGC9zXa4oA7",
                    "76eb89d42eebe324e4395329f47447cda9ac920aabcf99aca85424609c3384a5");
    static final Asset FLASH1 =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=Dj1HRXnDnKtU6Nj",
                    "f850f243bd8dbd49c51e061e0f79f1697546938f454aeb59ab7d93e5f0d412fc");

    /** The size of either flash on the board. */
    private static final long FLASH_BYTES = 256L << 20;

    /** Choose the machine and put the firmware in. */
    protected void fetchFirmware() {
        setMachine("sbsa-ref");
        for (Asset flash : new Asset[] {FLASH0, FLASH1}) {
            Path image = uncompress(flash, "xz");
            ImageFiles.fileTruncate(image, FLASH_BYTES);
            vm().addArgs("-drive", "if=pflash,file=" + image + ",format=raw");
        }
    }

    /**
     * Boot a system from a drive.
     *
     * @param drive as {@code -drive} has it
     * @param cpu with its properties; empty for the machine's own
     * @param greeting what it says when it is up
     */
    protected void boots(String drive, String cpu, String greeting) {
        vm().setConsole();
        vm().addArgs("-drive", drive);
        if (!cpu.isEmpty()) {
            vm().addArgs("-cpu", cpu);
        }
        vm().launch();
        waitForConsolePattern(greeting);
    }
}
