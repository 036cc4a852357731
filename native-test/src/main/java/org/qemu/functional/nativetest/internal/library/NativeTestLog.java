package org.qemu.functional.nativetest.internal.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.files.TestFiles;
import org.qemu.functional.lifecycle.Closer;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.settings.HarnessSettings;

/** The folder and the log of one test, to which the libraries print while it is open. */
public final class NativeTestLog {
    /** The property with the folder, in a JVM that runs a test for another one. */
    public static final String FOLDER = "native-test.folder";

    private static final String OUTPUT = "library-output.txt";

    private final Closer closer = new Closer();
    private final Path folder;

    private NativeTestLog(String name) throws IOException {
        String given = System.getProperty(FOLDER);
        folder = given == null ? create(name) : Files.createDirectories(Path.of(given));
        if (!TestLog.isOpen()) {
            closer.register(TestLog.open(folder.resolve("base.log")));
        }
        Path output = folder.resolve(OUTPUT);
        closer.register(() -> Files.deleteIfExists(output));
        closer.register(OutputCapture.start(output));
    }

    /**
     * Open the log of a test.
     *
     * @param name the name of its folder, {@code <Class>.<method>}
     * @throws IOException if a file cannot be written
     */
    public static NativeTestLog open(String name) throws IOException {
        return new NativeTestLog(name);
    }

    private Path create(String name) {
        SourceTree tree = SourceTree.locate(HarnessSettings.current().environment());
        return closer.register(TestFiles.create(tree, "native", name, false)).log();
    }

    /** Return the folder. */
    public Path folder() {
        return folder;
    }

    /**
     * Close the log.
     *
     * @throws Exception what a callback threw in a thread of a library
     */
    public void close() throws Exception {
        closer.closeAll();
        Throwable thrown = CallbackFailures.takeOfOtherThreads();
        if (thrown instanceof Exception e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }
}
