package org.qemu.functional.asset.internal.extraction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.qemu.functional.asset.internal.extraction.store.ExtractionSpec;

/** Program of another process that unpacks and says on its output how that goes on. */
final class ExtractionMain {
    private ExtractionMain() {}

    /**
     * Takes the folder of the fixture, the base of the cache, a folder below that of the fixture
     * for each time to unpack, and before these maybe {@code stop=} and what to wait for a line of
     * input at: a stage of filling, or {@code COPYING}.
     */
    public static void main(String[] args) throws Exception {
        Fixture fixture = new Fixture(Path.of(args[0]), Path.of(args[1]));
        String stop = args[2].startsWith("stop=") ? args[2].substring(5) : "";
        ExtractionCache cache = fixture.cache(1 << 30, stage -> say(stage.name(), stop));
        if (stop.equals("COPYING")) {
            ExtractionSpec recipe =
                    new ExtractionSpec(
                            ExtractionSpec.Kind.MEMBER,
                            null,
                            fixture.archive.toString(),
                            Fixture.MEMBER);
            new ExtractionRequest(
                            fixture.memberSlot(), recipe, fixture.archive, 1 << 30, stage -> {})
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
