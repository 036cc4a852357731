/**
 * Locates a test's files (source, build, logs, scratch, sockets) and locks files across processes.
 */
@NullMarked
package org.qemu.functional.files;

import org.jspecify.annotations.NullMarked;
