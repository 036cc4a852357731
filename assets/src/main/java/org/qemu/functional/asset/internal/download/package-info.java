/** Downloads a file of known hash from the first of several URLs that provides it. */
@NullMarked
package org.qemu.functional.asset.internal.download;

import org.jspecify.annotations.NullMarked;
