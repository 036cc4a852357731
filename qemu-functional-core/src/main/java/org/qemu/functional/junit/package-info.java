/** Annotations and an extension for tests that extend no base class. */
@NullMarked
package org.qemu.functional.junit;

import org.jspecify.annotations.NullMarked;
