package org.qemu.functional;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Gives extensions of other modules what {@link QemuSystemTest} gives tests: machines that end with
 * the test, or with its class, and files beside its logs. The test has {@link
 * FunctionalTestExtension}.
 */
public final class TestContext {
    private final TestSession session;

    private TestContext(TestSession session) {
        this.session = session;
    }

    /** Those of the test method that runs. */
    public static TestContext ofTest(ExtensionContext context) {
        return new TestContext(FunctionalTestExtension.session(context));
    }

    /** Those that the tests of the class share; they end after the last of them. */
    public static TestContext ofClass(ExtensionContext context) {
        return new TestContext(FunctionalTestExtension.classSession(context));
    }

    /**
     * Return the name of the target of the binary that a test will have, such as {@code aarch64};
     * unlike {@link #ofTest} before the test has begun, too.
     *
     * @throws IllegalArgumentException if there is no QEMU for it
     */
    public static String architecture(ExtensionContext context) {
        return TestSession.binary(TestName.of(context), HarnessSettings.current().environment())
                .arch();
    }

    /** Return the binary under test. */
    public QemuBinary binary() {
        return session.binary();
    }

    /**
     * Return the machine of a name, made at the first call.
     *
     * @throws IllegalArgumentException if the name is not fit for a file
     */
    public QemuMachine machine(String name) {
        return session.machine(name, any -> {});
    }

    /** Return a path in the scratch folder, which is removed in the end. */
    public Path scratchFile(String... parts) {
        return session.files().scratch(parts);
    }

    /** Return a path in the folder of the logs, which is kept. */
    public Path logFile(String... parts) {
        return session.files().log(parts);
    }
}
