package org.qemu.functional.screen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.settings.TimeoutScale;

/**
 * View a machine's display over VNC, and type.
 *
 * <p>Implements RFB 3.8 (RFC 6143) with raw pixels, with or without a password. The server reports
 * every change, so {@link #await} needs no polling. Not thread-safe.
 */
public final class VncClient implements AutoCloseable {
    private static final String VERSION = "RFB 003.008\n";
    private static final int SECURITY_NONE = 1;
    private static final int SECURITY_PASSWORD = 2;
    private static final int SET_PIXEL_FORMAT = 0;
    private static final int SET_ENCODINGS = 2;
    private static final int REQUEST_UPDATE = 3;
    private static final int KEY = 4;
    private static final int UPDATE = 0;
    private static final int RAW = 0;
    private static final int DESKTOP_SIZE = -223;
    private static final int LONGEST_TEXT = 1 << 20;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int width;
    private int height;
    private int[] pixels = {};

    private VncClient(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /**
     * Connect to a server.
     *
     * @param password {@code null} for none
     * @param timeout the time limit for each reply during the handshake
     * @throws UncheckedIOException if there is no server, the password is wrong or the protocol is
     *     not VNC
     */
    public static VncClient connect(
            InetSocketAddress server, @Nullable String password, Duration timeout) {
        Socket socket = new Socket();
        try {
            int millis = Math.toIntExact(TimeoutScale.scaled(timeout).toMillis());
            socket.connect(server, millis);
            socket.setSoTimeout(millis);
            VncClient client = new VncClient(socket);
            client.shakeHands(password);
            return client;
        } catch (IOException e) {
            close(socket, e);
            throw new UncheckedIOException("VNC at %s: %s".formatted(server, e.getMessage()), e);
        }
    }

    private static void close(Socket socket, IOException reason) {
        try {
            socket.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private void shakeHands(@Nullable String password) throws IOException {
        String version = new String(in.readNBytes(VERSION.length()), ISO_8859_1);
        if (!version.startsWith("RFB 003.")) {
            throw new IOException("'%s' is not RFB 3".formatted(version.strip()));
        }
        out.writeBytes(VERSION);
        out.flush();
        byte[] offered = in.readNBytes(in.readUnsignedByte());
        if (offered.length == 0) {
            throw new IOException("the server refuses the connection: " + text());
        }
        int security = password == null ? SECURITY_NONE : SECURITY_PASSWORD;
        if (new String(offered, ISO_8859_1).indexOf(security) < 0) {
            throw new IOException(
                    password == null
                            ? "the server wants a password"
                            : "the server does not accept a password");
        }
        out.writeByte(security);
        out.flush();
        if (password != null) {
            out.write(VncPassword.answer(password, in.readNBytes(VncPassword.CHALLENGE_BYTES)));
            out.flush();
        }
        if (in.readInt() != 0) {
            throw new IOException("the server refuses the connection: " + text());
        }
        out.writeByte(1); // shared with other clients
        out.flush();
        resize(in.readUnsignedShort(), in.readUnsignedShort());
        in.skipNBytes(16);
        text();
        askForPixelsOf32Bits();
    }

    private String text() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST_TEXT) {
            throw new IOException("the server announced a text of %d bytes".formatted(length));
        }
        return new String(in.readNBytes(length), ISO_8859_1);
    }

    private void askForPixelsOf32Bits() throws IOException {
        out.writeByte(SET_PIXEL_FORMAT);
        out.write(new byte[3]);
        // 32 bits, 24 of them used, little-endian, true color; red, green and blue from the top.
        out.write(new byte[] {32, 24, 0, 1, 0, (byte) 255, 0, (byte) 255, 0, (byte) 255, 16, 8, 0});
        out.write(new byte[3]);
        out.writeByte(SET_ENCODINGS);
        out.writeByte(0);
        out.writeShort(2);
        out.writeInt(RAW);
        out.writeInt(DESKTOP_SIZE);
        out.flush();
    }

    private void resize(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        pixels = new int[width * height];
    }

    /** Return the current contents of the display. */
    public Screenshot screenshot(Duration timeout) {
        return next(false, System.nanoTime() + TimeoutScale.scaled(timeout).toNanos());
    }

    /**
     * Wait until the display meets a condition.
     *
     * @throws AssertionError if it does not in time
     * @throws UncheckedIOException if the connection ends
     */
    public Screenshot await(Predicate<Screenshot> wanted, Duration timeout) {
        long deadline = System.nanoTime() + TimeoutScale.scaled(timeout).toNanos();
        Screenshot now = next(false, deadline);
        while (!wanted.test(now)) {
            now = next(true, deadline);
        }
        return now;
    }

    private Screenshot next(boolean incremental, long deadline) {
        try {
            do {
                out.writeByte(REQUEST_UPDATE);
                out.writeBoolean(incremental);
                out.writeInt(0);
                out.writeShort(width);
                out.writeShort(height);
                out.flush();
            } while (!update(deadline));
            return new Screenshot(width, height, pixels);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the display did not show the expected picture in time", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the VNC connection ended", e);
        }
    }

    /**
     * Read messages up to an update.
     *
     * @return whether the picture is complete; it is not after a change of size
     */
    private boolean update(long deadline) throws IOException {
        while (true) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            int type = in.readUnsignedByte();
            if (type == UPDATE) {
                return rectangles();
            }
            skipMessage(type);
        }
    }

    /** Skip the colors of a palette, a bell, or the clipboard. */
    private void skipMessage(int type) throws IOException {
        switch (type) {
            case 1 -> {
                in.skipNBytes(3);
                in.skipNBytes(in.readUnsignedShort() * 6L);
            }
            case 2 -> {}
            case 3 -> {
                in.skipNBytes(3);
                text();
            }
            default -> throw new IOException("unexpected message type %d".formatted(type));
        }
    }

    private boolean rectangles() throws IOException {
        in.skipNBytes(1);
        boolean whole = true;
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            int x = in.readUnsignedShort();
            int y = in.readUnsignedShort();
            int w = in.readUnsignedShort();
            int h = in.readUnsignedShort();
            int encoding = in.readInt();
            if (encoding == DESKTOP_SIZE) {
                resize(w, h);
                whole = false;
            } else if (encoding == RAW && x + w <= width && y + h <= height) {
                raw(x, y, w, h);
            } else {
                throw new IOException(
                        "unexpected rectangle of %d x %d at (%d, %d), encoding %d"
                                .formatted(w, h, x, y, encoding));
            }
        }
        return whole;
    }

    private void raw(int x, int y, int w, int h) throws IOException {
        for (int row = y; row < y + h; row++) {
            for (int column = x; column < x + w; column++) {
                pixels[row * width + column] = Integer.reverseBytes(in.readInt());
            }
        }
    }

    /**
     * Type characters of Latin-1 one after the other.
     *
     * @throws UncheckedIOException if the connection has ended
     */
    public void type(String text) {
        // The key symbols of Latin-1 equal its codes; Enter has its own symbol.
        text.chars().forEach(c -> press(c == '\r' || c == '\n' ? 0xff0d : c));
    }

    /**
     * Press a key and release it.
     *
     * @param keysym the X11 key symbol, such as {@code 0xff1b} for Escape
     */
    public void press(int keysym) {
        try {
            for (boolean down : new boolean[] {true, false}) {
                out.writeByte(KEY);
                out.writeBoolean(down);
                out.writeShort(0);
                out.writeInt(keysym);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the VNC connection ended", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the VNC connection", e);
        }
    }
}
