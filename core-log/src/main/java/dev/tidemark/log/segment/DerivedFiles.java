package dev.tidemark.log.segment;

import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files of a segment that follow from its batches, and the manifest that vouches for them. No state; whoever owns the segment's files runs it. */
final class DerivedFiles {

    private static final String LOG_BYTES = "log-bytes";
    private static final String LARGEST_TIMESTAMP = "largest-timestamp";
    private static final String LARGEST_TIMESTAMP_OFFSET = "largest-timestamp-offset";
    private static final String UNINDEXED_BYTES = "unindexed-bytes";

    private final Storage storage;
    private final Path folder;
    private final long baseOffset;

    DerivedFiles(Storage storage, Path folder, long baseOffset) {
        this.storage = storage;
        this.folder = folder;
        this.baseOffset = baseOffset;
    }

    private Path path(String suffix) {
        return folder.resolve(LogFileNames.of(baseOffset, suffix));
    }

    /**
     * Whether the files are those that were written for these bytes of batches. Files of an earlier state of the segment may have survived a
     * power loss together: what they lack does not show in them.
     */
    boolean areSound(int logBytes) {
        Manifest manifest = manifest();
        return manifest != null && Long.valueOf(logBytes).equals(manifest.number(LOG_BYTES))
                && progressOf(manifest) != null
                && manifest.vouchesFor(storage, path(LogFileNames.OFFSET_INDEX))
                && manifest.vouchesFor(storage, path(LogFileNames.TIME_INDEX))
                && manifest.vouchesFor(storage, path(LogFileNames.TRANSACTION_INDEX));
    }

    /** How far the segment was indexed, or null if the manifest does not say. */
    @Nullable
    IndexProgress progress() {
        Manifest manifest = manifest();
        return manifest == null ? null : progressOf(manifest);
    }

    private @Nullable IndexProgress progressOf(Manifest manifest) {
        Long timestamp = manifest.number(LARGEST_TIMESTAMP);
        Long offset = manifest.number(LARGEST_TIMESTAMP_OFFSET);
        Long unindexed = manifest.number(UNINDEXED_BYTES);
        return timestamp == null || offset == null || unindexed == null ? null
                : new IndexProgress(timestamp, offset, unindexed.intValue());
    }

    private @Nullable Manifest manifest() {
        return Manifest.read(storage, path(LogFileNames.CHECKSUMS));
    }

    /** Vouches for the files as they are, for so many bytes of batches. */
    void vouch(IndexProgress known, int logBytes) {
        Manifest.builder()
                .number(LOG_BYTES, logBytes)
                .number(LARGEST_TIMESTAMP, known.largestTimestamp())
                .number(LARGEST_TIMESTAMP_OFFSET, known.largestTimestampOffset())
                .number(UNINDEXED_BYTES, known.bytesSinceEntry())
                .files(storage, folder, LogFileNames.of(baseOffset, LogFileNames.OFFSET_INDEX),
                        LogFileNames.of(baseOffset, LogFileNames.TIME_INDEX),
                        LogFileNames.of(baseOffset, LogFileNames.TRANSACTION_INDEX))
                .build()
                .write(storage, path(LogFileNames.CHECKSUMS));
    }

    /** How many entries a file has. */
    int entries(String suffix, int entryBytes) {
        Path file = path(suffix);
        return storage.exists(file) ? (int) (storage.size(file) / entryBytes) : 0;
    }

    /** Cuts a file to its entries; most segments have none yet, or had it cut before. */
    void cut(String suffix, int entries, int entryBytes) {
        Path file = path(suffix);
        long bytes = (long) entries * entryBytes;
        if (storage.exists(file) && storage.size(file) > bytes) {
            try (StorageFile opened = storage.open(file, Storage.Mode.WRITE)) {
                opened.truncate(bytes);
            }
        }
    }

    /** Deletes them, the manifest first. */
    void drop() {
        storage.delete(path(LogFileNames.CHECKSUMS));
        storage.delete(path(LogFileNames.OFFSET_INDEX));
        storage.delete(path(LogFileNames.TIME_INDEX));
        storage.delete(path(LogFileNames.TRANSACTION_INDEX));
    }
}
