package dev.tidemark.storage;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Hands every call on to another file, as {@link ForwardingStorage} does for storages. Any thread, as far as the subclass lets it. */
public abstract class ForwardingFile implements StorageFile {

    private final StorageFile file;

    /** @param file does the work */
    protected ForwardingFile(StorageFile file) {
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
        file.force();
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
