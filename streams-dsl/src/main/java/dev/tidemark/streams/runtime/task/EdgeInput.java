package dev.tidemark.streams.runtime.task;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.streams.runtime.operator.OperatorGraph;
import dev.tidemark.streams.runtime.operator.RecordContext;
import dev.tidemark.streams.runtime.time.EdgeReception;
import dev.tidemark.streams.runtime.time.SourceWatermark;
import dev.tidemark.streams.topology.Operator;
import dev.tidemark.streams.topology.TaskId;
import dev.tidemark.streams.wire.Lateness;
import dev.tidemark.streams.wire.Marker;
import dev.tidemark.streams.wire.OffsetMetadata.SourceState;
import dev.tidemark.streams.wire.RecordFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A partition of an internal topic: its markers tell the frontier, its late records bring what they met. Run by the task. */
final class EdgeInput implements TaskInput {

    private static final byte[] FORMAT_KEY = RecordFormat.HEADER.getBytes(StandardCharsets.UTF_8);
    private static final byte[] LATENESS_KEY = Lateness.HEADER.getBytes(StandardCharsets.UTF_8);

    private final Operator.EdgeSource spec;
    private final InputQueue queue;
    private final RecordReader reader;
    private final OperatorGraph graph;
    private final RecordContext context;
    private final EdgeReception reception;

    private @Nullable RecordFormat format;
    private int latenessPosition;
    private int latenessLength;

    EdgeInput(TaskId task, Operator.EdgeSource spec, InputQueue queue, OperatorGraph graph, RecordContext context,
            EdgeReception reception) {
        this.spec = spec;
        this.queue = queue;
        this.reader = new RecordReader(task, spec.name(), queue.partition(), spec.keySerde(), spec.valueSerde());
        this.graph = graph;
        this.context = context;
        this.reception = reception;
    }

    @Override
    public InputQueue queue() {
        return queue;
    }

    @Override
    public int operator() {
        return spec.number();
    }

    @Override
    public void process() {
        RecordCursor record = queue.record();
        readHeaders(record);
        switch (format) {
            case null -> throw foreign(record);
            case MARKER -> receive(record);
            case DATA -> data(record, SourceWatermark.ON_TIME);
            case LATE_DATA -> data(record, metMs(record));
        }
    }

    private void data(RecordCursor record, long metMs) {
        Object key = reader.key(record);
        Object value = reader.value(record);
        context.internal(queue.partition(), record, latenessPosition, latenessLength);
        graph.process(spec.number(), key, value, record.timestamp(), metMs);
    }

    private void receive(RecordCursor record) {
        int length = Math.max(record.valueLength(), 0);
        try {
            Marker marker = Marker.read(reader.source(record, record.valuePosition(), length));
            reception.receive(marker, queue.partition() + "@" + record.offset());
        } catch (UnreadableValueException e) {
            throw reader.unreadable("Marker", record, record.valuePosition(), length, String.valueOf(e.getMessage()),
                    e);
        }
    }

    private long metMs(RecordCursor record) {
        try {
            Invariants.check(latenessLength >= 0, "a late record brings its lateness");
            return Lateness.readMetMs(reader.source(record, latenessPosition, latenessLength));
        } catch (UnreadableValueException e) {
            throw reader.unreadable("Lateness", record, latenessPosition, latenessLength,
                    String.valueOf(e.getMessage()), e);
        }
    }

    private void readHeaders(RecordCursor record) {
        format = null;
        latenessLength = -1;
        ByteBuffer data = record.data();
        while (record.nextHeader()) {
            if (record.headerValueLength() == 1 && isKey(data, record, FORMAT_KEY)) {
                format = RecordFormat.of(data.get(record.headerValuePosition()));
            } else if (isKey(data, record, LATENESS_KEY)) {
                latenessPosition = record.headerValuePosition();
                latenessLength = record.headerValueLength();
            }
        }
        record.rewindHeaders();
    }

    private static boolean isKey(ByteBuffer data, RecordCursor record, byte[] key) {
        if (record.headerKeyLength() != key.length) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            if (data.get(record.headerKeyPosition() + i) != key[i]) {
                return false;
            }
        }
        return true;
    }

    private TidemarkException foreign(RecordCursor record) {
        return new TidemarkException(FailureCode.RECORD_FOREIGN,
                "A record of internal topic '" + spec.topic() + "' was not written by this application",
                queue.partition() + "@" + record.offset(),
                "it lacks the header '" + RecordFormat.HEADER + "', or has one of a version that is not known here",
                "find who writes to this topic; only the application may. Then delete the topic and run the"
                        + " application under a new application.id");
    }

    @Override
    public long frontierMs() {
        return reception.frontierMs();
    }

    /** An internal topic ends when its writers say so, not at an offset. */
    @Override
    public void close() {
        throw new IllegalStateException(queue.partition() + " is internal: its writers close it");
    }

    @Override
    public boolean closed() {
        return reception.closed();
    }

    @Override
    public @Nullable SourceState sourceState() {
        return null;
    }

    EdgeReception reception() {
        return reception;
    }
}
