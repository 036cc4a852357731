/** Tests of devices without a guest; the lists beside them say on which target each runs. */
@NullMarked
package org.qemu.functional.tests.qtest;

import org.jspecify.annotations.NullMarked;
