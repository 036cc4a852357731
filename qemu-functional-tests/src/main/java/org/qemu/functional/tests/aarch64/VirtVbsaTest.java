package org.qemu.functional.tests.aarch64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.condition.SkipIfMissingCommands;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.tests.HostProgram;

/** Runs Arm's conformance tests of its Virtual Base System Architecture on the machine virt. */
@SkipIfMissingCommands({"mformat", "mcopy", "mmd"})
@Resources(cores = 4)
class VirtVbsaTest extends QemuSystemTest {
    static final Asset VBSA_EFI =
            Asset.of(
                    "https://github.com/ARM-software/sysarch-acs/raw/refs/heads/main/prebuilt_images/VBSA/v25.12_VBSA_0.7.0/Vbsa.efi",
                    "80f37d2fb86d152d95dec4d05ff099c9e47ee8a89314268e08056b0e1359e1fa");
    static final Asset BSA_SHELL =
            Asset.of(
                    "https://github.com/ARM-software/sysarch-acs/raw/refs/heads/main/prebuilt_images/VBSA/v25.12_VBSA_0.7.0/Shell.efi",
                    "e526604f0d329b481c6a1f62f7a0db8ea24ce8178b2c6abda8e247425f38775c");
    static final Asset SYSREADY_IMAGE =
            Asset.of(
                    "https://github.com/ARM-software/arm-systemready/releases/download/v25.10_SR_3.1.0/systemready_acs_live_image.img.xz.zip",
                    "df2c359de15784b1da6a8e6f3c98a053ee38ac0b3f241ccea62e17db092eb03a");

    private static final String FAILED = "FAILED";
    private static final String ROOT_PROMPT = "/ # ";

    /** The entry of GRUB's menu, spelled as in the image. */
    private static final String LINUX = "Linux Execution Enviroment";

    private static final Pattern RESULT = Pattern.compile("\\[.*\\]\\s+(.+): Result:\\s+(\\w+)");
    private static final Pattern SUMMARY =
            Pattern.compile(
                    "Total Tests Run =\\s*(\\d+), Tests Passed =\\s*(\\d+), Tests Failed =\\s*(\\d+)");

    private static final int SECTOR = 512;
    private static final int ENTRIES_IN_GPT_HEADER = 72;
    private static final int START_IN_GPT_ENTRY = 32;

    @Test
    void passesInUefi() throws IOException {
        setMachine("virt");
        vm().setConsole();
        vm().addArgs("-M", "virt,gic-version=max,virtualization=on", "-cpu", "max", "-m", "1024");
        addsFirmware();
        vm().addArgs("-drive", "file=%s,format=raw,if=none,id=drive0".formatted(diskWithTests()));
        vm().addArgs("-device", "virtio-blk-pci,drive=drive0");
        try {
            vm().launch();
        } catch (LaunchException e) {
            if (e.output().contains("does not support providing Virtualization")) {
                abort("this accelerator does not support virtualization=on");
            }
            throw e;
        }

        waitForConsolePattern("Shell>", FAILED);
        execCommandAndWaitForPattern("FS0:Vbsa.efi", "VBSA Architecture Compliance Suite");
        waitForConsolePattern("VBSA tests complete. Reset the system.", FAILED);
    }

    @Test
    void passesInLinux() throws IOException {
        setMachine("virt");
        vm().setConsole();
        vm().addArgs("-M", "virt,gic-version=max", "-cpu", "max", "-m", "1024", "-smp", "4");
        addsFirmware();
        archiveExtract(SYSREADY_IMAGE);
        Path disk = uncompress(scratchFile("systemready_acs_live_image.img.xz"));
        // The kernel has no driver for other disks.
        vm().addArgs("-device", "nvme,drive=hd,serial=QEMU_ROOT_SSD");
        vm().addArgs("-blockdev", "driver=raw,node-name=hd,file.driver=file,file.filename=" + disk);
        String partition = "%s@@%d".formatted(disk, startOfFirstPartition(disk));
        selectsLinux(partition);
        vm().launch();

        waitForConsolePattern(ROOT_PROMPT, FAILED);
        execCommandAndWaitForPattern(
                "/usr/bin/bsa.sh --skip B_REP_1,B_IEP_1,B_PCIe_11,B_MEM_06", ROOT_PROMPT);
        execCommandAndWaitForPattern("halt -f", "reboot: System halted");
        vm().shutdown();
        for (String name : List.of("BsaResultsApp.log", "BsaResultsKernel.log")) {
            copiesFromDisk(partition, "acs_results/Linux/" + name, logFile(name));
        }
        checksResults(logFile("BsaResultsKernel.log"));
    }

    private void addsFirmware() throws IOException {
        Path variables = scratchFile("vars.fd");
        Files.copy(firmwareFile("edk2-arm-vars.fd"), variables);
        vm().addArgs(
                        "-drive",
                        "if=pflash,format=raw,readonly=on,file="
                                + firmwareFile("edk2-aarch64-code.fd"));
        vm().addArgs("-drive", "if=pflash,format=raw,file=" + variables);
    }

    /** Return a FAT file system with an EFI shell, which starts first, and the tests. */
    private Path diskWithTests() {
        Path image = qemuImg().create("raw", scratchFile("vbsa.img"), "64M");
        HostProgram.run("mformat", "-i", image, "-v", "VBSA", "::");
        HostProgram.run("mmd", "-i", image, "::/EFI");
        HostProgram.run("mmd", "-i", image, "::/EFI/BOOT");
        HostProgram.run("mcopy", "-i", image, BSA_SHELL.fetch(), "::/EFI/BOOT/BOOTAA64.EFI");
        HostProgram.run("mcopy", "-i", image, VBSA_EFI.fetch(), "::/Vbsa.efi");
        return image;
    }

    /** Return the offset in bytes of the first partition of a disk with a GPT. */
    private static long startOfFirstPartition(Path disk) throws IOException {
        try (FileChannel in = FileChannel.open(disk)) {
            long entries = number(in, SECTOR + ENTRIES_IN_GPT_HEADER);
            return number(in, entries * SECTOR + START_IN_GPT_ENTRY) * SECTOR;
        }
    }

    private static long number(FileChannel in, long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (in.read(bytes, offset) < Long.BYTES) {
            throw new EOFException("the disk ends before offset " + offset);
        }
        return bytes.getLong(0);
    }

    /** Let GRUB start Linux instead of waiting for a choice. */
    private void selectsLinux(String partition) throws IOException {
        Path menu = scratchFile("grub.cfg");
        copiesFromDisk(partition, "EFI/BOOT/grub.cfg", menu);
        Files.writeString(menu, "set default='" + LINUX + "'", StandardOpenOption.APPEND);
        HostProgram.run("mcopy", "-D", "o", "-i", partition, menu, "::/EFI/BOOT/grub.cfg");
    }

    private static void copiesFromDisk(String partition, String name, Path to) {
        HostProgram.run("mcopy", "-i", partition, "::/" + name, to);
    }

    private void checksResults(Path results) throws IOException {
        boolean summarized = false;
        for (String line : Files.readAllLines(results)) {
            Matcher result = RESULT.matcher(line);
            if (result.find()) {
                log().info("{}: {}", result.group(1), result.group(2));
            }
            Matcher summary = SUMMARY.matcher(line);
            if (summary.find()) {
                summarized = true;
                assertEquals("0", summary.group(3), line);
            }
        }
        assertTrue(summarized, () -> "no sum of results in " + results);
    }
}
