package dev.tidemark.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An open file of a {@link MemoryStorage}, whose lock guards it. */
final class MemoryFile implements StorageFile {

    private final MemoryStorage storage;
    private final Path path;
    private final MemoryNode node;
    private final int born;
    private final Storage.Mode mode;
    private boolean closed;

    MemoryFile(MemoryStorage storage, Path path, MemoryNode node, int born, Storage.Mode mode) {
        this.storage = storage;
        this.path = path;
        this.node = node;
        this.born = born;
        this.mode = mode;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long size() {
        return guarded(node::size);
    }

    @Override
    public long append(ByteBuffer bytes) {
        return guarded(() -> {
            long position = node.size();
            write(bytes, position);
            return position;
        });
    }

    @Override
    public void write(ByteBuffer bytes, long position) {
        guarded(() -> {
            checkWritable();
            storage.checkRoom(path, position + bytes.remaining() - node.size());
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            node.write(copy, Math.toIntExact(position));
            return 0;
        });
    }

    @Override
    public int read(ByteBuffer into, long position) {
        return guarded(() -> {
            byte[] copy = new byte[into.remaining()];
            int count = node.read(copy, Math.toIntExact(position));
            into.put(copy, 0, count);
            return count;
        });
    }

    @Override
    public void truncate(long size) {
        guarded(() -> {
            checkWritable();
            node.truncate(Math.toIntExact(size));
            return 0;
        });
    }

    @Override
    public void force() {
        guarded(() -> {
            node.force();
            return 0;
        });
    }

    @Override
    public MappedFile map(long size) {
        return guarded(() -> {
            if (node.size() < size) {
                append(ByteBuffer.allocate(Math.toIntExact(size - node.size())));
            }
            Arena arena = Arena.ofShared();
            MemorySegment segment = arena.allocate(Math.max(1, size)).asSlice(0, size);
            node.map(segment);
            Mapped map = new Mapped(arena, segment);
            storage.mapped(map);
            return map;
        });
    }

    @Override
    public @Nullable FileChannel channel() {
        return null;
    }

    @Override
    public void close() {
        storage.lock().lock();
        try {
            closed = true;
        } finally {
            storage.lock().unlock();
        }
    }

    private void checkWritable() {
        if (mode == Storage.Mode.READ) {
            throw MemoryStorage.problem("Bytes cannot be written to a file", path, "it was opened for reading");
        }
    }

    private <T> T guarded(Supplier<T> action) {
        storage.lock().lock();
        try {
            storage.checkAlive(path, born);
            if (closed) {
                throw MemoryStorage.problem("A file cannot be used", path, "it was closed");
            }
            return action.get();
        } finally {
            storage.lock().unlock();
        }
    }

    private final class Mapped implements MappedFile {

        private final Arena arena;
        private final MemorySegment segment;

        Mapped(Arena arena, MemorySegment segment) {
            this.arena = arena;
            this.segment = segment;
        }

        @Override
        public MemorySegment segment() {
            return segment;
        }

        @Override
        public void close() {
            storage.lock().lock();
            try {
                if (arena.scope().isAlive()) {
                    node.unmap(segment);
                    arena.close();
                    storage.unmapped(this);
                }
            } finally {
                storage.lock().unlock();
            }
        }
    }
}
