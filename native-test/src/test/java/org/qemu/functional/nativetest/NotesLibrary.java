package org.qemu.functional.nativetest;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The C library of the tests, {@code src/test/c/notes.c}. */
interface NotesLibrary extends Library {
    Path SOURCE = Path.of("src", "test", "c", "notes.c");

    /** With its faults. */
    Path FAULTY = CCompiler.cc().sources(SOURCE).options("-Wall").library("notes");

    /** Without. */
    Path FIXED =
            CCompiler.cc().sources(SOURCE).options("-Wall").define("FIXED").library("notes-fixed");

    /** Called after a note was stored. */
    interface Listener extends Callback {
        void stored(@Nullable Pointer context, String name, long length);
    }

    /** Counters of the server. */
    @Layout("struct notes_stats")
    record Stats(
            @UnsignedWidth(2) int version,
            boolean connected,
            int count,
            byte lastVerb,
            long bytes,
            @Length(16) String lastName,
            @Length(3) List<Short> lengths) {}

    @ThrowsErrno
    Pointer notes_create(String path, @Nullable Listener listener, @Nullable Pointer context);

    @ThrowsErrno
    int notes_serve(Pointer notes);

    void notes_get_stats(Pointer notes, Pointer stats);

    void notes_destroy(Pointer notes);

    static NotesLibrary load(Path library) {
        return TestedLibrary.load(library, NotesLibrary.class);
    }

    /** Return the line of a fault as valgrind shows it: {@code notes.c:17}. */
    static String lineOf(String fault) throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("/* fault: " + fault)) {
                return "notes.c:" + (i + 1);
            }
        }
        throw new IllegalArgumentException("notes.c has no fault '%s'".formatted(fault));
    }
}
