package dev.tidemark.streams.wire;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.UnreadableValueException;

/**
 * A writer's frontier on an edge, told to every partition of it in the transaction of the data that it covers: no record
 * of this writer behind it has a timestamp below {@code frontierMs}, unless flagged late. It is the value of a record of
 * its own, without key.
 *
 * <pre>
 *  offset  bytes  field
 *       0      1  version of the layout, 1
 *       1      1  flags: bit 0 closed, bit 1 heuristic
 *       2      4  edge
 *       6      4  writer
 *      10      4  writer-set version
 *      14      4  number of writers
 *      18      8  sequence
 *      26      8  frontier, ms
 *      34         end
 * </pre>
 *
 * @param edge number of the edge in its topology
 * @param writer index of the task of the writing stage
 * @param writerSetVersion fixes how many writers there are; grows when that number changes
 * @param writers how many there are
 * @param sequence grows with every marker of a writer on an edge; the bits above the lower 24 tell its owners apart where those number their commits so
 * @param frontierMs half open; {@link Long#MIN_VALUE}: nothing known, {@link Long#MAX_VALUE}: closed
 * @param status whether more may come
 * @param heuristic whether the frontier rests on a guess about an idle input
 */
public record Marker(int edge, int writer, int writerSetVersion, int writers, long sequence, long frontierMs,
        Status status, boolean heuristic) {

    /** Bytes of an encoded marker. */
    public static final int SIZE = 34;

    /** The bits of a sequence below those that tell owners of a writer apart. */
    public static final int OWNER_SHIFT = 24;

    private static final byte VERSION = 1;
    private static final int CLOSED = 1;
    private static final int HEURISTIC = 2;

    /** Whether more may come from a writer. */
    public enum Status {
        ACTIVE, CLOSED
    }

    /** Appends the bytes. */
    public void write(ByteSink sink) {
        sink.writeByte(VERSION);
        sink.writeByte((status == Status.CLOSED ? CLOSED : 0) | (heuristic ? HEURISTIC : 0));
        sink.writeInt(edge);
        sink.writeInt(writer);
        sink.writeInt(writerSetVersion);
        sink.writeInt(writers);
        sink.writeLong(sequence);
        sink.writeLong(frontierMs);
    }

    /**
     * Reads one marker, which is all of the source.
     *
     * @throws UnreadableValueException if the bytes are none
     */
    public static Marker read(ByteSource source) {
        if (source.remaining() != SIZE) {
            throw new UnreadableValueException("a marker has " + SIZE + " bytes, these are " + source.remaining());
        }
        byte version = source.readByte();
        if (version != VERSION) {
            throw new UnreadableValueException("marker layout " + version + " is not known, only " + VERSION);
        }
        byte flags = source.readByte();
        if ((flags & ~(CLOSED | HEURISTIC)) != 0) {
            throw new UnreadableValueException("marker flags " + flags + " are not known");
        }
        return new Marker(source.readInt(), source.readInt(), source.readInt(), source.readInt(), source.readLong(),
                source.readLong(), (flags & CLOSED) != 0 ? Status.CLOSED : Status.ACTIVE, (flags & HEURISTIC) != 0);
    }
}
