package dev.tidemark.storage;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what costs on another storage: forces, folder syncs, opened files, maps. Any thread. */
public final class CountingStorage implements Storage {

    private final Storage storage;
    private final AtomicLong forces = new AtomicLong();
    private final AtomicLong directorySyncs = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong maps = new AtomicLong();

    public CountingStorage(Storage storage) {
        this.storage = storage;
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
        StorageFile inner = storage.open(file, mode);
        opened.incrementAndGet();
        open.incrementAndGet();
        return new CountingFile(inner);
    }

    @Override
    public boolean exists(Path path) {
        return storage.exists(path);
    }

    @Override
    public long size(Path file) {
        return storage.size(file);
    }

    @Override
    public List<String> list(Path folder) {
        return storage.list(folder);
    }

    @Override
    public boolean isFolder(Path path) {
        return storage.isFolder(path);
    }

    @Override
    public void createFolders(Path folder) {
        storage.createFolders(folder);
    }

    @Override
    public void delete(Path path) {
        storage.delete(path);
    }

    @Override
    public void deleteTree(Path folder) {
        storage.deleteTree(folder);
    }

    @Override
    public void rename(Path from, Path to) {
        storage.rename(from, to);
    }

    @Override
    public void syncDirectory(Path folder) {
        directorySyncs.incrementAndGet();
        storage.syncDirectory(folder);
    }

    @Override
    public @Nullable Lock tryLock(Path file) {
        return storage.tryLock(file);
    }

    @Override
    public long usableBytes(Path folder) {
        return storage.usableBytes(folder);
    }

    @Override
    public long totalBytes(Path folder) {
        return storage.totalBytes(folder);
    }

    private final class CountingFile implements StorageFile {

        private final StorageFile file;

        CountingFile(StorageFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public long append(ByteBuffer bytes) {
            return file.append(bytes);
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            file.write(bytes, position);
        }

        @Override
        public int read(ByteBuffer into, long position) {
            return file.read(into, position);
        }

        @Override
        public void truncate(long size) {
            file.truncate(size);
        }

        @Override
        public void force() {
            forces.incrementAndGet();
            file.force();
        }

        @Override
        public MappedFile map(long size) {
            maps.incrementAndGet();
            return file.map(size);
        }

        @Override
        public @Nullable FileChannel channel() {
            return file.channel();
        }

        @Override
        public void close() {
            open.decrementAndGet();
            file.close();
        }
    }
}
