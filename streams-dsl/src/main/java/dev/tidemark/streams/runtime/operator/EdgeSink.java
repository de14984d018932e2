package dev.tidemark.streams.runtime.operator;

import dev.tidemark.record.Header;
import dev.tidemark.record.Headers;
import dev.tidemark.streams.runtime.time.EdgeAnnouncer;
import dev.tidemark.streams.topology.Operator;
import dev.tidemark.streams.wire.Marker;
import dev.tidemark.streams.wire.RecordFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes records to an internal topic, with their event time and lateness, and the markers behind them. Run by its task. */
public final class EdgeSink implements RecordTarget {

    private static final Headers MARKER = Headers
            .of(new Header(RecordFormat.HEADER, new byte[]{RecordFormat.MARKER.code()}));
    /** A frontier may lie outside what a broker takes as a timestamp: it is in the marker's value. */
    private static final long MARKER_TIMESTAMP_MS = 0;

    private final Operator.EdgeSink spec;
    private final RecordContext context;
    private final RecordWriter writer;
    private final EdgeAnnouncer announcer;
    private final WrittenBytes keyBytes = new WrittenBytes();
    private final WrittenBytes valueBytes = new WrittenBytes();

    EdgeSink(Operator.EdgeSink spec, RecordContext context, RecordWriter writer, EdgeAnnouncer announcer) {
        this.spec = spec;
        this.context = context;
        this.writer = writer;
        this.announcer = announcer;
    }

    @Override
    public void process(@Nullable Object key, @Nullable Object value, long timestampMs, long metMs) {
        context.enter(spec.name());
        if (key == null) {
            throw RecordFailures.withoutKey(spec.name(), context);
        }
        ByteBuffer valueWritten = valueBytes.of(value, spec.valueSerde());
        writer.write(timestampMs, keyBytes.of(key, spec.keySerde()), valueWritten,
                context.internalHeaders(metMs, valueWritten));
    }

    /** Ends the interval: sends a marker to all partitions, behind all data, if one is due. */
    public void seal(long sequence, long nowMs) {
        Marker marker = announcer.seal(sequence, nowMs);
        if (marker != null) {
            marker.write(valueBytes.sink());
            writer.writeToAll(MARKER_TIMESTAMP_MS, valueBytes.written(), MARKER);
        }
    }

    public EdgeAnnouncer announcer() {
        return announcer;
    }
}
