package org.qemu.functional.tests.riscv32;

import org.qemu.functional.tests.OpensbiFirmwareTest;

/** Runs the OpenSBI tests on 32-bit RISC-V. */
class OpensbiTest extends OpensbiFirmwareTest {}
