@NullMarked
package org.qemu.functional.files;

import org.jspecify.annotations.NullMarked;
