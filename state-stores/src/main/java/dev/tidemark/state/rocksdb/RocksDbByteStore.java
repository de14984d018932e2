package dev.tidemark.state.rocksdb;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** One column family. Run by the task's worker. */
final class RocksDbByteStore implements ByteStore {

    private final String name;
    private final String where;
    private final RocksDB database;
    private final ReadOptions reading;
    private ColumnFamilyHandle family;
    /** Asked once: it is needed for each write. */
    private int familyId;

    RocksDbByteStore(String name, String where, RocksDB database, ReadOptions reading, ColumnFamilyHandle family) {
        this.name = name;
        this.where = where;
        this.database = database;
        this.reading = reading;
        this.family = family;
        this.familyId = family.getID();
    }

    @Override
    public String name() {
        return name;
    }

    ColumnFamilyHandle family() {
        return family;
    }

    int familyId() {
        return familyId;
    }

    void family(ColumnFamilyHandle replacement) {
        family = replacement;
        familyId = replacement.getID();
    }

    @Override
    public byte @Nullable [] get(byte[] key, int offset, int length) {
        try {
            return database.get(family, reading, key, offset, length);
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(where, e);
        }
    }

    @Override
    public ByteCursor scan(KeyRange range, ScanOrder order) {
        return new RocksDbCursor(where, database, family, range, order);
    }
}
