package dev.tidemark.log.index;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.storage.MappedFile;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries of one size in a mapped file that grows by doubling. One thread appends, any thread reads: an entry is written before the
 * count that includes it is published, and a reader takes the count before the segment.
 */
final class MappedEntries implements AutoCloseable {

    private static final int FIRST_BYTES = 4096;

    private final Storage storage;
    private final Path path;
    private final int entryBytes;
    private final int bytesMax;
    // Outgrown maps stay until close: a reader may be inside one.
    private final List<MappedFile> maps = new ArrayList<>();
    private volatile MemorySegment segment = MemorySegment.NULL;
    private volatile int count;
    private boolean trimmed;

    MappedEntries(Storage storage, Path path, int entryBytes, int bytesMax, int count) {
        this.storage = storage;
        this.path = path;
        this.entryBytes = entryBytes;
        this.bytesMax = Math.max(entryBytes, bytesMax - bytesMax % entryBytes);
        this.count = count;
        if (count > 0) {
            map((long) count * entryBytes);
        }
    }

    int count() {
        return count;
    }

    boolean full() {
        return (long) (count + 1) * entryBytes > bytesMax;
    }

    MemorySegment segment() {
        return segment;
    }

    /** Makes room for this many entries, as far as the limit goes: from here on they cannot fail. */
    void reserve(int more) {
        long needed = Math.min(bytesMax, (long) (count + more) * entryBytes);
        if (needed > segment.byteSize()) {
            Invariants.check(!trimmed, "%s is closed to entries", path);
            long doubled = Math.max(FIRST_BYTES - FIRST_BYTES % entryBytes, segment.byteSize() * 2);
            map(Math.min(bytesMax, Math.max(needed, doubled)));
        }
    }

    /** Makes room for one more entry and no other: the last one of a segment need not take a page that is cut off again. */
    void reserveLast() {
        long needed = (long) (count + 1) * entryBytes;
        if (needed > segment.byteSize() && needed <= bytesMax) {
            map(needed);
        }
    }

    /** The byte position of the next entry, with room for it. */
    long room() {
        Invariants.check(!trimmed, "%s is closed to entries", path);
        long position = (long) count * entryBytes;
        Invariants.check(position + entryBytes <= bytesMax, "%s takes no more entries", path);
        reserve(1);
        return position;
    }

    /** Makes the entry written at {@link #room} visible. */
    void publish() {
        int before = count;
        count = before + 1;
    }

    private void map(long bytes) {
        try (StorageFile file = storage.open(path, Storage.Mode.CREATE)) {
            MappedFile map = file.map(bytes);
            maps.add(map);
            segment = map.segment();
        }
    }

    /**
     * Cuts the room behind the last entry off the file, as a closed segment has it; nothing is appended any more. The maps stay: readers may
     * be inside, and they look at nothing behind the last entry.
     */
    void trim() {
        trimmed = true;
        long bytes = (long) count * entryBytes;
        if (segment.byteSize() <= bytes) {
            return; // the file never grew beyond them
        }
        try (StorageFile file = storage.open(path, Storage.Mode.CREATE)) {
            if (file.size() > bytes) {
                file.truncate(bytes);
            }
        }
    }

    @Override
    public void close() {
        maps.forEach(MappedFile::close);
        maps.clear();
        segment = MemorySegment.NULL;
    }
}
