package dev.tidemark.verification.simulation.mutant;

import dev.tidemark.storage.MappedFile;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a disk says it did and did not. */
public enum LyingDisk {
    /** It does what it says. */
    HONEST,
    /** A force makes nothing durable. */
    FORCES_NOTHING,
    /** A sync of a folder makes no name durable. */
    SYNCS_NO_FOLDER;

    /** The disk with its lie. */
    public Storage over(Storage disk) {
        return this == HONEST ? disk : new Lying(disk, this);
    }

    private record Lying(Storage disk, LyingDisk lie) implements Storage {

        @Override
        public StorageFile open(Path file, Mode mode) {
            StorageFile opened = disk.open(file, mode);
            return lie == FORCES_NOTHING ? new Unforced(opened) : opened;
        }

        @Override
        public boolean exists(Path path) {
            return disk.exists(path);
        }

        @Override
        public long size(Path file) {
            return disk.size(file);
        }

        @Override
        public List<String> list(Path folder) {
            return disk.list(folder);
        }

        @Override
        public boolean isFolder(Path path) {
            return disk.isFolder(path);
        }

        @Override
        public void createFolders(Path folder) {
            disk.createFolders(folder);
        }

        @Override
        public void delete(Path path) {
            disk.delete(path);
        }

        @Override
        public void deleteTree(Path folder) {
            disk.deleteTree(folder);
        }

        @Override
        public void rename(Path from, Path to) {
            disk.rename(from, to);
        }

        @Override
        public void syncDirectory(Path folder) {
            if (lie != SYNCS_NO_FOLDER) {
                disk.syncDirectory(folder);
            }
        }

        @Override
        public @Nullable Lock tryLock(Path file) {
            return disk.tryLock(file);
        }

        @Override
        public long usableBytes(Path folder) {
            return disk.usableBytes(folder);
        }

        @Override
        public long totalBytes(Path folder) {
            return disk.totalBytes(folder);
        }
    }

    private record Unforced(StorageFile file) implements StorageFile {

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
            // the lie
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
