/**
 * Calls a library under test, and collects its errno, its output and the exceptions of its
 * callbacks.
 */
@NullMarked
package org.qemu.functional.nativetest.internal.library;

import org.jspecify.annotations.NullMarked;
