/** Settings of a test program that its environment gives. */
@NullMarked
package org.qemu.functional.settings;

import org.jspecify.annotations.NullMarked;
