package dev.tidemark.state.rocksdb;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
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
    private final ScanOrder order;
    private final @Nullable Slice start;
    private final @Nullable Slice end;
    private final ReadOptions reading = new ReadOptions();
    private final RocksIterator iterator;
    private boolean begun;

    RocksDbCursor(String where, RocksDB database, ColumnFamilyHandle family, KeyRange range, ScanOrder order) {
        this.where = where;
        this.range = range;
        this.order = order;
        byte[] to = range.to();
        // The bounds keep the iterator from walking tombstones of range deletes beside the range.
        this.start = order == ScanOrder.REVERSE ? new Slice(range.from()) : null;
        if (start != null) {
            reading.setIterateLowerBound(start);
        }
        this.end = to == null ? null : new Slice(to);
        if (end != null) {
            reading.setIterateUpperBound(end);
        }
        this.iterator = database.newIterator(family, reading);
    }

    @Override
    public boolean next() {
        switch (order) {
            case FORWARD -> {
                if (begun) {
                    iterator.next();
                } else {
                    iterator.seek(range.from());
                }
            }
            case REVERSE -> {
                if (begun) {
                    iterator.prev();
                } else {
                    iterator.seekToLast(); // of what lies before the upper bound
                }
            }
        }
        begun = true;
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
        if (start != null) {
            start.close();
        }
        if (end != null) {
            end.close();
        }
    }
}
