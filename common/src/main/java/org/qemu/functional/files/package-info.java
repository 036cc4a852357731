/**
 * Knows where a test's files are: source, build, logs, scratch, sockets. Locks files across
 * processes.
 */
@NullMarked
package org.qemu.functional.files;

import org.jspecify.annotations.NullMarked;
