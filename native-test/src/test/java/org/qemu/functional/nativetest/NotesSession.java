package org.qemu.functional.nativetest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.SocketDirectory;

/** A server of notes and its client, in one thread. */
final class NotesSession implements AutoCloseable {
    private final NotesLibrary library;
    private final SocketDirectory directory = SocketDirectory.create();
    private final Pointer notes;
    private final SocketChannel client;

    NotesSession(Path library, NotesLibrary.@Nullable Listener listener) {
        this.library = NotesLibrary.load(library);
        Path socket = directory.path().resolve("notes");
        Pointer created = null;
        try {
            created = this.library.notes_create(socket.toString(), listener, null);
            client = SocketChannel.open(StandardProtocolFamily.UNIX);
            client.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (created == null) {
                directory.close();
            }
        }
        notes = created;
    }

    /** Send a request, have the server answer it, and return the answer. */
    String request(String line) throws IOException {
        client.write(ByteBuffer.wrap((line + "\n").getBytes(UTF_8)));
        library.notes_serve(notes);
        ByteBuffer answer = ByteBuffer.allocate(1024);
        while (answer.position() == 0 || answer.get(answer.position() - 1) != '\n') {
            if (client.read(answer) < 0) {
                throw new IOException("the server has closed the connection");
            }
        }
        return new String(answer.array(), 0, answer.position() - 1, UTF_8);
    }

    NotesLibrary.Stats stats() {
        StructLayout<NotesLibrary.Stats> layout = StructLayout.of(NotesLibrary.Stats.class);
        try (Memory memory = new Memory(layout.size())) {
            library.notes_get_stats(notes, memory);
            return layout.read(memory);
        }
    }

    @Override
    public void close() {
        try (directory;
                client) {
            library.notes_destroy(notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
