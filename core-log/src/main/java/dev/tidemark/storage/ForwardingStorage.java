package dev.tidemark.storage;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands every call on to another storage: what counts, watches or breaks calls extends this, and overrides those that it
 * cares about. Any thread, as far as the subclass lets it. {@link #readAll} and {@link #replace} are not handed on as such,
 * but step by step, so that a subclass sees each step.
 */
public abstract class ForwardingStorage implements Storage {

    private final Storage storage;

    /** @param storage does the work */
    protected ForwardingStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public StorageFile open(Path file, Mode mode) {
        return storage.open(file, mode);
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

    @Override
    public int openFilesMax() {
        return storage.openFilesMax();
    }
}
