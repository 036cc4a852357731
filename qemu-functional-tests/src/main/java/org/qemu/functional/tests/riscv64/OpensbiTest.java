package org.qemu.functional.tests.riscv64;

import org.qemu.functional.tests.OpensbiFirmwareTest;

/** Runs the OpenSBI tests on 64-bit RISC-V. */
class OpensbiTest extends OpensbiFirmwareTest {}
