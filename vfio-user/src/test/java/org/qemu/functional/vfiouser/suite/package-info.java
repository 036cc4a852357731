/**
 * The protocol suite: the same tests for the server of this module and, if {@code
 * VFIO_USER_LIBRARY} names one, for a build of libvfio-user.
 */
@NullMarked
package org.qemu.functional.vfiouser.suite;

import org.jspecify.annotations.NullMarked;
