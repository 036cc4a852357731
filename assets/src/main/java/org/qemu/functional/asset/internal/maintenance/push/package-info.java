/** Copies the entries of a cache to a place from which others fetch them. */
@NullMarked
package org.qemu.functional.asset.internal.maintenance.push;

import org.jspecify.annotations.NullMarked;
