package dev.tidemark.streams.runtime.operator;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.Header;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.streams.runtime.time.SourceWatermark;
import dev.tidemark.streams.wire.Lateness;
import dev.tidemark.streams.wire.RecordFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The input record that is being processed, as bytes: what its outputs take over (headers, lateness), what a late output
 * shows, and where an error is. One per task, run by it; there is no record while windows fire. While a join sends a pair of it and one
 * that came before, the other record may stand for both.
 */
public final class RecordContext {

    private static final Header DATA = new Header(RecordFormat.HEADER, new byte[]{RecordFormat.DATA.code()});
    private static final Header LATE_DATA = new Header(RecordFormat.HEADER,
            new byte[]{RecordFormat.LATE_DATA.code()});
    private static final Headers DATA_ALONE = Headers.of(DATA);

    private final ByteSource latenessSource = new ByteSource();
    private final ByteSink latenessSink = new ByteSink();
    private String node = "";
    private @Nullable TopicPartition partition;
    private @Nullable RecordCursor record;
    private boolean internal;
    private int latenessPosition;
    private int latenessLength;
    private @Nullable Headers userHeaders;
    /** What outputs have from records that came before this one. */
    private Causes causes = Causes.NONE;

    /**
     * Of a pair, or of a pair that it is part of.
     *
     * @param headers of a record that came before; null: those of the record at hand
     * @param lateness of a record that came before, if that is why the pair is late
     */
    record Causes(@Nullable Headers headers, @Nullable Lateness lateness) {
        static final Causes NONE = new Causes(null, null);
    }

    /** A record of a topic from outside. */
    public void source(TopicPartition from, RecordCursor cursor) {
        begin(from, cursor, false, 0, -1);
    }

    /**
     * A record of an internal topic.
     *
     * @param position of its lateness in the cursor's data
     * @param length of it; -1 if it was not late
     */
    public void internal(TopicPartition from, RecordCursor cursor, int position, int length) {
        begin(from, cursor, true, position, length);
    }

    private void begin(TopicPartition from, RecordCursor cursor, boolean ofInternalTopic, int position, int length) {
        partition = from;
        record = cursor;
        internal = ofInternalTopic;
        latenessPosition = position;
        latenessLength = length;
        userHeaders = cursor.headerCount() == (ofInternalTopic ? 1 : 0) ? Headers.none() : null;
        causes = Causes.NONE;
    }

    /** What has to be kept of the record for {@link #pair}: bytes of its {@link Origin}, or null for a plain one. */
    byte @Nullable [] origin(long metMs) {
        Headers headers = userHeaders();
        if (metMs == SourceWatermark.ON_TIME && headers.count() == 0) {
            return null;
        }
        byte[] lateness = metMs == SourceWatermark.ON_TIME ? null : lateness(metMs, null);
        Origin.write(lateness, headers, latenessSink.clear());
        return latenessSink.toByteArray();
    }

    /**
     * Until {@link #restore}, outputs are of a pair of what is at hand and a record that came before.
     *
     * @param headers of the one before, if the pair has them
     * @param lateness of the one before, if the pair is late because that one is
     * @return what outputs had before: what is at hand may be a pair itself
     */
    Causes pair(@Nullable Headers headers, @Nullable Lateness lateness) {
        Causes outer = causes;
        causes = new Causes(headers != null ? headers : outer.headers, lateness != null ? lateness : outer.lateness);
        return outer;
    }

    /** The pair is sent. */
    void restore(Causes outer) {
        causes = outer;
    }

    /** The record is done. */
    public void end() {
        record = null;
        causes = Causes.NONE;
        userHeaders = Headers.none();
    }

    /** Says which node works now, for errors. */
    void enter(String name) {
        node = name;
    }

    /** The node that worked last. */
    public String node() {
        return node;
    }

    /** {@code topic-partition@offset}, or that windows are firing. */
    public String where() {
        return record == null ? "windows that close" : partition + "@" + record.offset();
    }

    /** The user's headers of the record, which its outputs take over; none while windows fire. */
    Headers userHeaders() {
        if (causes.headers != null) {
            return causes.headers;
        }
        if (userHeaders == null) {
            userHeaders = record == null ? Headers.none() : Headers.of(withoutOurs(record.headers()));
        }
        return userHeaders;
    }

    /** The headers of an output into an internal topic. */
    Headers internalHeaders(long metMs, @Nullable ByteBuffer value) {
        Headers users = userHeaders();
        if (metMs == SourceWatermark.ON_TIME) {
            return users.count() == 0 ? DATA_ALONE : before(List.of(DATA), users);
        }
        return before(List.of(LATE_DATA, new Header(Lateness.HEADER, lateness(metMs, value))), users);
    }

    private byte[] lateness(long metMs, @Nullable ByteBuffer value) {
        latenessSink.clear();
        Lateness before = readLateness();
        if (before != null) {
            Lateness.write(metMs, before.sourceTimestampMs(), before.sourceKey(), before.sourceValue(), value,
                    latenessSink);
        } else {
            RecordCursor cursor = present();
            Lateness.write(metMs, cursor.timestamp(), key(cursor), value(cursor), value, latenessSink);
        }
        return latenessSink.toByteArray();
    }

    /** Writes the record as it was at its source to a late output. Does nothing while windows fire. */
    void writeLate(RecordWriter to, long lateMs) {
        RecordCursor cursor = record;
        if (cursor == null) {
            return;
        }
        List<Header> headers = new ArrayList<>();
        for (Header header : userHeaders()) {
            if (!header.key().equals(Lateness.OUTPUT_HEADER)) {
                headers.add(header);
            }
        }
        headers.add(new Header(Lateness.OUTPUT_HEADER, Lateness.outputValue(lateMs)));
        Lateness lateness = readLateness();
        if (lateness != null) {
            to.write(lateness.sourceTimestampMs(), lateness.sourceKey(), lateness.sourceValue(), Headers.of(headers));
        } else {
            to.write(cursor.timestamp(), key(cursor), value(cursor), Headers.of(headers));
        }
    }

    private @Nullable Lateness readLateness() {
        if (causes.lateness != null) {
            return causes.lateness;
        }
        if (record == null || !internal || latenessLength < 0) {
            return null;
        }
        return Lateness.read(latenessSource.reset(record.data(), latenessPosition, latenessLength), value(record));
    }

    private RecordCursor present() {
        if (record == null) {
            throw new IllegalStateException("a late record has a cause");
        }
        return record;
    }

    private List<Header> withoutOurs(Headers headers) {
        List<Header> users = new ArrayList<>(headers.count());
        for (Header header : headers) {
            if (!RecordFormat.reserved(header.key())) {
                users.add(header);
            }
        }
        return users;
    }

    private static Headers before(List<Header> ours, Headers users) {
        List<Header> all = new ArrayList<>(ours);
        users.forEach(all::add);
        return Headers.of(all);
    }

    private static @Nullable ByteBuffer key(RecordCursor cursor) {
        return slice(cursor, cursor.keyPosition(), cursor.keyLength());
    }

    private static @Nullable ByteBuffer value(RecordCursor cursor) {
        return slice(cursor, cursor.valuePosition(), cursor.valueLength());
    }

    private static @Nullable ByteBuffer slice(RecordCursor cursor, int position, int length) {
        return length < 0 ? null : cursor.data().slice(position, length);
    }
}
