/** The facts of a report, in the form in which its data files have them. */
@NullMarked
package org.qemu.functional.report.internal.model;

import org.jspecify.annotations.NullMarked;
