package dev.tidemark.storage;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what costs on another storage: forces, folder syncs, opened files, maps. Any thread. */
public final class CountingStorage extends ForwardingStorage {

    private final AtomicLong forces = new AtomicLong();
    private final AtomicLong directorySyncs = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong maps = new AtomicLong();

    public CountingStorage(Storage storage) {
        super(storage);
    }

    /** Forces of files so far. */
    public long forces() {
        return forces.get();
    }

    /** Syncs of folders so far. */
    public long directorySyncs() {
        return directorySyncs.get();
    }

    /** Files opened so far. */
    public long filesOpened() {
        return opened.get();
    }

    /** Files open now. */
    public long filesOpen() {
        return open.get();
    }

    /** Maps made so far. */
    public long maps() {
        return maps.get();
    }

    @Override
    public StorageFile open(Path file, Mode mode) {
        StorageFile inner = super.open(file, mode);
        opened.incrementAndGet();
        open.incrementAndGet();
        return new CountingFile(inner);
    }

    @Override
    public void syncDirectory(Path folder) {
        directorySyncs.incrementAndGet();
        super.syncDirectory(folder);
    }

    private final class CountingFile extends ForwardingFile {

        CountingFile(StorageFile file) {
            super(file);
        }

        @Override
        public void force() {
            forces.incrementAndGet();
            super.force();
        }

        @Override
        public MappedFile map(long size) {
            maps.incrementAndGet();
            return super.map(size);
        }

        @Override
        public void close() {
            open.decrementAndGet();
            super.close();
        }
    }
}
