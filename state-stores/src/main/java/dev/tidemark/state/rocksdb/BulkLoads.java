package dev.tidemark.state.rocksdb;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * The column families of a database that are being filled, and those that were and still have more files at level 0 than others may have; run by the
 * task's worker.
 *
 * <p>What fills a store writes far faster than RocksDB compacts. So a family that is being filled is compacted seldom, many files at a time, and no write
 * waits for that. Behind it, too, writes do not wait until its files are compacted: that would stop its task for as long.
 */
final class BulkLoads {

    // RocksDB's own
    private static final int LEVEL0_COMPACTED = 4;
    private static final int LEVEL0_SLOWDOWN = 20;
    private static final int LEVEL0_STOP = 36;
    private static final int NEVER = 1 << 30;
    /** Each read looks into every file at level 0, and few of them are open at a time. */
    private static final int LEVEL0_COMPACTED_FILLING = 32;
    /** Bytes. Keys come in no order and each finds its place among those in memory, which takes longer the less of them a processor's cache holds. */
    private static final long WRITE_BUFFER_FILLING = 8L << 20;

    private final RocksDB database;
    private final MutableColumnFamilyOptions filling;
    private final MutableColumnFamilyOptions filled;
    private final MutableColumnFamilyOptions inOrder;
    private final Set<ColumnFamilyHandle> ended = new LinkedHashSet<>();
    private final Set<ColumnFamilyHandle> beingCompacted = new LinkedHashSet<>();

    /** @param writeBufferBytes a column family's, while it is not being filled */
    BulkLoads(RocksDB database, long writeBufferBytes) {
        this.database = database;
        this.filling = MutableColumnFamilyOptions.builder()
                .setWriteBufferSize(Math.min(writeBufferBytes, WRITE_BUFFER_FILLING))
                .setLevel0FileNumCompactionTrigger(LEVEL0_COMPACTED_FILLING)
                .setLevel0SlowdownWritesTrigger(NEVER)
                .setLevel0StopWritesTrigger(NEVER)
                .build();
        this.filled = inUse(writeBufferBytes, NEVER, NEVER);
        this.inOrder = inUse(writeBufferBytes, LEVEL0_SLOWDOWN, LEVEL0_STOP);
    }

    private static MutableColumnFamilyOptions inUse(long writeBufferBytes, int slowdown, int stop) {
        return MutableColumnFamilyOptions.builder()
                .setWriteBufferSize(writeBufferBytes)
                .setLevel0FileNumCompactionTrigger(LEVEL0_COMPACTED)
                .setLevel0SlowdownWritesTrigger(slowdown)
                .setLevel0StopWritesTrigger(stop)
                .build();
    }

    void begin(ColumnFamilyHandle family) throws RocksDBException {
        forget(family);
        database.setOptions(family, filling);
    }

    /** What that changes is written down with the next {@link #settle}: a task waits here. */
    void end(ColumnFamilyHandle family) {
        ended.add(family);
    }

    /** The family is dropped. */
    void forget(ColumnFamilyHandle family) {
        ended.remove(family);
        beingCompacted.remove(family);
    }

    /** Families whose files are compacted by now are as all others. Behind a flush. */
    void settle() throws RocksDBException {
        for (ColumnFamilyHandle family : ended) {
            database.setOptions(family, filled);
        }
        beingCompacted.addAll(ended);
        ended.clear();
        for (ColumnFamilyHandle family : List.copyOf(beingCompacted)) {
            if (Integer.parseInt(database.getProperty(family, "rocksdb.num-files-at-level0")) < LEVEL0_SLOWDOWN) {
                database.setOptions(family, inOrder);
                beingCompacted.remove(family);
            }
        }
    }
}
