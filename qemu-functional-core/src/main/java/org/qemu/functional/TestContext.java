package org.qemu.functional;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.extraction.internal.AssetExtraction;
import org.qemu.functional.files.TestFiles;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.machine.daemon.Daemons;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Provide extensions of other modules with what {@link QemuSystemTest} provides to tests: machines
 * that end with the test or its class, and files beside its logs. The test needs {@link
 * FunctionalTestExtension}.
 */
public final class TestContext {
    private final TestSession session;

    private TestContext(TestSession session) {
        this.session = session;
    }

    /** Return the context of the current test method. */
    public static TestContext ofTest(ExtensionContext context) {
        return new TestContext(FunctionalTestExtension.session(context));
    }

    /**
     * Return the context that the tests of the class share; its machines end after the last test.
     */
    public static TestContext ofClass(ExtensionContext context) {
        return new TestContext(FunctionalTestExtension.classSession(context));
    }

    /**
     * Return the target name of the binary that a test will use, such as {@code aarch64}. Unlike
     * {@link #ofTest}, this also works before the test has started.
     *
     * @throws IllegalArgumentException if there is no QEMU for it
     */
    public static String architecture(ExtensionContext context) {
        return TestSession.binary(TestName.of(context), HarnessSettings.current().environment())
                .arch();
    }

    /**
     * Choose the binary of all tests in a context, before the first of them starts: that of the
     * first architecture for which there is a QEMU.
     *
     * @param architectures names of targets, such as {@code aarch64}
     * @return the reason to skip the tests if there is none
     */
    public static Optional<String> chooseBinary(
            ExtensionContext context, List<String> architectures) {
        return BinaryChoice.choose(context, architectures);
    }

    /** Return the binary under test. */
    public QemuBinary binary() {
        return session.binary();
    }

    /**
     * Return the machine with this name, which is created at the first call.
     *
     * @throws IllegalArgumentException if the name is not valid in a file name
     */
    public QemuMachine machine(String name) {
        return session.machine(name, any -> {});
    }

    /** Return the programs that serve the machines and end with them. */
    public Daemons daemons() {
        return session.daemons();
    }

    /** Return the files of the test or the class. */
    public TestFiles files() {
        return session.files();
    }

    /** Return a path in the scratch folder, which is deleted at the end. */
    public Path scratchFile(String... parts) {
        return session.files().scratch(parts);
    }

    /**
     * Extract one member of an archive into the scratch folder and return its path.
     *
     * @throws org.qemu.functional.archive.ArchiveException if there is no such member, or the
     *     archive is damaged
     * @throws org.qemu.functional.asset.AssetException if the archive is permanently unavailable or
     *     has the wrong content
     * @throws org.qemu.functional.asset.AssetUnavailableException if it is temporarily unavailable
     */
    public Path archiveExtract(Asset archive, String member) {
        // Several archives may have members of the same name.
        return AssetExtraction.member(archive, null, member, scratchFile("assets", archive.hash()));
    }

    /** Return a path in the folder of the logs, which is kept. */
    public Path logFile(String... parts) {
        return session.files().log(parts);
    }
}
