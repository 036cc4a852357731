/** QEMU's firmware configuration device (docs/specs/fw_cfg.rst of its source). */
@NullMarked
package org.qemu.functional.qtest.qos.fwcfg;

import org.jspecify.annotations.NullMarked;
