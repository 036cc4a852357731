/** What the program of {@code java -jar} and the {@code precache} command do alike. */
@NullMarked
package org.qemu.functional.launch.internal;

import org.jspecify.annotations.NullMarked;
