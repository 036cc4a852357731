/** The base classes that a test author extends; thin facades over the packages below. */
@NullMarked
package org.qemu.functional;

import org.jspecify.annotations.NullMarked;
