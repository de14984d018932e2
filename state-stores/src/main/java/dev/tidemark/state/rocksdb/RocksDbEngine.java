package dev.tidemark.state.rocksdb;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.Engine;
import dev.tidemark.state.RebuildReason;
import dev.tidemark.state.WriteBatch;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task's RocksDB; run by the task's worker.
 *
 * <p>There is no write-ahead log: the changelog is one. A crash leaves what was flushed, and flushes take all column families
 * at once, so that whatever RocksDB flushes by itself is a whole batch with its position, too.
 *
 * <p>If a database cannot be opened, every table file is checked, and the stores whose files are broken are dropped; if their
 * list itself, the manifest, cannot be read, all are. If RocksDB finds wrong bytes on its own, while compacting, nobody learns
 * whose they are: the engine leaves a note in the folder, and the next start checks all files.
 */
final class RocksDbEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(RocksDbEngine.class);

    private static final String DATABASE = "rocksdb";
    private static final String NOTE = "read-through";

    private final String where;
    private final Path folder;
    private final Storage storage;
    private final RocksDbOptions options;
    private final Consumer<RocksDbEngine> onClosed;
    private final Map<String, RebuildReason> lost = new HashMap<>();
    private boolean allLost;
    /** Bytes of the last batch: most often the next one is about as large. */
    private int sizeOfLast = 1 << 10;
    /** Stores that are being filled. While there are any, batches follow one another in the same array. */
    private final Set<String> filling = new HashSet<>();
    private byte @Nullable [] room;

    private final RocksDB database;
    private final BulkLoads bulkLoads;
    private final Map<String, RocksDbByteStore> stores = new HashMap<>();
    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final ReadOptions reading = new ReadOptions();
    private final WriteOptions writing = new WriteOptions().setDisableWAL(true);
    private final FlushOptions flushing = new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true);
    private final FlushOptions beginning = new FlushOptions().setWaitForFlush(false).setAllowWriteStall(true);

    /**
     * @param folder the task's own; created if it is not there
     * @param onClosed told when it is closed, on the closing thread
     */
    RocksDbEngine(Path folder, Storage storage, RocksDbOptions options, Consumer<RocksDbEngine> onClosed) {
        this.where = folder.toString();
        this.folder = folder;
        this.storage = storage;
        this.options = options;
        this.onClosed = onClosed;
        storage.createFolders(folder);
        this.database = openOrDrop();
        this.bulkLoads = new BulkLoads(database, options.writeBufferBytes());
        if (storage.exists(folder.resolve(NOTE))) {
            checkFiles();
        }
    }

    /** Whether a folder has a database. */
    static boolean isIn(Path folder, Storage storage) {
        return storage.exists(folder.resolve(DATABASE));
    }

    private RocksDB openOrDrop() {
        try {
            return open();
        } catch (RocksDBException e) {
            if (!RocksDbFailures.corrupt(e)) {
                throw RocksDbFailures.at(where, e);
            }
            LOG.warn("{}: its files cannot be opened: {}", where, e.getMessage());
            dropBroken();
        }
        try {
            return open();
        } catch (RocksDBException e) {
            if (!RocksDbFailures.corrupt(e)) {
                throw RocksDbFailures.at(where, e);
            }
            LOG.warn("{}: its files are dropped, all of them: {}", where, e.getMessage());
            allLost = true;
            storage.deleteTree(folder.resolve(DATABASE));
        }
        try {
            return open();
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(where, e);
        }
    }

    /** Drops the column families that have a file which cannot be read, of a database that does not open because of them. */
    private void dropBroken() {
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try (DBOptions tolerant = options.tolerantDatabase();
                ColumnFamilyOptions idle = options.idleFamily();
                RocksDB db = open(tolerant, idle, opened)) {
            Map<String, String> broken = RocksDbFileCheck.unreadable(db, storage);
            for (ColumnFamilyHandle family : opened) {
                String name = new String(family.getName(), StandardCharsets.UTF_8);
                String why = broken.get(name);
                if (why != null) {
                    LOG.warn("{}: {} cannot be opened and is dropped: {}", where, name, why);
                    db.dropColumnFamily(family);
                    lost.put(name, RebuildReason.FILES_UNREADABLE);
                }
            }
            opened.forEach(ColumnFamilyHandle::close);
        } catch (RocksDBException e) {
            if (!RocksDbFailures.corrupt(e)) {
                throw RocksDbFailures.at(where, e);
            }
            LOG.warn("{}: nor can they one by one: {}", where, e.getMessage());
        }
    }

    private RocksDB open(DBOptions database, ColumnFamilyOptions family, List<ColumnFamilyHandle> opened)
            throws RocksDBException {
        String path = folder.resolve(DATABASE).toString();
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        try (Options listing = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(listing, path)) {
                descriptors.add(new ColumnFamilyDescriptor(name, family));
            }
        }
        if (descriptors.isEmpty()) {
            descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family));
        }
        return RocksDB.open(database, path, descriptors, opened);
    }

    private RocksDB open() throws RocksDBException {
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        RocksDB db = open(options.database(), options.family(), opened);
        for (ColumnFamilyHandle family : opened) {
            families.add(family);
            String name = new String(family.getName(), StandardCharsets.UTF_8);
            stores.put(name, new RocksDbByteStore(name, where + ", " + name, db, reading, family));
        }
        return db;
    }

    private void checkFiles() {
        RocksDbFileCheck.unreadable(database, storage).forEach((name, why) -> {
            LOG.warn("{}: {} cannot be read and is dropped: {}", where, name, why);
            lost.put(name, RebuildReason.CHECKSUM_FAILED);
            clear(store(name));
        });
        storage.delete(folder.resolve(NOTE));
    }

    @Override
    public ByteStore store(String name) {
        RocksDbByteStore store = stores.get(name);
        if (store == null) {
            ColumnFamilyHandle family = create(name);
            store = new RocksDbByteStore(name, where + ", " + name, database, reading, family);
            stores.put(name, store);
        }
        return store;
    }

    private ColumnFamilyHandle create(String name) {
        try {
            ColumnFamilyHandle family = database
                    .createColumnFamily(
                            new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), options.family()));
            families.add(family);
            return family;
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(where + ", " + name, e);
        }
    }

    @Override
    public @Nullable RebuildReason lost(String store) {
        return allLost ? RebuildReason.FILES_UNREADABLE : lost.get(store);
    }

    @Override
    public void clear(ByteStore store) {
        RocksDbByteStore own = Invariants.present(stores.get(store.name()), "column family " + store.name());
        ColumnFamilyHandle dropped = own.family();
        try {
            database.dropColumnFamily(dropped);
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(where + ", " + store.name(), e);
        }
        families.remove(dropped);
        bulkLoads.forget(dropped);
        dropped.close();
        own.family(create(store.name()));
    }

    @Override
    public void bulkLoading(ByteStore store, boolean begins) {
        RocksDbByteStore own = Invariants.present(stores.get(store.name()), "column family " + store.name());
        room = null;
        if (!begins) {
            filling.remove(store.name());
            bulkLoads.end(own.family());
            return;
        }
        filling.add(store.name());
        try {
            bulkLoads.begin(own.family());
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(where + ", " + store.name(), e);
        }
    }

    @Override
    public WriteBatch newBatch() {
        byte[] left = room;
        room = null;
        return left != null ? new RocksDbBatch(left) : new RocksDbBatch(sizeOfLast + sizeOfLast / 4);
    }

    @Override
    public void write(WriteBatch batch) {
        try (RocksDbBatch writes = (RocksDbBatch) batch) {
            sizeOfLast = (int) Math.min(writes.sizeInBytes(), 1 << 30);
            room = !filling.isEmpty() ? writes.room() : null;
            database.write(writing, writes.toRocksDb());
        } catch (RocksDBException e) {
            throw noted(e);
        }
    }

    @Override
    public void flush() {
        flush(flushing);
    }

    @Override
    public void beginFlush() {
        flush(beginning);
    }

    private void flush(FlushOptions how) {
        try {
            database.flush(how, families);
            bulkLoads.settle();
        } catch (RocksDBException e) {
            throw noted(e);
        }
    }

    /** A write found corrupt bytes: somebody else's, below it. */
    private TidemarkException noted(RocksDBException e) {
        if (RocksDbFailures.corrupt(e)) {
            storage.replace(folder.resolve(NOTE), ByteBuffer.allocate(0));
        }
        return RocksDbFailures.at(where, e);
    }

    @Override
    public void close() {
        for (ColumnFamilyHandle family : families) {
            family.close();
        }
        database.close();
        reading.close();
        writing.close();
        flushing.close();
        beginning.close();
        onClosed.accept(this);
    }
}
