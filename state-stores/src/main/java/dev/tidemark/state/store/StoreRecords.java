package dev.tidemark.state.store;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.Engine;
import dev.tidemark.state.StoreLayout;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.WriteBatch;
import dev.tidemark.state.wrap.Backing;
import dev.tidemark.state.wrap.CheckedBacking;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code system} byte store has about each store: its position, and what its layout needs to know. Each record has a
 * CRC-32C. Run by the task's worker.
 *
 * <pre>
 *  01 name -> version int8 | topic id 16 bytes | partition int32 | offset int64 | leader epoch int32 | wall time int64 | crc
 *  02 name -> version int8 | layout int8: 0 key-value, 1 windowed, 2 sessions, 3 expiring, 4 versioned, 5 timers
 *             | advance int64 | windows per segment int32
 *             | expired before int64 | trimmed before int64 | marked corrupt int8
 *             | count int32 | { segment int64 | its first changelog offset int64 } ... | crc
 *  03 key  -> the task's own store: value | crc
 * </pre>
 */
final class StoreRecords {

    static final String SYSTEM_STORE = "system";
    static final byte POSITIONS = 1;
    static final byte SHAPES = 2;
    static final byte ENTRIES = 3;
    private static final byte VERSION = 1;

    private final Backing positions;
    private final Backing shapes;

    StoreRecords(Engine engine, ByteStore system, String where) {
        this.positions = new CheckedBacking(engine, system, POSITIONS, where + ", positions");
        this.shapes = new CheckedBacking(engine, system, SHAPES, where + ", layouts");
    }

    /**
     * What a store's layout needs to know.
     *
     * @param layout as it is written
     * @param advanceMs between windows, or the length of a segment of sessions; 0 in other layouts
     * @param windowsPerSegment 0 if the layout is not windowed
     * @param segmentOffsets per segment that has entries, an offset of the changelog at or below the first of them
     */
    record Shape(byte layout, long advanceMs, int windowsPerSegment, long expiredBeforeMs, long trimmedBefore,
            boolean corrupt, NavigableMap<Long, Long> segmentOffsets) {

        static Shape of(StoreLayout layout) {
            return switch (layout) {
                case StoreLayout.KeyValue keyValue -> empty(0, 0, 0);
                case StoreLayout.Windowed windowed -> empty(1, windowed.advanceMs(), windowed.windowsPerSegment());
                case StoreLayout.Session session -> empty(2, session.segmentMs(), 0);
                // How long entries and versions are kept changes nothing of how they are kept.
                case StoreLayout.Expiring expiring -> empty(3, 0, 0);
                case StoreLayout.Versioned versioned -> empty(4, 0, 0);
                case StoreLayout.Timers timers -> empty(5, 0, 0);
            };
        }

        private static Shape empty(int layout, long advanceMs, int windowsPerSegment) {
            return new Shape((byte) layout, advanceMs, windowsPerSegment, Long.MIN_VALUE, Long.MIN_VALUE, false,
                    new TreeMap<>());
        }

        boolean fits(StoreLayout wanted) {
            Shape declared = of(wanted);
            return declared.layout == layout && declared.advanceMs == advanceMs
                    && declared.windowsPerSegment == windowsPerSegment;
        }
    }

    @Nullable
    StorePosition position(String store) {
        byte[] name = name(store);
        byte[] bytes = positions.get(name, 0, name.length);
        if (bytes == null) {
            return null;
        }
        ByteBuffer in = opened(bytes, store);
        return new StorePosition(new UUID(in.getLong(), in.getLong()), in.getInt(), in.getLong(), in.getInt(),
                in.getLong());
    }

    void position(WriteBatch batch, String store, StorePosition position) {
        ByteBuffer out = ByteBuffer.allocate(41);
        out.put(VERSION)
                .putLong(position.topicId().getMostSignificantBits())
                .putLong(position.topicId().getLeastSignificantBits())
                .putInt(position.partition())
                .putLong(position.offset())
                .putInt(position.leaderEpoch())
                .putLong(position.wallTimeMs());
        positions.put(batch, name(store), out.array());
    }

    void forgetPosition(WriteBatch batch, String store) {
        positions.delete(batch, name(store));
    }

    @Nullable
    Shape shape(String store) {
        byte[] name = name(store);
        byte[] bytes = shapes.get(name, 0, name.length);
        if (bytes == null) {
            return null;
        }
        ByteBuffer in = opened(bytes, store);
        byte layout = in.get();
        long advanceMs = in.getLong();
        int windowsPerSegment = in.getInt();
        long expiredBeforeMs = in.getLong();
        long trimmedBefore = in.getLong();
        boolean corrupt = in.get() != 0;
        NavigableMap<Long, Long> segments = new TreeMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            segments.put(in.getLong(), in.getLong());
        }
        return new Shape(layout, advanceMs, windowsPerSegment, expiredBeforeMs, trimmedBefore, corrupt, segments);
    }

    void shape(WriteBatch batch, String store, Shape shape) {
        ByteBuffer out = ByteBuffer.allocate(35 + 16 * shape.segmentOffsets().size());
        out.put(VERSION)
                .put(shape.layout())
                .putLong(shape.advanceMs())
                .putInt(shape.windowsPerSegment())
                .putLong(shape.expiredBeforeMs())
                .putLong(shape.trimmedBefore())
                .put((byte) (shape.corrupt() ? 1 : 0))
                .putInt(shape.segmentOffsets().size());
        for (Map.Entry<Long, Long> segment : shape.segmentOffsets().entrySet()) {
            out.putLong(segment.getKey()).putLong(segment.getValue());
        }
        shapes.put(batch, name(store), out.array());
    }

    private static ByteBuffer opened(byte[] bytes, String store) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new TidemarkException(FailureCode.STORE_CORRUPT, "A store's records are of another version", store,
                    "version " + version + " was found, " + VERSION + " is known",
                    "start the version that wrote it, or delete the task's folder: the store is rebuilt from its changelog");
        }
        return in;
    }

    private static byte[] name(String store) {
        return store.getBytes(StandardCharsets.UTF_8);
    }
}
