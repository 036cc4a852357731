package org.qemu.functional.asset.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;

class VerifiedEntriesTest {
    private static final String HASH = "ab".repeat(32);

    @TempDir Path temp;
    private CacheFolder folder;
    private Path entry;
    private Path record;

    @BeforeEach
    void makeEntry() throws IOException {
        folder = new CacheFolder(temp.toRealPath());
        entry = Files.createDirectories(folder.download()).resolve(HASH);
        record = folder.verified().resolve(HASH);
        Files.writeString(entry, "content");
    }

    private VerifiedEntries anotherProcess() {
        return new VerifiedEntries(folder);
    }

    @Test
    void laterProcessesKnowAnEntryByItsRecord() throws IOException {
        anotherProcess().addFetched(HASH, FileIdentity.of(entry));

        assertThat(anotherProcess().contains(HASH)).isTrue();
        assertThat(anotherProcess().contains("cd".repeat(32))).isFalse();
    }

    @Test
    void doesNotKnowAnEntryThatChanged() throws IOException {
        VerifiedEntries entries = anotherProcess();
        entries.addFetched(HASH, FileIdentity.of(entry));
        Files.writeString(entry, "CONTENT");
        Files.setLastModifiedTime(entry, FileTime.from(Instant.EPOCH));

        assertThat(entries.contains(HASH)).isFalse();
        assertThat(anotherProcess().contains(HASH)).isFalse();
    }

    @Test
    void doesNotBelieveTheRecordOfAnEntryThatWasForgotten() throws IOException {
        VerifiedEntries entries = anotherProcess();
        entries.addFetched(HASH, FileIdentity.of(entry));
        String line = Files.readString(record);

        entries.forget(HASH);
        assertThat(record).doesNotExist();
        Files.writeString(record, line); // as if it could not have been removed

        assertThat(entries.contains(HASH)).isFalse();
        assertThat(anotherProcess().contains(HASH)).isTrue();
    }

    @Test
    void knowsAnEntryAgainThatWasHashedAfterItWasForgotten() throws IOException {
        VerifiedEntries entries = anotherProcess();
        entries.addFetched(HASH, FileIdentity.of(entry));
        entries.forget(HASH);
        entries.addHashed(HASH, FileIdentity.of(entry));

        assertThat(entries.contains(HASH)).isTrue();
    }

    @Test
    void doesNotRecordAHashedEntryThatHasJustChanged() throws IOException {
        boolean recorded = true;
        // On a busy host, more time than the limit can pass between the change and the record.
        for (int i = 0; i < 100 && recorded; i++) {
            Files.writeString(entry, "content " + i);
            anotherProcess().addHashed(HASH, FileIdentity.of(entry));
            recorded = Files.deleteIfExists(record);
        }
        assertThat(recorded).isFalse();
    }

    @Test
    @Timeout(60)
    void recordsAHashedEntryThatHasNotChangedForAWhile() throws Exception {
        FileIdentity identity = FileIdentity.of(entry);
        while (!Files.exists(record)) {
            anotherProcess().addHashed(HASH, identity);
        }

        assertThat(record).hasContent(identity.line());
    }
}
