package dev.tidemark.verification.simulation.disk;

import dev.tidemark.storage.ForwardingFile;
import dev.tidemark.storage.ForwardingStorage;
import dev.tidemark.storage.MappedFile;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import dev.tidemark.verification.simulation.schedule.SimProcess;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk as one process sees it: each operation is told to a {@link DiskWatch} first, and none happens once the process is gone, also if it went while
 * the watch was told. Confined to the simulation's thread.
 */
public final class ProcessDisk extends ForwardingStorage {

    private final SimProcess process;
    private final DiskWatch watch;

    public ProcessDisk(Storage disk, SimProcess process, DiskWatch watch) {
        super(disk);
        this.process = process;
        this.watch = watch;
    }

    private void before(DiskOperation operation, Path path) {
        checkAlive();
        watch.before(operation, path);
        checkAlive();
    }

    private void checkAlive() {
        if (!process.alive()) {
            throw new ProcessGone(process.name());
        }
    }

    @Override
    public StorageFile open(Path file, Mode mode) {
        before(DiskOperation.OPEN, file);
        return new ProcessFile(super.open(file, mode));
    }

    @Override
    public boolean exists(Path path) {
        before(DiskOperation.LOOK, path);
        return super.exists(path);
    }

    @Override
    public long size(Path file) {
        before(DiskOperation.LOOK, file);
        return super.size(file);
    }

    @Override
    public List<String> list(Path folder) {
        before(DiskOperation.LOOK, folder);
        return super.list(folder);
    }

    @Override
    public boolean isFolder(Path path) {
        before(DiskOperation.LOOK, path);
        return super.isFolder(path);
    }

    @Override
    public void createFolders(Path folder) {
        before(DiskOperation.CREATE_FOLDERS, folder);
        super.createFolders(folder);
    }

    @Override
    public void delete(Path path) {
        before(DiskOperation.DELETE, path);
        super.delete(path);
    }

    @Override
    public void deleteTree(Path folder) {
        before(DiskOperation.DELETE, folder);
        super.deleteTree(folder);
    }

    @Override
    public void rename(Path from, Path to) {
        before(DiskOperation.RENAME, from);
        super.rename(from, to);
    }

    @Override
    public void syncDirectory(Path folder) {
        before(DiskOperation.SYNC_FOLDER, folder);
        super.syncDirectory(folder);
    }

    @Override
    public @Nullable Lock tryLock(Path file) {
        before(DiskOperation.LOCK, file);
        return super.tryLock(file);
    }

    @Override
    public long usableBytes(Path folder) {
        before(DiskOperation.LOOK, folder);
        return super.usableBytes(folder);
    }

    @Override
    public long totalBytes(Path folder) {
        before(DiskOperation.LOOK, folder);
        return super.totalBytes(folder);
    }

    /** An open file of the process. */
    private final class ProcessFile extends ForwardingFile {

        ProcessFile(StorageFile file) {
            super(file);
        }

        @Override
        public long size() {
            checkAlive();
            return super.size();
        }

        @Override
        public long append(ByteBuffer bytes) {
            int taken = beforeWrite(bytes);
            if (taken < bytes.remaining()) {
                super.append(bytes.slice(bytes.position(), taken));
                throw DiskError.inputOutput(path());
            }
            return super.append(bytes);
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            int taken = beforeWrite(bytes);
            if (taken < bytes.remaining()) {
                super.write(bytes.slice(bytes.position(), taken), position);
                throw DiskError.inputOutput(path());
            }
            super.write(bytes, position);
        }

        private int beforeWrite(ByteBuffer bytes) {
            checkAlive();
            int taken = watch.beforeWrite(path(), bytes.remaining());
            checkAlive();
            return taken;
        }

        @Override
        public int read(ByteBuffer into, long position) {
            before(DiskOperation.READ, path());
            return super.read(into, position);
        }

        @Override
        public void truncate(long size) {
            before(DiskOperation.TRUNCATE, path());
            super.truncate(size);
        }

        @Override
        public void force() {
            before(DiskOperation.FORCE, path());
            super.force();
        }

        @Override
        public MappedFile map(long size) {
            before(DiskOperation.MAP, path());
            return super.map(size);
        }
    }
}
