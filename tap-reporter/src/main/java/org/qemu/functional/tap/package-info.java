/** Reports what the JUnit Platform runs in the Test Anything Protocol, version 13. */
@NullMarked
package org.qemu.functional.tap;

import org.jspecify.annotations.NullMarked;
