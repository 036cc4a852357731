package org.qemu.functional.vfiouser.transport;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.linux.Descriptors;

/** The descriptors that came with a message. The list closes those that nobody takes. */
public final class DescriptorList implements AutoCloseable {
    private final List<@Nullable FileDescriptor> descriptors = new ArrayList<>();

    DescriptorList() {}

    void add(FileDescriptor descriptor) {
        descriptors.add(descriptor);
    }

    /** Return the number of descriptors that came. */
    public int size() {
        return descriptors.size();
    }

    /** Tell whether none came. */
    public boolean isEmpty() {
        return descriptors.isEmpty();
    }

    /**
     * Return a descriptor that remains with the list, which closes it.
     *
     * @throws IndexOutOfBoundsException if fewer came
     * @throws IllegalStateException if it was taken
     */
    public FileDescriptor get(int index) {
        FileDescriptor descriptor = descriptors.get(index);
        if (descriptor == null) {
            throw new IllegalStateException("descriptor %d was taken already".formatted(index));
        }
        return descriptor;
    }

    /**
     * Return a descriptor that the caller must close.
     *
     * @throws IndexOutOfBoundsException if fewer came
     * @throws IllegalStateException if it was taken
     */
    public FileDescriptor take(int index) {
        FileDescriptor descriptor = get(index);
        descriptors.set(index, null);
        return descriptor;
    }

    /** Close the descriptors that were not taken. */
    @Override
    public void close() {
        IOException first = null;
        for (int i = 0; i < descriptors.size(); i++) {
            FileDescriptor descriptor = descriptors.set(i, null);
            try {
                if (descriptor != null) {
                    Descriptors.close(descriptor);
                }
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw new UncheckedIOException("cannot close a received descriptor", first);
        }
    }
}
