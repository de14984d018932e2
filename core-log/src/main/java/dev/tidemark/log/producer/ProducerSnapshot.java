package dev.tidemark.log.producer;

import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file of a log's producers at an offset, in Kafka's layout (version 1); of each producer's batches only the last. No state.
 *
 * <pre>
 * version int16 | CRC-32C uint32 of what follows | entry count int32 | entries:
 *   producer id int64 | producer epoch int16 | last sequence int32 | last offset int64 | last offset delta int32
 *   | last seen int64, by the broker's clock | coordinator epoch int32 | first offset of the open transaction int64, -1 = none
 * </pre>
 */
public final class ProducerSnapshot {

    private static final short VERSION = 1;
    private static final int HEAD_BYTES = 6;
    private static final int ENTRY_BYTES = 8 + 2 + 4 + 8 + 4 + 8 + 4 + 8;

    private ProducerSnapshot() {}

    /** Writes to the page cache: a snapshot lost with the power is made anew from the log. */
    public static void write(ProducerStates states, Storage storage, Path file) {
        try (StorageFile opened = storage.open(file, Storage.Mode.CREATE)) {
            opened.truncate(0);
            opened.append(encode(states));
        }
    }

    /** The producers of a snapshot; null if the file is missing or wrong. */
    public static @Nullable ProducerStates read(Storage storage, Path file) {
        return storage.exists(file) ? decode(storage.readAll(file)) : null;
    }

    static ByteBuffer encode(ProducerStates states) {
        List<ProducerEntry> entries = states.entries()
                .stream()
                .sorted(Comparator.comparingLong(entry -> entry.producerId))
                .toList();
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + 4 + entries.size() * ENTRY_BYTES);
        bytes.putShort(VERSION).putInt(0).putInt(entries.size());
        for (ProducerEntry entry : entries) {
            bytes.putLong(entry.producerId)
                    .putShort(entry.epoch())
                    .putInt(entry.lastSequence())
                    .putLong(entry.lastOffset())
                    .putInt(entry.lastOffsetDelta())
                    .putLong(entry.lastSeenMs())
                    .putInt(entry.coordinatorEpoch())
                    .putLong(entry.transactionFirstOffset());
        }
        bytes.flip();
        return bytes.putInt(2, crc(bytes));
    }

    static @Nullable ProducerStates decode(ByteBuffer bytes) {
        if (bytes.remaining() < HEAD_BYTES + 4 || bytes.getShort(0) != VERSION || bytes.getInt(2) != crc(bytes)) {
            return null;
        }
        bytes.position(HEAD_BYTES);
        int count = bytes.getInt();
        if (count < 0 || (long) count * ENTRY_BYTES != bytes.remaining()) {
            return null;
        }
        ProducerStates states = new ProducerStates();
        for (int i = 0; i < count; i++) {
            ProducerEntry entry = new ProducerEntry(bytes.getLong(), bytes.getShort());
            int lastSequence = bytes.getInt();
            long lastOffset = bytes.getLong();
            int offsetDelta = bytes.getInt();
            long lastSeenMs = bytes.getLong();
            if (lastOffset >= 0) {
                entry.add(lastSequence, lastOffset, offsetDelta, lastSeenMs);
            }
            entry.restore(bytes.getInt(), lastSeenMs, bytes.getLong());
            states.restore(entry);
        }
        return states;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(HEAD_BYTES, bytes.limit() - HEAD_BYTES));
        return (int) crc.getValue();
    }
}
