package org.qemu.functional.launch;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Path;

/**
 * Open the stream for TAP on a descriptor that no child process inherits. Descriptor 1 is then
 * redirected to standard error, so that a child that writes to it cannot write into the TAP.
 *
 * <p>{@code scripts/functional-test} duplicates standard output to another descriptor, whose number
 * is in a system property. Without the script, a method of JDK 17, made accessible by the jar's
 * manifest, duplicates the descriptors. Newer JDKs do not have the method, and TAP stays on
 * descriptor 1.
 */
final class TapStream {
    private static final String PROPERTY = "qemu.functional.tap";

    private TapStream() {}

    static FileOutputStream open() {
        String number = System.getProperty(PROPERTY);
        return number == null ? moved() : inherited(Integer.parseInt(number));
    }

    /** Open a stream on a descriptor that the shell has opened. */
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
                    "cannot write to descriptor %d, which -D%s names".formatted(number, PROPERTY),
                    e);
        }
    }

    /** Duplicate standard output to another descriptor, and replace it by standard error. */
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
