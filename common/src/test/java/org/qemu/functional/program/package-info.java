/** Programs that tests start, for the tests of all modules. */
package org.qemu.functional.program;
