package dev.tidemark.state.rocksdb;

import dev.tidemark.state.StateMemory;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Options that all tasks of a process share: one block cache and one write buffer manager for the whole native budget. Made by
 * the factory, read by workers, closed with the factory behind the last task.
 *
 * <p>Half of the native budget may be write buffers, which are charged to the cache, so that both together keep to it. A
 * column family's own buffer is large enough that a checkpoint is normally one flush, and it is taken in small blocks: there are many column families with little in them. One worker writes to a database, so that what RocksDB
 * would do for writers beside one another is left off.
 */
final class RocksDbOptions implements AutoCloseable {

    private static final long WRITE_BUFFER_MIN = 1L << 20;
    private static final long WRITE_BUFFER_MAX = 64L << 20;
    private static final long WRITE_BUFFER_BLOCK = 64L << 10;
    /** Twice RocksDB's own: half as many to be compressed, checked and found. */
    private static final long BLOCK_BYTES = 8L << 10;
    private static final int OPEN_FILES_MAX = 256;
    private static final int BLOOM_BITS_PER_KEY = 10;

    private final Cache cache;
    private final WriteBufferManager writeBuffers;
    private final BloomFilter bloom;
    private final DBOptions database;
    private final ColumnFamilyOptions family;

    RocksDbOptions(StateMemory memory) {
        RocksDB.loadLibrary();
        long nativeBytes = memory.nativeBytes();
        this.bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
        this.cache = new LRUCache(nativeBytes);
        this.writeBuffers = new WriteBufferManager(nativeBytes / 2, cache);
        this.database = new DBOptions().setCreateIfMissing(true)
                .setAtomicFlush(true)
                .setAllowConcurrentMemtableWrite(false)
                // Closing without a checkpoint is a crash, by contract: nothing is flushed on the way out.
                .setAvoidFlushDuringShutdown(true)
                .setWriteBufferManager(writeBuffers)
                .setMaxOpenFiles(OPEN_FILES_MAX)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0);
        this.family = new ColumnFamilyOptions()
                .setWriteBufferSize(Math.clamp(nativeBytes / 6, WRITE_BUFFER_MIN, WRITE_BUFFER_MAX))
                .setArenaBlockSize(WRITE_BUFFER_BLOCK)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache)
                        .setBlockSize(BLOCK_BYTES)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFilterPolicy(bloom));
    }

    DBOptions database() {
        return database;
    }

    ColumnFamilyOptions family() {
        return family;
    }

    /** What a column family gathers in memory before it is flushed, bytes. */
    long writeBufferBytes() {
        return family.writeBufferSize();
    }

    /** To look at a database that has broken files: opens nevertheless, and leaves its files alone. The caller closes it. */
    DBOptions tolerantDatabase() {
        return new DBOptions(database).setParanoidChecks(false);
    }

    /** Belongs to {@link #tolerantDatabase}: what is only looked at is not compacted. The caller closes it. */
    ColumnFamilyOptions idleFamily() {
        return new ColumnFamilyOptions(family).setDisableAutoCompactions(true);
    }

    @Override
    public void close() {
        database.close();
        family.close();
        bloom.close();
        writeBuffers.close();
        cache.close();
    }
}
