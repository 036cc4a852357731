/** IOMMUs, page tables for them, and a device whose accesses they translate. */
@NullMarked
package org.qemu.functional.qtest.qos.iommu;

import org.jspecify.annotations.NullMarked;
