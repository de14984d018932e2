package dev.tidemark.streams.runtime.task;

import dev.tidemark.serde.Serdes;
import dev.tidemark.state.KeyValues;
import dev.tidemark.streams.runtime.time.EdgeAnnouncer;
import dev.tidemark.streams.runtime.time.EdgeReception;
import dev.tidemark.streams.runtime.time.WriterState;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The task's frontiers in its system store (rule H). Run by the task.
 *
 * <pre>
 *   'V' edge (4 bytes) writer (4 bytes)   -> state of the writer, see WriterState
 *   'O' edge (4 bytes)                    -> what was told last (8 bytes)
 * </pre>
 */
final class FrontierStore {

    private final KeyValues<byte[]> system;
    private final ByteBuffer key = ByteBuffer.allocate(9);

    FrontierStore(KeyValues<byte[]> system) {
        this.system = system;
    }

    /** Puts back what is stored of an edge's writers. */
    void load(EdgeReception reception, int writers, String where) {
        for (int writer = 0; writer < writers; writer++) {
            byte[] stored = get(writerKey(reception.edge(), writer));
            if (stored != null) {
                reception.restore(writer, WriterState.SERDE.fromBytes(stored), where);
            }
        }
    }

    /** Puts back what was told on an edge. */
    void load(EdgeAnnouncer announcer) {
        byte[] stored = get(toldKey(announcer.edge().number()));
        if (stored != null) {
            announcer.restore(Serdes.int64().fromBytes(stored));
        }
    }

    void save(EdgeReception reception) {
        for (int writer = reception.changed().nextSetBit(0); writer >= 0; writer = reception.changed()
                .nextSetBit(writer + 1)) {
            WriterState state = reception.writer(writer);
            if (state != null) {
                system.put(writerKey(reception.edge(), writer), WriterState.SERDE.toBytes(state));
            }
        }
        reception.clearChanged();
    }

    void save(EdgeAnnouncer announcer) {
        system.put(toldKey(announcer.edge().number()), Serdes.int64().toBytes(announcer.toldMs()));
    }

    private byte @Nullable [] get(ByteBuffer at) {
        return system.get(at);
    }

    private ByteBuffer writerKey(int edge, int writer) {
        return key.clear().put((byte) 'V').putInt(edge).putInt(writer).flip();
    }

    private ByteBuffer toldKey(int edge) {
        return key.clear().put((byte) 'O').putInt(edge).flip();
    }
}
