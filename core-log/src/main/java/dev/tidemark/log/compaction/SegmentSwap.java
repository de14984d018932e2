package dev.tidemark.log.compaction;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.log.recovery.LogFolder;
import dev.tidemark.log.segment.BatchHeaders;
import dev.tidemark.log.segment.LogFileNames;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a rewritten segment in the place of a run of segments, so that a crash leaves the run or, once {@link #finishInterrupted} was called, its
 * replacement. No state; one thread at a time per folder.
 *
 * <p>The rename to {@code .swap} decides. From then on the old files are in the way: the range of the {@code .swap} tells which.
 */
public final class SegmentSwap {

    static final String CLEANED = LogFileNames.LOG + ".cleaned";
    static final String SWAP = LogFileNames.LOG + ".swap";

    private static final String DELETED = LogFileNames.LOG + LogFileNames.DELETED;
    private static final int HEADER_CHUNK_BYTES = 16 * 1024;
    // The snapshot too: it may have a transaction open whose marker the compaction dropped, as all its data was gone.
    private static final List<String> BESIDE = List.of(LogFileNames.CHECKSUMS, LogFileNames.OFFSET_INDEX,
            LogFileNames.TIME_INDEX, LogFileNames.TRANSACTION_INDEX, LogFileNames.PRODUCER_SNAPSHOT);

    private SegmentSwap() {}

    /** Decides for the forced {@code .cleaned} file of a base offset: after this it is in the log, whatever happens. */
    static void decide(Storage storage, Path folder, long base) {
        storage.rename(file(folder, base, CLEANED), file(folder, base, SWAP));
        storage.syncDirectory(folder);
    }

    /** After a failed {@link #decide} or {@link #complete}: if nothing was decided, nothing will be, and true. */
    static boolean withdraw(Storage storage, Path folder, long base) {
        Path cleaned = file(folder, base, CLEANED);
        if (!storage.exists(cleaned)) {
            return false;
        }
        storage.delete(cleaned);
        return true;
    }

    /** Does what was decided. */
    static void complete(Storage storage, Path folder, long base, List<Long> replaced) {
        List<Path> deleted = new ArrayList<>();
        for (long each : replaced) {
            BESIDE.forEach(suffix -> storage.delete(file(folder, each, suffix)));
            if (each != base) {
                Path log = file(folder, each, LogFileNames.LOG);
                Path aside = file(folder, each, DELETED);
                storage.rename(log, aside);
                deleted.add(aside);
            }
        }
        // Without the .swap nobody would know that these overlap it, or that the indexes are not its own.
        storage.syncDirectory(folder);
        storage.rename(file(folder, base, SWAP), file(folder, base, LogFileNames.LOG));
        storage.syncDirectory(folder);
        deleted.forEach(storage::delete);
    }

    /**
     * Completes what a crash or a full disk interrupted and drops what was not decided. Safe to repeat. To be called before
     * {@link dev.tidemark.log.recovery.LogRecovery} looks at the folder.
     */
    public static void finishInterrupted(Storage storage, Path folder) {
        List<String> names = storage.list(folder);
        for (long base : LogFolder.offsets(names, CLEANED)) {
            storage.delete(file(folder, base, CLEANED));
        }
        List<Long> decided = LogFolder.offsets(names, SWAP);
        if (!decided.isEmpty()) {
            // The name may be younger than the last sync: it must not be lost when the old files are.
            storage.syncDirectory(folder);
        }
        for (long base : decided) {
            long end = endOf(storage, file(folder, base, SWAP));
            List<Long> replaced = LogFolder.offsets(names, LogFileNames.LOG)
                    .stream()
                    .filter(each -> each >= base && each < end)
                    .toList();
            complete(storage, folder, base, replaced);
        }
        for (long base : LogFolder.offsets(names, DELETED)) {
            storage.delete(file(folder, base, DELETED));
        }
    }

    private static long endOf(Storage storage, Path swap) {
        try (StorageFile file = storage.open(swap, Storage.Mode.READ)) {
            BatchHeaders headers = new BatchHeaders(file, Math.toIntExact(file.size()), HEADER_CHUNK_BYTES);
            long end = -1;
            for (boolean more = headers.moveTo(0); more; more = headers.next()) {
                end = headers.batch().nextOffset();
            }
            if (end < 0) {
                throw new TidemarkException(FailureCode.LOG_CORRUPT, "A compacted segment is empty", swap.toString(),
                        "it was forced with its batches before it got this name",
                        "restore the folder from a replica or a backup; nothing was dropped");
            }
            return end;
        }
    }

    static Path file(Path folder, long base, String suffix) {
        return folder.resolve(LogFileNames.of(base, suffix));
    }
}
