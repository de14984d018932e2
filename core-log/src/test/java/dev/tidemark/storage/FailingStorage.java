package dev.tidemark.storage;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A disk that fails when it is told to. Any thread. */
public final class FailingStorage implements Storage {

    private final Storage storage;
    private volatile boolean failForces;
    private volatile @Nullable String failWrites;
    private volatile @Nullable String fullFor;

    public FailingStorage(Storage storage) {
        this.storage = storage;
    }

    public void failForces(boolean fail) {
        failForces = fail;
    }

    /** Writes to files whose names end so fail; null = none. */
    public void failWrites(@Nullable String suffix) {
        failWrites = suffix;
    }

    /** Of what is written to files whose names end so, one half finds room; null = all of it. */
    public void fullFor(@Nullable String suffix) {
        fullFor = suffix;
    }

    @Override
    public StorageFile open(Path file, Mode mode) {
        return new FailingFile(storage.open(file, mode));
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

    private final class FailingFile implements StorageFile {

        private final StorageFile file;

        FailingFile(StorageFile file) {
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
            long position = file.size();
            write(bytes, position);
            return position;
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            checkWrite();
            String full = fullFor;
            if (full != null && path().toString().endsWith(full)) {
                file.write(bytes.slice(bytes.position(), bytes.remaining() / 2), position);
                throw new TidemarkException(FailureCode.DISK_FULL, "The test's disk has no room", path().toString(),
                        "No space left on device", "none");
            }
            file.write(bytes, position);
        }

        private void checkWrite() {
            String suffix = failWrites;
            if (suffix != null && path().toString().endsWith(suffix)) {
                throw failed("a write");
            }
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
            if (failForces) {
                throw failed("a force");
            }
            file.force();
        }

        private TidemarkException failed(String what) {
            return new TidemarkException(FailureCode.DISK_FAILED, "The test's disk refuses " + what, path().toString(),
                    "Input/output error", "none");
        }

        @Override
        public MappedFile map(long size) {
            return file.map(size);
        }

        @Override
        public @Nullable FileChannel channel() {
            return file.channel();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
