/** Knows where a test's files are: source, build, logs, scratch, sockets. */
@NullMarked
package org.qemu.functional.files;

import org.jspecify.annotations.NullMarked;
