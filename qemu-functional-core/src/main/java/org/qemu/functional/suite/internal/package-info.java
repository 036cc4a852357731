/** The suite of tests of a program: its root package, test classes, exit statuses and version. */
@NullMarked
package org.qemu.functional.suite.internal;

import org.jspecify.annotations.NullMarked;
