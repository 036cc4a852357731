/**
 * The messages of the vfio-user protocol as records over {@link java.nio.ByteBuffer}: header,
 * payloads, capabilities in JSON, and the numbers of errors.
 *
 * <p>Each payload has {@code encode} and a static {@code decode}, which checks sizes and {@code
 * argsz}. The layouts are those of the vfio-user protocol specification in QEMU's documentation
 * ({@code docs/interop/vfio-user.rst}) and of {@code linux/vfio.h}. All numbers are little-endian.
 * Unsigned 32-bit fields are {@code long}s from 0 to 2^32-1; unsigned 64-bit fields are {@code
 * long}s whose bits count.
 */
@NullMarked
package org.qemu.functional.vfiouser.wire;

import org.jspecify.annotations.NullMarked;
