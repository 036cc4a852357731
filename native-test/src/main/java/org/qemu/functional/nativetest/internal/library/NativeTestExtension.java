package org.qemu.functional.nativetest.internal.library;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Opens the log of a test, and closes it. */
public final class NativeTestExtension implements BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(NativeTestExtension.class);
    private static final String ELSEWHERE = "elsewhere";

    /** Called by JUnit. */
    public NativeTestExtension() {}

    /** Leave the logs of the tests of a class to another JVM. */
    public static void runsElsewhere(ExtensionContext context) {
        context.getStore(NAMESPACE).put(ELSEWHERE, true);
    }

    /**
     * Return the folder of the log of the current test.
     *
     * @throws IllegalStateException if it has none
     */
    public static Path folder(ExtensionContext context) {
        NativeTestLog log =
                context.getStore(NAMESPACE).get(NativeTestLog.class, NativeTestLog.class);
        if (log == null) {
            throw new IllegalStateException(context.getDisplayName() + " has no folder");
        }
        return log.folder();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (context.getStore(NAMESPACE).get(ELSEWHERE) == null) {
            context.getStore(NAMESPACE).put(NativeTestLog.class, NativeTestLog.open(name(context)));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        NativeTestLog log =
                context.getStore(NAMESPACE).remove(NativeTestLog.class, NativeTestLog.class);
        if (log != null) {
            log.close();
        }
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
