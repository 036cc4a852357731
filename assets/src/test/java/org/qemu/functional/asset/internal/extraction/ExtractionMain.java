package org.qemu.functional.asset.internal.extraction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.qemu.functional.asset.internal.extraction.store.ExtractionSpec;

/** Extracts in another process and prints its progress. */
final class ExtractionMain {
    private ExtractionMain() {}

    /**
     * Run with the following arguments: the folder of the fixture, the base of the cache, and a
     * folder below that of the fixture for each extraction. {@code stop=} and a stage of filling or
     * {@code COPYING} can precede them; the program waits for a line of input at this stage.
     */
    public static void main(String[] args) throws Exception {
        Fixture fixture = new Fixture(Path.of(args[0]), Path.of(args[1]));
        String stop = args[2].startsWith("stop=") ? args[2].substring(5) : "";
        ExtractionCache cache = fixture.cache(1 << 30, stage -> say(stage.name(), stop));
        if (stop.equals("COPYING")) {
            ExtractionSpec spec =
                    new ExtractionSpec(
                            ExtractionSpec.Kind.MEMBER,
                            null,
                            fixture.archive.toString(),
                            Fixture.MEMBER);
            new ExtractionRequest(fixture.memberSlot(), spec, fixture.archive, 1 << 30, stage -> {})
                    .serve(
                            result -> {
                                say("COPYING", stop);
                                return true;
                            });
        } else {
            for (int i = stop.isEmpty() ? 2 : 3; i < args.length; i++) {
                say("asking", "");
                Fixture.assertWhole(fixture.extractMember(cache, args[i]));
            }
        }
        say("done", "");
    }

    private static void say(String what, String stop) {
        System.out.println(what);
        if (what.equals(stop)) {
            try {
                System.in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
