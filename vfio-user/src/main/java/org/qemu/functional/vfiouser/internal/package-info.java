/** The refusals of requests that all parts of an emulated device share. */
@NullMarked
package org.qemu.functional.vfiouser.internal;

import org.jspecify.annotations.NullMarked;
