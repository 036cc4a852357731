package org.qemu.functional.nativetest.internal.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.files.TestFiles;
import org.qemu.functional.lifecycle.Closer;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.settings.HarnessSettings;

/** Opens the log of a test, and closes it with what the libraries left behind. */
public final class NativeTestExtension implements BeforeEachCallback, AfterEachCallback {
    /** The folder of the log, if this JVM runs a test for another one. */
    public static final String FOLDER = "native-test.folder";

    private static final Namespace NAMESPACE = Namespace.create(NativeTestExtension.class);
    private static final String ELSEWHERE = "elsewhere";
    private static final String OUTPUT = "library-output.txt";

    /** Called by JUnit. */
    public NativeTestExtension() {}

    private record OpenTest(Path folder, Closer closer) {}

    /**
     * Return the folder of the log of the current test.
     *
     * @throws IllegalStateException if it has none
     */
    public static Path folder(ExtensionContext context) {
        OpenTest test = context.getStore(NAMESPACE).get(OpenTest.class, OpenTest.class);
        if (test == null) {
            throw new IllegalStateException(context.getDisplayName() + " has no folder");
        }
        return test.folder();
    }

    /** Leave the logs of the tests of a class to another JVM. */
    public static void runsElsewhere(ExtensionContext context) {
        context.getStore(NAMESPACE).put(ELSEWHERE, true);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (context.getStore(NAMESPACE).get(ELSEWHERE) != null) {
            return;
        }
        Closer closer = new Closer();
        Path folder = createFolder(context, closer);
        context.getStore(NAMESPACE).put(OpenTest.class, new OpenTest(folder, closer));
        if (!TestLog.isOpen()) {
            closer.register(TestLog.open(folder.resolve("base.log")));
        }
        Path output = folder.resolve(OUTPUT);
        closer.register(() -> Files.deleteIfExists(output));
        closer.register(OutputCapture.start(output));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        OpenTest test = context.getStore(NAMESPACE).remove(OpenTest.class, OpenTest.class);
        if (test == null) {
            return;
        }
        test.closer().closeAll();
        Throwable thrown = CallbackFailures.takeOfOtherThreads();
        if (thrown instanceof Exception e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    private static Path createFolder(ExtensionContext context, Closer closer) throws IOException {
        String given = System.getProperty(FOLDER);
        if (given != null) {
            return Files.createDirectories(Path.of(given));
        }
        TestFiles files =
                closer.register(
                        TestFiles.create(
                                SourceTree.locate(HarnessSettings.current().environment()),
                                "native",
                                name(context),
                                false));
        return files.log();
    }

    /** Return the class and method, and the number of an invocation if there are several. */
    private static String name(ExtensionContext context) {
        StringBuilder name =
                new StringBuilder(context.getRequiredTestClass().getSimpleName())
                        .append('.')
                        .append(context.getRequiredTestMethod().getName());
        String id = context.getUniqueId();
        int number = id.lastIndexOf("-invocation:#");
        if (number >= 0) {
            name.append('-').append(id, id.indexOf('#', number) + 1, id.length() - 1);
        }
        return name.toString();
    }
}
