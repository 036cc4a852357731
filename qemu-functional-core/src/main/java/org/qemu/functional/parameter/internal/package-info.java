/** Hints for parameters that no extension provides. */
@NullMarked
package org.qemu.functional.parameter.internal;

import org.jspecify.annotations.NullMarked;
