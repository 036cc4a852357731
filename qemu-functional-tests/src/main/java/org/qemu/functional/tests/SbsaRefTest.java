package org.qemu.functional.tests;

import java.nio.file.Path;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.image.ImageFiles;

/** Provides the firmware of sbsa-ref: Trusted Firmware and EDK II, each in its own flash image. */
public abstract class SbsaRefTest extends QemuSystemTest {
    static final Asset FLASH0 =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=kyoMLGC9zXa4oA7",
                    "76eb89d42eebe324e4395329f47447cda9ac920aabcf99aca85424609c3384a5");
    static final Asset FLASH1 =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=Dj1HRXnDnKtU6Nj",
                    "f850f243bd8dbd49c51e061e0f79f1697546938f454aeb59ab7d93e5f0d412fc");

    /** The size of each flash on the board. */
    private static final long FLASH_BYTES = 256L << 20;

    /** Choose the machine and add the firmware. */
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
     * @param drive the value of {@code -drive}
     * @param cpu the CPU with its properties; empty for the machine's default
     * @param greeting the text on the console when the system is up
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
