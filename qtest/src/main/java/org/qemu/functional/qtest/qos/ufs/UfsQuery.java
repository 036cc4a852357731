package org.qemu.functional.qtest.qos.ufs;

/**
 * A query of the device's flags, attributes and descriptors (UFS 4.0, 10.7.8 and 14).
 *
 * @param opcode the operation
 * @param id the number of the flag, the attribute or the kind of descriptor
 * @param index the index, of a descriptor for example
 * @param selector a further index; usually 0
 * @param value the value of an attribute to be written, 32 bits
 */
public record UfsQuery(int opcode, int id, int index, int selector, int value) {
    private static final int READ_DESCRIPTOR = 1;
    private static final int READ_ATTRIBUTE = 3;
    private static final int WRITE_ATTRIBUTE = 4;
    private static final int READ_FLAG = 5;
    private static final int SET_FLAG = 6;
    private static final int CLEAR_FLAG = 7;
    private static final int TOGGLE_FLAG = 8;

    private static final int FUNCTION_READ = 0x01;
    private static final int FUNCTION_WRITE = 0x81;

    /** Return a query that reads a flag. */
    public static UfsQuery readFlag(int id) {
        return of(READ_FLAG, id, 0);
    }

    /** Return a query that sets a flag. */
    public static UfsQuery setFlag(int id) {
        return of(SET_FLAG, id, 0);
    }

    /** Return a query that clears a flag. */
    public static UfsQuery clearFlag(int id) {
        return of(CLEAR_FLAG, id, 0);
    }

    /** Return a query that inverts a flag. */
    public static UfsQuery toggleFlag(int id) {
        return of(TOGGLE_FLAG, id, 0);
    }

    /** Return a query that reads an attribute. */
    public static UfsQuery readAttribute(int id) {
        return of(READ_ATTRIBUTE, id, 0);
    }

    /** Return a query that writes an attribute. */
    public static UfsQuery writeAttribute(int id, int value) {
        return of(WRITE_ATTRIBUTE, id, value);
    }

    /** Return a query that reads a descriptor. */
    public static UfsQuery readDescriptor(int id, int index) {
        return new UfsQuery(READ_DESCRIPTOR, id, index, 0, 0);
    }

    private static UfsQuery of(int opcode, int id, int value) {
        return new UfsQuery(opcode, id, 0, 0, value);
    }

    /** Return this query with a selector. */
    public UfsQuery withSelector(int other) {
        return new UfsQuery(opcode, id, index, other, value);
    }

    int function() {
        return switch (opcode) {
            case READ_DESCRIPTOR, READ_ATTRIBUTE, READ_FLAG -> FUNCTION_READ;
            default -> FUNCTION_WRITE;
        };
    }
}
