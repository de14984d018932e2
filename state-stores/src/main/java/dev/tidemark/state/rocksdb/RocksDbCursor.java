package dev.tidemark.state.rocksdb;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.KeyRange;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A walk over a range of a column family, as it was when the walk began. Run by the task's worker. */
final class RocksDbCursor implements ByteCursor {

    private final String where;
    private final KeyRange range;
    private final @Nullable Slice end;
    private final ReadOptions reading = new ReadOptions();
    private final RocksIterator iterator;
    private boolean begun;

    RocksDbCursor(String where, RocksDB database, ColumnFamilyHandle family, KeyRange range) {
        this.where = where;
        this.range = range;
        byte[] to = range.to();
        // The bound keeps the iterator from walking tombstones of range deletes behind the range.
        this.end = to == null ? null : new Slice(to);
        if (end != null) {
            reading.setIterateUpperBound(end);
        }
        this.iterator = database.newIterator(family, reading);
    }

    @Override
    public boolean next() {
        if (begun) {
            iterator.next();
        } else {
            iterator.seek(range.from());
            begun = true;
        }
        if (iterator.isValid()) {
            return true;
        }
        try {
            iterator.status(); // an iterator that cannot read on looks like one at its end
            return false;
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(where, e);
        }
    }

    @Override
    public byte[] key() {
        return iterator.key();
    }

    @Override
    public byte[] value() {
        return iterator.value();
    }

    @Override
    public void close() {
        iterator.close();
        reading.close();
        if (end != null) {
            end.close();
        }
    }
}
