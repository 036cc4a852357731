/** What a test author uses to run JUnit tests as a test program of ATF. */
@NullMarked
package org.qemu.functional.atf;

import org.jspecify.annotations.NullMarked;
