/** The base classes that test authors extend; thin facades over the other packages. */
@NullMarked
package org.qemu.functional;

import org.jspecify.annotations.NullMarked;
