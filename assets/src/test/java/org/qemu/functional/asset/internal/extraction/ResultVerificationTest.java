package org.qemu.functional.asset.internal.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.asset.internal.extraction.manifest.ManifestFile;
import org.qemu.functional.asset.internal.extraction.manifest.ResultManifest;
import org.qemu.functional.asset.internal.extraction.store.BootId;
import org.qemu.functional.asset.internal.extraction.store.EntryLocation;

/** Checks that changed results are not used. */
class ResultVerificationTest {
    @TempDir Path temp;
    final List<EntryPublisher.Stage> stages = new ArrayList<>();
    Fixture fixture;
    ExtractionCache cache;

    @BeforeEach
    void makeArchive() throws IOException {
        fixture = new Fixture(temp).withArchive();
        cache = fixture.cache(1 << 30, stages::add);
    }

    private boolean unpackedAgain() {
        boolean again = stages.contains(EntryPublisher.Stage.PUBLISHED);
        stages.clear();
        return again;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chmod u+w content; echo 1234 | dd conv=notrunc of=content; chmod u-w content",
                // Size and modification time are unchanged.
                "chmod u+w content; touch -r content t; echo 1 | dd conv=notrunc of=content;"
                        + " touch -r t content; chmod u-w content; rm t",
                "chmod +x content",
                "rm -f content",
                "rm -f content; mkdir content",
                "mv content t; cp -p t content; rm -f t",
                ": > manifest",
                "truncate -s -1 manifest",
                "rm -f manifest",
            })
    void unpacksAgainWhatSomebodyChanged(String change) throws IOException {
        fixture.extractMember(cache, "first");
        assertThat(unpackedAgain()).isTrue();
        Shell.run(fixture.memberSlot().entry(), change);
        Fixture.assertWhole(fixture.extractMember(cache, "second"));
        assertThat(unpackedAgain()).isTrue();
        Fixture.assertWhole(fixture.extractMember(cache, "third"));
        assertThat(unpackedAgain()).isFalse();
        assertThat(fixture.kept()).containsExactly(fixture.memberSlot().key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo > content/usr/lib/new",
                "rm -f content/usr/other",
                "chmod u+w content/usr/other; echo OTHER > content/usr/other",
                "mv content/usr/lib/kernel content/usr/lib/Kernel"
            })
    void unpacksAgainATreeThatSomebodyChanged(String change) {
        String expected = Shell.describe(fixture.extract(cache, "first"));
        assertThat(unpackedAgain()).isTrue();
        Shell.run(fixture.treeSlot().entry(), change);
        assertThat(Shell.describe(fixture.extract(cache, "second"))).isEqualTo(expected);
        assertThat(unpackedAgain()).isTrue();
    }

    @Test
    void believesAfterABootWhatHasTheRightContent() throws IOException {
        fixture.extract(cache, "first");
        EntryLocation slot = fixture.treeSlot();
        fixture.reboot(slot);
        // As after restoring a backup: with other inodes and change times.
        Shell.run(slot.folder(), "mv %1$s t; cp -a t %1$s; rm -rf t".formatted(slot.key()));
        fixture.breakArchive();
        Fixture.assertWhole(fixture.extract(cache, "second").resolve(Fixture.MEMBER));
        assertThat(ManifestFile.read(slot.entry()).boot()).isEqualTo(BootId.current());
        Fixture.assertWhole(fixture.extract(cache, "third").resolve(Fixture.MEMBER));
    }

    @Test
    void unpacksAgainWhatThePowerFailureTore() throws IOException {
        fixture.extractMember(cache, "first");
        EntryLocation slot = fixture.memberSlot();
        // Blocks that were not written to the disk, while everything else is unchanged.
        Shell.run(
                slot.entry(),
                "touch -r content t; chmod u+w content;"
                        + " dd if=/dev/zero of=content bs=4096 seek=7 count=2 conv=notrunc;"
                        + " touch -r t content; chmod u-w content; rm t");
        fixture.reboot(slot);
        stages.clear();
        Fixture.assertWhole(fixture.extractMember(cache, "second"));
        assertThat(unpackedAgain()).isTrue();
    }

    @Test
    void takesNoResultForThatOfAnotherRecipe() throws IOException {
        fixture.extractMember(cache, "first");
        EntryLocation slot = fixture.memberSlot();
        ResultManifest now = ManifestFile.read(slot.entry());
        ManifestFile.write(
                slot.entry(), new ResultManifest("other", now.bytes(), now.boot(), now.nodes()));
        stages.clear();
        Fixture.assertWhole(fixture.extractMember(cache, "second"));
        assertThat(unpackedAgain()).isTrue();
    }

    @Test
    void removesWhatADeadProcessLeft() throws IOException {
        Path left = fixture.memberSlot().result().createTemporary();
        Files.createDirectory(left.resolve("work"));
        Path other = fixture.treeSlot().result().createTemporary();
        assertThat(fixture.kept())
                .containsExactlyInAnyOrder(
                        left.getFileName().toString(), other.getFileName().toString());
        fixture.extractMember(cache, "first");
        assertThat(fixture.kept()).containsExactly(fixture.memberSlot().key());
    }
}
