package org.qemu.functional.launch;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Path;

/**
 * Opens the stream for TAP, on a descriptor that no child process inherits. Descriptor 1 leads to
 * standard error then: a child that writes there cannot write into TAP.
 *
 * <p>{@code scripts/functional-test} has put standard output on another descriptor, which the
 * system property tells. Elsewhere a method of JDK 17 duplicates descriptors, which the jar's
 * manifest opens; a newer JDK has none, and TAP stays on descriptor 1 there.
 */
final class TapStream {
    private static final String PROPERTY = "qemu.functional.tap";

    private TapStream() {}

    static FileOutputStream open() {
        String number = System.getProperty(PROPERTY);
        return number == null ? moved() : inherited(Integer.parseInt(number));
    }

    /** The stream of a descriptor that the shell has opened. */
    private static FileOutputStream inherited(int number) {
        try {
            Constructor<FileDescriptor> constructor =
                    FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            return new FileOutputStream(constructor.newInstance(number));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return reopened(number);
        }
    }

    private static FileOutputStream reopened(int number) {
        try {
            return new FileOutputStream(Path.of("/proc/self/fd/" + number).toFile(), true);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "descriptor %d, named by -D%s, cannot be written".formatted(number, PROPERTY),
                    e);
        }
    }

    /** Standard output on another descriptor, and standard error in its place. */
    private static FileOutputStream moved() {
        FileOutputStream usual = new FileOutputStream(FileDescriptor.out);
        try {
            Method duplicate =
                    Class.forName("sun.nio.ch.FileDispatcherImpl")
                            .getDeclaredMethod("dup0", FileDescriptor.class, FileDescriptor.class);
            duplicate.setAccessible(true);
            FileOutputStream moved = new FileOutputStream("/dev/null");
            duplicate.invoke(null, FileDescriptor.out, moved.getFD());
            duplicate.invoke(null, FileDescriptor.err, FileDescriptor.out);
            return moved;
        } catch (ReflectiveOperationException | IOException | RuntimeException e) {
            return usual;
        }
    }
}
