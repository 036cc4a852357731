/**
 * Reads what test runs have left: results of meson, TAP, JUnit XML, and reports that were made
 * before.
 */
@NullMarked
package org.qemu.functional.report.internal.input;

import org.jspecify.annotations.NullMarked;
