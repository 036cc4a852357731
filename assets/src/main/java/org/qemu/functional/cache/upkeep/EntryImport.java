package org.qemu.functional.cache.upkeep;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.qemu.functional.archive.common.FailureReason;
import org.qemu.functional.archive.common.Shown;
import org.qemu.functional.archive.tar.TarEntry;
import org.qemu.functional.archive.tar.TarInput;
import org.qemu.functional.cache.Pause;
import org.qemu.functional.files.CacheFolder;

/**
 * Takes the entries of an archive into the cache, each only if its bytes have its hash. Of a torn
 * archive those are taken that are whole.
 */
public final class EntryImport {
    private final EntryLanding landing;
    private final TransportListener listener;
    private final List<ArchivedEntry> imported = new ArrayList<>();
    private final List<ArchivedEntry> present = new ArrayList<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private Map<String, ArchivedEntry> manifest = Map.of();

    private EntryImport(EntryLanding landing, TransportListener listener) {
        this.landing = landing;
        this.listener = listener;
    }

    /** Prepares to import one archive into a cache. Touches no file yet. */
    public static EntryImport into(CacheFolder folder, TransportListener listener) {
        return new EntryImport(
                new EntryLanding(folder, Clock.systemUTC(), Pause.REAL, listener), listener);
    }

    /**
     * Reads an archive as {@link EntryExport} writes it, plain or compressed by zstd or gzip.
     *
     * @param in is read as far as the archive goes and left open
     * @throws CacheRefusedException if the cache cannot take any more
     * @throws InterruptedException if the thread is interrupted; what was whole is there
     */
    public ImportReport read(InputStream in) throws CacheRefusedException, InterruptedException {
        String fault = "";
        try {
            TarInput tar = ImportedArchive.open(in);
            int members = 0;
            for (TarEntry member = tar.next(); member != null; member = tar.next()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                take(member, tar);
                members++;
            }
            if (members == 0) {
                fault = "it is empty, or no tar archive";
            }
        } catch (CacheRefusedException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            fault = "it is torn, or no tar archive (plain, zstd or gzip): " + FailureReason.of(e);
        }
        List<ArchivedEntry> missing =
                manifest.values().stream().filter(entry -> !seen.contains(entry.hash())).toList();
        return new ImportReport(imported, present, refused, missing, fault);
    }

    private void take(TarEntry member, TarInput tar) throws IOException, InterruptedException {
        String name = member.name().text();
        String reason = reasonToRefuse(member);
        if (!reason.isEmpty()) {
            refused.put(Shown.name(name), reason);
        } else if (name.equals(Manifest.NAME)) {
            manifest = Manifest.read(tar.readNBytes(Manifest.LONGEST));
        } else if (member.type() != '5') {
            takeEntry(name, hashIn(name), tar);
        }
    }

    private void takeEntry(String name, String hash, TarInput tar)
            throws IOException, InterruptedException {
        ArchivedEntry entry = manifest.getOrDefault(hash, new ArchivedEntry(hash, "unknown", -1));
        listener.started(entry);
        EntryLanding.Result result = landing.land(entry, tar);
        seen.add(hash);
        switch (result.state()) {
            case NEW -> imported.add(entry);
            case PRESENT -> present.add(entry);
            case WRONG -> refused.put(name, result.detail());
        }
        listener.finished(entry, result.detail());
    }

    private static String reasonToRefuse(TarEntry member) {
        String name = member.name().text();
        if (member.type() == '5') {
            return name.equals(EntryExport.FOLDER) || name.equals("./") ? "" : "it is a folder";
        }
        if (member.type() != '0' || member.extents() != null) {
            return "it is no plain file";
        }
        return name.equals(Manifest.NAME) || !hashIn(name).isEmpty()
                ? ""
                : "its name is not download/ and a hash";
    }

    /** Returns the hash that a member is named by, "" if it is not. */
    private static String hashIn(String name) {
        String file =
                name.startsWith(EntryExport.FOLDER)
                        ? name.substring(EntryExport.FOLDER.length())
                        : name;
        return EntryName.isHash(file) ? file : "";
    }
}
