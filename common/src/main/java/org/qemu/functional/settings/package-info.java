/** Settings of a test program that come from its environment. */
@NullMarked
package org.qemu.functional.settings;

import org.jspecify.annotations.NullMarked;
