package org.qemu.functional.asset.internal.maintenance.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.internal.cache.DownloadLock;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.maintenance.CacheOnDisk;
import org.qemu.functional.asset.internal.maintenance.StoredEntry;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.files.HeldLock;

class CacheVerifierTest {
    @TempDir Path temp;
    CacheOnDisk cache;

    @BeforeEach
    void make() throws IOException {
        cache = new CacheOnDisk(temp);
    }

    private List<CheckedEntry> check(boolean dryRun, CheckListener listener) throws Exception {
        CacheVerifier verification = CacheVerifier.of(cache.folder);
        return verification.check(verification.contents().entries(), 2, dryRun, listener);
    }

    /** Create a damaged entry with a record that it is intact. */
    private Path damaged() throws IOException {
        Path file = cache.entry("right", 1);
        Files.writeString(file, "wrong");
        new VerifiedEntries(cache.folder)
                .addFetched(file.getFileName().toString(), FileIdentity.of(file));
        return file;
    }

    @Test
    void takesDamagedEntriesOutWhateverTheirRecordsSay() throws Exception {
        Path damaged = damaged();
        Path whole = cache.entry("whole", 1);
        Path sha512 = cache.entry(HashAlgorithm.SHA512, "right", 1);

        List<CheckedEntry> results = check(false, CheckListener.NONE);

        assertThat(results)
                .filteredOn(result -> result.state() != CheckedEntry.State.WHOLE)
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.state()).isEqualTo(CheckedEntry.State.DAMAGED);
                            assertThat(result.file()).isEqualTo(damaged);
                            assertThat(result.detail())
                                    .contains(CacheOnDisk.sha256("wrong"))
                                    .contains(cache.folder.quarantine().toString());
                        });
        assertThat(damaged).doesNotExist();
        assertThat(cache.recordOf(damaged)).doesNotExist();
        assertThat(whole).exists();
        assertThat(sha512).exists();
        try (Stream<Path> kept = Files.list(cache.folder.quarantine())) {
            assertThat(kept).hasSize(2);
        }
    }

    @Test
    void onlyTellsInADryRun() throws Exception {
        Path damaged = damaged();
        assertThat(check(true, CheckListener.NONE))
                .extracting(CheckedEntry::state)
                .containsExactly(CheckedEntry.State.DAMAGED);
        assertThat(damaged).exists();
        assertThat(cache.recordOf(damaged)).exists();
    }

    @Test
    void leavesAnEntryThatIsBeingFetchedAnew() throws Exception {
        Path damaged = damaged();
        try (HeldLock lock =
                DownloadLock.tryAcquire(
                        cache.folder.download(), damaged.getFileName().toString())) {
            assertThat(lock).isNotNull();
            assertThat(check(false, CheckListener.NONE))
                    .extracting(CheckedEntry::state)
                    .containsExactly(CheckedEntry.State.CHANGING);
        }
        assertThat(damaged).exists();
    }

    @Test
    void goesOnWhenEntriesVanish() throws Exception {
        CacheVerifier verification = CacheVerifier.of(cache.folder);
        Path gone = cache.entry("gone", 1);
        cache.entry("here", 1);
        List<StoredEntry> entries = verification.contents().entries();
        Files.delete(gone);
        assertThat(verification.check(entries, 1, false, CheckListener.NONE))
                .extracting(CheckedEntry::state)
                .containsExactlyInAnyOrder(CheckedEntry.State.CHANGING, CheckedEntry.State.WHOLE);
    }

    @Test
    void tellsHowItGoesOn() throws Exception {
        cache.entry("four", 1);
        cache.entry("seventeen", 1);
        AtomicLong read = new AtomicLong();
        check(
                false,
                new CheckListener() {
                    @Override
                    public void read(StoredEntry entry, long bytes) {
                        read.addAndGet(bytes);
                    }
                });
        assertThat(read).hasValue(4 + 9);
    }

    @Test
    void listsWhatIsStrange() throws Exception {
        Path strange = Files.writeString(cache.folder.download().resolve("notes.txt"), "");
        Files.writeString(cache.folder.download().resolve(".lock"), "");
        assertThat(CacheVerifier.of(cache.folder).contents().strange()).containsExactly(strange);
    }
}
