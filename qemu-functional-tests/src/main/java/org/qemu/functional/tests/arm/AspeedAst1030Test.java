package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code ast1030-evb}. */
class AspeedAst1030Test extends AspeedTest {
    static final Asset ZEPHYR_3_06 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/zephyr/releases/download/v00.03.06/ast1030-evb-demo.zip",
                    "056f37fcd9f165308cedca3a08f2bed37ed40c0a1402c4fa515613b80a369f38");
    static final Asset ZEPHYR_1_07 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/zephyr/releases/download/v00.01.07/ast1030-evb-demo.zip",
                    "ad52e27959746988afaed8429bf4e12ab988c05c4d07c9d90e13ec6f7be4574c");

    @Test
    void bootsAst1030Zephyros306() {
        setMachine("ast1030-evb");
        Path kernel = archiveExtract(ZEPHYR_3_06, "ast1030-evb-demo/zephyr.elf");
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-nographic");
        vm().launch();

        waitForConsolePattern("Booting Zephyr OS");
        execCommandAndWaitForPattern("help", "Available commands");
    }

    @Test
    void bootsAst1030Zephyros107() {
        setMachine("ast1030-evb");
        Path kernel = archiveExtract(ZEPHYR_1_07, "ast1030-evb-demo/zephyr.bin");
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-nographic");
        vm().launch();

        waitForConsolePattern("Booting Zephyr OS");
        execCommandAndWaitForPattern("kernel stacks", "uart:~$");
        execCommandAndWaitForPattern("otp info conf", "uart:~$");
        execCommandAndWaitForPattern("otp info scu", "uart:~$");
        execCommandAndWaitForPattern("hwinfo devid", "uart:~$");
        execCommandAndWaitForPattern("crypto aes256_cbc_vault", "uart:~$");
        execCommandAndWaitForPattern("random get", "uart:~$");
        execCommandAndWaitForPattern("jtag JTAG1 sw_xfer high TMS", "uart:~$");
        execCommandAndWaitForPattern("adc ADC0 resolution 12", "uart:~$");
        execCommandAndWaitForPattern("adc ADC0 read 42", "uart:~$");
        execCommandAndWaitForPattern("adc ADC1 read 69", "uart:~$");
        execCommandAndWaitForPattern("i2c scan I2C_0", "uart:~$");
        execCommandAndWaitForPattern("i3c attach I3C_0", "uart:~$");
        execCommandAndWaitForPattern("hash test", "uart:~$");
        execCommandAndWaitForPattern("kernel uptime", "uart:~$");
        execCommandAndWaitForPattern("kernel reboot warm", "uart:~$");
        execCommandAndWaitForPattern("kernel uptime", "uart:~$");
        execCommandAndWaitForPattern("kernel reboot cold", "uart:~$");
        execCommandAndWaitForPattern("kernel uptime", "uart:~$");
    }

    @Test
    void bootsAst1030OtpBlockdevDevice() {
        vm().setMachine("ast1030-evb");
        Path kernel = archiveExtract(ZEPHYR_3_06, "ast1030-evb-demo/zephyr.elf");
        generateOtpmemImage();
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-blockdev",
                        "driver=file,filename=" + scratchFile("otpmem.img") + ",node-name=otp",
                        "-global",
                        "aspeed-otp.drive=otp");
        vm().launch();

        waitForConsolePattern("Booting Zephyr OS");
    }
}
