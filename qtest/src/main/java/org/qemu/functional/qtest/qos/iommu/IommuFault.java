package org.qemu.functional.qtest.qos.iommu;

/**
 * A refused access, as an IOMMU reports it.
 *
 * @param cause the cause, with a number of the IOMMU's specification
 * @param device the number of the device: bus, device and function in 16 bits
 * @param address the address that the device used
 */
public record IommuFault(int cause, long device, long address) {}
