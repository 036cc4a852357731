package org.qemu.functional.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A minimal guest: a PC boot sector that prints its text on the first serial port and then echoes
 * its input.
 */
public final class BootSector {
    private static final int SIZE = 512;
    private static final int LOADED_AT = 0x7c00;

    private static final byte[] CODE = {
        (byte) 0xfc, // cld
        (byte) 0xbe,
        0,
        0, // mov si, text: filled in below
        (byte) 0xac, // say: lodsb
        (byte) 0x84,
        (byte) 0xc0, // test al, al
        0x74,
        0x12, // jz hear
        (byte) 0x88,
        (byte) 0xc4, // mov ah, al
        (byte) 0xba,
        (byte) 0xfd,
        0x03, // mov dx, 0x3fd
        (byte) 0xec, // in al, dx
        (byte) 0xa8,
        0x20, // test al, 0x20: space in the UART?
        0x74,
        (byte) 0xfb, // jz the in
        (byte) 0x88,
        (byte) 0xe0, // mov al, ah
        (byte) 0xba,
        (byte) 0xf8,
        0x03, // mov dx, 0x3f8
        (byte) 0xee, // out dx, al
        (byte) 0xeb,
        (byte) 0xe9, // jmp say
        (byte) 0xba,
        (byte) 0xfd,
        0x03, // hear: mov dx, 0x3fd
        (byte) 0xec, // in al, dx
        (byte) 0xa8,
        0x01, // test al, 1: data received?
        0x74,
        (byte) 0xfb, // jz the in
        (byte) 0xba,
        (byte) 0xf8,
        0x03, // mov dx, 0x3f8
        (byte) 0xec, // in al, dx
        (byte) 0xee, // out dx, al
        (byte) 0xeb,
        (byte) 0xf1, // jmp hear
    };

    private static final int TEXT_OPERAND = 2;

    /** Prints {@code x} on the debug port forever. */
    private static final byte[] ENDLESS = {
        (byte) 0xba,
        0x02,
        0x04, // mov dx, 0x402
        (byte) 0xb0,
        'x', // mov al, 'x'
        (byte) 0xee, // say: out dx, al
        (byte) 0xeb,
        (byte) 0xfd, // jmp say
    };

    private BootSector() {}

    /** Write an image for {@code -drive if=floppy,format=raw}. */
    public static Path write(Path file, String text) throws IOException {
        ByteBuffer image = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        image.put(CODE).put(text.getBytes(US_ASCII)).put((byte) 0);
        image.putShort(TEXT_OPERAND, (short) (LOADED_AT + CODE.length));
        return writeBootable(file, image.array());
    }

    /** Write an image of a guest that prints {@code x} on the debug port forever. */
    public static Path writeEndless(Path file) throws IOException {
        return writeBootable(file, Arrays.copyOf(ENDLESS, SIZE));
    }

    private static Path writeBootable(Path file, byte[] image) throws IOException {
        image[SIZE - 2] = 0x55;
        image[SIZE - 1] = (byte) 0xaa;
        return Files.write(file, image);
    }
}
