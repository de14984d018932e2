package dev.tidemark.streams.runtime.task;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import dev.tidemark.streams.topology.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the keys and values of one input with its serdes, and says where it could not. Run by its task. */
final class RecordReader {

    private static final int SHOWN_BYTES_MAX = 16;

    private final TaskId task;
    private final String node;
    private final TopicPartition partition;
    private final Serde<Object> keySerde;
    private final Serde<Object> valueSerde;
    private final ByteSource source = new ByteSource();

    RecordReader(TaskId task, String node, TopicPartition partition, Serde<Object> keySerde,
            Serde<Object> valueSerde) {
        this.task = task;
        this.node = node;
        this.partition = partition;
        this.keySerde = keySerde;
        this.valueSerde = valueSerde;
    }

    @Nullable
    Object key(RecordCursor record) {
        return read("Key", keySerde, record, record.keyPosition(), record.keyLength());
    }

    @Nullable
    Object value(RecordCursor record) {
        return read("Value", valueSerde, record, record.valuePosition(), record.valueLength());
    }

    /** Some bytes of the record, to be read. */
    ByteSource source(RecordCursor record, int position, int length) {
        return source.reset(record.data(), position, length);
    }

    private @Nullable Object read(String part, Serde<Object> serde, RecordCursor record, int position, int length) {
        if (length < 0) {
            return null;
        }
        try {
            return serde.read(source.reset(record.data(), position, length));
        } catch (TidemarkException e) {
            throw e;
        } catch (RuntimeException e) { // a serde is the user's code: whatever it throws, the record is what it chokes on
            throw unreadable(part, record, position, length, String.valueOf(e.getMessage()), e);
        }
    }

    /** The failure that names the record. */
    TidemarkException unreadable(String part, RecordCursor record, int position, int length, String why,
            @Nullable Throwable cause) {
        return new TidemarkException(FailureCode.RECORD_UNREADABLE,
                part + " of topic '" + partition.topic() + "' cannot be read (node '" + node + "', task " + task + ")",
                partition + "@" + record.offset() + ", " + Instant.ofEpochMilli(record.timestamp()) + ", " + length
                        + " bytes, " + shown(record, position, length),
                why, "check that the serde matches what the producer writes: Consumed.with(keySerde, valueSerde); see"
                        + " the bytes with: tidemark topic consume " + partition.topic() + " --from @"
                        + record.offset() + " -n 1",
                cause);
    }

    private static String shown(RecordCursor record, int position, int length) {
        StringBuilder hex = new StringBuilder("starts");
        int count = Math.min(length, SHOWN_BYTES_MAX);
        for (int i = 0; i < count; i++) {
            hex.append(String.format(" %02x", record.data().get(position + i)));
        }
        return count < length ? hex.append(" ...").toString() : hex.toString();
    }
}
