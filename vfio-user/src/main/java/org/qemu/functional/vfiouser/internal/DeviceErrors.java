package org.qemu.functional.vfiouser.internal;

import org.qemu.functional.vfiouser.DeviceException;

/** Creates the exceptions with which a device refuses a request, by the error number of Linux. */
public final class DeviceErrors {
    /** No such entry (errno.h of Linux). */
    public static final int ENOENT = 2;

    private DeviceErrors() {}

    /** Return the failure of a request that is not permitted. */
    public static DeviceException notPermitted(String message) {
        return new DeviceException(1, message);
    }

    /** Return the failure of a request that names what does not exist. */
    public static DeviceException noEntry(String message) {
        return new DeviceException(ENOENT, message);
    }

    /** Return the failure of a transfer. */
    public static DeviceException inputOutput(String message) {
        return new DeviceException(5, message);
    }

    /** Return the failure of a write to what may only be read. */
    public static DeviceException accessDenied(String message) {
        return new DeviceException(13, message);
    }

    /** Return the failure of an access to memory that is not mapped. */
    public static DeviceException badAddress(String message) {
        return new DeviceException(14, message);
    }

    /** Return the failure of a request during which another one is pending. */
    public static DeviceException busy(String message) {
        return new DeviceException(16, message);
    }

    /** Return the failure of a request that is malformed or out of bounds. */
    public static DeviceException invalid(String message) {
        return new DeviceException(22, message);
    }

    /** Return the failure of a request that exceeds a limit of space. */
    public static DeviceException noSpace(String message) {
        return new DeviceException(28, message);
    }

    /** Return the failure of a request for what this device does not support. */
    public static DeviceException notSupported(String message) {
        return new DeviceException(95, message);
    }

    /** Return the failure of a request without a connection. */
    public static DeviceException notConnected(String message) {
        return new DeviceException(107, message);
    }
}
