package org.qemu.functional;

import java.nio.file.Path;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.machine.QemuBinary;

/**
 * Extend this to test a program of QEMU: it gives each test method files of its own, a log and the
 * binary to test. {@link QemuSystemTest} adds machines.
 */
@ExtendWith(FunctionalTestExtension.class)
public abstract class QemuBaseTest {
    private @Nullable TestSession session;

    final void use(TestSession session) {
        this.session = session;
    }

    final TestSession session() {
        if (session == null) {
            throw new IllegalStateException(
                    "'%s' was called outside of a test method and its @BeforeEach and @AfterEach"
                            .formatted(getClass().getSimpleName()));
        }
        return session;
    }

    /** Return the binary under test: {@code QEMU_TEST_QEMU_BINARY}, or the one that was found. */
    public QemuBinary qemuBinary() {
        return session().binary();
    }

    /** Return the name of the target of the binary under test, such as {@code aarch64}. */
    public String arch() {
        return qemuBinary().arch();
    }

    /** Return the logger that writes to the test's {@code base.log}. */
    public Logger log() {
        return TestSession.LOG;
    }

    /** Return a path in the scratch folder, which is removed when the test ends. */
    public Path scratchFile(String... parts) {
        return session().files().scratch(parts);
    }

    /** Return a path in the folder of the test's logs, which is kept. */
    public Path logFile(String... parts) {
        return session().files().log(parts);
    }

    /** Return a path in the build folder. */
    public Path buildFile(String... parts) {
        return session().files().build(parts);
    }

    /** Return a path among the tests' data, {@code qemu-functional-tests/data} in the source. */
    public Path dataFile(String... parts) {
        return session().files().data(parts);
    }

    /** Return the path of a TCG plug-in of this build of QEMU, such as {@code libinsn}. */
    public Path pluginFile(String name) {
        return session().files().plugin(qemuBinary().path(), name);
    }

    /** Return a folder for UNIX sockets, made at the first call and removed when the test ends. */
    public Path socketDir() {
        return session().files().socketDir();
    }
}
