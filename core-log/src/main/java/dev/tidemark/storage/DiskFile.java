package dev.tidemark.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/** A file of the disk behind one channel. One thread at a time writes; any thread reads and forces. */
final class DiskFile implements StorageFile {

    private static final int ZEROS = 64 * 1024;

    private final Path path;
    private final FileChannel channel;
    private volatile long size;
    private volatile boolean forceFailed;

    DiskFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long append(ByteBuffer bytes) {
        long position = size;
        write(bytes, position);
        return position;
    }

    @Override
    public void write(ByteBuffer bytes, long position) {
        refuseAfterFailedForce();
        long at = position;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw DiskProblem.of("Bytes cannot be written to a file", path, at, e);
        } finally {
            size = Math.max(size, at);
        }
    }

    @Override
    public int read(ByteBuffer into, long position) {
        long at = position;
        try {
            while (into.hasRemaining()) {
                int count = channel.read(into, at);
                if (count < 0) {
                    break;
                }
                at += count;
            }
        } catch (IOException e) {
            throw DiskProblem.of("Bytes cannot be read from a file", path, at, e);
        }
        return (int) (at - position);
    }

    @Override
    public void truncate(long newSize) {
        refuseAfterFailedForce();
        try {
            channel.truncate(newSize);
        } catch (IOException e) {
            throw DiskProblem.of("A file cannot be cut", path, newSize, e);
        }
        size = Math.min(size, newSize);
    }

    @Override
    public void force() {
        refuseAfterFailedForce();
        try {
            // The size must survive as well as the bytes; fdatasync keeps it, as reading the bytes back needs it.
            channel.force(false);
        } catch (IOException e) {
            forceFailed = true;
            throw DiskProblem.of("A file cannot be forced to disk", path, e);
        }
    }

    @Override
    public MappedFile map(long mapSize) {
        while (size < mapSize) {
            append(ByteBuffer.allocate((int) Math.min(ZEROS, mapSize - size)));
        }
        Arena arena = Arena.ofShared();
        try {
            return new Mapped(arena, channel.map(MapMode.READ_WRITE, 0, mapSize, arena));
        } catch (IOException e) {
            arena.close();
            throw DiskProblem.of("A file cannot be mapped into memory", path, e);
        }
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw DiskProblem.of("A file cannot be closed", path, e);
        }
    }

    private void refuseAfterFailedForce() {
        if (forceFailed) {
            throw DiskProblem.afterFailedForce(path);
        }
    }

    private record Mapped(Arena arena, MemorySegment segment) implements MappedFile {
        @Override
        public void close() {
            arena.close();
        }
    }
}
