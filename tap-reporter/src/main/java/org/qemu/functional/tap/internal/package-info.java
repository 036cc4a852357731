/**
 * What happened in a run of the JUnit Platform, as the reports in TAP, ATF and JUnit XML share it.
 */
@NullMarked
package org.qemu.functional.tap.internal;

import org.jspecify.annotations.NullMarked;
