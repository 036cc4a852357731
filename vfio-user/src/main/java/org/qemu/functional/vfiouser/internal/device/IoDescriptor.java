package org.qemu.functional.vfiouser.internal.device;

import java.io.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A part of a region that a client signals by a descriptor, without a message.
 *
 * @param offset of the part in the region, in bytes
 * @param length of the part in bytes
 * @param descriptor an eventfd, or null if the client gets none
 * @param flags as in linux/kvm.h, {@code KVM_IOEVENTFD_FLAG_…}
 * @param match the value that is to be written, if the flags say so
 */
public record IoDescriptor(
        long offset, long length, @Nullable FileDescriptor descriptor, int flags, long match) {}
