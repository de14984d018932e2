package dev.tidemark.storage;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A file's content beside what of it would survive power loss. Guarded by the lock of its {@link MemoryStorage}. */
final class MemoryNode {

    private static final int PAGE = MemoryStorage.PAGE_BYTES;

    private byte[] data = new byte[0];
    private int size;
    private byte[] durable = new byte[0];
    private int durableSize;
    private final BitSet dirtyPages = new BitSet();
    private @Nullable MemorySegment mapped;

    long size() {
        return size;
    }

    void write(byte[] bytes, int position) {
        pull();
        int end = position + bytes.length;
        if (end > data.length) {
            data = Arrays.copyOf(data, Math.max(end, data.length * 2));
        }
        if (position > size) {
            markDirty(size, position);
        }
        System.arraycopy(bytes, 0, data, position, bytes.length);
        size = Math.max(size, end);
        markDirty(position, end);
        MemorySegment live = mapped;
        if (live != null) {
            int shared = (int) Math.min(live.byteSize(), end) - position;
            if (shared > 0) {
                MemorySegment.copy(bytes, 0, live, ValueLayout.JAVA_BYTE, position, shared);
            }
        }
    }

    int read(byte[] into, int position) {
        pull();
        int count = Math.clamp((long) size - position, 0, into.length);
        System.arraycopy(data, Math.min(position, size), into, 0, count);
        return count;
    }

    void truncate(int newSize) {
        pull();
        if (newSize < size) {
            Arrays.fill(data, newSize, size, (byte) 0);
            markDirty(newSize, size);
            size = newSize;
        }
    }

    void force() {
        pull();
        if (durable.length < size) {
            durable = Arrays.copyOf(durable, data.length);
        }
        for (int page = dirtyPages.nextSetBit(0); page >= 0
                && page * PAGE < size; page = dirtyPages.nextSetBit(page + 1)) {
            int from = page * PAGE;
            System.arraycopy(data, from, durable, from, Math.min(PAGE, size - from));
        }
        durableSize = size;
        dirtyPages.clear();
    }

    /** The newest map; its bytes are the file's until it is closed. */
    void map(MemorySegment segment) {
        pull();
        MemorySegment.copy(data, 0, segment, ValueLayout.JAVA_BYTE, 0, (int) Math.min(size, segment.byteSize()));
        mapped = segment;
    }

    void unmap(MemorySegment segment) {
        if (segment.equals(mapped)) {
            pull();
            mapped = null;
        }
    }

    /** Takes over what was written through the map. */
    void pull() {
        MemorySegment live = mapped;
        if (live == null || !live.scope().isAlive()) {
            return;
        }
        int end = (int) Math.min(size, live.byteSize());
        for (int from = 0; from < end; from += PAGE) {
            int to = Math.min(end, from + PAGE);
            if (MemorySegment.mismatch(live, from, to, MemorySegment.ofArray(data), from, to) >= 0) {
                MemorySegment.copy(live, ValueLayout.JAVA_BYTE, from, data, from, to - from);
                markDirty(from, to);
            }
        }
    }

    private void markDirty(int from, int to) {
        if (to > from) {
            dirtyPages.set(from / PAGE, (to - 1) / PAGE + 1);
        }
    }

    /** A node with the durable bytes and a random subset of the dirty pages, the last of them torn. */
    MemoryNode afterPowerLoss(RandomGenerator random) {
        pull();
        byte[] survived = Arrays.copyOf(Arrays.copyOf(durable, durableSize), Math.max(durableSize, size));
        int survivedSize = durableSize;
        int keepOfFour = random.nextInt(5); // 0 = none, 4 = all, else a subset
        for (int page = dirtyPages.nextSetBit(0); page >= 0; page = dirtyPages.nextSetBit(page + 1)) {
            int from = page * PAGE;
            int to = Math.min(from + PAGE, size);
            if (to <= from || random.nextInt(4) >= keepOfFour) {
                continue;
            }
            boolean last = to == size;
            if (last && keepOfFour < 4) {
                to = from + random.nextInt(to - from + 1);
            }
            System.arraycopy(data, from, survived, from, to - from);
            survivedSize = Math.max(survivedSize, to);
        }
        if (size < durableSize && random.nextBoolean()) {
            survivedSize = size;
        }
        MemoryNode after = new MemoryNode();
        after.durable = Arrays.copyOf(survived, survivedSize);
        after.durableSize = survivedSize;
        after.data = after.durable.clone();
        after.size = survivedSize;
        return after;
    }
}
