/**
 * Files of Linux that the JDK cannot create: eventfd, memfd, and mappings of received descriptors.
 */
@NullMarked
package org.qemu.functional.vfiouser.linux;

import org.jspecify.annotations.NullMarked;
