/** Makes text from outside safe to show on a terminal, in a log or in a report. */
@NullMarked
package org.qemu.functional.text;

import org.jspecify.annotations.NullMarked;
